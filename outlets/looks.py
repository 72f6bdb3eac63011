"""How records look in formats that carry looks in the file: KML folders and CAD layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.exports import Style
from layers.catalogue import layer as layer_named
from layers.symbols import LAYER_SYMBOLS, STATUS_SYMBOLS
from layers.vocabulary import STATUSES

if TYPE_CHECKING:
    import geopandas as gpd

LAYER_CODES = {
    "districts": "DISTRICT",
    "hydrography": "WATER",
    "expressways": "EXPWAY",
    "yellow_river": "RIVER",
    "core_blocks": "BLOCK",
    "parks": "PARK",
    "key_projects": "PROJECT",
    "dead_end_roads": "DEADEND",
    "metro": "METRO",
    "metro_stations": "STATION",
}
"""ASCII code of each layer; a CAD layer is named ``METRO_CON``."""

STATUS_CODES = {
    "proposed": "PRO",
    "preliminary": "PRE",
    "construction": "CON",
    "completed": "COM",
    "suspended": "SUS",
    "unknown": "UNK",
}


def style_of(layer: str, status: str | None, colour: str | None = None) -> Style:
    """Return the style of a layer's records with a status.

    Parameters
    ----------
    layer
        Layer id.
    status
        Status code, None on a background layer.
    colour
        The record's own ``#rrggbb`` (a metro line's), None for the layer's.
    """
    symbol = LAYER_SYMBOLS[layer]
    title = layer_named(layer).title.zh
    code = LAYER_CODES[layer]
    if status is None:
        return Style(code=code, title=title, colour=symbol.light, width_px=symbol.weight_px)
    look = STATUS_SYMBOLS[status]
    tail = f"_{colour[1:].upper()}" if colour else ""
    return Style(
        code=f"{code}_{STATUS_CODES[status]}{tail}",
        title=f"{title} {STATUSES[status].zh}",
        colour=colour or symbol.light,
        width_px=symbol.weight_px * look.weight,
        opacity=look.fill_opacity,
        dash=look.dash,
    )


def drawing(
    frame: gpd.GeoDataFrame, nested: gpd.GeoDataFrame, layer: str, *, own_colours: bool
) -> tuple[pd.DataFrame, dict[str, Style]]:
    """Return label, style and time span of each record.

    Parameters
    ----------
    frame
        Flat records (:func:`outlets.records.flat`).
    nested
        The same records with their events (:func:`outlets.records.exported`).
    layer
        Layer id.
    own_colours
        True to draw a metro line in its own colour (KML); a CAD layer has one colour.

    Returns
    -------
    ``style``, ``label``, ``begin`` and ``end`` on the frame's index, and the styles by code.
    """
    colours = frame["colour"] if own_colours and "colour" in frame else [None] * len(frame)
    styles = [
        style_of(layer, status, colour)
        for status, colour in zip(frame["status"], colours, strict=True)
    ]
    rows = pd.DataFrame(
        {
            "style": [style.code for style in styles],
            "label": frame["name_zh"].tolist(),
            "begin": [_begin(events) for events in nested["events"]],
            "end": None,
        },
        index=frame.index,
    )
    return rows, {style.code: style for style in styles}


def _begin(events: list[dict[str, Any]]) -> str | None:
    """Return the date of a record's first event; a thing is not said to end."""
    return next((str(event["date"]) for event in events if event["date"]), None)
