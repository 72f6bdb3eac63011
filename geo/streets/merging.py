"""Make one line of pieces that meet where nothing branches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.streets.noding import degrees, number_ends

if TYPE_CHECKING:
    from numpy.typing import NDArray


def chains(
    nodes: NDArray[np.int64], count: int, alike: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Find lines that continue each other.

    Parameters
    ----------
    nodes
        Node of both ends of each line (lines, 2).
    count
        How many nodes there are.
    alike
        Lines continue each other only if they carry the same number.

    Returns
    -------
    Number of the chain that each line belongs to, and for each node whether it is inside one.
    """
    flat = nodes.ravel()
    line = np.repeat(np.arange(len(nodes)), 2)
    order = np.argsort(flat, kind="stable")
    two = np.flatnonzero(degrees(nodes, count) == 2)  # noqa: PLR2004 - one line in, one out
    start = np.searchsorted(flat[order], two)
    one, other = line[order[start]], line[order[start + 1]]
    joins = (one != other) & (alike[one] == alike[other])
    inside = np.zeros(count, dtype=bool)
    inside[two[joins]] = True
    size = len(nodes)
    links = coo_array((np.ones(joins.sum()), (one[joins], other[joins])), shape=(size, size))
    return connected_components(links, directed=False)[1].astype(np.int64), inside


def merge(
    lines: NDArray[Any], alike: NDArray[np.int64]
) -> tuple[NDArray[Any], NDArray[np.int64], NDArray[np.int64]]:
    """Merge lines at nodes where exactly two alike meet.

    Returns
    -------
    The merged lines, the position of the first line of each, and how many lines it is made of.
    """
    nodes, xy = number_ends(lines)
    chain, inside = chains(nodes, len(xy), alike)
    order = np.argsort(chain, kind="stable")
    pieces = np.bincount(chain)
    first = order[np.r_[0, np.cumsum(pieces)[:-1]]]
    merged = lines[first].copy()
    several = pieces[chain[order]] > 1
    if several.any():
        made = np.flatnonzero(pieces > 1)
        numbers = np.searchsorted(made, chain[order[several]])
        bundles = shapely.multilinestrings(lines[order[several]], indices=numbers)
        merged[made] = shapely.line_merge(bundles)
    _open_rings_at_junctions(merged, pieces, xy[~inside])
    return merged, first, pieces


def _open_rings_at_junctions(
    merged: NDArray[Any], pieces: NDArray[np.int64], junctions: NDArray[np.float64]
) -> None:
    """Let a merged ring begin where it hangs on the network, not anywhere."""
    rings = np.flatnonzero((pieces > 1) & shapely.is_closed(merged))
    if not len(rings):
        return
    tree = shapely.STRtree(shapely.points(junctions))
    for ring in rings:
        xy = shapely.get_coordinates(merged[ring])
        held = tree.query(shapely.points(xy[:-1]), predicate="intersects")[0]
        if len(held):
            turned = np.roll(xy[:-1], -held[0], axis=0)
            merged[ring] = shapely.linestrings(np.vstack([turned, turned[:1]]))
