"""``zhengtu conflicts``: overlaps between layers by the table of rules, as a GeoPackage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlets.analyses.conflicts import save
from outlets.commands.analysing import add_file, lay, scope_in
from outlets.commands.selecting import dataset_of, day_of, progress_of
from outlets.geopackages import check_name

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "conflicts", help="find overlaps between layers, and what lies along the Yellow River"
    )
    parser.set_defaults(run=_run)
    add_file(parser, meaning="GeoPackage to write; FILE.manifest.json goes beside it")


def _run(options: argparse.Namespace) -> int:
    def make(out: Path) -> list[Path]:
        dataset, day = dataset_of(options), day_of(options)
        scope = scope_in(options, dataset)
        return save(dataset, day, out, scope=scope, progress=progress_of(options))

    day_of(options)  # a day that is none is said before anything is made
    return lay(options.out, check=check_name, save=make)
