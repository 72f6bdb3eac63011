"""The message down stays small and harmless; what comes up is read with care."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import numpy as np
import pytest
from streamlit_folium import _get_map_string, generate_js_hash

from layers.view import THEMATIC_IDS
from outlets.webmap.packing import encode_rows
from screens.map import (
    Highlight,
    MapEvent,
    MapMessage,
    Move,
    PlanMap,
    parse_event,
)

MESSAGE = MapMessage(
    version="0" * 12, at=date(2026, 11, 22), on=THEMATIC_IDS, rows="eJw=",
    districts=("金水区", "郑东新区"), highlight=Highlight(layer="metro", id="metro-line-4", n=3),
    move=Move(bounds=(113.5, 34.6, 113.8, 34.9), n=2), lang="en", theme="dark",
)  # fmt: skip


def test_days_travel_as_numbers_and_the_rest_as_json() -> None:
    wire = json.loads(json.dumps(MESSAGE.to_wire()))
    assert wire["at"] == 20261122
    assert wire["highlight"] == {"layer": "metro", "id": "metro-line-4", "n": 3}
    assert wire["districts"] == ["金水区", "郑东新区"]


def test_the_maps_script_and_key_never_change() -> None:
    scripts = {_get_map_string(PlanMap()) for _ in range(3)}
    assert len(scripts) == 1
    assert len({generate_js_hash(script, "map") for script in scripts}) == 1


def test_every_file_of_the_map_is_ours() -> None:
    plan = PlanMap()
    for _, url in [*plan.default_js, *plan.default_css]:
        assert url.startswith("../../assets/map.")


def test_the_message_stays_below_five_kilobytes_at_forty_times_the_data() -> None:
    chosen = np.random.default_rng(7).random(24_000) < 0.5
    full = MapMessage(**{**vars(MESSAGE), "rows": encode_rows(chosen)})
    assert len(json.dumps(full.to_wire())) < 5_000


@pytest.mark.parametrize(
    ("made", "event"),
    [
        ({"event": "click", "layer": "metro", "id": "a"},
         MapEvent(event="click", layer="metro", id="a")),
        ({"event": "clear"}, MapEvent(event="clear", layer=None, id=None)),
        ({}, None),
        ({"theme": True}, None),
        ({"event": "click", "layer": ["metro"], "id": "a"}, None),
        ({"event": "click", "layer": "metro"}, None),
        ({"event": "delete", "layer": "metro", "id": "a"}, None),
    ],
)  # fmt: skip
def test_only_our_events_are_read(made: dict[str, Any], event: MapEvent | None) -> None:
    assert parse_event(made) == event
