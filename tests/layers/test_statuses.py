from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.partial_dates import PartialDate, months_later
from layers.statuses import (
    CODES,
    REPORT_DAY,
    STALE,
    Event,
    StatusTable,
    effective_days,
    order_problems,
    status_at,
    steps,
)
from layers.vocabulary import STATUSES

KNOWN = [code for code in CODES if code != "unknown"]


def event(on: str, status: str, reason: str | None = None) -> Event:
    return Event(
        date=PartialDate(on), status=status, basis="published", source="s", reason=reason
    )  # fmt: skip


def at(day: date, *events: Event) -> tuple[str, bool]:
    found = status_at(events, day)
    return found.status, found.stale


dates = st.dates(date(2014, 1, 1), date(2027, 12, 31)).flatmap(
    lambda day: st.sampled_from([f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}"])
)
histories = st.lists(st.builds(event, dates, st.sampled_from(KNOWN)), max_size=6)
in_order = histories.map(lambda found: sorted(found, key=lambda e: (e.date.first, e.date.last)))
days = st.dates(date(2012, 1, 1), date(2032, 1, 1))


def turning_days(events: list[Event]) -> set[date]:
    """Every day at which something may change, and the days beside it."""
    turns = set()
    for one in events:
        turns |= {one.date.first, one.date.last, months_later(one.date.last, 24)}
    return {turn + timedelta(days=off) for turn in turns for off in (-1, 0, 1)}


class TestEffectiveDays:
    def test_a_month_or_a_year_counts_from_its_last_day(self) -> None:
        assert at(date(2021, 12, 30), event("2021", "completed")) == ("unknown", False)
        assert at(date(2021, 12, 31), event("2021", "completed")) == ("completed", False)
        assert at(date(2021, 6, 29), event("2021-06", "completed")) == ("unknown", False)

    def test_a_later_event_pulls_an_earlier_one_forward(self) -> None:
        events = [event("2021", "construction"), event("2021-06-15", "completed")]
        assert effective_days(events) == [date(2021, 6, 15), date(2021, 6, 15)]
        assert at(date(2021, 6, 14), *events) == ("unknown", False)
        assert at(date(2021, 6, 15), *events) == ("completed", False)

    @given(histories)
    def test_they_never_go_back(self, events: list[Event]) -> None:
        found = effective_days(events)
        assert found == sorted(found)
        assert all(day <= one.date.last for day, one in zip(found, events, strict=True))


class TestStatusAt:
    def test_before_the_first_event_nothing_is_known(self) -> None:
        found = status_at([event("2021-06-01", "construction")], date(2021, 5, 31))
        assert (found.status, found.last_event) == ("unknown", None)
        assert status_at([], date(2021, 5, 31)).status == "unknown"

    def test_the_report_counts_from_its_own_day(self) -> None:
        events = [event("2021-01-30", "construction")]
        assert at(date(2021, 1, 29), *events) == ("unknown", False)
        assert at(REPORT_DAY.first, *events) == ("construction", False)

    @pytest.mark.parametrize(
        ("on", "fresh"),
        [
            ("2021-01-30", date(2023, 1, 30)),
            ("2021-06", date(2023, 6, 30)),
            ("2021", date(2023, 12, 31)),
            ("2024-02-29", date(2026, 2, 28)),
        ],
    )
    def test_stale_after_24_months_to_the_day(self, on: str, fresh: date) -> None:
        events = [event(on, "construction")]
        assert at(fresh, *events) == ("construction", False)
        assert at(fresh + timedelta(days=1), *events) == ("construction", True)

    def test_what_is_completed_never_goes_stale(self) -> None:
        assert at(date(2099, 1, 1), event("2013", "completed")) == ("completed", False)

    @given(in_order, days)
    def test_it_never_knows_what_lies_ahead(self, events: list[Event], day: date) -> None:
        found = status_at(events, day).last_event
        assert found is None or found.date.first <= day


@given(histories, days)
def test_the_step_function_is_the_status_on_every_day(events: list[Event], day: date) -> None:
    function = steps(events)
    assert function == sorted(function, key=lambda step: step[0])
    for on in {day, *turning_days(events)}:
        number = on.year * 10_000 + on.month * 100 + on.day
        code = ([0] + [code for start, code in function if start <= number])[-1]
        assert (CODES[code % STALE], code >= STALE) == at(on, *events)


@given(st.lists(histories, max_size=5), days)
def test_the_table_is_the_status_of_every_row(rows: list[list[Event]], day: date) -> None:
    table = StatusTable([steps(events) for events in rows])
    for on in {day, *(turn for events in rows for turn in turning_days(events))}:
        found = [(CODES[code % STALE], bool(code >= STALE)) for code in table.codes_at(on)]
        assert found == [at(on, *events) for events in rows]


def test_an_empty_table() -> None:
    assert list(StatusTable([]).codes_at(date(2021, 1, 30))) == []


def test_codes_are_the_vocabulary() -> None:
    assert set(CODES) == set(STATUSES)
    assert len(CODES) < STALE


class TestOrder:
    @pytest.mark.parametrize("status", KNOWN)
    def test_the_same_again_is_news_that_nothing_changed(self, status: str) -> None:
        assert order_problems([event("2021", status), event("2022", status)]) == []

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("completed", "construction"),
            ("completed", "proposed"),
            ("completed", "suspended"),
            ("construction", "preliminary"),
            ("construction", "proposed"),
            ("preliminary", "proposed"),
        ],
    )
    def test_a_step_back_needs_a_reason(self, before: str, after: str) -> None:
        ((index, column, problem),) = order_problems([event("2021", before), event("2022", after)])
        assert (index, column) == (1, "status")
        assert after in problem
        assert before in problem
        assert order_problems([event("2021", before), event("2022", after, "correction")]) == []

    @pytest.mark.parametrize(
        ("before", "after"), list(product(["proposed", "preliminary", "construction"], KNOWN))
    )
    def test_a_step_ahead_or_a_halt_needs_none(self, before: str, after: str) -> None:
        forward = KNOWN.index(after) >= KNOWN.index(before)
        found = order_problems([event("2021", before), event("2022", after)])
        assert bool(found) is not forward

    @pytest.mark.parametrize(
        ("first", "second", "sound"),
        [
            ("2021-06-02", "2021-06-01", False),
            ("2021-07", "2021-06", False),
            ("2022", "2021-12-31", False),
            ("2021-06-15", "2021-06", True),
            ("2021", "2021-06-15", True),
            ("2021-06-15", "2021-06-15", True),
        ],
    )
    def test_dates_must_be_able_to_follow(self, first: str, second: str, *, sound: bool) -> None:
        problems = order_problems([event(first, "proposed"), event(second, "completed")])
        assert [column for _, column, _ in problems] == ([] if sound else ["date"])
