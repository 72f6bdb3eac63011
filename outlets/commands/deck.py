"""``zhengtu deck``: slides of a story or of the districts, or one-pagers of districts."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import ExportError
from layers.statuses import REPORT_DAY
from layers.view import View, encode
from outlets.commands.codes import DONE, WRONG, EndedError
from outlets.commands.printing import thematic_view
from outlets.commands.selecting import add_selection, dataset_of, progress_of, read_day, view_of
from outlets.commands.telling import add_story, stories_of
from outlets.webmap.basemaps import read_settings

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser("deck", help="make slides that can be edited, or one-pagers")
    parser.set_defaults(run=_run)
    own = parser.add_argument
    own("--out", required=True, type=Path,
        help="file to write: .pptx (slides) or .docx (a page for each district); "
             "FILE.manifest.json goes beside it")  # fmt: skip
    add_story(parser, meaning="a slide for each chapter of this story, which chooses its own "
                              "records")  # fmt: skip
    own("--by", choices=("district",), default="district",
        help="a slide for each district and zone, where no story is named")  # fmt: skip
    own("--since", default=REPORT_DAY.text,
        help=f"first day of the changes, YYYY-MM-DD (the report's, {REPORT_DAY}, if left "
             "out)")  # fmt: skip
    own("--title", default="", help="title of the deck")
    own("--author", default="", help="who made it")
    own("--lang", choices=("zh", "en"), help="language of the slides, zh if left out")
    add_selection(parser)


def _run(options: argparse.Namespace) -> int:
    from outlets.deck.making import save  # noqa: PLC0415 - brings matplotlib along
    from outlets.deck.order import DeckOrder, check_name  # noqa: PLC0415 - as above

    view = thematic_view(view_of(options), options.layer, options.lang or "zh")
    today = date.today()  # noqa: DTZ011 - the reader's own day
    try:
        check_name(options.out)
        since = read_day("--since", options.since)
        if options.story is not None:
            _check_no_filters(view)
    except ExportError as error:
        raise EndedError(error, WRONG) from error
    dataset = dataset_of(options)
    stories = stories_of(options, dataset, today=today)
    wanted = {story.id: story for story in stories}
    try:
        order = DeckOrder(
            dataset=dataset, view=view, today=today, story=wanted.get(options.story),
            settings=read_settings(), since=since, title=options.title, author=options.author,
        )  # fmt: skip
    except ExportError as error:
        raise EndedError(error, WRONG) from error
    for path in save(order, options.out, progress=progress_of(options)):
        sys.stdout.write(f"{path}\n")
    return DONE


def _check_no_filters(view: View) -> None:
    """Refuse filters beside a story: its texts and figures would not follow them.

    Raises
    ------
    ExportError
        If there are any.
    """
    given = [name for name in encode(view) if name != "lang"]
    if given:
        raise ExportError(
            "The chapters of a story choose their own layers, records and days: leave out "
            "{filters}, or make the deck by district.",
            filters=", ".join(given),
        )
