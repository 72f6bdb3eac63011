"""What readings of data in different datums agree with in a reference; see `geo.datum_detection`.

Data are read as each of `geo.datum.DATUMS`, and also, for comparison, as they stand but moved by
arbitrary vectors. Everything is compared in metres on a plane about the middle of the reference.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

import numpy as np
import pandas as pd
import shapely

from geo.datum import DATUMS, convert_shapes

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from numpy.typing import NDArray

    Shapes: TypeAlias = NDArray[np.object_]
    Hits: TypeAlias = NDArray[np.bool_]

_Scalar = TypeVar("_Scalar", bound=np.generic)

Basis = Literal["names", "districts", "points", "outlines"]

_NAMED_WITHIN_M = 200
_POINT_WITHIN_M = 120
_OUTLINE_WITHIN_M = 200
"""How near counts as agreement: the usual error of a source, far below the least shift (500 m)."""

_MOST_ROWS = 20_000
_MOST_UNITS = 2000
_SPACING_M = 500  # between samples along a line
_REACH_M = 3000  # data farther than this from the reference's bounds are left out
_VECTORS = 36
_APART_M = 400  # a vector shorter than this could be the error of the data
_FARTHEST_M = 2500
_METRES_PER_DEGREE = 111_320

_BRACKETS = re.compile(r"[(\[【].*?[)\]】]")
_SUFFIX = re.compile(r"(?:地铁)?站$|\s+(?:metro |subway )?station$")
_SEPARATORS = re.compile(r"[;,、]")
_SHORTEST_NAME = 2


def evidence(data: gpd.GeoDataFrame, reference: gpd.GeoDataFrame) -> Iterator[tuple[Basis, Hits]]:
    """Compare every reading of the data with a reference.

    Parameters
    ----------
    data, reference
        Longitude, latitude [degree]; every feature has a geometry that is not empty.

    Yields
    ------
    The kind of evidence and a table: a row for each reading (first `geo.datum.DATUMS`, then the
    moved ones), a column for each unit; True where that unit, so read, agrees with the reference.
    """
    if not reference.empty:
        yield from (found for found in _compared(data, reference) if found[1].size)


def _compared(data: gpd.GeoDataFrame, reference: gpd.GeoDataFrame) -> Iterator[tuple[Basis, Hits]]:
    plane = _Plane(reference)
    near = data[plane.reaches(data)]
    near = near.iloc[_thinned(np.arange(len(near)), _MOST_ROWS)]
    flat = shapely.get_dimensions(near.geometry.to_numpy()) == 0
    points, courses = near[flat].explode(ignore_index=True), near[~flat]
    target = shapely.get_dimensions(reference.geometry.to_numpy())
    landmarks, areas = reference[target == 0], reference[target == 2]  # noqa: PLR2004 - dimension
    if len(points) and len(landmarks):
        yield "names", _at_namesakes(points, landmarks, plane)
        yield "points", _at_landmarks(points, landmarks, plane)
    if len(points) and len(areas):
        yield "districts", _in_namesakes(points, areas, plane)
    if len(courses) and len(landmarks):
        yield "points", _landmarks_on(courses, landmarks, plane)
    if len(courses) and len(areas):
        yield "outlines", _along_outlines(courses, areas, plane)


class _Plane:
    """A plane in metres about the middle of a reference, and the readings of data on it."""

    def __init__(self, reference: gpd.GeoDataFrame) -> None:
        west, south, east, north = reference.total_bounds
        self.bounds = (west, south, east, north)
        self.origin = np.array([(west + east) / 2, (south + north) / 2])
        self.scale = _METRES_PER_DEGREE * np.array([np.cos(np.radians(self.origin[1])), 1.0])
        self.vectors = self._arbitrary_vectors()

    def reaches(self, data: gpd.GeoDataFrame) -> NDArray[np.bool_]:
        """Tell which features are near enough to be compared."""
        reach = _REACH_M / self.scale
        west, south, east, north = self.bounds
        around = shapely.box(west - reach[0], south - reach[1], east + reach[0], north + reach[1])
        found: NDArray[np.bool_] = shapely.intersects(around, data.geometry.to_numpy())
        return found

    def metres(self, shapes: Shapes) -> Shapes:
        """Bring longitude, latitude [degree] to the plane."""
        made: Shapes = shapely.transform(shapes, lambda lonlat: (lonlat - self.origin) * self.scale)
        return made

    def readings(self, shapes: Shapes) -> Iterator[tuple[Shapes, NDArray[np.float64]]]:
        """Yield each reading of the data on the plane, and the vector that it is moved by [m]."""
        here = np.zeros(2)
        read = [
            self.metres(convert_shapes(shapes, source=datum, target="wgs84")) for datum in DATUMS
        ]
        yield from ((shape, here) for shape in read)
        yield from ((read[0], vector) for vector in self.vectors)

    def _arbitrary_vectors(self) -> list[NDArray[np.float64]]:
        """Return vectors [m] spread evenly over directions, none of them near to a true reading."""
        middle = shapely.points([self.origin])
        true = [
            shapely.get_coordinates(
                self.metres(convert_shapes(middle, source=datum, target="wgs84"))
            )[0]
            for datum in DATUMS
        ]
        turn = np.pi * (3 - np.sqrt(5))  # golden angle
        lengths = np.linspace(_APART_M, _FARTHEST_M, _VECTORS)
        tried = [
            length * np.array([np.cos(number * turn), np.sin(number * turn)])
            for number, length in enumerate(lengths)
        ]
        return [
            vector
            for vector in tried
            if min(np.hypot(*(vector - other)) for other in true) >= _APART_M
        ]


def _within(
    readings: Iterator[tuple[Shapes, NDArray[np.float64]]], goals: Shapes, distance_m: float
) -> Hits:
    """Tell for every reading which of the points lie within a distance of any of the goals."""
    tree = shapely.STRtree(goals)
    rows = []
    for points, vector in readings:
        row = np.zeros(len(points), bool)
        moved = shapely.points(shapely.get_coordinates(points) + vector)
        row[tree.query(moved, predicate="dwithin", distance=distance_m)[0]] = True
        rows.append(row)
    return np.array(rows)


def _at_landmarks(points: gpd.GeoDataFrame, marks: gpd.GeoDataFrame, plane: _Plane) -> Hits:
    some = _thinned(points.geometry.to_numpy())
    return _within(plane.readings(some), plane.metres(marks.geometry.to_numpy()), _POINT_WITHIN_M)


def _along_outlines(courses: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, plane: _Plane) -> Hits:
    lines = _lines(courses.geometry.to_numpy())
    spacing = _SPACING_M / _METRES_PER_DEGREE
    samples = np.concatenate([_samples(line, spacing) for line in _thinned(lines)])
    outlines = plane.metres(_lines(areas.geometry.to_numpy()))
    return _within(plane.readings(_thinned(samples)), outlines, _OUTLINE_WITHIN_M)


def _landmarks_on(courses: gpd.GeoDataFrame, marks: gpd.GeoDataFrame, plane: _Plane) -> Hits:
    goals = plane.metres(_thinned(marks.geometry.to_numpy()))
    rows = []
    for lines, vector in plane.readings(_lines(courses.geometry.to_numpy())):
        # To move the marks back is the same as to move the lines.
        rows.append(_within(iter([(goals, -vector)]), lines, _POINT_WITHIN_M)[0])
    return np.array(rows)


def _at_namesakes(points: gpd.GeoDataFrame, marks: gpd.GeoDataFrame, plane: _Plane) -> Hits:
    pairs = _namesakes(points, marks).drop_duplicates("theirs").head(_MOST_UNITS)
    goals = shapely.get_coordinates(plane.metres(marks.geometry.to_numpy()[pairs["theirs"]]))
    rows = []
    for read, vector in plane.readings(points.geometry.to_numpy()[pairs["ours"]]):
        away = shapely.get_coordinates(read) + vector - goals
        rows.append(np.hypot(*away.T) <= _NAMED_WITHIN_M)
    return np.array(rows)


def _in_namesakes(points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, plane: _Plane) -> Hits:
    pairs = _namesakes(points, areas)
    pairs = pairs.iloc[_thinned(np.arange(len(pairs)))].sort_values("theirs")
    polygons = plane.metres(areas.geometry.to_numpy())
    shapely.prepare(polygons)
    rows = []
    for read, vector in plane.readings(points.geometry.to_numpy()[pairs["ours"]]):
        x, y = (shapely.get_coordinates(read) + vector).T
        rows.append(shapely.contains_xy(polygons[pairs["theirs"]], x, y))
    return np.array(rows)


def _namesakes(ours: gpd.GeoDataFrame, theirs: gpd.GeoDataFrame) -> pd.DataFrame:
    """Pair rows that share a name: by our column that finds most, and names that are theirs alone.

    Returns
    -------
    Row positions ``ours`` and ``theirs``.
    """
    known = pd.concat([_names(theirs[column]) for column in _text_columns(theirs)] or [_NOBODY])
    known = known.drop_duplicates().rename(columns={"row": "theirs"})
    known = known[~known["name"].duplicated(keep=False)]
    best = pd.DataFrame({"ours": [], "theirs": []}, dtype=int)
    for column in _text_columns(ours):
        named = _names(ours[column]).rename(columns={"row": "ours"})
        found = named.merge(known, on="name")
        if len(found) > len(best):
            best = found[["ours", "theirs"]]
    return best


_NOBODY = pd.DataFrame({"row": pd.Series(dtype=int), "name": pd.Series(dtype=object)})


def _text_columns(frame: gpd.GeoDataFrame) -> list[str]:
    others = frame.columns[frame.dtypes != "geometry"]
    return [name for name in others if not pd.api.types.is_numeric_dtype(frame[name])]


def _names(cells: pd.Series[Any]) -> pd.DataFrame:
    """Return comparable names and the position of their row; a cell may hold several."""
    parts = [
        (row, name)
        for row, cell in enumerate(cells)
        for part in (cell if isinstance(cell, list | tuple) else [cell])
        if isinstance(part, str)
        for name in map(_plain, _SEPARATORS.split(unicodedata.normalize("NFKC", part)))
        if len(name) >= _SHORTEST_NAME and not name.isdecimal()
    ]
    return pd.DataFrame(parts, columns=["row", "name"]) if parts else _NOBODY


def _plain(name: str) -> str:
    """Write a name as both sides would: no brackets, no "station" behind it, no capitals."""
    return _SUFFIX.sub("", _BRACKETS.sub("", name).strip().casefold())


def _lines(shapes: Shapes) -> Shapes:
    """Return boundaries of polygons and lines as they are, one part each."""
    areas = shapely.get_dimensions(shapes) == 2  # noqa: PLR2004 - dimension
    made: Shapes = shapely.get_parts(np.where(areas, shapely.boundary(shapes), shapes))
    return made


def _samples(line: shapely.Geometry, spacing: float) -> Shapes:
    along = np.arange(spacing / 2, max(shapely.length(line), spacing), spacing)
    made: Shapes = shapely.line_interpolate_point(line, along)
    return made


def _thinned(values: NDArray[_Scalar], most: int = _MOST_UNITS) -> NDArray[_Scalar]:
    """Take at most as many as are worth comparing, evenly."""
    return values[:: -(-len(values) // most) or 1]
