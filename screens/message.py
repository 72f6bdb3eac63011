"""Turn a selection into the small message that the map gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from outlets.webmap.payload import encode_rows
from screens.map import Highlight, MapMessage, Move

if TYPE_CHECKING:
    from layers.selection import Selection
    from layers.symbols import Theme

CARD_WIDTH_PX = 344
"""The open card floats over the map's right side; ``--zt-card`` in page.css is as wide."""

_MARGIN_DEG = 0.004
"""Ground around a point that the map shows when it goes there (about 400 m)."""


def map_message(selection: Selection, *, theme: Theme) -> MapMessage:
    """Return the message for the map."""
    view = selection.view
    record = selection.record(view.selected) if view.selected else None
    count = int(st.session_state.get("pointed", 0))
    highlight = move = None
    if record is not None and record.geometry is not None:
        highlight = Highlight(layer=record["layer"], id=record["id"], n=count)
        if count and st.session_state.get("pointed_at") == record["id"]:
            west, south, east, north = record.geometry.bounds
            move = Move(
                bounds=(west - _MARGIN_DEG, south - _MARGIN_DEG,
                        east + _MARGIN_DEG, north + _MARGIN_DEG),
                n=count,
            )  # fmt: skip
    return MapMessage(
        version=selection.dataset.version,
        at=selection.day,
        on=view.layers,
        rows=encode_rows(selection.filtered),
        districts=view.districts,
        highlight=highlight,
        move=move,
        lang="zh" if view.language == "zh" else "en",
        theme=theme,
        inset=CARD_WIDTH_PX if record is not None or view.promise is not None else 0,
    )
