"""The network as weighted graphs: metres, and travel time together with metres of artery.

Weights are whole numbers, so that sums are exact and equal routes are equal: millimetres in one
graph; in the other ``milliseconds * 2**22 + metres of artery``. The second finds the fastest route
and, of equally fast ones, the one with the least artery, and its sum tells both. A double holds
whole numbers up to 2**53, which leaves 24 days of travel and 4,194 km of artery for one route.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from geo.exports.files import nothing_to_tell
from geo.streets.classes import codes, of_codes

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from geo.exports.files import Progress
    from geo.streets.network import Network

ARTERY = 1 << 22
"""Weight of a millisecond beside a metre of artery."""

_AT_ONCE = 50
"""Origins that are searched between two looks at whether the work was called off."""


@dataclass(frozen=True, kw_only=True)
class Edges:
    """Edges of a graph: both nodes, millimetres, and time with artery (see the module)."""

    nodes: NDArray[np.int64]
    mm: NDArray[np.int64]
    code: NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Graph:
    """A network with the places that links lead to as nodes, and the links beside it.

    Parameters
    ----------
    streets
        Edges of the network.
    links
        Edges of the links, in their order.
    xy
        Coordinates of each node [m]; the first are those of the network.
    """

    streets: Edges
    links: Edges
    xy: NDArray[np.float64]

    def matrix(self, field: str, *, opened: bool = False) -> csr_array:
        """Return the weights as a symmetric matrix; of parallel edges the lightest counts.

        Parameters
        ----------
        field
            ``mm`` or ``code``.
        opened
            Whether the links are part of it.
        """
        parts = [self.streets, self.links] if opened else [self.streets]
        nodes = np.concatenate([part.nodes for part in parts])
        weight = np.concatenate([getattr(part, field) for part in parts])
        edges = pd.DataFrame({"one": nodes.min(axis=1), "other": nodes.max(axis=1), "w": weight})
        edges = edges[edges["one"] != edges["other"]]
        light = edges.groupby(["one", "other"], as_index=False)["w"].min()
        size = len(self.xy)
        half = coo_array((light["w"].astype(float), (light["one"], light["other"])),
                         shape=(size, size)).tocsr()  # fmt: skip
        return (half + half.T).tocsr()


def build(network: Network, links: gpd.GeoDataFrame) -> Graph:
    """Make graphs of a network; segments are cut where links meet them.

    Parameters
    ----------
    network
        A clean network.
    links
        Connections with ``node``, ``target_node``, ``segment``, ``along_m``, ``length_m`` and
        ``road_class`` (proposals, or a choice of them).
    """
    middle = links["target_node"].to_numpy() < 0
    spots = (
        links.loc[middle, ["segment", "along_m"]]
        .drop_duplicates()
        .sort_values(["segment", "along_m"])
        .reset_index(drop=True)
    )
    first = len(network.xy)
    spots["number"] = first + np.arange(len(spots))
    stop = links["target_node"].to_numpy().copy()
    stop[middle] = (
        links.loc[middle, ["segment", "along_m"]].merge(spots, how="left")["number"].to_numpy()
    )
    lines = network.segments.geometry.to_numpy()[spots["segment"]]
    new_xy = shapely.get_coordinates(shapely.line_interpolate_point(lines, spots["along_m"]))
    return Graph(
        streets=_streets(network, spots),
        links=_edges(
            np.stack([links["node"].to_numpy(), stop], axis=1),
            np.stack([np.zeros(len(links)), links["length_m"].to_numpy()], axis=1),
            codes(links["road_class"]),
        ),
        xy=np.concatenate([network.xy, new_xy]),
    )


def _streets(network: Network, spots: pd.DataFrame) -> Edges:
    """Cut segments at spots, which are ordered along each."""
    segments = network.segments
    count = len(segments)
    inner = pd.DataFrame({"segment": spots["segment"], "along": spots["along_m"],
                          "node": spots["number"]})  # fmt: skip
    start = pd.DataFrame({"segment": np.arange(count), "along": 0.0, "node": segments["u"]})
    stop = pd.DataFrame(
        {"segment": np.arange(count), "along": segments["length_m"], "node": segments["v"]}
    )
    table = pd.concat([start, inner, stop], ignore_index=True)
    table = table.sort_values("segment", kind="stable")  # start, spots in order, stop
    segment, along = table["segment"].to_numpy(), table["along"].to_numpy()
    node = table["node"].to_numpy()
    follows = segment[1:] == segment[:-1]
    return _edges(
        np.stack([node[:-1], node[1:]], axis=1)[follows],
        np.stack([along[:-1], along[1:]], axis=1)[follows],
        codes(segments["road_class"])[segment[1:][follows]],
    )


def _edges(
    nodes: NDArray[np.int64], along_m: NDArray[np.float64], kinds: NDArray[np.int64]
) -> Edges:
    """Weigh edges that run from one place along a segment to another.

    Places are rounded, not lengths: a segment weighs the same however often it is cut.
    """
    speed = of_codes("metres_per_second")[kinds][:, None]
    artery = of_codes("artery")[kinds]
    # At least one: a weight of zero would be no edge in a sparse matrix.
    milliseconds = np.maximum(_whole(along_m / speed * 1e3), 1)
    return Edges(
        nodes=nodes.astype(np.int64),
        mm=np.maximum(_whole(along_m * 1e3), 1),
        code=milliseconds * ARTERY + np.where(artery, _whole(along_m), 0),
    )


def _whole(places: NDArray[np.float64]) -> NDArray[np.int64]:
    whole = np.rint(places).astype(np.int64)
    return np.asarray(whole[:, 1] - whole[:, 0])


def distances(
    matrix: csr_array,
    origins: NDArray[np.int64],
    columns: NDArray[np.int64],
    *,
    step: str,
    limit: float = np.inf,
    progress: Progress = nothing_to_tell,
) -> NDArray[np.float64]:
    """Return weights of the lightest routes from each origin to each of some nodes.

    Parameters
    ----------
    matrix
        Symmetric weights.
    origins
        Nodes to start from.
    columns
        Nodes that are asked for.
    step
        What progress is told.
    limit
        Heaviest route that matters; farther nodes are infinitely far.
    progress
        Told how many origins are done; it may raise to call the work off.

    Returns
    -------
    An array (origins, columns); infinite where there is no route.
    """
    found = np.empty((len(origins), len(columns)))
    for start in range(0, len(origins), _AT_ONCE):
        progress(step, start, len(origins))
        some = slice(start, start + _AT_ONCE)
        whole: NDArray[Any] = dijkstra(matrix, indices=origins[some], limit=limit)
        found[some] = whole[:, columns]
    return found
