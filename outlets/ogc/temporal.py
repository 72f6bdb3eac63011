"""Relations between dates and intervals (CQL2's temporal functions), by the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date


class Span(NamedTuple):
    """From a first to a last day; a date known to a year spans that year."""

    first: date
    last: date


RELATIONS: dict[str, Callable[[Span, Span], bool]] = {
    "t_after": lambda a, b: a.first > b.last,
    "t_before": lambda a, b: a.last < b.first,
    "t_contains": lambda a, b: a.first < b.first and a.last > b.last,
    "t_disjoint": lambda a, b: a.first > b.last or a.last < b.first,
    "t_during": lambda a, b: a.first > b.first and a.last < b.last,
    "t_equals": lambda a, b: a == b,
    "t_finishedby": lambda a, b: a.first < b.first and a.last == b.last,
    "t_finishes": lambda a, b: a.first > b.first and a.last == b.last,
    "t_intersects": lambda a, b: a.first <= b.last and a.last >= b.first,
    "t_meets": lambda a, b: a.last == b.first,
    "t_metby": lambda a, b: a.first == b.last,
    "t_overlappedby": lambda a, b: b.first < a.first < b.last < a.last,
    "t_overlaps": lambda a, b: a.first < b.first < a.last < b.last,
    "t_startedby": lambda a, b: a.first == b.first and a.last > b.last,
    "t_starts": lambda a, b: a.first == b.first and a.last < b.last,
}
