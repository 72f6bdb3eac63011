from __future__ import annotations

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Geod
from shapely.geometry import Point

from geo.crs import CGCS2000_GK114, WGS84, to_lonlat, to_metric

ZONE = CRS(CGCS2000_GK114).area_of_use
lons = st.floats(112.5, 115.5)
lats = st.floats(21.99, 48.66) if ZONE is None else st.floats(ZONE.south, ZONE.north)


def located(*points: tuple[float, float]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[Point(point) for point in points], crs=WGS84)


def test_the_zone_is_the_one_that_its_comment_says() -> None:
    assert ZONE is not None
    assert (ZONE.west, ZONE.east) == (112.5, 115.5)


@given(st.lists(st.tuples(lons, lats), min_size=1, max_size=20))
def test_lonlat_to_the_grid_and_back_moves_no_point_by_a_millimetre(
    points: list[tuple[float, float]],
) -> None:
    back = to_lonlat(to_metric(located(*points)))
    for (lon, lat), shape in zip(points, back.geometry, strict=True):
        _, _, moved_m = Geod(ellps="WGS84").inv(lon, lat, shape.x, shape.y)
        assert moved_m <= 0.001


def test_the_central_meridian_stands_at_500_km() -> None:
    grid = to_metric(located((114, 34.75))).geometry[0]
    assert grid.x == pytest.approx(500_000, abs=1e-3)
    assert 3_846_000 < grid.y < 3_848_000


def test_a_frame_in_lonlat_is_not_touched() -> None:
    points = located((113.5, 34.5))
    assert to_lonlat(points) is points
