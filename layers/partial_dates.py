"""Dates known to the day, the month or only the year (ISO 8601 reduced precision)."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from geo.errors import Saying

_SHAPE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_YEARS = range(1900, 2101)
"""Years that a plan or a work may have; anything else is a slip of the pen."""


@dataclass(frozen=True)
class PartialDate:
    """A date as precise as its source: ``2021``, ``2021-01`` or ``2021-01-30``.

    Raises
    ------
    ValueError
        If the text is not one of the three forms, or no such day exists.
    """

    text: str

    def __post_init__(self) -> None:
        match = _SHAPE.fullmatch(self.text)
        if match is None:
            raise ValueError(Saying("must be a date YYYY, YYYY-MM or YYYY-MM-DD"))
        year, month, day = match.groups()
        if int(year) not in _YEARS:
            raise ValueError(
                Saying("the year must lie from {first} to {last}", first=_YEARS[0], last=_YEARS[-1])
            )
        try:
            date(int(year), int(month or 1), int(day or 1))
        except ValueError:
            raise ValueError(Saying("there is no such day")) from None

    @cached_property
    def first(self) -> date:
        """First day it may mean."""
        year, month, day = (*self.text.split("-"), None, None)[:3]
        return date(int(year or 0), int(month or 1), int(day or 1))

    @cached_property
    def last(self) -> date:
        """Last day it may mean."""
        parts = self.text.split("-")
        year = self.first.year
        if len(parts) == 1:
            return date(year, 12, 31)
        if len(parts) == 2:  # noqa: PLR2004 - year and month
            return date(year, self.first.month, calendar.monthrange(year, self.first.month)[1])
        return self.first

    def __str__(self) -> str:
        return self.text


def months_later(day: date, months: int) -> date:
    """Return the day that many months later; a day that does not exist becomes the month's last."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def day_after(day: date) -> date:
    """Return the next day."""
    return day + timedelta(days=1)


def as_number(day: date) -> int:
    """Return the day as a number that sorts: 2021-01-30 is 20210130."""
    return day.year * 10_000 + day.month * 100 + day.day
