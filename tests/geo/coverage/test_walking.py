"""Walking distances: over streets, round what lies between, no farther from them than the limit."""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely

from benchmarks.generated_streets import city
from geo.coverage.distance import distances
from geo.coverage.grid import grid_over
from geo.coverage.walk import Walk
from geo.coverage.walking import NOT_WALKED, walking_distances
from geo.errors import CancelledError, NetworkError
from geo.streets.cleaning import clean
from geo.streets.reading import streets_of
from street_drawing import CRS, ORIGIN, at, network

DIAGONAL = 10 * np.sqrt(2)


def places(*shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs=CRS)


def area(west: float, south: float, east: float, north: float) -> gpd.GeoDataFrame:
    return places(shapely.transform(shapely.box(west, south, east, north), lambda xy: xy + ORIGIN))


def value(found: np.ndarray, grid: object, x: float, y: float) -> float:
    column = int((ORIGIN[0] + x - grid.left) // 10)  # type: ignore[attr-defined]
    row = int((grid.top - ORIGIN[1] - y) // 10)  # type: ignore[attr-defined]
    return float(found[row, column])


class TestHairpin:
    """Two streets 400 m apart, joined 1 km away: near as the crow flies, far on foot."""

    net = network([(0, 0), (1000, 0)], [(1000, 0), (1000, 400)], [(1000, 400), (0, 400)])
    grid = grid_over(area(-500, -500, 1500, 900), resolution_m=10)

    def test_one_walks_round(self) -> None:
        found = walking_distances(self.net, places(at(5, 5)), self.grid)
        assert value(found, self.grid, 500, 5) == pytest.approx(500, abs=DIAGONAL)
        assert value(found, self.grid, 5, 395) == pytest.approx(2395, abs=DIAGONAL)
        assert value(found, self.grid, 5, 285) == pytest.approx(2395 + 115, abs=2 * DIAGONAL)

    def test_away_from_the_streets_nothing_is_said(self) -> None:
        found = walking_distances(self.net, places(at(5, 5)), self.grid, walk=Walk(access_m=100))
        assert np.isinf(value(found, self.grid, 500, 200))
        assert value(found, self.grid, 505, 95) == pytest.approx(500 + 95, abs=2 * DIAGONAL)

    def test_it_is_never_shorter_than_the_straight_line(self) -> None:
        source = places(at(405, 60))
        found, straight = (
            walking_distances(self.net, source, self.grid), distances(source, self.grid)
        )  # fmt: skip
        assert (found >= straight - DIAGONAL).all()

    def test_a_park_is_entered_where_streets_touch_it(self) -> None:
        park = places(shapely.transform(shapely.box(300, -50, 700, 50), lambda xy: xy + ORIGIN))
        found = walking_distances(self.net, park, self.grid)
        assert value(found, self.grid, 500, 5) == 0
        assert value(found, self.grid, 205, 5) == pytest.approx(95, abs=DIAGONAL)
        assert value(found, self.grid, 995, 5) == pytest.approx(295, abs=DIAGONAL)

    def test_a_place_far_from_every_street_is_no_start(self) -> None:
        with pytest.raises(NetworkError, match="within 300 m of a street"):
            walking_distances(self.net, places(at(50_000, 5)), self.grid)

    @pytest.mark.parametrize("kind", ["motorway", "快速路"])
    def test_nobody_walks_on_an_expressway(self, kind: str) -> None:
        fast = network([(0, 0), (1000, 0)], [(1000, 0), (1000, 400)], [(1000, 400), (0, 400)],
                       highway=["residential", kind, "residential"])  # fmt: skip
        found = walking_distances(fast, places(at(5, 5)), self.grid)
        assert value(found, self.grid, 505, 5) == pytest.approx(500, abs=DIAGONAL)
        assert value(found, self.grid, 5, 205) == pytest.approx(205, abs=2 * DIAGONAL)
        assert np.isinf(value(found, self.grid, 5, 395))

    def test_it_can_be_called_off(self) -> None:
        def stop(step: str, _done: int, _total: int) -> None:
            if step == "access":
                raise CancelledError("off")

        with pytest.raises(CancelledError):
            walking_distances(self.net, places(at(5, 5)), self.grid, progress=stop)


def test_ways_equal_those_of_networkx() -> None:
    net = clean(streets_of(city("grown", 4, size=10)))
    start = int(np.argmax(net.degree))
    graph = nx.Graph()
    for row in net.segments[~net.segments["road_class"].isin(NOT_WALKED)].itertuples():
        old = graph.get_edge_data(row.u, row.v, {"weight": np.inf})["weight"]
        graph.add_edge(row.u, row.v, weight=min(old, row.geometry.length))
    theirs = nx.single_source_dijkstra_path_length(graph, start)
    source = gpd.GeoDataFrame(geometry=[shapely.Point(net.xy[start])], crs=net.segments.crs)
    spots = gpd.GeoSeries(shapely.points(net.xy), crs=net.segments.crs).to_crs(4547)
    grid = grid_over(gpd.GeoDataFrame(geometry=spots), resolution_m=10)
    found = walking_distances(net, source, grid)
    column = ((spots.x - grid.left) // 10).astype(int)
    row = ((grid.top - spots.y) // 10).astype(int)
    ours = found[row, column]
    reached = np.array(sorted(theirs))
    assert len(reached) > 50
    # A cell takes the nearest of the streets in it, so it may be a little nearer than its node.
    gap = ours[reached] - np.array([theirs[node] for node in reached])
    assert gap.max() < 1
    assert gap.min() > -2 * DIAGONAL


def test_time_is_distance_by_speed() -> None:
    assert Walk().metres(15) == pytest.approx(1000)
    assert Walk(speed_kmh=3.6).seconds(np.array([100], dtype=np.float32)) == pytest.approx(100)


@pytest.mark.parametrize("wrong", [{"speed_kmh": 0.0}, {"speed_kmh": float("inf")},
                                   {"access_m": 0.0}, {"access_m": -5.0}])  # fmt: skip
def test_no_walk_without_speed_or_access(wrong: dict[str, float]) -> None:
    with pytest.raises(NetworkError, match="above 0"):
        Walk(**wrong)
