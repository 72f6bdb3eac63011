"""What has become of a commitment of the report at a date, told by the records that answer it.

Rules
-----
* Only ``is`` and ``part`` links answer a commitment; candidates, unnamed slots, areas and context
  are shown beside it. Records of background layers have no status, so they decide nothing.
* The records that *are* the thing promised decide. Only where none of them has a known status do
  its members (``part``) decide.
* ``completed`` needs every deciding record completed. Members must also be the whole of it: none of
  them is unnamed or a mere candidate, a printed count needs as many members, and a share, a length
  or an area (65 roads is a count, 700 km is not) is never met by adding up members.
* Some members of a larger set may show that work has begun, but never that the whole is less far
  than the report says.
* Otherwise work that has begun anywhere is ``construction``; then ``suspended`` if all that is
  known stands still; then the furthest stage reached.
* Where no deciding record has a known status, the report's own wording counts from 2021-01-30 on,
  and the origin says so. Before that day nothing is known.
* A commitment with a due date is judged by what its verb promised: preparation, a start, or a
  thing completed. After the due date silence is not failure: it reads "no event known since".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from layers.partial_dates import months_later
from layers.statuses import REPORT_DAY, STALE_AFTER_MONTHS, effective_days, status_at
from layers.vocabulary import ANSWERING_KINDS, terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from layers.partial_dates import PartialDate
    from layers.statuses import Event, StatusAt
    from layers.vocabulary import Language

ORIGINS = terms(
    **{"is": ("据承诺对应的要素", "From the records that are the thing promised")},
    part=("据其中已知的各项", "From its known members"),
    report=("据政府工作报告原文", "From the report's own wording"),
    none=("无资料", "Nothing known"),
)
"""Where the status of a commitment comes from."""

DEADLINES = terms(
    none=("未定期限", "No due date"),
    open=("未到期", "Not due yet"),
    kept=("按期", "In time"),
    late=("逾期实现", "Done late"),
    unsure=("已实现，是否按期不详", "Done; whether in time is not known"),
    silent=("到期后未见消息", "Due date passed, no event known"),
)
"""How a commitment stands against its due date."""

GOALS = {
    "preliminary": frozenset({"preliminary", "construction", "completed"}),
    "start": frozenset({"construction", "completed"}),
    "continue": frozenset({"completed"}),
    "complete": frozenset({"completed"}),
    "operate": frozenset({"completed"}),
}
"""Statuses that fulfil each verb of a promise."""

MEASURE_UNITS = frozenset({"%", "% growth", "km", "m2", "mu", "t", "minutes"})
"""Units (English) of numbers that are not a count of things."""

_STAGES = ("proposed", "preliminary", "construction")


@dataclass(frozen=True, kw_only=True)
class Commitment:
    """One promise of the report; ``due`` is None where the report sets no date."""

    id: str
    section: str
    subject_zh: str
    subject_en: str
    summary_zh: str
    summary_en: str
    theme: str
    spatial_kind: str
    action: str
    status_at_report: str
    report_line: int
    layer: str | None = None
    quantity: float | None = None
    unit_zh: str | None = None
    unit_en: str | None = None
    quantity_kind: str | None = None
    due: PartialDate | None = None
    districts: tuple[str, ...] = ()
    notes_zh: str | None = None
    notes_en: str | None = None

    @property
    def counts_things(self) -> bool:
        """Whether the printed number counts things (roads, parks), not a length or a share."""
        return self.quantity is not None and self.unit_en not in MEASURE_UNITS

    def target(self, language: Language) -> str | None:
        """Return the printed number with its unit, or None where the report gives none."""
        if self.quantity is None:
            return None
        unit = (self.unit_zh if language == "zh" else self.unit_en) or ""
        space = "" if unit.startswith("%") else " "
        return f"{self.quantity:,.10g}{space}{unit}".rstrip()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A record tied to a commitment, and how (``kind``: see ``LINK_KINDS``)."""

    record: str
    layer: str
    name_zh: str
    name_en: str
    kind: str
    category: str = ""
    placement: str = "unlocated"
    located: bool = False
    background: bool = False
    districts: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    note_zh: str | None = None
    note_en: str | None = None

    @property
    def answers(self) -> bool:
        """Whether the record answers the commitment rather than standing beside it."""
        return self.kind in ANSWERING_KINDS


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Status of a commitment at a day; ``deciding`` are the records that it rests on."""

    status: str
    origin: Literal["is", "part", "report", "none"]
    stale: bool = False
    last_event: Event | None = None
    last_known: PartialDate | None = None
    deciding: tuple[Answer, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """How a commitment stands against its due date at a day.

    Parameters
    ----------
    state
        One of :data:`DEADLINES`.
    since
        Date of the last event known at the day, as precise as its source ("no event known since").
    reached
        Day from which the promise counts as fulfilled, or None.
    """

    state: Literal["none", "open", "kept", "late", "unsure", "silent"]
    since: PartialDate | None = None
    reached: date | None = None


def standing(commitment: Commitment, answers: Sequence[Answer], day: date) -> Standing:
    """Derive a commitment's status at a day from the records tied to it.

    Parameters
    ----------
    commitment
        The promise.
    answers
        All records tied to it, of any kind.
    day
        The date asked for.
    """
    for kind in ("is", "part"):
        deciding = tuple(a for a in answers if a.kind == kind and not a.background)
        states = [status_at(answer.events, day) for answer in deciding]
        known = [state for state in states if state.last_event is not None]
        if known:
            whole = kind == "is" or _is_whole(commitment, answers)
            status = _combine([state.status for state in states], whole=whole)
            if whole or not _report_is_further(commitment, status, day):
                return _from_records(status, kind, known, deciding, day)
    if day < REPORT_DAY.first:
        return Standing(status="unknown", origin="none")
    status = commitment.status_at_report
    return Standing(
        status=status, origin="report", last_known=REPORT_DAY, stale=_stale(status, REPORT_DAY, day)
    )


def _from_records(
    status: str,
    kind: Literal["is", "part"],
    known: Sequence[StatusAt],
    deciding: tuple[Answer, ...],
    day: date,
) -> Standing:
    events = [state.last_event for state in known if state.last_event is not None]
    # "By" a date is when somebody looked, not when something happened: it dates nothing itself.
    last = max(events, key=lambda event: (event.qualifier is None, event.date.last))
    return Standing(
        status=status, origin=kind, stale=_stale(status, last.date, day), last_event=last,
        last_known=last.date, deciding=deciding,
    )  # fmt: skip


def _stale(status: str, last: PartialDate, day: date) -> bool:
    return status != "completed" and day > months_later(last.last, STALE_AFTER_MONTHS)


def _is_whole(commitment: Commitment, answers: Sequence[Answer]) -> bool:
    if any(answer.kind in ("slot", "candidate") for answer in answers):
        return False
    if commitment.quantity is None:
        return True
    members = sum(answer.kind == "part" for answer in answers)
    return commitment.counts_things and members >= commitment.quantity


def _report_is_further(commitment: Commitment, status: str, day: date) -> bool:
    reported = commitment.status_at_report
    if day < REPORT_DAY.first or reported not in _STAGES or status not in _STAGES:
        return False
    return _STAGES.index(reported) > _STAGES.index(status)


def _combine(statuses: Sequence[str], *, whole: bool) -> str:
    known = [status for status in statuses if status != "unknown"]
    if whole and all(status == "completed" for status in statuses):
        return "completed"
    if any(status in ("construction", "completed") for status in known):
        return "construction"
    if all(status == "suspended" for status in known):
        return "suspended"
    return max((status for status in known if status != "suspended"), key=_STAGES.index)


def deadline(commitment: Commitment, answers: Sequence[Answer], day: date) -> Deadline:
    """Judge a commitment against its due date, as known at a day.

    Parameters
    ----------
    commitment
        The promise.
    answers
        All records tied to it, of any kind.
    day
        The date asked for; later events are not known yet.
    """
    since = standing(commitment, answers, day).last_known
    if commitment.due is None:
        return Deadline(state="none", since=since)
    for turn in _turns(answers, day):
        then = standing(commitment, answers, turn)
        if then.origin != "report" and then.status in GOALS[commitment.action]:
            return Deadline(state=_in_time(then, commitment.due, turn), since=since, reached=turn)
    if day <= commitment.due.last:
        return Deadline(state="open", since=since)
    return Deadline(state="silent", since=since)


def _turns(answers: Sequence[Answer], day: date) -> Iterator[date]:
    """Days, from the report on, at which the status may change."""
    days = {REPORT_DAY.first}
    for answer in answers:
        if answer.answers:
            days.update(effective_days(answer.events))
    yield from sorted(turn for turn in days if REPORT_DAY.first <= turn <= day)


def _in_time(then: Standing, due: PartialDate, turn: date) -> Literal["kept", "late", "unsure"]:
    if turn <= due.last:
        return "kept"
    event = then.last_event
    loose = event is not None and (event.qualifier == "by" or event.date.first <= due.last)
    return "unsure" if loose else "late"
