"""The slider of time below the map: what it shows, and what a move of it does to the view."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from layers.comparison import left_day
from layers.timeline import timeline
from layers.view import EARLIEST, LATEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from layers.selection import Selection
    from screens.text import Translator


def slider(selection: Selection, *, today: date, heard: int, _: Translator) -> dict[str, Any]:
    """Return what the slider shows.

    Parameters
    ----------
    selection
        What the reader has chosen.
    today
        Today's date: what lies after it is unknown.
    heard
        Number of the reader's last move that this answers.
    _
        Translator into the reader's language.
    """
    view = selection.view
    since = left_day(view) if view.panel == "compare" else None
    found = timeline(selection, today=today)
    return {
        "language": view.language,
        "at": selection.day.isoformat(),
        "today": today.isoformat(),
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "months": found.months,
        "years": found.years,
        "dues": {month: count for month, count in enumerate(found.dues) if count},
        "stops": _bits(_month(stop) - _month(found.first) for stop in found.stops),
        # A filter by status lets other records through on every day: only Python knows which.
        # What changed between two days does so too.
        "local": not selection.view.statuses and (since is None or view.compare == "swipe"),
        "since": None if since is None else since.isoformat(),
        # Data that differ each time: the browser waits for an answer even where nothing changed.
        "heard": heard,
        "words": _words(_),
    }


def _bits(numbers: Iterable[int]) -> str:
    """Write a set of numbers as one hexadecimal number with these bits."""
    return f"{sum(1 << number for number in set(numbers)):x}"


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _words(_: Translator) -> dict[str, str]:
    return {
        "timeline": _("Time"),
        "at": _("Status at"),
        "since": _("Compared with"),
        "play": _("Play"),
        "pause": _("Pause"),
        "pace": _("Speed of the play"),
        "key": _("Bars: dated events of each month. Hollow: known to the year only. From above: "
                 "due dates of records and promises."),
        "comma": _(", "),
        "events": _("{count} events this month"),
        "of_year": _("{count} known to this year only"),
        "due": _("{count} due"),
        "none": _("nothing dated this month"),
        "ahead": _("lies ahead: statuses are the last known ones"),
    }  # fmt: skip


def moved(made: Mapping[str, Any], *, today: date) -> dict[str, date | None]:
    """Turn a move of the slider into fields of the view; anything else is left out.

    Parameters
    ----------
    made
        What the browser sent: ``at`` (a day, or None for today) or ``since`` (a day).
    today
        Today's date, which stands in the view as None.
    """
    if "since" in made:
        since = day_of(made["since"])
        return {} if since is None else {"since": since}
    if "at" not in made:
        return {}
    if made["at"] is None:
        return {"at": None}
    day = day_of(made["at"])
    if day is None:
        return {}
    return {"at": None if day == today else day}


def day_of(value: object) -> date | None:
    """Read a day that a browser sent, within what a view can hold; None if it is no day."""
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        return None
    return min(max(day, EARLIEST), LATEST)
