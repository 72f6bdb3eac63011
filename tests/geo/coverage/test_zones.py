"""Classes and shares: cells cut by outlines, sums, ranges, people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from hypothesis import given
from hypothesis import strategies as st

from geo.coverage.classes import OUTSIDE, classify, require_limits
from geo.coverage.grid import Grid, grid_over
from geo.coverage.population import people_by_code
from geo.coverage.uncertainty import reach_range
from geo.coverage.zones import histogram
from geo.errors import CrsError, RasterError

if TYPE_CHECKING:
    from pathlib import Path

CRS = "EPSG:4547"
X, Y = 465_000.0, 3_845_000.0
CORNER = np.array([X, Y])


def zones(*shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    moved = shapely.transform(np.array(shapes, dtype=object), lambda xy: xy + CORNER)
    ids = [f"z{place}" for place in range(len(shapes))]
    return gpd.GeoDataFrame({"id": ids}, geometry=moved, crs=CRS)


GRID = grid_over(zones(shapely.box(0, 0, 7_990, 5_990)), resolution_m=10)
NOISE = np.random.default_rng(5).integers(1, 5, GRID.shape, dtype=np.uint8)


class TestClasses:
    @given(st.lists(st.floats(0, 3e3, width=32), min_size=1, max_size=30), st.data())
    def test_nearer_is_never_a_later_class(self, metres: list[float], data: st.DataObject) -> None:
        limits = sorted(data.draw(st.sets(st.integers(1, 2_000), min_size=1, max_size=4)))
        grid = Grid(left=0, top=0, resolution_m=1, width=len(metres), height=1)
        values = np.array([sorted(metres)], dtype=np.float32)
        found = classify(values, np.ones(grid.shape, dtype=bool), grid, limits_m=limits)[0]
        assert (np.diff(found.astype(int)) >= 0).all()
        for value, code in zip(values[0], found, strict=True):
            assert code == 1 + sum(value > limit for limit in limits)

    def test_a_limit_belongs_to_its_class_and_outside_nothing_is_said(self) -> None:
        grid = Grid(left=0, top=0, resolution_m=1, width=4, height=1)
        values = np.array([[300, 300.1, np.inf, 0]], dtype=np.float32)
        area = np.array([[True, True, True, False]])
        assert classify(values, area, grid).tolist() == [[1, 2, 4, OUTSIDE]]

    @pytest.mark.parametrize("limits", [[], [0], [-1, 5], [500, 300], [3, 3], [float("nan")]])
    def test_limits_rise_from_above_zero(self, limits: list[float]) -> None:
        with pytest.raises(RasterError, match="no limits of classes"):
            require_limits(limits)


class TestShares:
    @given(
        st.lists(
            st.tuples(st.floats(0, 7_000), st.floats(0, 5_000), st.floats(1, 900)),
            min_size=1, max_size=3,
        )
    )  # fmt: skip
    def test_they_add_up_and_equal_exactextract_on_the_whole_zone(
        self, rounds: list[tuple[float, float, float]]
    ) -> None:
        frame = zones(*(shapely.Point(x, y).buffer(reach) for x, y, reach in rounds))
        found = histogram(NOISE, GRID, frame)
        west, south, east, north = GRID.bounds
        source = NumPyRasterSource(
            NOISE, xmin=west, ymin=south, xmax=east, ymax=north, srs_wkt=frame.crs.to_wkt()
        )
        told = exact_extract(source, frame, ["count", "unique", "frac"], output="pandas")
        for place, zone in enumerate(frame.itertuples()):
            inside = shapely.intersection(zone.geometry, shapely.box(*GRID.bounds)).area / 1e6
            assert found.loc[zone.id].sum() == pytest.approx(inside, rel=1e-6, abs=1e-12)
            codes = told["unique"][place].astype(int)
            theirs = told["frac"][place] * told["count"][place] * 1e-4
            assert found.loc[zone.id, codes].to_numpy() == pytest.approx(theirs, abs=1e-9)

    def test_they_equal_cells_cut_one_by_one(self) -> None:
        hole = shapely.Polygon(
            [(3, 5), (412, 31), (388, 307), (41, 222)],
            holes=[[(103, 77), (155, 91), (131, 140)]],
        )
        frame = zones(hole)
        found = histogram(NOISE, GRID, frame)
        rows, columns = np.indices(GRID.shape)
        cells = shapely.box(
            GRID.left + columns * 10, GRID.top - (rows + 1) * 10,
            GRID.left + (columns + 1) * 10, GRID.top - rows * 10,
        )  # fmt: skip
        near = shapely.intersects(cells, frame.geometry[0])
        parts = shapely.area(shapely.intersection(cells[near], frame.geometry[0])) / 1e6
        for code in range(1, 5):
            assert found.loc["z0", code] == pytest.approx(
                parts[NOISE[near] == code].sum(), rel=1e-6
            )

    def test_slivers_of_an_outline_cost_nothing(self) -> None:
        """The union of outlines that nearly meet has slits; one may end on the edge of a tile."""
        edge = 2_560.0
        slit = [(edge - 900, 1_500), (edge + 900, 1_500 + 1e-7), (edge + 900, 1_500)]
        frame = zones(shapely.Polygon(shapely.box(0, 0, 6_000, 5_000).exterior, [slit]))
        assert histogram(NOISE, GRID, frame).sum(axis=1)["z0"] == pytest.approx(30.0, abs=1e-6)

    def test_what_lies_beyond_the_grid_is_in_no_column(self) -> None:
        frame = zones(shapely.box(-1_000, 0, 1_000, 1_000), shapely.box(-9_000, 0, -8_000, 100))
        assert histogram(NOISE, GRID, frame).sum(axis=1).tolist() == pytest.approx([1.0, 0.0])

    def test_a_point_has_no_share(self) -> None:
        with pytest.raises(RasterError, match="z0 is no area"):
            histogram(NOISE, GRID, zones(shapely.Point(1, 1)))


class TestRange:
    def test_it_holds_the_circle_and_widens_with_the_accuracy(self) -> None:
        area = zones(shapely.box(-5_000, -5_000, 5_000, 5_000))
        sizes = []
        for accuracy in (0.0, 50.0, 300.0, 900.0):
            source = zones(shapely.Point(0, 0)).assign(accuracy_m=accuracy)
            told = reach_range(source, area, [800.0])
            least, most = (float(told[name].iloc[0]) for name in ("least_km2", "most_km2"))
            true = [np.pi * max(800 + sign * accuracy, 0) ** 2 / 1e6 for sign in (-1, 1)]
            assert least <= true[0] * (1 + 1e-9)
            assert most >= true[1]
            assert [least, most] == pytest.approx(true, rel=3e-3)
            sizes.append(most - least)
        assert sizes == sorted(sizes)

    def test_without_accuracy_a_number_would_be_a_guess(self) -> None:
        source = zones(shapely.Point(0, 0)).assign(accuracy_m=np.nan)
        with pytest.raises(CrsError, match="z0 has a position but no accuracy"):
            reach_range(source, zones(shapely.box(0, 0, 9, 9)), [300.0])


def raster(path: Path, values: np.ndarray, *, crs: str, corner: tuple[float, ...]) -> Path:
    west, north, width, height = corner
    with rasterio.open(
        path, "w", driver="GTiff", width=values.shape[1], height=values.shape[0], count=1,
        dtype=values.dtype, crs=crs, transform=Affine(width, 0, west, 0, -height, north), nodata=-1,
    ) as target:  # fmt: skip
        target.write(values, 1)
    return path


class TestPeople:
    codes = (
        np.where(np.arange(GRID.width) < 400, 1, 2)
        .astype(np.uint8)[None]
        .repeat(GRID.height, axis=0)
    )

    def test_each_class_gets_its_part_of_a_cell(self, tmp_path: Path) -> None:
        """Cells of 300 m: the border between the classes runs through the fourteenth."""
        values = np.full((20, 27), 90.0, dtype=np.float32)
        path = raster(tmp_path / "p.tif", values, crs=CRS, corner=(X, Y + 6_000, 300, 300))
        area = zones(shapely.box(0, 0, 7_800, 5_700), shapely.box(3_000, 0, 5_000, 300))
        found = people_by_code(path, self.codes, GRID, area)
        assert found.loc["z0", 1] == pytest.approx(4_000 * 5_700 / 1e3, rel=1e-3)
        assert found.loc["z0", 2] == pytest.approx(3_800 * 5_700 / 1e3, rel=1e-3)
        assert found.loc["z1"].sum() == pytest.approx(2_000 * 300 / 1e3, rel=1e-6)

    def test_degrees_will_do(self, tmp_path: Path) -> None:
        west, south, east, north = (
            zones(shapely.box(*[0, 0, 7_990, 5_990])).to_crs(4326).total_bounds
        )
        step = 0.001
        shape = (int((north - south) / step) + 1, int((east - west) / step) + 1)
        path = raster(tmp_path / "p.tif", np.ones(shape, dtype=np.float32), crs="EPSG:4326",
                      corner=(west, north, step, step))  # fmt: skip
        found = people_by_code(
            path, self.codes, GRID, zones(shapely.box(1_000, 1_000, 7_000, 5_000))
        )
        first, second = found.loc["z0"].to_numpy(dtype=float)
        assert first / (first + second) == pytest.approx(0.5, abs=1e-3)

    def test_what_holds_nobody_is_refused(self, tmp_path: Path) -> None:
        area = zones(shapely.box(0, 0, 500, 500))
        cases = {
            "holds nobody": (np.full((9, 9), -1.0), (X, Y + 9_000, 1_000, 1_000)),
            "values below 0": (np.full((9, 9), -5.0), (X, Y + 9_000, 1_000, 1_000)),
            "does not reach": (np.full((9, 9), 5.0), (X + 90_000, Y, 1_000, 1_000)),
        }
        for said, (values, corner) in cases.items():
            path = raster(tmp_path / "p.tif", values, crs=CRS, corner=corner)
            with pytest.raises(RasterError, match=said):
                people_by_code(path, self.codes, GRID, area)
