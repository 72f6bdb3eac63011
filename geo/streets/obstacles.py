"""What a new street must not run through: water, rail, expressways, buildings, protected areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.errors import CrsError, NetworkError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pyproj
    from numpy.typing import NDArray

KINDS = ("water", "rail", "expressway", "building", "protected")
"""What an obstacle may be."""

LINE_STRUCTURE_M = 30.0
"""Length of structure that crossing a line (a railway, an expressway) takes [m]; assumed."""

STRUCTURE_FACTOR = 8.0
"""What a metre of bridge or underpass costs, in metres of plain street; assumed, not measured."""

_TOUCH_M = 0.1
"""A connection may begin or end at an obstacle's edge, by this much [m]."""


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """A layer of obstacles.

    Parameters
    ----------
    kind
        One of :data:`KINDS`.
    frame
        Lines or areas with a CRS.
    bridged
        Whether a connection may cross it by a bridge or underpass, at a cost.
    """

    kind: str
    frame: gpd.GeoDataFrame
    bridged: bool = False

    def __post_init__(self) -> None:
        """Check the kind and the CRS.

        Raises
        ------
        NetworkError
            If there is no such kind of obstacle.
        CrsError
            If the frame has no CRS.
        """
        if self.kind not in KINDS:
            raise NetworkError(
                "There is no obstacle {kind}; there are {kinds}.",
                kind=self.kind,
                kinds=", ".join(KINDS),
            )
        if self.frame.crs is None:
            raise CrsError(
                "The obstacles ({kind}) have no coordinate reference system: nobody knows where "
                "they lie. Set it and try again.",
                kind=self.kind,
            )


def crossed(
    lines: NDArray[Any], obstacles: Sequence[Obstacle], crs: pyproj.CRS
) -> tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.object_]]:
    """Judge straight connections against obstacles.

    Parameters
    ----------
    lines
        Connections of two points each.
    obstacles
        Layers of obstacles.
    crs
        CRS of the connections.

    Returns
    -------
    Whether each is blocked, the length of structure that it needs [m], and the kinds of obstacle
    that it meets, separated by blanks.
    """
    blocked = np.zeros(len(lines), dtype=bool)
    structure_m = np.zeros(len(lines))
    met = np.full(len(lines), "", dtype=object)
    inner = shortened(lines, _TOUCH_M)
    for obstacle in obstacles:
        shapes = obstacle.frame.to_crs(crs).geometry.to_numpy()
        shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
        line, shape = shapely.STRtree(shapes).query(inner, predicate="intersects")
        over = shapely.length(shapely.intersection(inner[line], shapes[shape]))
        is_area = shapely.get_dimensions(shapes[shape]) > 1
        np.add.at(structure_m, line, np.where(is_area, over, LINE_STRUCTURE_M))
        hit = np.unique(line)
        met[hit] = [f"{text} {obstacle.kind}".strip() for text in met[hit]]
        if not obstacle.bridged:
            blocked[hit] = True
    return blocked, structure_m, met


def shortened(lines: NDArray[Any], by_m: float) -> NDArray[Any]:
    """Return straight lines without a little at both ends [m], at most a quarter of each."""
    xy = shapely.get_coordinates(lines).reshape(-1, 2, 2)
    along = xy[:, 1] - xy[:, 0]
    length = np.hypot(along[:, 0], along[:, 1])
    step = along * (np.minimum(by_m, length / 4) / length)[:, None]
    return np.asarray(shapely.linestrings(np.stack([xy[:, 0] + step, xy[:, 1] - step], axis=1)))
