"""What lies along an axis: from which chainage to which, how far off, and on which bank.

Everything is measured in EPSG:4547. A chainage is the distance along the drawn axis [m] from its
first point to the foot of the perpendicular. Both the axis and what lies beside it are known to
their accuracies, so every chainage is given from, to: as drawn, less and plus the two accuracies
together, within the axis. The bank is seen in the direction of the axis, and told only where the
offset is greater than the accuracies.

Limits: beside a bend a small offset moves a foot by more than that; the range does not say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import to_metric
from geo.errors import CrsError

if TYPE_CHECKING:
    from shapely import Geometry, LineString

STEP_M = 100.0
"""Distance between the points of an outline that are projected [m]."""

RANGES = (
    "from_least_m", "from_most_m", "to_least_m", "to_most_m", "offset_least_m", "offset_most_m",
)  # fmt: skip
"""Columns of a profile: where it begins, where it ends, how far off the nearest part is [m]."""


def profile(
    axis: gpd.GeoDataFrame, beside: gpd.GeoDataFrame, *, within_m: float
) -> gpd.GeoDataFrame:
    """Project features onto an axis.

    Parameters
    ----------
    axis
        One line with ``accuracy_m`` [m].
    beside
        Features with ``id`` and ``accuracy_m`` [m]; those without geometry are left out.
    within_m
        Only what may lie within this distance of the axis [m].

    Returns
    -------
    A row per feature, in the order of where it begins, in EPSG:4547: ``id``, :data:`RANGES`,
    ``bank`` (left, right, across, or unsure) and the geometry.

    Raises
    ------
    CrsError
        If there is no CRS, the axis is not one line, or an accuracy is missing.
    """
    line = _axis(axis)
    placed = to_metric(beside[beside.geometry.notna()])
    if not (placed["accuracy_m"] >= 0).all() or not axis["accuracy_m"].iloc[0] >= 0:
        raise CrsError("A position without accuracy cannot be put on a profile; give accuracy_m.")
    rows = []
    for row in placed.itertuples():
        unsure = float(row.accuracy_m) + float(axis["accuracy_m"].iloc[0])
        if shapely.distance(line, row.geometry) <= within_m + unsure:
            rows.append({"id": row.id, **_place(line, row.geometry, within_m + unsure, unsure)})
    names = ("id", *RANGES, "bank", "geometry")
    table = {name: [row[name] for row in rows] for name in names}
    found = gpd.GeoDataFrame(table, geometry="geometry", crs=placed.crs)
    return found.sort_values(["from_least_m", "id"]).reset_index(drop=True)


def reaches(axis: gpd.GeoDataFrame, regions: gpd.GeoDataFrame) -> list[tuple[str, float, float]]:
    """Tell which part of an axis lies in which region, both as drawn.

    Parameters
    ----------
    axis
        One line.
    regions
        Areas with ``id``, in any CRS.

    Returns
    -------
    Region, and from which chainage to which [m], in the order of the axis; a region that the axis
    leaves and enters again comes more than once.

    Raises
    ------
    CrsError
        If there is no CRS, or the axis is not one line.
    """
    line = _axis(axis)
    found = []
    for region in to_metric(regions).itertuples():
        shared = shapely.line_merge(shapely.intersection(line, region.geometry))
        for part in shapely.get_parts(shared):
            if part.geom_type == "LineString":
                feet = shapely.line_locate_point(line, shapely.points(part.coords))
                found.append((region.id, float(feet.min()), float(feet.max())))
    return sorted(found, key=lambda reach: (reach[1], reach[2], reach[0]))


def _axis(axis: gpd.GeoDataFrame) -> LineString:
    rails = to_metric(axis)
    if len(rails) != 1 or rails.geometry.iloc[0].geom_type != "LineString":
        raise CrsError("The axis of a profile must be one line; it is {count}.", count=len(rails))
    line: LineString = rails.geometry.iloc[0]
    return line


def _place(line: LineString, shape: Geometry, within_m: float, unsure_m: float) -> dict[str, Any]:
    points = shapely.points(shapely.get_coordinates(shapely.segmentize(shape, STEP_M)))
    offsets = shapely.distance(line, points)
    near = points[offsets <= within_m]
    if not len(near):  # only a place between the points, or inside an outline, is near
        near = points[[int(offsets.argmin())]]
    feet = shapely.line_locate_point(line, near)
    if shapely.intersects(line, shape):
        crossing = shapely.get_coordinates(shapely.intersection(line, shape))
        crossed = shapely.line_locate_point(line, shapely.points(crossing))
        feet = np.concatenate([feet, crossed])
    ends = np.array([feet.min(), feet.max()])
    least = np.clip(ends - unsure_m, 0, line.length)
    most = np.clip(ends + unsure_m, 0, line.length)
    offset = float(shapely.distance(line, shape))
    ranges = (least[0], most[0], least[1], most[1], max(0.0, offset - unsure_m), offset + unsure_m)
    return {
        **dict(zip(RANGES, map(float, ranges), strict=True)),
        "bank": _bank(line, shape, offset, unsure_m),
        "geometry": shape,
    }


def _bank(line: LineString, shape: Geometry, offset_m: float, unsure_m: float) -> str:
    if offset_m == 0 and unsure_m == 0:
        return "across"
    if offset_m <= unsure_m:
        return "unsure"
    foot, point = shapely.get_coordinates(shapely.shortest_line(line, shape))
    at = line.line_locate_point(shapely.Point(foot))
    before, after = (
        np.array(line.interpolate(np.clip(at + step, 0, line.length)).coords[0])
        for step in (-STEP_M, STEP_M)
    )
    ahead, aside = after - before, point - foot
    return "left" if ahead[0] * aside[1] - ahead[1] * aside[0] > 0 else "right"
