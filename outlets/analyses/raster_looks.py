"""How a raster is drawn on the map: values in a ramp, classes in colours, a picture as it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Literal

import numpy as np

from geo.errors import RasterError
from geo.raster_tiles import TILE_PX, Tile, read_tile
from geo.raster_zones import MOST_CLASSES
from geo.rasters import sample
from outlets.prints.png import PngStream

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.rasters import Raster

Kind = Literal["values", "classes", "picture"]
Colour = tuple[int, int, int, int]
"""Red, green, blue, opacity [0..255]."""

RAMP = "viridis"
"""Even in lightness, and told apart with any colour vision; on light and on dark ground."""

_EDGE_PERCENT = 2.0
"""Share of the values below and above which the ramp does not go [%]: one outlier must not grey
the rest."""

_STOPS = 9
_FEW = 20
"""Classes for which there is a list of unlike colours."""

_SCREEN_DPI = 96

EDGED_ZOOM = 11
"""Zoom from which classes have an edge: farther out it would be wider than what it goes around."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a raster is drawn.

    Parameters
    ----------
    kind
        What its values are.
    bands
        Those that are read: one, or red, green and blue.
    low, high
        Values at the ends of the ramp, or of a picture's light.
    colours
        Colour of each class.
    held
        Classes that occur.
    edge
        Colour of the line around what is drawn of classes, where others are seen through; drawn
        from :data:`EDGED_ZOOM` on. None: no line.
    """

    kind: Kind
    bands: tuple[int, ...]
    low: float = 0.0
    high: float = 255.0
    colours: dict[int, Colour] = field(default_factory=dict)
    held: tuple[int, ...] = ()
    edge: Colour | None = None


def look_of(raster: Raster, *, band: int = 1, kind: Kind | None = None) -> Look:
    """Choose how a raster is drawn.

    Parameters
    ----------
    raster
        What it is.
    band
        Band of values or classes, counted from 1.
    kind
        What its values are; None: what the file says (a palette: classes; red, green and blue: a
        picture; else values).

    Raises
    ------
    RasterError
        If no cell has a value, or there are too many classes.
    """
    if kind is None:
        kind = "picture" if raster.picture else "classes" if raster.palette else "values"
    if kind == "picture" and not raster.picture:
        raise RasterError("{file} has no bands of red, green and blue.", file=raster.path.name)
    if kind == "picture":
        low, high = _ends(np.concatenate([sample(raster.path, each) for each in raster.picture]))
        bytes_only = {raster.dtypes[each - 1] for each in raster.picture} == {"uint8"}
        ends = (0.0, 255.0) if bytes_only else (low, high)
        return Look(kind=kind, bands=raster.picture, low=ends[0], high=ends[1])
    values = sample(raster.path, band)
    if kind == "values":
        low, high = _ends(values)
        return Look(kind=kind, bands=(band,), low=low, high=high)
    held = np.unique(values)
    if len(held) > MOST_CLASSES or (held != held.round()).any():
        raise RasterError(
            "The values of band {band} are no classes: there are {count} different ones, or they "
            "are no whole numbers. Show them as values.",
            band=band, count=len(held),
        )  # fmt: skip
    palette = raster.palette if band == 1 else {}
    classes = tuple(int(value) for value in held)
    return Look(kind=kind, bands=(band,), colours=_colours(classes, palette), held=classes)


def _ends(values: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.percentile(values, [_EDGE_PERCENT, 100 - _EDGE_PERCENT])
    if low == high:  # the rest may differ where almost all are the same
        low, high = values.min(), values.max()
    return float(low), float(high)


def _colours(classes: tuple[int, ...], palette: dict[int, Colour]) -> dict[int, Colour]:
    from matplotlib import colormaps  # noqa: PLC0415 - takes a while, and a palette needs none

    if palette:
        return dict(palette)
    few = len(classes) <= _FEW
    # In the list a light one stands beside each strong one: first all strong, then all light.
    unlike = np.argsort(np.arange(_FEW) % 2, kind="stable")
    at = unlike[: len(classes)] if few else np.linspace(0, 1, len(classes))
    picked = colormaps["tab20" if few else "turbo"](at, bytes=True)
    return {value: _plain(colour) for value, colour in zip(classes, picked, strict=True)}


def _plain(colour: NDArray[np.uint8]) -> Colour:
    red, green, blue, opacity = (int(part) for part in colour)
    return red, green, blue, opacity


@cache
def _ramp() -> NDArray[np.uint8]:
    from matplotlib import colormaps  # noqa: PLC0415 - as above

    found: NDArray[np.uint8] = colormaps[RAMP](np.arange(256), bytes=True)
    return found


def ramp_colours() -> list[str]:
    """Return colours along the ramp, from low to high, as a browser writes them."""
    return [css(_plain(_ramp()[at])) for at in np.linspace(0, 255, _STOPS).round().astype(int)]


def css(colour: Colour) -> str:
    """Return a colour as a browser writes it."""
    red, green, blue, opacity = colour
    return f"rgb({red} {green} {blue} / {opacity / 255:.3g})"


def picture_of(path: Path, look: Look, tile: Tile) -> bytes:
    """Draw a tile.

    Parameters
    ----------
    path
        GeoTIFF.
    look
        How.
    tile
        Which one.

    Returns
    -------
    PNG with 256 pixels a side; transparent where there is no value.

    Raises
    ------
    CrsError, RasterError
        As :func:`geo.raster_tiles.read_tile`.
    """
    values, valid = read_tile(path, tile, bands=look.bands, nearest=look.kind == "classes")
    painted = _painted(look, values, valid)
    if look.edge is not None and tile.zoom >= EDGED_ZOOM:
        painted[_edges(painted[..., 3] > 0)] = look.edge
    return _png(painted)


def _painted(
    look: Look, values: NDArray[np.generic], valid: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    """Return the colour of each pixel (256, 256, 4)."""
    painted = np.zeros((TILE_PX, TILE_PX, 4), dtype=np.uint8)
    if look.kind == "classes":
        for value in np.unique(values[0][valid]):
            painted[valid & (values[0] == value)] = look.colours.get(int(value), UNNAMED)
        return painted
    span = look.high - look.low or 1.0  # the same value everywhere
    shares = (values.astype(float) - look.low) / span
    shares[:, ~valid] = 0.0
    levels = np.clip(np.rint(shares * 255), 0, 255).astype(np.uint8)
    if look.kind == "values":
        painted[valid] = _ramp()[levels[0][valid]]
    else:
        painted[..., :3] = np.moveaxis(levels, 0, -1)
        painted[..., 3] = 255
        painted[~valid] = 0
    return painted


def _edges(drawn: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the pixels that are drawn beside one that is not; beyond the tile nobody knows."""
    beside = np.zeros_like(drawn)
    beside[1:] |= ~drawn[:-1]
    beside[:-1] |= ~drawn[1:]
    beside[:, 1:] |= ~drawn[:, :-1]
    beside[:, :-1] |= ~drawn[:, 1:]
    return drawn & beside


UNNAMED: Colour = (127, 127, 127, 255)
"""Colour of a class that has none of its own."""


def _png(pixels: NDArray[np.uint8]) -> bytes:
    packed = BytesIO()
    stream = PngStream(packed, (TILE_PX, TILE_PX), dpi=_SCREEN_DPI, words={}, clear=True)
    stream.rows(pixels)
    stream.finish()
    return packed.getvalue()
