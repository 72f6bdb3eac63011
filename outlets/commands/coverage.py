"""``zhengtu coverage``: how far it is to the nearest of some places, as rasters and shares."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from geo.coverage.classes import LIMITS_M, require_limits
from geo.coverage.walk import Walk
from geo.errors import ExportError, NetworkError, RasterError
from layers.vocabulary import DISTRICTS, STATUSES
from outlets.commands.codes import DONE, WRONG, EndedError
from outlets.commands.language import add_language, language_of
from outlets.commands.selecting import dataset_of, day_of, progress_of, read_day, require_words

if TYPE_CHECKING:
    import argparse

    from outlets.analyses.coverage import Question


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "coverage", help="map how far it is to stations, parks or any layer, and tell the shares"
    )
    parser.set_defaults(run=_run)
    own = parser.add_argument
    own("--layer", required=True, metavar="ID", help="what is reached, such as metro_stations")
    own("--out", required=True, type=Path,
        help="GeoTIFF of distances; X.classes.tif with its QML, X.shares.xlsx, .csv and "
             "X.tif.manifest.json go beside it (with --since also X.change.tif)")  # fmt: skip
    own("--at", help="date of the statuses, YYYY-MM-DD (today if left out)")
    own(
        "--since",
        metavar="DATE",
        help="also tell and draw (X.change.tif) what came within the last limit after this date",
    )
    own("--status", action="append", default=[],
        help="repeatable: statuses that count (completed if left out)")  # fmt: skip
    own("--district", action="append", default=[],
        help="repeatable: official name of a district or zone (all if left out)")  # fmt: skip
    own("--resolution", type=float, default=10.0, metavar="M", help="side of a cell (%(default)s)")
    own("--limits", default=",".join(f"{limit:g}" for limit in LIMITS_M), metavar="M,M",
        help="limits of the classes (%(default)s)")  # fmt: skip
    own("--network", type=Path, metavar="FILE",
        help="street network to walk on (X.seconds.tif, too); straight without one")  # fmt: skip
    own("--credit", metavar="TEXT", help="whose data the network is; every result carries it")
    own("--speed", type=float, default=Walk.speed_kmh, metavar="KM/H",
        help="walking speed (%(default)s: 15 minutes for 1 km)")  # fmt: skip
    own("--access", type=float, default=Walk.access_m, metavar="M",
        help="longest straight way to a street (%(default)s)")  # fmt: skip
    own("--population", type=Path, metavar="FILE", help="GeoTIFF of people in each cell")
    own("--source", type=Path, help="folder of other source tables")
    own("--quiet", action="store_true", help="do not tell what is being done")
    add_language(parser)


def _run(options: argparse.Namespace) -> int:
    # What analyses rasters takes 0.3 s to load, and every other command does without.
    from outlets.analyses.coverage_files import check_name, save  # noqa: PLC0415 - as above

    try:
        check_name(options.out)
        question = _question(options)
    except (ExportError, NetworkError, RasterError) as error:
        raise EndedError(error, WRONG) from error
    written = save(
        dataset_of(options), question, options.out,
        language=language_of(options), progress=progress_of(options),
    )  # fmt: skip
    for path in written:
        sys.stdout.write(f"{path}\n")
    return DONE


def _question(options: argparse.Namespace) -> Question:
    from geo.coverage.grid import require_resolution  # noqa: PLC0415 - as above
    from layers.coverage import REACHED  # noqa: PLC0415 - as above
    from outlets.analyses.coverage import Question  # noqa: PLC0415 - as above

    return Question(
        layer=options.layer,
        day=day_of(options),
        statuses=require_words("--status", options.status, tuple(STATUSES)) or REACHED,
        districts=require_words("--district", options.district, tuple(DISTRICTS)),
        resolution_m=require_resolution(options.resolution),
        limits_m=_limits(options.limits),
        since=None if options.since is None else read_day("--since", options.since),
        network=options.network,
        credit=options.credit,
        walk=Walk(speed_kmh=options.speed, access_m=options.access),
        population=options.population,
    )


def _limits(text: str) -> tuple[float, ...]:
    try:
        limits = tuple(float(word) for word in text.split(",") if word.strip())
    except ValueError:
        limits = ()
    return require_limits(limits)
