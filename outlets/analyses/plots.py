"""A stretch of ground on paper as SVG: lines, scale bar, north arrow, numbers that do not overlap.

Everything is in millimetres from the upper left corner of a map that stands upright in its grid.
Black, white and greys only: what is printed is copied.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from html import escape
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import Transformer

from geo.crs import WGS84
from geo.mapscale import fitting_scale, north_at, scale_bar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from pyproj import CRS

    from geo.mapscale import North

FINE = 100
"""Steps of a millimetre to which lines are drawn."""

MARK_MM = 0.9
"""Half the width of a mark that numbers keep clear of [mm]."""

_AROUND = ((1, -1), (1, 1), (-1, -1), (-1, 1), (0, -1), (0, 1), (1, 0), (-1, 0))
"""Where a number may stand beside its mark: right and down."""

_M_PER_MM = 1e-3
_MARGIN_MM = 5.0
_LABEL_MM = 6.0
"""Room that a label of the scale bar needs [mm]."""

_DIGIT_MM = 1.55
_TALL_MM = 2.5
"""Width and height of the digits of a number [mm]."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What lies on the paper.

    Parameters
    ----------
    middle
        Easting and northing of the middle [m].
    scale
        Denominator [-].
    width, height
        Of the paper [mm].
    """

    middle: tuple[float, float]
    scale: float
    width: float
    height: float

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north [m]."""
        across, up = (size * self.scale * _M_PER_MM / 2 for size in (self.width, self.height))
        (x, y) = self.middle
        return x - across, y - up, x + across, y + up

    def paper(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where places [m] lie on the paper [mm]."""
        west, _south, _east, north = self.bounds
        return (places - [west, north]) * [1, -1] / self.scale / _M_PER_MM

    def path(self, lines: Iterable[shapely.Geometry]) -> str:
        """Return lines as an SVG path, in steps of :data:`FINE`; what is too small is left out."""
        drawn = shapely.clip_by_rect(np.asarray(list(lines), dtype=object), *self.bounds)
        rough = shapely.simplify(drawn, 0.1 * self.scale * _M_PER_MM, preserve_topology=False)
        return "".join(self._course(part) for part in shapely.get_parts(rough))

    def _course(self, line: shapely.Geometry) -> str:
        steps = np.round(self.paper(shapely.get_coordinates(line)) * FINE).astype(int)
        moves = np.diff(steps, axis=0)
        moves = moves[moves.any(axis=1)]
        if not len(moves):
            return ""
        return f"M{steps[0][0]} {steps[0][1]}l" + " ".join(f"{x} {y}" for x, y in moves)


def ground_of(
    bounds: tuple[float, float, float, float], *, width: float, height: float,
    scale: float | None = None,
) -> Ground:  # fmt: skip
    """Return the paper on which bounds [m] fit, at a scale of two digits.

    Parameters
    ----------
    bounds
        West, south, east and north [m].
    width, height
        Of the paper [mm].
    scale
        Denominator, if it is settled.
    """
    west, south, east, north = bounds
    room = (width - 2 * _MARGIN_MM, height - 2 * _MARGIN_MM)
    exact = fitting_scale((max(east - west, 1.0), max(north - south, 1.0)), room)
    return Ground(
        middle=((west + east) / 2, (south + north) / 2), scale=scale or _two_digits(exact),
        width=width, height=height,
    )  # fmt: skip


def _two_digits(exact: float) -> float:
    power: float = 10 ** (math.floor(math.log10(exact)) - 1)
    return math.ceil(exact / power - 1e-9) * power


def north_of(ground: Ground, crs: CRS) -> North:
    """Return stretch and convergence in the middle of a map.

    Parameters
    ----------
    ground
        What lies on the paper.
    crs
        Its grid.
    """
    turned = Transformer.from_crs(crs, WGS84, always_xy=True)
    lon, lat = turned.transform(*ground.middle)
    return north_at(float(lon), float(lat), crs=crs)


def stroke(path: str, *, width: float, colour: str = "#000") -> str:
    """Draw a path of :meth:`Ground.path`.

    Parameters
    ----------
    path
        The path.
    width
        Of the line [mm].
    colour
        Of the line.
    """
    return (
        f'<path d="{path}" transform="scale({1 / FINE:g})" fill="none" stroke="{colour}" '
        f'stroke-width="{width * FINE:g}" stroke-linecap="round" stroke-linejoin="round"/>'
    ) if path else ""  # fmt: skip


def number(at: tuple[float, float], text: str, *, boxed: bool = False, bold: bool = False) -> str:
    """Write a number with its middle at a place, on black if it is boxed.

    Parameters
    ----------
    at
        Place [mm].
    text
        The number.
    boxed, bold
        Whether it stands out, on a plate or by its weight.
    """
    x, y = at
    size, base = 'font-size="2.6"', y + _TALL_MM * 0.37
    if not boxed:
        return (
            f'<text x="{x:.2f}" y="{base:.2f}" {size} text-anchor="middle" stroke="#fff" '
            f'stroke-width="0.8" paint-order="stroke" stroke-linejoin="round" '
            f'font-weight="{700 if bold else 400}">{escape(text)}</text>'
        )
    wide = _DIGIT_MM * len(text) + 0.8
    return (
        f'<rect x="{x - wide / 2:.2f}" y="{y - 1.55:.2f}" width="{wide:.2f}" height="3.1" rx="0.4" '
        f'stroke="#fff" stroke-width="0.3"/><text x="{x:.2f}" y="{base:.2f}" {size} '
        f'text-anchor="middle" fill="#fff" font-weight="600">{escape(text)}</text>'
    )


@dataclass
class Places:
    """Where numbers may still stand.

    Parameters
    ----------
    width, height
        Of the paper [mm].
    taken
        Boxes that are taken: left, upper, right and lower edge [mm].
    """

    width: float
    height: float
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def take(
        self, at: tuple[float, float], text: str, *, gaps: Sequence[float] = (MARK_MM,)
    ) -> tuple[float, float] | None:
        """Return a free place for a number, and take it; None if there is none.

        Parameters
        ----------
        at
            Middle of its mark [mm].
        text
            The number.
        gaps
            How far off it may stand, the nearest first [mm].
        """
        across, up = (_DIGIT_MM * len(text) + 1.0) / 2, _TALL_MM / 2 + 0.3
        for gap, (right, down) in product(gaps, _AROUND):
            x, y = at[0] + right * (across + gap), at[1] + down * (up + gap)
            box = (x - across, y - up, x + across, y + up)
            if self._is_free(box):
                self.taken.append(box)
                return x, y
        return None

    def _is_free(self, box: tuple[float, float, float, float]) -> bool:
        left, top, right, bottom = box
        if left < 0 or top < 0 or right > self.width or bottom > self.height:
            return False
        taken = np.asarray(self.taken).reshape(-1, 4).T
        apart = (
            (taken[0] >= right) | (taken[2] <= left) | (taken[1] >= bottom) | (taken[3] <= top)
        )  # fmt: skip
        return bool(apart.all())


def bar(ground: Ground, north: North, places: Places) -> str:
    """Draw a bar of true ground lengths in the lower left corner.

    Parameters
    ----------
    ground
        What lies on the paper.
    north
        The grid in its middle.
    places
        Where numbers may stand; not on the bar.
    """
    drawn = scale_bar(ground.scale, longest_mm=min(60, 0.6 * ground.width), stretch=north.stretch)
    left, top = 4.0, ground.height - 8.0
    long = drawn.steps * drawn.step_mm
    parts = [_plate(places, (left - 3, top - 2, left + long + 8, ground.height))]
    for step in range(drawn.steps):
        fill = "#000" if step % 2 == 0 else "#fff"
        parts.append(
            f'<rect x="{left + step * drawn.step_mm:.3f}" y="{top:.2f}" height="1.3" '
            f'width="{drawn.step_mm:.3f}" fill="{fill}" stroke="#000" stroke-width="0.2"/>'
        )
    every = 1 if drawn.step_mm > _LABEL_MM else drawn.steps
    for step in range(0, drawn.steps + 1, every):
        text = drawn.label(step) + (f" {drawn.unit}" if step == drawn.steps else "")
        parts.append(f'<text x="{left + step * drawn.step_mm:.3f}" y="{top + 4.4:.2f}" '
                     f'font-size="2.4" text-anchor="middle">{text}</text>')  # fmt: skip
    return f'<g class="bar">{"".join(parts)}</g>'


def arrow(ground: Ground, north: North, places: Places) -> str:
    """Draw an arrow to true north in the upper right corner.

    Parameters
    ----------
    ground, north, places
        As of :func:`bar`.
    """
    x, y = ground.width - 7.0, 10.0
    plate = _plate(places, (x - 5, 0, ground.width, 18.5))
    turn = -north.convergence_deg
    return (
        f'<g class="north">{plate}<g transform="translate({x:.2f} {y:.2f}) rotate({turn:.3f})" '
        'stroke="#000" stroke-width="0.2"><path d="M0-5L-2.6 4L0 2.2Z"/>'
        '<path d="M0-5L2.6 4L0 2.2Z" fill="#fff"/></g>'
        f'<text x="{x:.2f}" y="{y + 7.2:.2f}" font-size="3" font-weight="600" '
        'text-anchor="middle">N</text></g>'
    )


def _plate(places: Places, box: tuple[float, float, float, float]) -> str:
    """Lay something light under what must be read, and let no number stand there."""
    places.taken.append(box)
    left, top, right, bottom = box
    return (
        f'<rect x="{left:.2f}" y="{top:.2f}" width="{right - left:.2f}" '
        f'height="{bottom - top:.2f}" fill="#fff" fill-opacity="0.9"/>'
    )


def framed(ground: Ground, parts: Iterable[str], *, title: str) -> str:
    """Return a map with its frame.

    Parameters
    ----------
    ground
        What lies on the paper.
    parts
        SVG, later over earlier.
    title
        What the map is called where it cannot be seen.
    """
    wide, tall = f"{ground.width:g}", f"{ground.height:g}"
    return (
        f'<svg class="map" viewBox="0 0 {wide} {tall}" width="{wide}mm" height="{tall}mm" '
        f'role="img" aria-label="{escape(title)}">'
        f'<rect width="{wide}" height="{tall}" fill="#fff"/>{"".join(parts)}'
        f'<rect width="{wide}" height="{tall}" fill="none" stroke="#000" stroke-width="0.7"/></svg>'
    )
