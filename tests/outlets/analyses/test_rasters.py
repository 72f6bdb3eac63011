"""Rasters of a reader's: how they look, what their table says, and their runs."""

from __future__ import annotations

import csv
import io
import shutil
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from rasterio.io import MemoryFile

from geo.errors import CrsError, RasterError
from geo.raster_tiles import Tile
from geo.rasters import describe
from outlets.analyses.raster_looks import look_of, picture_of, ramp_colours
from outlets.analyses.raster_runs import RasterQuestion, RasterRuns, look_into
from outlets.analyses.raster_tables import csv_of, shown, table_of
from outlets.jobs import Job
from raster_drawing import CELL_M, CRS, NORTH, WEST, checked, numbered, tif

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from outlets.analyses.raster_runs import RasterRun

HERE = Tile(12, 3340, 1625)
"""A tile in the middle of the rasters that these tests draw."""

RED, BLUE = (255, 0, 0, 255), (0, 0, 255, 255)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "raster.tif"


@pytest.fixture
def zones() -> gpd.GeoDataFrame:
    """Two halves of the raster, a zone over both, and one beside it."""
    shapes = [shapely.box(WEST + a * CELL_M, NORTH - 4000, WEST + b * CELL_M, NORTH)
              for a, b in ((0, 30), (30, 60), (15, 45), (70, 80))]  # fmt: skip
    return gpd.GeoDataFrame(
        {"name_zh": ["西", "东", "区", "外"], "name_en": ["West", "East", "Zone", "Away"],
         "category": ["district", "district", "zone", "district"]},
        geometry=shapes, crs=CRS,
    )  # fmt: skip


def asked(path: Path, zones: gpd.GeoDataFrame, **changed: Any) -> RasterQuestion:
    given: dict[str, Any] = {
        "path": path, "name": "我的.tif", "credit": "某院", "band": 1, "kind": None, "unit": "m",
        "zones": zones,
    }  # fmt: skip
    return RasterQuestion(**(given | changed))


def pixels(png: bytes) -> Any:
    with MemoryFile(png) as held, held.open() as picture:
        return np.moveaxis(picture.read(), 0, -1)


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
class TestLooks:
    def test_classes_wear_the_file_s_colours(self, file: Path) -> None:
        tif(file, checked(40, 60, 10), palette={1: RED, 2: BLUE}, nodata=0)
        look = look_of(describe(file))
        assert (look.kind, look.held) == ("classes", (1, 2))
        drawn = pixels(picture_of(file, look, HERE))
        assert drawn.shape == (256, 256, 4)
        colours = {tuple(pixel) for pixel in drawn.reshape(-1, 4).tolist()}
        assert colours == {RED, BLUE, (0, 0, 0, 0)}

    def test_an_edge_goes_around_what_is_drawn_but_not_from_afar(self, file: Path) -> None:
        tif(file, checked(40, 60, 10), palette={1: RED, 2: BLUE})
        look = look_of(describe(file))
        edged = replace(look, colours={1: RED, 2: (0, 0, 0, 0)}, edge=BLUE)
        for tile, is_near in ((HERE, True), (Tile(10, 835, 406), False)):
            drawn = pixels(picture_of(file, edged, tile))
            inside = drawn[..., 3] > 0
            line = (drawn == BLUE).all(axis=-1)
            assert inside.any()
            assert line.any() == is_near
            within = inside[1:-1, 1:-1] & inside[:-2, 1:-1] & inside[2:, 1:-1]
            within &= inside[1:-1, :-2] & inside[1:-1, 2:]
            assert (drawn[1:-1, 1:-1][within] == RED).all()  # a line of one pixel, no fill

    def test_classes_without_colours_get_unlike_ones(self, file: Path) -> None:
        tif(file, np.tile(np.arange(60, dtype="uint8"), (40, 1)))
        look = look_of(describe(file), kind="classes")
        assert len({look.colours[value] for value in look.held}) == 60

    def test_what_are_no_classes_is_said(self, file: Path) -> None:
        tif(file, numbered() + 0.5)
        with pytest.raises(RasterError, match="are no classes: there are 2400"):
            look_of(describe(file), kind="classes")
        with pytest.raises(RasterError, match="no bands of red"):
            look_of(describe(file), kind="picture")

    def test_values_go_along_the_ramp_and_one_outlier_changes_nothing(self, file: Path) -> None:
        values = numbered()
        values[0, 0] = 1e9
        tif(file, values, nodata=-1.0)
        look = look_of(describe(file))
        assert 0 <= look.low < 200
        assert 3700 < look.high < 4000
        drawn = pixels(picture_of(file, look, HERE)).astype(int)
        seen = drawn[drawn[..., 3] > 0]
        assert 20 < len(np.unique(seen, axis=0)) <= 256
        assert len(ramp_colours()) == 9

    def test_one_value_everywhere(self, file: Path) -> None:
        tif(file, np.full((40, 60), 5, "uint8"))
        look = look_of(describe(file))
        assert (look.low, look.high) == (5, 5)
        assert pixels(picture_of(file, look, HERE)).any()

    def test_a_picture_is_shown_as_it_is(self, file: Path) -> None:
        values = np.stack([np.full((40, 60), value, "uint8") for value in (10, 20, 30)])
        tif(file, values, photometric="RGB", nodata=0)
        drawn = pixels(picture_of(file, look_of(describe(file)), HERE))
        colours = {tuple(pixel) for pixel in drawn.reshape(-1, 4).tolist()}
        assert colours == {(10, 20, 30, 255), (0, 0, 0, 0)}


class TestTable:
    def test_rows_of_values_and_their_total(self, file: Path, zones: gpd.GeoDataFrame) -> None:
        tif(file, np.repeat([[10.0, 20.0]], 30, axis=1).reshape(1, 60).repeat(40, 0), nodata=-1.0)
        answer = look_into(asked(file, zones), progress=Job())
        headings, rows = table_of(answer, "zh")
        assert headings[0] == "区域"
        assert headings[3:] == ["平均值 [m]", "最小值 [m]", "最大值 [m]", "合计"]
        assert [row[0] for row in rows] == ["西", "东", "区", "外", "十二个区县（市）合计"]
        assert [row[3] for row in rows[:3]] == pytest.approx([10, 20, 15])
        assert [row[2] for row in rows[:4]] == pytest.approx([100, 100, 100, 0])
        # The zone overlaps both districts and is not in the total; the empty one is.
        assert rows[4][1] == pytest.approx(sum(float(rows[at][1]) for at in (0, 1, 3)))
        assert rows[4][3] == pytest.approx(15, rel=1e-4)
        assert rows[4][6] == pytest.approx(30 * 40 * 30)

    def test_the_csv_has_the_same_numbers_with_source_and_method(
        self, file: Path, zones: gpd.GeoDataFrame
    ) -> None:
        tif(file, checked(40, 60, 10))
        answer = look_into(asked(file, zones, kind="classes"), progress=Job())
        headings, rows = table_of(answer, "en")
        text = csv_of(answer, "en").decode("utf-8-sig")
        read = list(csv.reader(io.StringIO(text)))
        assert read[0] == [*headings, "Raster", "Source and licence", "Method"]
        assert headings[3:] == ["Class 1 [km²]", "Class 2 [km²]"]
        for line, row in zip(read[1:], rows, strict=True):
            assert [float(cell) for cell in line[1:5]] == pytest.approx(row[1:5], abs=1e-6)
            assert line[5:7] == ["我的.tif", "某院"]
            assert "exactextract" in line[7]

    @pytest.mark.parametrize(
        ("cell", "said"),
        [("x", "x"), (float("nan"), "—"), (0.0, "0"), (99.99996, "100.0"), (1234.6, "1,235"),
         (0.0123456, "0.01235"), (-5.5, "-5.500"), (12_345_678.0, "12,345,678")],
    )  # fmt: skip
    def test_four_digits_that_count(self, cell: str | float, said: str) -> None:
        assert shown(cell) == said


@pytest.fixture
def runs() -> Iterator[RasterRuns]:
    made = RasterRuns()
    yield made
    for run in made._runs.values():  # noqa: SLF001 - tidied up
        shutil.rmtree(run.folder, ignore_errors=True)


def ended(runs: RasterRuns, name: str) -> RasterRun:
    run = runs.find(name)
    assert run is not None
    until = time.monotonic() + 30
    while not run.ended:
        assert time.monotonic() < until
        time.sleep(0.01)
    return run


class TestRuns:
    def begin(self, runs: RasterRuns, source: Path, zones: gpd.GeoDataFrame, **changed: Any) -> str:
        path = runs.folder() / "raster.tif"
        shutil.copy(source, path)
        return runs.begin(asked(path, zones, **changed))

    def test_the_same_question_is_answered_once(
        self, runs: RasterRuns, file: Path, zones: gpd.GeoDataFrame
    ) -> None:
        tif(file, numbered())
        first = self.begin(runs, file, zones)
        answer = ended(runs, first).answer
        assert answer is not None
        assert answer.unit == "m"
        assert answer.at(113.5, 34.6) is None
        assert self.begin(runs, file, zones) == first
        assert self.begin(runs, file, zones, kind="values") != first

    @pytest.mark.parametrize(
        ("profile", "kind", "said"),
        [
            ({"crs": None}, CrsError, "我的.tif has no coordinate reference system"),
            ({"nodata": 7}, RasterError, "No cell of band 1 has a value: 我的.tif is empty"),
            ({"crs": "EPSG:32633"}, RasterError, "我的.tif holds no value in Zhengzhou"),
        ],
    )
    def test_what_is_wrong_is_told_by_the_file_s_own_name(
        self, runs: RasterRuns, file: Path, zones: gpd.GeoDataFrame, *,
        profile: dict[str, Any], kind: type[Exception], said: str,
    ) -> None:  # fmt: skip
        tif(file, np.full((40, 60), 7, "uint8"), **profile)
        run = ended(runs, self.begin(runs, file, zones))
        assert (run.state, type(run.error)) == ("failed", kind)
        assert said in str(run.error)

    def test_a_tile_is_drawn_once(
        self, file: Path, zones: gpd.GeoDataFrame, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tif(file, numbered())
        sheet = look_into(asked(file, zones), progress=Job()).sheet
        first = sheet.picture(HERE)
        monkeypatch.setattr("outlets.analyses.sheets.picture_of", None)  # whoever calls it fails
        assert sheet.picture(HERE) is first
