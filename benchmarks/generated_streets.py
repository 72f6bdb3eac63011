"""Street networks made by a seed: a grid, rings and rays, and one that grew.

For tests and benchmarks that must not need a city's data. Like OpenStreetMap's ways they are drawn
in pieces that meet at nodes, bend a little, and end here and there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import Delaunay, KDTree

if TYPE_CHECKING:
    from numpy.typing import NDArray

CRS = "EPSG:4547"
CORNER = np.array([460_000.0, 3_840_000.0])
"""Where the networks lie [m]."""

CITIES = ("grid", "rings", "grown")

_MISSING = {"grid": 0.08, "rings": 0.1, "grown": 0.12}
"""Share of streets that are left out, so that blocks join and streets end."""

_LONGEST_M = 400.0
"""Longest street of the network that grew [m]."""


def city(kind: str, seed: int, *, size: int = 24) -> gpd.GeoDataFrame:
    """Make a street network.

    Parameters
    ----------
    kind
        One of :data:`CITIES`.
    seed
        Equal seeds make equal networks.
    size
        About so many streets a side.

    Returns
    -------
    Lines with ``highway``, in EPSG:4547.
    """
    rng = np.random.default_rng([CITIES.index(kind), seed])
    xy, edges, classes = {"grid": _grid, "rings": _rings, "grown": _grown}[kind](rng, size)
    lines, names = _drawn(rng, xy[edges], classes)
    stubs = _stubs(rng, lines)
    return gpd.GeoDataFrame(
        {"highway": [*names, *["residential"] * len(stubs)]},
        geometry=[*lines, *stubs],
        crs=CRS,
    )


_Skeleton = tuple["NDArray[np.float64]", "NDArray[np.int64]", list[str]]


def _grid(rng: np.random.Generator, size: int) -> _Skeleton:
    """Make blocks of 120 to 240 m, with an artery at every sixth street."""
    steps = rng.uniform(120.0, 240.0, (2, size))
    x, y = np.cumsum(steps, axis=1)
    xy = np.stack(np.meshgrid(x, y, indexing="ij"), axis=-1).reshape(-1, 2)
    xy += rng.normal(0.0, 8.0, xy.shape)
    number = np.arange(size * size).reshape(size, size)
    east = np.stack([number[:-1].ravel(), number[1:].ravel()], axis=1)
    north = np.stack([number[:, :-1].ravel(), number[:, 1:].ravel()], axis=1)
    row = np.concatenate([east[:, 0] % size, north[:, 0] // size])
    edges = np.concatenate([east, north])
    there = (rng.random(len(edges)) > _MISSING["grid"]) | (row % 6 == 0)
    return CORNER + xy, edges[there], [_class_of(int(line)) for line in row[there]]


def _class_of(line: int) -> str:
    if line % 6 == 0:
        return "primary"
    return "tertiary" if line % 3 == 0 else "residential"


def _rings(rng: np.random.Generator, size: int) -> _Skeleton:
    """Make rings about 180 m apart, and rays; every fourth ring is an artery."""
    rings, rays = size // 2, 2 * size
    radius = 400.0 + 180.0 * np.arange(rings) + rng.normal(0.0, 10.0, rings)
    angle = 2 * np.pi * (np.arange(rays) + rng.normal(0.0, 0.08, rays)) / rays
    xy = np.stack([np.outer(radius, np.cos(angle)), np.outer(radius, np.sin(angle))], axis=-1)
    number = np.arange(rings * rays).reshape(rings, rays)
    around = np.stack([number.ravel(), np.roll(number, -1, axis=1).ravel()], axis=1)
    along = np.stack([number[:-1].ravel(), number[1:].ravel()], axis=1)
    edges = np.concatenate([around, along])
    ring = np.concatenate([around[:, 0] // rays, np.full(len(along), 1)])
    there = rng.random(len(edges)) > _MISSING["rings"]
    kinds = ["primary" if place % 4 == 0 else "residential" for place in ring[there]]
    return CORNER + 3_000.0 + xy.reshape(-1, 2), edges[there], kinds


def _grown(rng: np.random.Generator, size: int) -> _Skeleton:
    """Join scattered junctions as a Gabriel graph does: no third one within the circle of two."""
    loose = rng.uniform(0.0, 170.0 * size, (2 * size * size, 2))
    kept: list[int] = []
    near = KDTree(loose).query_ball_point(loose, 90.0)
    for place, neighbours in enumerate(near):
        if not set(neighbours).intersection(kept):
            kept.append(place)
    xy = loose[kept]
    triangles = Delaunay(xy).simplices
    edges = np.unique(
        np.sort(triangles[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1), axis=0
    )
    middle, half = xy[edges].mean(axis=1), np.hypot(*np.diff(xy[edges], axis=1)[:, 0].T) / 2
    closest = KDTree(xy).query(middle)[0]
    edges = edges[(closest > half - 1e-6) & (2 * half < _LONGEST_M)]
    edges = edges[rng.random(len(edges)) > _MISSING["grown"]]
    kinds = rng.choice(["residential", "tertiary", "secondary"], len(edges), p=[0.7, 0.2, 0.1])
    return CORNER + xy, edges, kinds.tolist()


def _drawn(
    rng: np.random.Generator, ends: NDArray[np.float64], classes: list[str]
) -> tuple[list[shapely.LineString], list[str]]:
    """Draw each street bent a little, in one to four pieces."""
    lines: list[shapely.LineString] = []
    names: list[str] = []
    for (start, stop), name in zip(ends, classes, strict=True):
        pieces = int(rng.integers(1, 5))
        along = np.linspace(0.0, 1.0, pieces + 1)[:, None]
        across = np.array([start[1] - stop[1], stop[0] - start[0]])
        bend = rng.normal(0.0, 0.03) * np.sin(np.pi * along)
        points = start + along * (stop - start) + bend * across
        lines.extend(shapely.LineString(points[at : at + 2]) for at in range(pieces))
        names.extend([name] * pieces)
    return lines, names


def _stubs(rng: np.random.Generator, lines: list[shapely.LineString]) -> list[shapely.LineString]:
    """Add culs-de-sac of 30 to 110 m at ends of pieces, where they meet nothing."""
    stubs: list[shapely.LineString] = []
    tree = shapely.STRtree(lines)
    for place in rng.choice(len(lines), len(lines) // 8, replace=False):
        start = np.array(lines[place].coords[-1])
        angle, length = rng.uniform(0.0, 2 * np.pi), rng.uniform(30.0, 110.0)
        step = np.array([np.cos(angle), np.sin(angle)])
        free = shapely.LineString([start + 15.0 * step, start + (length + 15.0) * step])
        if not len(tree.query(free.buffer(12.0), predicate="intersects")):
            stubs.append(shapely.LineString([start, start + length * step]))
    return stubs
