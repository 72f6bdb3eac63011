"""Tell junctions from bridges where lines cross without a node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.errors import NetworkError, Saying
from geo.streets.noding import GRID_M, Cuts, cut, degrees, ends, number_ends

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.streets.repairs import Repairs

_JUNCTION = 3
"""Ends that meet where streets branch, at least."""


def uncrossed(
    lines: NDArray[Any], rows: NDArray[np.int64], repairs: Repairs
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Split lines that cross or touch themselves; a plain ring is left as it is.

    Returns
    -------
    The pieces, and the position of the line that each comes from.
    """
    tangled = np.flatnonzero(~shapely.is_simple(lines))
    if not len(tangled):
        return lines, np.arange(len(lines))
    loose, owner = shapely.get_parts(shapely.node(lines[tangled]), return_index=True)
    counts = np.bincount(owner, minlength=len(tangled))
    repairs.add("self_crossing", rows[tangled], shapely.get_point(lines[tangled], 0), counts)
    plain = np.setdiff1d(np.arange(len(lines)), tangled)
    source = np.concatenate([plain, tangled[owner]])
    order = np.argsort(source, kind="stable")
    return np.concatenate([lines[plain], loose])[order], source[order]


def at_overlaps(
    lines: NDArray[Any],
    rows: NDArray[np.int64],
    levels: NDArray[np.int64],
    repairs: Repairs,
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Split lines where they begin and cease to run on another line of their level.

    The pieces that they share are then the same line twice.

    Returns
    -------
    The pieces, and the position of the line that each comes from.
    """
    one, other = shapely.STRtree(lines).query(lines, predicate="overlaps")
    pair = (one < other) & (levels[rows[one]] == levels[rows[other]])
    one, other = one[pair], other[pair]
    parts, owner = shapely.get_parts(
        shapely.line_merge(shapely.intersection(lines[one], lines[other])), return_index=True
    )
    shared = shapely.get_dimensions(parts) == 1
    parts, owner = parts[shared], owner[shared]
    # Also at the corners between: either line may have one in mid-course that the other lacks.
    xy, place = shapely.get_coordinates(parts, return_index=True)
    xy, owner = np.round(xy, 3), owner[place]
    line, at = np.concatenate([one[owner], other[owner]]), np.concatenate([xy, xy])
    return _cut_and_listed(lines, rows, (line, at), "overlap", repairs)


def at_crossings(
    lines: NDArray[Any],
    rows: NDArray[np.int64],
    levels: NDArray[np.int64] | None,
    rule: str,
    repairs: Repairs,
) -> tuple[NDArray[Any], NDArray[np.int64], tuple[Saying, ...]]:
    """Split lines where they cross on one level.

    Parameters
    ----------
    lines
        Lines.
    rows
        Row of the file of each line.
    levels
        Level of each row of the file, None if the file does not tell.
    rule
        ``auto``, ``split`` or ``keep`` (see :mod:`geo.streets.cleaning`).
    repairs
        Crossings are added here, those that were split and those that were not.

    Returns
    -------
    The pieces, the position of the line that each comes from, and what to tell about the rule.

    Raises
    ------
    NetworkError
        If there is no such rule.
    """
    if rule not in {"auto", "split", "keep"}:
        raise NetworkError("There is no rule {rule} for crossings: auto, split, keep.", rule=rule)
    one, other, xy = _crossings(lines)
    if rule == "keep":
        split, note = np.zeros(len(one), dtype=bool), Saying("Crossings were not split, as asked.")
    elif levels is not None:
        split = levels[rows[one]] == levels[rows[other]]
        note = Saying("Crossings were split unless bridge, tunnel or layer differ.")
    elif rule == "split":
        split, note = np.ones(len(one), dtype=bool), Saying("Crossings were split, as asked.")
    else:
        split, note = _by_habit(lines, len(one))
    kept = ~split
    repairs.add("crossing_kept", rows[one[kept]], shapely.points(xy[kept]))
    one, other, xy = one[split], other[split], xy[split]
    line, at = np.concatenate([one, other]), np.concatenate([xy, xy])
    return *_cut_and_listed(lines, rows, (line, at), "crossing_split", repairs), (note,)


def _cut_and_listed(
    lines: NDArray[Any],
    rows: NDArray[np.int64],
    places: tuple[NDArray[np.int64], NDArray[np.float64]],
    kind: str,
    repairs: Repairs,
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Cut lines at places (line, point), and list each line that was cut once."""
    line, at = places
    along = shapely.line_locate_point(lines[line], shapely.points(at))
    cut_lines, first, count = np.unique(line, return_index=True, return_counts=True)
    repairs.add(kind, rows[cut_lines], shapely.points(at[first]), count)
    return cut(lines, Cuts(line, along, at))


def _by_habit(lines: NDArray[Any], crossings: int) -> tuple[NDArray[np.bool_], Saying]:
    """Judge crossings by what the file does elsewhere."""
    nodes, xy = number_ends(lines)
    junctions = int((degrees(nodes, len(xy)) >= _JUNCTION).sum())
    if junctions > crossings:
        return np.zeros(crossings, dtype=bool), Saying(
            "The file tells no bridges: {crossings} crossings without a node were taken for "
            "bridges, because its streets are joined by nodes ({junctions} junctions).",
            crossings=crossings,
            junctions=junctions,
        )
    return np.ones(crossings, dtype=bool), Saying(
        "The file tells no bridges: {crossings} crossings without a node were split, because its "
        "streets are not joined by nodes ({junctions} junctions).",
        crossings=crossings,
        junctions=junctions,
    )


def _crossings(
    lines: NDArray[Any],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return pairs of lines that cross, and where; not where either of them ends."""
    one, other = shapely.STRtree(lines).query(lines, predicate="crosses")
    one, other = one[one < other], other[one < other]
    order = np.lexsort((other, one))  # the tree promises no order
    one, other = one[order], other[order]
    shared = shapely.intersection(lines[one], lines[other])
    xy, pair = shapely.get_coordinates(shapely.extract_unique_points(shared), return_index=True)
    one, other, xy = one[pair], other[pair], np.round(xy, 3)
    corners = np.concatenate([ends(lines[one]), ends(lines[other])], axis=1)
    at_end = (np.abs(corners - xy[:, None, :]) <= GRID_M).all(axis=2).any(axis=1)
    return one[~at_end], other[~at_end], xy[~at_end]
