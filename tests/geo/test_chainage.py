"""The profile along an axis: small cases by hand, and every true chainage inside its range."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point
from shapely.affinity import translate
from shapely.geometry import box

from geo.chainage import RANGES, profile, reaches
from geo.crs import CGCS2000_GK114
from geo.errors import CrsError

EAST, NORTH = 480_000, 3_850_000
RIVER = LineString([(0, 0), (6_000, 0), (10_000, 0)])


def placed(**shapes: tuple[shapely.Geometry, float]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"id": list(shapes), "accuracy_m": [accuracy for _, accuracy in shapes.values()]},
        geometry=[translate(shape, EAST, NORTH) for shape, _ in shapes.values()],
        crs=CGCS2000_GK114,
    )


def only(shape: shapely.Geometry, accuracy_m: float, **options: float) -> dict[str, Any]:
    found = profile(
        placed(river=(RIVER, 100)),
        placed(x=(shape, accuracy_m)),
        within_m=options.get("within", 2000),
    )
    (row,) = found.to_dict("records")
    return dict(row)


def test_an_area_on_the_right_bank() -> None:
    row = only(box(2_000, -1_500, 3_000, -1_000), 50)
    assert [row[name] for name in RANGES] == pytest.approx([1850, 2150, 2850, 3150, 850, 1150])
    assert row["bank"] == "right"


def test_a_point_on_the_left_bank() -> None:
    row = only(Point(7_000, 500), 50)
    assert [row[name] for name in RANGES] == pytest.approx([6850, 7150, 6850, 7150, 350, 650])
    assert row["bank"] == "left"


def test_a_bank_within_the_accuracies_is_not_told() -> None:
    assert only(Point(7_000, 120), 50)["bank"] == "unsure"
    assert only(LineString([(500, -500), (500, 500)]), 50)["bank"] == "unsure"


def test_chainages_stay_on_the_axis() -> None:
    row = only(box(-500, -300, 20_000, 300), 500)
    assert row["from_least_m"] == 0
    assert row["to_most_m"] == pytest.approx(10_000)


def test_only_the_part_that_is_near_counts() -> None:
    away = LineString([(1_000, 200), (1_000, 1_000), (9_000, 9_000)])
    row = only(away, 0, within=1_000)
    assert row["to_most_m"] < 1_500


def test_what_is_far_off_is_left_out_and_order_is_downstream() -> None:
    beside = placed(
        late=(Point(9_000, 100), 10), early=(Point(100, 100), 10), far=(Point(500, 5_000), 10)
    )
    found = profile(placed(river=(RIVER, 0)), beside, within_m=1_000)
    assert found["id"].tolist() == ["early", "late"]


def test_what_it_refuses() -> None:
    river, point = placed(r=(RIVER, 10)), placed(p=(Point(0, 0), 10))
    with pytest.raises(CrsError, match="must be one line; it is 2"):
        profile(placed(a=(RIVER, 1), b=(RIVER, 1)), point, within_m=10)
    with pytest.raises(CrsError, match="must be one line"):
        profile(point, point, within_m=10)
    with pytest.raises(CrsError, match="without accuracy"):
        profile(river, placed(p=(Point(0, 0), np.nan)), within_m=10)
    with pytest.raises(CrsError, match="no coordinate reference system"):
        profile(river, point.set_crs(None, allow_override=True), within_m=10)


@settings(max_examples=40)
@given(
    x=st.floats(0, 10_000), y=st.floats(-900, 900), accuracy=st.floats(0, 300),
    turn=st.floats(0, 6.3),
)  # fmt: skip
def test_the_true_chainage_lies_in_its_range(
    x: float, y: float, accuracy: float, turn: float
) -> None:
    row = only(Point(x, y), accuracy)
    true = RIVER.project(Point(x + accuracy * np.cos(turn), y + accuracy * np.sin(turn)))
    least, most = row["from_least_m"], row["from_most_m"]
    assert least - 1e-6 <= true <= most + 1e-6


def test_reaches_tell_every_time_that_the_axis_is_in_a_region() -> None:
    bend = LineString([(0, 0), (4_000, 0), (4_000, 1_000), (0, 1_000)])
    regions = placed(west=(box(-10, -10, 1_000, 2_000), 0), east=(box(3_000, -10, 5_000, 2_000), 0),
                     away=(box(0, 5_000, 10, 5_010), 0))  # fmt: skip
    found = reaches(placed(river=(bend, 100)), regions)
    assert found == [("west", 0.0, 1_000.0), ("east", 3_000.0, 6_000.0), ("west", 8_000.0, 9_000.0)]
    with pytest.raises(CrsError, match="one line"):
        reaches(regions, regions)
