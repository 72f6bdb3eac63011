"""Find where streets end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geo.streets.merging import chains

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.streets.network import Network

HEADING_OVER_M = 20.0
"""Length of the last part of a street from which its heading is taken [m]."""


def find(network: Network) -> gpd.GeoDataFrame:
    """Return the loose ends of a network: nodes where one segment ends and nothing else does.

    Parameters
    ----------
    network
        A clean network.

    Returns
    -------
    One row per end, ordered by node: ``node``, ``segment`` (its position), ``heading_deg`` (from
    north, clockwise, where the street would go on), ``street_m`` (from the last junction), and
    ``road_class``, ``name``, ``closed`` of the segment, ``row`` of the file, ``piece`` (0 is the
    longest connected piece), ``piece_m`` (length of that piece), ``mark``; a point.
    """
    nodes = network.nodes
    segments = network.segments
    loose = np.flatnonzero(network.degree == 1)
    segment = np.empty(len(network.xy), dtype=np.int64)
    segment[nodes.ravel()] = np.repeat(np.arange(len(nodes)), 2)
    last = segment[loose]
    pieces = network.pieces
    piece_m = np.bincount(pieces[nodes[:, 0]], weights=segments["length_m"].to_numpy())
    picked = segments.iloc[last]
    return gpd.GeoDataFrame(
        {
            "node": loose,
            "segment": last,
            "heading_deg": _headings(network, loose, last),
            "street_m": _street_lengths(network)[last],
            "road_class": picked["road_class"].to_numpy(),
            "name": picked["name"].to_numpy(),
            "closed": picked["closed"].to_numpy(),
            "row": picked["row"].to_numpy(),
            "piece": pieces[loose],
            "piece_m": piece_m[pieces[loose]],
            "mark": _marks(network, loose),
        },
        geometry=shapely.points(network.xy[loose]),
        crs=segments.crs,
    )


def _headings(
    network: Network, loose: NDArray[np.int64], last: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return where each street points at its end [degrees from north, clockwise]."""
    lines = network.segments.geometry.to_numpy()[last]
    from_start = network.nodes[last, 1] == loose  # the end is the line's last vertex
    length = shapely.length(lines)
    back = np.minimum(HEADING_OVER_M, length)
    behind = shapely.get_coordinates(
        shapely.line_interpolate_point(lines, np.where(from_start, length - back, back))
    )
    east, north = (network.xy[loose] - behind).T
    return np.asarray(np.degrees(np.arctan2(east, north)) % 360.0)


def _street_lengths(network: Network) -> NDArray[np.float64]:
    """Return for each segment the length of its street from junction to junction [m]."""
    lengths = network.segments["length_m"].to_numpy()
    alike = np.zeros(len(lengths), dtype=np.int64)  # a change of name or class is no junction
    street, _ = chains(network.nodes, len(network.xy), alike)
    return np.asarray(np.bincount(street, weights=lengths)[street])


def _marks(network: Network, loose: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return what the file says stands at each end: turning, gate, noexit or nothing."""
    found = np.full(len(loose), "", dtype=object)
    if len(network.marks) and len(loose):
        tree = shapely.STRtree(shapely.points(network.xy[loose]))
        mark, end = tree.query(
            network.marks.geometry.to_numpy(), predicate="dwithin", distance=_MARK_WITHIN_M
        )
        found[end] = network.marks["mark"].to_numpy()[mark]
    return found


_MARK_WITHIN_M = 0.01
"""A mark stands on the node itself; the grid moves it by less than this [m]."""
