"""Walking distance from every cell to the nearest of some places, over a street network.

Method
------
A way on foot is the straight line from the place to the nearest street, the shortest way over the
network, and the straight line from the street nearest to the cell, both lines no longer than
``access_m``. Streets that lie in or cross an area or line among the places are reached there. One
walks both ways on every street but motorways and expressways (``trunk``, 快速路). The network is
sampled at least once per cell; a cell that a street runs through takes the shortest of its samples,
any other cell that of the nearest street cell and the distance between the centres. Streets that
no place is joined to do not count. A cell that a place itself touches is 0 m from it.

Time is distance by speed. 4 km/h is 1 km in fifteen minutes: Shanghai's guidelines for
15-minute community circles take about 1 km for them (as Zhang and Yang tell in 同济大学学报 2025,
doi:10.11908/j.issn.0253-374x.23177). Slower walkers are planned for, too: the Encyclopedia of
China (中国大百科全书) has about 500 m for ten minutes, which is 3 km/h. GB 50180-2018 is quoted
with 800 to 1,000 m for fifteen minutes; its own text was not at hand. ``access_m`` is an
assumption: half a large block.

Limits: no waiting at crossings, no slopes, no entrances; what the network lacks cannot be reached.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from scipy.ndimage import distance_transform_edt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from geo.coverage.distance import shapes_of
from geo.coverage.grid import Grid
from geo.coverage.walk import Walk
from geo.crs import CGCS2000_GK114
from geo.errors import NetworkError
from geo.exports.files import nothing_to_tell

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely import Geometry

    from geo.exports.files import Progress
    from geo.streets.network import Network

    _Floats = NDArray[np.float64]

NOT_WALKED = ("motorway", "trunk")
"""Classes of streets that nobody walks on: their lanes carry no pedestrians, and where they run on
stilts through a neighbourhood the streets below are nearer than they look."""

_LEAST_M = 1e-3
"""An edge of no length would be no edge in a sparse matrix [m]."""


@dataclass(frozen=True)
class _Streets:
    """Streets that are walked: lines in EPSG:4547, both nodes of each, lengths [m]."""

    lines: NDArray[np.object_]
    nodes: NDArray[np.int64]
    lengths: _Floats
    size: int


@dataclass(frozen=True)
class _Entries:
    """Where places meet streets: street, place along it [m], straight way to it [m]."""

    street: NDArray[np.int64]
    along: _Floats
    cost: _Floats


def walking_distances(
    network: Network,
    sources: gpd.GeoDataFrame,
    grid: Grid,
    *,
    walk: Walk | None = None,
    progress: Progress = nothing_to_tell,
) -> NDArray[np.float32]:
    """Return the walking distance of every cell to the nearest place [m] (see the module).

    Parameters
    ----------
    network
        A clean network.
    sources
        Points, lines or areas, in any CRS.
    grid
        The cells.
    walk
        How one walks.
    progress
        Told what is being done; it may raise to call the work off.

    Returns
    -------
    Rows from north to south, float32; infinite where no place can be walked to.

    Raises
    ------
    NetworkError
        If no place comes near the network.
    RasterError, CrsError
        If no source has a position, or the sources have no CRS.
    """
    walk = walk or Walk()
    shapes = shapes_of(sources)
    streets = _walked(network)
    progress("enter", 0, 1)
    entries = _entries(streets, shapes, walk.access_m)
    if not len(entries.street):
        raise NetworkError(
            "None of the places lies within {access} m of a street of the network, so nobody can "
            "walk to one; give a network of the same city, or a longer way to it.",
            access=f"{walk.access_m:g}",
        )
    progress("walk", 0, 1)
    ways = _ways_to_nodes(streets, entries)
    margin = _margin(grid, walk.access_m)
    wide = _enlarged(grid, margin)
    burnt = _burnt(wide, streets, entries, ways, progress)
    found = _spread(burnt, grid, margin, walk.access_m, progress)
    found[grid.burn(shapes)] = 0.0
    return found


def _walked(network: Network) -> _Streets:
    segments = network.segments[~network.segments["road_class"].isin(NOT_WALKED)]
    lines = segments.geometry.to_crs(CGCS2000_GK114).to_numpy()
    return _Streets(
        lines=lines,
        nodes=segments[["u", "v"]].to_numpy(dtype=np.int64),
        lengths=shapely.length(lines),
        size=len(network.xy),
    )


def _entries(streets: _Streets, shapes: list[Geometry], access_m: float) -> _Entries:
    tree = shapely.STRtree(streets.lines)
    places = np.asarray(shapes, dtype=object)
    # All streets that touch a line or an area are at distance 0, so all of them are found.
    (place, street), cost = tree.query_nearest(
        places, max_distance=access_m, return_distance=True, all_matches=True
    )
    lines = streets.lines[street]
    near = shapely.get_point(shapely.shortest_line(lines, places[place]), 0)
    along = shapely.line_locate_point(lines, near)
    crossing = np.flatnonzero((cost == 0) & (shapely.get_dimensions(places[place]) > 0))
    owner, spots = _stretches(lines[crossing], places[place[crossing]])
    return _Entries(
        street=np.concatenate([street, street[crossing][owner]]),
        along=np.concatenate([along, spots]),
        cost=np.concatenate([cost, np.zeros(len(spots))]),
    )


def _stretches(lines: NDArray[np.object_], shapes: NDArray[np.object_]) -> tuple[
    NDArray[np.int64], _Floats
]:  # fmt: skip
    """Return where along a line the vertices of what it shares with a shape lie."""
    shared = shapely.intersection(lines, shapes)
    spots, owner = shapely.get_coordinates(shared, return_index=True)
    return owner, shapely.line_locate_point(lines[owner], shapely.points(spots))


def _ways_to_nodes(streets: _Streets, entries: _Entries) -> _Floats:
    """Return the shortest way from any place to each node [m]."""
    start, stop = streets.nodes.T
    length = np.maximum(streets.lengths, _LEAST_M)
    rest = streets.lengths[entries.street] - entries.along
    edges = pd.DataFrame({
        "one": np.concatenate([start, stop, np.full(2 * len(rest), streets.size)]),
        "other": np.concatenate([stop, start, start[entries.street], stop[entries.street]]),
        "m": np.concatenate([length, length, entries.cost + entries.along, entries.cost + rest]),
    })  # fmt: skip
    edges["m"] = edges["m"].clip(lower=_LEAST_M)
    light = edges[edges["one"] != edges["other"]].groupby(["one", "other"], as_index=False).min()
    size = streets.size + 1
    matrix = coo_array((light["m"], (light["one"], light["other"])), shape=(size, size)).tocsr()
    ways: _Floats = dijkstra(matrix, indices=streets.size)[: streets.size]
    return ways


def _margin(grid: Grid, access_m: float) -> int:
    return math.ceil(access_m / grid.resolution_m) + 1


def _enlarged(grid: Grid, cells: int) -> Grid:
    """Return the grid with some cells more on each side: streets beyond the edge are near, too."""
    reach = cells * grid.resolution_m
    return Grid(
        left=grid.left - reach,
        top=grid.top + reach,
        resolution_m=grid.resolution_m,
        width=grid.width + 2 * cells,
        height=grid.height + 2 * cells,
    )


def _burnt(
    grid: Grid, streets: _Streets, entries: _Entries, ways: _Floats, progress: Progress
) -> NDArray[np.float32]:
    """Return the shortest way from any place to the streets in each cell; infinite elsewhere."""
    burnt = np.full(grid.shape, np.inf, dtype=np.float32)
    box = shapely.box(*grid.bounds)
    inside = np.flatnonzero(shapely.intersects(streets.lines, box))
    order = np.argsort(entries.street, kind="stable")
    at = _Entries(entries.street[order], entries.along[order], entries.cost[order])
    some = 20_000
    for first in range(0, len(inside), some):
        progress("streets", first, len(inside))
        chosen = inside[first : first + some]
        street, along, xy = _samples(streets, chosen, grid.resolution_m / 2)
        start, stop = streets.nodes[street].T
        way = np.minimum(ways[start] + along, ways[stop] + streets.lengths[street] - along)
        way = np.minimum(way, _straight_along(at, street, along))
        row, column, kept = grid.cells_of(xy)
        np.minimum.at(burnt, (row[kept], column[kept]), way[kept].astype(np.float32))
    return burnt


def _samples(
    streets: _Streets, chosen: NDArray[np.int64], step_m: float
) -> tuple[NDArray[np.int64], _Floats, _Floats]:
    """Return street, place along it [m] and coordinates of samples no farther apart than a step."""
    dense = shapely.segmentize(streets.lines[chosen], step_m)
    xy, owner = shapely.get_coordinates(dense, return_index=True)
    piece = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T)
    piece[np.diff(owner, prepend=-1) != 0] = 0.0
    total = np.cumsum(piece)
    begins = np.searchsorted(owner, np.arange(len(chosen)))
    return chosen[owner], total - total[begins][owner], xy


def _straight_along(entries: _Entries, street: NDArray[np.int64], along: _Floats) -> _Floats:
    """Return the way to the nearest entry on the same street, without leaving it."""
    found = np.full(len(street), np.inf)
    first = np.searchsorted(entries.street, street, side="left")
    count = np.searchsorted(entries.street, street, side="right") - first
    for turn in range(int(count.max(initial=0))):
        some = np.flatnonzero(count > turn)
        entry = first[some] + turn
        way = entries.cost[entry] + np.abs(along[some] - entries.along[entry])
        found[some] = np.minimum(found[some], way)
    return found


def _spread(
    burnt: NDArray[np.float32], grid: Grid, margin: int, access_m: float, progress: Progress
) -> NDArray[np.float32]:
    """Give each cell the way of the nearest street cell and the straight line to it.

    Strip by strip: what is farther than ``access_m`` does not matter, so a margin of that width
    makes each strip exact.
    """
    found = np.full(grid.shape, np.inf, dtype=np.float32)
    for rows in grid.strips():
        progress("access", rows.start, grid.height)
        strip = burnt[rows.start : rows.stop + 2 * margin]
        reached = np.isfinite(strip)
        if not reached.any():
            continue
        straight, (row, column) = distance_transform_edt(
            ~reached, sampling=grid.resolution_m, return_indices=True
        )
        way = strip[row, column] + straight.astype(np.float32)
        way[straight > access_m] = np.inf
        found[rows] = way[margin:-margin, margin:-margin]
    return found
