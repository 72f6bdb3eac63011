"""Tiles of a raster for a web map: 256 pixels a side, Web Mercator, worked out when asked for.

A tile lies where the map draws it to within an eighth of a pixel. On a map whose ground is GCJ-02
the tile's grid is shifted like the ground is: over a tile the shift is as good as linear, so the
grid is the linear one through the tile's corners.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from affine import Affine
from rasterio.enums import Resampling
from rasterio.vrt import WarpedVRT
from rasterio.warp import transform

from geo.datum import gcj02_to_wgs84
from geo.errors import RasterError
from geo.rasters import mask_options, opened

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

TILE_PX = 256
DEEPEST_ZOOM = 22
_WEB_MERCATOR = "EPSG:3857"
_RADIUS_M = 6378137.0
_HALF_M = math.pi * _RADIUS_M


@dataclass(frozen=True)
class Tile:
    """Place of a tile in the usual scheme: column from the west, row from the north."""

    zoom: int
    column: int
    row: int
    shifted: bool = False
    """Whether the ground of the map is GCJ-02."""

    def __post_init__(self) -> None:
        side = 2**self.zoom if 0 <= self.zoom <= DEEPEST_ZOOM else 0
        if not (0 <= self.column < side and 0 <= self.row < side):
            raise RasterError(
                "There is no tile {zoom}/{column}/{row}.",
                zoom=self.zoom, column=self.column, row=self.row,
            )  # fmt: skip

    @property
    def grid(self) -> Affine:
        """From (column, row) of its pixels to Web Mercator of WGS 84 [m]."""
        side = 2 * _HALF_M / 2**self.zoom
        west, north = self.column * side - _HALF_M, _HALF_M - self.row * side
        size = side / TILE_PX
        if not self.shifted:
            return Affine(size, 0, west, 0, -size, north)
        x = np.array([west, west + side, west, west + side])
        y = np.array([north, north, north - side, north - side])
        lon, lat = gcj02_to_wgs84(
            np.degrees(x / _RADIUS_M), np.degrees(np.arctan(np.sinh(y / _RADIUS_M)))
        )
        x, y = np.radians(lon) * _RADIUS_M, np.arcsinh(np.tan(np.radians(lat))) * _RADIUS_M
        east_x, east_y = (_step(each, (1, 3), (0, 2)) for each in (x, y))
        south_x, south_y = (_step(each, (2, 3), (0, 1)) for each in (x, y))
        half = TILE_PX / 2
        return Affine(
            east_x, south_x, float(x.mean()) - half * (east_x + south_x),
            east_y, south_y, float(y.mean()) - half * (east_y + south_y),
        )  # fmt: skip


def _step(corners: NDArray[np.float64], to: tuple[int, int], since: tuple[int, int]) -> float:
    """Return what one pixel makes between two sides of a tile."""
    return float(corners[list(to)].mean() - corners[list(since)].mean()) / TILE_PX


def _level(path: Path, tile: Tile) -> int | None:
    """Return the coarsest overview whose cells are no larger than the tile's pixels."""
    middle = TILE_PX / 2
    places = [
        tile.grid @ (middle + across, middle + down) for across, down in ((0, 0), (1, 0), (0, 1))
    ]
    with opened(path) as raster:
        x, y = transform(_WEB_MERCATOR, raster.crs, *zip(*places, strict=True))
        cells = [~raster.transform @ place for place in zip(x, y, strict=True)]
        factors = raster.overviews(1)
    cells_per_px = min(math.dist(cells[0], cells[1]), math.dist(cells[0], cells[2]))
    fine = [level for level, factor in enumerate(factors) if factor <= cells_per_px]
    return fine[-1] if fine and math.isfinite(cells_per_px) else None


def read_tile(
    path: Path, tile: Tile, *, bands: Sequence[int] = (1,), nearest: bool = False
) -> tuple[NDArray[np.generic], NDArray[np.bool_]]:
    """Read a tile of a GeoTIFF.

    Parameters
    ----------
    path
        GeoTIFF in any CRS.
    tile
        Which one.
    bands
        Counted from 1.
    nearest
        Whether each pixel has the value of the cell below it, as classes must; else values between
        cells are interpolated.

    Returns
    -------
    Values (bands, 256, 256), scaled as the file says; and which pixels have one (256, 256).

    Raises
    ------
    CrsError, RasterError
        As :func:`geo.rasters.opened`.
    """
    method = Resampling.nearest if nearest else Resampling.bilinear
    with (
        opened(path, level=_level(path, tile)) as raster,
        WarpedVRT(raster, crs=_WEB_MERCATOR, transform=tile.grid, width=TILE_PX, height=TILE_PX,
                  resampling=method, **mask_options(raster, bands[0])) as view,
    ):  # fmt: skip
        values = view.read(list(bands))
        valid = np.all(view.read_masks(list(bands)) > 0, axis=0)
        scales = [(raster.scales[band - 1], raster.offsets[band - 1]) for band in bands]
    if any(scale != (1.0, 0.0) for scale in scales):
        values = np.stack([
            layer * scale + offset for layer, (scale, offset) in zip(values, scales, strict=True)
        ])  # fmt: skip
    if np.issubdtype(values.dtype, np.floating):
        valid &= np.isfinite(values).all(axis=0)
    return values, valid
