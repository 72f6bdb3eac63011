"""Surfaces as Cloud-Optimised GeoTIFFs: tiled, compressed, with overviews, units and metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import rasterio
from rasterio.enums import ColorInterp

from geo.coverage.classes import OUTSIDE
from geo.exports.files import nothing_to_tell, saying_what_failed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.coverage.grid import Grid
    from geo.exports.files import Progress

NODATA_M = -9999.0
"""Where a surface says nothing: outside the area, or where nothing can be reached."""

_COG = {
    "driver": "COG",
    "count": 1,
    "blocksize": 512,
    # Read by every GIS; a higher level saves a tenth and takes three times as long.
    "compress": "DEFLATE",
    "level": 1,
    "num_threads": "ALL_CPUS",
    "bigtiff": "IF_SAFER",
}


def write_surface(
    made: Path,
    values: NDArray[np.float32],
    area: NDArray[np.bool_],
    grid: Grid,
    *,
    tags: Mapping[str, str],
    progress: Progress = nothing_to_tell,
) -> None:
    """Write distances [m] or times [s] as float32.

    Parameters
    ----------
    made
        The file; write it in a folder of its own and move it into place
        (:func:`geo.exports.files.scratch`), so that nobody sees half of it.
    values
        The surface.
    area
        Cells that something is said about; the others are :data:`NODATA_M`.
    grid
        The cells of both.
    tags
        Metadata; ``description`` and ``unit`` are the band's.
    progress
        Told how many rows are done; it may raise to call the work off.

    Raises
    ------
    ExportError
        If the file cannot be written.
    """
    profile = {"dtype": "float32", "nodata": NODATA_M, "predictor": 3,
               "overview_resampling": "AVERAGE"}  # fmt: skip
    with saying_what_failed(made.parent), _opened(made, grid, profile, tags) as target:
        for rows in grid.strips():
            progress(f"write {tags['unit']}", rows.start, grid.height)
            said = area[rows] & np.isfinite(values[rows])
            target.write(np.where(said, values[rows], np.float32(NODATA_M)), 1,
                         window=_window(grid, rows))  # fmt: skip


def write_classes(
    made: Path,
    classes: NDArray[np.uint8],
    grid: Grid,
    *,
    colours: Mapping[int, tuple[int, int, int, int]],
    tags: Mapping[str, str],
    progress: Progress = nothing_to_tell,
) -> None:
    """Write classes as uint8 with a colour table; :data:`~geo.coverage.classes.OUTSIDE` is nodata.

    Parameters
    ----------
    made
        The file, as for :func:`write_surface`.
    classes
        From :func:`geo.coverage.classes.classify`.
    grid
        The cells.
    colours
        Red, green, blue, opacity [0..255] of each class.
    tags
        Metadata; ``description`` is the band's.
    progress
        Told how many rows are done; it may raise to call the work off.

    Raises
    ------
    ExportError
        If the file cannot be written.
    """
    # An average of classes would be a class that nobody gave; the nearest one is one of them.
    profile = {"dtype": "uint8", "nodata": OUTSIDE, "overview_resampling": "NEAREST"}
    with saying_what_failed(made.parent), _opened(made, grid, profile, tags) as target:
        target.colorinterp = [ColorInterp.palette]
        target.write_colormap(1, dict(colours))
        for rows in grid.strips():
            progress("write classes", rows.start, grid.height)
            target.write(classes[rows], 1, window=_window(grid, rows))


def _opened(made: Path, grid: Grid, profile: Mapping[str, Any], tags: Mapping[str, str]) -> Any:  # noqa: ANN401 - rasterio has no types
    target = rasterio.open(
        made, "w", width=grid.width, height=grid.height, crs=grid.crs, transform=grid.transform,
        **_COG, **profile,
    )  # fmt: skip
    named = dict(tags)
    target.set_band_description(1, named.pop("description"))
    if unit := named.pop("unit", ""):
        target.set_band_unit(1, unit)
    target.update_tags(**named)
    return target


def _window(grid: Grid, rows: slice) -> tuple[tuple[int, int], tuple[int, int]]:
    return (rows.start, rows.stop), (0, grid.width)
