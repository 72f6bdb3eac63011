"""What the commands share that lay an analysis of the tables into one file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import ExportError
from layers.scope import scope_of
from layers.selection import select
from outlets.commands.codes import DONE, WRONG, EndedError
from outlets.commands.selecting import add_filters, day_of, view_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from layers.build import Dataset
    from layers.scope import Scope


def add_file(parser: argparse.ArgumentParser, *, meaning: str) -> None:
    """Declare the options of a file that an analysis is laid into.

    Parameters
    ----------
    parser
        Of the command.
    meaning
        What the file is.
    """
    parser.add_argument("--out", required=True, type=Path, help=meaning)
    add_filters(parser)


def scope_in(options: argparse.Namespace, dataset: Dataset) -> Scope | None:
    """Return what the filters leave, or None if there are none.

    Raises
    ------
    ExportError
        If they leave nothing.
    """
    day = day_of(options)
    scope = scope_of(select(dataset, view_of(options), today=day))
    if scope is not None and not (scope.records or scope.promises):
        raise ExportError("No record and no promise passes the filters. Widen them.")
    return scope


def lay(out: Path, *, check: Callable[[Path], None], save: Callable[[Path], list[Path]]) -> int:
    """Write a file and tell where it is.

    Parameters
    ----------
    out
        File to make.
    check
        Refuses a name that does not fit.
    save
        Makes the file and what belongs beside it.

    Raises
    ------
    EndedError
        If the name does not fit.
    """
    try:
        check(out)
    except ExportError as error:
        raise EndedError(error, WRONG) from error
    for path in save(out):
        sys.stdout.write(f"{path}\n")
    return DONE
