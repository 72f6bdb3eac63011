"""Bring positions into the CRS of choice, and say by which transformation and how exactly."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import CRS
from pyproj.transformer import Transformer, TransformerGroup

from geo import datum
from geo.crs import WGS84, require_crs, to_lonlat
from geo.errors import ExportError
from geo.exports.formats import BD09, GCJ02, SHIFTED

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

BEYOND_DEG = 1.0
"""How far a shape may reach out of a CRS's area of use [degree]; beyond, scale errors show."""

METRES_PER_DEGREE = 111_320.0
"""Along a meridian or the equator [m]."""

_SHIFTS: dict[str, datum.Datum] = {GCJ02: "gcj02", BD09: "bd09"}


@dataclass(frozen=True, kw_only=True)
class Transformation:
    """How coordinates came into the CRS of a file.

    Parameters
    ----------
    crs
        Target.
    name
        Operation as PROJ names it.
    accuracy_m
        Its accuracy as the EPSG registry states it [m]; None when it is not known.
    shifted
        True when positions were moved on purpose.
    beyond_area
        True when a shape reaches out of the CRS's area of use (by less than a degree).
    """

    crs: str
    name: str
    accuracy_m: float | None = None
    shifted: bool = False
    beyond_area: bool = False

    @classmethod
    def none(cls, crs: str) -> Transformation:
        """Coordinates as they were."""
        return cls(crs=crs, name="none (coordinates as stored)", accuracy_m=0.0)


def moved(
    frame: gpd.GeoDataFrame, crs: str, *, what: str
) -> tuple[gpd.GeoDataFrame, Transformation]:
    """Bring a frame into a CRS; x is always longitude or easting, y latitude or northing.

    Parameters
    ----------
    frame
        Any CRS.
    crs
        ``EPSG:…``, "GCJ-02" or "BD-09". A shifted frame keeps WGS 84 as its formal CRS.
    what
        Name of the layer, for messages.

    Raises
    ------
    CrsError
        If the frame has no CRS.
    ExportError
        If a shape lies outside the CRS's area of use.
    """
    require_crs(frame)
    if crs in SHIFTED:
        return _shifted(to_lonlat(frame), crs)
    beyond = _check_area(frame, crs, what)
    if frame.crs.to_string() == crs:
        return frame, Transformation.none(crs)
    operation = _operation(frame.crs.to_wkt(), crs)
    shapes = shapely.transform(
        frame.geometry.to_numpy(),
        lambda x, y: operation.transform(x, y, errcheck=True),
        interleaved=False,
    )
    made = frame.set_geometry(shapes).set_crs(crs, allow_override=True)
    return made, Transformation(
        crs=crs,
        name=operation.description,
        accuracy_m=operation.accuracy if operation.accuracy >= 0 else None,
        beyond_area=beyond,
    )


def _shifted(frame: gpd.GeoDataFrame, crs: str) -> tuple[gpd.GeoDataFrame, Transformation]:
    shapes = datum.convert_shapes(frame.geometry.to_numpy(), source="wgs84", target=_SHIFTS[crs])
    return frame.set_geometry(shapes).set_crs(WGS84, allow_override=True), Transformation(
        crs=crs, name=f"WGS 84 to {crs} (shifted on purpose)", shifted=True
    )


@cache
def _operation(source: str, crs: str) -> Transformer:
    """Choose PROJ's best operation for the whole area, so that every vertex takes the same one."""
    return TransformerGroup(source, crs, always_xy=True).transformers[0]


def _check_area(frame: gpd.GeoDataFrame, crs: str, what: str) -> bool:
    area = CRS.from_user_input(crs).area_of_use
    bounds = to_lonlat(frame).total_bounds
    if area is None or np.isnan(bounds).any():
        return False
    west, south, east, north = bounds
    reach = max(
        area.west - west, east - area.east, area.south - south, north - area.north, 0.0
    )  # fmt: skip
    if reach > BEYOND_DEG:
        raise ExportError(
            "{layer} reaches {reach} degrees out of the area of use of {crs} ({name}: {west} to "
            "{east} E, {south} to {north} N). Choose another CRS, or select less.",
            layer=what, reach=round(reach, 2), crs=crs, name=area.name, west=area.west,
            east=area.east, south=area.south, north=area.north,
        )  # fmt: skip
    return bool(reach > 0)


@cache
def metres_per_unit(crs: str) -> float:
    """Length of a unit of a CRS [m] (of a degree, along the equator)."""
    if crs in SHIFTED or CRS.from_user_input(crs).is_geographic:
        return METRES_PER_DEGREE
    return 1.0


def rounded(shapes: NDArray[Any], decimals: int) -> NDArray[Any]:
    """Round every coordinate."""
    made: NDArray[Any] = shapely.transform(shapes, lambda xy: np.round(xy, decimals))
    return made
