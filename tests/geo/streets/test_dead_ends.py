"""Dead ends: where they are, where they point, what they are."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import LineString

from geo.errors import CrsError, NetworkError
from geo.streets.classes import CLASSES
from geo.streets.cleaning import clean
from geo.streets.comparison import MEASURES
from geo.streets.dead_ends import find
from geo.streets.kinds import KINDS, REASONS, sentence
from geo.streets.obstacles import Obstacle
from geo.streets.reading import streets_of
from outlets.analyses.dead_end_words import (
    CLASS_TITLES,
    KIND_TITLES,
    MEASURES_ZH,
    REASONS_ZH,
    why_zh,
)
from street_drawing import CRS, ORIGIN, at, judged, network, square


def kind_at(x: float, y: float, ends: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return the row of the dead end at a place."""
    row = ends[ends.geometry.distance(at(x, y)) < 0.01]
    assert len(row) == 1
    return dict(row.iloc[0])


class TestFinding:
    def test_heading_length_and_class_are_those_of_the_street(self) -> None:
        made = network(
            [(0, 0), (500, 0)], [(200, 0), (200, 60)], [(200, 60), (200, 90), (230, 90)],
            highway=["primary", "tertiary", "residential"], name=["大道", "", "支路"],
        )  # fmt: skip
        ends = find(made)
        row = kind_at(230, 90, ends)
        assert row["heading_deg"] == pytest.approx(90.0)
        assert row["street_m"] == pytest.approx(120.0)  # a change of name is no junction
        assert (row["road_class"], row["name"], row["row"]) == ("residential", "支路", 2)
        assert kind_at(0, 0, ends)["heading_deg"] == pytest.approx(270.0)

    @pytest.mark.parametrize(
        ("tip", "degrees"), [((0, 50), 0), ((50, 50), 45), ((50, -50), 135), ((-50, 0), 270)]
    )
    def test_headings_are_clockwise_from_north(self, tip: tuple[int, int], degrees: int) -> None:
        ends = find(network([(0, 0), tip]))
        assert kind_at(*tip, ends)["heading_deg"] == pytest.approx(degrees)

    def test_a_hook_at_the_end_does_not_turn_the_heading(self) -> None:
        ends = find(network([(0, 0), (100, 0), (100, 2)]))
        assert kind_at(100, 2, ends)["heading_deg"] == pytest.approx(90.0, abs=8.0)


class TestKinds:
    def test_a_street_that_stops_short_of_one_it_points_at(self) -> None:
        made = network(*square(), [(500, 0), (500, 800)], highway=["tertiary"] * 5)
        ends, _ = judged(made)
        row = kind_at(500, 800, ends)
        assert (row["kind"], row["reason"], row["choices"]) == ("dead_end", "points_at", 1)
        assert row["ahead_m"] == pytest.approx(200.0)
        assert row["why"] == "it stops 200 m short of the street that it points at"

    def test_two_that_face_each_other(self) -> None:
        made = network(*square(), [(500, 0), (500, 60)], [(500, 1000), (500, 250)],
                       highway=["residential"] * 6)  # fmt: skip
        ends, _ = judged(made)
        for y in (60, 250):
            assert kind_at(500, y, ends)["reason"] == "facing"

    def test_beyond_the_limit_nothing_is_ahead(self) -> None:
        made = network(*square(), [(500, 0), (500, 650)])
        row = kind_at(500, 650, judged(made)[0])
        assert (row["kind"], row["reason"]) == ("cul_de_sac", "nothing_ahead")
        assert np.isnan(row["ahead_m"])
        assert kind_at(500, 650, judged(made, limit_m=400.0)[0])["kind"] == "dead_end"

    def test_a_short_residential_street_is_built_to_end(self) -> None:
        made = network(*square(300), [(150, 0), (150, 100)], highway=["residential"] * 5)
        assert kind_at(150, 100, judged(made)[0])["reason"] == "short"
        longer = network(*square(300), [(150, 0), (150, 130)], highway=["residential"] * 5)
        assert kind_at(150, 130, judged(longer)[0])["reason"] == "points_at"

    @pytest.mark.parametrize(
        ("columns", "reason"),
        [
            ({"highway": ["tertiary"] * 4 + ["service"]}, "compound"),
            ({"highway": ["tertiary"] * 4 + ["living_street"]}, "compound"),
            ({"access": [None] * 4 + ["private"]}, "closed"),
            ({"highway": ["motorway"] * 5}, "motorway"),
        ],
    )
    def test_what_is_not_public_is_no_dead_end_road(
        self, columns: dict[str, list[Any]], reason: str
    ) -> None:
        made = network(*square(), [(500, 0), (500, 800)], **columns)
        assert kind_at(500, 800, judged(made)[0])["reason"] == reason

    def test_the_edge_of_the_map(self) -> None:
        made = network(*square(), [(1000, 500), (1200, 500)])
        assert kind_at(1200, 500, judged(made)[0])["kind"] == "map_edge"
        area = shapely.box(*ORIGIN, *np.add(ORIGIN, (3000, 3000)))
        wide = gpd.GeoDataFrame(geometry=[area], crs=CRS)
        row = kind_at(1200, 500, judged(made, extent=wide)[0])
        assert (row["kind"], row["reason"]) == ("cul_de_sac", "nothing_ahead")
        with pytest.raises(CrsError, match="extent"):
            judged(made, extent=wide.set_crs(None, allow_override=True))

    def test_errors_of_the_data(self) -> None:
        made = network(*square(), [(500, 0), (500, 996)], [(300, 0), (300, 3)],
                       [(600, 300), (700, 300)])  # fmt: skip
        ends, _ = judged(made)
        assert kind_at(500, 996, ends)["reason"] == "missed"
        assert kind_at(300, 3, ends)["reason"] == "spur"
        assert kind_at(600, 300, ends)["reason"] == "loose_piece"

    @pytest.mark.parametrize(
        ("mark", "kind"),
        [("turning", "cul_de_sac"), ("noexit", "cul_de_sac"), ("gate", "gated")],
    )
    def test_what_the_file_marks_at_the_end_decides(self, mark: str, kind: str) -> None:
        plain = network(*square(), [(500, 0), (500, 800)])
        marks = gpd.GeoDataFrame({"mark": [mark]}, geometry=[at(500, 800)], crs=CRS)
        made = clean(streets_of(plain.segments, marks=marks))
        row = kind_at(500, 800, judged(made)[0])
        assert (row["reason"], row["kind"]) == (mark, kind)

    def test_behind_an_obstacle_it_is_no_dead_end_road(self) -> None:
        made = network(*square(), [(500, 0), (500, 800)])
        river = gpd.GeoDataFrame(
            geometry=[LineString([np.add(ORIGIN, (-100, 900)), np.add(ORIGIN, (1100, 900))])],
            crs=CRS,
        )
        blocked, _ = judged(made, obstacles=[Obstacle(kind="water", frame=river)])
        row = kind_at(500, 800, blocked)
        assert (row["reason"], row["blocked_by"]) == ("blocked", "water")
        bridged, _ = judged(made, obstacles=[Obstacle(kind="water", frame=river, bridged=True)])
        assert kind_at(500, 800, bridged)["kind"] == "dead_end"


class TestWords:
    def test_every_reason_has_a_kind_and_sentences_in_both_languages(self) -> None:
        assert {kind for kind, _ in REASONS.values()} == set(KINDS) == set(KIND_TITLES)
        assert REASONS_ZH.keys() == REASONS.keys()
        assert MEASURES_ZH.keys() == MEASURES.keys()
        assert CLASS_TITLES.keys() == CLASSES.keys()
        row = {"piece_m": 1.0, "street_m": 2.0, "ahead_m": 3.0, "road_class": "service",
               "blocked_by": "water"}  # fmt: skip
        for reason in REASONS:
            assert "{" not in why_zh(row | {"reason": reason})
            assert "{" not in sentence(row | {"reason": reason})


class TestObstacles:
    def test_a_kind_that_does_not_exist_and_a_frame_without_crs_are_refused(self) -> None:
        frame = gpd.GeoDataFrame(geometry=[at(0, 0)], crs=CRS)
        with pytest.raises(NetworkError, match="no obstacle swamp"):
            Obstacle(kind="swamp", frame=frame)
        with pytest.raises(CrsError, match=r"obstacles \(rail\)"):
            Obstacle(kind="rail", frame=frame.set_crs(None, allow_override=True))
