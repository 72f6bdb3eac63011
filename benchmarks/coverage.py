"""Distances to the metro over the whole city: time and memory beside gdal_proximity and scipy.

Prints a table, and exits with 1 if an aim is missed:

- the whole of it (two rasters, shares of every district and block): at most 20 s and 4 GB;
- distances from the same cells into the same plain raster: no slower than ``gdal_proximity`` in the
  same run, and equal to it within half a cell; as Cloud-Optimised GeoTIFF no slower than
  ``gdal_proximity`` and ``gdal_translate``;
- shares equal to ``exactextract`` over each zone as one piece, within 0.01 percentage points.

Every program runs in a process of its own, so that its memory is its own; they take turns, and the
best turn of each counts. ``gdal_proximity.py`` comes with GDAL (Debian: ``gdal-bin``).

Run ``python -m benchmarks.coverage``.
"""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import rasterio
from exactextract import exact_extract

from benchmarks.coverage_parts import PARTS
from geo.coverage.grid import grid_over
from layers.coverage import places_at, zones_of
from layers.store import SourceStore
from outlets.analyses.coverage import Question, answer

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.coverage.grid import Grid

LAYER, DAY = "metro_stations", date(2021, 1, 30)
MOST_S, MOST_GB, MOST_RATIO, MOST_CELLS, MOST_POINTS = 20.0, 4.0, 1.0, 0.5, 0.01
HEAD = ("", "time", "× gdal_proximity", "peak memory", "aim")
_STRIP = 512


@dataclass(frozen=True)
class Taken:
    """What one program took; the best of its turns."""

    seconds: float
    gigabytes: float


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 1 if an aim is missed."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _burn(folder, options.resolution)
        taken = measured(folder, options.resolution, turns=options.turns)
        cells = farthest_from_gdal(folder, options.resolution)
        points = farthest_from_exactextract(folder)
    print(markdown(taken))
    print(f"farthest from gdal_proximity: {cells:.4f} cells (aim: {MOST_CELLS:g})")
    print(f"farthest from exactextract: {points:.6f} percentage points (aim: {MOST_POINTS:g})")
    met = [*verdicts(taken).values(), cells <= MOST_CELLS, points <= MOST_POINTS]
    print("every aim is met" if all(met) else f"{met.count(False)} aims are missed")
    return 0 if all(met) else 1


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--resolution", type=float, default=10.0, metavar="M")
    parser.add_argument("--turns", type=int, default=3, metavar="N")
    return parser.parse_args(arguments)


def _asked(resolution: float) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, Grid]:
    dataset = SourceStore().dataset()
    zones = zones_of(dataset)
    return places_at(dataset, LAYER, DAY).frame, zones, grid_over(zones, resolution_m=resolution)


def _burn(folder: Path, resolution: float) -> None:
    """Write the cells that hold a station, which the others start from."""
    places, _, grid = _asked(resolution)
    burnt = grid.burn(list(places.geometry.to_crs(grid.crs))).astype(np.uint8)
    with rasterio.open(
        folder / "burnt.tif", "w", driver="GTiff", width=grid.width, height=grid.height, count=1,
        dtype="uint8", crs=grid.crs, transform=grid.transform, compress="DEFLATE",
    ) as target:  # fmt: skip
        target.write(burnt, 1)


TITLES = {
    "whole": "all of `zhengtu coverage`: rasters, shares, tables",
    "surface": "distances as COG with overviews",
    "gdal_cog": "gdal_proximity, then gdal_translate to such a COG",
    "plain": "distances as plain raster",
    "gdal": "gdal_proximity, plain raster",
    "scipy": "scipy's distance_transform_edt, plain raster",
}


def measured(folder: Path, resolution: float, *, turns: int) -> dict[str, Taken]:
    """Let the programs take turns and keep the best of each."""
    proximity = [
        "gdal_proximity.py", "-q", "-distunits", "GEO", "-values", "1", "-ot", "Float32",
        str(folder / "burnt.tif"), str(folder / "gdal.tif"),
    ]  # fmt: skip
    options = ("COMPRESS=DEFLATE", "LEVEL=1", "PREDICTOR=3", "NUM_THREADS=ALL_CPUS",
               "OVERVIEW_RESAMPLING=AVERAGE")  # fmt: skip
    translate = ["gdal_translate", "-q", "-of", "COG", str(folder / "gdal.tif"),
                 str(folder / "gdal_cog.tif")]  # fmt: skip
    translate += [word for option in options for word in ("-co", option)]
    parts = [sys.executable, "-m", "benchmarks.coverage_parts"]
    commands = {name: [*parts, name, str(folder), f"{resolution:g}"] for name in PARTS}
    commands["whole"] = [
        sys.executable, "-m", "outlets.command", "coverage", "--quiet", "--layer", LAYER, "--at",
        DAY.isoformat(), "--resolution", f"{resolution:g}", "--out", str(folder / "whole.tif"),
    ]  # fmt: skip
    commands["gdal"] = proximity
    commands["gdal_cog"] = ["sh", "-c", f"{shlex.join(proximity)} && {shlex.join(translate)}"]
    found: dict[str, Taken] = {}
    for _ in range(turns):
        for name in TITLES:
            (folder / "gdal.tif").unlink(missing_ok=True)
            taken = _run(commands[name])
            best = found.get(name, taken)
            found[name] = Taken(
                min(taken.seconds, best.seconds), min(taken.gigabytes, best.gigabytes)
            )
    _run(proximity)  # for the comparison of what they found
    return found


def _run(command: list[str]) -> Taken:
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - this program itself, and GDAL's
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise subprocess.CalledProcessError(status, command)
    return Taken(time.perf_counter() - start, usage.ru_maxrss / 1e6)


def farthest_from_gdal(folder: Path, resolution: float) -> float:
    """Return the largest difference of both rasters of distances, where ours says one [cells]."""
    worst = 0.0
    with rasterio.open(folder / "whole.tif") as ours, rasterio.open(folder / "gdal.tif") as theirs:
        for top in range(0, ours.height, _STRIP):
            window = ((top, min(top + _STRIP, ours.height)), (0, ours.width))
            found = ours.read(1, window=window)
            gap = np.abs(found - theirs.read(1, window=window))[found != ours.nodata]
            worst = max(worst, float(gap.max(initial=0.0)))
    return worst / resolution


def farthest_from_exactextract(folder: Path) -> float:
    """Return the largest difference of a share of a zone [percentage points]."""
    dataset = SourceStore().dataset()
    path = folder / "whole.classes.tif"
    with rasterio.open(path) as raster:
        size = raster.transform.a
    question = Question(layer=LAYER, day=DAY, resolution_m=size)
    made = folder / "again"
    made.mkdir()
    ours = answer(dataset, question, made).shares
    zones = zones_of(dataset).reset_index(drop=True)
    theirs = exact_extract(str(path), zones[["geometry"]], ["count", "unique", "frac"],
                           output="pandas")  # fmt: skip
    worst = 0.0
    for place, zone in enumerate(zones.itertuples()):
        codes = np.asarray(theirs["unique"][place], dtype=int)
        cells: NDArray[np.float64] = np.asarray(theirs["frac"][place]) * theirs["count"][place]
        for row in ours[ours["zone"] == zone.id].itertuples():
            inside = cells[codes <= row.reach].sum() * size**2 / zone.geometry.area
            worst = max(worst, abs(inside - row.share) * 100)
    return worst


def verdicts(taken: dict[str, Taken]) -> dict[str, bool]:
    """Return whether each aim of time and memory is met, by program."""
    whole = taken["whole"]
    plain = taken["plain"].seconds / taken["gdal"].seconds
    cog = taken["surface"].seconds / taken["gdal_cog"].seconds
    return {
        "whole": whole.seconds <= MOST_S and whole.gigabytes <= MOST_GB,
        "surface": cog <= MOST_RATIO,
        "plain": plain <= MOST_RATIO,
    }


AIMS = {
    "whole": f"≤ {MOST_S:g} s, ≤ {MOST_GB:g} GB",
    "surface": "no slower than the next line",
    "plain": "no slower than the next line",
}


def markdown(taken: dict[str, Taken]) -> str:
    """Write the table."""
    met = verdicts(taken)
    lines = [HEAD, ("---",) * len(HEAD)]
    for name, title in TITLES.items():
        found = taken[name]
        lines.append((
            title, f"{found.seconds:.1f} s", f"{found.seconds / taken['gdal'].seconds:.2f}",
            f"{found.gigabytes:.2f} GB", f"{AIMS[name]} {'✓' if met[name] else '✗'}" if name in met
            else "",
        ))  # fmt: skip
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
