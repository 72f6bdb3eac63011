"""GCJ-02 and BD-09, the shifted coordinates of Chinese map services, to and from WGS 84.

GCJ-02 (AMap, Tencent, Google's maps of China) moves a position by 20 to 720 m; BD-09 (Baidu) moves
a GCJ-02 position by another 900 m or so. Neither has an EPSG code, and neither is published by its
maker. What is used here are the formulas that the community found and that the open converters
carry, as https://github.com/sshuair/coord-convert writes them: the polynomial of "WGS84 to Mars" on
the ellipsoid of Krasovsky 1940, and the polar wave known as ``bd_encrypt`` for BD-09. They
reproduce what the services draw to about a metre. EvilTransform, with the radius of WGS 84 in the
same polynomial, differs by a centimetre.

The inverses have no closed form. The usual one-step inverses miss by metres; here they are iterated
four times: the shifts of two positions differ by less than a hundredth of their distance, so that
each round divides what is missing (1.1 km at first) by 100, and a hundredth of a millimetre is
left. What comes out depends on the position alone, to the last bit, not on its place in an array:
rings stay closed, and neighbours keep the vertices that they share.

China is the rectangle that the published polynomial comes with (`CHINA`), tested on the coordinates
that are given; outside it, both ways, a position is returned as it is. The rectangle reaches over
100 km beyond the country and so takes in parts of its neighbours, where the services do not shift:
data from there are not for these functions. Within 2 km of its edge the shift leads across the
edge, and there a round trip does not end where it began.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import WGS84, require_crs, to_lonlat
from geo.errors import CrsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    Values: TypeAlias = NDArray[np.float64]
    Pair: TypeAlias = tuple[Values, Values]
    Step: TypeAlias = Callable[[Values, Values], Pair]

Datum = Literal["wgs84", "gcj02", "bd09"]

DATUMS: tuple[Datum, ...] = get_args(Datum)
"""The words, in the order in which one is made from the other."""

TITLES: dict[Datum, str] = {"wgs84": "WGS 84", "gcj02": "GCJ-02", "bd09": "BD-09"}

CHINA = (72.004, 0.8293, 137.8347, 55.8271)
"""West, south, east, north [degree] of the rectangle inside which positions are shifted."""

_AXIS_M = 6378245.0  # Krasovsky 1940
_ECCENTRICITY_2 = 0.00669342162296594323
_BAIDU_WAVE = np.pi * 3000 / 180  # radians per degree
_ROUNDS = 4
_FROM_35_NORTH = (np.cos(np.pi * 35 / 60), -np.sin(np.pi * 35 / 60))
_BLOCK = 1 << 13  # points: what fits into a core's own cache


def wgs84_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Shift WGS 84 positions to GCJ-02; see `convert`."""
    return convert(lon, lat, source="wgs84", target="gcj02")


def gcj02_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Bring GCJ-02 positions back to WGS 84; see `convert`."""
    return convert(lon, lat, source="gcj02", target="wgs84")


def wgs84_to_bd09(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Shift WGS 84 positions to BD-09; see `convert`."""
    return convert(lon, lat, source="wgs84", target="bd09")


def bd09_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Bring BD-09 positions back to WGS 84; see `convert`."""
    return convert(lon, lat, source="bd09", target="wgs84")


def convert(lon: ArrayLike, lat: ArrayLike, *, source: Datum, target: Datum) -> Pair:
    """Convert positions from one datum to another.

    Parameters
    ----------
    lon, lat
        Degrees in the source datum, of one shape; NaN stays NaN.
    source, target
        Words out of `DATUMS`.

    Returns
    -------
    Longitude and latitude [degree] in the target datum, new arrays of the same shape. Positions
    outside `CHINA` are returned as they are. There and back moves no position by 1 mm.

    Raises
    ------
    CrsError
        If a word is not a datum, or the numbers cannot be degrees.
    """
    steps = _steps(source, target)
    lons, lats = np.broadcast_arrays(np.asarray(lon, np.float64), np.asarray(lat, np.float64))
    if (np.abs(lons) > 180).any() or (np.abs(lats) > 90).any():  # noqa: PLR2004 - degrees
        raise CrsError(
            "The coordinates are not longitude, latitude in degrees; bring them to lon/lat before "
            "converting from {source} to {target}.",
            source=TITLES[source],
            target=TITLES[target],
        )
    made = np.array([lons.ravel(), lats.ravel()])
    blocks = [made[:, start : start + _BLOCK] for start in range(0, made.shape[1], _BLOCK)]
    # numpy lets go of the interpreter while it computes, so threads share the cores.
    if len(blocks) > 1:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(partial(_convert_block, steps=steps), blocks))
    elif blocks:
        _convert_block(blocks[0], steps)
    return made[0].reshape(lons.shape), made[1].reshape(lats.shape)


def convert_shapes(
    shapes: NDArray[np.object_], *, source: Datum, target: Datum
) -> NDArray[np.object_]:
    """Convert every vertex of an array of geometries; see `convert`.

    Parameters
    ----------
    shapes
        Geometries in longitude, latitude [degree] of the source datum; None and empty ones stay.
        Heights are kept.
    source, target
        Words out of `DATUMS`.

    Raises
    ------
    CrsError
        If a word is not a datum, or the numbers cannot be degrees.
    """

    def move(coordinates: Values) -> Values:
        moved = coordinates.copy()
        moved[:, 0], moved[:, 1] = convert(
            coordinates[:, 0], coordinates[:, 1], source=source, target=target
        )
        return moved

    made = np.array(shapes, dtype=object)
    high = shapely.has_z(made)
    made[~high] = shapely.transform(made[~high], move)
    made[high] = shapely.transform(made[high], move, include_z=True)
    return made


def convert_frame(frame: gpd.GeoDataFrame, *, source: Datum, target: Datum) -> gpd.GeoDataFrame:
    """Convert a frame from one datum to another; see `convert`.

    Parameters
    ----------
    frame
        Any CRS for WGS 84. A shifted frame may have none (longitude, latitude), or the one that a
        file wrongly claims for it (mostly EPSG:4326): it is then undone first.
    source, target
        Words out of `DATUMS`; source is what the frame truly is, whatever its CRS claims.

    Returns
    -------
    A new frame in longitude, latitude. Its CRS is EPSG:4326 for WGS 84 and None for a shifted
    datum: with None nothing can be measured, reprojected or written as WGS 84 by mistake.

    Raises
    ------
    CrsError
        If a WGS 84 frame has no CRS, a word is not a datum, or the numbers cannot be degrees.
    """
    if source == "wgs84":
        require_crs(frame)
    lonlat = frame if frame.crs is None else to_lonlat(frame)
    shapes = convert_shapes(lonlat.geometry.to_numpy(), source=source, target=target)
    crs = WGS84 if target == "wgs84" else None
    unclaimed = lonlat.set_crs(crs, allow_override=True)  # set_geometry alone would keep the old
    geometry = gpd.GeoSeries(shapes, index=lonlat.index, name=lonlat.geometry.name, crs=crs)
    moved: gpd.GeoDataFrame = unclaimed.set_geometry(geometry)
    return moved


def _steps(source: Datum, target: Datum) -> list[Step]:
    for word in (source, target):
        if word not in DATUMS:
            raise CrsError(
                "{word} is not a datum that can be converted; take one of {words}.",
                word=word,
                words=", ".join(DATUMS),
            )
    start, end = DATUMS.index(source), DATUMS.index(target)
    if start <= end:
        return [_SHIFTS[at] for at in range(start, end)]
    return [partial(_undone, _SHIFTS[at - 1]) for at in range(start, end, -1)]


def _convert_block(block: Values, steps: list[Step]) -> None:
    west, south, east, north = CHINA
    lon, lat = block
    inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    x, y = block[:, inside]
    for step in steps:
        x, y = step(x, y)
    block[0, inside], block[1, inside] = x, y


def _to_gcj(lon: Values, lat: Values) -> Pair:
    x, y = lon - 105, lat - 35
    root = np.sqrt(np.abs(x))
    # All its waves are harmonics of one slow wave per axis (60 degrees to a half turn), and sines
    # are what costs time: so two sines and two cosines, and multiples of their angles for the rest.
    latitude = _unit(np.radians(lat))
    slow, slower, fast, faster = _harmonics(_unit(x * (np.pi / 60)))
    thrice = _sum(_sum(latitude, latitude), latitude)
    north_waves = _harmonics(_sum(thrice, _FROM_35_NORTH))
    north_slow, north_slower, north_fast, north_faster = (sine for _, sine in north_waves)
    twice = _sum(faster, faster)
    wave = 20 * _sum(_sum(twice, twice), twice)[1] + 20 * twice[1]
    north = wave + 20 * north_faster + 40 * north_fast + 160 * north_slower + 320 * north_slow
    north = north * 2 / 3 - 100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    east = wave + 20 * faster[1] + 40 * fast[1] + 150 * slower[1] + 300 * slow[1]
    east = east * 2 / 3 + 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    # Metres to degrees with the radii of curvature at this latitude.
    cosine, sine = latitude
    magic = 1 - _ECCENTRICITY_2 * sine * sine
    across = _AXIS_M / np.sqrt(magic)
    along = across * (1 - _ECCENTRICITY_2) / magic
    return lon + np.degrees(east / (across * cosine)), lat + np.degrees(north / along)


def _unit(angle: Values) -> Pair:
    """Return cosine and sine of an angle [radian]."""
    return np.cos(angle), np.sin(angle)


def _sum(one: Pair, other: Pair) -> Pair:
    """Return cosine and sine of the sum of two angles."""
    # Not complex numbers: their product may be rounded otherwise at the end of an array.
    (cosine, sine), (cosine2, sine2) = one, other
    return cosine * cosine2 - sine * sine2, sine * cosine2 + cosine * sine2


def _harmonics(slow: Pair) -> tuple[Pair, Pair, Pair, Pair]:
    """Return cosine and sine of 2, 5, 20 and 60 times an angle."""
    second = _sum(slow, slow)
    fifth = _sum(_sum(second, second), slow)
    tenth = _sum(fifth, fifth)
    twentieth = _sum(tenth, tenth)
    return second, fifth, twentieth, _sum(_sum(twentieth, twentieth), twentieth)


def _to_baidu(lon: Values, lat: Values) -> Pair:
    # Published in polar form; to turn and stretch the position is the same without an arctangent.
    # The turn is so small that its sine is itself, its cosine 1 - turn^2 / 2, to the last bit.
    turn = 0.000003 * np.cos(lon * _BAIDU_WAVE)
    stretch = 1 + 0.00002 * np.sin(lat * _BAIDU_WAVE) / np.sqrt(lon * lon + lat * lat)
    cosine, sine = stretch * (1 - turn * turn / 2), stretch * turn
    return lon * cosine - lat * sine + 0.0065, lon * sine + lat * cosine + 0.006


_SHIFTS: tuple[Step, ...] = (_to_gcj, _to_baidu)
"""From each datum to the next."""


def _undone(shift: Step, lon: Values, lat: Values) -> Pair:
    """Find the positions that ``shift`` moves to the given ones, by fixed-point iteration."""
    x, y = lon, lat
    for _ in range(_ROUNDS):
        shifted_x, shifted_y = shift(x, y)
        x, y = x + (lon - shifted_x), y + (lat - shifted_y)
    return x, y
