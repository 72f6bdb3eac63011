"""Slides: native parts, words and numbers of the data, room enough, hostile text, whole or not."""

from __future__ import annotations

import hashlib
import json
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pptx import Presentation

from geo.errors import CancelledError, ExportError
from layers.stories import Chapter, Story
from layers.story_text import blocks
from layers.summary import metro_length_km
from layers.view import View
from outlets.briefs import brief_of
from outlets.deck import fitting, making, maps
from outlets.deck.blank import FACE, HEIGHT_MM, WIDTH_MM
from outlets.deck.charts import districts_chart
from outlets.deck.order import DeckOrder
from outlets.deck.slides import BODY, height_mm
from outlets.deck.tables import pages, projects_table
from outlets.prints import fonts, pictures
from outlets.prints.pen import Box
from outlets.prints.words import clean

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from layers.build import Dataset

TODAY = date(2026, 11, 22)
HOSTILE = "坏\x00\x0b\x1b\ud800<script>&amp;\ufffe ]]> 好"
BOUNDS = (113.5, 34.6, 113.8, 34.8)


def chapter(name: str, **fields: Any) -> Chapter:
    view = View(layers=("metro",), at=date(2024, 12, 31))
    known: dict[str, Any] = {
        "title_zh": "一号线",
        "text_zh": "开通了。",
        "view": view,
        "bounds": BOUNDS,
    }
    return Chapter(id=name, **(known | fields))


@pytest.fixture(scope="session")
def story() -> Story:
    return Story(
        id="told", title_zh="轨道", summary_zh="一句话。",
        chapters=(
            chapter("one", text_zh="**{metro.open_km}公里**\n\n- 甲\n- [链](https://example.org/)",
                    notes_zh="先停三秒。", highlights=("metro-line-1-phase-1",), chart="metro"),
            chapter("two", title_zh=HOSTILE, text_zh=HOSTILE, notes_zh=HOSTILE),
            chapter("long", text_zh="很长的一段话，没有尽头。" * 300),
        ),
    )  # fmt: skip


@pytest.fixture(scope="session")
def order(dataset: Dataset) -> Callable[..., DeckOrder]:
    def make(**fields: Any) -> DeckOrder:
        view = View(layers=("metro", "dead_end_roads"), districts=("金水区",))
        return DeckOrder(dataset=dataset, today=TODAY, **({"view": view} | fields))

    return make


@pytest.fixture(scope="session")
def told(
    order: Callable[..., DeckOrder], story: Story, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    out = tmp_path_factory.mktemp("deck") / "told.pptx"
    made = making.save(order(story=story, author="规划" + HOSTILE), out)
    assert [path.name for path in made] == ["told.pptx", "told.pptx.manifest.json"]
    return out


@pytest.fixture(scope="session")
def jinshui(order: Callable[..., DeckOrder], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("deck") / "jinshui.pptx"
    making.save(order(), out)
    return out


def titles(path: Path) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in Presentation(str(path)).slides]


def test_a_story_has_a_slide_for_each_chapter_and_ends_with_sources(told: Path) -> None:
    found = titles(told)
    assert found[:3] == ["轨道", "一号线", "轨道交通历年运营里程（公里）"]
    assert found[3] == "坏<script>&amp; ]]> 好"
    assert found[4:6] == ["一号线", "一号线（续 2）"]
    assert found[-1] == "来源、许可与使用限制"


def test_parts_are_native_and_described(told: Path, order: Callable[..., DeckOrder]) -> None:
    deck = Presentation(str(told))
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, abs=0.001)
    first = deck.slides[1]
    (picture,) = [shape for shape in first.shapes if shape.shape_type == 13]
    described = picture._element._nvXxPr.cNvPr.get("descr")  # noqa: SLF001 - no other door
    assert described.startswith("地图：一号线。地图，1:")
    assert "轨道交通线路：建成 " in described
    across = picture.image.size[0] / (picture.width / 914_400)
    assert across == pytest.approx(200, abs=2)  # dots per inch
    written = [shape.text_frame.text for shape in first.shapes if shape.has_text_frame]
    km = f"{metro_length_km(order().dataset, date(2024, 12, 31)):.1f}公里"
    assert f"{km}\n甲\n链" in written
    assert not any("{" in text for text in written)
    (link,) = [run.hyperlink.address for shape in first.shapes if shape.has_text_frame
               for paragraph in shape.text_frame.paragraphs for run in paragraph.runs
               if run.hyperlink.address]  # fmt: skip
    assert link == "https://example.org/"
    notes = first.notes_slide.notes_text_frame.text
    assert notes.splitlines() == ["先停三秒。", "图上标出：1号线一期"]


def test_the_chart_holds_the_numbers(told: Path, dataset: Dataset) -> None:
    (frame,) = [s for s in Presentation(str(told)).slides[2].shapes if s.has_chart]
    summed, published = frame.chart.plots[0].series
    years = list(frame.chart.plots[0].categories)
    assert years[0] == "2013"
    assert years[-1] == "2024"
    assert summed.values[0] == pytest.approx(26.2)
    open_figures = {f.date.first.year: f.length_km for f in dataset.network if f.kind == "open"}
    by_year = dict(zip(years, published.values, strict=True))
    assert by_year["2024"] == open_figures.get(2024)
    assert by_year["2013"] == open_figures.get(2013)


def test_every_run_names_a_type_that_has_chinese(told: Path, jinshui: Path) -> None:
    namespace = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
    for path in (told, jinshui):
        with zipfile.ZipFile(path) as held:
            for name in held.namelist():
                if not name.startswith(("ppt/slides/slide", "ppt/charts/chart")):
                    continue
                tree = etree.fromstring(held.read(name))
                for run in tree.iterfind(".//a:r", namespace):
                    faces = {
                        kind: run.find(f"a:rPr/a:{kind}", namespace) for kind in ("latin", "ea")
                    }
                    assert {f.get("typeface") for f in faces.values() if f is not None} == {FACE}
                    assert None not in faces.values()
                    assert run.find("a:rPr", namespace).get("lang") in {"zh-CN", "en-US"}


def test_properties_and_manifest(told: Path) -> None:
    about = Presentation(str(told)).core_properties
    assert (about.title, about.language) == ("轨道", "zh-CN")
    assert about.author.startswith("规划坏")
    manifest = json.loads(told.with_name("told.pptx.manifest.json").read_bytes())
    assert manifest["files"]["told.pptx"]["sha256"] == hashlib.sha256(told.read_bytes()).hexdigest()
    assert [page["chapter"] for page in manifest["pages"]] == ["one", "two", "long"]
    assert manifest["story"] == "told"
    assert any("审图号" in each["finding"] for each in manifest["preflight"])
    assert manifest["disclaimer"].startswith("不作划界依据")


def test_every_slide_says_its_limits(told: Path, jinshui: Path) -> None:
    for path in (told, jinshui):
        for slide in Presentation(str(path)).slides:
            text = "\n".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)
            assert "未经审核 内部资料" in text
            assert "不作划界依据" in text


def test_nothing_stands_outside_its_slide(told: Path, jinshui: Path) -> None:
    for path in (told, jinshui):
        for number, slide in enumerate(Presentation(str(path)).slides, 1):
            for shape in slide.shapes:
                right, bottom = shape.left + shape.width, shape.top + shape.height
                assert 0 <= shape.left <= right <= WIDTH_MM * 36_000 + 1, (number, shape.name)
                assert 0 <= shape.top <= bottom <= HEIGHT_MM * 36_000 + 1, (number, shape.name)


def test_no_type_is_tiny(told: Path, jinshui: Path) -> None:
    sizes = [
        run.font.size.pt
        for path in (told, jinshui) for slide in Presentation(str(path)).slides
        for shape in slide.shapes if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs for run in paragraph.runs
    ]  # fmt: skip
    assert min(sizes) >= 10


def test_a_district_has_its_figures_and_all_its_projects(
    jinshui: Path, order: Callable[..., DeckOrder]
) -> None:
    wanted = order()
    brief = brief_of(wanted.dataset, wanted.view, "金水区", since=wanted.since, today=TODAY)
    tables = [
        [[cell.text for cell in row.cells] for row in shape.table.rows]
        for slide in Presentation(str(jinshui)).slides
        for shape in slide.shapes
        if shape.has_table
    ]
    figures, *projects = tables
    totals = {row[0]: row[1] for row in figures[1:]}
    assert totals == {figure.title: str(figure.total) for figure in brief.figures}
    assert [row[0] for table in projects for row in table[1:]] == [p.name for p in brief.projects]
    assert "附表 金水区" in titles(jinshui)[2]


def test_the_overview_counts_what_is_selected(order: Callable[..., DeckOrder]) -> None:
    selection = order(view=View(districts=("金水区", "登封市"))).selection
    facts = districts_chart(selection)
    assert facts.categories == ("金水", "登封")
    total = sum(value or 0 for _, _, values in facts.series for value in values[:1])
    assert total == int((selection.rows & selection.index.district["金水区"]).sum())


@given(st.text(max_size=60), st.integers(1, 40))
def test_text_is_neither_lost_nor_taller_than_its_box(text: str, times: int) -> None:
    found = blocks("\n\n".join([text] * times))
    whole = "".join(run.text for block in found for run in block.runs)
    box = Box(0, 0, 100, 60)
    size, rest, taken = fitting.size_for(found, box), list(found), []
    while rest:
        here, rest = fitting.fill(rest, box, size)
        assert here
        assert height_mm(here, size, width=box.width) <= box.height + 1e-6 or len(here) == 1
        taken += here
    assert "".join(run.text for block in taken for run in block.runs) == whole


@given(st.text())
def test_cleaned_text_is_what_xml_can_hold(text: str) -> None:
    element = etree.Element("t")
    element.text = clean(text)
    assert etree.fromstring(etree.tostring(element)).text in {clean(text), clean(text) or None}


def test_rows_are_divided_without_loss(order: Callable[..., DeckOrder]) -> None:
    wanted = order(view=View(districts=("金水区",)))
    brief = brief_of(wanted.dataset, wanted.view, "金水区", since=wanted.since, today=TODAY)
    spans = list(pages(projects_table(brief.projects, "zh"), BODY))
    assert len(spans) > 2
    assert [at for first, last in spans for at in range(first, last)] == list(
        range(len(brief.projects))
    )
    assert list(pages(projects_table((), "zh"), BODY)) == []


def test_two_hundred_chapters_that_show_the_same_draw_it_once(
    order: Callable[..., DeckOrder], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []

    def counted(*given: Any, **named: Any) -> pictures.Picture:
        drawn.append(given)
        return pictures.map_picture(*given, **named)

    monkeypatch.setattr(maps, "map_picture", counted)
    many = Story(id="many", title_zh="多", chapters=tuple(chapter(f"c{n}") for n in range(200)))
    making.save(order(story=many), tmp_path / "many.pptx")
    assert len(Presentation(str(tmp_path / "many.pptx")).slides) == 202
    assert len(drawn) == 1


def test_a_chapter_without_anything_shows_the_city(
    order: Callable[..., DeckOrder], tmp_path: Path
) -> None:
    bare = Story(id="bare", chapters=(
        chapter("none", view=View(layers=(), text="无此字样"), bounds=None, title_zh=""),
    ))  # fmt: skip
    making.save(order(story=bare), tmp_path / "bare.pptx")
    assert len(Presentation(str(tmp_path / "bare.pptx")).slides) == 3


def test_one_pagers(order: Callable[..., DeckOrder], tmp_path: Path) -> None:
    out = tmp_path / "x.docx"
    making.save(order(author=HOSTILE), out)
    document = Document(str(out))
    heads = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert heads == ["金水区"]
    wanted = order()
    brief = brief_of(wanted.dataset, wanted.view, "金水区", since=wanted.since, today=TODAY)
    figures, projects = document.tables
    assert len(figures.rows) == 3
    assert [row.cells[0].text for row in projects.rows][1:] == [p.name for p in brief.projects]
    (shown,) = document.inline_shapes
    assert shown._inline.docPr.get("descr").startswith("地图：金水区。")  # noqa: SLF001 - no other door
    assert "未经审核 内部资料" in document.sections[0].footer.paragraphs[0].text
    assert document.core_properties.language == "zh-CN"


@pytest.mark.parametrize(
    ("name", "fields", "word"),
    [
        ("x.ppt", {}, ".pptx"),
        ("x", {}, ".pptx"),
        ("x.docx", {"story": Story(id="told", chapters=(chapter("one"),))}, ".pptx"),
        ("x.pptx", {"story": Story(id="hollow")}, "hollow"),
        ("x.pptx", {"view": View(text="无此字样")}, "nothing to print"),
    ],
)
def test_what_cannot_be_made_leaves_nothing(
    order: Callable[..., DeckOrder], tmp_path: Path, name: str, fields: dict[str, Any], word: str
) -> None:
    with pytest.raises(ExportError, match=word):
        making.save(order(**fields), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("field", ["title", "author"])
def test_words_that_are_too_long_are_refused(order: Callable[..., DeckOrder], field: str) -> None:
    with pytest.raises(ExportError, match="room for"):
        order(**{field: "长" * 200})


def test_called_off_nothing_is_left_and_an_older_file_stays(
    order: Callable[..., DeckOrder], tmp_path: Path
) -> None:
    out = tmp_path / "x.pptx"
    out.write_bytes(b"older")

    def stop(step: str, _done: int, _total: int) -> None:
        if step == "describe":
            raise CancelledError("The export was called off; nothing of it was kept.")

    with pytest.raises(CancelledError):
        making.save(order(), out, progress=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["x.pptx"]
    assert out.read_bytes() == b"older"


def test_a_missing_type_is_said(
    order: Callable[..., DeckOrder], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "FOLDER", tmp_path / "none")
    monkeypatch.setattr(fonts, "_glyphs", fonts._glyphs.__wrapped__)  # noqa: SLF001 - not kept
    fonts.font.cache_clear()
    try:
        with pytest.raises(ExportError, match="pip install -e"):
            making.save(order(), tmp_path / "x.pptx")
    finally:
        fonts.font.cache_clear()
    assert list(tmp_path.iterdir()) == []
