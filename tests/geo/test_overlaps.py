"""Overlaps as ranges: small cases by hand, and every true position lies inside the range."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point
from shapely.affinity import translate
from shapely.geometry import box

from geo.crs import CGCS2000_GK114
from geo.errors import CrsError
from geo.overlaps import VERDICTS, overlaps, shares

EAST, NORTH = 480_000, 3_850_000


def placed(**shapes: tuple[shapely.Geometry, float]) -> gpd.GeoDataFrame:
    """Lay shapes drawn around (0, 0) into Zhengzhou, each with its accuracy [m]."""
    return gpd.GeoDataFrame(
        {"id": list(shapes), "accuracy_m": [accuracy for _, accuracy in shapes.values()]},
        geometry=[translate(shape, EAST, NORTH) for shape, _ in shapes.values()],
        crs=CGCS2000_GK114,
    )


class TestAreas:
    def test_exact_positions_give_one_number(self) -> None:
        found = overlaps(placed(a=(box(0, 0, 200, 100), 0)), placed(b=(box(100, 0, 400, 100), 0)))
        (row,) = found.to_dict("records")
        assert (row["one"], row["other"], row["verdict"], row["unit"]) == (
            "a",
            "b",
            "certain",
            "ha",
        )
        assert row["least"] == row["most"] == pytest.approx(1.0)
        assert found.crs.to_epsg() == 4547

    def test_a_range_by_hand(self) -> None:
        # Share 100 x 100 m as drawn. Narrowed by 10 m each: 80 x 80 m. Widened: 120 x 120 m, with
        # corners rounded at 10 m.
        found = overlaps(placed(a=(box(0, 0, 200, 100), 10)), placed(b=(box(100, 0, 300, 100), 10)))
        assert found["least"].iloc[0] == pytest.approx(0.64, rel=1e-3)
        assert found["most"].iloc[0] == pytest.approx(1.44 - (4 - np.pi) / 100, rel=2e-3)
        assert found["verdict"].iloc[0] == "certain"

    def test_neighbours_may_overlap_only_within_their_accuracies(self) -> None:
        one, other = box(0, 0, 100, 100), box(115, 0, 200, 100)
        (row,) = overlaps(placed(a=(one, 10)), placed(b=(other, 10))).to_dict("records")
        assert (row["verdict"], row["least"]) == ("possible", 0)
        assert row["most"] > 0
        assert overlaps(placed(a=(one, 5)), placed(b=(other, 5))).empty

    def test_a_shared_edge_is_no_overlap(self) -> None:
        touching = placed(b=(box(100, 0, 200, 100), 0))
        assert overlaps(placed(a=(box(0, 0, 100, 100), 0)), touching).empty

    def test_a_zone_around_a_line(self) -> None:
        line = placed(m=(LineString([(0, 0), (0, 1000)]), 0))
        found = overlaps(placed(a=(box(-500, 400, 500, 600), 0)), line, margin_m=50)
        assert found["most"].iloc[0] == pytest.approx(100 * 200 / 10_000)


class TestLines:
    def test_a_road_through_a_park(self) -> None:
        road = placed(r=(LineString([(-500, 50), (500, 50)]), 20))
        (row,) = overlaps(road, placed(p=(box(0, 0, 300, 100), 10))).to_dict("records")
        assert (row["unit"], row["verdict"]) == ("m", "certain")
        assert row["least"] == pytest.approx(300 - 2 * 30, rel=1e-3)
        assert row["most"] == pytest.approx(300 + 2 * 30, rel=1e-3)

    def test_an_exact_road_through_an_exact_park(self) -> None:
        road = placed(r=(LineString([(-500, 50), (500, 50)]), 0))
        (row,) = overlaps(road, placed(p=(box(0, 0, 300, 100), 0))).to_dict("records")
        assert (row["verdict"], row["least"], row["most"]) == ("certain", 300, 300)

    def test_the_order_of_the_sides_does_not_matter(self) -> None:
        road = placed(r=(LineString([(-500, 50), (500, 50)]), 20))
        park = placed(p=(box(0, 0, 300, 100), 10))
        one, other = overlaps(road, park), overlaps(park, road)
        assert one[["least", "most"]].equals(other[["least", "most"]])

    def test_two_lines_cross_at_a_point(self) -> None:
        one = placed(a=(LineString([(-100, 0), (100, 0)]), 10))
        (row,) = overlaps(one, placed(b=(LineString([(0, -50), (0, 50)]), 10))).to_dict("records")
        assert (row["unit"], row["verdict"]) == (None, "likely")
        assert np.isnan(row["least"])
        assert row["geometry"].equals(Point(EAST, NORTH))

    def test_two_lines_that_run_together(self) -> None:
        one = placed(a=(LineString([(0, 0), (100, 0)]), 10))
        found = overlaps(one, placed(b=(LineString([(50, 0), (200, 0)]), 10)))
        assert found["verdict"].tolist() == ["likely"]


class TestPoints:
    @pytest.mark.parametrize(
        ("east", "verdict"), [(100, ["certain"]), (10, ["likely"]), (-10, ["possible"]), (-40, [])]
    )
    def test_a_point_has_a_verdict_and_no_measure(self, east: float, verdict: list[str]) -> None:
        found = overlaps(placed(p=(Point(east, 100), 20)), placed(a=(box(0, 0, 200, 200), 10)))
        assert found["verdict"].tolist() == verdict
        assert found["least"].isna().all()


class TestShares:
    def test_halves_make_the_whole(self) -> None:
        found = overlaps(placed(a=(box(0, 0, 400, 100), 10)), placed(b=(box(100, 0, 300, 100), 10)))
        halves = placed(w=(box(-500, -500, 200, 500), 0), e=(box(200, -500, 900, 500), 0))
        parts = shares(found, halves)
        assert parts["region"].tolist() == ["w", "e"]
        for side in ("least", "most"):
            assert parts[side].sum() == pytest.approx(found[side].iloc[0])


class TestRefusals:
    def test_no_crs(self) -> None:
        bare = placed(a=(Point(0, 0), 1)).set_crs(None, allow_override=True)
        with pytest.raises(CrsError, match="no coordinate reference system"):
            overlaps(bare, bare)

    def test_no_accuracy(self) -> None:
        with pytest.raises(CrsError, match="a has a position but no accuracy"):
            overlaps(placed(a=(Point(0, 0), np.nan)), placed(b=(Point(0, 0), 1)))

    def test_no_geometry_and_no_pair_with_itself(self) -> None:
        frame = placed(a=(box(0, 0, 9, 9), 1), b=(box(0, 0, 9, 9), 1))
        frame.loc[1, "geometry"] = None
        assert overlaps(frame, frame).empty


@settings(max_examples=40)
@given(
    corner=st.tuples(st.floats(-150, 150), st.floats(-150, 150)),
    accuracies=st.tuples(st.floats(0, 40), st.floats(0, 40)),
    turns=st.tuples(st.floats(0, 6.3), st.floats(0, 6.3)),
    line=st.booleans(),
)
def test_wherever_the_true_positions_are_the_range_holds(
    corner: tuple[float, float], accuracies: tuple[float, float], turns: tuple[float, float],
    *, line: bool,
) -> None:  # fmt: skip
    x, y = corner
    one = LineString([(x - 200, y), (x + 200, y + 50)]) if line else box(x, y, x + 120, y + 90)
    other = box(0, 0, 200, 150)
    moved = [
        translate(shape, accuracy * np.cos(turn), accuracy * np.sin(turn))
        for shape, accuracy, turn in zip((one, other), accuracies, turns, strict=True)
    ]
    shared = shapely.intersection(*moved)
    true = shared.length if line else shared.area / 10_000
    found = overlaps(placed(a=(one, accuracies[0])), placed(b=(other, accuracies[1])))
    if found.empty:
        assert true == pytest.approx(0, abs=1e-3)
        return
    (row,) = found.to_dict("records")
    assert row["verdict"] in VERDICTS
    assert row["least"] - 1e-4 <= true <= row["most"] + 1e-4
    drawn = shapely.intersection(one, other)
    size = drawn.length if line else drawn.area / 10_000
    assert row["least"] - 1e-4 <= size <= row["most"] + 1e-4
