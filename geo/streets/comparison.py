"""Before and after a chosen set of connections is opened ("what if these twelve open").

The same sampled trips and routes as in :mod:`geo.streets.ranking`, whose limits hold here too; but
searched again on the network with all links open at once, since links help or replace each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.errors import NetworkError
from geo.exports.files import nothing_to_tell
from geo.streets.graph import ARTERY, build, distances
from geo.streets.ranking import Trips, sample

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.exports.files import Progress
    from geo.streets.graph import Graph
    from geo.streets.network import Network

MEASURES = {
    "dead_ends": ("count", "dead ends of the network"),
    "trips": ("count", "sampled trips that have a route"),
    "length_m": ("m", "mean length of the shortest route"),
    "detour": ("ratio", "mean ratio of shortest route to straight distance"),
    "time_s": ("s", "mean time of the fastest route"),
    "artery_m": ("m", "mean length on arteries along the fastest route"),
}
"""What is compared: unit and meaning. Means are over trips that have a route before and after."""


def compare(
    network: Network,
    links: gpd.GeoDataFrame,
    *,
    trips: Trips | None = None,
    progress: Progress = nothing_to_tell,
) -> pd.DataFrame:
    """Compare the network before and after all links are opened together.

    Parameters
    ----------
    network
        A clean network.
    links
        The chosen connections.
    trips
        How trips are sampled.
    progress
        Told what is being done; it may raise to call the work off.

    Returns
    -------
    One row per measure of :data:`MEASURES`: ``measure``, ``unit``, ``meaning``, ``before``,
    ``after``, ``change``; NaN where no trip has a route.

    Raises
    ------
    NetworkError
        If no connection was chosen.
    """
    if not len(links):
        raise NetworkError("No connection was chosen: there is nothing to compare.")
    origins = sample(network, trips or Trips())
    graph = build(network, links)
    one, other = np.triu_indices(len(origins), k=1)
    straight = np.hypot(*(graph.xy[origins[one]] - graph.xy[origins[other]]).T)
    routes = [
        _routes(graph, origins, (one, other), opened=opened, progress=progress)
        for opened in (False, True)
    ]
    known = np.isfinite(routes[0][0])
    sides = [
        [_dead_ends(network, graph, opened=opened), float(np.isfinite(mm).sum()),
         *_means(mm[known], code[known], straight[known])]
        for opened, (mm, code) in zip((False, True), routes, strict=True)
    ]  # fmt: skip
    table = pd.DataFrame(
        {
            "measure": list(MEASURES),
            "unit": [unit for unit, _ in MEASURES.values()],
            "meaning": [meaning for _, meaning in MEASURES.values()],
            "before": sides[0],
            "after": sides[1],
        }
    )
    return table.assign(change=table["after"] - table["before"])


def _routes(
    graph: Graph,
    origins: NDArray[np.int64],
    pairs: tuple[NDArray[np.int64], NDArray[np.int64]],
    *,
    opened: bool,
    progress: Progress,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return millimetres and code (see :mod:`geo.streets.graph`) of each trip."""
    when = "after" if opened else "before"
    mm, code = (
        distances(graph.matrix(field, opened=opened), origins, origins,
                  step=f"{when} {field}", progress=progress)[pairs]
        for field in ("mm", "code")
    )  # fmt: skip
    return mm, code


def _means(
    mm: NDArray[np.float64], code: NDArray[np.float64], straight: NDArray[np.float64]
) -> list[float]:
    if not len(mm):
        return [np.nan] * 4
    return [
        float(mm.mean()) / 1e3,
        float((mm / 1e3 / straight).mean()),
        float(np.floor(code / ARTERY).mean()) / 1e3,
        float((code % ARTERY).mean()),
    ]


def _dead_ends(network: Network, graph: Graph, *, opened: bool) -> float:
    """Count nodes of the network where one street ends, without or with the links."""
    degree = network.degree
    if opened:
        inside = graph.links.nodes[graph.links.nodes < len(degree)]
        degree = degree + np.bincount(inside, minlength=len(degree))
    return float((degree == 1).sum())
