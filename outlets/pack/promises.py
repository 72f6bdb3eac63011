"""The ledger for the browser: what has become of each promise, as a function of the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.build import CITY_ID
from layers.commitments import deadline, standing
from layers.ledger import ledger_of
from layers.partial_dates import as_number, day_after, months_later
from layers.statuses import REPORT_DAY, STALE_AFTER_MONTHS, effective_days
from layers.view import EARLIEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from layers.build import Dataset
    from layers.commitments import Answer, Commitment

Turn = list[Any]
"""Day (yyyymmdd) from which it holds; status, stale, origin and date of the last event known; state
against the due date, since when nothing is known, day when it was reached."""

_BOTH = ("zh", "en")


def promises(dataset: Dataset) -> list[dict[str, Any]]:
    """Return every commitment, the records tied to it, and its turns.

    Parameters
    ----------
    dataset
        The dataset.
    """
    ledger = ledger_of(dataset)
    return [
        _promise(commitment, ledger.answers[commitment.id]) | {"hay": hay}
        for commitment, hay in zip(ledger.commitments, ledger.haystacks, strict=True)
    ]


def _promise(commitment: Commitment, answers: Sequence[Answer]) -> dict[str, Any]:
    answering = [answer for answer in answers if answer.answers]
    named = [*commitment.districts, *(name for a in answering for name in a.districts)]
    return {
        "id": commitment.id,
        "section": commitment.section,
        "theme": commitment.theme,
        "due": None if commitment.due is None else str(commitment.due),
        "subject": [commitment.subject_zh, commitment.subject_en],
        "summary": [commitment.summary_zh, commitment.summary_en],
        "notes": [commitment.notes_zh or "", commitment.notes_en or ""],
        "target": [commitment.target("zh"), commitment.target("en")],
        "districts": list(dict.fromkeys(named)),
        "categories": sorted({f"{a.layer}.{a.category}" for a in answering}),
        "placements": sorted({a.placement for a in answering}),
        "answers": [_answer(answer) for answer in answers],
        "turns": turns(commitment, answers),
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "id": None if answer.record == CITY_ID else answer.record,
        "kind": answer.kind,
        "counts": answer.answers,
        "located": answer.located,
        "name": [answer.name_zh, answer.name_en],
        "note": [answer.note_zh or "", answer.note_en or ""],
    }


def turns(commitment: Commitment, answers: Sequence[Answer]) -> list[Turn]:
    """Return what is known of a commitment from each day on that changes it.

    The first turn is that of the earliest day that a view may ask for.

    Parameters
    ----------
    commitment
        The promise.
    answers
        Every record tied to it.
    """
    found: list[Turn] = []
    for day in sorted(set(_days(commitment, answers))):
        state = standing(commitment, answers, day)
        due = deadline(commitment, answers, day)
        turn = [
            as_number(day),
            state.status, int(state.stale), state.origin, _text(state.last_known),
            due.state, _text(due.since), _text(due.reached),
        ]  # fmt: skip
        if not found or found[-1][1:] != turn[1:]:
            found.append(turn)
    return found


def _days(commitment: Commitment, answers: Sequence[Answer]) -> Iterator[date]:
    """Return every day on which something may turn: an event, its growing stale, the due date."""
    yield EARLIEST
    yield REPORT_DAY.first
    yield day_after(months_later(REPORT_DAY.last, STALE_AFTER_MONTHS))
    if commitment.due is not None:
        yield day_after(commitment.due.last)
    for answer in answers:
        yield from effective_days(answer.events)
        for event in answer.events:
            yield day_after(months_later(event.date.last, STALE_AFTER_MONTHS))


def _text(value: object) -> str | None:
    return None if value is None else str(value)
