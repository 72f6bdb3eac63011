"""Take links out of a street network, and see whether they are proposed again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import KDTree

from geo.streets.cleaning import clean
from geo.streets.dead_ends import find
from geo.streets.noding import degrees, number_ends
from geo.streets.proposals import LIMIT_M, propose
from geo.streets.reading import streets_of

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

SAME_PLACE_M = 15.0
"""A proposal that arrives this near to where a removed link did is that link [m]."""

SAME_PLACE_SHARE = 0.25
"""Or within this share of its gap: where streets meet at a sharp angle, the place is vague."""

_STUB_M = 30.0
"""What is left of a street that is cut short [m]."""

_SHORTEST_M = 2.0
"""A link shorter than this would be snapped shut again [m]."""


@dataclass(frozen=True)
class Removed:
    """A network without some links, and both ends of each link (links, 2, 2)."""

    frame: gpd.GeoDataFrame
    links: NDArray[np.float64]


@dataclass(frozen=True)
class Found:
    """What was found again of the links whose removal left a dead end.

    Shares of links (among the proposals, the first proposal of one of its dead ends), and of the
    proposals of those dead ends that are such a link (all of them, the first ones).
    """

    links: int
    among: float
    first: float
    precision: float
    first_precision: float
    proposals: float


def remove_segments(frame: gpd.GeoDataFrame, count: int, seed: int) -> Removed:
    """Take out records that connect: both ends go on, and one of them as a single street.

    The street then ends there: a link whose ends are junctions of three streets or more leaves no
    dead end when it is gone, and nobody could look for it there.
    """
    nodes, xy = number_ends(frame.geometry.to_numpy())
    degree = degrees(nodes, len(xy))[nodes]
    gap = np.hypot(*(xy[nodes[:, 0]] - xy[nodes[:, 1]]).T)
    goes_on = degree.min(axis=1) == 2  # noqa: PLR2004 - a street in, a street out
    fits = goes_on & (gap <= LIMIT_M) & (gap > _SHORTEST_M)
    chosen = _apart(np.random.default_rng(seed).permutation(np.flatnonzero(fits)), nodes, count)
    return Removed(frame.drop(index=frame.index[chosen]), xy[nodes[chosen]])


def cut_short(frame: gpd.GeoDataFrame, count: int, seed: int) -> Removed:
    """Leave 30 m of whole streets between junctions: harder, their far end is gone."""
    network = clean(streets_of(frame))
    nodes, segments = network.nodes, network.segments
    lines = segments.geometry.to_numpy().copy()
    stubs = shapely.get_coordinates(shapely.line_interpolate_point(lines, _STUB_M))
    gap = np.hypot(*(stubs - network.xy[nodes[:, 1]]).T)
    fits = (
        (network.degree[nodes].min(axis=1) > 2)  # noqa: PLR2004 - junctions at both ends
        & (segments["length_m"].to_numpy() >= 2 * _STUB_M)
        & (gap <= LIMIT_M)
        & (nodes[:, 0] != nodes[:, 1])
    )
    chosen = _apart(np.random.default_rng(seed).permutation(np.flatnonzero(fits)), nodes, count)
    for place in chosen:
        lines[place] = shapely.ops.substring(lines[place], 0.0, _STUB_M)
    tips = np.round(shapely.get_coordinates(shapely.get_point(lines[chosen], -1)), 3)
    rest = segments[["road_class", "geometry"]].set_geometry(lines, crs=segments.crs)
    return Removed(rest, np.stack([tips, network.xy[nodes[chosen, 1]]], axis=1))


def _apart(order: NDArray[np.int64], nodes: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Choose the first links of an order that share no node."""
    used: set[int] = set()
    chosen: list[int] = []
    for place in order.tolist():
        if used.isdisjoint(nodes[place].tolist()):
            used.update(nodes[place].tolist())
            chosen.append(place)
        if len(chosen) == count:
            break
    return np.array(chosen, dtype=np.int64)


def look(removed: Removed) -> Found:
    """Clean the network that is left, propose connections, and compare."""
    network = clean(streets_of(removed.frame))
    ends = find(network)
    proposals = propose(network, ends)
    proposals = proposals[proposals["choice"] > 0]
    away, end = KDTree(shapely.get_coordinates(ends.geometry.to_numpy())).query(removed.links)
    link, side = np.nonzero(away < _SHORTEST_M / 2)
    goal = {
        int(end[i, s]): (int(i), removed.links[i, 1 - s]) for i, s in zip(link, side, strict=True)
    }
    mine = proposals[proposals["end"].isin(goal)]
    arrives = shapely.get_coordinates(shapely.get_point(mine.geometry.to_numpy(), -1))
    starts = shapely.get_coordinates(shapely.get_point(mine.geometry.to_numpy(), 0))
    goals = np.array([goal[place][1] for place in mine["end"]])
    gap = np.hypot(*(goals - starts).T)
    hit = np.hypot(*(goals - arrives).T) <= np.maximum(SAME_PLACE_M, SAME_PLACE_SHARE * gap)
    owner = np.array([goal[place][0] for place in mine["end"]])
    is_first = (mine["choice"] == 1).to_numpy()
    all_links = len(np.unique(link))
    return Found(
        links=all_links,
        among=len(np.unique(owner[hit])) / all_links,
        first=len(np.unique(owner[hit & is_first])) / all_links,
        precision=float(hit.mean()),
        first_precision=float(hit[is_first].mean()),
        proposals=len(mine) / len(goal),
    )
