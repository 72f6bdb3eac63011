"""What an export costs beside a bare write: with read-back, comparison and hash.

``python -m benchmarks.exports`` writes 1,000,000 points, lines of 10 vertices and polygons of 20 as
GeoJSON, GeoPackage, FlatGeobuf (beside ``pyogrio.write_dataframe``) and GeoParquet (beside
``to_parquet``), each in a process of its own, and prints ratios; ``--quick`` takes 20,000. Peer and
ours run in turn, and the best of the rounds counts, so that a noisy machine does not decide. The
ratio of processor time stands beside that of the clock.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

from geo.exports import FORMATS, Table, prepare, read_back, sha256, target, write

if TYPE_CHECKING:
    from numpy.typing import NDArray

DRIVERS = {"geojson": "GeoJSON", "gpkg": "GPKG", "fgb": "FlatGeobuf"}
NAMES = (*DRIVERS, "parquet")
KINDS = {"points": 1, "lines": 10, "polygons": 20}
"""Vertices of a shape."""

MOST_TIME, MOST_MEMORY = 2.0, 3.0
"""Goals: ours / bare write; peak memory / memory of the frame."""


def frame_of(kind: str, count: int) -> gpd.GeoDataFrame:
    """Generate features all over Zhengzhou, with an id, a Chinese name and a number.

    Parameters
    ----------
    kind
        Key of :data:`KINDS`.
    count
        Features.
    """
    numbers = np.random.default_rng(7)
    centres = np.c_[numbers.uniform(112.8, 114.2, count), numbers.uniform(34.3, 34.9, count)]
    ids = [f"r-{row}" for row in range(count)]
    columns = {"id": ids, "name_zh": [f"郑州{row}" for row in range(count)],
               "size_km": numbers.random(count).round(6)}  # fmt: skip
    return gpd.GeoDataFrame(columns, geometry=_shapes(kind, centres), crs="EPSG:4326")


def _shapes(kind: str, centres: NDArray[np.float64]) -> NDArray[Any]:
    vertices = KINDS[kind]
    if kind == "points":
        made: NDArray[Any] = shapely.points(centres)
        return made
    turn = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    around = np.c_[np.cos(turn), np.sin(turn)] * 0.001
    coordinates = (centres[:, None, :] + around[None]).round(7).reshape(-1, 2)
    owners = np.repeat(np.arange(len(centres)), vertices)
    if kind == "lines":
        lines: NDArray[Any] = shapely.linestrings(coordinates, indices=owners)
        return lines
    areas: NDArray[Any] = shapely.polygons(shapely.linearrings(coordinates, indices=owners))
    return areas


def bare(frame: gpd.GeoDataFrame, name: str, folder: Path) -> None:
    """Write as one would without Zhengtu."""
    path = folder / f"bare{FORMATS[name].suffix}"
    if name == "parquet":
        # The same file as ours: a box per record is most of a GeoParquet of points.
        frame.to_parquet(path, write_covering_bbox=True, schema_version="1.1.0")
    else:
        pyogrio.write_dataframe(frame, path, driver=DRIVERS[name])


def ours(frame: gpd.GeoDataFrame, name: str, folder: Path) -> None:
    """Write, read back, compare and hash, as an export does."""
    wanted = target(name)
    made = prepare([Table(name="shapes", title="shapes", frame=frame)], wanted)
    files = write(made.tables, folder, stem="shapes", target=wanted)
    read_back(made.tables, folder, stem="shapes", target=wanted)
    for path in files:
        sha256(path)


def measure(who: str, kind: str, name: str, count: int) -> dict[str, float]:
    """Time one write in this process [s] and its peak memory [byte]."""
    before = _resident()
    frame = frame_of(kind, count)
    held = _resident() - before
    with tempfile.TemporaryDirectory() as folder:
        start, worked = time.perf_counter(), time.process_time()
        (bare if who == "bare" else ours)(frame, name, Path(folder))
        seconds, work = time.perf_counter() - start, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before
    return {"seconds": seconds, "work": work, "frame": held, "peak": peak}


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


def _child(who: str, kind: str, name: str, count: int) -> dict[str, float]:
    run = subprocess.run(  # noqa: S603 - this very program
        [sys.executable, "-m", "benchmarks.exports", "--one", who, kind, name, str(count)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return dict(json.loads(run.stdout))


def _best(runs: list[dict[str, float]]) -> dict[str, float]:
    """Return the least of every figure over the rounds."""
    return {key: min(run[key] for run in runs) for key in runs[0]}


def _line(kind: str, name: str, *, count: int, rounds: int) -> bool:
    """Measure and print one line; say whether the goals are met."""
    runs: dict[str, list[dict[str, float]]] = {"bare": [], "ours": []}
    for _ in range(rounds):
        for who, kept in runs.items():
            kept.append(_child(who, kind, name, count))
    peer, own = (_best(kept) for kept in runs.values())
    ratio, memory = own["seconds"] / peer["seconds"], own["peak"] / own["frame"]
    good = ratio <= MOST_TIME and memory <= MOST_MEMORY
    print(f"{kind:9} {name:8} {peer['seconds']:7.2f} {own['seconds']:7.2f} {ratio:6.2f} "
          f"{own['work'] / peer['work']:6.2f} {memory:13.2f}{'' if good else '  missed'}",
          flush=True)  # fmt: skip
    return good


def main() -> int:
    """Print a line for every kind and format; 1 if a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="20,000 features, no goals")
    parser.add_argument("--count", type=int, default=1_000_000, help="features")
    parser.add_argument("--rounds", type=int, default=3, help="how often; the best counts")
    parser.add_argument("--kind", choices=KINDS, action="append", help="only these shapes")
    parser.add_argument("--format", choices=NAMES, action="append", help="only these formats")
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        who, kind, name, count = options.one
        print(json.dumps(measure(who, kind, name, int(count))))
        return 0
    count = 20_000 if options.quick else options.count
    print(f"{'':9} {'format':8} {'bare s':>7} {'ours s':>7} {'ratio':>6} {'work':>6} "
          f"{'peak / frame':>13}")  # fmt: skip
    met = [
        _line(kind, name, count=count, rounds=options.rounds)
        for kind in options.kind or KINDS for name in options.format or NAMES
    ]  # fmt: skip
    return 0 if options.quick or all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
