"""Scale and north of a map on paper: how much ground a millimetre is, and where north lies.

A map in a Gauss-Kruger grid is true along the central meridian only; elsewhere the grid stretches
lengths by the point scale factor and turns north by the meridian convergence, as every conformal
grid does. Both are those that PROJ computes for the projection (Snyder 1987, Map Projections, USGS
Professional Paper 1395).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pyproj import Proj, Transformer

from geo.crs import CGCS2000_GK114, WGS84

if TYPE_CHECKING:
    from pyproj import CRS

_ROUND = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 8.0, 10.0)
"""Mantissas of a scale that reads easily, such as 1:25 000."""

_BAR = (1.0, 2.0, 5.0, 10.0)
"""Mantissas of a scale bar's step."""

_M_PER_MM = 1e-3
_BAR_STEPS = 4


@dataclass(frozen=True)
class North:
    """What a grid does at one place.

    Parameters
    ----------
    stretch
        Point scale factor: grid length / ground length [-].
    convergence_deg
        Bearing of grid north, clockwise from true north [degree].
    """

    stretch: float
    convergence_deg: float


def north_at(lon: float, lat: float, *, crs: str | CRS = CGCS2000_GK114) -> North:
    """Return stretch and convergence of a conformal grid at a place (WGS 84 [degree]).

    Parameters
    ----------
    lon, lat
        Place [degree].
    crs
        The grid.
    """
    factors = _grid(crs).get_factors(lon, lat)
    return North(float(factors.meridional_scale), float(factors.meridian_convergence))


@cache
def _grid(crs: str | CRS) -> Proj:
    return Proj(crs)


def to_grid(lon: float, lat: float) -> tuple[float, float]:
    """Return easting and northing in EPSG:4547 [m] of a place (WGS 84 [degree])."""
    east, north = transformer().transform(lon, lat)
    return float(east), float(north)


def from_grid(east: float, north: float) -> tuple[float, float]:
    """Return longitude and latitude (WGS 84 [degree]) of a place in EPSG:4547 [m]."""
    lon, lat = transformer().transform(east, north, direction="INVERSE")
    return float(lon), float(lat)


@cache
def transformer() -> Transformer:
    """Return what brings longitude, latitude (WGS 84) to easting, northing (EPSG:4547)."""
    return Transformer.from_crs(WGS84, CGCS2000_GK114, always_xy=True)


def round_scale(exact: float) -> int:
    """Return the first easily read scale denominator that is not below an exact one [-]."""
    power: float = 10 ** math.floor(math.log10(exact))
    tiny = 1e-9
    mantissa = next(m for m in _ROUND if m * power >= exact * (1 - tiny))
    return round(mantissa * power)


def fitting_scale(ground_m: tuple[float, float], paper_mm: tuple[float, float]) -> float:
    """Return the denominator at which a stretch of ground just fits on paper [-].

    Parameters
    ----------
    ground_m
        Width and height on the ground [m].
    paper_mm
        Width and height on paper [mm].
    """
    (width, height), (across, up) = ground_m, paper_mm
    return max(width / (across * _M_PER_MM), height / (up * _M_PER_MM))


def paper_mm(ground_m: float, scale: float) -> float:
    """Return how long a ground length [m] is on paper [mm] at 1:scale."""
    return ground_m / scale / _M_PER_MM


@dataclass(frozen=True)
class ScaleBar:
    """A bar of equal steps.

    Parameters
    ----------
    step_m
        Ground length of a step [m].
    step_mm
        Its length on paper [mm].
    steps
        How many there are.
    """

    step_m: float
    step_mm: float
    steps: int

    def label(self, step: int) -> str:
        """Write the length at the end of a step, without its unit (see :attr:`unit`)."""
        return f"{self.step_m * step / (1000 if self.unit == 'km' else 1):g}"

    @property
    def unit(self) -> str:
        """Unit of the labels: kilometres, or metres on a bar that does not reach one."""
        return "km" if self.step_m * self.steps >= 1000 else "m"  # noqa: PLR2004 - metres in one


def scale_bar(scale: float, *, longest_mm: float, stretch: float = 1.0) -> ScaleBar:
    """Return the longest bar of four round steps that fits.

    Parameters
    ----------
    scale
        Denominator of the map's scale [-].
    longest_mm
        Room for the bar [mm].
    stretch
        Point scale factor where the map is (:func:`north_at`): the bar shows true ground lengths.
    """
    most_m = longest_mm * _M_PER_MM * scale / stretch / _BAR_STEPS
    power = 10 ** math.floor(math.log10(most_m))
    step_m = max(m for m in _BAR if m * power <= most_m) * power
    return ScaleBar(step_m, paper_mm(step_m, scale) * stretch, _BAR_STEPS)
