"""Cleaning: what is joined, split, dropped and merged, and that each repair is listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import momepy
import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks.generated_streets import CITIES, city
from geo.errors import NetworkError
from geo.exports import CancelledError
from geo.streets.cleaning import STEPS, clean
from geo.streets.dead_ends import find
from geo.streets.reading import streets_of
from geo.streets.repairs import REPAIRS
from street_drawing import ORIGIN, drawn, network

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.streets.network import Network

CROSS = ([(0, 50), (100, 50)], [(50, 0), (50, 100)])


def repaired(made: Network) -> dict[str, int]:
    return dict(made.repairs["kind"].value_counts())


def degrees(made: Network) -> list[int]:
    return sorted(made.degree.tolist())


class TestJoining:
    def test_ends_within_the_tolerance_become_one(self) -> None:
        made = network([(0, 0), (100, 0)], [(100.6, 0.3), (200, 0)], [(100, 0.2), (100, 90)])
        assert degrees(made) == [1, 1, 1, 3]
        assert repaired(made) == {"snapped": 2}
        assert made.repairs["amount"].max() < 1.0

    def test_ends_farther_apart_stay_apart(self) -> None:
        made = network([(0, 0), (100, 0)], [(101.1, 0), (200, 0)])
        assert degrees(made) == [1, 1, 1, 1]
        assert repaired(made) == {}

    @pytest.mark.parametrize("miss", [-0.8, 0.0, 0.8])
    def test_an_end_that_misses_a_line_is_moved_onto_it(self, miss: float) -> None:
        made = network([(0, 0), (100, 0)], [(40, miss), (40, 90)])
        assert degrees(made) == [1, 1, 1, 3]
        assert repaired(made) == {"joined_to_line": 1}
        assert made.repairs["amount"].tolist() == pytest.approx([abs(miss)], abs=1e-6)
        assert made.xy[made.degree == 3].tolist() == [np.add(ORIGIN, (40, 0)).tolist()]

    def test_an_end_of_another_level_is_not_moved(self) -> None:
        made = network([(0, 0), (100, 0)], [(40, 0.5), (40, 90)], bridge=["yes", ""])
        assert degrees(made) == [1, 1, 1, 1]

    def test_with_tolerance_0_only_what_touches_is_joined(self) -> None:
        frame = drawn([(0, 0), (100, 0)], [(40, 0), (40, 90)], [(100.1, 0), (200, 0)])
        made = clean(streets_of(frame), tolerance_m=0.0)
        assert degrees(made) == [1, 1, 1, 1, 1, 3]

    def test_a_line_shorter_than_the_tolerance_collapses(self) -> None:
        made = network([(0, 0), (100, 0)], [(100, 0), (100.5, 0)], [(100.5, 0), (200, 0)])
        assert repaired(made) == {"snapped": 2, "collapsed": 1, "merged": 1}
        assert len(made.segments) == 1

    @pytest.mark.parametrize("tolerance", [-1.0, float("nan")])
    def test_a_tolerance_that_is_no_distance_is_refused(self, tolerance: float) -> None:
        with pytest.raises(NetworkError, match="0 or more"):
            clean(streets_of(drawn(*CROSS)), tolerance_m=tolerance)


class TestCrossings:
    def test_lines_that_share_an_inner_vertex_are_split_there(self) -> None:
        made = network([(0, 50), (50, 50), (100, 50)], [(50, 0), (50, 50), (50, 100)])
        assert degrees(made) == [1, 1, 1, 1, 4]
        assert repaired(made) == {"shared_vertex": 2}

    def test_a_drawing_without_nodes_is_split_where_lines_cross(self) -> None:
        made = network(*CROSS)
        assert degrees(made) == [1, 1, 1, 1, 4]
        assert repaired(made) == {"crossing_split": 2}
        assert "were split, because" in made.notes[0]

    def test_a_drawing_with_nodes_is_not(self) -> None:
        noded = [[(0, 0), (20, 0)], [(20, 0), (60, 0)], [(20, 0), (20, 30)], [(60, 0), (99, 0)],
                 [(60, 0), (60, 30)], [(40, -20), (40, 20)]]  # fmt: skip
        made = network(*noded)
        assert repaired(made) == {"crossing_kept": 1}
        assert "taken for bridges" in made.notes[0]
        assert (made.degree == 4).sum() == 0

    @pytest.mark.parametrize(("column", "word"), [("bridge", "yes"), ("tunnel", "1"), ("layer", 1)])
    def test_a_bridge_tunnel_or_layer_is_not_split(self, column: str, word: object) -> None:
        apart = network(*CROSS, **{column: [word, None]})
        assert degrees(apart) == [1, 1, 1, 1]
        assert repaired(apart) == {"crossing_kept": 1}
        alike = network(*CROSS, **{column: [word, word]})
        assert degrees(alike) == [1, 1, 1, 1, 4]

    def test_the_reader_decides(self) -> None:
        streets = streets_of(drawn(*CROSS))
        assert degrees(clean(streets, crossings="keep")) == [1, 1, 1, 1]
        assert degrees(clean(streets, crossings="split")) == [1, 1, 1, 1, 4]
        with pytest.raises(NetworkError, match="no rule sometimes"):
            clean(streets, crossings="sometimes")  # type: ignore[arg-type]

    def test_a_line_that_crosses_itself_is_split(self) -> None:
        made = network([(0, 0), (100, 0), (100, 50), (50, 50), (50, -50)])
        assert repaired(made) == {"self_crossing": 1}
        assert degrees(made) == [1, 1, 4]


class TestTidying:
    def test_the_same_line_is_kept_once_and_a_bridge_above_it_too(self) -> None:
        line = [(0, 0), (100, 0)]
        made = network(line, line, line[::-1], line, bridge=["", "", "", "yes"])
        assert repaired(made) == {"duplicate": 2}
        assert len(made.segments) == 2

    def test_lines_that_lie_on_each_other_in_part_are_one(self) -> None:
        made = network([(0, 0), (100, 0)], [(60, 0), (160, 0)])
        assert made.segments["length_m"].sum() == pytest.approx(160.0)
        assert degrees(made) == [1, 1]

    def test_lines_without_length_are_left_out(self) -> None:
        made = network([(0, 0), (0, 0)], [(0, 0), (50, 0), (50, 0), (90, 0)])
        assert repaired(made) == {"zero_length": 1}
        with pytest.raises(NetworkError, match="has a length"):
            network([(0, 0), (0, 0)])

    def test_false_nodes_are_merged_where_class_and_name_agree(self) -> None:
        pieces = [[(0, 0), (50, 0)], [(90, 0), (50, 0)], [(90, 0), (140, 0)]]
        made = network(*pieces, highway=["primary", "primary", "tertiary"])
        assert sorted(made.segments["length_m"]) == pytest.approx([50.0, 90.0])
        assert repaired(made) == {"merged": 1}
        assert made.repairs["amount"].tolist() == [2.0]

    def test_a_loop_begins_where_it_hangs(self) -> None:
        loop = [[(100, 0), (150, 50)], [(150, 50), (100, 100)], [(100, 100), (50, 50)],
                [(50, 50), (100, 0)]]  # fmt: skip
        made = network([(100, -90), (100, 0)], *loop)
        assert degrees(made) == [1, 3]
        assert len(made.segments) == 2
        assert len(find(made)) == 1

    def test_a_ring_of_its_own_has_no_dead_end(self) -> None:
        made = network([(0, 0), (90, 0), (90, 90), (0, 0)])
        assert degrees(made) == [2]
        assert len(find(made)) == 0

    def test_pieces_are_numbered_by_length(self) -> None:
        made = network([(0, 0), (50, 0)], [(0, 200), (500, 200)])
        assert set(made.pieces[made.nodes[made.segments["length_m"] == 500.0]].ravel()) == {0}
        assert set(made.pieces) == {0, 1}

    def test_a_network_wider_than_any_city_is_refused(self) -> None:
        with pytest.raises(NetworkError, match="km wide"):
            network([(0, 0), (50, 0)], [(0, 0), (0, -2_600_000)])


@pytest.mark.parametrize("kind", CITIES)
class TestWholeCities:
    @pytest.fixture
    def frame(self, kind: str) -> gpd.GeoDataFrame:
        return city(kind, 3)

    def test_ends_are_those_that_momepy_counts(self, frame: gpd.GeoDataFrame) -> None:
        made = clean(streets_of(frame))
        graph = momepy.gdf_to_nx(made.segments, approach="primal", multigraph=True)
        theirs = sum(degree == 1 for _, degree in nx.degree(graph))
        assert len(find(made)) == theirs > 20

    def test_a_clean_network_needs_no_repair(self, frame: gpd.GeoDataFrame) -> None:
        made = clean(streets_of(frame))
        again = clean(streets_of(made.segments))
        assert set(repaired(again)) <= {"crossing_kept"}  # a bridge is no fault
        assert shapely.equals_exact(
            again.segments.geometry.to_numpy(), made.segments.geometry.to_numpy(), 1e-9
        ).all()

    def test_the_order_and_direction_of_lines_do_not_matter(self, frame: gpd.GeoDataFrame) -> None:
        turned = frame.sample(frac=1.0, random_state=1)
        turned = turned.set_geometry(shapely.reverse(turned.geometry.to_numpy()), crs=frame.crs)
        one, other = clean(streets_of(frame)), clean(streets_of(turned))
        assert (
            shapely.union_all(shapely.normalize(one.segments.geometry))
            .normalize()
            .equals_exact(
                shapely.union_all(shapely.normalize(other.segments.geometry)).normalize(), 1e-9
            )
        )
        assert degrees(one) == degrees(other)


# Streets to the eight winds on a grid: all crossings lie on whole millimetres, unrounded.
place = st.integers(0, 8).map(lambda step: step * 10.0)
wind = st.sampled_from([(1, 0), (0, 1), (1, 1), (1, -1), (-1, 0), (0, -1), (-1, -1), (-1, 1)])
steps = st.lists(st.tuples(wind, st.integers(0, 6)), min_size=1, max_size=3)


@st.composite
def line(draw: st.DrawFn) -> list[tuple[float, float]]:
    points = [(draw(place), draw(place))]
    for (east, north), length in draw(steps):
        x, y = points[-1]
        points.append((x + 10.0 * east * length, y + 10.0 * north * length))
    return points


@settings(max_examples=60)
@example([[(40.0, 30.0), (10.0, 0.0)], [(70.0, 60.0), (30.0, 20.0), (20.0, 10.0)]])
@example([[(0.0, 0.0), (0.0, 20.0), (0.0, 40.0)], [(0.0, 10.0), (0.0, 30.0)]])
@given(st.lists(line(), min_size=1, max_size=12))
def test_whatever_is_drawn_ends_in_a_clean_network(lines: list[list[tuple[float, float]]]) -> None:
    frame = drawn(*lines)
    try:
        made = clean(streets_of(frame), tolerance_m=0.0, crossings="split")
    except NetworkError as error:
        assert "has a length" in str(error)  # noqa: PT017 - the only good reason
        return
    segments = made.segments.geometry.to_numpy()
    # Segments touch at nodes, and nowhere else.
    one, other = shapely.STRtree(segments).query(segments, predicate="intersects")
    shared = shapely.intersection(segments[one], segments[other])[one < other]
    assert shapely.distance(shared, shapely.multipoints(made.xy)).max(initial=0.0) < 1e-6
    assert shapely.length(shared).max(initial=0.0) < 1e-6
    # The streets are those that were drawn.
    before = shapely.union_all(frame.geometry.to_numpy())
    assert shapely.union_all(segments).length == pytest.approx(before.length, abs=1e-6)
    assert set(made.repairs["kind"]) <= set(REPAIRS)


def test_the_work_can_be_called_off_at_every_step() -> None:
    streets = streets_of(drawn(*CROSS))
    for last in range(STEPS):

        def stop(_step: str, done: int, _total: int, *, last: int = last) -> None:
            if done == last:
                raise CancelledError("enough")

        with pytest.raises(CancelledError):
            clean(streets, progress=stop)
    before = len(streets.repairs.frame(streets.crs))
    clean(streets)
    assert len(streets.repairs.frame(streets.crs)) == before
    assert np.isfinite(clean(streets).xy).all()
