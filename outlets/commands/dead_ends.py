"""``zhengtu dead-ends``: dead ends of a street network, and what connecting them would bring."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import ExportError, NetworkError
from geo.streets.obstacles import KINDS, Obstacle
from geo.streets.proposals import LIMIT_M, require_limit
from geo.streets.ranking import MOST, ORIGINS, Trips
from outlets.commands.codes import DONE, WRONG, EndedError
from outlets.commands.selecting import progress_of
from outlets.dead_ends import Question, answer, layer_of, what_if, write
from outlets.geopackages import check_name

if TYPE_CHECKING:
    import argparse

    import geopandas as gpd


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "dead-ends", help="find dead ends of a street network and rank connections"
    )
    parser.set_defaults(run=_run)
    own = parser.add_argument
    own("network", type=Path, help="lines with a CRS: any vector file, GeoParquet, .osm, .osm.pbf")
    own("--out", required=True, type=Path, help="GeoPackage to write")
    own("--network-layer", metavar="NAME", help="layer of the network's file")
    own("--credit", metavar="TEXT", help="whose data the network is; every result carries it")
    own(
        "--limit", type=float, default=LIMIT_M, metavar="M", help="longest connection (%(default)s)"
    )
    own("--tolerance", type=float, default=1.0, metavar="M", help="snapping (%(default)s)")
    own("--crossings", default="auto", choices=("auto", "split", "keep"),
        help="lines that cross without a node; auto judges by the file")  # fmt: skip
    own("--rank", type=int, default=MOST, metavar="N", help="connections to rank (%(default)s)")
    own("--origins", type=int, default=ORIGINS, metavar="N", help="of sampled trips (%(default)s)")
    own("--seed", type=int, default=0, metavar="N", help="of the sample (%(default)s)")
    own("--demand", type=Path, metavar="FILE", help="points that trips start from; weight counts")
    own("--extent", type=Path, metavar="FILE", help="area that the network was cut out of")
    own("--obstacle", action="append", default=[], metavar="KIND=FILE",
        help=f"repeatable; must not be crossed; one of {', '.join(KINDS)}")  # fmt: skip
    own("--bridge", action="append", default=[], metavar="KIND",
        help="repeatable: obstacles that may be bridged, at a cost")  # fmt: skip
    own("--near", action="append", default=[], metavar="NAME=FILE",
        help="repeatable: points to be brought within ten minutes on foot")  # fmt: skip
    own(
        "--open",
        type=int,
        metavar="N",
        help="compare before and after the best N are opened, one of each dead end",
    )
    own("--quiet", action="store_true", help="do not tell what is being done")


def _run(options: argparse.Namespace) -> int:
    tell = progress_of(options)
    try:
        check_name(options.out)
        require_limit(options.limit)
        question = _question(options)
    except (ExportError, NetworkError) as error:
        raise EndedError(error, WRONG) from error
    found = answer(question, progress=tell)
    comparison = None
    if options.open is not None:
        comparison = what_if(found, found.best(options.open), trips=question.trips, progress=tell)
    write(found, options.out, comparison=comparison)
    kinds = found.ends["kind"].value_counts()
    counted = ", ".join([f"{len(found.ends)} dead ends", *(f"{k} {n}" for k, n in kinds.items())])
    sys.stdout.write(f"{options.out}\n{counted}\n")
    return DONE


def _question(options: argparse.Namespace) -> Question:
    demand = None if options.demand is None else layer_of(options.demand)
    return Question(
        network=options.network,
        layer=options.network_layer,
        credit=options.credit,
        limit_m=options.limit,
        tolerance_m=options.tolerance,
        crossings=options.crossings,
        most=options.rank,
        trips=Trips(origins=options.origins, seed=options.seed, demand=demand),
        obstacles=tuple(
            Obstacle(kind=kind, frame=frame, bridged=kind in options.bridge)
            for kind, frame in _pairs("--obstacle", options.obstacle)
        ),
        near=dict(_pairs("--near", options.near)),
        extent=None if options.extent is None else layer_of(options.extent),
    )


def _pairs(option: str, texts: list[str]) -> list[tuple[str, gpd.GeoDataFrame]]:
    """Read NAME=FILE options.

    Raises
    ------
    NetworkError
        If one is written otherwise.
    """
    pairs = []
    for text in texts:
        name, equals, path = text.partition("=")
        if not (name and equals and path):
            raise NetworkError(
                "{option} is written NAME=FILE, not “{text}”.", option=option, text=text
            )
        pairs.append((name, layer_of(Path(path))))
    return pairs
