"""From the symbol table to one record's look on white paper."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from layers.symbols import (
    CATEGORY_SYMBOLS,
    GROUNDS,
    LAYER_SYMBOLS,
    PLACEMENT_SYMBOLS,
    STATUS_SYMBOLS,
    Marker,
    StatusSymbol,
    edge_colour,
    faded_colour,
)

if TYPE_CHECKING:
    import geopandas as gpd

GROUND = GROUNDS["light"]
"""Paper is a light sheet."""

_BACKGROUND = StatusSymbol(fill="solid")
_GREY_RADIUS = 0.8


@dataclass(frozen=True, kw_only=True)
class Look:
    """How one record looks. Lengths are the symbol table's CSS pixels.

    Parameters
    ----------
    status
        Status code; empty on the background.
    symbol
        What the status says about dash and fill.
    colour, edge
        Colour, and that of the thin edge where the colour alone is too pale.
    marker, radius_px, weight_px, dash
        Shape and size.
    fill
        Fill of a background area, empty for none.
    soft
        True where the position is approximate.
    stale
        True where what we know is old.
    schematic
        True for a symbolic link.
    accuracy_m
        Error of the position [m], 0 where unknown.
    interchange
        True for a station of several lines.
    """

    status: str = ""
    symbol: StatusSymbol = _BACKGROUND
    colour: str
    edge: str
    marker: Marker = "circle"
    radius_px: float = 5
    weight_px: float = 2
    dash: tuple[float, ...] = ()
    fill: str = ""
    soft: bool = False
    stale: bool = False
    schematic: bool = False
    accuracy_m: float = 0
    interchange: bool = False


def looks_of(frame: gpd.GeoDataFrame, layer: str) -> list[Look]:
    """Return the look of every row of a layer's frame.

    Parameters
    ----------
    frame
        Selected records of a thematic layer (:meth:`layers.selection.Selection.frame`), stations
        with the ``colours`` of their lines; or any of a background layer.
    layer
        Layer id.
    """
    if "status" not in frame:
        return [background_look(layer, category) for category in frame["category"]]
    own = frame["colour"] if "colour" in frame else [None] * len(frame)
    lines = frame["colours"] if "colours" in frame else [()] * len(frame)
    columns = ("status", "stale", "placement", "schematic", "accuracy_m")
    rows = zip(*(frame[name] for name in columns), own, lines, strict=True)
    return [_look(layer, *row) for row in rows]


def _look(layer: str, *row: Any) -> Look:  # noqa: ANN401 - cells of a frame
    status, stale, placement, schematic, accuracy_m, given, lines = row
    own = given or next(iter(lines), None)
    base, symbol = LAYER_SYMBOLS[layer], STATUS_SYMBOLS[status]
    full = GROUND.grey if symbol.grey else own or base.light
    # A metro line keeps its official colour even when what is known of it is old.
    faded = bool(stale) and not own and not symbol.grey
    colour = faded_colour(full, theme="light") if faded else full
    return Look(
        status=status,
        symbol=symbol,
        colour=colour,
        edge=edge_colour(colour, theme="light"),
        marker=base.marker,
        radius_px=base.radius_px * (_GREY_RADIUS if symbol.grey else 1),
        weight_px=base.weight_px * symbol.weight,
        dash=symbol.dash,
        soft=PLACEMENT_SYMBOLS[placement].soft_edge,
        stale=bool(stale),
        schematic=bool(schematic),
        accuracy_m=0.0 if math.isnan(accuracy_m) else float(accuracy_m),
        interchange=len(lines) > 1,
    )


def background_look(layer: str, category: str = "") -> Look:
    """Return the look of a record of the quiet base."""
    base = CATEGORY_SYMBOLS.get((layer, category), LAYER_SYMBOLS[layer])
    return Look(
        colour=base.light,
        edge=base.light,
        marker=base.marker,
        radius_px=base.radius_px,
        weight_px=base.weight_px,
        dash=base.dash,
        fill=base.fill_light,
    )
