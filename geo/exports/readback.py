"""Read a file back and compare it with what was to be written; a difference is an error."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from pyproj import CRS, Transformer

from geo.errors import ExportError, Saying
from geo.exports.arrow import SAME_SHAPES
from geo.exports.pieces import AT_ONCE
from geo.exports.positions import METRES_PER_DEGREE, metres_per_unit
from geo.exports.tables import days_of, is_date, is_nested, is_text, types_of

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.exports.formats import Target
    from geo.exports.tables import Table

_SAME_PLACE_M = 1.0
"""How far the datum that a format writes instead of CGCS2000 may put a point [m]."""

_TURNED = 1e-6
"""A larger difference than this may mean that a ring was turned or starts elsewhere."""

_RELATIVE = 1e-9
"""Relative difference at which numbers count as the same (15 digits in a DBF)."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What a layer is, both as it was to be written and as it reads back.

    ``worst_m`` is the largest difference of a coordinate [m] (degrees counted at 111.32 km).
    """

    layer: str
    count: int
    located: int
    geometry_types: list[str]
    bounds: list[float] | None
    crs: str | None
    text_fields_identical: int
    worst_m: float


def compare(table: Table, read: pd.DataFrame, target: Target) -> Comparison:
    """Compare a layer with what was read back.

    Parameters
    ----------
    table
        What was to be written.
    read
        What the file holds, in the same order of records.
    target
        Format and CRS.

    Raises
    ------
    ExportError
        At the first difference; the message says which.
    """
    written = table.frame
    _same(len(written), len(read), Saying("the number of records"), table, target)
    texts = _compare_columns(table, read, target)
    worst, types, bounds, located = 0.0, [], None, 0
    if table.shapes_column is not None:
        types = types_of(written)
        located = int(written.geometry.notna().sum())
        worst = _compare_shapes(table, read, target)
        bounds = _bounds(read)
    return Comparison(
        layer=table.name, count=len(read), located=located, geometry_types=types, bounds=bounds,
        crs=target.crs if table.shapes_column else None, text_fields_identical=texts,
        worst_m=worst,
    )  # fmt: skip


def _same(wanted: object, found: object, what: str, table: Table, target: Target) -> None:
    if wanted != found:
        raise ExportError(
            "{format}: {layer} does not read back as it was written: {what} was “{wanted}” and is "
            "“{found}”. No file was kept; choose another format, and report this.",
            format=target.format.title, layer=table.name, what=what, wanted=str(wanted)[:200],
            found=str(found)[:200],
        )  # fmt: skip


def _compare_columns(table: Table, read: pd.DataFrame, target: Target) -> int:
    """Compare names of fields, and their values; return how many hold text."""
    if len(table.frame) == 0 and not target.format.declares_fields:
        return 0
    found = [str(name) for name in read.columns if name in table.fields]
    _same(table.fields, found, Saying("the list of fields"), table, target)
    for name in table.fields:
        column, back = table.frame[name], read[name]
        differ = _differences(column, back)
        if differ.any():
            row = int(differ.argmax())
            _same(column.iloc[row], back.iloc[row], name, table, target)
    return sum(is_text(table.frame[name]) for name in table.fields)


def _differences(column: pd.Series[Any], back: pd.Series[Any]) -> NDArray[np.bool_]:
    """Tell in which rows a value is not what was written."""
    if is_text(column):
        text, text_back = _texts(column), _texts(back)
        if text.equals(text_back):
            return np.zeros(len(column), dtype=bool)
        return np.array([a != b for a, b in zip(text, text_back, strict=True)], dtype=bool)
    if is_date(column):
        day, day_back = days_of(column), days_of(back)
        other: NDArray[np.bool_] = (day != day_back) & ~(np.isnat(day) & np.isnat(day_back))
        return other
    if pd.api.types.is_numeric_dtype(column.dtype):
        number, number_back = _numbers(column), _numbers(back)
        # A format without "empty" holds 0 or false there.
        empty = np.isnan(number) & (np.isnan(number_back) | (number_back == 0))
        close = np.isclose(number, number_back, rtol=_RELATIVE, atol=0)
        differ: NDArray[np.bool_] = ~(close | empty)
        return differ
    if is_nested(column):
        pairs = zip(column, back, strict=True)
        return np.array([one != other for one, other in pairs], dtype=bool)
    return np.zeros(len(column), dtype=bool)


def _texts(column: pd.Series[Any]) -> pa.Array:
    """Return text as Arrow holds it; empty text and no text are the same (DBF knows no other)."""
    held = pa.array(column, type=pa.large_string(), from_pandas=True)
    if isinstance(held, pa.ChunkedArray):
        held = held.combine_chunks()
    return pc.fill_null(held, "")


def _numbers(column: pd.Series[Any]) -> NDArray[np.float64]:
    return pd.to_numeric(column).to_numpy(dtype="float64", na_value=np.nan)


def _compare_shapes(table: Table, read: gpd.GeoDataFrame, target: Target) -> float:
    """Compare CRS, kinds, bounds and every coordinate; return the worst difference [m]."""
    frame = table.frame
    if target.shifted is False:
        _compare_crs(frame, read, table, target)
    if read.attrs.get(SAME_SHAPES):
        return 0.0
    wanted, found = frame.geometry.to_numpy(), read.geometry.to_numpy()
    missing = shapely.is_missing(wanted) | shapely.is_empty(wanted)
    gone = shapely.is_missing(found) | shapely.is_empty(found)
    if not np.array_equal(missing, gone):
        row = int((missing != gone).argmax())
        _same(wanted[row], found[row], Saying("a position"), table, target)
    wanted, found = wanted[~missing], found[~missing]
    worst = worst_difference(wanted, found) * metres_per_unit(target.crs)
    require_near(worst, table, target)
    return worst


def require_near(worst_m: float, table: Table, target: Target) -> None:
    """Refuse a coordinate that was moved further than the format's tolerance [m].

    Raises
    ------
    ExportError
        Also if the difference is no number, as between shapes that are not alike.
    """
    if not worst_m <= target.format.tolerance_m:
        raise ExportError(
            "{format}: {layer} does not read back as it was written: a coordinate moved by "
            "{worst} m, more than {tolerance} m. No file was kept; choose another format, and "
            "report this.",
            format=target.format.title, layer=table.name, worst=f"{worst_m:.3g}",
            tolerance=target.format.tolerance_m,
        )  # fmt: skip


def worst_difference(wanted: NDArray[Any], found: NDArray[Any]) -> float:
    """Largest difference of a coordinate between two arrays of shapes, in their unit.

    A format may turn a ring round, start it elsewhere, or make a single shape multiple: then the
    shapes are brought to one form first. Shapes that are not alike differ by infinity.
    """
    if len(wanted) != len(found):
        return math.inf
    worst = 0.0
    for start in range(0, len(wanted), AT_ONCE):  # coordinates weigh as much as the shapes
        part = slice(start, start + AT_ONCE)
        gap = _difference(wanted[part], found[part])
        if not math.isfinite(gap):
            return gap
        worst = max(worst, gap)
    return worst


def _difference(wanted: NDArray[Any], found: NDArray[Any]) -> float:
    ours, theirs = shapely.get_coordinates(wanted), shapely.get_coordinates(found)
    if ours.shape == theirs.shape:
        gap = float(np.abs(ours - theirs).max(initial=0.0))
        if gap < _TURNED or not np.isfinite(gap):
            return gap
    ours, theirs = _one_form(wanted), _one_form(found)
    if ours.shape != theirs.shape:
        return math.inf
    return float(np.abs(ours - theirs).max(initial=0.0))


def _one_form(shapes: NDArray[Any]) -> NDArray[np.float64]:
    # Vertices that stand twice at a ring's closing vanish in some formats: they are no shape.
    shapes = shapely.remove_repeated_points(shapes)
    # Rounded so that coordinates that differ in the last digit are sorted alike.
    parts, owners = shapely.get_parts(shapely.normalize(shapes), return_index=True)
    parts = shapely.normalize(parts)
    x, y = shapely.bounds(parts)[:, :2].T
    order = np.lexsort((y.round(3), x.round(3), owners))
    coordinates: NDArray[np.float64] = shapely.get_coordinates(parts[order])
    return coordinates


def _compare_crs(frame: gpd.GeoDataFrame, read: gpd.GeoDataFrame, table: Table,
                 target: Target) -> None:  # fmt: skip
    wanted, found = frame.crs, read.crs
    if found is not None and found.equals(wanted, ignore_axis_order=True):
        return
    if not target.format.knows_datum and _agree(wanted, found, frame):
        return
    _same(wanted.to_string(), found, Saying("the CRS"), table, target)


def _agree(one: CRS, other: CRS | None, frame: gpd.GeoDataFrame) -> bool:
    """Tell whether two CRS put the corners of a frame at the same place."""
    west, south, east, north = frame.total_bounds
    if np.isnan(west):
        return True
    if other is None:
        return False
    corners = np.array([[west, west, east, east], [south, north, south, north]])
    there = Transformer.from_crs(one, "EPSG:4326", always_xy=True).transform(*corners)
    again = Transformer.from_crs(other, "EPSG:4326", always_xy=True).transform(*corners)
    return bool(np.abs(np.subtract(there, again)).max() * METRES_PER_DEGREE < _SAME_PLACE_M)


def _bounds(frame: gpd.GeoDataFrame) -> list[float] | None:
    bounds = frame.total_bounds
    return None if np.isnan(bounds).any() else [round(float(value), 7) for value in bounds]
