"""``zhengtu pack``: the meeting pack, one HTML file or a zip of everything."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import ExportError
from outlets.commands.codes import DONE, WRONG, EndedError
from outlets.commands.printing import thematic_view
from outlets.commands.selecting import add_selection, progress_of, selection_of, view_of
from outlets.commands.telling import add_story, stories_of
from outlets.pack.delivery import check_name, save
from outlets.pack.describing import PackOrder
from outlets.webmap.basemaps import MapSettings, read_settings

if TYPE_CHECKING:
    import argparse

    from layers.view import View


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    pack = commands.add_parser("pack", help="make the meeting pack, which needs no network")
    pack.set_defaults(run=_run)
    pack.add_argument(
        "--out", required=True, type=Path,
        help="file to write: .html (the page; FILE.manifest.json goes beside it) or .zip (with "
             "print, slides, data and manifest)",
    )  # fmt: skip
    pack.add_argument(
        "--author", default="", help="who made it, for the print and the slides in the zip"
    )
    pack.add_argument("--lang", choices=("zh", "en"), help="language it opens in, zh if left out")
    add_story(pack, meaning="open with this story; the pack holds all of them")
    add_selection(pack)


def _run(options: argparse.Namespace) -> int:
    try:
        check_name(options.out)
        order = _order(options)
    except ExportError as error:
        raise EndedError(error, WRONG) from error
    for path in save(order, options.out, progress=progress_of(options)):
        sys.stdout.write(f"{path}\n")
    return DONE


def _order(options: argparse.Namespace) -> PackOrder:
    selection = selection_of(options, _view(options))
    today = date.today()  # noqa: DTZ011 - the reader's own day
    return PackOrder(
        selection=selection,
        today=today,
        settings=MapSettings(notice=read_settings().notice),
        stories=stories_of(options, selection.dataset, today=today),
        author=options.author,
    )


def _view(options: argparse.Namespace) -> View:
    """Return the view that the pack opens with."""
    view = thematic_view(view_of(options), options.layer, options.lang or "zh")
    return replace(view, story=options.story)
