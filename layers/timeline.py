"""When things happened, for a slider of time: events by month and by year, due dates, stops.

An event that is known to the day or the month counts in its month, one that is known only to the
year in its year: it is never put on a month, let alone on the first of January.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from layers.catalogue import THEMATIC
from layers.statuses import effective_days

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from layers.build import Dataset
    from layers.partial_dates import PartialDate
    from layers.selection import Selection

FIRST = date(2013, 1, 1)
"""Where the slider begins; what stood before is the state of that day."""


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """Densities of dated events over time.

    Parameters
    ----------
    first, last
        First and last day of the slider.
    months
        Number of events known to the day or month, for every month from ``first`` on.
    years
        Number of events known only to the year, for every year from ``first`` on.
    dues
        Number of due dates that pass with each month (those of a year with its December).
    stops
        Last days of the months in which a status changes or a due date passes, within the span:
        where a play halts.
    """

    first: date
    last: date
    months: tuple[int, ...]
    years: tuple[int, ...]
    dues: tuple[int, ...]
    stops: tuple[date, ...]


class _Marks:
    """Every dated event and due date of the thematic rows as numbers, worked out once."""

    def __init__(self, dataset: Dataset) -> None:
        frames = [dataset.frames[layer.id] for layer in THEMATIC]
        histories = list(chain.from_iterable(frame["events"] for frame in frames))
        rows = [row for row, events in enumerate(histories) for _ in events]
        dates = [event.date for events in histories for event in events]
        effective = [day for events in histories for day in effective_days(events)]
        self.rows = np.array(rows, dtype=np.int64)
        self.months = _months(event.last for event in dates)
        self.takes_effect = _months(effective)
        self.is_year = np.array([_only_year(event) for event in dates], dtype=bool)
        dues = list(chain.from_iterable(frame["due"] for frame in frames))
        self.due_rows = np.array([row for row, due in enumerate(dues) if due], dtype=np.int64)
        self.due_months = _months(due.last for due in dues if due)
        promised = (row["due"] for row in dataset.commitments)
        self.promised_months = _months(due.last for due in promised if due)


def _only_year(event: PartialDate) -> bool:
    return (event.first.month, event.last.month) == (1, 12)


def _months(days: Iterable[date]) -> NDArray[np.int64]:
    """Return months as numbers from the slider's first on; earlier ones are negative."""
    return np.array(
        [(day.year - FIRST.year) * 12 + day.month - FIRST.month for day in days], dtype=np.int64
    )


_MARKS: WeakKeyDictionary[Dataset, _Marks] = WeakKeyDictionary()


def timeline(selection: Selection, *, today: date) -> Timeline:
    """Count the dated events of a selection over time; its own date and statuses do not matter.

    Due dates are those of the selected records and of all commitments of the report.

    Parameters
    ----------
    selection
        What the reader has chosen.
    today
        The slider ends today, or where the last due date passes.
    """
    if selection.dataset not in _MARKS:
        _MARKS[selection.dataset] = _Marks(selection.dataset)
    marks = _MARKS[selection.dataset]
    rows = selection.at_any_status
    chosen = rows[marks.rows]
    due_months = np.concatenate([marks.due_months[rows[marks.due_rows]], marks.promised_months])
    last = max([today, *(_month_end(int(number)) for number in due_months)])
    count = (last.year - FIRST.year) * 12 + last.month
    turning = np.concatenate([marks.takes_effect[chosen], due_months])
    stops = (_month_end(int(n)) for n in np.unique(turning[(turning >= 0) & (turning < count)]))
    return Timeline(
        first=FIRST, last=last,
        months=_count(marks.months[chosen & ~marks.is_year], count),
        years=_count(marks.months[chosen & marks.is_year] // 12, last.year - FIRST.year + 1),
        dues=_count(due_months, count),
        stops=tuple(min(stop, last) for stop in stops),
    )  # fmt: skip


def _month_end(number: int) -> date:
    year, month = FIRST.year + number // 12, number % 12 + 1
    return date(year, month, calendar.monthrange(year, month)[1])


def _count(numbers: NDArray[np.int64], length: int) -> tuple[int, ...]:
    within = numbers[(numbers >= 0) & (numbers < length)]
    return tuple(np.bincount(within, minlength=length).tolist())
