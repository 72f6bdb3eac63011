"""Turn a selection into the small message that the map gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from outlets.webmap.packing import encode_rows
from screens.map import Highlight, MapMessage, Marked, Move

if TYPE_CHECKING:
    from layers.selection import Selection
    from layers.stories import Chapter
    from layers.symbols import Theme
    from screens.map import OtherSide

CARD_WIDTH_PX = 344
"""The open card floats over the map's right side; ``--zt-card`` in folding.css is as wide."""

MARGIN_DEG = 0.004
"""Ground around a point that the map shows when it goes there (about 400 m)."""


_BESIDE = ("stories", "analysis")
"""Panels that show no card over the map."""

WHOLE_CITY = (112.68, 34.24, 114.25, 34.99)
"""Where a chapter goes that names no place: west, south, east, north [degree]."""


def map_message(
    selection: Selection,
    *,
    theme: Theme,
    chapter: Chapter | None = None,
    other: OtherSide | None = None,
) -> MapMessage:
    """Return the message for the map.

    Parameters
    ----------
    selection
        What the reader has selected.
    theme
        Colours of the page.
    chapter
        The chapter that is presented; None outside stories.
    other
        What the map is compared with; None where it is not.
    """
    view = selection.view
    record = selection.record(view.selected) if view.selected else None
    count = int(st.session_state.get("pointed", 0))
    highlight = move = marked = None
    if chapter is not None:
        marked, flight = _directions(chapter, count=count)
        move = flight if count else None
    if record is not None and record.geometry is not None:
        highlight = Highlight(layer=record["layer"], id=record["id"], n=count)
        if count and st.session_state.get("pointed_at") == record["id"]:
            west, south, east, north = record.geometry.bounds
            move = Move(
                bounds=(west - MARGIN_DEG, south - MARGIN_DEG,
                        east + MARGIN_DEG, north + MARGIN_DEG),
                n=count,
            )  # fmt: skip
    has_card = record is not None or view.promise is not None
    return MapMessage(
        version=selection.dataset.version,
        at=selection.day,
        on=view.layers,
        rows=encode_rows(selection.filtered, plain=other is None),
        districts=view.districts,
        highlight=highlight,
        move=move,
        marked=marked,
        other=other,
        lang="zh" if view.language == "zh" else "en",
        theme=theme,
        inset=CARD_WIDTH_PX if has_card and chapter is None and view.panel not in _BESIDE else 0,
    )


def _directions(chapter: Chapter, *, count: int) -> tuple[Marked, Move]:
    """Return what the map points at in a chapter, and where it flies."""
    place = chapter.view.place
    if place is not None and chapter.bounds is None:
        move = Move(place=(place.lat, place.lng, place.zoom), fly=True, n=count)
    else:
        move = Move(bounds=chapter.bounds or WHOLE_CITY, fly=True, n=count)
    return Marked(ids=chapter.highlights, n=count), move
