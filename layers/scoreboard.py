"""The scoreboard: what was promised, and of it what is named, located, started, completed, late.

Method
------
* Every count is a tuple of ids, so that it always equals the records behind it.
* Only records that answer a promise (``is`` or ``part`` links, background layers left out) count.
  Candidates, unnamed slots and records beside a promise do not.
* ``named``: answering records (an unnamed one is a slot, not an answer). Of these: ``located`` have
  a position, ``started`` have an event of construction or completion, ``completed`` have that
  status.
* ``late``: the promise's due date has passed and no event is known that fulfils it. That is silence
  of the sources, not failure. ``done_late``: fulfilled, but certainly after the due date.
* A record is judged by the promise's date only where the promise is about each single record: not
  where it is a part of a length or an area, or where more records are known than were promised.
* A record in two districts counts in both: the districts do not add up to the city.
* Under filters (:class:`layers.scope.Scope`) the promises are those of the ledger, and of each only
  the records that pass are counted; ``named_at_all`` still counts every one that answers it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from layers.commitments import deadline
from layers.ledger import ledger_of
from layers.statuses import has_started, status_at
from layers.summary import metro_length_km, unmeasured_phases
from layers.vocabulary import DISTRICTS, terms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers.build import Dataset
    from layers.commitments import Answer, Commitment
    from layers.ledger import Entry
    from layers.network import NetworkFigure
    from layers.partial_dates import PartialDate
    from layers.scope import Scope

MEASURES = terms(
    named=("具名", "Named"),
    located=("已定位", "Located"),
    started=("已开工", "Started"),
    completed=("已建成", "Completed"),
    done_late=("逾期实现", "Done late"),
    late=("到期后未见消息", "Due date passed, no event known"),
)
"""What is counted of the records that answer a promise, in order."""

TARGETS = (
    "dead-end-65", "dead-end-all", "parks-100", "parks-large-20", "eco-corridors-14",
    "core-blocks-32", "metro-network-700km",
)  # fmt: skip
"""Promises with a number that stand first on the board."""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Ids of the records behind each count (see :data:`MEASURES`); all are among ``named``."""

    named: tuple[str, ...] = ()
    located: tuple[str, ...] = ()
    started: tuple[str, ...] = ()
    completed: tuple[str, ...] = ()
    done_late: tuple[str, ...] = ()
    late: tuple[str, ...] = ()

    def ids(self, measure: str) -> tuple[str, ...]:
        """Return the records behind one count."""
        found: tuple[str, ...] = getattr(self, measure)
        return found


@dataclass(frozen=True, kw_only=True)
class PromiseScore:
    """One promise; ``slots`` and ``candidates`` stand beside the records that answer it."""

    entry: Entry
    tally: Tally
    named_at_all: int
    slots: tuple[str, ...]
    candidates: tuple[str, ...]

    @property
    def not_named(self) -> int | None:
        """How many of the promised things no source names; None unless the promise counts things.

        It is negative where more are named than were promised.
        """
        commitment = self.entry.commitment
        if commitment.quantity is None or not commitment.counts_things:
            return None
        return round(commitment.quantity) - self.named_at_all


@dataclass(frozen=True, kw_only=True)
class DistrictScore:
    """One district or zone, or the city (None) with every record once."""

    district: str | None
    promised: tuple[str, ...]
    tally: Tally


@dataclass(frozen=True, kw_only=True)
class MetroYear:
    """The metro network at the end of a year [km].

    ``inside`` and ``outside`` are the phases open then, the latter beyond the city limits
    (Xuchang), with their summed published lengths; ``unmeasured`` are open phases without a
    published length; ``published`` are the figures printed for that year.
    """

    day: date
    inside: tuple[str, ...]
    outside: tuple[str, ...]
    inside_km: float
    outside_km: float
    unmeasured: tuple[str, ...]
    published: tuple[NetworkFigure, ...]


def by_promise(dataset: Dataset, day: date, scope: Scope | None = None) -> list[PromiseScore]:
    """Score every promise at a day, in the report's order.

    Parameters
    ----------
    dataset
        The built tables.
    day
        The date asked for; later events are not known yet.
    scope
        Only promises and records of this scope.
    """
    return [
        PromiseScore(
            entry=entry,
            tally=_tally(_within(judged := _judged(entry, day), scope), day),
            named_at_all=len({answer.record for answer, _ in judged}),
            slots=_of_kind(entry, "slot", scope),
            candidates=_of_kind(entry, "candidate", scope),
        )
        for entry in _entries(dataset, day, scope)
    ]


def by_district(dataset: Dataset, day: date, scope: Scope | None = None) -> list[DistrictScore]:
    """Score the city, then every district and zone.

    ``promised`` are the promises that name the district or have an answering record there.

    Parameters
    ----------
    dataset
        The built tables.
    day
        The date asked for.
    scope
        Only promises and records of this scope.
    """
    entries = _entries(dataset, day, scope)
    judged = [pair for entry in entries for pair in _within(_judged(entry, day), scope)]
    scores = [
        DistrictScore(
            district=None,
            promised=tuple(entry.commitment.id for entry in entries),
            tally=_tally(judged, day),
        )
    ]
    for name in DISTRICTS:
        there = [(answer, state) for answer, state in judged if name in answer.districts]
        promised = tuple(e.commitment.id for e in entries if name in e.districts)
        scores.append(DistrictScore(district=name, promised=promised, tally=_tally(there, day)))
    return scores


def metro_by_year(dataset: Dataset, *, until: date) -> list[MetroYear]:
    """Lay summed and published metro length side by side, year by year from 2013.

    Parameters
    ----------
    dataset
        The built tables.
    until
        Last day; a year not over by then is taken at that day.
    """
    frame = dataset.frames["metro"]
    years = []
    for year in range(2013, until.year + 1):
        day = min(date(year, 12, 31), until)
        is_open = [status_at(events, day).status == "completed" for events in frame["events"]]
        opened = frame[is_open]
        beyond = opened["outside_city"].to_numpy(dtype=bool)
        inside_km = metro_length_km(dataset, day)
        years.append(
            MetroYear(
                day=day,
                inside=tuple(opened["id"][~beyond]),
                outside=tuple(opened["id"][beyond]),
                inside_km=inside_km,
                outside_km=metro_length_km(dataset, day, outside_city=True) - inside_km,
                unmeasured=tuple(unmeasured_phases(dataset, day)),
                published=tuple(
                    figure for figure in dataset.network
                    if figure.kind == "open" and figure.date.first.year == year
                    and figure.date.first <= day
                ),
            )
        )  # fmt: skip
    return years


def metro_goal(dataset: Dataset) -> NetworkFigure | None:
    """Return the goal of the report for the whole network, or None if the tables have none."""
    return next((figure for figure in dataset.network if figure.kind == "goal"), None)


def last_known(answer: Answer, day: date) -> PartialDate | None:
    """Return the date of the last event of a record known at a day, as precise as its source."""
    event = status_at(answer.events, day).last_event
    return None if event is None else event.date


def judged_singly(commitment: Commitment, answers: Iterable[Answer]) -> bool:
    """Tell whether a promise's due date holds for each record that answers it.

    Parameters
    ----------
    commitment
        The promise.
    answers
        The records that answer it.
    """
    quantity = commitment.quantity
    if quantity is None or all(answer.kind == "is" for answer in answers):
        return True
    if commitment.counts_things:
        return sum(answer.kind == "part" for answer in answers) <= quantity
    return commitment.unit_en == "%" and quantity == 100  # noqa: PLR2004 - all of them


def _entries(dataset: Dataset, day: date, scope: Scope | None) -> list[Entry]:
    entries = ledger_of(dataset).entries(day)
    return [e for e in entries if scope is None or e.commitment.id in scope.promises]


def _within(judged: list[tuple[Answer, str]], scope: Scope | None) -> list[tuple[Answer, str]]:
    return [pair for pair in judged if scope is None or pair[0].record in scope.records]


def _judged(entry: Entry, day: date) -> list[tuple[Answer, str]]:
    """Return the answering records, each with its own standing against the due date."""
    answers = [answer for answer in entry.answers if answer.answers and not answer.background]
    commitment = entry.commitment
    if not judged_singly(commitment, answers):
        return [(answer, "none") for answer in answers]
    # A record alone: the promise's number is about all of them together.
    alone = replace(commitment, quantity=None)
    return [
        (answer, deadline(alone, (replace(answer, kind="is"),), day).state) for answer in answers
    ]


def _tally(judged: Iterable[tuple[Answer, str]], day: date) -> Tally:
    found: dict[str, dict[str, None]] = {measure: {} for measure in MEASURES}
    for answer, state in judged:
        tests = {
            "named": True,
            "located": answer.located,
            "started": has_started(answer.events, day),
            "completed": status_at(answer.events, day).status == "completed",
            "done_late": state == "late",
            "late": state == "silent",
        }
        for measure, holds in tests.items():
            if holds:
                found[measure][answer.record] = None
    return Tally(**{measure: tuple(ids) for measure, ids in found.items()})


def _of_kind(entry: Entry, kind: str, scope: Scope | None) -> tuple[str, ...]:
    return tuple(
        answer.record for answer in entry.answers
        if answer.kind == kind and (scope is None or answer.record in scope.records)
    )  # fmt: skip
