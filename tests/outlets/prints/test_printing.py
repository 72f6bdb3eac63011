"""Prints as files: whole or not there, the same for the same order, described."""

from __future__ import annotations

import hashlib
import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from geo.errors import CancelledError, ExportError
from outlets.jobs import Job
from outlets.prints import writing
from outlets.prints.composing import compose
from outlets.prints.paper import FORMATS, PrintOrder
from outlets.prints.png import PngStream
from outlets.prints.printing import save
from outlets.prints.writing import write_picture
from outlets.webmap.basemaps import MapSettings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from layers.selection import Selection

TODAY, NOTHING_SET = date(2026, 11, 22), MapSettings()
STARTS = {"pdf": b"%PDF-1.4", "svg": b"<?xml", "png": b"\x89PNG"}


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_order_gives_the_same_bytes(
    chosen: Callable[..., Selection], tmp_path: Path, form: str
) -> None:
    order = PrintOrder(format=form, dpi=150)
    made = []
    for name in ("a", "b"):
        out = tmp_path / f"{name}.{form}"
        save(chosen(layers=("parks",)), order, out, settings=NOTHING_SET, today=TODAY)
        made.append(out.read_bytes())
    assert made[0].startswith(STARTS[form])
    assert made[0] == made[1]


def test_a_manifest_says_what_was_made(chosen: Callable[..., Selection], tmp_path: Path) -> None:
    selection = chosen(layers=("parks",), statuses=("completed", "unknown"))
    out = tmp_path / "公园.pdf"
    written = save(selection, PrintOrder(scale=800_000), out, settings=NOTHING_SET, today=TODAY)
    assert written == [out, tmp_path / "公园.pdf.manifest.json"]
    manifest = json.loads(written[1].read_bytes())
    assert manifest["files"]["公园.pdf"]["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert manifest["filter"] == {"layers": "parks", "status": "completed,unknown"}
    assert manifest["counts"] == {"parks": len(selection.frame("parks"))}
    assert manifest["scale"] == 800_000
    assert manifest["window"]["crs"] == "EPSG:4547"
    frame = selection.frame("parks")
    assert frame.geometry.isna().any()
    assert manifest["records_not_located"]["parks"] == frame["id"][frame.geometry.isna()].tolist()
    assert [f for f in manifest["preflight"] if "审图号" in f["finding"]]
    assert set(manifest["sources"]) == {"districts", "hydrography", "expressways", "parks"}
    assert "OpenStreetMap" in manifest["attribution"]


def test_maps_drawn_at_the_same_time_do_not_disturb_each_other(
    chosen: Callable[..., Selection], tmp_path: Path
) -> None:
    selections = [chosen(layers=(name,)) for name in ("metro", "parks", "key_projects")] * 2
    outs = [tmp_path / f"{at}.pdf" for at in range(len(selections))]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(
            lambda one: save(one[0], PrintOrder(), one[1], settings=NOTHING_SET, today=TODAY),
            zip(selections, outs, strict=True),
        ))  # fmt: skip
    alone = tmp_path / "alone.pdf"
    for selection, out in zip(selections, outs, strict=True):
        save(selection, PrintOrder(), alone, settings=NOTHING_SET, today=TODAY)
        assert out.read_bytes() == alone.read_bytes()


def test_a_pdf_says_what_it_is_and_in_which_language(
    chosen: Callable[..., Selection], tmp_path: Path
) -> None:
    out = tmp_path / "x.pdf"
    order = PrintOrder(language="en", author="Planning office", title="Parks")
    save(chosen(layers=("parks",)), order, out, settings=NOTHING_SET, today=TODAY)
    with PdfReader(out) as reader:
        assert reader.metadata is not None
        assert (reader.metadata.title, reader.metadata.author) == ("Parks", "Planning office")
        assert str(reader.root_object["/Lang"]) == "en"
        assert len(reader.pages) == 1


@pytest.mark.parametrize(("paper", "dpi"), [("A4", 150), ("A4", 300), ("A3", 150)])
def test_a_picture_is_as_large_as_its_paper(
    chosen: Callable[..., Selection], tmp_path: Path, paper: str, dpi: int
) -> None:
    out = tmp_path / "x.png"
    order = PrintOrder(format="png", paper=paper, dpi=dpi, orientation="portrait")
    save(chosen(layers=("metro",)), order, out, settings=NOTHING_SET, today=TODAY)
    with Image.open(out) as picture:
        wanted = [side / 25.4 * dpi for side in order.size_mm]
        assert list(picture.size) == pytest.approx(wanted, abs=0.5)
        assert picture.info["dpi"] == pytest.approx((dpi, dpi), abs=0.1)


def test_bands_of_a_picture_meet(
    chosen: Callable[..., Selection], monkeypatch: pytest.MonkeyPatch
) -> None:
    pen = compose(chosen(layers=("metro", "parks")), PrintOrder()).pages[0]
    drawn = []
    for pixels in (24_000_000, 300_000):
        monkeypatch.setattr(writing, "_BAND_PIXELS", pixels)
        stream = io.BytesIO()
        write_picture(pen, stream, 150, title="x")
        with Image.open(stream) as picture:
            drawn.append(np.asarray(picture, dtype=int))
    whole, bands = drawn
    assert bands.shape == whole.shape
    assert (abs(bands - whole).max(axis=2) > 60).mean() < 2e-4


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_a_png_holds_what_was_written(width: int, height: int, rows: int, seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    stream = io.BytesIO()
    picture = PngStream(stream, (width, height), dpi=300, words={"Title": "郑州地图"})
    for first in range(0, height, rows):
        picture.rows(pixels[first : first + rows])
    picture.finish()
    with Image.open(stream) as read:
        read.load()
        assert (np.asarray(read) == pixels).all()
        assert read.info["Title"] == "郑州地图"
        assert read.info["dpi"] == pytest.approx((300, 300), abs=0.1)


@pytest.mark.parametrize("step", ["collect", "write", "describe"])
@pytest.mark.parametrize("form", FORMATS)
def test_called_off_it_leaves_nothing_and_spares_an_older_file(
    chosen: Callable[..., Selection], tmp_path: Path, step: str, form: str
) -> None:
    class Impatient(Job):
        def __call__(self, now: str, done: int, total: int) -> None:
            if now == step:
                self.call_off()
            super().__call__(now, done, total)

    out = tmp_path / f"x.{form}"
    out.write_text("older")
    order = PrintOrder(format=form, dpi=150)
    with pytest.raises(CancelledError):
        save(chosen(layers=("metro",)), order, out, settings=NOTHING_SET, today=TODAY,
             progress=Impatient())  # fmt: skip
    assert [path.name for path in tmp_path.iterdir()] == [out.name]
    assert out.read_text() == "older"


@pytest.mark.parametrize("name", ["x.png", "x", "a:b.pdf"])
def test_a_name_that_says_something_else_is_refused(
    chosen: Callable[..., Selection], tmp_path: Path, name: str
) -> None:
    with pytest.raises(ExportError):
        save(chosen(), PrintOrder(), tmp_path / name, settings=NOTHING_SET, today=TODAY)
    assert not list(tmp_path.iterdir())
