"""``zhengtu print``: selected records as a map on paper."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import ExportError, UnknownNameError
from layers.view import THEMATIC_IDS
from outlets.commands.codes import DONE, WRONG, EndedError
from outlets.commands.selecting import add_selection, progress_of, selection_of, view_of
from outlets.prints.paper import DPI_RANGE, FORMATS, ORIENTATIONS, PAPERS, PrintOrder
from outlets.webmap.basemaps import read_settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from layers.view import View
    from layers.vocabulary import Language


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser("print", help="draw selected records as a map on paper")
    parser.set_defaults(run=_run)
    own = parser.add_argument
    own("--out", required=True, type=Path,
        help=f"file to write, ending in {', '.join(f'.{f}' for f in FORMATS)}; "
             "FILE.manifest.json goes beside it")  # fmt: skip
    own("--scale", type=int, help="denominator, such as 50000; what fits if left out")
    own("--centre", metavar="LON,LAT", help="middle of the map; the selection's if left out")
    own("--title", help="title on the sheet")
    add_paper(parser)
    add_selection(parser)


def add_paper(parser: argparse.ArgumentParser, *, paper: str = "A4") -> None:
    """Declare the options of every sheet of paper."""
    own = parser.add_argument
    low, high = DPI_RANGE
    own("--paper", default=paper, help=f"one of {', '.join(PAPERS)} ({paper} if left out)")
    own("--orientation", default=ORIENTATIONS[0], help=f"one of {', '.join(ORIENTATIONS)}")
    own("--dpi", type=int, default=300, help=f"resolution of a PNG, {low} to {high}")
    own("--author", default="", help="who made it")
    own("--lang", choices=("zh", "en"), help="language of the sheet, zh if left out")


def thematic_view(view: View, only: Sequence[str], language: Language) -> View:
    """Return a view of the layers named (all, if none is), in a language.

    Raises
    ------
    UnknownNameError
        If a name is no thematic layer's: the base is always drawn.
    """
    for name in only:
        if name not in THEMATIC_IDS:
            raise UnknownNameError(
                "There is no layer {name}; the layers are {known}.",
                name=name,
                known=", ".join(THEMATIC_IDS),
            )
    return replace(view, layers=tuple(only) or view.layers, language=language)


def _run(options: argparse.Namespace) -> int:
    from outlets.prints.printing import check_name, save  # noqa: PLC0415 - brings matplotlib along

    try:
        order = PrintOrder(
            paper=options.paper, orientation=options.orientation, dpi=options.dpi,
            format=options.out.suffix.lower().removeprefix("."), scale=options.scale,
            centre=_place(options.centre), title=options.title, author=options.author,
            language=options.lang or "zh",
        )  # fmt: skip
        check_name(order.format, options.out)
    except ExportError as error:
        raise EndedError(error, WRONG) from error
    view = thematic_view(view_of(options), options.layer, order.language)
    today = date.today()  # noqa: DTZ011 - the reader's own day
    made = save(selection_of(options, view), order, options.out, settings=read_settings(),
                today=today, progress=progress_of(options))  # fmt: skip
    for path in made:
        sys.stdout.write(f"{path}\n")
    return DONE


def _place(text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        raise ExportError(
            "The middle of the map is longitude,latitude such as 113.65,34.75, not “{text}”.",
            text=text,
        ) from None
    return lon, lat
