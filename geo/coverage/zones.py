"""How much of each zone lies in each class, cells cut exactly by the zones' outlines.

The outline of a zone cuts cells; ``exactextract`` tells the fraction of each cell inside exactly,
so no zone gains or loses its edge, however small it is.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from exactextract import exact_extract
from exactextract.feature import JSONFeatureSource
from exactextract.raster import NumPyRasterSource

from geo.crs import to_metric
from geo.errors import RasterError
from geo.exports.files import nothing_to_tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely import Geometry

    from geo.coverage.grid import Grid
    from geo.exports.files import Progress

_TILE = 256
"""Side of a tile [cells]."""

_CODES = 256
"""What a byte can hold."""

_WRONG = 1e-3
"""Difference from a tile's own area that is no rounding [cells]: slivers of an outline, cut
through, can mislead the count of cells."""


def histogram(
    codes: NDArray[np.uint8],
    grid: Grid,
    zones: gpd.GeoDataFrame,
    *,
    progress: Progress = nothing_to_tell,
) -> pd.DataFrame:
    """Return the area of each code in each zone [km2].

    Parameters
    ----------
    codes
        A code for every cell, such as classes.
    grid
        The cells.
    zones
        Areas with ``id``, in any CRS.
    progress
        Told how many zones are done; it may raise to call the work off.

    Returns
    -------
    A row per zone (index ``id``), a column per code that occurs; 0 where a zone has none of it.
    What of a zone lies outside the grid is in no column.

    Raises
    ------
    RasterError
        If a zone is no area.
    CrsError
        If the zones have no CRS.
    """
    areas = _areas(zones)
    counted = np.zeros((len(areas), _CODES))
    for done, shape in enumerate(areas.geometry):
        progress("zones", done, len(areas))
        counted[done] = _counted(codes, grid, shape)
    occurring = np.flatnonzero(counted.any(axis=0))
    table = pd.DataFrame(counted[:, occurring] * grid.cell_km2, columns=occurring.tolist())
    return table.set_index(pd.Index(areas["id"], name="id"))


def _counted(codes: NDArray[np.uint8], grid: Grid, shape: Geometry) -> NDArray[np.float64]:
    """Return how many cells of each code lie in a shape, parts of cells as their fraction.

    Square tiles that lie in the shape are simply counted; only those that its outline crosses are
    cut. Tiles end where cells end, so nothing is lost.
    """
    tiles = list(_tiles(grid, shape))
    boxes = shapely.box(*np.array([_bounds(grid, *tile) for tile in tiles]).reshape(-1, 4).T)
    shapely.prepare(shape)
    inside, crossed = shapely.covers(shape, boxes), shapely.intersects(shape, boxes)
    found = np.zeros(_CODES)
    for place in np.flatnonzero(inside):
        found += np.bincount(codes[tiles[place]].ravel(), minlength=_CODES)
    edge = np.flatnonzero(crossed & ~inside)
    # Cut a little outside the tiles, so that no sliver of an outline ends on the edge of a cell.
    around = shapely.buffer(boxes[edge], grid.resolution_m, join_style="mitre")
    parts = shapely.intersection(shape, around)
    wanted = shapely.area(shapely.intersection(shape, boxes[edge])) / grid.resolution_m**2
    for place, part, cells in zip(edge, parts, wanted, strict=True):
        tile, box = codes[tiles[place]], boxes[place]
        counts = _cut(tile, box, part)
        if abs(counts.sum() - cells) > _WRONG:
            counts = _cut(tile, box, shape)  # slower, and sure: the outline as it is
        found += counts
    return found


def _cut(codes: NDArray[np.uint8], box: Geometry, part: Geometry) -> NDArray[np.float64]:
    """Return how many cells of each code of a tile lie in a shape."""
    west, south, east, north = box.bounds
    source = NumPyRasterSource(codes, xmin=west, ymin=south, xmax=east, ymax=north)
    areas = [one for one in shapely.get_parts(part) if shapely.area(one) > 0]
    zones = JSONFeatureSource([
        {"type": "Feature", "geometry": shapely.geometry.mapping(area), "properties": {}}
        for area in areas
    ])  # fmt: skip
    counts = np.zeros(_CODES)
    if not areas:
        return counts
    for told in exact_extract(source, zones, ["count", "unique", "frac"]):
        values = told["properties"]
        if values["count"] > 0:
            share = values["count"] * np.asarray(values["frac"], dtype=float)
            counts[np.asarray(values["unique"], dtype=int)] += share
    return counts


def _tiles(grid: Grid, shape: Geometry) -> Iterator[tuple[slice, slice]]:
    """Yield the tiles of rows and columns around a shape."""
    west, south, east, north = shape.bounds
    size = grid.resolution_m
    rows = _span((grid.top - north) / size, (grid.top - south) / size, grid.height)
    columns = _span((west - grid.left) / size, (east - grid.left) / size, grid.width)
    for row in range(rows.start, rows.stop, _TILE):
        for column in range(columns.start, columns.stop, _TILE):
            yield (
                slice(row, min(row + _TILE, rows.stop)),
                slice(column, min(column + _TILE, columns.stop)),
            )


def _span(first: float, last: float, most: int) -> slice:
    return slice(max(math.floor(first), 0), min(math.ceil(last), most))


def _bounds(grid: Grid, rows: slice, columns: slice) -> tuple[float, float, float, float]:
    size = grid.resolution_m
    return (
        grid.left + columns.start * size, grid.top - rows.stop * size,
        grid.left + columns.stop * size, grid.top - rows.start * size,
    )  # fmt: skip


def _areas(zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    areas = to_metric(zones).reset_index(drop=True)
    wrong = areas["id"][~areas.geom_type.isin(["Polygon", "MultiPolygon"])]
    if len(wrong):
        raise RasterError(
            "{zone} is no area, so it has no share; give zones with an outline.",
            zone=wrong.iloc[0],
        )
    return areas
