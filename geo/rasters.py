"""Any GeoTIFF: opened in windows, never whole; what it is, and why it cannot be used.

What is laid the other way up or turned is read through a warped view of itself on an upright grid,
cell by nearest cell, and says so.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import rasterio
from affine import Affine
from rasterio.enums import ColorInterp, Resampling
from rasterio.errors import RasterioError
from rasterio.vrt import WarpedVRT
from rasterio.warp import transform, transform_bounds
from rasterio.windows import Window

from geo.crs import WGS84
from geo.errors import CrsError, RasterError
from geo.reasons import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from rasterio.io import DatasetReader


MOST_CELLS = 6_000_000_000
"""Largest raster that is taken [cells]; one of 2 GB with a byte a cell has a third of them."""

_MOST_BLOCK_BYTES = 64_000_000
"""Largest piece in which a file may be stored: it has to be read whole."""

CACHE_BYTES = 128_000_000
"""What GDAL may keep of the pieces that it has read."""

_HARDLY = 1e-6
"""What of a cell is no cell of its own."""

_STRIP_CELLS = 4_000_000
"""Cells that are held at a time while a raster is looked through."""

_PICTURE = (ColorInterp.red, ColorInterp.green, ColorInterp.blue)


@dataclass(frozen=True, kw_only=True)
class Raster:
    """What a GeoTIFF is.

    Parameters
    ----------
    path
        Where it lies.
    crs
        Its CRS as a code, or by name where it has none.
    size
        Width and height [cells].
    cell
        Width and height of a cell [units of the CRS].
    crs_unit
        That unit, such as ``metre`` or ``degree``.
    bounds
        West, south, east, north in WGS 84 [degree].
    dtypes
        Type of each band.
    nodata
        Value of each band that stands for none; None where a mask or nothing tells.
    units
        Unit of each band's values, as the file says; empty where it says none.
    scaled
        Whether a band's values are to be multiplied or shifted, which is then done.
    turned
        Whether it is rotated, sheared or stored the other way up.
    palette
        Colours of the values of band 1 as red, green, blue, alpha; empty without a palette.
    picture
        Bands of red, green and blue; empty for a raster of values.
    about
        What the file tells of itself: texts by name.
    """

    path: Path
    crs: str
    size: tuple[int, int]
    cell: tuple[float, float]
    crs_unit: str
    bounds: tuple[float, float, float, float]
    dtypes: tuple[str, ...]
    nodata: tuple[float | None, ...]
    units: tuple[str, ...]
    scaled: bool
    turned: bool
    palette: dict[int, tuple[int, int, int, int]]
    picture: tuple[int, ...]
    about: dict[str, str]


@contextmanager
def opened(
    path: Path, *, level: int | None = None, name: str | None = None
) -> Iterator[DatasetReader]:
    """Open a GeoTIFF as it is stored, and nothing but a GeoTIFF.

    Parameters
    ----------
    path
        The file.
    level
        Which of its overviews to open instead, from 0; None: the raster itself.
    name
        What messages call it; the file's name if left out.

    Raises
    ------
    RasterError
        If it is none, is too large, is stored in too large pieces, or names other files.
    CrsError
        If it does not say where it lies.
    """
    name = name or path.name
    with rasterio.Env(GDAL_CACHEMAX=CACHE_BYTES):
        try:
            options = {} if level is None else {"OVERVIEW_LEVEL": level}
            raster = rasterio.open(path, driver="GTiff", **options)
        except RasterioError as error:
            raise RasterError(
                "{file} is no GeoTIFF that can be read: {why}",
                file=name,
                why=quoted(str(error)),
            ) from error
        with raster:
            _require_readable(raster, name)
            yield raster


@contextmanager
def upright(path: Path) -> Iterator[DatasetReader]:
    """Open a GeoTIFF on a grid whose rows run from north to south (see :func:`opened`)."""
    with opened(path) as raster:
        if not _is_turned(raster):
            yield raster
            return
        grid, width, height = _upright_grid(raster)
        with WarpedVRT(raster, crs=raster.crs, transform=grid, width=width, height=height,
                       resampling=Resampling.nearest, **mask_options(raster)) as view:  # fmt: skip
            yield view


def _upright_grid(raster: DatasetReader) -> tuple[Affine, int, int]:
    """Return an upright grid around a raster with cells as large as its own, and its size."""
    grid, across, down = raster.transform, raster.width, raster.height
    corners = [grid @ place for place in ((0, 0), (across, 0), (0, down), (across, down))]
    west, east = min(x for x, _ in corners), max(x for x, _ in corners)
    south, north = min(y for _, y in corners), max(y for _, y in corners)
    wide, high = math.hypot(grid.a, grid.d), math.hypot(grid.b, grid.e)
    width, height = (
        math.ceil(span - _HARDLY) for span in ((east - west) / wide, (north - south) / high)
    )
    return Affine(wide, 0, west, 0, -high, north), width, height


def mask_options(raster: DatasetReader, band: int = 1) -> dict[str, object]:
    """Return how a warped view of a raster tells cells without a value."""
    nodata = raster.nodatavals[band - 1]
    if nodata is not None:
        return {"src_nodata": nodata, "nodata": nodata}
    if raster.dtypes[band - 1].startswith("float"):
        return {"src_nodata": math.nan, "nodata": math.nan}
    return {} if ColorInterp.alpha in raster.colorinterp else {"add_alpha": True}


def describe(path: Path) -> Raster:
    """Say what a GeoTIFF is.

    Raises
    ------
    RasterError, CrsError
        As :func:`opened`.
    """
    with upright(path) as view, opened(path) as raster:
        kinds = raster.colorinterp
        picture = tuple(kinds.index(kind) + 1 for kind in _PICTURE if kind in kinds)
        scales = zip(raster.scales, raster.offsets, strict=True)
        return Raster(
            path=path,
            crs=_name_of(raster.crs),
            size=(view.width, view.height),
            cell=(abs(view.transform.a), abs(view.transform.e)),
            crs_unit=raster.crs.units_factor[0] if raster.crs.units_factor else "",
            bounds=transform_bounds(raster.crs, WGS84, *view.bounds, densify_pts=41),
            dtypes=tuple(raster.dtypes),
            nodata=tuple(raster.nodatavals),
            units=tuple(unit or "" for unit in raster.units),
            scaled=any(pair != (1.0, 0.0) for pair in scales),
            turned=_is_turned(raster),
            palette=raster.colormap(1) if kinds[0] == ColorInterp.palette else {},
            picture=picture if len(picture) == len(_PICTURE) else (),
            about={name: text for name, text in raster.tags().items() if name in _ABOUT},
        )


_ABOUT = ("SOURCE", "NOTE", "LICENCE", "LICENSE", "COPYRIGHT", "TIFFTAG_COPYRIGHT",
          "TIFFTAG_IMAGEDESCRIPTION", "TIFFTAG_DATETIME", "TIFFTAG_ARTIST")  # fmt: skip
"""What a file may tell of itself that its reader should see."""


def band_of(raster: Raster, band: int) -> int:
    """Return a band's number if there is one.

    Raises
    ------
    RasterError
        If there is none.
    """
    if not 1 <= band <= len(raster.dtypes):
        raise RasterError(
            "There is no band {band}; {file} has {count}.",
            band=band, file=raster.path.name, count=len(raster.dtypes),
        )  # fmt: skip
    return band


def sample(path: Path, band: int, most_px: int = 1024) -> NDArray[np.float64]:
    """Return values of a band, evenly from all over it, in no order; cells without one left out.

    Parameters
    ----------
    path
        GeoTIFF, with overviews if it is large (:func:`geo.raster_overviews.build_overviews`).
    band
        Counted from 1.
    most_px
        Longest side of what is read [cells].

    Raises
    ------
    RasterError
        If no cell of the whole band has a value.
    """
    with opened(path) as raster:
        shrink = max(raster.width, raster.height) / most_px
        shape = raster.shape if shrink <= 1 else tuple(
            max(round(side / shrink), 1) for side in raster.shape
        )  # fmt: skip
        values = values_in(raster, band, shape=shape).compressed()
        if not len(values):
            values = _first_values(raster, band)
    if not len(values):
        raise RasterError(
            "No cell of band {band} has a value: {file} is empty. Its nodata value may be wrong.",
            band=band, file=path.name,
        )  # fmt: skip
    return values


def _first_values(raster: DatasetReader, band: int) -> NDArray[np.float64]:
    """Look through a band until there are values."""
    for window in strips(raster, band):
        values = values_in(raster, band, window=window).compressed()
        if len(values):
            return values
    return np.empty(0)


def values_in(
    raster: DatasetReader,
    band: int,
    *,
    window: Window | None = None,
    shape: tuple[int, ...] | None = None,
) -> np.ma.MaskedArray[tuple[int, ...], np.dtype[np.float64]]:
    """Return values as the file means them: scaled, and masked where there is none.

    Parameters
    ----------
    raster
        From :func:`opened`.
    band
        Counted from 1.
    window
        Which part; the whole if left out.
    shape
        Rows and columns to make of it, each cell the nearest; as they are if left out.
    """
    read = raster.read(
        band, window=window, out_shape=shape, masked=True, resampling=Resampling.nearest
    )
    values = np.ma.masked_invalid(read.astype(float))
    return values * raster.scales[band - 1] + raster.offsets[band - 1]  # type: ignore[no-any-return, unused-ignore]


def strips(raster: DatasetReader, band: int = 1) -> Iterator[Window]:
    """Return windows from top to bottom, none of them large, each of whole rows of blocks."""
    height, _width = raster.block_shapes[band - 1]
    rows = max(_STRIP_CELLS // (raster.width * height), 1) * height
    for top in range(0, raster.height, rows):
        yield Window(0, top, raster.width, min(rows, raster.height - top))  # type: ignore[no-untyped-call, unused-ignore]


def _require_readable(raster: DatasetReader, name: str) -> None:
    if raster.crs is None:
        raise CrsError(
            "{file} has no coordinate reference system: nobody knows where it lies. Set it and try "
            "again.",
            file=name,
        )
    if raster.transform.is_identity or raster.transform.is_degenerate:
        raise CrsError(
            "{file} has a CRS but no position in it (no geotransform): georeference it first.",
            file=name,
        )
    if raster.tags(ns="OVERVIEWS"):
        raise RasterError("{file} names another file as its overviews; leave that out.", file=name)
    if raster.width * raster.height > MOST_CELLS:
        raise RasterError(
            "{file} has {width} × {height} cells; at most {most} can be worked on. Cut out the "
            "city first.",
            file=name, width=raster.width, height=raster.height, most=f"{MOST_CELLS:,}",
        )  # fmt: skip
    rows, columns = raster.block_shapes[0]
    weight = rows * columns * np.dtype(raster.dtypes[0]).itemsize
    if weight > _MOST_BLOCK_BYTES:
        raise RasterError(
            "{file} is stored in pieces of {size} MB, each of which must be read whole. Store it "
            "in tiles: gdal_translate -co TILED=YES -co COMPRESS=DEFLATE.",
            file=name, size=round(weight / 1e6),
        )  # fmt: skip


def _is_turned(raster: DatasetReader) -> bool:
    grid = raster.transform
    return bool(grid.b or grid.d or grid.e > 0 or grid.a < 0)


def _name_of(crs: rasterio.crs.CRS) -> str:
    authority = crs.to_authority()
    if authority is not None:
        return ":".join(authority)
    return crs.to_wkt().partition('"')[2].partition('"')[0] or "?"


def value_at(
    path: Path, lon: float, lat: float, *, bands: Sequence[int] = (1,)
) -> list[float] | None:
    """Return the values of the cell in which a place lies.

    Parameters
    ----------
    path
        GeoTIFF.
    lon, lat
        WGS 84 [degree].
    bands
        Counted from 1.

    Returns
    -------
    A value for each band, scaled as the file says; None outside, and where there is none.

    Raises
    ------
    CrsError, RasterError
        As :func:`opened`.
    """
    with opened(path) as raster:
        x, y = transform(WGS84, raster.crs, [lon], [lat])
        if not (math.isfinite(x[0]) and math.isfinite(y[0])):
            return None
        column, row = (math.floor(part) for part in ~raster.transform @ (x[0], y[0]))
        if not (0 <= column < raster.width and 0 <= row < raster.height):
            return None
        cell = raster.read(list(bands), window=Window(column, row, 1, 1), masked=True)
        scales = [(raster.scales[band - 1], raster.offsets[band - 1]) for band in bands]
    if np.ma.getmaskarray(cell).any() or not np.isfinite(cell.astype(float)).all():
        return None
    return [
        float(value) * scale + offset
        for value, (scale, offset) in zip(cell.ravel(), scales, strict=True)
    ]
