"""Bring ends together that were meant to meet: end to end, and end to line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from geo.streets.noding import GRID_M, Cuts, cut, degrees, number_ends

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.streets.repairs import Repairs


def snap_ends(
    lines: NDArray[Any], rows: NDArray[np.int64], tolerance_m: float, repairs: Repairs
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Make one of ends that lie within a tolerance of each other.

    The end where most lines meet stays where it is, the others are moved onto it.

    Returns
    -------
    Lines that are left, and the position of each in what was given.
    """
    nodes, xy = number_ends(lines)
    pairs = KDTree(xy).query_pairs(tolerance_m, output_type="ndarray")
    if not len(pairs):
        return lines, np.arange(len(lines))
    size = len(xy)
    links = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    group = connected_components(links, directed=False)[1]
    order = np.lexsort((np.arange(size), -degrees(nodes, size), group))
    leader = order[np.searchsorted(group[order], group)]
    target = leader[nodes]
    moved = target != nodes
    distance = np.hypot(*(xy[leader] - xy).T)
    line, end = np.nonzero(moved)
    repairs.add("snapped", rows[line], shapely.points(xy[nodes[line, end]]),
                distance[nodes[line, end]])  # fmt: skip
    length = shapely.length(lines)
    gone = (target[:, 0] == target[:, 1]) & moved.any(axis=1) & (length <= 2 * tolerance_m)
    repairs.add("collapsed", rows[gone], shapely.points(xy[nodes[gone, 0]]), length[gone])
    kept = np.flatnonzero(~gone)
    return move_ends(lines[kept], xy[target[kept]], moved[kept]), kept


def move_ends(
    lines: NDArray[Any], targets: NDArray[np.float64], moved: NDArray[np.bool_]
) -> NDArray[Any]:
    """Move the ends of lines.

    Parameters
    ----------
    lines
        Lines.
    targets
        New coordinates of both ends (lines, 2, 2).
    moved
        Which ends are to be moved (lines, 2).
    """
    changed = np.flatnonzero(moved.any(axis=1))
    if not len(changed):
        return lines
    xy, owner = shapely.get_coordinates(lines[changed], return_index=True)
    first = np.searchsorted(owner, np.arange(len(changed)))
    last = np.r_[first[1:], len(xy)] - 1
    for side, at in ((0, first), (1, last)):
        which = moved[changed, side]
        xy[at[which]] = targets[changed[which], side]
    result = lines.copy()
    result[changed] = shapely.linestrings(xy, indices=owner)
    return result


def ends_onto_lines(
    lines: NDArray[Any],
    rows: NDArray[np.int64],
    levels: NDArray[np.int64],
    tolerance_m: float,
    repairs: Repairs,
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Move loose ends onto the line beside them and split that line; also where ends just touch.

    Parameters
    ----------
    lines
        Lines whose ends have been snapped.
    rows
        Row of the file of each line.
    levels
        Level of each row of the file; an end joins a line of its own level only.
    tolerance_m
        How far a loose end may lie from the line [m].
    repairs
        The joins are added here.

    Returns
    -------
    The pieces, and the position of the line that each comes from.
    """
    nodes, xy = number_ends(lines)
    level = np.full(len(xy), -1)
    level[nodes.ravel()] = np.repeat(levels[rows], 2)
    loose = degrees(nodes, len(xy)) == 1
    within = np.where(loose, max(tolerance_m, GRID_M), GRID_M)
    node, line, gap = _beside(lines, nodes, xy, within)
    alike = level[node] == levels[rows[line]]
    node, line, gap = node[alike], line[alike], gap[alike]
    repairs.add("joined_to_line", rows[line][gap < GRID_M], shapely.points(xy[node[gap < GRID_M]]),
                0.0)  # fmt: skip
    order = np.lexsort((line, gap, node))
    order = order[np.unique(node[order], return_index=True)[1]]  # the nearest line of each node
    order = order[gap[order] >= GRID_M]
    node, line, gap = node[order], line[order], gap[order]
    foot = np.round(_foot(lines[line], xy[node]), 3)
    repairs.add("joined_to_line", rows[line], shapely.points(foot), gap)
    target = xy.copy()
    target[node] = foot
    moved = np.zeros(len(xy), dtype=bool)
    moved[node] = True
    return _cut_where_touched(move_ends(lines, target[nodes], moved[nodes]), rows, levels)


def _foot(lines: NDArray[Any], xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the point of each line that is nearest to a point."""
    along = shapely.line_locate_point(lines, shapely.points(xy))
    return np.asarray(shapely.get_coordinates(shapely.line_interpolate_point(lines, along)))


def _cut_where_touched(
    lines: NDArray[Any], rows: NDArray[np.int64], levels: NDArray[np.int64]
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Cut every line at the ends of others that lie on it, on its level."""
    nodes, xy = number_ends(lines)
    node, line, _ = _beside(lines, nodes, xy, np.full(len(xy), GRID_M))
    pair = np.unique(
        np.stack([np.repeat(levels[rows], 2), nodes.ravel()], axis=1), axis=0
    )  # a node may end lines of several levels
    held = set(map(tuple, pair.tolist()))
    alike = np.array(
        [key in held for key in zip(levels[rows[line]].tolist(), node.tolist(), strict=True)],
        dtype=bool,
    )
    node, line = node[alike], line[alike]
    along = shapely.line_locate_point(lines[line], shapely.points(xy[node]))
    inner = (along > GRID_M) & (along < shapely.length(lines[line]) - GRID_M)
    return cut(lines, Cuts(line[inner], along[inner], xy[node[inner]]))


def _beside(
    lines: NDArray[Any],
    nodes: NDArray[np.int64],
    xy: NDArray[np.float64],
    within_m: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return pairs of a node and a line close to it that does not end there, and their gap [m]."""
    points = shapely.points(xy)
    node, line = shapely.STRtree(lines).query(points, predicate="dwithin", distance=within_m)
    strange = (nodes[line] != node[:, None]).all(axis=1)
    node, line = node[strange], line[strange]
    return node, line, shapely.distance(points[node], lines[line])
