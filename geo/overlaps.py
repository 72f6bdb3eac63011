"""Where two layers overlap, and by how much at least and at most, given how well each is placed.

Method
------
Everything is measured in EPSG:4547. A position is known to its accuracy: the true outline lies
within that distance of the drawn one. So two areas share at most what their outlines, each widened
by its accuracy, share, and at least what they share when narrowed by it. A line lies in an area at
most over the length that is inside the area widened by both accuracies, at least over that inside
the area narrowed by both. Only where both accuracies are 0 are the two the same.

``certain``: they overlap wherever the true positions are; ``likely``: they do as drawn;
``possible``: only somewhere within the accuracies. A point has no extent, and two lines cross at a
point: there is a verdict, but no measure.

Limits: the whole shape is taken to be as far off as its accuracy says; a length is that of the
drawn line, not of a course that winds more.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import to_metric
from geo.errors import CrsError

if TYPE_CHECKING:
    from shapely import Geometry

VERDICTS = ("certain", "likely", "possible")
"""How sure it is that two records overlap, surest first."""

UNITS = {2: "ha", 1: "m"}
"""Unit of an overlap by its dimension; points have none."""

_M2_PER_HA = 10_000.0

QUARTER = 16
"""Sides of the polygon that stands for a quarter of a circle."""

OUTSIDE = 1 / math.cos(math.pi / (4 * QUARTER))
"""Puts the circle inside its polygon, so that no range comes out too narrow."""

_COLUMNS = ("one", "other", "verdict", "unit", "least", "most", "inner", "outer", "geometry")


def overlaps(
    ones: gpd.GeoDataFrame, others: gpd.GeoDataFrame, *, margin_m: float = 0.0
) -> gpd.GeoDataFrame:
    """Find every pair of records of two layers that overlap or may do so.

    Parameters
    ----------
    ones, others
        Columns ``id``, ``accuracy_m`` [m] and geometry, in any CRS; a record without geometry is
        left out, and so is a pair of a record with itself.
    margin_m
        Width of a zone around each of the others [m].

    Returns
    -------
    A row per pair, in EPSG:4547: ids ``one`` and ``other``, ``verdict``, ``unit``, ``least`` and
    ``most`` (NaN for points and crossings), ``geometry`` (the overlap as drawn, else where it may
    lie), and the shapes behind the two measures, ``inner`` and ``outer``.

    Raises
    ------
    CrsError
        If a layer has no CRS, or a located record has no accuracy: a number would be a guess.
    """
    left, right = _ready(ones), _ready(others)
    if margin_m:
        right = right.set_geometry(right.buffer(margin_m))
    wide_left, wide_right = (_all_widened(frame) for frame in (left, right))
    pairs = wide_right.sindex.query(wide_left, predicate="intersects")
    rows = [
        row
        for first, second in sorted(zip(*pairs.tolist(), strict=True))
        if (row := _pair(left.iloc[first], right.iloc[second])) is not None
    ]
    table = {name: [row[name] for row in rows] for name in _COLUMNS}
    found = gpd.GeoDataFrame(table, geometry="geometry", crs=left.crs)
    return found.astype({"least": float, "most": float})


def shares(found: gpd.GeoDataFrame, regions: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Divide overlaps among regions, whose outlines are taken as drawn.

    Parameters
    ----------
    found
        What :func:`overlaps` returned.
    regions
        Areas with ``id``, in any CRS.

    Returns
    -------
    A row per overlap and region that it reaches: ``pair`` (row of the overlap), ``region``,
    ``unit``, ``least``, ``most``, and the part of ``outer`` in the region.

    Raises
    ------
    CrsError
        If the regions have no CRS.
    """
    areas = to_metric(regions)
    rows = []
    for pair, row in enumerate(found.itertuples()):
        for region in areas.itertuples():
            part = shapely.intersection(row.outer, region.geometry)
            if part.is_empty:
                continue
            least, most = (_size(shape, row.unit) for shape in (
                shapely.intersection(row.inner, region.geometry), part,
            ))  # fmt: skip
            if most > 0 or np.isnan(most):
                rows.append({
                    "pair": pair, "region": region.id, "unit": row.unit,
                    "least": least, "most": most, "geometry": part,
                })  # fmt: skip
    names = ("pair", "region", "unit", "least", "most", "geometry")
    table = {name: [row[name] for row in rows] for name in names}
    return gpd.GeoDataFrame(table, geometry="geometry", crs=areas.crs)


def require_accuracy(placed: gpd.GeoDataFrame) -> None:
    """Refuse a record whose accuracy nobody knows.

    Raises
    ------
    CrsError
        If there is one: a number would be a guess.
    """
    unknown = placed["id"][~(placed["accuracy_m"] >= 0)]
    if len(unknown):
        raise CrsError(
            "{record} has a position but no accuracy, so no overlap can be told; give accuracy_m.",
            record=unknown.iloc[0],
        )


def _ready(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    placed = to_metric(frame[frame.geometry.notna()])
    require_accuracy(placed)
    # Less than a millimetre is lost in coordinates of seven digits.
    return placed.assign(accuracy_m=placed["accuracy_m"].round(3)).reset_index(drop=True)


def _all_widened(frame: gpd.GeoDataFrame) -> gpd.GeoSeries:
    rows = zip(frame.geometry, frame["accuracy_m"], strict=True)
    return gpd.GeoSeries([_widened(shape, by_m) for shape, by_m in rows], crs=frame.crs)


def _pair(one: Any, other: Any) -> dict[str, Any] | None:  # noqa: ANN401 - rows of a frame
    """Judge two records; None if they are one, or only touch."""
    if one["id"] == other["id"]:
        return None
    dimension = _dimension(one.geometry, other.geometry)
    unit = UNITS.get(dimension)
    inner, outer = _bounds(one, other)
    shared = shapely.intersection(one.geometry, other.geometry)
    drawn = _of_dimension(shared, dimension)
    if drawn.is_empty and dimension == 0 and not shared.is_empty:
        drawn = shapely.point_on_surface(shared)  # two lines run together for a while
    least, most = _size(inner, unit), _size(outer, unit)
    if outer.is_empty or (unit and most == 0):
        return None
    verdict = "possible" if drawn.is_empty else "likely"
    if not inner.is_empty and (unit is None or least > 0):
        verdict = "certain"
    return {
        "one": one["id"], "other": other["id"], "verdict": verdict, "unit": unit,
        "least": least, "most": most, "inner": inner, "outer": outer,
        "geometry": outer if drawn.is_empty else drawn,
    }  # fmt: skip


def _dimension(one: Geometry, other: Geometry) -> int:
    """Return the dimension of what two shapes share when they overlap, not merely touch."""
    low, high = sorted((int(shapely.get_dimensions(one)), int(shapely.get_dimensions(other))))
    return low if high == 2 else 0  # noqa: PLR2004 - an area


def _bounds(one: Any, other: Any) -> tuple[Geometry, Geometry]:  # noqa: ANN401 - rows of a frame
    """Return the overlap that there is at least, and the one that there may be at most."""
    shapes = one.geometry, other.geometry
    accuracies = float(one["accuracy_m"]), float(other["accuracy_m"])
    dimensions = [int(shapely.get_dimensions(shape)) for shape in shapes]
    if dimensions == [2, 2]:
        inner, outer = (
            shapely.intersection(*(
                _widened(shape, sign * accuracy)
                for shape, accuracy in zip(shapes, accuracies, strict=True)
            ))
            for sign in (-1, 1)
        )  # fmt: skip
        return _of_dimension(inner, 2), _of_dimension(outer, 2)
    # The shape of fewer dimensions stays as drawn; the other takes both accuracies.
    low, high = shapes if dimensions[0] <= dimensions[1] else shapes[::-1]
    reach, shared = sum(accuracies), _dimension(*shapes)
    outer = _of_dimension(shapely.intersection(low, _widened(high, reach)), shared)
    if outer.is_empty and shared == 0:
        # Lines that only come near each other: where on the first they are nearest.
        outer = shapely.get_point(shapely.shortest_line(low, high), 0)
    inner = _of_dimension(shapely.intersection(low, _widened(high, -reach)), shared)
    return inner, outer


def _widened(shape: Geometry, by_m: float) -> Geometry:
    """Widen a shape, or narrow it; nothing is left of a line or a point that is narrowed."""
    return shape if by_m == 0 else shapely.buffer(shape, by_m * OUTSIDE, quad_segs=QUARTER)


def _of_dimension(shape: Geometry, dimension: int) -> Geometry:
    """Keep the parts of one dimension: where outlines only touch nothing is shared."""
    parts = shapely.get_parts(shape)
    parts = shapely.get_parts(parts) if shape.geom_type == "GeometryCollection" else parts
    kept = [part for part in parts if int(shapely.get_dimensions(part)) == dimension]
    return shapely.union_all(kept) if kept else shapely.GeometryCollection()


def _size(shape: Geometry, unit: str | None) -> float:
    if unit == "ha":
        return float(shapely.area(shape)) / _M2_PER_HA
    return float(shapely.length(shape)) if unit == "m" else float("nan")
