"""The turns of a promise say at every day what the ledger says."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.ledger import ledger_of
from layers.partial_dates import as_number
from outlets.pack.promises import promises

if TYPE_CHECKING:
    from layers.build import Dataset
    from layers.ledger import Entry

DAYS = st.dates(date(1900, 1, 1), date(2049, 12, 31)) | st.dates(date(2018, 1, 1), date(2029, 1, 1))


@cache
def made(dataset: Dataset) -> list[dict[str, Any]]:
    return promises(dataset)


def told(entry: Entry) -> list[Any]:
    state, due = entry.standing, entry.deadline
    last = None if state.last_known is None else state.last_known.text
    since = None if due.since is None else due.since.text
    reached = None if due.reached is None else due.reached.isoformat()
    return [state.status, int(state.stale), state.origin, last, due.state, since, reached]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(day=DAYS)
def test_turns_say_what_the_ledger_says(dataset: Dataset, day: date) -> None:
    entries = ledger_of(dataset).entries(day)
    for promise, entry in zip(made(dataset), entries, strict=True):
        passed = [turn for turn in promise["turns"] if turn[0] <= as_number(day)]
        assert passed[-1][1:] == told(entry), promise["id"]


def test_turns_are_few_and_in_order(dataset: Dataset) -> None:
    for promise in made(dataset):
        days = [turn[0] for turn in promise["turns"]]
        assert days == sorted(set(days))
        assert days[0] == 19000101
        for before, turn in zip(promise["turns"], promise["turns"][1:], strict=False):
            assert before[1:] != turn[1:]


def test_facets_are_those_of_the_ledger(dataset: Dataset) -> None:
    entries = ledger_of(dataset).entries(date(2026, 1, 1))
    for promise, entry in zip(made(dataset), entries, strict=True):
        assert promise["districts"] == list(entry.districts)
        answering = [answer for answer in entry.answers if answer.answers]
        assert set(promise["placements"]) == {answer.placement for answer in answering}
        assert sum(answer["counts"] for answer in promise["answers"]) == len(answering)
