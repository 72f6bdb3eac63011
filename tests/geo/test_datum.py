from __future__ import annotations

import json
import math
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import LinearRing, LineString, Point, Polygon, box

from geo.crs import CGCS2000_GK114, WGS84
from geo.datum import (
    CHINA,
    DATUMS,
    Datum,
    bd09_to_wgs84,
    convert,
    convert_frame,
    gcj02_to_wgs84,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)
from geo.errors import CrsError

if TYPE_CHECKING:
    from collections.abc import Callable

DATUM_JS = Path(__file__).parents[2] / "outlets" / "webmap" / "assets" / "datum.js"
GEOD = Geod(ellps="WGS84")

# Henan with some surroundings, and the country with its sea.
province = st.tuples(st.floats(110.3, 116.7), st.floats(31.3, 36.4))
country = st.tuples(st.floats(73.4, 135.1), st.floats(3.8, 53.6))
west, south, east, north = CHINA
outside = st.one_of(
    st.tuples(st.floats(-180, west, exclude_max=True), st.floats(-90, 90)),
    st.tuples(st.floats(east, 180, exclude_min=True), st.floats(-90, 90)),
    st.tuples(st.floats(-180, 180), st.floats(-90, south, exclude_max=True)),
    st.tuples(st.floats(-180, 180), st.floats(north, 90, exclude_min=True)),
)
pairs = [(source, target) for source in DATUMS for target in DATUMS if source != target]


def east_north_m(lon: float, lat: float, datum: Datum) -> tuple[float, float]:
    x, y = convert(lon, lat, source="wgs84", target=datum)
    azimuth, _, distance = GEOD.inv(lon, lat, float(x), float(y))
    return distance * math.sin(math.radians(azimuth)), distance * math.cos(math.radians(azimuth))


def test_the_shift_at_zhengzhou_is_the_one_that_the_sources_found() -> None:
    lon, lat = wgs84_to_gcj02(113.65, 34.80)
    assert lon - 113.65 == pytest.approx(0.00608, abs=5e-6)
    assert lat - 34.80 == pytest.approx(-0.00109, abs=5e-6)
    assert east_north_m(113.65, 34.80, "gcj02") == pytest.approx((556, -121), abs=1)
    # Noted there as "about": 106 m; two other converters say 102 m as well.
    assert east_north_m(113.4, 34.65, "gcj02") == pytest.approx((598, -106), abs=5)


def test_a_published_pair_of_gcj02_and_bd09() -> None:
    # Beijing railway station, from the documentation of an R package that converts by table.
    lon, lat = convert(116.42703, 39.90245, source="gcj02", target="bd09")
    assert (lon, lat) == pytest.approx((116.43351, 39.90851), abs=2e-5)


@pytest.mark.parametrize(("source", "target"), pairs)
@given(place=st.one_of(province, country))
def test_there_and_back_moves_no_point_by_a_millimetre(
    source: Datum, target: Datum, place: tuple[float, float]
) -> None:
    there = convert(*place, source=source, target=target)
    lon, lat = convert(*there, source=target, target=source)
    assert GEOD.inv(*place, float(lon), float(lat))[2] <= 0.001


@pytest.mark.parametrize(("source", "target"), pairs)
@given(place=outside)
def test_outside_china_nothing_moves(
    source: Datum, target: Datum, place: tuple[float, float]
) -> None:
    lon, lat = convert(*place, source=source, target=target)
    assert (float(lon), float(lat)) == place


@given(place=country)
def test_bd09_is_the_published_polar_form(place: tuple[float, float]) -> None:
    lon, lat = place
    wave = math.pi * 3000 / 180
    radius = math.hypot(lon, lat) + 0.00002 * math.sin(lat * wave)
    angle = math.atan2(lat, lon) + 0.000003 * math.cos(lon * wave)
    published = (radius * math.cos(angle) + 0.0065, radius * math.sin(angle) + 0.006)
    made = convert(lon, lat, source="gcj02", target="bd09")
    assert made == pytest.approx(published, rel=0, abs=1e-12)


def test_the_map_shifts_by_the_same_formula(program: Callable[[str], str]) -> None:
    rng = np.random.default_rng(20210130)
    places = np.column_stack([rng.uniform(60, 145, 2000), rng.uniform(-5, 60, 2000)])
    script = f"""
      const L = {{ extend: Object.assign, CRS: {{ EPSG3857: {{}} }},
                   Projection: {{ SphericalMercator: {{}} }} }};
      const window = {{ Z: {{}} }};
      {DATUM_JS.read_text("utf-8")}
      console.log(JSON.stringify({places.tolist()}.map(([x, y]) => window.Z.datum.toGcj(x, y))));
    """
    done = subprocess.run(
        [program("node"), "-"], input=script, capture_output=True, text=True, check=True
    )
    ours = np.column_stack(wgs84_to_gcj02(*places.T))
    assert np.abs(ours - np.array(json.loads(done.stdout))).max() < 1e-11


def test_the_named_functions_are_the_words() -> None:
    place = (113.65, 34.8)
    assert gcj02_to_wgs84(*place) == convert(*place, source="gcj02", target="wgs84")
    assert wgs84_to_bd09(*place) == convert(*place, source="wgs84", target="bd09")
    assert bd09_to_wgs84(*place) == convert(*place, source="bd09", target="wgs84")


@pytest.mark.parametrize(("source", "target"), pairs)
def test_a_position_is_converted_the_same_wherever_it_stands(source: Datum, target: Datum) -> None:
    # To the last bit, or rings would open. Blocks of every length, over threads; some outside.
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(60, 145, 20_000), rng.uniform(-5, 60, 20_000)
    lon[::1000] = np.nan
    whole = np.array(convert(lon, lat, source=source, target=target))
    for length in (1, 2, 3, 5, 7, 8, 13, 31, 64, 1001):
        for start in range(0, 20_000 - length, 1999):
            part = slice(start, start + length)
            alone = convert(lon[part], lat[part], source=source, target=target)
            np.testing.assert_array_equal(whole[:, part], alone)
    assert np.isnan(whole[0, ::1000]).all()


def test_large_rings_stay_closed_and_neighbours_joined() -> None:
    # Rings longer than a block: first and last vertex are converted apart.
    turn = np.linspace(0, 2 * np.pi, 30_001)
    ring = np.column_stack([113.6 + 0.3 * np.cos(turn), 34.7 + 0.2 * np.sin(turn)])
    ring[-1] = ring[0]
    inner, outer = Polygon(ring), box(113, 34, 114, 35) - Polygon(ring)
    for datum in ("gcj02", "bd09"):
        moved = convert_frame(frame(inner, outer), source=datum, target="wgs84").geometry
        assert moved.is_valid.all()
        assert moved[0].exterior.normalize() == LinearRing(moved[1].interiors[0]).normalize()


@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3)])
def test_shape_and_input_are_kept(shape: tuple[int, ...]) -> None:
    lon, lat = np.full(shape, 113.65), np.full(shape, 34.8)
    x, y = wgs84_to_gcj02(lon, lat)
    assert x.shape == y.shape == shape
    assert (lon == 113.65).all()


@pytest.mark.parametrize("place", [(500_000.0, 3_846_000.0), (113.65, 91), (math.inf, 34)])
def test_what_cannot_be_degrees_is_refused(place: tuple[float, float]) -> None:
    with pytest.raises(CrsError, match="not longitude, latitude"):
        wgs84_to_gcj02(*place)


@pytest.mark.parametrize("words", [("wgs84", "GCJ-02"), ("cgcs2000", "bd09")])
def test_an_unknown_datum_is_named(words: tuple[Datum, Datum]) -> None:
    with pytest.raises(CrsError, match=r"(GCJ-02|cgcs2000) is not a datum .* wgs84, gcj02, bd09"):
        convert(113.65, 34.8, source=words[0], target=words[1])


def frame(*shapes: object, crs: str | None = WGS84) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"n": range(len(shapes))}, geometry=list(shapes), crs=crs)


def test_a_frame_goes_there_and_back() -> None:
    hole = box(113, 34, 114, 35) - box(113.4, 34.4, 113.6, 34.6)
    original = frame(Point(113.65, 34.8), LineString([(113, 34), (114, 35)]), hole, None, Polygon())
    original.index = list("abcde")
    shifted = convert_frame(original, source="wgs84", target="gcj02")
    assert shifted.crs is None
    assert shifted.geometry["a"].coords[0] == pytest.approx((113.65608, 34.79891), abs=5e-6)
    back = convert_frame(shifted, source="gcj02", target="wgs84")
    assert back.crs == WGS84
    assert back["n"].tolist() == original["n"].tolist()
    assert back.geometry["d"] is None
    assert back.geometry["e"].is_empty
    assert back.geom_equals_exact(original, 1e-8)["a":"c"].all()
    assert original.geometry["a"].x == 113.65


def test_heights_are_kept_where_there_are_any() -> None:
    moved = convert_frame(
        frame(Point(113.65, 34.8, 108.5), Point(113.65, 34.8)), source="wgs84", target="bd09"
    )
    assert moved.geometry[0].z == 108.5
    assert not moved.geometry[1].has_z
    assert moved.geometry[0].x == moved.geometry[1].x


def test_a_shifted_frame_may_claim_the_wrong_crs() -> None:
    shifted = convert_frame(frame(Point(113.65, 34.8)), source="wgs84", target="gcj02")
    for claimed in (
        shifted.set_crs(WGS84),
        shifted.set_crs(WGS84).to_crs("EPSG:3857"),
        shifted.set_crs(WGS84).to_crs(CGCS2000_GK114),
    ):
        true = convert_frame(claimed, source="gcj02", target="wgs84").geometry[0]
        assert (true.x, true.y) == pytest.approx((113.65, 34.8), abs=1e-8)


def test_a_frame_that_may_be_anything_is_refused() -> None:
    with pytest.raises(CrsError, match="no coordinate reference system"):
        convert_frame(frame(Point(113, 34), crs=None), source="wgs84", target="gcj02")
    with pytest.raises(CrsError, match="not longitude, latitude"):
        convert_frame(frame(Point(5e5, 38e5), crs=None), source="gcj02", target="wgs84")
