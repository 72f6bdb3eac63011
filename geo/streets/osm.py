"""Streets of an OpenStreetMap extract (``.osm.pbf``, ``.osm``, ``.osm.gz``, ``.osm.bz2``).

Read with osmium, which OpenStreetMap's own tools are built on, and not with GDAL's driver: it keeps
the nodes that tell why a street ends (turning circles, gates, ``noexit``) and every tag as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import osmium
import pandas as pd
import shapely

from geo.crs import WGS84
from geo.errors import ReadingError
from geo.reasons import reason

if TYPE_CHECKING:
    from pathlib import Path

SUFFIXES = (".pbf", ".osm", ".osm.gz", ".osm.bz2")
"""Ends of the names of files that are read here."""

TAGS = ("highway", "name", "bridge", "tunnel", "layer", "access", "service")
"""Tags that are kept."""

NO_STREETS = {
    "footway", "cycleway", "path", "steps", "bridleway", "corridor", "construction", "proposed",
    "platform", "elevator", "abandoned", "razed", "rest_area", "services", "bus_stop",
    "via_ferrata",
}  # fmt: skip
"""Values of ``highway`` that are no street to drive on."""

PARKING = {"driveway", "parking_aisle", "drive-through", "emergency_access"}
"""Values of ``service`` that lead to one door or parking space: no street either."""

TURNING = {"turning_circle", "turning_loop", "mini_roundabout"}
GATES = {"gate", "lift_gate", "swing_gate", "sliding_gate", "bollard", "block", "jersey_barrier"}


def read_osm(path: Path, *, name: str | None = None) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Read the streets of an extract, and the marks on their nodes.

    Parameters
    ----------
    path
        The extract.
    name
        What messages call it; its file name if left out.

    Returns
    -------
    Lines with the tags of :data:`TAGS`, and points with ``mark``: ``turning``, ``gate`` or
    ``noexit``. Ways whose nodes are not all in the extract have no geometry.

    Raises
    ------
    ReadingError
        If it is no OpenStreetMap file.
    """
    ways: list[tuple[str, ...]] = []
    shapes: list[bytes | None] = []
    marks: list[tuple[str, float, float]] = []
    factory = osmium.geom.WKBFactory()
    keys = osmium.filter.KeyFilter("highway", "barrier", "noexit")
    try:
        for item in osmium.FileProcessor(str(path)).with_locations().with_filter(keys):
            if isinstance(item, osmium.osm.Node):
                mark = _mark(item.tags)
                if mark:
                    marks.append((mark, item.location.lon, item.location.lat))
            elif isinstance(item, osmium.osm.Way) and _is_street(item.tags):
                ways.append(tuple(item.tags.get(tag) or "" for tag in TAGS))
                shapes.append(_shape(factory, item))
    except (RuntimeError, OSError) as error:
        raise ReadingError(
            "{file} is not an OpenStreetMap extract ({cause}).",
            file=name or path.name,
            cause=reason(error),
        ) from error
    frame = pd.DataFrame(ways, columns=list(TAGS))
    points = pd.DataFrame(marks, columns=["mark", "lon", "lat"])
    return (
        gpd.GeoDataFrame(frame, geometry=shapely.from_wkb(shapes), crs=WGS84),
        gpd.GeoDataFrame(
            points[["mark"]], geometry=gpd.points_from_xy(points["lon"], points["lat"]), crs=WGS84
        ),
    )


def _is_street(tags: osmium.osm.TagList) -> bool:
    highway = tags.get("highway")
    return (
        bool(highway)
        and highway not in NO_STREETS
        and tags.get("service") not in PARKING
        and tags.get("area") != "yes"
    )


def _mark(tags: osmium.osm.TagList) -> str | None:
    if tags.get("highway") in TURNING:
        return "turning"
    if tags.get("barrier") in GATES:
        return "gate"
    return "noexit" if tags.get("noexit") == "yes" else None


def _shape(factory: osmium.geom.WKBFactory, way: osmium.osm.Way) -> bytes | None:
    try:
        return bytes.fromhex(factory.create_linestring(way))
    except (RuntimeError, osmium.InvalidLocationError):
        return None
