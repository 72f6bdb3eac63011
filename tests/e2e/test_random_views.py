"""Whatever a reader asks for, the browser shows exactly the ids that Python selected."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.catalogue import THEMATIC
from layers.view import CATEGORIES, THEMATIC_IDS, View, encode
from layers.vocabulary import DISTRICTS, PLACEMENTS, STATUSES, THEMES
from outlets.webmap.packing import encode_rows
from screens.map import MapMessage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from e2e.reader import Reader
    from layers.selection import Selection

EXAMPLES = 500
APPLY = """async (message) => {
  zhengtu.receive(message);
  for (let wait = 0; wait < 400 && zhengtu.painted !== message.seq; wait += 1) {
    await new Promise((next) => setTimeout(next, 5));
  }
  const shown = zhengtu.shownIds();
  const found = Object.entries(shown).map(([layer, ids]) =>
    [layer, ids.map((id) => [id, zhengtu.statusOf(id)])]);
  return [zhengtu.painted, Object.fromEntries(found)];
}"""
"""Hand a message to the map; answers its number once painted, and (id, status) by layer."""


def some(words: Any, most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(sorted(words)), max_size=most, unique=True).map(tuple)


VIEWS = st.builds(
    View,
    layers=st.one_of(st.just(THEMATIC_IDS), some(THEMATIC_IDS, 7)),
    districts=some(DISTRICTS, 3),
    statuses=some(STATUSES, 3),
    themes=some([code for code in THEMES if code != "background"], 3),
    categories=some(CATEGORIES, 4),
    placements=some(PLACEMENTS, 3),
    at=st.none() | st.dates(date(1950, 1, 1), date(2049, 12, 31))
    | st.dates(date(2018, 1, 1), date(2026, 12, 31)),
    text=st.sampled_from(["", "", "", "郑", "地铁", "huanghe", "gy", "line", "1", " ", "号 线"]),
    candidates=st.booleans(),
    language=st.sampled_from(["zh", "en"]),
)  # fmt: skip


def expected(selection: Selection) -> dict[str, list[list[str]]]:
    """Id and status of what must be shown, by layer."""
    shown = {}
    for layer in THEMATIC:
        frame = selection.frame(layer.id)
        located = frame[frame.geometry.notna()]
        shown[layer.id] = located[["id", "status"]].to_numpy().tolist()
    return shown


@pytest.fixture(scope="module")
def numbers() -> Iterator[int]:
    return iter(range(10_000, 1_000_000))


@settings(
    max_examples=EXAMPLES, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(view=VIEWS)
def test_browser_shows_what_python_selected(
    reader: Reader, python_selects: Callable[..., Selection], numbers: Iterator[int], view: View
) -> None:
    selection = python_selects(view)
    message = MapMessage(
        version=selection.dataset.version,
        at=selection.day,
        on=view.layers,
        rows=encode_rows(selection.filtered),
        districts=view.districts,
        lang="en" if view.language == "en" else "zh",
    )
    number = next(numbers)
    painted, shown = reader.map.evaluate(APPLY, {"seq": number, **message.to_wire()})
    assert painted == number
    assert shown == expected(selection)


@settings(
    max_examples=5, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(view=VIEWS)
def test_the_whole_way_through_the_address(
    reader: Reader, python_shows: Callable[..., dict[str, list[str]]], view: View
) -> None:
    reader.open(**encode(view))
    reader.expect_shown(python_shows(view))
