from __future__ import annotations

import math

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import LineString, MultiLineString, Point, Polygon, box

from geo.crs import CGCS2000_GK114, WGS84, to_lonlat, to_metric
from geo.errors import CrsError
from geo.measures import area_km2, length_km

A_M = 6_378_137.0
E2 = 1 - (1 - 1 / 298.257223563) ** 2
GEOD = Geod(ellps="WGS84")


def frame(*shapes: object, crs: str | None = WGS84) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs=crs)


def authalic(latitude: float) -> float:
    """Area between equator and parallel per radian of longitude, by the textbook formula [m2]."""
    s, e = math.sin(latitude), math.sqrt(E2)
    return A_M**2 * (1 - E2) / 2 * (s / (1 - E2 * s**2) + math.atanh(e * s) / e)


def test_a_degree_of_the_equator_is_known_by_hand() -> None:
    measured = length_km(frame(LineString([(0, 0), (1, 0)])))
    assert measured[0] == pytest.approx(math.pi * A_M / 180 / 1e3, abs=1e-9)


def test_a_cell_of_the_graticule_is_known_by_hand() -> None:
    # Fine parallels: geodesics between close points follow them.
    north, south = 34.76, 34.74
    steps = [113.60 + i * 0.0001 for i in range(201)]
    ring = [(x, south) for x in steps] + [(x, north) for x in reversed(steps)]
    expected = math.radians(0.02) * (authalic(math.radians(north)) - authalic(math.radians(south)))
    assert area_km2(frame(Polygon(ring)))[0] == pytest.approx(expected / 1e6, rel=1e-8)


def test_a_kilometre_square_of_the_engineering_grid() -> None:
    # On the central meridian (500000 m, scale 1) a grid square is a true square but for 1e-8.
    square = box(499_500, 3_846_500, 500_500, 3_847_500)
    measured = area_km2(frame(square, crs=CGCS2000_GK114))[0]
    assert measured == pytest.approx(1.0, rel=2e-8)


def test_web_mercator_would_be_half_as_large_again() -> None:
    square = frame(box(113.6, 34.7, 113.7, 34.8))
    mercator = square.to_crs("EPSG:3857")
    assert area_km2(mercator)[0] == pytest.approx(area_km2(square)[0])
    assert mercator.area[0] / 1e6 / area_km2(square)[0] == pytest.approx(1.48, abs=0.01)


lons = st.floats(110, 117)
lats = st.floats(31, 37)


@given(st.lists(st.tuples(lons, lats), min_size=2, max_size=6))
def test_length_is_pyprojs(points: list[tuple[float, float]]) -> None:
    lon, lat = zip(*points, strict=True)
    expected = GEOD.line_length(lon, lat) / 1e3
    assert length_km(frame(LineString(points)))[0] == pytest.approx(expected)


@given(st.lists(st.tuples(lons, lats), min_size=3, max_size=6, unique=True))
def test_area_is_pyprojs(points: list[tuple[float, float]]) -> None:
    lon, lat = zip(*points, strict=True)
    expected = abs(GEOD.polygon_area_perimeter(lon, lat)[0]) / 1e6
    assert area_km2(frame(Polygon(points)))[0] == pytest.approx(expected)


def test_holes_and_parts_count() -> None:
    outer, hole = box(113, 34, 114, 35), box(113.4, 34.4, 113.6, 34.6)
    whole, cut = area_km2(frame(outer, hole))
    assert area_km2(frame(outer - hole))[0] == pytest.approx(whole - cut)
    lines = [[(113, 34), (114, 34)], [(113, 35), (114, 35)]]
    parts = length_km(frame(*map(LineString, lines)))
    assert length_km(frame(MultiLineString(lines)))[0] == pytest.approx(parts.sum())


def test_what_cannot_be_measured_is_nan_on_the_same_index() -> None:
    shapes = frame(Point(113, 34), None, LineString([(113, 34), (114, 34)]), box(113, 34, 114, 35))
    shapes.index = pd.Index(["p", "none", "l", "a"])
    assert length_km(shapes).isna().to_dict() == {"p": True, "none": True, "l": False, "a": True}
    assert area_km2(shapes).isna().to_dict() == {"p": True, "none": True, "l": True, "a": False}


@pytest.mark.parametrize("measure", [length_km, area_km2, to_lonlat, to_metric])
def test_a_frame_without_crs_is_refused(measure: object) -> None:
    with pytest.raises(CrsError, match="no coordinate reference system"):
        measure(frame(Point(113, 34), crs=None))  # type: ignore[operator]
