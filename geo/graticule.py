"""Meridians and parallels in a projected window."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from geo.mapscale import transformer

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEPS_DEG = (
    5, 2, 1, 1 / 2, 1 / 3, 1 / 6, 1 / 12, 1 / 30, 1 / 60, 1 / 120, 1 / 180, 1 / 360, 1 / 720,
)  # fmt: skip
"""Distances between lines that read easily: 5° to 5″ [degree]."""

_VERTICES = 33
_MINUTE_S = 60
_DEGREE_S = 3600


@dataclass(frozen=True)
class GraticuleLine:
    """One meridian or parallel.

    Parameters
    ----------
    kind
        "meridian" or "parallel".
    degrees
        Its longitude or latitude.
    positions
        Eastings and northings, EPSG:4547 [m], from south to north or from west to east.
    """

    kind: Literal["meridian", "parallel"]
    degrees: float
    positions: NDArray[np.float64]

    @property
    def label(self) -> str:
        """Degrees, minutes and seconds, as many as needed: ``113°30′E``."""
        return f"{sexagesimal(abs(self.degrees))}{self._side}"

    @property
    def _side(self) -> str:
        positive, negative = ("E", "W") if self.kind == "meridian" else ("N", "S")
        return positive if self.degrees >= 0 else negative


def sexagesimal(degrees: float) -> str:
    """Write an angle with as few of degrees, minutes and seconds as hold it exactly."""
    seconds = round(degrees * _DEGREE_S)
    whole, rest = divmod(seconds, _DEGREE_S)
    minutes, rest = divmod(rest, _MINUTE_S)
    tail = f"{minutes:02d}′" if minutes or rest else ""
    return f"{whole}°{tail}" + (f"{rest:02d}″" if rest else "")


def graticule(bounds_m: tuple[float, float, float, float], *, most: int) -> list[GraticuleLine]:
    """Return the lines of the closest graticule with at most so many lines along the longer side.

    Parameters
    ----------
    bounds_m
        West, south, east, north of a window in EPSG:4547 [m].
    most
        Most meridians, and most parallels.
    """
    west, south, east, north = _lonlat_bounds(bounds_m)
    span = max(east - west, north - south)
    step = next((s for s in reversed(STEPS_DEG) if span / s <= most), STEPS_DEG[0])
    lons = np.linspace(west, east, _VERTICES)
    lats = np.linspace(south, north, _VERTICES)
    meridians = [
        GraticuleLine("meridian", lon, _project(np.full(_VERTICES, lon), lats))
        for lon in _multiples(west, east, step)
    ]
    parallels = [
        GraticuleLine("parallel", lat, _project(lons, np.full(_VERTICES, lat)))
        for lat in _multiples(south, north, step)
    ]
    return meridians + parallels


def _multiples(low: float, high: float, step: float) -> list[float]:
    return [step * k for k in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _lonlat_bounds(bounds_m: tuple[float, float, float, float]) -> tuple[float, ...]:
    west, south, east, north = bounds_m
    bounds = transformer().transform_bounds(west, south, east, north, direction="INVERSE")
    return tuple(float(value) for value in bounds)


def _project(lons: NDArray[np.float64], lats: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack(transformer().transform(lons, lats))
