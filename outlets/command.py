"""The command line: ``zhengtu export`` and ``zhengtu check``.

Exit codes
----------
0    done; for ``check``: nothing wrong (there may be warnings)
1    ``check`` found errors
2    the request is wrong: unknown option, layer, format, CRS or name
3    the file could not be written, read, or did not read back as it was written; nothing was kept
4    the source tables cannot be read
130  called off (Ctrl-C); nothing was kept
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import ExportError, ReadingError, UnknownNameError, ZhengtuError
from geo.exports import FORMATS, CancelledError, target
from geo.validation import DataError
from layers.catalogue import CATALOGUE
from layers.selection import select
from layers.store import SourceStore
from layers.view import PARAMETER_NAMES, View, decode
from outlets.checking import as_plain, check_file
from outlets.download import check_name, save
from outlets.export import Order, layers_wanted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.build import Dataset

DONE, FAULTS, WRONG, FAILED, NO_DATA, CALLED_OFF = 0, 1, 2, 3, 4, 130

_FILTERS = {
    "status": "status of the record at the date",
    "district": "official name of a district or zone, such as 金水区",
    "theme": "theme",
    "category": "category, written layer.category",
    "placement": "how the position was got",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments
        Without the program's name; None for those of the process.

    Returns
    -------
    The exit code (see the module).
    """
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # end as Ctrl-C does: tidily
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        return _say("The export was called off; nothing of it was kept.", CALLED_OFF)
    except CancelledError as error:
        return _say(str(error), CALLED_OFF)
    except UnknownNameError as error:
        return _say(str(error), WRONG)
    except (DataError, ReadingError) as error:
        return _say(str(error), FAILED if options.run is _check else NO_DATA)
    except ZhengtuError as error:
        return _say(str(error), FAILED)


def _say(text: str, code: int) -> int:
    sys.stderr.write(f"zhengtu: {text}\n")
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="zhengtu",
        description="Take data out of Zhengtu, or check a vector file.",
        epilog=(__doc__ or "").partition("\n\n")[2],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="export|check")
    _add_export(commands)
    check = commands.add_parser("check", help="say what is wrong with a vector file")
    check.add_argument("file", type=Path, help="any vector file")
    check.add_argument("--json", action="store_true", help="write JSON, for machines")
    check.set_defaults(run=_check)
    return parser


def _add_export(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    export = commands.add_parser("export", help="write selected records to a file")
    export.set_defaults(run=_export)
    add = export.add_argument
    add("--format", required=True, help=f"one of {', '.join(FORMATS)}")
    add("--out", required=True, type=Path, help="file to write; FILE.manifest.json goes beside it")
    add("--layer", action="append", metavar="ID", default=[],
        help=f"repeatable; all thematic layers if left out; one of "
             f"{', '.join(layer.id for layer in CATALOGUE)}")  # fmt: skip
    for name, meaning in _FILTERS.items():
        add(f"--{name}", action="append", default=[], help=f"repeatable: {meaning}")
    add("--at", help="date of the statuses, YYYY-MM-DD (today if left out)")
    add("--text", default="", help="search text: characters, pinyin or initials")
    add("--candidates", action="store_true", help="with candidates for the core blocks")
    add("--crs", help="such as EPSG:4547, GCJ-02 (shifted); the format's default if left out")
    add("--encoding", help="text encoding (Shapefile: UTF-8 or GBK)")
    add("--geometry", help="how a CSV writes positions: lonlat or wkt")
    add("--source", type=Path, help="folder of other source tables")
    add("--quiet", action="store_true", help="do not tell what is being done")


def _export(options: argparse.Namespace) -> int:
    try:
        wanted = target(
            options.format, crs=options.crs, encoding=options.encoding, geometry=options.geometry
        )
        view = _view(options)
        layers = layers_wanted(view, wanted, options.layer)
        today = date.today()  # noqa: DTZ011 - the reader's own day
        selection = select(_dataset(options.source), view, today=today)
        order = Order(selection, layers, wanted)
        check_name(order, options.out)
    except ExportError as error:
        return _say(str(error), WRONG)
    made = save(order, options.out, progress=_quiet if options.quiet else _tell)
    for path in made:
        sys.stdout.write(f"{path}\n")
    return DONE


def _dataset(source: Path | None) -> Dataset:
    return SourceStore(source).dataset()


def _view(options: argparse.Namespace) -> View:
    """Read the options as the page reads its address, so that both mean the same."""
    parameters = {name: ",".join(getattr(options, name)) for name in _FILTERS}
    parameters |= {"at": options.at or "", "q": options.text}
    view, misread = decode({
        name: text for name, text in parameters.items() if text and name in PARAMETER_NAMES
    })  # fmt: skip
    if misread:
        raise UnknownNameError(
            "There is no {parameter} {value}.",
            parameter=misread[0].parameter,
            value=misread[0].value,
        )
    return replace(view, candidates=options.candidates)


def _quiet(_step: str, _done: int, _total: int) -> None:
    """Tell nothing."""


def _tell(step: str, done: int, total: int) -> None:
    sys.stderr.write(f"{step} {done + 1}/{total}\n")


def _check(options: argparse.Namespace) -> int:
    frames = _dataset(None).frames
    issues = check_file(options.file, [frames["metro_stations"], frames["districts"]])
    if options.json:
        report = {"file": str(options.file), "issues": [as_plain(issue) for issue in issues]}
        sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1, default=str) + "\n")
    else:
        sys.stdout.writelines(f"{issue}\n" for issue in issues)
        if not issues:
            sys.stdout.write(f"{options.file.name}: nothing wrong was found\n")
    return FAULTS if any(issue.severity == "error" for issue in issues) else DONE


if __name__ == "__main__":
    sys.exit(main())
