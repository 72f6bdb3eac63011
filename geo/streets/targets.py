"""Places that a dead end could be connected to, before any is judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo.streets.noding import ends as ends_of

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.streets.network import Network

WIDEST_DEFLECTION_DEG = 120.0
"""How far a connection may turn away from where the street points [degrees]."""

NEAREST_M = 0.5
"""A place nearer than this is the end itself [m]."""

_NODE_WITHIN_M = 0.5
"""A place on a line this near to its end is that end [m]."""


@dataclass(frozen=True)
class _Places:
    """Places on lines: which end looks at which line, and the point."""

    end: NDArray[np.int64]
    line: NDArray[np.int64]
    xy: NDArray[np.float64]


def places(network: Network, ends: gpd.GeoDataFrame, limit_m: float) -> pd.DataFrame:
    """List places on streets within a limit of each dead end, and in front of it.

    On every street near: its nearest point, both its ends, and where the extension meets it. A
    street joins no motorway, which has no junctions but its own.

    Parameters
    ----------
    network
        A clean network.
    ends
        Its dead ends.
    limit_m
        Longest straight connection [m].

    Returns
    -------
    One row per place: ``end`` (position in ends), ``segment``, ``along_m`` on it, ``x``, ``y``,
    ``gap_m``, ``deflection_deg``; ordered by end and gap.
    """
    lines = network.segments.geometry.to_numpy()
    points = ends.geometry.to_numpy()
    end, line = shapely.STRtree(lines).query(points, predicate="dwithin", distance=limit_m)
    joinable = _joinable(network, ends, end, line)
    end, line = end[joinable], line[joinable]
    found = [_nearest(points, lines, end, line), *_tips(lines, end, line),
             _ahead(ends, lines, end, line, limit_m)]  # fmt: skip
    table = pd.DataFrame(
        {
            "end": np.concatenate([part.end for part in found]),
            "segment": np.concatenate([part.line for part in found]),
            "x": np.concatenate([part.xy[:, 0] for part in found]),
            "y": np.concatenate([part.xy[:, 1] for part in found]),
        }
    )
    return _in_front(table, ends, lines, limit_m)


def _joinable(
    network: Network, ends: gpd.GeoDataFrame, end: NDArray[np.int64], line: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Tell which streets an end may be joined to: not its own, and a motorway by motorways only."""
    closed = (network.segments["road_class"] == "motorway").to_numpy()[line]
    motorway = (ends["road_class"] == "motorway").to_numpy()[end]
    own = line == ends["segment"].to_numpy()[end]
    return np.asarray(~own & (motorway | ~closed))


def _nearest(
    points: NDArray[Any], lines: NDArray[Any], end: NDArray[np.int64], line: NDArray[np.int64]
) -> _Places:
    along = shapely.line_locate_point(lines[line], points[end])
    xy = shapely.get_coordinates(shapely.line_interpolate_point(lines[line], along))
    return _Places(end, line, xy)


def _tips(lines: NDArray[Any], end: NDArray[np.int64], line: NDArray[np.int64]) -> list[_Places]:
    tips = ends_of(lines)[line]
    return [_Places(end, line, tips[:, 0]), _Places(end, line, tips[:, 1])]


def _ahead(
    ends: gpd.GeoDataFrame,
    lines: NDArray[Any],
    end: NDArray[np.int64],
    line: NDArray[np.int64],
    limit_m: float,
) -> _Places:
    """Return where the straight extension of each street first meets each line."""
    xy = shapely.get_coordinates(ends.geometry.to_numpy())
    heading = np.radians(ends["heading_deg"].to_numpy())
    step = np.stack([np.sin(heading), np.cos(heading)], axis=1)
    rays = shapely.linestrings(np.stack([xy + NEAREST_M * step, xy + limit_m * step], axis=1))
    met = np.flatnonzero(shapely.intersects(rays[end], lines[line]))
    shared = shapely.intersection(rays[end[met]], lines[line[met]])
    hits, owner = shapely.get_coordinates(shared, return_index=True)
    return _Places(end[met[owner]], line[met[owner]], hits)


def _in_front(
    table: pd.DataFrame, ends: gpd.GeoDataFrame, lines: NDArray[Any], limit_m: float
) -> pd.DataFrame:
    """Measure each place from its end; keep those within the limit and not behind, each once."""
    start = shapely.get_coordinates(ends.geometry.to_numpy())[table["end"]]
    east, north = table["x"].to_numpy() - start[:, 0], table["y"].to_numpy() - start[:, 1]
    gap = np.hypot(east, north)
    bearing = np.degrees(np.arctan2(east, north))
    turn = turn_deg(bearing, ends["heading_deg"].to_numpy()[table["end"]])
    fits = (gap >= NEAREST_M) & (gap <= limit_m) & (turn <= WIDEST_DEFLECTION_DEG)
    table = table.assign(gap_m=gap, bearing_deg=bearing % 360.0, deflection_deg=turn)[fits]
    table["along_m"] = _snapped_along(table, lines)
    table = table.sort_values(["end", "gap_m", "segment", "along_m"], kind="stable")
    spot = table[["x", "y"]].round(1).assign(end=table["end"])
    return table[~spot.duplicated()].reset_index(drop=True)


def _snapped_along(table: pd.DataFrame, lines: NDArray[Any]) -> NDArray[np.float64]:
    """Return the place along its line [m]: 0 or the whole length where it is an end."""
    line = lines[table["segment"]]
    length = shapely.length(line)
    along = shapely.line_locate_point(line, shapely.points(table["x"], table["y"]))
    along = np.where(along < _NODE_WITHIN_M, 0.0, along)
    return np.asarray(np.where(along > length - _NODE_WITHIN_M, length, along))


def turn_deg(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the angle between bearings [degrees, 0 to 180]."""
    return np.asarray(np.abs((one - other + 180.0) % 360.0 - 180.0))
