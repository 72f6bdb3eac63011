"""GeoTIFFs of others: what they are, what is refused, and that none is read whole."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import rasterio
from affine import Affine
from pyproj import Transformer

from geo.errors import CrsError, RasterError
from geo.raster_overviews import build_overviews
from geo.rasters import (
    band_of,
    describe,
    opened,
    sample,
    strips,
    upright,
    value_at,
)
from raster_drawing import CELL_M, GRID, NORTH, WEST, checked, numbered, tif

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TO_WGS84 = Transformer.from_crs("EPSG:4547", "EPSG:4326", always_xy=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "x.tif"


def at(column: float, row: float) -> tuple[float, float]:
    lon, lat = TO_WGS84.transform(WEST + column * CELL_M, NORTH - row * CELL_M)
    return float(lon), float(lat)


class TestDescribe:
    def test_what_a_raster_is(self, file: Path) -> None:
        tif(file, numbered(), nodata=-1.0, unit="m")
        raster = describe(file)
        assert (raster.crs, raster.size, raster.cell) == ("EPSG:4547", (60, 40), (100.0, 100.0))
        assert (raster.dtypes, raster.nodata, raster.units) == (("float32",), (-1.0,), ("m",))
        assert (raster.crs_unit, raster.turned, raster.scaled) == ("metre", False, False)
        assert (raster.picture, raster.palette, raster.size) == ((), {}, (60, 40))
        west, south, east, north = raster.bounds
        assert at(0, 40)[0] == pytest.approx(west, abs=1e-3)
        assert at(60, 0)[1] == pytest.approx(north, abs=1e-3)
        assert east - west == pytest.approx(6000 / 91_600, rel=0.01)
        assert north - south == pytest.approx(4000 / 110_950, rel=0.02)

    def test_a_palette_and_a_picture_are_told(self, file: Path, tmp_path: Path) -> None:
        tif(file, checked(8, 8, 2), palette={1: (255, 0, 0, 255), 2: (0, 0, 255, 255)})
        assert describe(file).palette[2] == (0, 0, 255, 255)
        picture = tif(tmp_path / "y.tif", np.zeros((3, 8, 8), "uint8"), photometric="RGB")
        assert describe(picture).picture == (1, 2, 3)

    def test_what_the_file_tells_of_itself(self, file: Path) -> None:
        tif(file, numbered())
        with rasterio.open(file, "r+") as raster:
            raster.update_tags(SOURCE="某局", ELSE="x")
        assert describe(file).about == {"SOURCE": "某局"}


NO_TIFF = b"<VRTDataset rasterXSize='1' rasterYSize='1'></VRTDataset>"


def _spoilt(file: Path, kind: str) -> Path:
    if kind == "vrt":
        file.write_bytes(NO_TIFF)
    elif kind == "cut short":
        file.write_bytes(tif(file, numbered()).read_bytes()[:100])
    elif kind == "overviews elsewhere":
        tif(file, numbered())
        with rasterio.open(file, "r+") as raster:
            raster.update_tags(ns="OVERVIEWS", OVERVIEW_FILE="/etc/passwd")
    elif kind == "enormous":
        profile = {"SPARSE_OK": True, "tiled": True, "BIGTIFF": "YES", "compress": "DEFLATE"}
        with rasterio.open(file, "w", driver="GTiff", width=90_000, height=90_000, count=1,
                           dtype="uint8", crs="EPSG:4547", transform=GRID, **profile):  # fmt: skip
            pass
    elif kind == "one piece":
        values = np.zeros((9000, 9000), "uint8")
        tif(file, values, compress="DEFLATE", tiled=True, blockxsize=9008, blockysize=9008)
    return file


class TestRefused:
    def test_without_crs(self, file: Path) -> None:
        with pytest.raises(CrsError, match=r"x\.tif has no coordinate reference system"):
            describe(tif(file, numbered(), crs=None))

    @pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
    def test_without_a_position(self, file: Path) -> None:
        with pytest.raises(CrsError, match="no position"):
            describe(tif(file, numbered(), grid=None))

    @pytest.mark.parametrize(
        ("kind", "said"),
        [
            ("vrt", "is no GeoTIFF"),
            ("cut short", "is no GeoTIFF"),
            ("overviews elsewhere", "names another file"),
            ("enormous", "90000 × 90000 cells"),
            ("one piece", "pieces of 81 MB"),
        ],
    )
    def test_what_cannot_be_worked_on(self, file: Path, kind: str, said: str) -> None:
        with pytest.raises(RasterError, match=said) as refused:
            describe(_spoilt(file, kind))
        assert str(file.parent) not in str(refused.value)

    def test_a_band_that_is_not_there(self, file: Path) -> None:
        raster = describe(tif(file, numbered()))
        assert band_of(raster, 1) == 1
        for band in (0, 2):
            with pytest.raises(RasterError, match=f"no band {band}"):
                band_of(raster, band)

    @pytest.mark.parametrize("nothing", [-1.0, float("nan")])
    def test_all_nodata(self, file: Path, nothing: float) -> None:
        tif(file, np.full((30, 30), nothing, "float32"), nodata=-1.0)
        with pytest.raises(RasterError, match="No cell of band 1 has a value"):
            sample(file, 1)


class TestValues:
    def test_one_value_among_many_cells_is_found(self, file: Path) -> None:
        values = np.zeros((3000, 3000), "uint8")
        values[2999, 2999] = 7
        tif(file, values, nodata=0, tiled=True)
        assert sample(file, 1).tolist() == [7]

    def test_a_cell_s_own_value(self, file: Path) -> None:
        tif(file, numbered(), nodata=205.0)
        assert value_at(file, *at(3.5, 7.5)) == [703.0]
        assert value_at(file, *at(3.99, 7.01)) == [703.0]
        assert value_at(file, *at(4.01, 7.01)) == [704.0]
        assert value_at(file, *at(5.5, 2.5)) is None
        assert value_at(file, *at(-0.5, 2.5)) is None
        assert value_at(file, 0.0, 90.0) is None

    def test_a_mask_counts_as_nodata(self, file: Path) -> None:
        mask = np.ones((40, 60), bool)
        mask[:, 30:] = False
        tif(file, numbered(dtype="uint16"), mask=mask)
        assert value_at(file, *at(29.5, 0.5)) == [29.0]
        assert value_at(file, *at(30.5, 0.5)) is None
        assert sample(file, 1).max() == 3929

    def test_scale_and_offset_are_applied(self, file: Path) -> None:
        tif(file, numbered(dtype="int16"), scale=(0.5, -10.0))
        assert describe(file).scaled
        assert value_at(file, *at(4.5, 2.5)) == [92.0]
        assert sample(file, 1).max() == pytest.approx(3959 * 0.5 - 10)

    @pytest.mark.parametrize(
        "grid",
        [
            GRID @ Affine.rotation(30),
            Affine(CELL_M, 0, WEST, 0, CELL_M, NORTH - 4000),
            Affine(-CELL_M, 0, WEST + 6000, 0, -CELL_M, NORTH),
        ],
    )
    def test_a_turned_raster_is_read_upright(self, file: Path, grid: Affine) -> None:
        tif(file, numbered(), grid=grid, nodata=-1.0)
        raster = describe(file)
        assert raster.turned
        with upright(file) as view:
            assert view.transform.b == view.transform.d == 0
            assert view.transform.e < 0 < view.transform.a
            read = view.read(1, masked=True)
            # What stands at a place in the view is what stands there in the raster.
            for column, row in ((10, 10), (25, 20), (40, 30)):
                x, y = view.transform @ (column + 0.5, row + 0.5)
                place = ~grid @ (x, y)
                inside = 0 <= place[0] < 60 and 0 <= place[1] < 40
                assert bool(read.mask[row, column]) is not inside
                if inside:
                    assert read[row, column] in (
                        int(place[1] + step) * 100 + int(place[0] + other)
                        for step in (-0.2, 0, 0.2) for other in (-0.2, 0, 0.2)
                    )  # fmt: skip


class TestOverviews:
    @pytest.mark.parametrize("classes", [False, True])
    def test_they_lie_beside_the_file_and_leave_it_alone(self, file: Path, classes: bool) -> None:  # noqa: FBT001 - a case
        tif(file, checked(1500, 1200, 50), nodata=0, tiled=True, compress="DEFLATE")
        before = file.read_bytes()
        steps: list[str] = []
        build_overviews(file, classes=classes, progress=lambda step, *_: steps.append(step))
        assert (file.read_bytes() == before, steps) == (True, ["overviews"])
        with opened(file) as raster:
            assert raster.overviews(1) == [4]
        with opened(file, level=0) as raster:
            assert raster.shape == (375, 300)
            assert set(np.unique(raster.read(1)).tolist()) == {1, 2}
        build_overviews(file, classes=classes)  # there are some: nothing to do
        assert file.read_bytes() == before

    def test_a_small_raster_needs_none(self, file: Path) -> None:
        build_overviews(tif(file, numbered()), classes=False)
        assert [path.name for path in file.parent.iterdir()] == ["x.tif"]

    def test_strips_are_small_and_make_the_whole(self, file: Path) -> None:
        tif(file, np.zeros((5000, 4000), "uint8"), tiled=True, compress="DEFLATE")
        with opened(file) as raster:
            windows = list(strips(raster))
            assert sum(window.height for window in windows) == 5000
            assert all(window.width * window.height <= 5_000_000 for window in windows)


PEAK = """
import resource, sys
from pathlib import Path
import geopandas as gpd, shapely
from geo.raster_tiles import Tile, read_tile
from geo.raster_zones import summarise
from geo.raster_overviews import build_overviews
from geo.rasters import describe, sample
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
path = Path(sys.argv[1])
zones = gpd.GeoDataFrame(geometry=[shapely.box(*map(float, sys.argv[2:6]))], crs="EPSG:4547")
before = peak()
describe(path)
build_overviews(path, classes=False)
sample(path, 1)
found = summarise(path, zones)
read_tile(path, Tile(9, 417, 203))
print(peak() - before, found.table["mean"].iloc[0], found.table["valid_share"].iloc[0])
"""


def test_a_large_file_is_never_held_whole(file: Path, run_python: Callable[..., str]) -> None:
    """Half a GB of cells, most of them not even stored, stays far below its size in memory."""
    side = 16_000
    with rasterio.open(file, "w", driver="GTiff", width=side, height=side, count=1, dtype="uint16",
                       nodata=0, crs="EPSG:4547", tiled=True, SPARSE_OK=True,
                       transform=Affine(5, 0, 400_000, 0, -5, 3_880_000)) as raster:  # fmt: skip
        raster.write(np.full((512, 512), 3, "uint16"), 1, window=((0, 512), (0, 512)))
    bounds = (400_000, 3_880_000 - 5 * side, 400_000 + 5 * side, 3_880_000)
    told = run_python(PEAK, str(file), *map(str, bounds)).split()
    assert float(told[0]) < side * side * 2 / 2
    assert float(told[1]) == 3
    assert float(told[2]) == pytest.approx(512 * 512 / side**2, rel=1e-3)


@pytest.fixture
def run_python() -> Callable[..., str]:
    def run(program: str, *arguments: Any) -> str:
        command = [sys.executable, "-c", program, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    return run
