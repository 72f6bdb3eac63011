"""Smaller copies of a large raster, which make it quick to show from afar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rasterio
from rasterio.enums import Resampling

from geo.exports.files import nothing_to_tell
from geo.rasters import CACHE_BYTES, opened

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exports.files import Progress

_SMALLEST_PX = 128
"""Longest side of a copy below which no other is made [cells]."""


def build_overviews(path: Path, *, classes: bool, progress: Progress = nothing_to_tell) -> None:
    """Make smaller copies of a raster, in a file beside it.

    Parameters
    ----------
    path
        GeoTIFF; it is not changed. One that has overviews, or is small, gets none.
    classes
        Whether values name classes: then each cell is the commonest of those below it, not their
        mean.
    progress
        Told the step ``overviews``; may end the work.

    Raises
    ------
    RasterError, CrsError
        As :func:`opened`.
    """
    with opened(path) as raster:
        longest, has_some = max(raster.shape), bool(raster.overviews(1))
    if has_some:
        return
    steps = range(1, 10)
    factors = [4**step for step in steps if longest / 4**step >= _SMALLEST_PX]
    method = Resampling.mode if classes else Resampling.average
    progress("overviews", 0, 1)
    if factors:  # all at once: each is made from the one before it
        with rasterio.Env(**_OVERVIEWS), rasterio.open(path, "r+", **_COG) as raster:
            raster.build_overviews(factors, method)


_OVERVIEWS = {"GDAL_CACHEMAX": CACHE_BYTES, "COMPRESS_OVERVIEW": "DEFLATE",
              "BIGTIFF_OVERVIEW": "IF_SAFER", "SPARSE_OK_OVERVIEW": "TRUE",
              "TIFF_USE_OVR": "TRUE"}  # fmt: skip
"""In a file beside it; a sparse file has sparse ones."""

_COG = {"driver": "GTiff", "IGNORE_COG_LAYOUT_BREAK": "YES"}
"""Nothing is written into the file itself, so a cloud-optimised one stays one."""
