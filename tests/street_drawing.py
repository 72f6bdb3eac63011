"""Small networks for tests, drawn by hand near the middle of EPSG:4547."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo.streets.cleaning import clean
from geo.streets.dead_ends import find
from geo.streets.kinds import classify
from geo.streets.proposals import propose
from geo.streets.reading import streets_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.streets.network import Network

ORIGIN = np.array([465_000.0, 3_845_000.0])
CRS = "EPSG:4547"


def at(x: float, y: float) -> shapely.Point:
    return shapely.Point(np.add(ORIGIN, (x, y)))


def drawn(*lines: Sequence[tuple[float, float]], **columns: Sequence[Any]) -> gpd.GeoDataFrame:
    """Lines by their vertices, in metres from a corner."""
    shapes = [shapely.LineString(np.array(line) + ORIGIN) for line in lines]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def network(*lines: Sequence[tuple[float, float]], **columns: Sequence[Any]) -> Network:
    return clean(streets_of(drawn(*lines, **columns)))


def square(side: float = 1000.0) -> list[Sequence[tuple[float, float]]]:
    """A ring road, so that what is inside lies at no edge of the map."""
    return [[(0, 0), (side, 0)], [(side, 0), (side, side)], [(side, side), (0, side)],
            [(0, side), (0, 0)]]  # fmt: skip


def judged(network: Network, **options: Any) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return dead ends with their kinds, and their proposals."""
    extent = options.pop("extent", None)
    ends = find(network)
    proposals = propose(network, ends, **options)
    return classify(network, ends, proposals, extent=extent), proposals
