"""Single marks: point markers by status, the badge of a stale record, the cross of a halted one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.path import Path

from outlets.prints.appearance import GROUND
from outlets.prints.fonts import MM_PER_PT, middle_mm
from outlets.prints.pen import Stroke, Type, disc, line

if TYPE_CHECKING:
    from outlets.prints.appearance import Look
    from outlets.prints.pen import Pen

_BEAD_BELOW = 0.8
"""Growth of symbols below which a station is a bead on its line."""

_HALO_PX, _HALO_STEPS, _HALO_ALPHA = 13, 6, 0.055
_DOUBT_STEPS = 4

_CORNERS = {"square": (4, 45, 1.2), "diamond": (4, 0, 1.15), "triangle": (3, 90, 1.25),
            "hexagon": (6, 30, 1.05)}  # fmt: skip
"""Marker -> corners, bearing of the first [degree], reach as a share of the radius."""


def outline(look: Look, at: tuple[float, float], radius: float) -> Path:
    """Return the outline of a marker."""
    if look.marker not in _CORNERS:
        return disc(at, radius)
    corners, first, reach = _CORNERS[look.marker]
    turns = np.deg2rad(first + 360 / corners * np.arange(corners + 1))
    round_it = np.column_stack([np.cos(turns), np.sin(turns)])
    return Path(round_it * radius * reach + np.asarray(at), closed=True)


def is_bead(look: Look, growth: float) -> bool:
    """Say whether a station is only a bead at this size."""
    return look.marker == "station" and growth < _BEAD_BELOW


def radius_of(look: Look, px: float, growth: float) -> float:
    """Return the radius of a marker without its casing [mm]."""
    if is_bead(look, growth):
        return (2.9 if look.interchange else 1.9) * px
    return look.radius_px * px * (1.5 if look.interchange else 1.0)


def marker(pen: Pen, look: Look, at: tuple[float, float], *, px: float, growth: float) -> None:
    """Draw a point's marker. Filled means built; hollow means not built.

    Parameters
    ----------
    pen
        Draws.
    look
        How the record looks.
    at
        Place on the sheet [mm].
    px
        The map's pixel [mm].
    growth
        Growth of symbols at the scale [-].
    """
    radius = radius_of(look, px, growth)
    if is_bead(look, growth):
        _bead(pen, look, at, radius, px)
        return
    shape, width = outline(look, at, radius), max(1.2, 1.7 * growth) * px / growth
    ink = GROUND.text if look.interchange and look.status == "completed" else look.edge
    pen.stroke(shape, Stroke(colour=GROUND.casing, width=width + 2.4 * px))
    built = look.status == "completed" and not look.interchange
    pen.fill(shape, look.colour if built else GROUND.casing)
    if look.symbol.fill == "hatch":
        pen.fill(_lower_half(look, at, radius), look.colour)
    dash = {"proposed": (0.9, 1.1), "preliminary": (2.2, 1.2)}.get(look.status, ())
    pen.stroke(shape, Stroke(colour=ink, width=width, dash=tuple(d * width for d in dash)))
    if look.symbol.cross:
        cross(pen, ink, at, radius=radius * 0.5, width=width)


def _lower_half(look: Look, at: tuple[float, float], radius: float) -> Path:
    shape = outline(look, at, radius)
    ring = np.asarray(shape.to_polygons()[0])
    low = np.minimum(ring[:, 1], at[1])
    return Path(np.column_stack([ring[:, 0], low]), closed=True)


def _bead(pen: Pen, look: Look, at: tuple[float, float], radius: float, px: float) -> None:
    inside = GROUND.casing if look.status == "completed" else look.colour
    ink = GROUND.text if look.interchange else look.edge
    shape = disc(at, radius)
    pen.fill(shape, inside)
    pen.stroke(shape, Stroke(colour=ink, width=(1.2 if look.interchange else 0.8) * px))


def cross(pen: Pen, colour: str, at: tuple[float, float], *, radius: float, width: float) -> None:
    """Draw the cross of halted works."""
    (x, y), r = at, radius
    for path in (line((x - r, y - r), (x + r, y + r)), line((x - r, y + r), (x + r, y - r))):
        pen.stroke(path, Stroke(colour=colour, width=width))


def badge(pen: Pen, at: tuple[float, float], *, radius: float) -> None:
    """Draw “?” in a small disc: what we last know is old."""
    shape = disc(at, radius)
    pen.fill(shape, GROUND.casing)
    pen.stroke(shape, Stroke(colour=GROUND.quiet_text, width=0.2 * radius))
    size_pt = 1.5 * radius / MM_PER_PT
    look = Type(size_pt=size_pt, bold=True, colour=GROUND.quiet_text)
    pen.centred((at[0], at[1] - middle_mm(size_pt)), "?", look)


def halo(pen: Pen, look: Look, at: tuple[float, float], *, px: float) -> None:
    """Draw a soft spot: the position is uncertain by less, or more, than can be shown."""
    for step in range(_HALO_STEPS, 0, -1):
        radius = _HALO_PX * px * step / _HALO_STEPS
        pen.fill(disc(at, radius), look.colour, alpha=_HALO_ALPHA)


def doubt(pen: Pen, look: Look, at: tuple[float, float], *, radius: float, px: float) -> None:
    """Draw the true extent of a doubt [mm]: a soft disc with a thin broken ring."""
    strength = min(1.0, 13 / radius)  # a wide doubt must not drown what lies in it
    for step in range(_DOUBT_STEPS, 0, -1):
        pen.fill(disc(at, radius * step / _DOUBT_STEPS), look.colour, alpha=0.045 * strength)
    ring = Stroke(colour=look.edge, width=px, dash=(3 * px, 4 * px), alpha=0.6)
    pen.stroke(disc(at, radius), ring)


def spread(count: int, room: float) -> list[float]:
    """Return middles of so many equal parts of a room, from its left end [mm]."""
    return [room * (at + 0.5) / count for at in range(count)]


def hatch_lines(bounds: tuple[float, float, float, float], distance: float) -> list[Path]:
    """Return parallel lines at 45° across a box [mm]."""
    left, bottom, right, top = bounds
    step = distance * math.sqrt(2)
    reach = top - bottom
    first = math.floor((left - reach) / step) * step
    return [line((x, bottom), (x + reach, top)) for x in np.arange(first, right, step).tolist()]
