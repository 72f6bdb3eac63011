"""The same ranking as anybody would write it with networkx: every trip searched again.

For each connection the street is added to the network and the routes of all sampled trips are
searched before and after. Nothing is shared with :mod:`geo.streets.ranking` but the weights, which
are read off the same edges.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from geo.streets.graph import ARTERY, build

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.streets.graph import Edges
    from geo.streets.network import Network

COLUMNS = ("before_m", "trips_shorter", "trips_saved_m", "trips_detour_before",
           "trips_detour_after", "trips_joined", "trips_faster", "trips_saved_s",
           "artery_saved_m")  # fmt: skip
"""What both rankings say of a connection."""


@dataclass(frozen=True)
class _Trip:
    """One trip: its shortest way [mm], fastest code, and metres of artery along that route."""

    mm: float
    code: float
    artery_m: float


def rank_plainly(
    network: Network, links: gpd.GeoDataFrame, origins: NDArray[np.int64]
) -> dict[str, NDArray[np.float64]]:
    """Say of each link what :func:`geo.streets.ranking.rank` says, in the links' order."""
    graph = build(network, links)
    streets = _graph(graph.streets)
    streets.add_nodes_from(range(len(graph.xy)))
    straight = {
        (one, other): float(np.hypot(*(graph.xy[one] - graph.xy[other])))
        for one, other in combinations(origins.tolist(), 2)
    }
    rows = []
    for place in range(len(links)):
        one, other = graph.links.nodes[place].tolist()
        opened = streets.copy()
        _add(opened, one, other, int(graph.links.mm[place]), int(graph.links.code[place]))
        before_mm = nx.single_source_dijkstra_path_length(streets, one, weight="mm")
        row = _compare(_trips(streets, origins), _trips(opened, origins), straight)
        rows.append((before_mm.get(other, np.inf) / 1e3, *row))
    return dict(zip(COLUMNS, np.array(rows, dtype=float).reshape(-1, len(COLUMNS)).T, strict=True))


def largest_difference(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> float:
    """Return how far two columns differ at most; infinite if one knows what the other does not."""
    same = (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))  # infinities, and no numbers
    gap = np.abs(ours[~same] - theirs[~same])
    return float(np.nan_to_num(gap, nan=np.inf).max(initial=0.0))


def _graph(edges: Edges) -> nx.Graph:
    graph = nx.Graph()
    for (one, other), mm, code in zip(edges.nodes.tolist(), edges.mm, edges.code, strict=True):
        if one != other:
            _add(graph, one, other, int(mm), int(code))
    return graph


def _add(graph: nx.Graph, one: int, other: int, mm: int, code: int) -> None:
    """Add an edge; of parallel ones the lightest of each weight counts."""
    held = graph.get_edge_data(one, other, {"mm": mm, "code": code})
    graph.add_edge(one, other, mm=min(mm, held["mm"]), code=min(code, held["code"]))


def _trips(graph: nx.Graph, origins: NDArray[np.int64]) -> dict[tuple[int, int], _Trip]:
    found = {}
    for place, one in enumerate(origins.tolist()):
        mm = nx.single_source_dijkstra_path_length(graph, one, weight="mm")
        code, paths = nx.single_source_dijkstra(graph, one, weight="code")
        for other in origins[place + 1 :].tolist():
            if other in mm:
                path = paths[other]
                artery = sum(graph.edges[step]["code"] % ARTERY for step in pairwise(path))
                found[one, other] = _Trip(mm[other], code[other], artery)
    return found


def _compare(
    before: dict[tuple[int, int], _Trip],
    after: dict[tuple[int, int], _Trip],
    straight: dict[tuple[int, int], float],
) -> tuple[float, ...]:
    both = [(before[key], after[key], straight[key]) for key in before]
    shorter = [(old, new, way) for old, new, way in both if new.mm < old.mm]
    faster = [(old, new) for old, new, _ in both if new.code < old.code]
    return (
        len(shorter),
        sum(old.mm - new.mm for old, new, _ in shorter) / 1e3,
        float(np.mean([old.mm / 1e3 / way for old, _, way in shorter])) if shorter else np.nan,
        float(np.mean([new.mm / 1e3 / way for _, new, way in shorter])) if shorter else np.nan,
        len(after) - len(before),
        len(faster),
        sum(old.code // ARTERY - new.code // ARTERY for old, new in faster) / 1e3,
        sum(old.artery_m - new.artery_m for old, new in faster),
    )
