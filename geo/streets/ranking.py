"""Rank connections by what they would bring.

Method
------
Trips: every pair of ``origins`` nodes drawn without replacement, evenly over all nodes or by the
weight of points that stand for demand. Lengths are those of the shortest route, times those of the
fastest one at the speeds of :mod:`geo.streets.classes`, on the network open both ways.

Each connection is judged alone. A route that uses it runs origin - one end - connection - other end
- destination, so with the routes from all origins to all ends at hand, the new length of every trip
is a sum and a comparison; no route is searched twice. This is exact, not an estimate: a plain
search of every trip on the changed network gives the same numbers (tested against networkx).

Columns
-------
``before_m``, ``detour_before``, ``detour_after``
    Way between both ends of the connection on the network today, and its ratio to the straight
    distance before and after. No way today: infinite, and ``joins_pieces`` is true.
``trips_shorter``, ``trips_saved_m``, ``trips_detour_before``, ``trips_detour_after``
    Sampled trips that become shorter, the metres that all of them save, and the mean ratio of way
    to straight distance of these trips.
``trips_faster``, ``trips_saved_s``, ``artery_saved_m``
    Sampled trips whose fastest route changes, the seconds that all of them save, and the metres on
    arteries (expressways, primary roads) that they no longer drive: length-weighted betweenness
    over the sample.
``trips_joined``
    Sampled trips that were impossible before.
``near_NAME``
    Weight of the points of a layer that come within ten minutes on foot of an end of the
    connection, over the connection, and were not before.

The rank: seconds saved per metre of cost first; where no sampled trip gains, metres of way saved
between both ends per metre of cost. Connections that join pieces come first.

Limits
------
Sampled trips are no traffic: nobody counted who travels where. Speeds are assumed; delay at
junctions, congestion, one-way streets and turn restrictions are left out. Routes are the fastest on
an empty network, so relief of arteries is an upper bound of what drivers would do at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.errors import NetworkError
from geo.exports.files import nothing_to_tell
from geo.streets.graph import ARTERY, build, distances
from geo.streets.near import newly_near, weights_at_nodes

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.exports.files import Progress
    from geo.streets.graph import Graph
    from geo.streets.network import Network

    _Pair = tuple[NDArray[Any], NDArray[Any]]

ORIGINS = 1000
"""Nodes that trips are sampled from unless asked otherwise."""


MOST = 500
"""Proposals that are ranked unless asked otherwise."""


@dataclass(frozen=True, kw_only=True)
class Trips:
    """How trips are sampled.

    Parameters
    ----------
    origins
        How many nodes; trips run between all pairs of them.
    seed
        Of the random draw: equal seeds draw equal nodes.
    demand
        Points with a CRS that stand for demand; a column ``weight`` counts if there is one. All
        nodes alike if left out.
    """

    origins: int = ORIGINS
    seed: int = 0
    demand: gpd.GeoDataFrame | None = None


def sample(network: Network, trips: Trips) -> NDArray[np.int64]:
    """Draw the nodes between which trips run, in ascending order.

    Raises
    ------
    NetworkError
        If fewer than two are asked for, the seed is below 0, or no demand lies near.
    CrsError
        If the demand has no CRS.
    """
    if trips.origins < 2:  # noqa: PLR2004 - a trip has two ends
        raise NetworkError("{count} origins make no trip; take 2 or more.", count=trips.origins)
    if trips.seed < 0:
        raise NetworkError("The seed is {seed}; give 0 or more.", seed=trips.seed)
    size = len(network.xy)
    weight = np.ones(size)
    if trips.demand is not None:
        weight = weights_at_nodes(network, "demand", trips.demand)
        if not weight.any():
            raise NetworkError("None of the points that stand for demand lies near the network.")
    count = min(trips.origins, int((weight > 0).sum()))
    drawn = np.random.default_rng(trips.seed).choice(
        size, count, replace=False, p=weight / weight.sum()
    )
    return np.sort(drawn)


def shortlist(
    ends: gpd.GeoDataFrame, proposals: gpd.GeoDataFrame, *, most: int = MOST
) -> gpd.GeoDataFrame:
    """Choose the proposals that are worth ranking: of dead-end roads only, the likeliest first.

    First choices come before second ones; a connection that two dead ends propose to each other
    is taken once.

    Parameters
    ----------
    ends
        Dead ends with ``kind`` (:mod:`geo.streets.kinds`).
    proposals
        Their proposals.
    most
        How many to choose.

    Raises
    ------
    NetworkError
        If none is to be chosen.
    """
    if most < 1:
        raise NetworkError("{count} connections to rank are none; give 1 or more.", count=most)
    real = (ends["kind"] == "dead_end").to_numpy()[proposals["end"]]
    chosen = proposals[real & (proposals["choice"] > 0)].sort_values(
        ["choice", "likelihood", "end"], ascending=[True, False, True], kind="stable"
    )
    pair = np.sort(chosen[["node", "target_node"]].to_numpy(), axis=1)
    twin = pd.DataFrame(pair, index=chosen.index).duplicated() & (chosen["target_node"] >= 0)
    return chosen[~twin].head(most).reset_index(drop=True)


def rank(
    network: Network,
    links: gpd.GeoDataFrame,
    *,
    trips: Trips | None = None,
    near: Mapping[str, gpd.GeoDataFrame] | None = None,
    progress: Progress = nothing_to_tell,
) -> gpd.GeoDataFrame:
    """Rank connections by what each would bring alone (see the module).

    Parameters
    ----------
    network
        A clean network.
    links
        Connections, from :func:`geo.streets.proposals.propose`.
    trips
        How trips are sampled.
    near
        Layers of points by name (people, stations, blocks), with a CRS and perhaps ``weight``.
    progress
        Told what is being done; it may raise to call the work off.

    Returns
    -------
    The links with the columns named in the module and ``rank`` (1 is best), best first.
    """
    origins = sample(network, trips or Trips())
    graph = build(network, links)
    ranked = links.assign(
        **_between(graph, links, progress),
        **_metres(graph, origins, progress),
        **_seconds(graph, origins, progress),
        **newly_near(network, graph, near or {}, progress),
    )
    return _ordered(ranked)


def _between(
    graph: Graph, links: gpd.GeoDataFrame, progress: Progress
) -> dict[str, NDArray[np.float64]]:
    """Measure the way between both ends of each link today."""
    starts, row = np.unique(graph.links.nodes[:, 0], return_inverse=True)
    stops, column = np.unique(graph.links.nodes[:, 1], return_inverse=True)
    ways = distances(graph.matrix("mm"), starts, stops, step="ends", progress=progress)
    before_m = ways[row, column] / 1e3
    length_m = links["length_m"].to_numpy()
    return {
        "before_m": before_m,
        "detour_before": before_m / length_m,
        "detour_after": np.minimum(before_m / length_m, 1.0),
        "joins_pieces": np.isinf(before_m),
    }


@dataclass(frozen=True)
class _Routes:
    """Weights of routes from origins to the ends of links, and among origins."""

    start: NDArray[np.float64]
    stop: NDArray[np.float64]
    trips: NDArray[np.float64]

    def gains(self, link: int, weight: float) -> tuple[_Pair, _Pair]:
        """Return trips (origin, destination) that a link shortens, and their weights.

        A trip can only gain if its origin comes to one end sooner over the other, and its
        destination the other way round; no pair is looked at twice.
        """
        one, other = self.start[:, link], self.stop[:, link]
        here = np.flatnonzero(one + weight < other)
        there = np.flatnonzero(other + weight < one)
        old = self.trips[np.ix_(here, there)]
        new = one[here][:, None] + weight + other[there][None, :]
        a, b = np.nonzero(new < old)
        return (here[a], there[b]), (old[a, b], new[a, b])


def _routes(graph: Graph, field: str, origins: NDArray[np.int64], progress: Progress) -> _Routes:
    nodes = graph.links.nodes
    columns, place = np.unique(np.concatenate([origins, nodes.ravel()]), return_inverse=True)
    found = distances(
        graph.matrix(field), origins, columns, step=f"trips {field}", progress=progress
    )
    at = place[len(origins) :].reshape(-1, 2)
    return _Routes(found[:, at[:, 0]], found[:, at[:, 1]], found[:, place[: len(origins)]])


def _metres(
    graph: Graph, origins: NDArray[np.int64], progress: Progress
) -> dict[str, NDArray[np.float64]]:
    routes = _routes(graph, "mm", origins, progress)
    xy = graph.xy[origins]
    rows = []
    for link, weight in enumerate(graph.links.mm):
        (one, other), (old, new) = routes.gains(link, float(weight))
        joined = np.isinf(old)
        straight = np.hypot(*(xy[one] - xy[other]).T)[~joined]
        old, new = old[~joined] / 1e3, new[~joined] / 1e3
        rows.append(
            (len(old), (old - new).sum(), _mean(old / straight), _mean(new / straight),
             joined.sum())
        )  # fmt: skip
    table = np.array(rows, dtype=float).reshape(-1, 5)
    names = ("trips_shorter", "trips_saved_m", "trips_detour_before", "trips_detour_after",
             "trips_joined")  # fmt: skip
    return dict(zip(names, table.T, strict=True))


def _seconds(
    graph: Graph, origins: NDArray[np.int64], progress: Progress
) -> dict[str, NDArray[np.float64]]:
    routes = _routes(graph, "code", origins, progress)
    rows = []
    for link, weight in enumerate(graph.links.code):
        _, (old, new) = routes.gains(link, float(weight))
        known = np.isfinite(old)
        old, new = old[known], new[known]
        seconds = (np.floor(old / ARTERY) - np.floor(new / ARTERY)) / 1e3
        rows.append((len(old), seconds.sum(), (old % ARTERY - new % ARTERY).sum()))
    table = np.array(rows, dtype=float).reshape(-1, 3)
    return dict(zip(("trips_faster", "trips_saved_s", "artery_saved_m"), table.T, strict=True))


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if len(values) else np.nan


def _ordered(ranked: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    cost = ranked["cost_m"]
    ways = (ranked["before_m"] - ranked["length_m"]).where(~ranked["joins_pieces"], 0.0)
    keys = pd.DataFrame(
        {
            "joins": ~ranked["joins_pieces"],
            "seconds": -ranked["trips_saved_s"] / cost,
            "metres": -ways / cost,
            "end": ranked["end"],
            "choice": ranked["choice"],
        }
    )
    order = keys.sort_values(list(keys.columns), kind="stable").index
    result = ranked.loc[order].reset_index(drop=True)
    result.insert(0, "rank", np.arange(1, len(result) + 1))
    return result
