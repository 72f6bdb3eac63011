"""What is written: tables, made ready for a format before anything touches the disk."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from geo.errors import ExportError
from geo.exports.files import nothing_to_tell
from geo.exports.pieces import Encoded
from geo.exports.positions import Transformation, moved

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geo.exports.files import Progress
    from geo.exports.formats import Target

KINDS = {0: "point", 1: "line", 2: "polygon"}
"""Kind of geometry by its dimension; names the parts of a split layer."""

KIND_TITLES = {0: "点 points", 1: "线 lines", 2: "面 areas"}
"""What people call the parts of a split layer, in both languages."""

_TYPES = (
    "Point", "LineString", "LinearRing", "Polygon", "MultiPoint", "MultiLineString",
    "MultiPolygon", "GeometryCollection",
)  # fmt: skip
"""Types of geometry by their number in GEOS."""

_MULTI = {
    "Point": shapely.multipoints,
    "LineString": shapely.multilinestrings,
    "Polygon": shapely.multipolygons,
}


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a record looks in a format that carries looks in the file itself (KML, DXF).

    Parameters
    ----------
    code
        ASCII name, such as ``METRO_CON``.
    title
        Name for people.
    colour
        ``#rrggbb``.
    width_px
        Width of a line [CSS pixel].
    opacity
        Of a filled area [0..1].
    dash
        On and off lengths [CSS pixel], empty for a solid line.
    """

    code: str
    title: str
    colour: str
    width_px: float = 2.0
    opacity: float = 0.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Table:
    """One layer, or a table without positions, as it goes into a file.

    Parameters
    ----------
    name
        ASCII name inside the file.
    title
        Name for people.
    frame
        Flat columns (text, numbers, booleans, dates) and, for a layer, geometry.
    summary
        One sentence on what it holds.
    headings
        Column name to the heading for people, for spreadsheets.
    source
        Name before it was split by kind of geometry.
    drawing
        Per record, on the frame's index: ``style`` (key of ``styles``), ``label``, and ``begin``
        and ``end`` (ISO dates or None) of the time that it stands for; None draws plainly.
    styles
        The styles that ``drawing`` names.
    """

    name: str
    title: str
    frame: pd.DataFrame
    summary: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    drawing: pd.DataFrame | None = None
    styles: Mapping[str, Style] = field(default_factory=dict)

    @property
    def fields(self) -> list[str]:
        """Columns other than the geometry."""
        geometry = self.shapes_column
        return [str(column) for column in self.frame.columns if column != geometry]

    @cached_property
    def encoded(self) -> Encoded:
        """Shapes as well-known binary, for writing and comparing."""
        return Encoded(self.frame.geometry.to_numpy())

    @property
    def shapes_column(self) -> str | None:
        """Name of the geometry column, None for a plain table."""
        return self.frame.geometry.name if isinstance(self.frame, gpd.GeoDataFrame) else None


@dataclass(frozen=True)
class Prepared:
    """Tables exactly as they will be written, and what was done to them."""

    tables: list[Table]
    transformation: Transformation
    notices: list[dict[str, Any]]


def prepare(
    tables: Sequence[Table], target: Target, *, progress: Progress = nothing_to_tell
) -> Prepared:
    """Bring tables into the target's CRS and shape, and check them against its limits.

    Parameters
    ----------
    tables
        Layers in any CRS.
    target
        Format, CRS and encoding.
    progress
        Told before each layer; may raise CancelledError.

    Returns
    -------
    The tables to write; ``notices`` say what was split.

    Raises
    ------
    CrsError
        If a layer has no CRS.
    ExportError
        If a name or a value does not fit the format, or lies outside the CRS's area of use; the
        message names layer and field.
    """
    ready: list[Table] = []
    notices: list[dict[str, Any]] = []
    transformation = Transformation.none(target.crs)
    for done, table in enumerate(tables):
        progress("prepare", done, len(tables))
        check_limits(table, target)
        if table.shapes_column is None:
            ready.append(table)
            continue
        frame, transformation = moved(table.frame, target.crs, what=table.name)
        placed = replace(table, frame=frame, source=table.name)
        if not target.format.multipoints:
            placed, added = without_multipoints(placed)
            if added:
                notices.append({"multipoints_in_single_points": table.name, "records_more": added})
        parts = split_by_kind(placed) if target.format.one_kind else [placed]
        if len(parts) > 1:
            notices.append({"split": table.name, "into": [part.name for part in parts]})
        ready += parts
    return Prepared(ready, transformation, notices)


def split_by_kind(table: Table) -> list[Table]:
    """Split a layer into points, lines and polygons; single shapes join multiple ones of a kind.

    Records without a position stay with the commonest kind, so that none is lost. A layer of one
    kind keeps its name.
    """
    shapes = table.frame.geometry.to_numpy()
    kinds = np.where(shapely.is_missing(shapes), -1, shapely.get_dimensions(shapes))
    found, counts = np.unique(kinds[kinds >= 0], return_counts=True)
    commonest = int(found[counts.argmax()]) if len(found) else 0
    kinds[kinds < 0] = commonest
    wanted = sorted({int(kind) for kind in found} or {commonest})
    parts = []
    for kind in wanted:
        part = table.frame[kinds == kind] if len(wanted) > 1 else table.frame
        if len(wanted) == 1:
            parts.append(replace(table, frame=one_type(part)))
            continue
        name, title = f"{table.name}_{KINDS[kind]}", f"{table.title}（{KIND_TITLES[kind]}）"
        parts.append(replace(table, name=name, title=title, frame=one_type(part)))
    return parts


def without_multipoints(table: Table) -> tuple[Table, int]:
    """Give each point of a multiple one a record of its own; return how many more there are."""
    frame = table.frame
    several = (frame.geometry.geom_type == "MultiPoint").to_numpy()
    if not several.any():
        return table, 0
    parts = pd.concat([frame[~several], frame[several].explode()]).sort_index(kind="stable")
    single = gpd.GeoDataFrame(parts, crs=frame.crs).reset_index(drop=True)
    return replace(table, frame=single, drawing=None), len(single) - len(frame)


def one_type(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Make single shapes multiple where a frame holds both."""
    shapes = frame.geometry.to_numpy()
    types = set(types_of(frame))
    single = next((name for name in _MULTI if types == {name, f"Multi{name}"}), None)
    if single is None:
        return frame
    # A fixed array of objects: indices gather each single shape into a multiple one of its own.
    alone = np.flatnonzero(frame.geometry.geom_type == single)
    raised = shapes.copy()
    raised[alone] = _MULTI[single](shapes[alone], indices=np.arange(len(alone)))
    return frame.set_geometry(gpd.GeoSeries(raised, index=frame.index, crs=frame.crs))


def types_of(frame: gpd.GeoDataFrame) -> list[str]:
    """Return the types of geometry in a frame, sorted; records without a position have none."""
    ids = np.unique(shapely.get_type_id(frame.geometry.to_numpy()))
    return sorted(_TYPES[int(number)] for number in ids if number >= 0)


def check_limits(table: Table, target: Target) -> None:
    """Refuse names and values that the format would cut, garble or lose.

    Raises
    ------
    ExportError
        The message names format, layer, field, value and remedy.
    """
    kind = target.format
    seen: set[str] = set()
    for name in table.fields:
        _check_name(name, table, target, seen)
        column = table.frame[name]
        if is_text(column):
            _check_text(column, name, table, target)
        elif pd.api.types.is_datetime64_any_dtype(column) or is_date(column):
            days = days_of(column.dropna())
            if len(days) and (year := days.min().astype(object).year) < kind.years_from:
                raise ExportError(
                    "{format}: {layer}, field {field} holds a date of the year {year}; the format "
                    "has none before {first}. Write it as text, or choose another format.",
                    format=kind.title, layer=table.name, field=name, year=year,
                    first=kind.years_from,
                )  # fmt: skip


def _check_name(name: str, table: Table, target: Target, seen: set[str]) -> None:
    kind = target.format
    size = len(name.encode(target.encoding, "replace"))
    if kind.name_bytes is not None and size > kind.name_bytes:
        raise ExportError(
            "{format}: {layer}, the field name {field} has {size} bytes; the format cuts it at "
            "{limit}. Give it an alias.",
            format=kind.title, layer=table.name, field=name, size=size, limit=kind.name_bytes,
        )  # fmt: skip
    if name.casefold() in seen:
        raise ExportError(
            "{format}: {layer} has the field {field} twice. Rename one.",
            format=kind.title, layer=table.name, field=name,
        )  # fmt: skip
    seen.add(name.casefold())


def _check_text(column: pd.Series[Any], name: str, table: Table, target: Target) -> None:
    kind = target.format
    if kind.text_bytes is None and target.encoding == "UTF-8":
        return
    for value in column.dropna():
        try:
            size = len(value.encode(target.encoding))
        except UnicodeEncodeError as error:
            raise ExportError(
                "{format}: {layer}, field {field}: {encoding} has no “{character}” (in “{value}”). "
                "Choose UTF-8, or another format.",
                format=kind.title, layer=table.name, field=name, encoding=target.encoding,
                character=value[error.start : error.end], value=value[:60],
            ) from error  # fmt: skip
        if kind.text_bytes is not None and size > kind.text_bytes:
            raise ExportError(
                "{format}: {layer}, field {field} holds a text of {size} bytes (“{value}”); the "
                "format cuts it at {limit}. Shorten or split it, or choose another format.",
                format=kind.title, layer=table.name, field=name, size=size, value=value[:40],
                limit=kind.text_bytes,
            )  # fmt: skip


def is_text(column: pd.Series[Any]) -> bool:
    """Tell whether a column holds text, and nothing but text and gaps."""
    if column.dtype == object:
        return pd.api.types.infer_dtype(column, skipna=True) in ("string", "empty")
    return pd.api.types.is_string_dtype(column.dtype) and not is_date(column)


def is_nested(column: pd.Series[Any]) -> bool:
    """Tell whether a column holds lists or objects (only JSON takes them)."""
    return column.dtype == object and any(isinstance(cell, list | dict) for cell in column)


def days_of(column: pd.Series[Any]) -> NDArray[np.datetime64]:
    """Return a column of dates as days; NaT where it is empty."""
    if is_date(column):
        days = pa.array(column, type=pa.date32()).to_numpy(zero_copy_only=False)
        return np.asarray(days, dtype="datetime64[D]")
    return np.asarray(pd.to_datetime(column), dtype="datetime64[D]")


def is_date(column: pd.Series[Any]) -> bool:
    """Tell whether a column holds days (an Arrow ``date32``)."""
    return str(column.dtype).startswith("date32")
