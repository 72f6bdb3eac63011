"""The status of a record at a date, derived from its dated events.

Rules
-----
* An event dated to a month or a year takes effect on the last day that it may mean, so that nothing
  is shown before it is certain; a later event that is certainly earlier pulls it forward.
* A statement whose source has no date is told with the record, but decides nothing: it is no event.
* Before its first event a record is ``unknown``.
* A status is *stale* when its last event is more than 24 months old and it is not ``completed``:
  a map that shows 2021 as the present would lie.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import Saying
from layers.partial_dates import PartialDate, as_number, day_after, months_later

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

REPORT_DAY = PartialDate("2021-01-30")
STALE_AFTER_MONTHS = 24

CODES = ("unknown", "proposed", "preliminary", "construction", "completed", "suspended")
"""Status by its number on the wire; ``STALE`` is added to a stale one."""
STALE = 8

_LEGAL = {
    "proposed": {"proposed", "preliminary", "construction", "completed", "suspended"},
    "preliminary": {"preliminary", "construction", "completed", "suspended"},
    "construction": {"construction", "completed", "suspended"},
    "completed": {"completed"},
    "suspended": {"suspended", "preliminary", "construction", "completed"},
}


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What a source says about a record's status, without saying when."""

    status: str
    basis: str
    source: str
    note_zh: str | None = None
    note_en: str | None = None


@dataclass(frozen=True, kw_only=True)
class Event(Statement):
    """A dated statement about a record's status."""

    date: PartialDate
    qualifier: str | None = None
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class StatusAt:
    """Status of one record at one date; ``last_event`` is None before the first event."""

    status: str
    stale: bool
    last_event: Event | None


def effective_days(events: Sequence[Event]) -> list[date]:
    """Day from which each event counts (never later than a following event's)."""
    days = [event.date.last for event in events]
    for index in range(len(days) - 2, -1, -1):
        days[index] = min(days[index], days[index + 1])
    return days


def status_at(events: Sequence[Event], day: date) -> StatusAt:
    """Derive the status at a day from events in chronological order."""
    last = None
    for event, start in zip(events, effective_days(events), strict=True):
        if start <= day:
            last = event
    if last is None:
        return StatusAt(status="unknown", stale=False, last_event=None)
    stale = last.status != "completed" and day > _fresh_until(last)
    return StatusAt(status=last.status, stale=stale, last_event=last)


def has_started(events: Sequence[Event], day: date) -> bool:
    """Tell whether a record is known at a day to have been under construction, or completed."""
    return any(
        start <= day and event.status in ("construction", "completed")
        for event, start in zip(events, effective_days(events), strict=True)
    )


def _fresh_until(event: Event) -> date:
    return months_later(event.date.last, STALE_AFTER_MONTHS)


def steps(events: Sequence[Event]) -> list[tuple[int, int]]:
    """Status as a step function of time, for the browser and for whole frames at once.

    Returns
    -------
    ``(yyyymmdd, code)`` pairs: from that day on the status is ``CODES[code % 8]``, stale if
    ``code >= 8``; before the first pair it is unknown.
    """
    days = effective_days(events)
    result: list[tuple[int, int]] = []
    for index, event in enumerate(events):
        code = CODES.index(event.status)
        following = days[index + 1] if index + 1 < len(days) else None
        if following == days[index]:
            continue
        _append(result, as_number(days[index]), code)
        stale_from = day_after(_fresh_until(event))
        if event.status != "completed" and (following is None or stale_from < following):
            _append(result, as_number(max(stale_from, days[index])), code + STALE)
    return result


def _append(result: list[tuple[int, int]], day: int, code: int) -> None:
    if not result or result[-1][1] != code:
        result.append((day, code))


class StatusTable:
    """The step functions of a whole frame, looked up at once.

    Parameters
    ----------
    all_steps
        For each row what :func:`steps` returned.
    """

    def __init__(self, all_steps: Sequence[Sequence[tuple[int, int]]]) -> None:
        width = max((len(row) for row in all_steps), default=0)
        self._days = np.full((len(all_steps), width + 1), 99_999_999, dtype=np.int32)
        self._codes = np.zeros((len(all_steps), width + 1), dtype=np.int8)
        self._days[:, 0] = 0
        for index, row in enumerate(all_steps):
            for place, (day, code) in enumerate(row, start=1):
                self._days[index, place] = day
                self._codes[index, place] = code

    def codes_at(self, day: date) -> NDArray[np.int8]:
        """Code of every row at a day: index into :data:`CODES`, plus ``STALE`` if stale."""
        place = (self._days <= as_number(day)).sum(axis=1) - 1
        codes: NDArray[np.int8] = np.take_along_axis(self._codes, place[:, None], axis=1)[:, 0]
        return codes


def order_problems(events: Sequence[Event]) -> list[tuple[int, str, Saying]]:
    """Find events that are out of order, or go backwards without a reason.

    Returns
    -------
    ``(index, column, problem)`` for every event that cannot follow the one before it.
    """
    problems = []
    for index in range(1, len(events)):
        before, event = events[index - 1], events[index]
        if event.date.last < before.date.first:
            said = Saying("it is dated before the event above it ({date})", date=before.date)
            problems.append((index, "date", said))
        if event.status not in _LEGAL[before.status] and event.reason is None:
            said = Saying(
                "{status} cannot follow {before}", status=event.status, before=before.status
            )
            problems.append((index, "status", said))
    return problems
