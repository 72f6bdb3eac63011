"""What every command takes that works on a selection: the filters, read as the page reads them."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import ReadingError, UnknownNameError
from geo.validation import DataError
from layers.catalogue import CATALOGUE
from layers.quarantine import errors_of
from layers.selection import select
from layers.store import SourceStore
from layers.view import EARLIEST, LATEST, PARAMETER_NAMES, View, allowed_words, decode
from outlets.commands.codes import NO_DATA, EndedError
from outlets.commands.language import language_of
from outlets.text import issue_sentence

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from geo.exports.files import Progress
    from layers.build import Dataset
    from layers.selection import Selection
    from layers.view import Misread

_MOST_WORDS = 16
"""Words that a message lists: as many as there are districts."""

_FILTERS = {
    "status": "status of the record at the date",
    "district": "official name of a district or zone, such as 金水区",
    "theme": "theme",
    "category": "category, written layer.category",
    "placement": "how the position was got",
}


def add_selection(parser: argparse.ArgumentParser) -> None:
    """Declare the options that choose records: layers, filters, date, source."""
    add = parser.add_argument
    add("--layer", action="append", metavar="ID", default=[],
        help=f"repeatable; all thematic layers if left out; one of "
             f"{', '.join(layer.id for layer in CATALOGUE)}")  # fmt: skip
    add_filters(parser)
    add("--candidates", action="store_true", help="with candidates for the core blocks")


def add_filters(parser: argparse.ArgumentParser) -> None:
    """Declare the options that filter records of any layer: filters, date, source."""
    add = parser.add_argument
    for name, meaning in _FILTERS.items():
        add(f"--{name}", action="append", default=[], help=f"repeatable: {meaning}")
    add("--at", help="date of the statuses, YYYY-MM-DD (today if left out)")
    add("--text", default="", help="search text: characters, pinyin or initials")
    add("--source", type=Path, help="folder of other source tables")
    add("--quiet", action="store_true", help="do not tell what is being done")


def dataset_of(options: argparse.Namespace) -> Dataset:
    """Build the dataset of the folder that ``--source`` names, or of the shipped one.

    Rows with faults are left out of it, as in the app; standard error names each.

    Raises
    ------
    EndedError
        If the tables cannot be used.
    """
    try:
        dataset = SourceStore(options.source).dataset()
    except (DataError, ReadingError) as error:
        raise EndedError(error, NO_DATA) from error
    for issue in errors_of(dataset.issues):
        sys.stderr.write(f"zhengtu: {issue_sentence(issue, language_of(options))}\n")
    return dataset


def view_of(options: argparse.Namespace) -> View:
    """Read the filters; layers are left to the command, which may take background ones too.

    Raises
    ------
    UnknownNameError
        If a filter names what does not exist.
    """
    parameters = {name: ",".join(getattr(options, name)) for name in _FILTERS}
    parameters |= {"at": options.at or "", "q": options.text}
    view, misread = decode({
        name: text for name, text in parameters.items() if text and name in PARAMETER_NAMES
    })  # fmt: skip
    if misread:
        raise _misread(misread[0])
    return replace(view, candidates=getattr(options, "candidates", False))


def _misread(found: Misread) -> UnknownNameError:
    """Say which option holds what it cannot, and what it may hold."""
    option, allowed = f"--{found.parameter}", allowed_words(found.parameter)
    if found.parameter == "at":
        return _no_day(option, found.value)
    if not allowed:
        return UnknownNameError("{option} cannot be “{value}”.", option=option, value=found.value)
    return _no_word(option, found.value, allowed)


def _no_word(option: str, text: str, allowed: Sequence[str]) -> UnknownNameError:
    near = get_close_matches(text, allowed, n=_MOST_WORDS, cutoff=0.5)
    return UnknownNameError(
        "{option} knows no “{value}”; it takes such as {known}.",
        option=option, value=text, known=", ".join(near or allowed[:_MOST_WORDS]),
    )  # fmt: skip


def _no_day(option: str, text: str) -> UnknownNameError:
    return UnknownNameError(
        "{option} takes a day from {first} to {last}, written YYYY-MM-DD, not “{value}”.",
        option=option, first=EARLIEST, last=LATEST, value=text,
    )  # fmt: skip


def require_words(option: str, words: Sequence[str], allowed: Sequence[str]) -> tuple[str, ...]:
    """Return the words of an option that knows a list of them.

    Parameters
    ----------
    option
        As it is written, such as ``--status``.
    words
        What it was given.
    allowed
        What it may be given.

    Raises
    ------
    UnknownNameError
        If a word is not in the list; the message names the nearest.
    """
    for word in words:
        if word not in allowed:
            raise _no_word(option, word, allowed)
    return tuple(words)


def read_day(option: str, text: str) -> date:
    """Return the day that an option was given.

    Parameters
    ----------
    option
        As it is written, such as ``--since``.
    text
        What it was given.

    Raises
    ------
    UnknownNameError
        If that is no day, or one that is certainly a slip.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _no_day(option, text) from None
    if not EARLIEST <= day <= LATEST:
        raise _no_day(option, text)
    return day


def day_of(options: argparse.Namespace) -> date:
    """Return the day asked for, or today.

    Raises
    ------
    UnknownNameError
        If ``--at`` is no day.
    """
    if options.at is None:
        return date.today()  # noqa: DTZ011 - the reader's own day
    return read_day("--at", options.at)


def selection_of(options: argparse.Namespace, view: View) -> Selection:
    """Select from the dataset that the options name.

    Raises
    ------
    EndedError
        If the tables cannot be used.
    """
    today = date.today()  # noqa: DTZ011 - the reader's own day
    return select(dataset_of(options), view, today=today)


def progress_of(options: argparse.Namespace) -> Progress:
    """Return what tells how far a command is: on standard error, or nowhere with ``--quiet``."""
    return _quiet if options.quiet else _tell


def _quiet(_step: str, _done: int, _total: int) -> None:
    """Tell nothing."""


def _tell(step: str, done: int, total: int) -> None:
    sys.stderr.write(f"{step} {done + 1}/{total}\n")
