"""``zhengtu scoreboard``: what was promised, and of it what is known to be done, as a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlets.analyses.scoreboard import check_name, save
from outlets.analyses.scoreboard_board import Board
from outlets.commands.analysing import add_file, lay, scope_in
from outlets.commands.language import add_language, language_of
from outlets.commands.selecting import dataset_of, day_of, progress_of

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "scoreboard", help="count per promise, district and core block what is known to be done"
    )
    parser.set_defaults(run=_run)
    add_file(
        parser,
        meaning="workbook .xlsx, .csv of counts, .html to print; FILE.manifest.json goes beside",
    )
    add_language(parser)


def _run(options: argparse.Namespace) -> int:
    def make(out: Path) -> list[Path]:
        dataset, day = dataset_of(options), day_of(options)
        scope = scope_in(options, dataset)
        board = Board(dataset=dataset, day=day, language=language_of(options), scope=scope)
        return save(board, out, progress=progress_of(options))

    day_of(options)  # a day that is none is said before anything is made
    return lay(options.out, check=check_name, save=make)
