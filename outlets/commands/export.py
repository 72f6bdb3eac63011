"""``zhengtu export``: selected records to a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import ExportError
from geo.exports import FORMATS, target
from outlets.commands.codes import DONE, WRONG, EndedError
from outlets.commands.selecting import add_selection, progress_of, selection_of, view_of
from outlets.download import check_name, save
from outlets.export import Order, layers_wanted

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    export = commands.add_parser("export", help="write selected records to a file")
    export.set_defaults(run=_run)
    own = export.add_argument
    own("--format", required=True, help=f"one of {', '.join(FORMATS)}")
    own("--out", required=True, type=Path, help="file to write; FILE.manifest.json goes beside it")
    own("--crs", help="such as EPSG:4547, GCJ-02 (shifted); the format's default if left out")
    own("--encoding", help="text encoding (Shapefile: UTF-8 or GBK)")
    own("--geometry", help="how a CSV writes positions: lonlat or wkt")
    add_selection(export)


def _run(options: argparse.Namespace) -> int:
    try:
        wanted = target(
            options.format, crs=options.crs, encoding=options.encoding, geometry=options.geometry
        )
        view = view_of(options)
        layers = layers_wanted(view, wanted, options.layer)
        order = Order(selection_of(options, view), layers, wanted)
        check_name(order, options.out)
    except ExportError as error:
        raise EndedError(error, WRONG) from error
    for path in save(order, options.out, progress=progress_of(options)):
        sys.stdout.write(f"{path}\n")
    return DONE
