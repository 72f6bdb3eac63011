"""What filters leave for the scoreboard: the ledger's promises, the map's records."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hypothesis import given, settings

from layers.ledger import ledger_of
from layers.scope import scope_of
from layers.scoreboard import MEASURES, by_district, by_promise
from layers.selection import select
from layers.view import View
from views import filters

if TYPE_CHECKING:
    from layers.build import Dataset

TODAY = date(2026, 11, 22)


def test_no_filters_no_scope(dataset: Dataset) -> None:
    for view in (View(), View(layers=("metro",), candidates=True, at=date(2021, 1, 30))):
        assert scope_of(select(dataset, view, today=TODAY)) is None


@settings(max_examples=15, deadline=None)
@given(view=filters)
def test_it_is_what_ledger_and_map_show(dataset: Dataset, view: View) -> None:
    selection = select(dataset, view, today=TODAY)
    scope = scope_of(selection)
    if scope is None:
        return
    entries = ledger_of(dataset).select(view, today=TODAY)
    assert scope.promises == {entry.commitment.id for entry in entries}
    assert set(selection.ids) <= scope.records
    whole = {score.entry.commitment.id: score for score in by_promise(dataset, selection.day)}
    found = by_promise(dataset, selection.day, scope)
    assert [score.entry.commitment.id for score in found] == [
        name for name in whole if name in scope.promises
    ]
    for score in found:
        before = whole[score.entry.commitment.id]
        assert score.not_named == before.not_named  # the promise itself stays as large as it is
        for measure in MEASURES:
            left = [name for name in before.tally.ids(measure) if name in scope.records]
            assert list(score.tally.ids(measure)) == left
    city = by_district(dataset, selection.day, scope)[0]
    assert set(city.tally.named) == {name for score in found for name in score.tally.named}
