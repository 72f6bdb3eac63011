from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from layers.build import build
from layers.catalogue import THEMATIC
from layers.changes import changes
from layers.selection import select
from layers.timeline import FIRST, Timeline, timeline
from layers.view import View
from views import filters

if TYPE_CHECKING:
    from layers.build import Dataset

TODAY = date(2026, 11, 22)
DATA = build()
EVERYTHING = View(candidates=True)


def of(view: View, *, dataset: Dataset = DATA, today: date = TODAY) -> Timeline:
    return timeline(select(dataset, view, today=today), today=today)


@settings(max_examples=25)
@given(filters)
def test_events_are_counted_where_their_source_puts_them(view: View) -> None:
    chosen = set(select(DATA, replace(view, statuses=()), today=TODAY).ids)
    months: Counter[tuple[int, int]] = Counter()
    years: Counter[int] = Counter()
    for layer in THEMATIC:
        for record in DATA.frames[layer.id].itertuples():
            for event in record.events if record.id in chosen else ():
                if event.date.first < FIRST:
                    continue
                parts = tuple(map(int, event.date.text.split("-")))
                if len(parts) == 1:
                    years[parts[0]] += 1
                else:
                    months[parts[0], parts[1]] += 1
    found = of(view)
    assert {(2013 + n // 12, n % 12 + 1): k for n, k in enumerate(found.months) if k} == months
    assert {2013 + n: k for n, k in enumerate(found.years) if k} == years


def test_the_date_and_the_statuses_of_the_view_do_not_matter() -> None:
    early = View(at=date(2014, 1, 1), statuses=("suspended",))
    assert of(early) == of(View())


def test_it_ends_today_or_with_the_last_due_date() -> None:
    assert of(View()).last == TODAY
    assert of(View(), today=date(2021, 6, 1)).last == date(2025, 12, 31)
    assert of(View()).first == FIRST
    assert len(of(View()).months) == 13 * 12 + 11
    assert len(of(View()).years) == 14


def test_a_play_halts_wherever_something_changes() -> None:
    stops = of(EVERYTHING).stops
    assert list(stops) == sorted(set(stops))
    assert all((stop + timedelta(days=1)).day == 1 or stop == TODAY for stop in stops)
    for start, end in zip((FIRST, *stops), (*stops, TODAY), strict=True):
        # Whatever changes up to a stop has changed in its month, not before.
        quiet = min(end, max(start, end.replace(day=1) - timedelta(days=1)))
        found = changes(DATA, EVERYTHING, start=start, end=quiet)
        assert [c for c in found if c.due is None and c.kind != "promised"] == []


def test_due_dates_of_records_and_promises() -> None:
    found = of(EVERYTHING)
    by_month = {(2013 + n // 12, n % 12 + 1): k for n, k in enumerate(found.dues) if k}
    promised = [row["due"] for row in DATA.commitments if row["due"]]
    held = [due for layer in THEMATIC for due in DATA.frames[layer.id]["due"] if due]
    assert by_month == Counter((due.last.year, due.last.month) for due in promised + held)
    assert sum(of(View(text="无此字样")).dues) == len(promised)


@pytest.mark.parametrize("view", [View(layers=()), View(text="无此字样")])
def test_nothing_selected(view: View) -> None:
    found = of(view)
    assert sum(found.months) == sum(found.years) == 0
