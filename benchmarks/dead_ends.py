"""Dead ends of two real cities and of generated ones: time, memory, correctness.

Prints, and exits with 1 if an aim is missed:

- load, clean and find the dead ends of Wuhan: at most 20 s and 3 GB, in a process of its own;
- rank 500 connections with 1,000 sampled origins: at most 60 s;
- the same ranking by plain networkx on a part of both, in the same run: at least ten times slower,
  and equal to 1e-6;
- links that were removed and are proposed again: at least 90 % among the proposals of a dead end,
  60 % as the first, with precision beside; also of streets cut short to 30 m, which has no aim;
- ends of degree 1 as momepy counts them in the same clean network.

The cities are files of lines with ``highway`` (``wuhan.parquet``, ``auckland.parquet``), taken from
OpenStreetMap (ODbL) and not part of this repository. Without ``--streets FOLDER`` only generated
networks are used.

Run ``python -m benchmarks.dead_ends --streets FOLDER``; ``--part removed|find|rank`` and ``--city
wuhan`` run a part alone.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import momepy
import networkx as nx

from benchmarks.generated_streets import CITIES, city
from benchmarks.plain_ranking import COLUMNS, largest_difference, rank_plainly
from benchmarks.removed_links import cut_short, look, remove_segments
from geo.streets.cleaning import clean
from geo.streets.dead_ends import find
from geo.streets.kinds import classify
from geo.streets.proposals import propose
from geo.streets.ranking import Trips, rank, sample, shortlist
from geo.streets.reading import read_streets, streets_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.streets.network import Network
    from geo.streets.reading import Streets

REAL = ("wuhan", "auckland")
MOST_S, MOST_GB, MOST_RANKING_S, FEWEST_TIMES = 20.0, 3.0, 60.0, 10.0
LEAST_AMONG, LEAST_FIRST, MOST_DIFFERENT = 0.9, 0.6, 1e-6
SEEDS = (101, 102, 103)
PLAIN = Trips(origins=40, seed=1)


def main() -> int:
    """Run the benchmark; 1 if an aim is missed."""
    options = _options()
    aims: list[bool] = []
    if "removed" in options.part:
        for name, frame in _networks(options):
            _removed(name, frame, aims)
    cities = [name for name in REAL if options.streets and name in options.city]
    for name in cities:
        path = options.streets / f"{name}.parquet"
        if "find" in options.part:
            _finding(path, aims)
        if "rank" in options.part:
            _ranking(name, read_streets(path), aims)
    if not options.streets:
        _ranking("grid", streets_of(city("grid", 1, size=40)), aims)
    print("every aim is met" if all(aims) else f"{aims.count(False)} aims are missed")
    return 0 if all(aims) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--streets", type=Path, help="folder of wuhan.parquet, auckland.parquet")
    every = ("removed", "find", "rank")
    parser.add_argument("--part", nargs="*", choices=every, default=every)
    parser.add_argument("--city", nargs="*", choices=(*CITIES, *REAL), default=(*CITIES, *REAL))
    parser.add_argument("--find", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.find:
        _find_and_tell(options.find)
        sys.exit(0)
    return options


def _networks(options: argparse.Namespace) -> Iterator[tuple[str, gpd.GeoDataFrame]]:
    for name in options.city:
        if name in CITIES:
            yield name, city(name, 7)
        elif options.streets:
            yield name, gpd.read_parquet(options.streets / f"{name}.parquet")


def _removed(name: str, frame: gpd.GeoDataFrame, aims: list[bool]) -> None:
    for how in (remove_segments, cut_short):
        for seed in SEEDS:
            found = look(how(frame, 100 if name in CITIES else 300, seed))
            print(
                f"{name}, {how.__name__}, seed {seed}: {found.links} links, "
                f"among the proposals {found.among:.1%}, first {found.first:.1%}; precision "
                f"{found.precision:.1%} of {found.proposals:.1f} a dead end, of first ones "
                f"{found.first_precision:.1%}"
            )
            if how is remove_segments:
                aims += [found.among >= LEAST_AMONG, found.first >= LEAST_FIRST]


def _finding(path: Path, aims: list[bool]) -> None:
    """Measure in a process of its own, so that its memory is its own."""
    told = subprocess.run(  # noqa: S603 - this program itself
        [sys.executable, "-m", "benchmarks.dead_ends", "--find", str(path)],
        check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    print(told)
    seconds, gigabytes = (float(word) for word in told.split("\t")[1:3])
    aims += [seconds <= MOST_S, gigabytes <= MOST_GB]


def _find_and_tell(path: Path) -> None:
    start = time.perf_counter()
    network = clean(read_streets(path))
    ends = find(network)
    proposals = propose(network, ends)
    kinds = classify(network, ends, proposals)["kind"].value_counts().to_dict()
    seconds = time.perf_counter() - start
    gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{path.stem}: load, clean, find, propose, classify [s, GB]\t{seconds:.1f}\t"
        f"{gigabytes:.2f}\t{len(network.segments)} segments, {len(ends)} ends, {kinds}"
    )


def _ranking(name: str, streets: Streets, aims: list[bool]) -> None:
    network = clean(streets)
    ends = find(network)
    _counted(name, network, len(ends), aims)
    proposals = propose(network, ends)
    links = shortlist(classify(network, ends, proposals), proposals, most=500)
    start = time.perf_counter()
    rank(network, links)
    seconds = time.perf_counter() - start
    aims.append(seconds <= MOST_RANKING_S)
    print(f"{name}: {len(links)} connections ranked with 1000 origins in {seconds:.1f} s")
    _against_plain(name, network, links.head(3), aims)


def _counted(name: str, network: Network, ends: int, aims: list[bool]) -> None:
    graph = momepy.gdf_to_nx(network.segments, approach="primal", multigraph=True)
    theirs = sum(degree == 1 for _, degree in nx.degree(graph))
    aims.append(theirs == ends)
    print(f"{name}: ends of degree 1: {ends}, by momepy {theirs}")


def _against_plain(name: str, network: Network, links: gpd.GeoDataFrame, aims: list[bool]) -> None:
    start = time.perf_counter()
    ours = rank(network, links, trips=PLAIN).sort_values("end")
    between = time.perf_counter()
    theirs = rank_plainly(network, links, sample(network, PLAIN))
    times = (time.perf_counter() - between) / (between - start)
    order = links["end"].argsort(kind="stable").to_numpy()
    worst = max(
        largest_difference(ours[column].to_numpy(), theirs[column][order]) for column in COLUMNS
    )
    aims += [times >= FEWEST_TIMES, worst <= MOST_DIFFERENT]
    print(
        f"{name}: {len(links)} connections, {PLAIN.origins} origins: plain networkx takes "
        f"{times:.0f} times as long; largest difference {worst:.1e}"
    )


if __name__ == "__main__":
    sys.exit(main())
