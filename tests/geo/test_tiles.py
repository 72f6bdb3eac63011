"""Vector tiles hold what lies in them, where it lies: read back by GDAL."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, box

from geo.errors import CrsError
from geo.tiles import EXTENT, WEB_MERCATOR_QUAD, WORLD_CRS84_QUAD, Place, Scheme, cut, encode

SCHEMES = pytest.mark.parametrize(
    "scheme", [WEB_MERCATOR_QUAD, WORLD_CRS84_QUAD], ids=lambda scheme: scheme.id
)


def frame_of(scheme: Scheme, *shapes: Any, **columns: Any) -> gpd.GeoDataFrame:
    columns = columns or {"id": [f"r-{row}" for row in range(len(shapes))]}
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs="EPSG:4326").to_crs(scheme.crs)


def tile(frame: gpd.GeoDataFrame, scheme: Scheme, place: Place) -> bytes:
    return encode(cut(frame, scheme, place), scheme, place, layer="things")


def decoded(data: bytes, scheme: Scheme, place: Place) -> gpd.GeoDataFrame:
    """Read a tile with GDAL: alone, it counts from the lower left of a square of 4096 units."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tile.pbf"
        path.write_bytes(data)
        read = pyogrio.read_dataframe(path, layer="things", use_arrow=False)
    west, south, _, _ = scheme.bounds(*place)
    unit = scheme.side(place[0]) / EXTENT
    moved = read.geometry.affine_transform([unit, 0, 0, unit, west, south])
    return read.set_geometry(moved.set_crs(scheme.crs, allow_override=True))


def place_of(scheme: Scheme, x: float, y: float, zoom: int) -> Place:
    first_row, _, first_column, _ = scheme.limits((x, y, x, y), zoom)
    return zoom, first_row, first_column


@SCHEMES
@settings(max_examples=25, deadline=None)
@given(
    lon=st.floats(-179.9, 179.9), lat=st.floats(-84, 84), zoom=st.integers(0, 18),
)  # fmt: skip
def test_a_point_is_where_it_was(scheme: Scheme, lon: float, lat: float, zoom: int) -> None:
    frame = frame_of(scheme, Point(lon, lat))
    (point,) = frame.geometry
    place = place_of(scheme, point.x, point.y, zoom)
    west, south, east, north = scheme.bounds(*place)
    assert box(west, south, east, north).distance(point) <= scheme.side(30)
    read = decoded(tile(frame, scheme, place), scheme, place)
    assert read["id"].tolist() == ["r-0"]
    assert read.geometry[0].distance(point) <= scheme.side(zoom) / EXTENT


def test_a_known_tile() -> None:
    """As every web map counts them, by OpenStreetMap's formula."""
    lon, lat, tiles = 113.62, math.radians(34.75), 2**10
    column = int((lon + 180) / 360 * tiles)
    row = int((1 - math.asinh(math.tan(lat)) / math.pi) / 2 * tiles)
    (point,) = frame_of(WEB_MERCATOR_QUAD, Point(113.62, 34.75)).geometry
    assert place_of(WEB_MERCATOR_QUAD, point.x, point.y, 10) == (10, row, column)
    assert WORLD_CRS84_QUAD.bounds(1, 0, 3) == (90.0, 0.0, 180.0, 90.0)


@SCHEMES
def test_limits_name_every_tile_that_holds_something_and_no_more(scheme: Scheme) -> None:
    frame = frame_of(scheme, box(113.2, 34.4, 113.9, 34.9))
    first_row, last_row, first, last = scheme.limits(tuple(frame.total_bounds), 9)
    for row in range(first_row - 1, last_row + 2):
        for column in range(first - 1, last + 2):
            west, south, east, north = scheme.bounds(9, row, column)
            inside = first_row <= row <= last_row and first <= column <= last
            assert box(west, south, east, north).intersects(frame.geometry[0]) == inside


@SCHEMES
def test_lines_and_areas_are_cut_and_whole(scheme: Scheme) -> None:
    area = box(113.0, 34.3, 114.0, 35.0).difference(box(113.61, 34.71, 113.64, 34.73))
    frame = frame_of(
        scheme, area, LineString([(112, 34.72), (115, 34.72)]),
        MultiPolygon([box(113.60, 34.74, 113.61, 34.75), box(113.63, 34.75, 113.64, 34.76)]),
    )  # fmt: skip
    (point,) = frame_of(scheme, Point(113.62, 34.72)).geometry
    place = place_of(scheme, point.x, point.y, 12)
    read = decoded(tile(frame, scheme, place), scheme, place).set_index("id").geometry
    window, unit = box(*scheme.bounds(*place)), scheme.side(12) / EXTENT
    for identifier, shape in frame.set_index("id").geometry.items():
        wanted, found = shape.intersection(window), read[identifier].intersection(window)
        assert found.hausdorff_distance(wanted) <= 2 * unit, identifier
        assert found.area == pytest.approx(wanted.area, rel=0.01)


def test_values_keep_their_kinds() -> None:
    frame = frame_of(
        WEB_MERCATOR_QUAD, Point(113.6, 34.7), Point(113.61, 34.71),
        name=["郑州东站", None], length=[1.5, np.nan], late=[True, False],
    )  # fmt: skip
    place = place_of(WEB_MERCATOR_QUAD, frame.geometry[0].x, frame.geometry[0].y, 8)
    read = decoded(tile(frame, WEB_MERCATOR_QUAD, place), WEB_MERCATOR_QUAD, place)
    assert read["name"].fillna("nothing").tolist() == ["郑州东站", "nothing"]
    assert read["length"].tolist() == [1.5, pytest.approx(np.nan, nan_ok=True)]
    assert read["late"].tolist() == [True, False]


def test_where_nothing_lies_there_is_nothing() -> None:
    frame = frame_of(WEB_MERCATOR_QUAD, Point(113.6, 34.7))
    assert tile(frame, WEB_MERCATOR_QUAD, (8, 0, 0)) == b""


@pytest.mark.parametrize("place", [(3, 8, 0), (3, 0, 8), (3, -1, 0), (0, 0, 1)])
def test_a_tile_that_is_none(place: Place) -> None:
    frame = frame_of(WEB_MERCATOR_QUAD, Point(113.6, 34.7))
    with pytest.raises(ValueError, match="no tile"):
        cut(frame, WEB_MERCATOR_QUAD, place)


def test_a_frame_in_another_system() -> None:
    frame = frame_of(WORLD_CRS84_QUAD, Point(113.6, 34.7))
    with pytest.raises(ValueError, match="EPSG:4326"):
        cut(frame, WEB_MERCATOR_QUAD, (0, 0, 0))
    with pytest.raises(CrsError):
        cut(frame.set_crs(None, allow_override=True), WORLD_CRS84_QUAD, (0, 0, 0))
