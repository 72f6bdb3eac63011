"""``zhengtu conflicts``: overlaps between layers by the table of rules, as a GeoPackage."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import ExportError
from outlets.commands.codes import DONE, WRONG, EndedError
from outlets.commands.selecting import dataset_of, day_of, progress_of
from outlets.conflicts import save
from outlets.geopackages import check_name

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "conflicts", help="find overlaps between layers, and what lies along the Yellow River"
    )
    parser.set_defaults(run=_run)
    own = parser.add_argument
    own("--out", required=True, type=Path,
        help="GeoPackage to write; FILE.manifest.json goes beside it")  # fmt: skip
    own("--at", help="date of the statuses, YYYY-MM-DD (today if left out)")
    own("--source", type=Path, help="folder of other source tables")
    own("--quiet", action="store_true", help="do not tell what is being done")


def _run(options: argparse.Namespace) -> int:
    day = day_of(options)
    try:
        check_name(options.out)
    except ExportError as error:
        raise EndedError(error, WRONG) from error
    for path in save(dataset_of(options), day, options.out, progress=progress_of(options)):
        sys.stdout.write(f"{path}\n")
    return DONE
