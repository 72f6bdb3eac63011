"""``zhengtu atlas``: a page for each district, one PDF with bookmarks."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import ExportError
from layers.statuses import REPORT_DAY
from outlets.commands.codes import DONE, WRONG, EndedError
from outlets.commands.printing import add_paper, thematic_view
from outlets.commands.selecting import add_selection, dataset_of, progress_of, read_day, view_of
from outlets.prints.paper import PrintOrder
from outlets.webmap.basemaps import read_settings

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser("atlas", help="draw a page for each district, as one PDF")
    parser.set_defaults(run=_run)
    own = parser.add_argument
    own("--out", required=True, type=Path,
        help="file to write, ending in .pdf; FILE.manifest.json goes beside it")  # fmt: skip
    own("--since", default=REPORT_DAY.text,
        help=f"first day of the changes, YYYY-MM-DD (the report's, {REPORT_DAY}, if left "
             "out)")  # fmt: skip
    own("--title", help="what follows the district's name on every page")
    add_paper(parser, paper="A3")
    add_selection(parser)


def _run(options: argparse.Namespace) -> int:
    from outlets.prints.atlas import AtlasRequest, save  # noqa: PLC0415 - brings matplotlib along
    from outlets.prints.printing import check_name  # noqa: PLC0415 - as above

    try:
        order = PrintOrder(
            paper=options.paper, orientation=options.orientation, dpi=options.dpi,
            title=options.title, author=options.author, language=options.lang or "zh",
        )  # fmt: skip
        check_name("pdf", options.out)
        since = read_day("--since", options.since)
    except ExportError as error:
        raise EndedError(error, WRONG) from error
    view = thematic_view(view_of(options), options.layer, order.language)
    today = date.today()  # noqa: DTZ011 - the reader's own day
    request = AtlasRequest(today=today, settings=read_settings(), since=since)
    made = save(dataset_of(options), view, order, options.out, request=request,
                progress=progress_of(options))  # fmt: skip
    for path in made:
        sys.stdout.write(f"{path}\n")
    return DONE
