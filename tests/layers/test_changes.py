from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.build import build, require_sound
from layers.catalogue import THEMATIC
from layers.changes import (
    COLUMNS,
    COMMITMENTS,
    STATUS_KINDS,
    History,
    changes,
    changes_frame,
    due_between,
    record_deadline,
    status_change,
)
from layers.commitments import DEADLINES
from layers.ledger import ledger_of
from layers.partial_dates import PartialDate
from layers.selection import select
from layers.statuses import CODES, REPORT_DAY, STALE, Event, status_at
from layers.view import View
from layers.vocabulary import CHANGES
from views import filters

if TYPE_CHECKING:
    from layers.changes import Change

DATA = require_sound(build())
EVERYTHING = View(candidates=True)
KNOWN = [code for code in CODES if code != "unknown"]


def event(on: str, status: str, *, by: bool = False) -> Event:
    return Event(
        date=PartialDate(on), status=status, basis="published", source="s",
        qualifier="by" if by else None,
    )  # fmt: skip


dates = st.dates(date(2018, 1, 1), date(2024, 12, 31)).flatmap(
    lambda day: st.sampled_from([f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}"])
)
histories = st.lists(st.builds(event, dates, st.sampled_from(KNOWN)), max_size=6).map(
    lambda found: sorted(found, key=lambda e: (e.date.first, e.date.last))
)
days = st.dates(date(2012, 1, 1), date(2028, 1, 1))
three_days = st.lists(days, min_size=3, max_size=3).map(sorted)


def told(view: View, start: date, end: date) -> list[Change]:
    return changes(DATA, view, start=start, end=end)


class TestStatusChange:
    @given(histories, days, days)
    def test_nothing_is_told_exactly_where_the_status_is_the_same(
        self, events: list[Event], one: date, other: date
    ) -> None:
        start, end = min(one, other), max(one, other)
        change = status_change(events, start, end)
        before, after = status_at(events, start).status, status_at(events, end).status
        assert (change is None) is (before == after)
        if change is not None:
            assert (change.before, change.after) == (before, after)
            assert change.kind in STATUS_KINDS
            assert change.event is not None
            assert change.event.status == after
            assert change.event in change.events

    @given(histories, three_days)
    def test_changes_compose(self, events: list[Event], three: list[date]) -> None:
        a, b, c = three
        first, second, both = (status_change(events, *span) for span in ((a, b), (b, c), (a, c)))
        if both is not None:
            assert first is not None or second is not None
            assert both.before == (first.before if first else both.before)
            assert both.after == (second.after if second else both.after)
        between = History(events, a, b).between + History(events, b, c).between
        assert between == History(events, a, c).between

    @pytest.mark.parametrize(
        ("before", "after", "kind"),
        [
            ("preliminary", "construction", "started"),
            ("suspended", "construction", "started"),
            ("proposed", "completed", "finished"),
            ("construction", "completed", "finished"),
            ("suspended", "completed", "finished"),
            ("proposed", "preliminary", "advanced"),
            ("suspended", "preliminary", "advanced"),
            ("construction", "suspended", "suspended"),
            ("completed", "construction", "changed"),
            ("construction", "preliminary", "changed"),
        ],
    )
    def test_kinds(self, before: str, after: str, kind: str) -> None:
        events = [event("2019-05-01", before), event("2021-06-15", after)]
        change = status_change(events, date(2020, 1, 1), date(2022, 1, 1))
        assert change is not None
        assert (change.kind, change.loose) == (kind, False)

    @pytest.mark.parametrize(
        ("first", "kind", "loose"),
        [
            (event("2020-06-15", "completed"), "finished", False),
            (event("2020", "completed"), "finished", True),
            (event("2020-06-15", "completed", by=True), "recorded", True),
            (event("2021-01-30", "completed"), "recorded", True),
            (event("2020-06-15", "construction"), "recorded", False),
            (event("2020-06-15", "suspended"), "recorded", False),
        ],
    )
    def test_a_first_mention_is_no_start(self, first: Event, kind: str, *, loose: bool) -> None:
        change = status_change([first], date(2020, 1, 1), date(2022, 1, 1))
        assert change is not None
        assert (change.before, change.kind, change.loose) == ("unknown", kind, loose)

    def test_the_first_word_of_the_last_status_is_the_source(self) -> None:
        events = [
            event("2019", "construction"),
            event("2021-06", "completed"),
            event("2021-09", "completed"),
        ]
        change = status_change(events, date(2020, 1, 1), date(2022, 1, 1))
        assert change is not None
        assert change.event == events[1]

    def test_done_and_undone_is_no_change(self) -> None:
        events = [
            event("2019", "construction"),
            event("2021-06", "suspended"),
            event("2021-09", "construction"),
        ]
        assert status_change(events, date(2020, 1, 1), date(2022, 1, 1)) is None


class TestDue:
    @pytest.mark.parametrize(
        ("due", "start", "end", "fell"),
        [
            ("2021", date(2021, 1, 1), date(2021, 12, 31), False),
            ("2021", date(2021, 12, 31), date(2022, 1, 1), True),
            ("2021", date(2022, 1, 1), date(2023, 1, 1), False),
            ("2021-06", date(2021, 6, 30), date(2021, 7, 1), True),
            (None, date(2021, 1, 1), date(2030, 1, 1), False),
        ],
    )
    def test_a_year_is_over_on_its_last_day(
        self, due: str | None, start: date, end: date, *, fell: bool
    ) -> None:
        assert due_between(PartialDate(due) if due else None, start, end) is fell

    @given(dates, three_days)
    def test_it_falls_in_exactly_one_of_two_spans(self, due: str, three: list[date]) -> None:
        a, b, c = three
        fell = [due_between(PartialDate(due), *span) for span in ((a, b), (b, c))]
        assert sum(fell) == due_between(PartialDate(due), a, c)

    @pytest.mark.parametrize(
        ("events", "day", "state"),
        [
            ([], date(2021, 12, 31), "open"),
            ([], date(2022, 1, 1), "silent"),
            ([event("2021-03", "completed")], date(2022, 1, 1), "kept"),
            ([event("2021", "completed")], date(2022, 1, 1), "kept"),
            ([event("2022-03", "completed")], date(2022, 1, 1), "silent"),
            ([event("2022-03", "completed")], date(2023, 1, 1), "late"),
            ([event("2022-03", "completed", by=True)], date(2023, 1, 1), "unsure"),
            ([event("2021", "construction")], date(2023, 1, 1), "silent"),
        ],
    )
    def test_silence_is_not_failure(self, events: list[Event], day: date, state: str) -> None:
        assert record_deadline(events, PartialDate("2021"), day) == state


class TestDataset:
    @settings(max_examples=25)
    @given(filters, days, days)
    def test_it_is_what_two_selections_show(self, view: View, one: date, other: date) -> None:
        start, end = min(one, other), max(one, other)
        found = told(view, one, other)
        at = [select(DATA, View(**vars(view) | {"at": day}), today=end) for day in (start, end)]
        listed = set(at[0].ids) | set(at[1].ids)
        moved = {
            record
            for record, before, after in zip(
                at[0].index.ids, at[0].codes % STALE, at[1].codes % STALE, strict=True
            )
            if before != after
        }
        by_record = [c.record for c in found if c.kind in STATUS_KINDS]
        assert sorted(by_record) == sorted(listed & moved)
        fell = {
            record.id
            for layer in THEMATIC
            for record in DATA.frames[layer.id].itertuples()
            if due_between(record.due, start, end)
        }
        assert {c.record for c in found if c.due and c.layer != COMMITMENTS} == listed & fell
        for change in found:
            assert change.kind in CHANGES
            assert change.deadline is None or change.deadline in DEADLINES
            assert change.event is None or change.event.date.first <= end

    @settings(max_examples=10)
    @given(three_days)
    def test_they_compose(self, three: list[date]) -> None:
        a, b, c = three
        spans = [told(EVERYTHING, *span) for span in ((a, b), (b, c), (a, c))]
        keys = [{(x.record, x.kind in STATUS_KINDS) for x in found} for found in spans]
        assert keys[2] <= keys[0] | keys[1]
        dues = [Counter((x.record, x.due) for x in found if x.due) for found in spans]
        assert dues[0] + dues[1] == dues[2]

    @given(days, filters)
    def test_nothing_changes_in_no_time(self, day: date, view: View) -> None:
        assert told(view, day, day) == []

    def test_either_order_of_days(self) -> None:
        a, b = date(2019, 1, 1), date(2022, 1, 1)
        assert told(EVERYTHING, a, b) == told(EVERYTHING, b, a) != []

    def test_the_report_promises_on_its_day(self) -> None:
        eve = REPORT_DAY.first - timedelta(days=1)
        promised = [c for c in told(EVERYTHING, eve, REPORT_DAY.first) if c.kind == "promised"]
        made = [c.record for c in promised if c.layer == COMMITMENTS]
        assert made == [c.id for c in ledger_of(DATA).commitments]
        assert all(c.promise for c in promised)
        after = told(EVERYTHING, REPORT_DAY.first, date(2027, 1, 1))
        assert not [c for c in after if c.kind == "promised"]

    def test_what_was_due_in_2021(self) -> None:
        found = told(EVERYTHING, REPORT_DAY.first, date(2022, 1, 1))
        due = {c.record for c in found if c.due and c.layer == COMMITMENTS}
        expected = {c.id for c in ledger_of(DATA).commitments if c.due and c.due.last.year == 2021}
        assert due == expected
        assert "dead-end-65" in due

    def test_a_metro_line_is_finished_with_its_source(self) -> None:
        (change,) = [
            c for c in told(EVERYTHING, REPORT_DAY.first, date(2026, 11, 22))
            if c.record == "metro-line-8-phase-1" and c.kind in STATUS_KINDS
        ]  # fmt: skip
        assert (change.kind, change.before, change.after) == (
            "finished",
            "construction",
            "completed",
        )
        assert change.event is not None
        assert change.event.source in DATA.sources["metro"]


class TestFrame:
    def test_dates_are_as_precise_as_their_source(self) -> None:
        found = told(EVERYTHING, date(2013, 1, 1), date(2027, 1, 1))
        frame = changes_frame(found)
        assert list(frame.columns) == list(COLUMNS)
        assert len(frame) == len(found)
        lengths = {len(text) for text in frame["date"] if text}
        assert lengths == {4, 7, 10}
        assert set(frame["kind"]) <= set(CHANGES)
        by_kind = frame.groupby("kind")
        assert set(by_kind.get_group("promised")["date"]) == {"2021-01-30"}
        assert by_kind.get_group("slipped")["due"].notna().all()

    def test_nothing(self) -> None:
        assert list(changes_frame([]).columns) == list(COLUMNS)
