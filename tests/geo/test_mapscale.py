"""Scale and north on paper, against geodesics, which know nothing of the projection."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo.mapscale import (
    fitting_scale,
    from_grid,
    north_at,
    paper_mm,
    round_scale,
    scale_bar,
    to_grid,
)

GEOD = Geod(ellps="GRS80")
lons, lats = st.floats(112.6, 115.4), st.floats(33.8, 35.8)
scales = st.floats(500, 5e6)


@given(lons, lats)
def test_stretch_and_convergence_are_those_of_a_short_geodesic(lon: float, lat: float) -> None:
    east, north, _ = GEOD.fwd(lon, lat, 0, 200)  # 200 m to true north
    (x0, y0), (x1, y1) = to_grid(lon, lat), to_grid(east, north)
    found = north_at(lon, lat)
    assert math.dist((x0, y0), (x1, y1)) / 200 == pytest.approx(found.stretch, abs=1e-6)
    bearing = math.degrees(math.atan2(x1 - x0, y1 - y0))  # of true north, in the grid
    assert bearing == pytest.approx(-found.convergence_deg, abs=1e-3)


def test_north_of_the_grid_lies_west_of_true_north_west_of_the_central_meridian() -> None:
    assert north_at(113.0, 34.7).convergence_deg == pytest.approx(-0.569, abs=0.002)
    assert north_at(114.0, 34.7).convergence_deg == pytest.approx(0, abs=1e-9)
    assert north_at(115.0, 34.7).convergence_deg > 0


@given(lons, lats)
def test_the_grid_and_back(lon: float, lat: float) -> None:
    assert from_grid(*to_grid(lon, lat)) == pytest.approx((lon, lat), abs=1e-9)


@given(scales)
def test_a_round_scale_is_round_and_not_finer(exact: float) -> None:
    scale = round_scale(exact)
    assert exact * (1 - 1e-9) - 0.5 <= scale <= exact * 1.34 + 0.5
    assert round_scale(scale) == scale
    assert len(str(scale).rstrip("0")) <= 3


@given(scales, st.floats(30, 200), st.floats(0.9999, 1.001))
def test_a_scale_bar_fits_and_is_true(scale: float, room: float, stretch: float) -> None:
    bar = scale_bar(scale, longest_mm=room, stretch=stretch)
    assert room * 0.39 <= bar.step_mm * bar.steps <= room * (1 + 1e-9)
    assert bar.step_mm == pytest.approx(bar.step_m / scale * 1000 * stretch)


def test_labels_of_a_bar() -> None:
    bar = scale_bar(50_000, longest_mm=60)
    assert [bar.label(step) for step in range(5)] == ["0", "0.5", "1", "1.5", "2"]
    assert bar.unit == "km"
    assert bar.step_mm == pytest.approx(10)
    assert scale_bar(1_000, longest_mm=60).unit == "m"


def test_what_fits() -> None:
    assert fitting_scale((10_000, 10_000), (200, 100)) == pytest.approx(100_000)
    assert paper_mm(1_000, 50_000) == pytest.approx(20)
