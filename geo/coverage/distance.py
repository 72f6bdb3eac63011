"""Straight distance from every cell to the nearest of some points, lines or areas.

Method
------
A source is every cell that a shape touches. The distance of a cell is the exact Euclidean one from
its centre to that of the nearest source cell (0 in a source cell), after Felzenszwalb and
Huttenlocher (2012), Theory of Computing 8, 415-428, as the library ``edt`` computes it. This is
what ``gdal_proximity`` measures, too. The distance to the shape itself differs by at most half a
cell's diagonal (0.71 times the resolution), which a test checks.

Shapes outside the grid count as well: it is widened by those that may be nearest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import edt
import numpy as np

from geo.coverage.grid import known, widened
from geo.crs import to_metric
from geo.errors import RasterError
from geo.exports.files import nothing_to_tell

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely import Geometry

    from geo.coverage.grid import Grid
    from geo.exports.files import Progress


def shapes_of(sources: gpd.GeoDataFrame) -> list[Geometry]:
    """Return the shapes of sources in EPSG:4547; those without a position are left out.

    Raises
    ------
    RasterError
        If none has a position.
    CrsError
        If the frame has no CRS.
    """
    placed = to_metric(sources).geometry
    placed = placed[[known(shape) for shape in placed]]
    if placed.empty:
        raise RasterError(
            "None of the chosen records has a position, so no distance can be told; choose "
            "another layer, date or status."
        )
    return list(placed)


def distances(
    sources: gpd.GeoDataFrame, grid: Grid, *, progress: Progress = nothing_to_tell
) -> NDArray[np.float32]:
    """Return the straight distance of every cell to the nearest source [m] (see the module).

    Parameters
    ----------
    sources
        Points, lines or areas, in any CRS.
    grid
        The cells.
    progress
        Told what is being done; it may raise to call the work off.

    Returns
    -------
    Rows from north to south, float32.

    Raises
    ------
    RasterError
        If no source has a position, or those that matter are so far away that memory would not do.
    CrsError
        If the sources have no CRS.
    """
    shapes = shapes_of(sources)
    whole = widened(grid, shapes)
    progress("burn", 0, 1)
    free = whole.burn(shapes)
    np.logical_not(free, out=free)
    progress("distance", 0, 1)
    found: NDArray[np.float32] = edt.edt(
        free, anisotropy=(grid.resolution_m, grid.resolution_m), parallel=2
    )
    return np.ascontiguousarray(found[grid.window_in(whole)])
