"""Small GeoTIFFs for tests, near the middle of Zhengzhou."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import rasterio
from affine import Affine
from rasterio.enums import ColorInterp

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

CRS = "EPSG:4547"
WEST, NORTH, CELL_M = 460_000.0, 3_850_000.0, 100.0
GRID = Affine(CELL_M, 0, WEST, 0, -CELL_M, NORTH)


def tif(
    path: Path,
    values: NDArray[Any],
    *,
    crs: str | None = CRS,
    grid: Affine | None = GRID,
    palette: dict[int, tuple[int, int, int, int]] | None = None,
    mask: NDArray[np.bool_] | None = None,
    **profile: Any,
) -> Path:
    """Write values (rows, columns) or (bands, rows, columns)."""
    layers = values if values.ndim == 3 else values[None]
    bands, height, width = layers.shape
    if grid is not None:
        profile["transform"] = grid
    units = profile.pop("unit", None)
    scale = profile.pop("scale", None)
    with (
        rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True),
        rasterio.open(path, "w", driver="GTiff", width=width, height=height, count=bands,
                      dtype=layers.dtype, crs=crs, **profile) as made,
    ):  # fmt: skip
        if palette is not None:
            made.colorinterp = [ColorInterp.palette]
            made.write_colormap(1, palette)
        made.write(layers)
        if units is not None:
            made.units = [units] * bands
        if scale is not None:
            made.scales, made.offsets = [scale[0]] * bands, [scale[1]] * bands
        if mask is not None:
            made.write_mask(mask)
    return path


def numbered(rows: int = 40, columns: int = 60, dtype: str = "float32") -> NDArray[Any]:
    """Values that tell their place: row * 100 + column."""
    return (np.arange(rows)[:, None] * 100 + np.arange(columns)[None]).astype(dtype)


def checked(rows: int, columns: int, side: int) -> NDArray[np.uint8]:
    """A checkerboard of 1 and 2."""
    places = np.arange(rows)[:, None] // side + np.arange(columns)[None] // side
    return (places % 2 + 1).astype("uint8")
