"""Columns say the same as the features they stand for."""

from __future__ import annotations

import json
from itertools import accumulate, pairwise
from typing import Any

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import (
    GeometryCollection,
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    box,
)

from layers.catalogue import CATALOGUE
from layers.store import current_store
from outlets.webmap.columns import columns
from outlets.webmap.payload import build, feeds_of

SQUARE = box(113, 34, 114, 35)
HOLED = Polygon(SQUARE.exterior.coords, [box(113.2, 34.2, 113.4, 34.4).exterior.coords])
SHAPES = [
    Point(113.12345, 34.5), None, MultiPoint([(113, 34), (113.1, 34.1)]),
    LineString([(113, 34), (113.00001, 34.5), (112, 33)]),
    MultiLineString([[(113, 34), (114, 35)], [(115, 36), (116, 37), (117, 38)]]),
    HOLED, MultiPolygon([HOLED, box(115, 34, 116, 35)]), GeometryCollection([SQUARE]),
]  # fmt: skip


def _frame(shapes: list[Any]) -> gpd.GeoDataFrame:
    names = [f"r{row}" for row in range(len(shapes))]
    return gpd.GeoDataFrame({"id": names}, geometry=shapes, crs="EPSG:4326")


def _parts(made: dict[str, Any]) -> list[list[list[tuple[float, float]]]]:
    """Read columns back, as the browser does: the positions of each part of each row."""
    steps = list(zip(made["places"][::2], made["places"][1::2], strict=True))
    parts = []
    for first, last in pairwise(accumulate(made["sizes"], initial=0)):
        sums = accumulate(steps[first:last], lambda one, two: (one[0] + two[0], one[1] + two[1]))
        parts.append([(x / 1e5, y / 1e5) for x, y in sums])
    return [parts[first:last] for first, last in pairwise(accumulate(made["parts"], initial=0))]


def test_every_kind_of_geometry_comes_back() -> None:
    made = columns(_frame(SHAPES), {})
    assert made["kinds"] == [1, 0, 1, 2, 2, 3, 3, 0]
    assert made["parts"] == [1, 0, 2, 1, 2, 2, 3, 0]
    read = _parts(made)
    assert read[0] == [[(113.12345, 34.5)]]
    assert read[3] == [[(113.0, 34.0), (113.00001, 34.5), (112.0, 33.0)]]
    outer, hole = read[5]
    assert Polygon(outer, [hole]).equals(HOLED)
    assert Polygon(outer).exterior.is_ccw != Polygon(hole).exterior.is_ccw


@pytest.mark.parametrize("layer", [layer.id for layer in CATALOGUE])
def test_columns_and_geojson_of_a_layer_say_the_same(layer: str) -> None:
    dataset = current_store().dataset()
    payload = build(feeds_of(dataset), version=dataset.version)
    made = json.loads(payload.columns[layer].body)
    features = json.loads(payload.geojson(layer).body)["features"]
    assert made["ids"] == [feature["id"] for feature in features]
    for row, feature in enumerate(features):
        said = {
            name: value
            for name, column in made["columns"].items()
            if (value := column["values"][column["at"][row] if "at" in column else row]) is not None
        }
        assert said == feature["properties"]
    for parts, feature in zip(_parts(made), features, strict=True):
        positions = {place for part in parts for place in part}
        text = json.dumps(feature["geometry"])
        whole = [value for place in positions for value in place]
        assert bool(parts) == (feature["geometry"] is not None)
        assert all(f"{value:.5f}".rstrip("0") in text for value in whole)


@given(st.lists(st.one_of(st.none(), st.booleans(), st.integers(0, 3), st.sampled_from("甲乙"),
                          st.lists(st.sampled_from(["#fff", "#000"])))))  # fmt: skip
def test_a_column_comes_back_with_its_types(values: list[Any]) -> None:
    made = columns(_frame([None] * len(values)), {"c": values})["columns"]["c"]
    read = [made["values"][at] for at in made.get("at", range(len(values)))]
    assert json.dumps(read) == json.dumps(values)


def test_no_rows_are_no_columns_but_a_layer() -> None:
    assert columns(_frame([]), {})["places"] == []
