"""The coordinate reference systems of the service, with the axis order that each officially has.

Geometry stands in WGS 84 longitude, latitude (CRS84), the default of OGC API - Features. A system
asked for by its EPSG number gives coordinates in the order of its definition: latitude, longitude
for 4326 and 4490; northing, easting for 4547 and 4526; easting, northing for 32649 and 3857.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from outlets.ogc.errors import ServiceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
SYSTEMS = (
    CRS84,
    *(f"http://www.opengis.net/def/crs/EPSG/0/{n}" for n in (4326, 4490, 4547, 4526, 32649, 3857)),
)
"""URIs of the systems that may be asked for."""

_DEGREES, _METRES = 6, 3
"""Decimals of a coordinate: about a decimetre, and a millimetre."""

Box = tuple[float, float, float, float]


def to_system(geometry: NDArray[Any], uri: str) -> NDArray[Any]:
    """Transform geometries (CRS84; None allowed) into a system, in its official axis order.

    Raises
    ------
    ServiceError
        If a coordinate lies where the system is not defined.
    """
    if uri == CRS84:
        return geometry
    transformer = _transformer(CRS84, uri)
    moved: NDArray[Any] = shapely.transform(geometry, transformer.transform, interleaved=False)
    if not np.isfinite(shapely.get_coordinates(moved)).all():
        raise ServiceError("A position cannot be expressed in {crs}.", crs=uri)
    return moved


def from_system(geometry: shapely.Geometry, uri: str) -> shapely.Geometry:
    """Transform one geometry of a system, in its official axis order, into CRS84 [degree].

    Raises
    ------
    ServiceError
        If it lies where the system has no place.
    """
    transformer = _transformer(uri, CRS84)
    moved = shapely.transform(geometry, transformer.transform, interleaved=False)
    if not np.isfinite(shapely.get_coordinates(moved)).all():
        raise ServiceError("The geometry lies outside the area of {crs}.", crs=uri)
    return moved


def boxes_from(box: Box, uri: str) -> list[Box]:
    """Turn a bounding box of a system into one of CRS84, or two where it crosses 180 degrees.

    Raises
    ------
    ServiceError
        If the box is upside down, or lies outside the system.
    """
    crs = CRS.from_user_input(_name(uri))
    low, high = (box[0], box[1]), (box[2], box[3])
    east = 0 if uri == CRS84 or not crs.is_geographic else 1
    across = crs.is_geographic and low[east] > high[east]
    if low[1 - east] > high[1 - east] or (low[east] > high[east] and not across):
        raise ServiceError("The bbox is upside down: its lower corner comes first.")
    if crs.is_geographic:
        west, south, right, north = low[east], low[1 - east], high[east], high[1 - east]
        if across:
            return [(west, south, 180.0, north), (-180.0, south, right, north)]
        return [(west, south, right, north)]
    try:
        found = _transformer(uri, CRS84).transform_bounds(*box, densify_pts=21)
    except ProjError:
        found = (np.inf,) * 4
    if not np.isfinite(found).all():
        raise ServiceError("The bbox lies outside the area of {crs}.", crs=uri)
    return [found]


def decimals(uri: str) -> int:
    """Decimals of a coordinate in a system."""
    return _DEGREES if CRS.from_user_input(_name(uri)).is_geographic else _METRES


def require(uri: str, *, name: str, allowed: Sequence[str] = SYSTEMS) -> str:
    """Return the URI if the service knows it.

    Raises
    ------
    ServiceError
        If it does not; the sentence lists those that it knows.
    """
    if uri not in allowed:
        raise ServiceError(
            "{name}: {uri} is not offered; one of {known} is.",
            name=name, uri=uri, known=", ".join(allowed),
        )  # fmt: skip
    return uri


def _name(uri: str) -> str:
    return "OGC:CRS84" if uri == CRS84 else f"EPSG:{uri.rsplit('/', 1)[1]}"


@cache
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(_name(source), _name(target))
