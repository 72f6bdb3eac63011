"""``zhengtu dead-ends``: dead ends of a street network, and what connecting them would bring."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from geo.errors import ExportError, NetworkError
from geo.exports import FORMATS, place, scratch, target
from geo.streets.obstacles import KINDS
from geo.streets.proposals import LIMIT_M, require_limit
from geo.streets.ranking import MOST, ORIGINS, Trips
from outlets.analyses.dead_end_files import RANKED, check_layers, save_layers, write_all
from outlets.analyses.dead_ends import Question, answer, layer_of, what_if
from outlets.analyses.laid import EXTENT, PEOPLE, read_laid
from outlets.commands.codes import DONE, WRONG, EndedError
from outlets.commands.language import language_of
from outlets.commands.selecting import progress_of
from outlets.geopackages import check_name
from outlets.text import said

if TYPE_CHECKING:
    import argparse

    import geopandas as gpd
    import pandas as pd

    from geo.exports import Target
    from geo.exports.files import Progress
    from outlets.analyses.dead_ends import Answer


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "dead-ends", help="find dead ends of a street network and rank connections"
    )
    parser.set_defaults(run=_run)
    own = parser.add_argument
    own("network", type=Path, nargs="?",
        help="lines with a CRS: any vector file, GeoParquet, .wkt, .osm, .osm.pbf; with --download "
             "the GeoPackage in which the download is kept")  # fmt: skip
    own("--download", metavar="AREA",
        help="ask OpenStreetMap for the streets of a place, or of west,south,east,north "
             "(needs internet, and osmnx: pip install 'zhengtu[osm]')")  # fmt: skip
    own(
        "--out",
        required=True,
        type=Path,
        help="file to write: .gpkg holds everything, any other format the ranked layer",
    )
    own(
        "--crs",
        help="CRS of the file, such as EPSG:4490; as measured (.gpkg) or as usual if left out",
    )
    own("--format", help=f"if the name's ending does not tell: one of {', '.join(FORMATS)}")
    own("--layer", action="append", choices=RANKED, default=[],
        help="repeatable: layers of formats other than .gpkg (proposals)")  # fmt: skip
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
    own("--people", action="append", type=Path, default=[], metavar="FILE",
        help="repeatable: points with people (weight, population), or a GeoTIFF of them; counted "
             "where they come within ten minutes")  # fmt: skip
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
        require_limit(options.limit)
        target = _target(options)
        if target is None:
            check_name(options.out)
        else:
            check_layers(options.out, target, _layers(options))
        _require_apart(options)
        question = _question(options)
    except (ExportError, NetworkError) as error:
        raise EndedError(error, WRONG) from error
    with TemporaryDirectory(prefix="zhengtu-streets-") as folder:
        question = _downloaded(question, options, Path(folder), tell)
        found = answer(question, progress=tell)
    _say_notes(found, options)
    comparison = None
    if options.open is not None:
        comparison = _compared(found, question, options)
    written = [options.out]
    if target is None:
        write_all(found, options.out, comparison=comparison, crs=options.crs)
    else:
        written = save_layers(found, options.out, target, layers=_layers(options), progress=tell)
    kinds = found.ends["kind"].value_counts()
    counted = ", ".join([f"{len(found.ends)} dead ends", *(f"{k} {n}" for k, n in kinds.items())])
    sys.stdout.write("".join(f"{path}\n" for path in written) + f"{counted}\n")
    return DONE


def _compared(found: Answer, question: Question, options: argparse.Namespace) -> pd.DataFrame:
    best = found.best(options.open)
    if not best:
        raise NetworkError("No connection was found that could be opened: leave --open out.")
    return what_if(found, best, trips=question.trips, progress=progress_of(options))


def _say_notes(found: Answer, options: argparse.Namespace) -> None:
    """Tell what a reader of the result must know; the file tells it, too."""
    language = language_of(options)
    for note in found.notes:
        sys.stderr.write(f"zhengtu: {said(note, language)}\n")


def _require_apart(options: argparse.Namespace) -> None:
    """Refuse to write over what is read.

    Raises
    ------
    ExportError
        If the file to write is one of those to read.
    """
    read = [options.network, options.demand, options.extent, *options.people,
            *(path for _, path in _pairs("--obstacle", options.obstacle)),
            *(path for _, path in _pairs("--near", options.near))]  # fmt: skip
    out = options.out.resolve()
    if any(path is not None and path.resolve() == out for path in read):
        raise ExportError("{file} is read: it would be written over. Give another name.",
                          file=options.out.name)  # fmt: skip


def _target(options: argparse.Namespace) -> Target | None:
    """Return the form of the file; None for the GeoPackage that holds everything.

    Raises
    ------
    ExportError
        If nothing can be written so.
    """
    suffix = options.out.suffix.lower()
    named = {kind.suffix: kind.id for kind in FORMATS.values() if not kind.several_files}
    name = options.format or named.get(suffix)
    if name is None:
        raise ExportError(
            "“{name}” does not tell its format; end it in one of {suffixes}, or give --format.",
            name=options.out.name,
            suffixes=", ".join(named),
        )
    wanted = target(name, crs=options.crs)
    if wanted.format.id != "gpkg":
        if options.open is not None:
            raise ExportError("What is compared with --open goes into a GeoPackage only (.gpkg).")
        return wanted
    if options.layer:
        raise ExportError("A GeoPackage holds every layer: leave --layer out.")
    return None


def _layers(options: argparse.Namespace) -> tuple[str, ...]:
    return tuple(options.layer) or RANKED[:1]


def _question(options: argparse.Namespace) -> Question:
    if options.network is None and options.download is None:
        raise NetworkError("Give the file of a network, or --download with an area.")
    if options.network is not None and options.download is not None:
        check_name(options.network)
    if options.open is not None and options.open < 1:
        raise NetworkError("--open {count} opens nothing; give 1 or more.", count=options.open)
    obstacles = _pairs("--obstacle", options.obstacle)
    _require_kinds(options, [kind for kind, _ in obstacles])
    demand = None if options.demand is None else _points("--demand", options.demand)
    extent = [] if options.extent is None else [(EXTENT, options.extent)]
    laid = [*obstacles, *extent,
            *((PEOPLE, path) for path in options.people)]  # fmt: skip
    return Question(
        network=options.network or Path("download.gpkg"),
        layer=options.network_layer,
        credit=options.credit,
        limit_m=options.limit,
        tolerance_m=options.tolerance,
        crossings=options.crossings,
        most=options.rank,
        trips=Trips(origins=options.origins, seed=options.seed, demand=demand),
        laid=tuple(
            read_laid(path, kind, name=path.name, bridged=kind in options.bridge)
            for kind, path in laid
        ),
        near={name: _points(name, path) for name, path in _pairs("--near", options.near)},
    )


def _require_kinds(options: argparse.Namespace, given: list[str]) -> None:
    """Refuse obstacles that there are not, and bridges over what does not lie there.

    Raises
    ------
    NetworkError
        If a word fits none.
    """
    for kind in given:
        if kind not in KINDS:
            raise NetworkError("There is no obstacle {kind}; there are {kinds}.",
                               kind=kind, kinds=", ".join(KINDS))  # fmt: skip
    for kind in options.bridge:
        if kind not in given:
            raise NetworkError(
                "--bridge {kind} bridges nothing: give --obstacle {kind}=FILE, too.", kind=kind
            )


def _points(name: str, path: Path) -> gpd.GeoDataFrame:
    """Read points; a file without a shape is not taken for one of which nothing is near."""
    frame = layer_of(path)
    if (frame.geometry.isna() | frame.geometry.is_empty).all():
        raise NetworkError("{file}, given as {name}, holds no shape.", file=path.name, name=name)
    return frame


def _downloaded(
    question: Question, options: argparse.Namespace, folder: Path, tell: Progress
) -> Question:
    """Download the network if asked to; where it came from is said in every result."""
    if options.download is None:
        return question
    from geo.streets.download import download  # noqa: PLC0415 - osmnx is optional

    made = folder / "download.gpkg"
    credit = download(options.download, made, progress=tell)
    if options.network is not None:
        with scratch(options.network.parent) as beside:
            place(Path(shutil.copy(made, beside)), options.network)
    return replace(question, network=made, layer="streets", credit=question.credit or credit)


def _pairs(option: str, texts: list[str]) -> list[tuple[str, Path]]:
    """Take NAME=FILE options apart.

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
        pairs.append((name, Path(path)))
    return pairs
