from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.build import build
from layers.changes import COMMITMENTS, STATUS_KINDS, changes
from layers.comparison import Comparison, compare
from layers.statuses import STALE
from layers.view import View
from layers.vocabulary import CHANGES
from views import filters

TODAY = date(2026, 11, 22)
REPORT = date(2021, 1, 30)
DATA = build()
days = st.dates(date(2013, 1, 1), date(2027, 1, 1))


def of(view: View) -> Comparison:
    return compare(DATA, view, today=TODAY)


@settings(max_examples=20)
@given(filters, days)
def test_two_days_differ_by_what_changed_between_them(view: View, since: date) -> None:
    found = of(replace(view, since=since))
    assert found.left.day == since
    assert found.right.day == (view.at or TODAY)
    assert found.differences == changes(DATA, view, start=since, end=found.right.day)
    assert not found.is_of_filters


@settings(max_examples=25)
@given(filters, filters, days)
def test_two_filters_differ_by_what_one_of_them_leaves_out(
    right: View, left: View, since: date
) -> None:
    found = of(replace(right, since=since, against=left))
    kinds = {kind: [c.record for c in found.differences if c.kind == kind] for kind in CHANGES}
    ours, theirs = found.right.ids, found.left.ids
    assert kinds["only_left"] == [name for name in theirs if name not in set(ours)]
    assert kinds["only_right"] == [name for name in ours if name not in set(theirs)]
    moved = found.left.codes % STALE != found.right.codes % STALE
    both = found.left.rows & found.right.rows
    changed = [name for kind in STATUS_KINDS for name in kinds[kind]]
    assert sorted(changed) == sorted(found.right.index.ids[both & moved])
    assert len(found.differences) == sum(map(len, kinds.values()))


def test_the_same_on_both_sides_is_no_difference() -> None:
    view = View(districts=("金水区",), since=TODAY)
    assert of(view).differences == []
    assert of(replace(view, against=View(districts=("金水区",)))).differences == []


def test_the_left_side_is_of_the_report_unless_said() -> None:
    found = of(View(text="地铁"))
    assert (found.left.day, found.left.view.text) == (REPORT, "地铁")
    assert of(View(against=View(text="公园"))).left.view.text == "公园"


def test_rows_are_marked_by_their_first_difference() -> None:
    found = of(View())
    order = list(CHANGES)
    marked = found.kinds_of_rows(CHANGES)
    ids = found.right.index.ids
    by_record: dict[str, list[int]] = {}
    for change in found.differences:
        if change.layer != COMMITMENTS:
            by_record.setdefault(change.record, []).append(order.index(change.kind) + 1)
    assert {name: int(n) for name, n in zip(ids, marked, strict=True) if n} == {
        name: min(numbers) for name, numbers in by_record.items()
    }
    assert len(Counter(marked.tolist())) > 3


def test_only_the_kinds_asked_for_are_marked() -> None:
    found = of(View())
    finished = list(CHANGES).index("finished") + 1
    assert set(np.unique(found.kinds_of_rows({"finished"}))) == {0, finished}
    assert not found.kinds_of_rows(set()).any()
