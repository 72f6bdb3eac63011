"""Cells in EPSG:4547 whose edges are whole multiples of their size, so that all runs line up."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from affine import Affine
from rasterio.features import rasterize

from geo.crs import CGCS2000_GK114, to_metric
from geo.errors import RasterError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely import Geometry

MOST_CELLS = 200_000_000
"""Cells of a grid that stay below 4 GB with everything that is worked out on them."""

_ROWS = 512
"""Rows of a strip: a multiple of a tile of the files."""


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Square cells in EPSG:4547, rows from north to south.

    Parameters
    ----------
    left, top
        Outer edges of the north-west cell [m], whole multiples of the resolution.
    resolution_m
        Side of a cell [m].
    width, height
        Columns and rows.
    """

    left: float
    top: float
    resolution_m: float
    width: int
    height: int

    crs = CGCS2000_GK114

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns, as of an array."""
        return self.height, self.width

    @property
    def transform(self) -> Affine:
        """From (column, row) to (easting, northing)."""
        size = self.resolution_m
        return Affine(size, 0.0, self.left, 0.0, -size, self.top)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north [m]."""
        return (
            self.left,
            self.top - self.height * self.resolution_m,
            self.left + self.width * self.resolution_m,
            self.top,
        )

    @property
    def cell_km2(self) -> float:
        """Area of a cell [km2]."""
        return self.resolution_m**2 / 1e6

    def strips(self) -> Iterator[slice]:
        """Yield slices of rows that together are the grid, so that work on it stays small."""
        for start in range(0, self.height, _ROWS):
            yield slice(start, min(start + _ROWS, self.height))

    def window_in(self, other: Grid) -> tuple[slice, slice]:
        """Return where this grid lies in a larger one of the same resolution (rows, columns)."""
        row = round((other.top - self.top) / self.resolution_m)
        column = round((self.left - other.left) / self.resolution_m)
        return slice(row, row + self.height), slice(column, column + self.width)

    def burn(self, shapes: list[Geometry]) -> NDArray[np.bool_]:
        """Return which cells the shapes touch."""
        known = np.array([one for one in shapes if one is not None], dtype=object)
        drawn = known[shapely.get_dimensions(known) > 0]
        burnt = np.zeros(self.shape, dtype=np.uint8)
        if len(drawn):
            rasterize(drawn, out=burnt, transform=self.transform, all_touched=True)
        # Vertices by themselves: a line that does not leave its cell is none to GDAL.
        row, column, inside = self.cells_of(shapely.get_coordinates(known))
        burnt[row[inside], column[inside]] = 1
        return burnt.view(bool)

    def cells_of(
        self, xy: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
        """Return row and column of the cell of each place, and whether the grid has that cell."""
        column = np.floor((xy[:, 0] - self.left) / self.resolution_m).astype(np.int64)
        row = np.floor((self.top - xy[:, 1]) / self.resolution_m).astype(np.int64)
        inside = (row >= 0) & (row < self.height) & (column >= 0) & (column < self.width)
        return row, column, inside


def grid_over(area: gpd.GeoDataFrame, *, resolution_m: float) -> Grid:
    """Return the smallest grid that holds an area.

    Parameters
    ----------
    area
        Shapes with a CRS.
    resolution_m
        Side of a cell [m].

    Raises
    ------
    RasterError
        If the resolution is no positive number, the area is empty, or there would be more than
        :data:`MOST_CELLS` cells.
    CrsError
        If the area has no CRS.
    """
    shapes = to_metric(area).geometry
    shapes = shapes[[known(shape) for shape in shapes]]
    if shapes.empty:
        raise RasterError("The area is empty, so there is nothing to measure; choose another.")
    size = require_resolution(resolution_m)
    return _grid(_cells(shapes.total_bounds, size), size)


def widened(grid: Grid, sources: list[Geometry]) -> Grid:
    """Return the grid enlarged by the places outside it that may be nearest to one of its cells.

    The nearest source of a cell is at most as far as the farthest corner of the grid is from the
    source that is nearest to all of it; what lies beyond that distance cannot matter.

    Parameters
    ----------
    grid
        Where distances are wanted.
    sources
        Shapes in EPSG:4547.

    Raises
    ------
    RasterError
        If there would be more than :data:`MOST_CELLS` cells.
    """
    box = shapely.box(*grid.bounds)
    shapes = np.asarray(sources, dtype=object)
    # One place of each shape: how far that is at most from the box bounds the shape's distance.
    middle = shapely.shortest_line(shapes, box.centroid)
    corners = shapely.points(shapely.get_coordinates(box)[:4])
    reach = shapely.distance(shapely.get_point(middle, 0)[:, None], corners).max(axis=1).min()
    zone = box.buffer(reach + grid.resolution_m, join_style="mitre").bounds
    # A line or an area that reaches out of the zone matters only as far as the zone reaches.
    bounds = shapely.bounds(shapely.clip_by_rect(shapes, *zone))
    bounds = bounds[~np.isnan(bounds).any(axis=1)]
    size = grid.resolution_m
    left, top = round(grid.left / size), round(grid.top / size)
    own = (left, top, left + grid.width, top - grid.height)
    cells = np.array([own, *(_cells(one, size) for one in bounds)])
    least, most = cells.min(axis=0), cells.max(axis=0)
    return _grid((least[0], most[1], most[2], least[3]), size)


def known(shape: Geometry | None) -> bool:
    """Tell whether there is a shape at all."""
    return shape is not None and not shape.is_empty


def require_resolution(resolution_m: float) -> float:
    """Refuse a resolution that makes no sense.

    Raises
    ------
    RasterError
        If it is no positive number.
    """
    if not (math.isfinite(resolution_m) and resolution_m > 0):
        raise RasterError(
            "A resolution of {resolution} m makes no cells; give metres above 0, such as 10.",
            resolution=f"{resolution_m:g}",
        )
    return float(resolution_m)


def _cells(bounds: Sequence[float], size: float) -> tuple[int, int, int, int]:
    """Return west, north, east and south edge of the cells that hold some bounds [cells]."""
    west, south, east, north = (float(value) / size for value in bounds)
    # A place on the outer edge lies in a cell, too: one more where an edge is met exactly.
    return math.floor(west), math.ceil(north), math.floor(east) + 1, math.ceil(south) - 1


def _grid(cells: Sequence[int], size: float) -> Grid:
    left, top, right, bottom = map(int, cells)
    width, height = right - left, top - bottom
    if width * height > MOST_CELLS:
        fits = size * math.sqrt(width * height / MOST_CELLS)
        raise RasterError(
            "A resolution of {resolution} m makes {cells} million cells, more than the {most} "
            "million that memory is planned for; take {fits} m or more, or a smaller area.",
            resolution=f"{size:g}",
            cells=f"{width * height / 1e6:,.0f}",
            most=f"{MOST_CELLS / 1e6:.0f}",
            fits=math.ceil(fits),
        )
    return Grid(left=left * size, top=top * size, resolution_m=size, width=width, height=height)
