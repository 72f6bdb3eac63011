"""The map in the page: a constant Folium map, a small message down, a click up.

The script never changes, so streamlit-folium draws the map once. What is selected travels as a part
of the page (:mod:`screens.parts`), whose script hands it to the map's frame: streamlit-folium's own
``feature_group_to_add`` would evaluate it as a script, two tasks and a picture after the page shows
its new figures. Clicks come back through that part: a server that was started anew cannot tell a
value of streamlit-folium's from one of an hour ago. The front end (:mod:`outlets.webmap`) applies
the message without redrawing the map. Pan and zoom never rerun the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import folium
import streamlit as st
from folium.template import Template
from streamlit_folium import st_folium

from screens.frontend import script_url
from screens.parts import mount

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

MAP_HEIGHT_PX = 640
"""Height asked of the frame; the page's style may stretch it, the map fills what it gets."""


@dataclass(frozen=True, kw_only=True)
class Highlight:
    """The selected feature; ``n`` grows with each new wish to point at it."""

    layer: str
    id: str
    n: int = 0


@dataclass(frozen=True, kw_only=True)
class Move:
    """Where the map goes, WGS 84 degrees; ``n`` grows with each wish.

    ``bounds`` (west, south, east, north), or ``place`` (latitude, longitude, zoom); ``fly`` goes
    there in one sweep, as a story does.
    """

    bounds: tuple[float, float, float, float] | None = None
    place: tuple[float, float, float] | None = None
    fly: bool = False
    n: int


@dataclass(frozen=True, kw_only=True)
class Marked:
    """Ids of the records that a story points at; ``n`` grows with each chapter."""

    ids: tuple[str, ...]
    n: int


@dataclass(frozen=True, kw_only=True)
class OtherSide:
    """What the map is compared with.

    Parameters
    ----------
    mode
        ``swipe``: the other side lies left of a divider; ``changes``: differences are stressed.
    at
        Its day.
    names
        Names of the left and the right side.
    on, rows
        Its layers and rows, as in a message; None and empty for the same as on the right.
    kinds
        What :func:`outlets.webmap.packing.encode_numbers` made of the kinds of difference.
    """

    mode: str
    at: date
    names: tuple[str, str]
    on: tuple[str, ...] | None = None
    rows: str = ""
    kinds: str = ""

    def to_wire(self) -> dict[str, Any]:
        """Return it as JSON-ready data."""
        return vars(self) | {"at": int(self.at.strftime("%Y%m%d"))}


@dataclass(frozen=True, kw_only=True)
class MapMessage:
    """Everything the map needs to know, a few hundred bytes.

    Parameters
    ----------
    version
        Version of the payload that ``rows`` counts in.
    at
        Day of the statuses.
    on
        Visible layers.
    rows
        What :func:`outlets.webmap.packing.encode_rows` made of the selection.
    districts
        Names of the districts in the filter; their outlines are stressed.
    highlight, move
        What to point at and where to go; None for nothing.
    marked
        What a story's chapter points at; None outside stories.
    other
        What the map is compared with; None where it is not.
    lang, theme
        Language and colours of the map.
    inset
        What lies over the map's right side in a wide window [CSS px].
    """

    version: str
    at: date
    on: tuple[str, ...]
    rows: str
    districts: tuple[str, ...] = ()
    highlight: Highlight | None = None
    move: Move | None = None
    marked: Marked | None = None
    other: OtherSide | None = None
    lang: Literal["zh", "en"] = "zh"
    theme: Literal["light", "dark"] = "light"
    inset: int = 0

    def to_wire(self) -> dict[str, Any]:
        """Return the message as JSON-ready data, without its sequence number."""
        highlight, move = self.highlight, self.move
        return {
            "version": self.version,
            "at": int(self.at.strftime("%Y%m%d")),
            "on": list(self.on),
            "rows": self.rows,
            "districts": list(self.districts),
            "highlight": vars(highlight) if highlight else None,
            "move": vars(move) if move else None,
            "marked": vars(self.marked) if self.marked else None,
            "other": self.other.to_wire() if self.other else None,
            "lang": self.lang,
            "theme": self.theme,
            "inset": self.inset,
        }


@dataclass(frozen=True, kw_only=True)
class MapEvent:
    """What the reader did on the map: clicked a feature, or cleared the selection."""

    event: Literal["click", "clear"]
    layer: str | None
    id: str | None


class PlanMap(folium.Map):
    """A Folium map whose script is constant and whose files come from our own origin."""

    # Folium's own header switches pinch zoom off and its page has no title (two WCAG failures).
    _template = Template(
        """
        {% macro header(this, kwargs) %}{% endmacro %}
        {% macro html(this, kwargs) %}
            <div class="folium-map" id={{ this.get_name()|tojson }} ></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = zhengtu.create({{ this.get_name()|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__(tiles=None)
        self.default_js = [("map", script_url())]
        self.default_css = []


def show_map(
    message: MapMessage, *, on_event: Callable[[MapEvent], None], key: str = "map"
) -> None:
    """Show the map, or tell the one on screen what has changed.

    Parameters
    ----------
    message
        What to show.
    on_event
        Called before the page runs again, when the reader clicked; one run suffices for an answer.
    key
        Name of the map in the page, one per visit.

    Raises
    ------
    MissingAssetError
        If a front-end file was not installed.
    """

    def changed(made: dict[str, Any]) -> None:
        event = parse_event(made)
        if event is not None:
            on_event(event)

    numbered = {"seq": _sequence(message, key=key), **message.to_wire()}
    mount("map", numbered, on_change=changed)
    st_folium(
        PlanMap(),
        key=key,
        height=MAP_HEIGHT_PX,
        use_container_width=True,
        returned_objects=[],
    )


def _sequence(message: MapMessage, *, key: str) -> int:
    """Return a message's number in this visit; the same message keeps its number."""
    slot = f"{key}.sent"
    number, sent = st.session_state.get(slot, (0, None))
    if sent != message:
        number += 1
        st.session_state[slot] = (number, message)
    return int(number)


def parse_event(made: dict[str, Any]) -> MapEvent | None:
    """Read what the browser sent; None if it is not one of our events.

    The value comes from outside: whoever uses ``layer`` and ``id`` must look them up.
    """
    layer, identifier = made.get("layer"), made.get("id")
    if made.get("event") == "clear":
        return MapEvent(event="clear", layer=None, id=None)
    if made.get("event") == "click" and isinstance(layer, str) and isinstance(identifier, str):
        return MapEvent(event="click", layer=layer, id=identifier)
    return None
