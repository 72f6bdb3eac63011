from __future__ import annotations

from datetime import date

import pytest

from layers.build import SOURCE, build, require_sound
from layers.commitments import DEADLINES, ORIGINS
from layers.ledger import Ledger, ledger_of, read_sections
from layers.view import View
from layers.vocabulary import STATUSES

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return Ledger(require_sound(build()))


def found(ledger: Ledger, view: View) -> list[str]:
    return [entry.commitment.id for entry in ledger.select(view, today=TODAY)]


def test_every_commitment_has_a_line_on_any_day(ledger: Ledger) -> None:
    for day in (date(2019, 1, 1), date(2021, 1, 30), TODAY, date(2040, 1, 1)):
        entries = ledger.entries(day)
        assert len(entries) == 232
        assert {entry.standing.status for entry in entries} <= set(STATUSES)
        assert {entry.standing.origin for entry in entries} <= set(ORIGINS)
        assert {entry.deadline.state for entry in entries} <= set(DEADLINES)


def test_sections_are_all_named(ledger: Ledger) -> None:
    assert {commitment.section for commitment in ledger.commitments} <= set(read_sections(SOURCE))


def test_answering_records_come_first(ledger: Ledger) -> None:
    entry = ledger.entry("core-blocks-32", TODAY)
    assert entry is not None
    kinds = [answer.kind for answer in entry.answers]
    assert (kinds.count("part"), kinds.count("candidate"), kinds.count("slot")) == (9, 17, 6)
    assert set(kinds[:9]) == {"part"}


def test_the_status_moves_with_the_date(ledger: Ledger) -> None:
    on_report_day = ledger.entry("metro-8-1", date(2021, 1, 30))
    today = ledger.entry("metro-8-1", TODAY)
    assert on_report_day is not None
    assert today is not None
    assert on_report_day.standing.status == "construction"
    assert (today.standing.status, today.standing.origin) == ("completed", "is")


def test_unknown_commitment(ledger: Ledger) -> None:
    assert ledger.entry("nowhere", TODAY) is None


@pytest.mark.parametrize("text", ["断头路", "duantoulu", "dtl", "dead-end", "DEAD-END roads"])
def test_search(ledger: Ledger, text: str) -> None:
    assert "dead-end-65" in found(ledger, View(text=text))


def test_a_record_of_another_district_is_found_by_it(ledger: Ledger) -> None:
    assert "wwtp-nancao" in found(ledger, View(districts=("管城回族区",)))


def test_filters_combine(ledger: Ledger) -> None:
    metro = found(ledger, View(themes=("metro",)))
    done = found(ledger, View(themes=("metro",), statuses=("completed",)))
    assert set(done) < set(metro)
    assert "metro-k1" not in done
    assert found(ledger, View(themes=("metro",), text="无此字样")) == []


def test_unlocated_ones_are_there_too(ledger: Ledger) -> None:
    assert "airport-runway-4" in found(ledger, View(placements=("unlocated",)))
    assert "jobs-urban-120000" in found(ledger, View())


def test_layers_switched_off_do_not_hide_promises(ledger: Ledger) -> None:
    assert len(found(ledger, View(layers=()))) == 232


def test_one_ledger_per_dataset() -> None:
    dataset = build()
    assert ledger_of(dataset) is ledger_of(dataset)
