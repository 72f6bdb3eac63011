"""A clean street network: segments that meet at nodes, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.streets.noding import degrees

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.errors import Saying


@dataclass(frozen=True, kw_only=True)
class Network:
    """Segments and nodes in a projected CRS in metres.

    Parameters
    ----------
    segments
        ``geometry``, nodes ``u`` and ``v``, ``length_m``, ``road_class``, ``name``, ``level``,
        ``closed``, ``row`` (first record of the file that it comes from).
    xy
        Coordinates of each node [m].
    marks
        Points with ``mark`` that say why a street ends.
    repairs
        Every repair, see :mod:`geo.streets.repairs`.
    notes
        What a reader must know: reprojection, how crossings were judged.
    """

    segments: gpd.GeoDataFrame
    xy: NDArray[np.float64]
    marks: gpd.GeoDataFrame
    repairs: gpd.GeoDataFrame
    notes: tuple[Saying, ...] = field(default=())

    @property
    def nodes(self) -> NDArray[np.int64]:
        """Both nodes of each segment (segments, 2)."""
        return np.asarray(self.segments[["u", "v"]].to_numpy(), dtype=np.int64)

    @property
    def degree(self) -> NDArray[np.int64]:
        """How many ends of segments meet at each node."""
        return degrees(self.nodes, len(self.xy))

    @property
    def pieces(self) -> NDArray[np.int64]:
        """Number of the connected piece that each node lies in; 0 is the longest."""
        nodes, lengths = self.nodes, self.segments["length_m"].to_numpy()
        size = len(self.xy)
        _, label = connected_components(
            coo_array((np.ones(len(nodes)), (nodes[:, 0], nodes[:, 1])), shape=(size, size)),
            directed=False,
        )
        order = np.argsort(-np.bincount(label[nodes[:, 0]], weights=lengths), kind="stable")
        return np.asarray(np.argsort(order, kind="stable")[label])
