"""Shifted datums: ten million points each way, against a public scalar implementation.

The peer is coord-convert (pip install coord-convert), one point at a time in plain Python, with an
iterated inverse of its own (to 0.1 m; of BD-09 its inverse is the approximate one). It is measured
in the same run on fewer points, and both must say the same there.

Run ``python -m benchmarks.datum``. It exits with 1 if a direction takes over 10 s or disagrees.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from typing import TYPE_CHECKING

import numpy as np

from geo.datum import Datum, convert

try:
    from coord_convert import transform as peer
except ImportError:
    sys.exit("The peer is missing: pip install coord-convert")

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_S = 10.0
_POINTS = 10_000_000
_PEER_POINTS = 100_000
_SEED = 20210130
_METRES_PER_DEGREE = 111_320

DIRECTIONS: tuple[
    tuple[Datum, Datum, Callable[[float, float], tuple[float, float]], float], ...
] = (
    ("wgs84", "gcj02", peer.wgs2gcj, 1e-4),
    ("gcj02", "wgs84", peer.gcj2wgs, 0.1),
    ("wgs84", "bd09", peer.wgs2bd, 1e-4),
    ("bd09", "wgs84", peer.bd2wgs, 2.0),
)
"""Source, target, the peer's function, and how far the two may be apart [m]."""


def main() -> int:
    """Measure every direction and print the ratios."""
    points = _arguments()
    rng = np.random.default_rng(_SEED)
    lon, lat = rng.uniform(74, 135, points), rng.uniform(18, 53, points)
    few = slice(0, min(_PEER_POINTS, points))
    print(f"{points:,} points, {len(os.sched_getaffinity(0))} cores; the peer on {few.stop:,}")
    print("source  target      s   ns/point  peer ns/point  times faster  apart [m]")
    good = True
    for source, target, scalar, most_apart_m in DIRECTIONS:
        start = time.perf_counter()
        made = convert(lon, lat, source=source, target=target)
        taken_s = time.perf_counter() - start
        places = list(zip(lon[few].tolist(), lat[few].tolist(), strict=True))
        start = time.perf_counter()
        theirs = [scalar(x, y) for x, y in places]
        peer_ns = (time.perf_counter() - start) / len(places) * 1e9
        ours = np.column_stack([values[few] for values in made])
        apart_m = float(np.abs(ours - np.array(theirs)).max()) * _METRES_PER_DEGREE
        ns = taken_s / points * 1e9
        print(
            f"{source:7} {target:7} {taken_s:5.2f} {ns:10.0f} {peer_ns:14.0f} {peer_ns / ns:13.0f} "
            f"{apart_m:10.1e}"
        )
        good = good and taken_s <= MOST_S and apart_m <= most_apart_m
    return 0 if good else 1


def _arguments() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=_POINTS)
    return int(parser.parse_args().points)


if __name__ == "__main__":
    sys.exit(main())
