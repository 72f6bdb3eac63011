"""Points that come within ten minutes on foot of a connection's ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo.errors import CrsError
from geo.streets.graph import distances

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.exports.files import Progress
    from geo.streets.graph import Graph
    from geo.streets.network import Network

WALK_M_PER_MIN = 80.0
"""Walking speed [m/min]; assumed."""

TEN_MINUTES_M = 10 * WALK_M_PER_MIN
"""How far one walks in ten minutes [m]."""


def newly_near(
    network: Network,
    graph: Graph,
    layers: Mapping[str, gpd.GeoDataFrame],
    progress: Progress,
) -> dict[str, NDArray[np.float64]]:
    """Weigh the points that each link brings within ten minutes on foot of its ends.

    A point counts once if it comes within ten minutes of the one end over the link, having been
    farther before, or of the other end. It stands at the node nearest to it; a point from which no
    node can be walked to in ten minutes is left out.

    Parameters
    ----------
    network
        A clean network.
    graph
        Its graph with the links.
    layers
        Points by name, with a CRS; a column ``weight`` counts if there is one.
    progress
        Told what is being done.

    Returns
    -------
    For each layer ``near_NAME``: one weight per link.

    Raises
    ------
    CrsError
        If a layer has no CRS.
    """
    if not layers:
        return {}
    weights = {name: weights_at_nodes(network, name, frame) for name, frame in layers.items()}
    held = np.flatnonzero(np.sum(list(weights.values()), axis=0) > 0)
    ends, at = np.unique(graph.links.nodes, return_inverse=True)
    at = at.reshape(-1, 2)
    limit = TEN_MINUTES_M * 1e3
    ways = distances(graph.matrix("mm"), ends, held, step="near", limit=limit, progress=progress)
    one, other = ways[at[:, 0]], ways[at[:, 1]]
    link = graph.links.mm[:, None].astype(float)
    gained = ((one > limit) & (other + link <= limit)) | ((other > limit) & (one + link <= limit))
    return {f"near_{name}": gained @ weight[held] for name, weight in weights.items()}


def weights_at_nodes(network: Network, name: str, frame: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Return the weight of a layer's points at each node.

    Parameters
    ----------
    network
        A clean network.
    name
        What messages call the layer.
    frame
        Points (of other shapes, their middle) with a CRS, perhaps with ``weight``.

    Raises
    ------
    CrsError
        If the layer has no CRS.
    """
    if frame.crs is None:
        raise CrsError(
            "The points of {layer} have no coordinate reference system; set it and try again.",
            layer=name,
        )
    points = frame.to_crs(network.segments.crs)
    nodes = shapely.STRtree(shapely.points(network.xy))
    place, node = nodes.query_nearest(
        shapely.centroid(points.geometry.to_numpy()),
        max_distance=TEN_MINUTES_M,
        all_matches=False,
    )
    given = points["weight"] if "weight" in points else pd.Series(1.0, index=points.index)
    held = given.to_numpy(dtype=float)[place]
    return np.bincount(node, weights=held, minlength=len(network.xy)).astype(np.float64)
