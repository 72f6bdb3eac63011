"""The coordinate reference systems in use, and the check that a frame has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import CrsError

if TYPE_CHECKING:
    import geopandas as gpd

WGS84 = "EPSG:4326"
"""Longitude, latitude [degree]; on disk and on the wire."""

CGCS2000_GK114 = "EPSG:4547"
"""CGCS2000 / 3-degree Gauss-Kruger CM 114E [m]; valid 112.5E to 115.5E."""


def require_crs(frame: gpd.GeoDataFrame) -> None:
    """Refuse a frame without CRS.

    Raises
    ------
    CrsError
        If ``frame.crs`` is None: a measure without CRS would be a guess.
    """
    if frame.crs is None:
        raise CrsError(
            "The frame has no coordinate reference system; set it (for lon/lat: EPSG:4326) "
            "before measuring."
        )


def to_lonlat(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the frame in WGS 84 longitude, latitude [degree].

    Raises
    ------
    CrsError
        If the frame has no CRS.
    """
    require_crs(frame)
    return frame if frame.crs.to_string() == WGS84 else frame.to_crs(WGS84)


def to_metric(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the frame in EPSG:4547 [m].

    Raises
    ------
    CrsError
        If the frame has no CRS.
    """
    require_crs(frame)
    return frame.to_crs(CGCS2000_GK114)
