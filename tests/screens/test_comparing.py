"""What a reader does with slider and comparison: any answer of a browser is read with care."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.multiplied import multiplied
from layers.build import build
from layers.comparison import compare, left_day
from layers.selection import select
from layers.view import View, decode, encode
from layers.vocabulary import CHANGES
from screens import comparing, timeline
from screens.message import map_message
from screens.text import translator
from views import filters, views

if TYPE_CHECKING:
    from layers.build import Dataset
    from layers.changes import Change

TODAY = date(2026, 11, 22)
MOST_BYTES = 4_900
"""The map's message is at most 5 KB at any size; the rest is what carries it."""
DATA = build()
ZH, EN = translator("zh"), translator("en")

junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=3,
)
made = st.dictionaries(
    st.sampled_from(["at", "since", "passing", "n", "mode", "pin", "unpin", "swap", "kind"])
    | st.text(max_size=4),
    junk | st.sampled_from(["2021-01-30", "swipe", "changes", "9999-12-31", "0001-01-01"]),
)


def changes_of(view: View) -> list[Change]:
    return compare(DATA, view, today=TODAY).differences


class TestAnswers:
    @given(made, views)
    def test_whatever_comes_leads_to_a_view_that_a_link_restores(
        self, answer: dict[str, Any], view: View
    ) -> None:
        for changed in (
            timeline.moved(answer, today=TODAY),
            comparing.changed_fields(answer, view, today=TODAY),
        ):
            assert set(changed) <= {field.name for field in fields(View)}
            after = replace(view, **changed)
            assert decode(encode(after)) == (after, [])

    def test_today_is_no_date_in_the_view(self) -> None:
        assert timeline.moved({"at": TODAY.isoformat()}, today=TODAY) == {"at": None}
        assert timeline.moved({"at": None}, today=TODAY) == {"at": None}
        assert timeline.moved({"at": "2021-06-30"}, today=TODAY) == {"at": date(2021, 6, 30)}
        assert timeline.moved({"at": "soon"}, today=TODAY) == {}

    @given(filters, filters, st.dates(date(2013, 1, 1), date(2026, 11, 21)))
    def test_swapped_twice_is_as_before(self, view: View, left: View, since: date) -> None:
        for against in (None, left):
            before = replace(view, since=since, against=against)
            once = replace(before, **comparing.changed_fields({"swap": True}, before, today=TODAY))
            twice = replace(once, **comparing.changed_fields({"swap": True}, once, today=TODAY))
            assert (once.at or TODAY, once.since) == (since, before.at or TODAY)
            assert (
                compare(DATA, twice, today=TODAY).left.ids
                == compare(DATA, before, today=TODAY).left.ids
            )
            assert twice.only_filters() == before.only_filters()
            assert (twice.at or TODAY, left_day(twice)) == (before.at or TODAY, since)


class TestPanel:
    @settings(max_examples=15)
    @given(filters, st.none() | filters, st.sampled_from([ZH, EN]))
    def test_numbers_are_those_of_both_sides(self, view: View, left: View | None, say: Any) -> None:
        comparison = compare(DATA, replace(view, against=left), today=TODAY)
        shown = comparing.panel(comparison, CHANGES, theme="light", base="/x/{kind}", _=say)
        for at, side in enumerate((comparison.left, comparison.right), start=1):
            assert sum(row[at] for row in shown["statuses"]) == len(side.ids)
        assert sum(kind[2] for kind in shown["kinds"]) == len(comparison.differences)
        rows = comparing.difference_rows(comparison, CHANGES, view.language, say)
        assert len({row["id"] for row in rows}) == len(rows) == len(comparison.differences)
        assert shown["downloads"][0][1] == "/x/csv"

    def test_kinds_switched_off_are_not_listed(self) -> None:
        comparison = compare(DATA, View(), today=TODAY)
        rows = comparing.difference_rows(comparison, {"finished"}, "zh", ZH)
        assert len(rows) == sum(c.kind == "finished" for c in comparison.differences)
        assert all(row["kind"].startswith("建成：") for row in rows)

    def test_the_map_gets_no_rows_where_both_sides_show_the_same(self) -> None:
        plain = compare(DATA, View(compare="swipe"), today=TODAY)
        assert comparing.other_side(plain, CHANGES).rows == ""
        by_status = compare(DATA, View(compare="swipe", statuses=("completed",)), today=TODAY)
        assert comparing.other_side(by_status, CHANGES).rows
        own = compare(DATA, View(compare="swipe", against=View(layers=("metro",))), today=TODAY)
        assert comparing.other_side(own, CHANGES).on == ("metro",)

    def test_filters_in_words(self) -> None:
        def words(view: View) -> str:
            return comparing.filter_words(select(DATA, view, today=TODAY), EN)

        assert words(View(language="en")) == "all records"
        view = View(language="en", layers=("metro",), statuses=("completed",), text="line 8",
                    themes=("metro",), candidates=True)  # fmt: skip
        assert words(view) == "Metro lines · Completed · “line 8” · 2 more filters"
        assert words(View(language="en", layers=())) == "no layer"


class TestDates:
    @pytest.fixture(scope="class")
    @staticmethod
    def found() -> list[Change]:
        return changes_of(View(since=date(2013, 1, 1), candidates=True))

    def test_as_precise_as_their_source(self, found: list[Change]) -> None:
        for change in found:
            said = comparing.dated(change, "zh", ZH)
            if change.kind == "promised":
                assert said == "2021-01-30"
            elif change.due is not None:
                assert said.startswith(f"期限 {change.due}；")
            else:
                assert change.event is not None
                assert change.event.date.text in said
                assert change.event.date.text + "-01" not in said

    def test_what_may_have_been_before_says_so(self) -> None:
        found = changes_of(View(since=date(2021, 6, 1), at=date(2022, 1, 1)))
        loose = [c for c in found if c.loose and c.event and c.event.qualifier is None]
        assert all("或更早" in comparing.dated(change, "zh", ZH) for change in loose)


@pytest.fixture(scope="module")
def forty() -> Dataset:
    return multiplied(DATA, 40)


@pytest.mark.parametrize("mode", ["changes", "swipe"])
@pytest.mark.parametrize(
    "address",
    [
        {},
        {"since": "2013-01-01"},
        {"since": "2019-01-01", "at": "2023-01-01"},
        {"status": "construction", "since": "2019-01-01"},
        {"district": "金水区"},
        {"against": "district=金水区"},
        {"against": "status=construction"},
    ],
)
def test_with_forty_times_the_data_the_message_of_a_comparison_stays_small(
    forty: Dataset, mode: str, address: dict[str, str]
) -> None:
    view, misread = decode({"panel": "compare", "compare": mode, **address})
    assert not misread
    found = compare(forty, view, today=TODAY)
    other = comparing.other_side(found, frozenset(CHANGES))
    message = map_message(found.right, theme="light", other=other).to_wire()
    assert message["other"]["kinds"] or mode == "swipe"
    assert len(json.dumps(message, ensure_ascii=False).encode()) < MOST_BYTES
