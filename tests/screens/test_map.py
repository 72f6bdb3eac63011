"""The message down stays small and harmless; what comes up is read with care."""

from __future__ import annotations

import json
import re
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit_folium import _get_feature_group_string, _get_map_string, generate_js_hash

from layers.view import THEMATIC_IDS
from outlets.webmap.packing import encode_rows
from screens.map import (
    Highlight,
    MapEvent,
    MapMessage,
    MessageGroup,
    Move,
    PlanMap,
    parse_event,
    script_literal,
)

MESSAGE = MapMessage(
    version="0" * 12, at=date(2026, 11, 22), on=THEMATIC_IDS, rows="eJw=",
    districts=("金水区", "郑东新区"), highlight=Highlight(layer="metro", id="metro-line-4", n=3),
    move=Move(bounds=(113.5, 34.6, 113.8, 34.9), n=2), lang="en", theme="dark",
)  # fmt: skip


def _sent(message: dict[str, object]) -> str:
    return str(_get_feature_group_string(MessageGroup(message), PlanMap()))


def _received(script: str) -> object:
    found = re.search(r"zhengtu\.receive\((.*)\);", script)
    assert found is not None
    return json.loads(found[1])


def test_the_browser_receives_what_was_sent() -> None:
    wire = MESSAGE.to_wire()
    assert _received(_sent(wire)) == json.loads(json.dumps(wire))
    assert MESSAGE.to_wire()["at"] == 20261122


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.none() | st.lists(st.text())))
def test_any_text_passes_unchanged_and_cannot_leave_its_literal(value: dict[str, object]) -> None:
    literal = script_literal(value)
    assert json.loads(literal) == value
    assert literal.isascii()
    assert not set(literal) & set("<>&'`$_#%")
    assert _received(_sent(value)) == value


@pytest.mark.parametrize(
    "text", ["</script>", "{{ 7 * 7 }}", "{{'map_div'}}", "_0", "map_div", "\u202e"]
)
def test_hostile_text_passes_unchanged(text: str) -> None:
    assert _received(_sent({"name": text})) == {"name": text}


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
    assert len(_sent(full.to_wire())) < 5_000


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        ({"event": "click", "layer": "metro", "id": "a", "nonce": "1"},
         MapEvent(event="click", layer="metro", id="a")),
        ({"event": "clear", "nonce": "2"}, MapEvent(event="clear", layer=None, id=None)),
        ({}, None),
        (None, None),
        ("click", None),
        ({"event": "click", "layer": ["metro"], "id": "a"}, None),
        ({"event": "click", "layer": "metro"}, None),
        ({"event": "delete", "layer": "metro", "id": "a"}, None),
    ],
)  # fmt: skip
def test_only_our_events_are_read(answer: object, event: MapEvent | None) -> None:
    assert parse_event(answer) == event
