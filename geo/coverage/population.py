"""How many people live in each class of each zone, by a raster of people in each cell.

Method
------
The raster's values are people in its cells (counts, not a density). The people of a cell are taken
to live evenly over it: of each class they get the share of the cell's area, averaged from the finer
cells of the classes, and of each zone the fraction of the cell inside its outline. Cells without a
value hold nobody; what of a zone has no value is not made up.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from affine import Affine
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from rasterio.enums import Resampling
from rasterio.warp import reproject, transform_bounds

from geo.crs import to_metric
from geo.errors import RasterError
from geo.exports.files import nothing_to_tell
from geo.rasters import upright, values_in

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray
    from rasterio.io import DatasetReader

    from geo.coverage.grid import Grid
    from geo.exports.files import Progress

_MOST_CELLS = 50_000_000
"""Largest part of a raster that is held [cells]."""


def people_by_code(
    raster: Path,
    codes: NDArray[np.uint8],
    grid: Grid,
    zones: gpd.GeoDataFrame,
    *,
    progress: Progress = nothing_to_tell,
) -> pd.DataFrame:
    """Return the people of each code in each zone.

    Parameters
    ----------
    raster
        GeoTIFF with people in each cell in its first band, in any CRS.
    codes
        A code for every cell, such as classes; 0 is left out.
    grid
        The cells.
    zones
        Areas with ``id``, in any CRS.
    progress
        Told what is being done; it may raise to call the work off.

    Returns
    -------
    A row per zone (index ``id``), a column per code that occurs.

    Raises
    ------
    RasterError, CrsError
        If the raster cannot be used, does not reach the area, or holds nobody there.
    """
    with upright(raster) as source:
        people, transform = _people(source, grid, raster.name)
        areas = to_metric(zones)[["geometry"]].to_crs(source.crs.to_wkt()).reset_index(drop=True)
        crs = source.crs
    found = {}
    present = np.unique(codes)
    for done, code in enumerate(present[present > 0].tolist()):
        progress("people", done, len(present))
        share = np.zeros(people.shape, dtype=np.float32)
        reproject(
            (codes == code).view(np.uint8), share,
            src_transform=grid.transform, src_crs=grid.crs,
            dst_transform=transform, dst_crs=crs, resampling=Resampling.average,
        )  # fmt: skip
        found[code] = _sums(people * share, transform, areas)
    return pd.DataFrame(found, index=pd.Index(zones["id"], name="id"))


def _people(source: DatasetReader, grid: Grid, name: str) -> tuple[NDArray[np.float64], Affine]:
    """Read the people around a grid; nobody where there is no value."""
    west, south, east, north = transform_bounds(grid.crs, source.crs, *grid.bounds, densify_pts=41)
    at = source.transform
    left, right = math.floor((west - at.c) / at.a), math.ceil((east - at.c) / at.a)
    top, bottom = math.floor((north - at.f) / at.e), math.ceil((south - at.f) / at.e)
    left, right = max(left, 0), min(right, source.width)
    top, bottom = max(top, 0), min(bottom, source.height)
    if right <= left or bottom <= top:
        raise RasterError(
            "{file} does not reach the area asked about; give one of the same city.", file=name
        )
    if (right - left) * (bottom - top) > _MOST_CELLS:
        raise RasterError(
            "{file} has {cells} million cells in the area, more than are held at once; give a "
            "coarser one.",
            file=name, cells=round((right - left) * (bottom - top) / 1e6),
        )  # fmt: skip
    window = ((top, bottom), (left, right))
    people: NDArray[np.float64] = values_in(source, 1, window=window).filled(0.0)
    if (people < 0).any():
        raise RasterError(
            "{file} has values below 0, which are no people; set its nodata value.", file=name
        )
    if not people.any():
        raise RasterError("{file} holds nobody in the area asked about.", file=name)
    corner = Affine(at.a, 0.0, at.c + left * at.a, 0.0, at.e, at.f + top * at.e)
    return people, corner


def _sums(
    values: NDArray[np.float64], transform: Affine, areas: gpd.GeoDataFrame
) -> NDArray[np.float64]:
    height, width = values.shape
    raster = NumPyRasterSource(
        values, xmin=transform.c, ymax=transform.f, xmax=transform.c + width * transform.a,
        ymin=transform.f + height * transform.e, srs_wkt=areas.crs.to_wkt(),
    )  # fmt: skip
    found = exact_extract(raster, areas, ["sum"], output="pandas")["sum"]
    sums: NDArray[np.float64] = np.nan_to_num(found.to_numpy(dtype=float))
    return sums
