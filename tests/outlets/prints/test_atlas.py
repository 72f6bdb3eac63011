"""The atlas: a page for each district, bookmarks, and nothing lost where a table is long."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from geo.errors import CancelledError, ExportError
from layers.view import View
from layers.vocabulary import DISTRICTS
from outlets.briefs import brief_of
from outlets.jobs import Job
from outlets.prints.atlas import AtlasRequest, page_of, save
from outlets.prints.paper import PrintOrder
from outlets.webmap.basemaps import MapSettings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from layers.build import Dataset
    from outlets.prints.pen import Pen

TODAY = date(2026, 11, 22)
REQUEST = AtlasRequest(today=TODAY, settings=MapSettings())
FEW = View(layers=("core_blocks", "dead_end_roads"))


def test_a_page_and_a_bookmark_for_each_district(dataset: Dataset, tmp_path: Path) -> None:
    out = tmp_path / "atlas.pdf"
    save(dataset, FEW, PrintOrder(paper="A3", author="规划科"), out, request=REQUEST)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["atlas.pdf", "atlas.pdf.manifest.json"]
    with PdfReader(out) as reader:
        assert [mark.title for mark in reader.outline] == list(DISTRICTS)  # type: ignore[union-attr]
        pages = [reader.get_destination_page_number(mark) for mark in reader.outline]  # type: ignore[arg-type]
        assert pages == list(range(16)) == list(range(len(reader.pages)))
        assert reader.metadata is not None
        assert reader.metadata.title == "郑州市分区图集：2021年政府工作报告的空间承诺"
        assert reader.metadata.author == "规划科"
        assert str(reader.root_object["/Lang"]) == "zh-CN"
        assert reader.pages[0].mediabox.width == pytest.approx(420 / 25.4 * 72, abs=0.1)
    manifest = json.loads((tmp_path / "atlas.pdf.manifest.json").read_bytes())
    assert [page["district"] for page in manifest["pages"]] == list(DISTRICTS)
    assert manifest["since"] == "2021-01-30"
    assert [f for f in manifest["preflight"] if "审图号" in f["finding"]]


def test_chosen_districts_only_in_english(dataset: Dataset, tmp_path: Path) -> None:
    out = tmp_path / "atlas.pdf"
    view = View(layers=("dead_end_roads",), districts=("金水区", "郑东新区"))
    save(dataset, view, PrintOrder(language="en"), out, request=REQUEST)
    with PdfReader(out) as reader:
        assert [mark.title for mark in reader.outline] == [  # type: ignore[union-attr]
            "Jinshui District", "Zhengdong New District",
        ]  # fmt: skip
        assert str(reader.root_object["/Lang"]) == "en"


@pytest.mark.parametrize(("paper", "orientation"), [("A3", "landscape"), ("A4", "portrait")])
def test_every_project_stands_in_the_table(
    dataset: Dataset, words: Callable[[Pen], list[str]], paper: str, orientation: str
) -> None:
    brief = brief_of(dataset, View(), "金水区", since=REQUEST.since, today=TODAY)
    order = PrintOrder(paper=paper, orientation=orientation)  # type: ignore[arg-type]
    page = page_of(brief, order)
    assert (len(page.pens) == 1) is (paper == "A3")
    told = [text.rstrip("…") for pen in page.pens for text in words(pen)]
    for project in brief.projects:
        assert any(project.name.startswith(text) for text in told if len(text) > 1), project.name
    dates = [project.last_known + "?" for project in brief.projects if project.stale]
    assert all(told.count(text) >= dates.count(text) for text in set(dates))


def test_key_figures_and_changes_stand_on_the_page(
    dataset: Dataset, words: Callable[[Pen], list[str]]
) -> None:
    brief = brief_of(dataset, View(), "惠济区", since=REQUEST.since, today=TODAY)
    told = words(page_of(brief, PrintOrder(paper="A3")).pens[0])
    for figure in brief.figures:
        assert figure.title in told
        assert str(figure.total) in told
    assert "变化 2021-01-30 至 2026-11-22" in told
    text = "".join(told)
    for group in brief.changes:
        assert f"{group.word} {len(group.items) + group.counted}：" in text


def test_a_district_with_nothing_says_so(
    dataset: Dataset, words: Callable[[Pen], list[str]]
) -> None:
    brief = brief_of(dataset, FEW, "上街区", since=REQUEST.since, today=TODAY)
    told = words(page_of(brief, PrintOrder(paper="A3")).pens[0])
    assert "没有符合筛选的记录。" in told
    assert "没有查到变化。" in told


def test_an_empty_selection_is_refused(dataset: Dataset, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no record passes"):
        save(dataset, View(text="无此字样"), PrintOrder(), tmp_path / "x.pdf", request=REQUEST)
    assert not list(tmp_path.iterdir())


def test_called_off_between_pages_it_leaves_nothing(dataset: Dataset, tmp_path: Path) -> None:
    class Impatient(Job):
        def __call__(self, step: str, done: int, total: int) -> None:
            if done == 2:
                self.call_off()
            super().__call__(step, done, total)

    job = Impatient()
    with pytest.raises(CancelledError):
        save(dataset, FEW, PrintOrder(), tmp_path / "x.pdf", request=REQUEST, progress=job)
    assert not list(tmp_path.iterdir())
    assert (job.step, job.done, job.total) == ("write", 1, 16)
