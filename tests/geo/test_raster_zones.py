"""Summaries of rasters by areas: exact at the outline, the same as an independent count."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from geo.errors import CancelledError, CrsError, RasterError
from geo.measures import area_km2
from geo.raster_areas import CellAreas
from geo.raster_zones import summarise
from geo.rasters import upright
from raster_drawing import CELL_M, CRS, GRID, NORTH, WEST, checked, numbered, tif

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def box(west: float, north: float, east: float, south: float) -> shapely.Polygon:
    """A rectangle in cells from the raster's north-west corner."""
    return shapely.box(
        WEST + west * CELL_M, NORTH - south * CELL_M, WEST + east * CELL_M, NORTH - north * CELL_M
    )


def zones(*shapes: shapely.Geometry | None, crs: str | None = CRS) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs=crs)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "x.tif"


def table(path: Path, *shapes: shapely.Geometry | None) -> pd.DataFrame:
    return summarise(path, zones(*shapes)).table


def test_cells_count_by_the_part_inside(file: Path) -> None:
    tif(file, np.array([[10, 20], [30, 40]], "float32"))
    found = table(file, box(0.5, 0, 2, 1), box(0, 0, 2, 2), box(0.25, 0.25, 0.75, 0.75)).round(9)
    assert found["mean"].tolist() == pytest.approx([(0.5 * 10 + 20) / 1.5, 25, 10])
    assert found["sum"].tolist() == pytest.approx([25, 100, 2.5])
    assert found["min"].tolist() == [10, 10, 10]
    assert found["max"].tolist() == [20, 40, 10]
    assert found["valid_share"].tolist() == pytest.approx([1, 1, 1])
    assert found["area_km2"].tolist() == pytest.approx([0.015, 0.04, 0.0025], rel=1e-3)


def test_what_has_no_value_does_not_count(file: Path) -> None:
    values = np.array([[10, -1], [np.nan, 40]], "float32")
    tif(file, values, nodata=-1.0)
    found = table(
        file, box(0, 0, 2, 2), box(1, 0, 2, 1), box(1, 1, 4, 2), box(50, 50, 60, 60), None
    )
    assert found["mean"].tolist() == pytest.approx([25, np.nan, 40, np.nan, np.nan], nan_ok=True)
    assert found["valid_share"].tolist() == pytest.approx([0.5, 0, 1 / 3, 0, np.nan], nan_ok=True)


def test_a_mask_and_a_scale_are_honoured(file: Path) -> None:
    mask = np.array([[True, False], [True, True]])
    tif(file, np.array([[1, 2], [3, 4]], "int16"), mask=mask, scale=(10.0, 1.0))
    found = table(file, box(0, 0, 2, 2))
    assert found["mean"].iloc[0] == pytest.approx((11 + 31 + 41) / 3)
    assert found["valid_share"].iloc[0] == pytest.approx(0.75)


def test_classes_have_areas(file: Path) -> None:
    tif(file, checked(40, 60, 10))
    found = summarise(file, zones(box(0, 0, 20, 20), box(0, 0, 5, 5)), classes=True)
    assert list(found.classes) == [1, 2]
    assert found.classes.to_numpy().ravel() == pytest.approx([2, 2, 0.25, 0], rel=1e-3)


def test_too_many_classes_are_values(file: Path) -> None:
    tif(file, numbered(dtype="int32"))
    with pytest.raises(RasterError, match="more than 256 different values"):
        summarise(file, zones(box(0, 0, 60, 40)), classes=True)


def test_in_degrees_a_cell_counts_by_its_area(file: Path) -> None:
    """Two rows 30 degrees apart: the southern cells are larger."""
    values = np.array([[0, 0], [1, 1]], "float32")
    tif(file, values, crs="EPSG:4326", grid=Affine(10, 0, 100, 0, -30, 60))
    found = summarise(file, zones(shapely.box(100, 0, 120, 60), crs="EPSG:4326")).table
    south, north = np.sin(np.radians([30, 60])) - np.sin(np.radians([0, 30]))
    assert found["mean"].iloc[0] == pytest.approx(south / (south + north), rel=1e-6)
    assert found["sum"].iloc[0] == pytest.approx(2)


def mercator(path: Path, values: np.ndarray) -> tuple[gpd.GeoDataFrame, np.ndarray]:
    """Lay values over Zhengzhou in Web Mercator; return the area, and what each row truly has."""
    to_metres = Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True)
    (west, east), (south, north) = to_metres.transform([112.7, 114.3], [34.2, 35.0])
    height, width = values.shape
    wide, high = (east - west) / width, (north - south) / height
    grid = Affine(wide, 0, west, 0, -high, north)
    tif(path, values, crs="EPSG:3857", grid=grid, nodata=0)
    rows = [shapely.box(west, north - (row + 1) * high, east, north - row * high)
            for row in range(height)]  # fmt: skip
    whole = zones(shapely.box(west, south, east, north), crs="EPSG:3857")
    return whole, area_km2(zones(*rows, crs="EPSG:3857")).to_numpy()


def test_in_web_mercator_a_cell_counts_by_its_true_area(file: Path) -> None:
    """Its geodesic area: the southern cells are larger by 2 percent. People are just added up."""
    values = np.repeat(np.arange(100.0, dtype="float32")[:, None], 100, axis=1)
    values[0] = -1
    whole, rows = mercator(file, values)
    found = summarise(file, whole).table.iloc[0]
    true = np.average(values[:, 0], weights=rows)
    assert true > values.mean() + 0.1
    assert found["mean"] == pytest.approx(true, rel=1e-6)
    assert found["sum"] == pytest.approx(values.sum())
    assert (found["min"], found["max"]) == (-1, 99)


def test_in_web_mercator_classes_have_their_true_areas(file: Path) -> None:
    """The northern half of the cells is the smaller part of the area; one row has no value."""
    values = np.repeat(np.array([1] * 50 + [2] * 49 + [0], dtype="uint8")[:, None], 100, axis=1)
    whole, rows = mercator(file, values)
    found = summarise(file, whole, classes=True).classes.iloc[0]
    assert found[1] == pytest.approx(rows[:50].sum(), rel=1e-4)
    assert found[2] == pytest.approx(rows[50:99].sum(), rel=1e-4)
    assert found[1] < found[2] + rows[99]


def test_cells_of_the_city_s_own_projection_are_taken_as_alike(file: Path) -> None:
    tif(file, numbered())
    with upright(file) as raster:
        areas = CellAreas(raster)
        assert not areas.is_uneven((WEST, NORTH - 4_000, WEST + 6_000, NORTH))
        assert not areas.is_uneven((0.0, 0.0, 1.0, 1.0))  # elsewhere nothing matters
        assert areas.read_window(3, 5, 2, 1) == pytest.approx(CELL_M**2, rel=1e-3)


def test_zones_in_another_crs_are_brought_along(file: Path) -> None:
    tif(file, numbered())
    own = zones(box(3, 3, 20, 20))
    there = summarise(file, own.to_crs("EPSG:3857")).table
    assert there["mean"].iloc[0] == pytest.approx(table(file, *own.geometry)["mean"].iloc[0], 1e-6)
    with pytest.raises(CrsError):
        summarise(file, zones(box(0, 0, 1, 1), crs=None))


@settings(max_examples=15)
@given(st.lists(st.floats(0.01, 59.99), min_size=1, max_size=4, unique=True), st.integers(0, 9))
def test_parts_make_the_whole(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[float], seed: int
) -> None:
    path = tmp_path_factory.mktemp("parts") / "x.tif"
    values = np.random.default_rng(seed).normal(100, 20, (40, 60)).astype("float32")
    values[::7] = -1
    tif(path, values, nodata=-1.0)
    edges = [0.0, *sorted(cuts), 60.0]
    parts = table(path, *(box(a, 0.3, b, 39.6) for a, b in pairwise(edges)))
    whole = table(path, box(0, 0.3, 60, 39.6)).iloc[0]
    weight = parts["area_km2"] * parts["valid_share"]
    assert weight.sum() == pytest.approx(whole["area_km2"] * whole["valid_share"], rel=1e-6)
    assert (parts["mean"] * weight).sum() / weight.sum() == pytest.approx(whole["mean"], rel=1e-6)
    assert parts["sum"].sum() == pytest.approx(whole["sum"], rel=1e-6)
    assert (parts["min"].min(), parts["max"].max()) == (whole["min"], whole["max"])


def test_equal_to_a_count_of_fine_cells(file: Path) -> None:
    """A slanted triangle, against cells cut into 400 each."""
    tif(file, numbered())
    shape = shapely.Polygon(
        [GRID @ place for place in ((3.3, 2.1), (50.7, 11.9), (20.2, 37.4))]
    )  # fmt: skip
    steps = (np.arange(40 * 20) + 0.5) / 20, (np.arange(60 * 20) + 0.5) / 20
    columns, rows = np.meshgrid(steps[1], steps[0])
    ground = (WEST + columns.ravel() * CELL_M, NORTH - rows.ravel() * CELL_M)
    inside = shapely.contains_xy(shape, *ground)
    values = numbered()[rows.ravel().astype(int), columns.ravel().astype(int)]
    found = table(file, shape).iloc[0]
    assert found["mean"] == pytest.approx(values[inside].mean(), rel=1e-3)
    assert found["sum"] == pytest.approx(values[inside].sum() / 400, rel=1e-3)


def test_it_can_be_called_off_between_windows(file: Path) -> None:
    tif(file, np.ones((3000, 3000), "uint8"), tiled=True)
    told: list[int] = []

    def stop(_step: str, done: int, _total: int) -> None:
        told.append(done)
        if len(told) > 2:
            raise CancelledError("enough")

    with pytest.raises(CancelledError):
        summarise(file, zones(box(0, 0, 3000, 3000)), progress=stop)
    assert told[0] == 0


def test_a_turned_raster_is_summarised_upright(file: Path) -> None:
    grid = Affine(CELL_M, 0, WEST, 0, CELL_M, NORTH - 4000)  # its first row is the southern one
    tif(file, numbered()[::-1], grid=grid)
    assert table(file, box(10, 5, 20, 6))["mean"].iloc[0] == pytest.approx(514.5)
