"""Propose connections for dead ends.

Method
------
For every dead end, places on streets within the limit and not behind it (:mod:`.targets`) are
joined by a straight line. A place is dropped if the line meets another street first (that one is
nearer), unless it is a dead end that faces this one; or if it runs through an obstacle that may not
be bridged. The rest is ordered by how likely a street once ran, or was planned, there:

    logit = 5 - ln(gap + 3 m) - 5 * turn / 90 deg + 1.2 if the place is a dead end that faces back

fitted in November 2026 by logistic regression to 1,600 links that were taken out of the street
networks of Wuhan and Auckland (OpenStreetMap), rounded, and tested on other links (the benchmark
``benchmarks/dead_ends.py`` prints what it finds and what it proposes in vain). Places close to a
better one are dropped; at most five remain.

Limits
------
Straight lines only: a road that must wind, land ownership, heights and what the file does not hold
are not seen. The weights are those of two cities, neither of them in the North China Plain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import KDTree

from geo.errors import NetworkError
from geo.exports.files import nothing_to_tell
from geo.streets.obstacles import STRUCTURE_FACTOR, crossed, shortened
from geo.streets.targets import places, turn_deg

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from geo.exports.files import Progress
    from geo.streets.network import Network
    from geo.streets.obstacles import Obstacle

LIMIT_M = 300.0
"""Longest connection that is proposed unless asked otherwise [m]."""

LONGEST_M = 5_000.0
"""Longest limit that may be asked for [m]."""

MOST = 5
"""Proposals of one dead end, at most."""

FACING_DEG = 30.0
"""Two dead ends face each other if both turn no more than this to meet [degrees]."""

_APART_M = 8.0
"""Two proposals of one dead end lead to places at least this far apart [m]."""

_CLEAR_M = 0.05
"""A connection may touch other streets this near to its ends [m]."""

STEPS = 3


def propose(
    network: Network,
    ends: gpd.GeoDataFrame,
    *,
    limit_m: float = LIMIT_M,
    obstacles: Sequence[Obstacle] = (),
    progress: Progress = nothing_to_tell,
) -> gpd.GeoDataFrame:
    """Propose connections (see the module).

    Parameters
    ----------
    network
        A clean network.
    ends
        Its dead ends, from :func:`geo.streets.dead_ends.find`.
    limit_m
        Longest connection [m].
    obstacles
        What must not be crossed, or at a cost.
    progress
        Told what is being done; it may raise to call the work off.

    Returns
    -------
    One row per proposal, ordered by end and likelihood: ``end`` (position in ends), ``choice`` (1
    is the likeliest), ``node`` and ``road_class`` of the end, ``segment`` and ``along_m`` on it,
    ``target_node`` (-1 in the middle of a segment), ``faces``, ``length_m``, ``deflection_deg``,
    ``likelihood`` (0..1, comparable among proposals only), ``crosses`` (obstacles),
    ``structure_m``, ``cost_m`` (metres of plain street that cost as much); blocked places have
    ``blocked`` true and ``choice`` 0. A straight line.

    Raises
    ------
    NetworkError
        If the limit is not above 0.
    """
    require_limit(limit_m)
    progress("places", 0, STEPS)
    table = places(network, ends, limit_m)
    table["target_node"] = _nodes(network, table)
    table["faces"] = _faces(ends, table)
    lines = _lines(ends, table)
    progress("sight", 1, STEPS)
    seen = ~_hidden(network, lines) | table["faces"].to_numpy()
    table, lines = table[seen].reset_index(drop=True), lines[seen]
    blocked, structure_m, met = crossed(lines, obstacles, network.segments.crs)
    table = table.rename(columns={"gap_m": "length_m"}).assign(
        blocked=blocked,
        crosses=met,
        structure_m=structure_m,
        cost_m=lambda rows: rows["length_m"] + (STRUCTURE_FACTOR - 1.0) * structure_m,
        likelihood=_likelihood,
    )
    progress("choice", 2, STEPS)
    choice = _choices(table)
    kept = (choice > 0) | table["blocked"].to_numpy()
    frame = gpd.GeoDataFrame(
        table.assign(choice=choice)[kept], geometry=lines[kept], crs=network.segments.crs
    )
    frame["node"] = ends["node"].to_numpy()[frame["end"]]
    frame["road_class"] = ends["road_class"].to_numpy()[frame["end"]]
    columns = ["end", "choice", "node", "road_class", "segment", "along_m", "target_node", "faces",
               "length_m", "deflection_deg", "likelihood", "blocked", "crosses",
               "structure_m", "cost_m", "geometry"]  # fmt: skip
    ordered = frame.sort_values(["end", "blocked", "choice"], kind="stable")
    return ordered[columns].reset_index(drop=True)


def require_limit(limit_m: float) -> None:
    """Refuse a limit that is no length, or that of a road of its own.

    Raises
    ------
    NetworkError
        If it is not above 0, or beyond :data:`LONGEST_M`.
    """
    if not (np.isfinite(limit_m) and limit_m > 0):
        raise NetworkError(
            "The limit is {limit} m: no connection could be that long. Give one above 0, such as "
            "300.",
            limit=f"{limit_m:g}",
        )
    if limit_m > LONGEST_M:
        raise NetworkError(
            "The limit is {limit} m: what is longer than {most} m is a road of its own, not the "
            "piece that a dead end lacks. Give at most that.",
            limit=f"{limit_m:g}",
            most=f"{LONGEST_M:g}",
        )


def _nodes(network: Network, table: pd.DataFrame) -> NDArray[np.int64]:
    """Return the node that a place is, -1 if it lies in the middle of a segment."""
    segment, along = table["segment"].to_numpy(), table["along_m"].to_numpy()
    nodes = network.nodes[segment]
    length = shapely.length(network.segments.geometry.to_numpy()[segment])
    return np.where(along == 0, nodes[:, 0], np.where(along == length, nodes[:, 1], -1))


def _faces(ends: gpd.GeoDataFrame, table: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell whether a place is a dead end that points back at this one."""
    heading = dict(zip(ends["node"], ends["heading_deg"], strict=True))
    there = table["target_node"].map(heading).to_numpy(dtype=float)  # NaN where no dead end is
    back = (table["bearing_deg"].to_numpy() + 180.0) % 360.0
    turns = np.nan_to_num(turn_deg(there, back), nan=180.0)
    return np.asarray((turns <= FACING_DEG) & (table["deflection_deg"].to_numpy() <= FACING_DEG))


def _lines(ends: gpd.GeoDataFrame, table: pd.DataFrame) -> NDArray[Any]:
    start = shapely.get_coordinates(ends.geometry.to_numpy())[table["end"]]
    return np.asarray(shapely.linestrings(np.stack([start, table[["x", "y"]].to_numpy()], axis=1)))


def _hidden(network: Network, lines: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell which connections meet another street before they arrive."""
    hidden = np.zeros(len(lines), dtype=bool)
    if len(lines):
        tree = shapely.STRtree(network.segments.geometry.to_numpy())
        hidden[tree.query(shortened(lines, _CLEAR_M), predicate="intersects")[0]] = True
    return hidden


def _likelihood(table: pd.DataFrame) -> pd.Series[float]:
    logit = (
        5.0
        - np.log(table["length_m"] + 3.0)
        - 5.0 * table["deflection_deg"] / 90.0
        + 1.2 * table["faces"]
    )
    odds: pd.Series[float] = np.exp(logit)
    return odds / (1.0 + odds)


def _choices(table: pd.DataFrame) -> NDArray[np.int64]:
    """Give numbers to the proposals of each dead end, 0 for those that are dropped."""
    choice = np.zeros(len(table), dtype=np.int64)
    free = table[~table["blocked"]].sort_values(
        ["end", "likelihood", "length_m"], ascending=[True, False, True], kind="stable"
    )
    xy, rows = free[["x", "y"]].to_numpy(), free.index.to_numpy()
    for start, stop in _runs(free["end"].to_numpy()):
        near: dict[int, set[int]] = {}
        for one, other in KDTree(xy[start:stop]).query_pairs(_APART_M):
            near.setdefault(max(one, other), set()).add(min(one, other))
        kept: list[int] = []
        for place in range(stop - start):
            if len(kept) < MOST and near.get(place, set()).isdisjoint(kept):
                kept.append(place)
                choice[rows[start + place]] = len(kept)
    return choice


def _runs(values: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return start and stop of each run of equal values."""
    if not len(values):
        return []
    edges = np.flatnonzero(np.r_[True, values[1:] != values[:-1], True])
    return list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))
