"""Cut lines at points and number their ends, in whole arrays.

Coordinates are kept on a grid of one millimetre, so that "the same point" is a comparison of whole
numbers and not of decimals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.errors import NetworkError

if TYPE_CHECKING:
    from numpy.typing import NDArray

GRID_M = 0.001
"""Distance below which two coordinates are one [m]."""

_DIGITS = 3
_WIDEST = 1 << 31
"""Widest network that the numbering of vertices can hold [mm]: about 2,100 km."""


@dataclass(frozen=True)
class Cuts:
    """Where lines are to be cut: position of the line, distance along it [m], the point."""

    line: NDArray[np.int64]
    along_m: NDArray[np.float64]
    xy: NDArray[np.float64]


def on_grid(
    lines: NDArray[Any],
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Round coordinates to the grid and drop repeated vertices.

    Returns
    -------
    Lines that still have a length, and the position of each in what was given.
    """
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    xy = np.round(xy, _DIGITS) + 0.0  # no negative zero: it would be another point in WKB
    new = np.ones(len(xy), dtype=bool)
    new[1:] = (owner[1:] != owner[:-1]) | (xy[1:] != xy[:-1]).any(axis=1)
    xy, owner = xy[new], owner[new]
    long_enough = np.bincount(owner, minlength=len(lines)) > 1
    kept = np.flatnonzero(long_enough)
    stays = long_enough[owner]
    position = np.cumsum(long_enough) - 1
    return shapely.linestrings(xy[stays], indices=position[owner[stays]]), kept


def vertex_numbers(xy: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give numbers to points: equal numbers are one point.

    Returns
    -------
    For each point its number, and for each number the position of its first point.

    Raises
    ------
    NetworkError
        If the points lie too far apart for a network of streets.
    """
    if not len(xy):
        return np.array([], dtype=np.int64), np.array([], dtype=np.int64)
    whole = np.rint((xy - xy.min(axis=0)) / GRID_M).astype(np.int64)
    if whole.max() >= _WIDEST:
        raise NetworkError(
            "The network is {width} km wide; streets of one city were expected. Is a coordinate "
            "wrong?",
            width=round(float(whole.max()) * GRID_M / 1e3),
        )
    _, first, number = np.unique(whole[:, 0] * _WIDEST + whole[:, 1],
                                 return_index=True, return_inverse=True)  # fmt: skip
    return number, first


def ends(lines: NDArray[Any]) -> NDArray[np.float64]:
    """Return first and last coordinates of each line: an array (lines, 2, 2)."""
    first = shapely.get_coordinates(shapely.get_point(lines, 0))
    last = shapely.get_coordinates(shapely.get_point(lines, -1))
    return np.stack([first, last], axis=1)


def number_ends(lines: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Give numbers to the ends of lines.

    Returns
    -------
    Node of both ends of each line (lines, 2), and the coordinates of each node.
    """
    points = ends(lines).reshape(-1, 2)
    number, first = vertex_numbers(points)
    return number.reshape(-1, 2), points[first]


def degrees(nodes: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return how many line ends meet at each node; a loop counts twice."""
    return np.bincount(nodes.ravel(), minlength=count)


def split_at_shared_vertices(
    lines: NDArray[Any],
) -> tuple[NDArray[Any], NDArray[np.int64], NDArray[np.int64]]:
    """Split lines where an inner vertex is also a vertex of another line, or comes twice.

    Returns
    -------
    The pieces, the position of the line that each comes from, and the splits of each line.
    """
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    number, _ = vertex_numbers(xy)
    shared = np.bincount(number)[number] > 1
    inner = np.ones(len(xy), dtype=bool)
    inner[0] = inner[-1] = False
    inner[1:] &= owner[1:] == owner[:-1]
    inner[:-1] &= owner[1:] == owner[:-1]
    split = shared & inner
    pieces, source = _rebuild(xy, owner, split)
    return pieces, source, np.bincount(owner[split], minlength=len(lines))


def cut(lines: NDArray[Any], cuts: Cuts) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Cut lines at points that lie on them.

    Returns
    -------
    The pieces, and the position of the line that each comes from.
    """
    if not len(cuts.line):
        return lines, np.arange(len(lines))
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    xy = np.concatenate([xy, cuts.xy])
    marked = np.zeros(len(xy), dtype=bool)
    marked[len(owner) :] = True
    along = np.concatenate([_along(xy[: len(owner)], owner), cuts.along_m])
    owner = np.concatenate([owner, cuts.line])
    order = np.lexsort((along, owner))
    xy, owner, marked = xy[order], owner[order], marked[order]
    # A cut at a vertex marks that vertex and adds none.
    same = np.zeros(len(xy), dtype=bool)
    same[1:] = (owner[1:] == owner[:-1]) & (np.abs(xy[1:] - xy[:-1]) < GRID_M / 2).all(axis=1)
    group = np.cumsum(~same) - 1
    marked = np.bincount(group, weights=marked).astype(bool)
    xy, owner = xy[~same], owner[~same]
    inner = np.ones(len(xy), dtype=bool)
    inner[0] = inner[-1] = False
    inner[1:] &= owner[1:] == owner[:-1]
    inner[:-1] &= owner[1:] == owner[:-1]
    return _rebuild(xy, owner, marked & inner)


def _along(xy: NDArray[np.float64], owner: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the distance of each vertex from the start of its line [m]."""
    steps = np.zeros(len(xy))
    steps[1:] = np.hypot(*(xy[1:] - xy[:-1]).T)
    steps[1:][owner[1:] != owner[:-1]] = 0.0
    run = np.cumsum(steps)
    starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    base = np.zeros(owner.max() + 1)
    base[owner[starts]] = run[starts]
    return np.asarray(run - base[owner])


def _rebuild(
    xy: NDArray[np.float64], owner: NDArray[np.int64], split: NDArray[np.bool_]
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Make lines of vertices; a vertex to split at ends one line and begins the next."""
    twice = np.repeat(np.arange(len(xy)), np.where(split, 2, 1))
    begins = np.ones(len(twice), dtype=bool)
    begins[1:] = (owner[twice[1:]] != owner[twice[:-1]]) | (twice[1:] == twice[:-1])
    piece = np.cumsum(begins) - 1
    return shapely.linestrings(xy[twice], indices=piece), owner[twice[begins]]
