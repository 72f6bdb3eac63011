"""Between what and what an area within reach lies, given how well the places are known.

Method
------
A place is known to its accuracy: it truly lies within that distance of where it is drawn. A spot is
within a limit wherever the true places are if it is within the limit less the accuracy of one of
them; it may be within the limit if it is within the limit plus the accuracy of one. Both areas are
unions of the drawn shapes widened by these distances, cut by the zones. The circles of the lower
bound are drawn as polygons inside them, those of the upper bound as polygons around them.

Limits: outlines of zones are taken as drawn. Straight distances only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import shapely

from geo.crs import to_metric
from geo.overlaps import OUTSIDE, QUARTER, require_accuracy

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import numpy as np
    from shapely import Geometry


def reach_range(
    sources: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, limits_m: Sequence[float]
) -> pd.DataFrame:
    """Return the area within each limit at least and at most, in each zone [km2].

    Parameters
    ----------
    sources
        Points, lines or areas with ``id`` and ``accuracy_m`` [m], in any CRS.
    zones
        Areas with ``id``, in any CRS.
    limits_m
        Limits [m].

    Returns
    -------
    A row per zone and limit: ``id``, ``limit_m``, ``least_km2``, ``most_km2``.

    Raises
    ------
    CrsError
        If one of the frames has no CRS, or a source no accuracy: a number would be a guess.
    """
    placed, areas = to_metric(sources), to_metric(zones)
    require_accuracy(placed)
    shapes, accuracy = placed.geometry.to_numpy(), placed["accuracy_m"].to_numpy(dtype=float)
    outlines = areas.geometry.to_numpy()
    rows = []
    for limit in limits_m:
        sizes = [
            shapely.area(shapely.intersection(outlines, reached)) / 1e6
            for reached in (
                _union(shapes, limit - accuracy),
                _union(shapes, (limit + accuracy) * OUTSIDE),
            )
        ]
        rows.append(
            pd.DataFrame(
                {"id": areas["id"].to_numpy(), "limit_m": float(limit),
                 "least_km2": sizes[0], "most_km2": sizes[1]}
            )
        )  # fmt: skip
    return pd.concat(rows, ignore_index=True)


def _union(shapes: np.ndarray, by_m: np.ndarray) -> Geometry:
    kept = by_m > 0
    return shapely.union_all(shapely.buffer(shapes[kept], by_m[kept], quad_segs=QUARTER))
