"""What changed between two days: begun, finished, first recorded, promised, fallen due.

Rules
-----
* A status changed when it differs between the two days; what happened and was undone between them
  is told in ``events``, but is no change. Going stale is no change either: nobody said anything.
* Something is *started* or *finished* only where a source says so of something known before, or
  dates its completion. What a source merely found standing or under way (a first mention, "no later
  than", a statement of the report's day) is *recorded*: nobody knows when it happened.
* An event dated to a month or a year keeps that date; where it may mean a day before the first of
  the two (and always where it only tells how things stood), the change is ``loose``.
* A due date falls between two days when its last day is the first of them or later, and has passed
  on the second. After it silence is not failure: it reads "no event known" (``silent``).
* The report promised on 2021-01-30: what answers it is promised when that day lies between.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from layers.commitments import deadline, standing
from layers.ledger import ledger_of
from layers.selection import index_of, select
from layers.statuses import REPORT_DAY, STALE, effective_days
from layers.vocabulary import ANSWERING_KINDS, CHANGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from layers.build import Dataset
    from layers.ledger import Entry
    from layers.partial_dates import PartialDate
    from layers.statuses import Event
    from layers.view import View

STATUS_KINDS = ("finished", "started", "advanced", "suspended", "recorded", "changed")
"""The kinds that are a change of status; at most one of them for a record."""

COMMITMENTS = "commitments"
"""Stands for the layer where a commitment itself fell due or was made."""

_KEPT = 4
"""Answers kept: readers page through one, and switch its kinds on and off."""

_STAGES = ("proposed", "preliminary", "construction", "completed")


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change of one record (or commitment) between two days.

    Parameters
    ----------
    record, layer
        Id of the record and its layer, or of a commitment and :data:`COMMITMENTS`.
    kind
        One of ``layers.vocabulary.CHANGES``.
    before, after
        Status at the first and at the second day.
    event
        What the change rests on: date as precise as its source, basis, source. None where no event
        is known (a due date that passed in silence), or where the report itself is the source.
    events
        Every event of the record that took effect between the days.
    loose
        Whether the change may have happened before the first day.
    due
        The due date that passed.
    deadline
        How it was met by the second day: a state of ``layers.commitments.DEADLINES``.
    promise
        Ids of the commitments, where the kind is ``promised``.
    """

    record: str
    layer: str
    kind: str
    before: str
    after: str
    event: Event | None = None
    events: tuple[Event, ...] = ()
    loose: bool = False
    due: PartialDate | None = None
    deadline: str | None = None
    promise: tuple[str, ...] = ()


class Row(NamedTuple):
    """The columns of a frame that changes are told from."""

    id: str
    layer: str
    events: tuple[Event, ...]
    due: PartialDate | None
    links: tuple[tuple[str, str], ...]


def status_change(events: Sequence[Event], start: date, end: date) -> Change | None:
    """Tell how the status that events give differs between two days.

    Parameters
    ----------
    events
        Events of one record in chronological order.
    start, end
        The days; ``start`` is not after ``end``.

    Returns
    -------
    The change (its ``record`` and ``layer`` empty), or None if the status is the same.
    """
    return _status_change(History(events, start, end))


def _status_change(history: History) -> Change | None:
    if history.before == history.after:
        return None
    event = _turning(history.between)
    return Change(
        record="", layer="", kind=_kind(history, event),
        before=history.before, after=history.after, event=event, events=history.between,
        loose=_only_stood(event) or event.date.first <= history.start,
    )  # fmt: skip


class History:
    """Events of one record as they look from two days.

    Parameters
    ----------
    events
        Events in chronological order.
    start, end
        The days; ``start`` is not after ``end``.
    """

    def __init__(self, events: Sequence[Event], start: date, end: date) -> None:
        self.start = start
        days = effective_days(events)
        past, known = bisect_right(days, start), bisect_right(days, end)
        self.between = tuple(events[past:known])
        """Events that took effect after the first day and up to the second."""
        self.first = events[past - 1] if past else None
        self.last = events[known - 1] if known else None
        """The last event known at each day."""
        self.before = self.first.status if self.first else "unknown"
        self.after = self.last.status if self.last else "unknown"


def _turning(between: Sequence[Event]) -> Event:
    """Return the event that brought the last status, not one that says it once more."""
    found = between[-1]
    for earlier, later in reversed(list(pairwise(between))):
        if earlier.status != later.status:
            break
        found = earlier
    return found


def _kind(history: History, event: Event) -> str:
    before, after = history.before, history.after
    if history.first is None:
        dated = after == "completed" and not _only_stood(event)
        return "finished" if dated else "recorded"
    if after == "suspended":
        return "suspended"
    if before != "suspended" and _STAGES.index(after) < _STAGES.index(before):
        return "changed"
    return {"completed": "finished", "construction": "started"}.get(after, "advanced")


def _only_stood(event: Event) -> bool:
    """Tell whether the event says how things stood on its day, not what happened on it."""
    return event.qualifier is not None or event.date == REPORT_DAY


def due_between(due: PartialDate | None, start: date, end: date) -> bool:
    """Tell whether a due date passed between two days."""
    return due is not None and start <= due.last < end


def record_deadline(events: Sequence[Event], due: PartialDate, day: date) -> str:
    """Judge a record against its due date, as known at a day.

    Returns
    -------
    ``open``, ``kept``, ``late``, ``unsure`` or ``silent`` (see ``layers.commitments.DEADLINES``).
    """
    for event, turn in zip(events, effective_days(events), strict=True):
        if turn <= day and event.status == "completed":
            if turn <= due.last:
                return "kept"
            loose = event.qualifier is not None or event.date.first <= due.last
            return "unsure" if loose else "late"
    return "open" if day <= due.last else "silent"


def _due_kind(state: str) -> str:
    return "slipped" if state in {"late", "silent"} else "met"


def record_changes(record: Row, start: date, end: date) -> Iterator[Change]:
    """Tell every change of one record of a thematic layer between two days.

    Parameters
    ----------
    record
        What is needed of a row of one of the dataset's frames.
    start, end
        The days; ``start`` is not after ``end``.
    """
    history = History(record.events, start, end)
    plain = Change(
        record=record.id, layer=record.layer, kind="changed",
        before=history.before, after=history.after, events=history.between,
    )  # fmt: skip
    if change := _status_change(history):
        yield replace(change, record=record.id, layer=record.layer)
    if record.due is not None and due_between(record.due, start, end):
        state = record_deadline(record.events, record.due, end)
        yield replace(
            plain, kind=_due_kind(state), due=record.due, deadline=state, event=history.last
        )
    answered = tuple(name for name, kind in record.links if kind in ANSWERING_KINDS)
    if answered and _report_between(start, end):
        yield replace(plain, kind="promised", promise=answered)


def _report_between(start: date, end: date) -> bool:
    return start < REPORT_DAY.first <= end


def commitment_changes(entry: Entry, start: date, end: date) -> Iterator[Change]:
    """Tell whether a commitment was made or fell due between two days.

    Parameters
    ----------
    entry
        A line of the ledger, at any day.
    start, end
        The days; ``start`` is not after ``end``.
    """
    commitment, answers = entry.commitment, entry.answers
    now = standing(commitment, answers, end)
    plain = Change(
        record=commitment.id, layer=COMMITMENTS, kind="promised",
        before=standing(commitment, answers, start).status, after=now.status,
        promise=(commitment.id,),
    )  # fmt: skip
    if due_between(commitment.due, start, end):
        state = deadline(commitment, answers, end).state
        yield replace(
            plain, kind=_due_kind(state), due=commitment.due, deadline=state, event=now.last_event
        )
    if _report_between(start, end):
        yield plain


def changes(dataset: Dataset, view: View, *, start: date, end: date) -> list[Change]:
    """Tell what changed between two days in what a view selects.

    Parameters
    ----------
    dataset
        What is selected from.
    view
        The reader's filters; a record counts that passes them at either day. Its own date does not
        matter.
    start, end
        The days, in either order: the earlier one is the first.

    Returns
    -------
    The changes by kind in the order of ``CHANGES``, records in wire order before commitments.
    """
    return list(_changes(dataset, view.only_filters(), min(start, end), max(start, end)))


@lru_cache(maxsize=_KEPT)
def _changes(dataset: Dataset, view: View, start: date, end: date) -> tuple[Change, ...]:
    at = [replace(view, at=day) for day in (start, end)]
    rows = np.logical_or.reduce([select(dataset, v, today=end).rows for v in at])
    found: list[Change] = []
    for record in _touched(dataset, rows, start, end):
        found += record_changes(record, start, end)
    entries = {e.commitment.id: e for v in at for e in ledger_of(dataset).select(v, today=end)}
    for name in (commitment.id for commitment in ledger_of(dataset).commitments):
        if name in entries:
            found += commitment_changes(entries[name], start, end)
    order = list(CHANGES)
    return tuple(sorted(found, key=lambda change: order.index(change.kind)))


def _touched(dataset: Dataset, rows: NDArray[np.bool_], start: date, end: date) -> Iterator[Row]:
    """Yield the records that may have changed; the others are left out a whole frame at once."""
    index = index_of(dataset)
    moved = index.status.codes_at(start) % STALE != index.status.codes_at(end) % STALE
    for layer in index.layers:
        span, frame = index.span(layer), dataset.frames[layer]
        fell = np.array([due_between(due, start, end) for due in frame["due"]], dtype=bool)
        if _report_between(start, end):
            fell |= frame["links"].map(bool).to_numpy(dtype=bool)
        chosen = frame.loc[rows[span] & (moved[span] | fell), list(Row._fields)]
        yield from map(Row._make, chosen.itertuples(index=False, name=None))


COLUMNS = (
    "record", "layer", "kind", "before", "after", "date", "qualifier", "basis", "source", "loose",
    "due", "deadline", "promise",
)  # fmt: skip


def changes_frame(found: Sequence[Change]) -> pd.DataFrame:
    """Lay changes out as a table of :data:`COLUMNS`; dates are text, as precise as their source."""
    rows: list[dict[str, Any]] = []
    for change in found:
        event = change.event
        promised = change.kind == "promised"
        rows.append({
            "record": change.record, "layer": change.layer, "kind": change.kind,
            "before": change.before, "after": change.after,
            "date": REPORT_DAY.text if promised else event and event.date.text,
            "qualifier": event and event.qualifier,
            "basis": "report" if promised else event and event.basis,
            "source": "gwr-2021" if promised else event and event.source,
            "loose": change.loose,
            "due": change.due and change.due.text, "deadline": change.deadline,
            "promise": ";".join(change.promise) or None,
        })  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
