"""Cells and the distance to the nearest place: against every pair, whatever lies where."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.coverage.distance import distances
from geo.coverage.grid import MOST_CELLS, Grid, grid_over, widened
from geo.crs import to_lonlat
from geo.errors import CancelledError, CrsError, RasterError

CRS = "EPSG:4547"
X, Y = 465_000.0, 3_845_000.0
CORNER = np.array([X, Y])


def places(*shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    moved = shapely.transform(np.array(shapes, dtype=object), lambda xy: xy + CORNER)
    return gpd.GeoDataFrame(geometry=moved, crs=CRS)


def box(west: float, south: float, east: float, north: float) -> gpd.GeoDataFrame:
    return places(shapely.box(west, south, east, north))


def centres(grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    rows, columns = np.indices(grid.shape)
    return (
        grid.left + (columns + 0.5) * grid.resolution_m,
        grid.top - (rows + 0.5) * grid.resolution_m,
    )


def to_shapes(grid: Grid, sources: gpd.GeoDataFrame) -> np.ndarray:
    """Distance from each centre to the shapes themselves."""
    spots = shapely.points(*centres(grid))
    return np.asarray(
        np.min([shapely.distance(spots, shape) for shape in sources.geometry], axis=0)
    )


class TestGrid:
    def test_edges_are_whole_multiples_of_the_resolution(self) -> None:
        grid = grid_over(box(3, 4, 97, 52), resolution_m=10)
        assert (grid.left, grid.top) == (X, Y + 60)
        assert grid.shape == (6, 10)
        assert grid.bounds == (X, Y, X + 100, Y + 60)

    def test_two_areas_have_cells_in_common(self) -> None:
        one = grid_over(box(3, 4, 97, 52), resolution_m=30)
        other = grid_over(box(-500, -77, 12, 600), resolution_m=30)
        assert (one.left - other.left) % 30 == (one.top - other.top) % 30 == 0

    def test_a_point_has_a_cell(self) -> None:
        assert grid_over(places(shapely.Point(20, 20)), resolution_m=10).shape == (1, 1)

    @pytest.mark.parametrize("resolution", [0, -10, float("nan"), float("inf")])
    def test_no_resolution_no_cells(self, resolution: float) -> None:
        with pytest.raises(RasterError, match="above 0, such as 10"):
            grid_over(box(0, 0, 1, 1), resolution_m=resolution)

    def test_too_fine_is_refused_with_what_would_do(self) -> None:
        with pytest.raises(RasterError, match=r"take \d+ m or more") as caught:
            grid_over(box(0, 0, 150_000, 80_000), resolution_m=1)
        enough = float(str(caught.value.saying.fields["fits"]))
        assert (
            np.prod(grid_over(box(0, 0, 150_000, 80_000), resolution_m=enough).shape) <= MOST_CELLS
        )

    def test_an_area_without_crs_or_without_shape_is_refused(self) -> None:
        with pytest.raises(CrsError):
            grid_over(gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)]), resolution_m=10)
        with pytest.raises(RasterError, match="empty"):
            grid_over(gpd.GeoDataFrame(geometry=[None], crs=CRS), resolution_m=10)


SHAPES = st.one_of(
    st.tuples(st.floats(-300, 500), st.floats(-300, 500)).map(shapely.Point),
    st.tuples(*[st.floats(-200, 400)] * 4)
    .filter(lambda v: abs(v[0] - v[2]) + abs(v[1] - v[3]) > 1)
    .map(lambda v: shapely.LineString([v[:2], v[2:]])),
    st.tuples(st.floats(-200, 400), st.floats(-200, 400), st.floats(3, 90)).map(
        lambda v: shapely.Point(v[:2]).buffer(v[2])
    ),
)


class TestDistance:
    @given(st.lists(SHAPES, min_size=1, max_size=4), st.sampled_from([7.0, 10.0, 25.0]))
    def test_it_equals_every_pair_of_centres(
        self, shapes: list[shapely.Geometry], size: float
    ) -> None:
        sources, grid = places(*shapes), grid_over(box(0, 0, 230, 170), resolution_m=size)
        found = distances(sources, grid)
        whole = widened(grid, list(sources.geometry))
        burnt = whole.burn(list(sources.geometry))
        x, y = centres(whole)
        mine_x, mine_y = centres(grid)
        pairs = np.hypot(
            mine_x[..., None] - x[burnt][None, None], mine_y[..., None] - y[burnt][None, None]
        )
        assert found.dtype == np.float32
        assert found == pytest.approx(pairs.min(axis=-1), abs=1e-2)

    @given(st.lists(SHAPES, min_size=1, max_size=4))
    def test_it_is_half_a_diagonal_from_the_shapes_at_most(
        self, shapes: list[shapely.Geometry]
    ) -> None:
        """Also to shapes outside the grid: it is widened by those that may be nearest."""
        sources, grid = places(*shapes), grid_over(box(0, 0, 230, 170), resolution_m=10)
        gap = np.abs(distances(sources, grid) - to_shapes(grid, sources))
        assert gap.max() <= 10 * np.sqrt(0.5) + 1e-2

    def test_a_ring_round_the_area_is_near_to_its_edge_only(self) -> None:
        """No corner is far from a ring, but the middle is: the bound must not rest on corners."""
        ring = shapely.Point(100, 100).buffer(400).exterior
        sources, grid = places(ring, shapely.Point(100, 1_000)), grid_over(
            box(0, 0, 200, 200), resolution_m=10
        )  # fmt: skip
        assert np.abs(distances(sources, grid) - to_shapes(grid, sources)).max() <= 7.08

    def test_any_crs(self) -> None:
        sources, grid = places(shapely.Point(55, 55)), grid_over(box(0, 0, 90, 90), resolution_m=10)
        assert (distances(to_lonlat(sources), grid) == distances(sources, grid)).all()

    def test_places_far_away_do_not_enlarge_the_work(self) -> None:
        grid = grid_over(box(0, 0, 200, 200), resolution_m=10)
        near, far = shapely.Point(50, 50), shapely.Point(90_000, 90_000)
        assert widened(grid, list(places(near, far).geometry)) == grid

    def test_without_a_place_there_is_no_distance(self) -> None:
        grid = grid_over(box(0, 0, 90, 90), resolution_m=10)
        for shape in (None, shapely.Point()):
            with pytest.raises(RasterError, match="None of the chosen records has a position"):
                distances(gpd.GeoDataFrame(geometry=[shape], crs=CRS), grid)
        with pytest.raises(CrsError):
            distances(gpd.GeoDataFrame(geometry=[shapely.Point(X, Y)]), grid)

    def test_it_can_be_called_off(self) -> None:
        def stop(_step: str, _done: int, _total: int) -> None:
            raise CancelledError("off")

        grid = grid_over(box(0, 0, 90, 90), resolution_m=10)
        with pytest.raises(CancelledError):
            distances(places(shapely.Point(1, 1)), grid, progress=stop)
