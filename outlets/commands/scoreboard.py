"""``zhengtu scoreboard``: what was promised, and of it what is known to be done, as a workbook."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import ExportError
from outlets.commands.codes import DONE, WRONG, EndedError
from outlets.commands.language import add_language, language_of
from outlets.commands.selecting import dataset_of, day_of, progress_of
from outlets.scoreboard import Request, check_name, save

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "scoreboard", help="count per promise, district and core block what is known to be done"
    )
    parser.set_defaults(run=_run)
    own = parser.add_argument
    own("--out", required=True, type=Path,
        help="workbook .xlsx, or .csv of counts; FILE.manifest.json is put beside")  # fmt: skip
    own("--at", help="date of the statuses, YYYY-MM-DD (today if left out)")
    own("--source", type=Path, help="folder of other source tables")
    own("--quiet", action="store_true", help="do not tell what is being done")
    add_language(parser)


def _run(options: argparse.Namespace) -> int:
    day = day_of(options)
    try:
        check_name(options.out)
    except ExportError as error:
        raise EndedError(error, WRONG) from error
    request = Request(dataset=dataset_of(options), day=day, language=language_of(options))
    for path in save(request, options.out, progress=progress_of(options)):
        sys.stdout.write(f"{path}\n")
    return DONE
