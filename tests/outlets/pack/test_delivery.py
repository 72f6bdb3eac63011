"""What leaves: one page, or a zip whose manifest answers for every byte in it."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import zipfile
from datetime import date
from typing import TYPE_CHECKING

import pyogrio
import pytest
from pptx import Presentation

from geo.errors import CancelledError, ExportError
from layers.catalogue import THEMATIC
from layers.selection import select
from layers.view import View
from outlets.command import main
from outlets.commands.codes import DONE, FAILED, NO_DATA, WRONG
from outlets.pack.delivery import deliver, save
from outlets.pack.describing import PackOrder, described, findings_told
from outlets.webmap.basemaps import MapSettings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from layers.build import Dataset

TODAY = date(2026, 11, 22)
VIEW = View(districts=("金水区",), at=date(2024, 6, 30))


@pytest.fixture(scope="module")
def order(dataset: Dataset) -> PackOrder:
    selection = select(dataset, VIEW, today=TODAY)
    settings = MapSettings(notice="豫S(2026)1号")
    return PackOrder(selection=selection, today=TODAY, settings=settings, author="规划院")


@pytest.fixture(scope="module")
def files(order: PackOrder) -> dict[str, bytes]:
    made = deliver(order, ".zip")
    assert made.name.startswith("zhengtu-pack-2024-06-30-")
    assert made.name.endswith(".zip")
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_manifest_answers_for_every_file(order: PackOrder, files: dict[str, bytes]) -> None:
    manifest = json.loads(files["manifest.json"])
    assert manifest["files"] == {
        name: {"bytes": len(held), "sha256": hashlib.sha256(held).hexdigest()}
        for name, held in files.items()
        if name != "manifest.json"
    }
    assert manifest["data_version"] == order.selection.dataset.version
    assert manifest["filter"] == {"district": "金水区", "at": "2024-06-30"}
    assert manifest["map_review"] == "豫S(2026)1号"
    assert manifest["selected"] == len(order.selection.ids) > 0
    nowhere = manifest["records_not_located"]
    located = order.selection.index.ids[order.selection.index.located]
    assert set(nowhere) == set(order.selection.ids) - set(located)
    assert nowhere


def test_data_beside_the_page_hold_the_selection(
    order: PackOrder, files: dict[str, bytes], tmp_path: Path
) -> None:
    (tmp_path / "x.gpkg").write_bytes(files["zhengtu.gpkg"])
    names = [str(name) for name, _ in pyogrio.list_layers(tmp_path / "x.gpkg")]
    tables = [pyogrio.read_dataframe(tmp_path / "x.gpkg", layer=name) for name in names]
    thematic = {layer.id for layer in THEMATIC}
    in_tables = [
        identifier
        for table in tables
        if {"layer", "id"} <= set(table.columns)
        for identifier in table[table["layer"].isin(thematic)]["id"]
    ]
    in_files = [
        feature["id"]
        for name in order.selection.view.layers
        for feature in json.loads(files[f"geojson/{name}.geojson"])["features"]
    ]
    assert sorted(in_files) == sorted(in_tables) == sorted(order.selection.ids)
    assert files["zhengtu.html"].startswith(b"<!DOCTYPE html>")


def test_the_print_shows_the_selection(
    program: Callable[[str], str], files: dict[str, bytes], tmp_path: Path
) -> None:
    (tmp_path / "x.pdf").write_bytes(files["zhengtu.pdf"])
    text = subprocess.run(
        [program("pdftotext"), tmp_path / "x.pdf", "-"], check=True, capture_output=True
    ).stdout.decode("utf-8")
    assert "金水区" in text
    assert "规划院" in text
    told = json.loads(files["manifest.json"])["parts"]["print"]
    assert told["paper"] == "A3 landscape"
    assert told["scale"] > 1000


def test_the_slides_are_of_the_selection(files: dict[str, bytes]) -> None:
    deck = Presentation(io.BytesIO(files["zhengtu.pptx"]))
    text = "\n".join(
        shape.text_frame.text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame
    )
    assert "金水区" in text
    assert "中原区" not in text
    assert "规划院" in text
    told = json.loads(files["manifest.json"])["parts"]["deck"]
    assert told["story"] is None


def test_findings_stand_in_the_manifest(dataset: Dataset, files: dict[str, bytes]) -> None:
    assert json.loads(files["manifest.json"])["preflight"]
    selection = select(dataset, VIEW, today=TODAY)
    bare = described(PackOrder(selection=selection, today=TODAY))
    assert any("审图号" in finding["finding"] for finding in bare["preflight"])
    told = findings_told(PackOrder(selection=selection, today=TODAY))
    assert len(told) == len(bare["preflight"])
    for zh, en in told:
        assert re.search("[\u4e00-\u9fff]。$", zh), zh
        assert en.isascii() or "审图号" in en


def test_the_same_order_gives_the_same_page(order: PackOrder) -> None:
    assert deliver(order, ".html").data == deliver(order, ".html").data


def test_nothing_selected_is_still_a_pack(dataset: Dataset) -> None:
    nothing = select(dataset, View(text="无此字样"), today=TODAY)
    with zipfile.ZipFile(
        io.BytesIO(deliver(PackOrder(selection=nothing, today=TODAY), ".zip").data)
    ) as archive:
        assert archive.testzip() is None
        manifest = json.loads(archive.read("manifest.json"))
    assert manifest["selected"] == 0
    assert "no map to print" in manifest["parts"]["print"]["left_out"]
    assert "nothing to tell" in manifest["parts"]["deck"]["left_out"]
    assert not {"zhengtu.pdf", "zhengtu.pptx"} & set(manifest["files"])


def test_called_off_leaves_nothing(order: PackOrder, tmp_path: Path) -> None:
    def stop(_step: str, done: int, _total: int) -> None:
        if done == 1:
            raise CancelledError("off")

    with pytest.raises(CancelledError):
        save(order, tmp_path / "x.zip", progress=stop)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["x.pdf", "x", ".html", "a:b.zip"])
def test_a_name_that_will_not_do(order: PackOrder, tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError):
        save(order, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "x.HTML"
    assert (
        main(["pack", "--out", str(out), "--layer", "metro", "--at", "2021-01-30", "--quiet"])
        == DONE
    )
    assert b'"start":{"layers":"metro","at":"2021-01-30"}' in out.read_bytes()
    beside = tmp_path / "x.HTML.manifest.json"
    assert capsys.readouterr().out == f"{out}\n{beside}\n"
    told = json.loads(beside.read_bytes())
    assert told["filter"] == {"layers": "metro", "at": "2021-01-30"}
    page = out.read_bytes()
    size, digest = len(page), hashlib.sha256(page).hexdigest()
    assert told["files"] == {"x.HTML": {"bytes": size, "sha256": digest}}


def test_the_command_refuses(tmp_path: Path) -> None:
    def run(*options: str) -> int:
        return main(["pack", "--quiet", *options])

    assert run("--out", str(tmp_path / "x.pdf")) == WRONG
    assert run("--out", str(tmp_path / "x.html"), "--layer", "mars") == WRONG
    assert run("--out", str(tmp_path / "x.html"), "--district", "火星区") == WRONG
    assert run("--out", str(tmp_path / "x.zip"), "--author", "长" * 500) == WRONG
    assert run("--out", str(tmp_path / "none" / "x.html")) == FAILED
    assert not list(tmp_path.iterdir())


def test_the_command_tells_a_story(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "x.html"
    assert main(["pack", "--quiet", "--out", str(out), "--story", "metro"]) == DONE
    assert b'"start":{"story":"metro","at":' in out.read_bytes()
    assert main(["pack", "--quiet", "--out", str(tmp_path / "y.html"), "--story", "nope"]) == WRONG
    assert "the stories are metro" in capsys.readouterr().err
    assert not (tmp_path / "y.html").exists()


def test_a_story_with_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "bad.toml").write_text(
        'title_zh = "坏"\n[[chapter]]\nid = "a"\ntitle_zh = "a"\nhighlight = ["no-such"]\n', "utf-8"
    )
    monkeypatch.setenv("ZHENGTU_STORIES", str(folder))
    out = tmp_path / "x.html"
    assert main(["pack", "--quiet", "--out", str(out), "--story", "bad"]) == NO_DATA
    assert not out.exists()
    assert main(["pack", "--quiet", "--out", str(out)]) == DONE
    assert b'"stories":{"zh":[],"en":[]}' in out.read_bytes()
    assert b'"stories_left_out":{"bad":["' in out.read_bytes()
