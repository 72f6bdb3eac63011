from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.build import SOURCE
from layers.commitments import (
    DEADLINES,
    GOALS,
    MEASURE_UNITS,
    Answer,
    Commitment,
    Deadline,
    deadline,
    standing,
)
from layers.partial_dates import PartialDate
from layers.promises import read_commitments, read_links
from layers.statuses import Event
from layers.vocabulary import STATUSES

if TYPE_CHECKING:
    from random import Random

    from geo.validation import Issue

REPORT = date(2021, 1, 30)
LATER = date(2026, 11, 22)


def promise(**changes: object) -> Commitment:
    values: dict[str, Any] = {
        "id": "p", "section": "5", "subject_zh": "某路", "subject_en": "A road",
        "summary_zh": "打通", "summary_en": "Open it", "theme": "roads", "spatial_kind": "line",
        "action": "complete", "status_at_report": "proposed", "report_line": 37,
    }  # fmt: skip
    return Commitment(**(values | changes))


def event(on: str, status: str, qualifier: str | None = None) -> Event:
    return Event(
        date=PartialDate(on), status=status, basis="published", source="s", qualifier=qualifier
    )


def answer(*events: Event, kind: str = "is", background: bool = False) -> Answer:
    return Answer(
        record="r", layer="key_projects", name_zh="路", name_en="Road", kind=kind,
        background=background, events=events,
    )  # fmt: skip


OPEN = event("2022-05-01", "completed")
BEGUN = event("2021-06", "construction")


class TestTarget:
    def test_number_with_unit(self) -> None:
        roads = promise(quantity=1992.0, unit_zh="个", unit_en="communities")
        assert roads.target("zh") == "1,992 个"
        assert roads.target("en") == "1,992 communities"

    def test_share(self) -> None:
        assert promise(quantity=97.0, unit_zh="%", unit_en="%").target("en") == "97%"

    def test_none(self) -> None:
        assert promise().target("zh") is None


class TestStanding:
    def test_without_records_the_report_speaks(self) -> None:
        found = standing(promise(status_at_report="construction"), (), date(2021, 6, 1))
        assert (found.status, found.origin, str(found.last_known)) == (
            "construction", "report", "2021-01-30",
        )  # fmt: skip

    def test_before_the_report_nothing_is_known(self) -> None:
        found = standing(promise(status_at_report="construction"), (), date(2021, 1, 29))
        assert (found.status, found.origin) == ("unknown", "none")

    def test_a_report_only_status_goes_stale_after_two_years(self) -> None:
        assert not standing(promise(), (), date(2023, 1, 30)).stale
        assert standing(promise(), (), date(2023, 1, 31)).stale

    def test_the_thing_itself_decides_over_its_members(self) -> None:
        tied = [answer(OPEN), answer(BEGUN, kind="part")]
        found = standing(promise(), tied, LATER)
        assert (found.status, found.origin, found.stale) == ("completed", "is", False)

    def test_members_decide_where_the_thing_itself_is_unknown(self) -> None:
        tied = [answer(), answer(OPEN, kind="part"), answer(BEGUN, kind="part")]
        found = standing(promise(), tied, LATER)
        assert (found.status, found.origin) == ("construction", "part")
        assert len(found.deciding) == 2

    def test_completed_only_if_all_are(self) -> None:
        assert standing(promise(), [answer(OPEN), answer(OPEN)], LATER).status == "completed"
        assert standing(promise(), [answer(OPEN), answer()], LATER).status == "construction"

    @pytest.mark.parametrize(
        ("quantity", "unit", "status"),
        [(2, "roads", "completed"), (65, "roads", "construction"), (2, "%", "construction"),
         (2, "km", "construction")],
    )  # fmt: skip
    def test_members_complete_a_count_only_when_none_is_missing(
        self, quantity: float, unit: str, status: str
    ) -> None:
        tied = [answer(OPEN, kind="part"), answer(OPEN, kind="part")]
        assert standing(promise(quantity=quantity, unit_en=unit), tied, LATER).status == status

    @pytest.mark.parametrize("kind", ["candidate", "slot"])
    def test_members_are_not_the_whole_while_some_are_unnamed(self, kind: str) -> None:
        tied = [answer(OPEN, kind="part"), answer(kind=kind)]
        assert standing(promise(), tied, LATER).status == "construction"

    def test_one_member_does_not_take_back_what_the_report_says(self) -> None:
        stations = promise(quantity=54, unit_en="stations", status_at_report="construction")
        tied = [answer(event("2021-02", "preliminary"), kind="part")]
        found = standing(stations, tied, LATER)
        assert (found.status, found.origin) == ("construction", "report")

    def test_the_whole_may_be_less_far_than_the_report_says(self) -> None:
        road = promise(status_at_report="construction")
        found = standing(road, [answer(event("2021-02", "preliminary"))], LATER)
        assert (found.status, found.origin) == ("preliminary", "is")

    def test_an_undated_statement_does_not_count_as_news(self) -> None:
        tied = [answer(BEGUN), answer(event("2026-11-22", "completed", "by"))]
        assert str(standing(promise(), tied, LATER).last_known) == "2021-06"

    @pytest.mark.parametrize("kind", ["candidate", "slot", "area", "context"])
    def test_context_never_answers(self, kind: str) -> None:
        assert standing(promise(), [answer(OPEN, kind=kind)], LATER).origin == "report"

    def test_background_never_decides(self) -> None:
        assert standing(promise(), [answer(OPEN, background=True)], LATER).origin == "report"

    @pytest.mark.parametrize(
        ("statuses", "expected"),
        [
            (["proposed", "completed"], "construction"),
            (["proposed", "preliminary"], "preliminary"),
            (["suspended", "proposed"], "proposed"),
            (["suspended", "suspended"], "suspended"),
            (["suspended", "construction"], "construction"),
        ],
    )
    def test_mixed(self, statuses: list[str], expected: str) -> None:
        tied = [answer(event("2021-02", status)) for status in statuses]
        assert standing(promise(), tied, date(2021, 6, 1)).status == expected

    def test_last_known_is_the_latest_event(self) -> None:
        tied = [answer(BEGUN), answer(event("2021-02-03", "construction"))]
        found = standing(promise(), tied, LATER)
        assert (str(found.last_known), found.stale) == ("2021-06", True)


class TestDeadline:
    def test_no_due_date(self) -> None:
        assert deadline(promise(), [answer(OPEN)], LATER).state == "none"

    @pytest.mark.parametrize(
        ("due", "events", "on", "state"),
        [
            ("2022", [OPEN], LATER, "kept"),
            ("2021", [OPEN], LATER, "late"),
            ("2021", [OPEN], date(2021, 12, 31), "open"),
            ("2021", [OPEN], date(2022, 1, 1), "silent"),
            ("2021-06", [event("2021", "completed")], LATER, "unsure"),
            ("2021", [event("2024-12-20", "completed", "by")], LATER, "unsure"),
            ("2021", [event("2019-05", "completed")], REPORT, "kept"),
            ("2021", [], LATER, "silent"),
        ],
    )
    def test_states(self, due: str, events: list[Event], on: date, state: str) -> None:
        assert deadline(promise(due=PartialDate(due)), [answer(*events)], on).state == state

    def test_since_is_the_last_known_event(self) -> None:
        found = deadline(promise(due=PartialDate("2021")), [answer(BEGUN)], LATER)
        assert found == Deadline(state="silent", since=PartialDate("2021-06"))

    def test_a_promised_start_is_kept_by_a_start(self) -> None:
        started = promise(due=PartialDate("2021"), action="start")
        found = deadline(started, [answer(BEGUN)], LATER)
        assert (found.state, found.reached) == ("kept", date(2021, 6, 30))

    def test_the_report_cannot_fulfil_its_own_promise(self) -> None:
        held = promise(due=PartialDate("2021"), status_at_report="completed")
        assert deadline(held, (), LATER).state == "silent"


events = st.builds(
    event,
    st.dates(date(2019, 1, 1), date(2026, 1, 1)).map(date.isoformat),
    st.sampled_from([code for code in STATUSES if code != "unknown"]),
)
histories = st.lists(events, max_size=4).map(lambda all_: sorted(all_, key=lambda e: e.date.first))
tied_records = st.lists(
    st.builds(
        lambda history, kind: answer(*history, kind=kind),
        histories,
        st.sampled_from(["is", "part", "candidate", "slot", "area", "context"]),
    ),
    max_size=5,
)
days = st.dates(date(2018, 1, 1), date(2028, 1, 1))


@given(tied=tied_records, day=days, seed=st.randoms())
def test_order_of_the_records_does_not_matter(tied: list[Answer], day: date, seed: Random) -> None:
    shuffled = list(tied)
    seed.shuffle(shuffled)
    first, second = standing(promise(), tied, day), standing(promise(), shuffled, day)
    assert (first.status, first.origin, first.last_known, first.stale) == (
        second.status, second.origin, second.last_known, second.stale,
    )  # fmt: skip
    assert first.status in STATUSES


@given(tied=tied_records, day=days, other=days)
def test_what_is_reached_stays_reached(tied: list[Answer], day: date, other: date) -> None:
    due = promise(due=PartialDate("2021-12"))
    early, late = (deadline(due, tied, on) for on in sorted((day, other)))
    assert {early.state, late.state} <= set(DEADLINES)
    if early.reached is not None:
        assert (late.state, late.reached) == (early.state, early.reached)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    issues: list[Issue] = []
    found = read_commitments(SOURCE, issues)
    assert issues == []
    return found


class TestTables:
    def test_every_commitment_is_there_once(self, rows: list[dict[str, Any]]) -> None:
        assert len({row["id"] for row in rows}) == len(rows) == 232

    def test_numbers_have_their_unit_and_kind(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            parts = [row[key] for key in ("quantity", "unit_zh", "unit_en", "quantity_kind")]
            assert all(part is not None for part in parts) or not any(parts), row["id"]
            assert row["action"] in GOALS
        assert {row["unit_en"] for row in rows} >= MEASURE_UNITS

    def test_no_line_of_the_unrelated_story(self, rows: list[dict[str, Any]]) -> None:
        assert not [row["id"] for row in rows if 77 <= row["report_line"] <= 121]

    def test_texts_stand_in_both_languages(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            assert (row["notes_zh"] is None) == (row["notes_en"] is None), row["id"]
            assert (row["summary_en"] + row["subject_en"]).isascii() or "浮" in str(row), row["id"]
            assert len(row["summary_zh"]) <= 40

    def test_links(self, rows: list[dict[str, Any]]) -> None:
        class Anything:
            def __contains__(self, _: object) -> bool:
                return True

        issues: list[Issue] = []
        ids = {row["id"] for row in rows}
        links = read_links(SOURCE, issues, commitments=ids, records=Anything())
        assert issues == []
        assert len({(link["commitment_id"], link["record_id"]) for link in links}) == len(links)
        kinds = Counter(link["kind"] for link in links)
        assert (kinds["is"], kinds["part"]) == (97, 124)
        answered = {link["commitment_id"] for link in links if link["kind"] in ("is", "part")}
        assert len(answered) == 105
        roads = [k for k in links if (k["commitment_id"], k["kind"]) == ("dead-end-65", "part")]
        assert len(roads) == 11
