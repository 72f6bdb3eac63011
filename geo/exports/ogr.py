"""Files that GDAL writes: GeoPackage, Shapefile, FlatGeobuf and MapInfo TAB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely
from pyogrio.raw import read_arrow, write_arrow
from pyogrio.raw import write as write_raw

from geo.exports.arrow import batches_of, frame_of, schema_of
from geo.exports.pieces import starts
from geo.exports.positions import METRES_PER_DEGREE
from geo.exports.tables import days_of, is_date, is_text, types_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.exports.formats import Target
    from geo.exports.pieces import Tell
    from geo.exports.tables import Table

DRIVERS = {
    "gpkg": "GPKG", "shp": "ESRI Shapefile", "fgb": "FlatGeobuf", "tab": "MapInfo File",
}  # fmt: skip

_IN_BATCHES = frozenset({"gpkg", "fgb"})
"""Formats of UTF-8: GDAL takes batches as Arrow has them, a third quicker than record by record."""

_SHAPES = "wkb"
"""Name of the column of shapes on the way to GDAL."""

_UNNAMED = "wkb_geometry"
"""What pyogrio calls a column of shapes that has no name in the file."""

_SEVERAL = "Unknown"
"""What GDAL calls a layer of several kinds of geometry."""

_MARGIN_M = 1000.0
"""Room around the data in the bounds that a TAB file declares [m]."""


def write(table: Table, path: Path, target: Target, *, tell: Tell) -> None:
    """Write one layer; a GeoPackage that exists gets one layer more.

    Parameters
    ----------
    table
        Prepared layer.
    path
        File to make.
    target
        Format, CRS and encoding.
    tell
        Called before each piece (see :mod:`geo.exports.pieces`); may raise.
    """
    frame = table.frame
    about: dict[str, Any] = {
        "layer": table.name,
        "driver": DRIVERS[target.format.id],
        "crs": frame.crs.to_string(),
        "geometry_type": _geometry_type(frame, target),
        "layer_options": _options(table, target),
        # GeoPackage 1.4 makes GDAL before 3.7 and QGIS before 3.32 warn; nothing of it is needed.
        "dataset_options": {"VERSION": "1.3"} if target.format.id == "gpkg" else {},
    }
    if target.format.id in _IN_BATCHES:
        _write_batches(table, path, tell, about)
        return
    for _ in starts(len(frame)):
        tell()
    columns = [_values(frame[name]) for name in table.fields]
    write_raw(
        path,
        shapely.to_wkb(frame.geometry.to_numpy()),
        [values for values, _ in columns],
        table.fields,
        field_mask=[mask for _, mask in columns],
        encoding="UTF-8" if target.format.id == "tab" else target.encoding,
        **about,
    )


def _write_batches(table: Table, path: Path, tell: Tell, about: dict[str, Any]) -> None:
    """Hand a layer to GDAL batch by batch."""
    schema = schema_of(table, _SHAPES)
    stopped: list[BaseException] = []

    def batches() -> Iterator[pa.RecordBatch]:
        try:
            yield from batches_of(table, schema, tell)
        except BaseException as error:
            stopped.append(error)
            raise

    stream = pa.RecordBatchReader.from_batches(schema, batches())
    try:
        write_arrow(stream, path, geometry_name=_SHAPES, **about)
    except RuntimeError as error:
        # What stops the stream, also a wish to call it off, comes out as an error of GDAL's.
        if stopped:
            raise stopped[0] from error
        raise


def read(path: Path, table: Table, target: Target) -> gpd.GeoDataFrame:
    """Read a layer back as any program would that knows nothing of how it was written."""
    kind = target.format.id
    layer = {"layer": table.name} if target.format.many_layers else {}
    if kind == "gpkg" or (kind == "fgb" and _indexed(table.frame)):
        about, stored = read_arrow(path, **layer)
        return frame_of(stored, about["geometry_name"] or _UNNAMED, table, crs=about["crs"])
    # DBF and TAB would lose their code page in Arrow, and GDAL 3.12 crashes there on a FlatGeobuf
    # with records that have no position.
    frame = pyogrio.read_dataframe(path, use_arrow=False, **layer)
    if isinstance(frame, gpd.GeoDataFrame):
        return frame
    # MapInfo writes no map beside a table in which nothing has a position.
    return gpd.GeoDataFrame(frame, geometry=[None] * len(frame))


def _indexed(frame: gpd.GeoDataFrame) -> bool:
    """Tell whether a FlatGeobuf gets an index: its driver takes no record without a position."""
    return len(frame) > 0 and bool(frame.geometry.notna().all())


def _values(column: pd.Series[Any]) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """Return a column as GDAL takes it, and where it is empty."""
    empty = column.isna().to_numpy()
    mask = empty if empty.any() else None
    if is_date(column):
        return days_of(column), mask
    if is_text(column):
        return column.astype(object).to_numpy(), mask
    if pd.api.types.is_bool_dtype(column.dtype):
        return column.fillna(value=False).to_numpy(dtype=bool), mask
    if pd.api.types.is_integer_dtype(column.dtype):
        return column.fillna(0).to_numpy(dtype="int64"), mask
    if pd.api.types.is_datetime64_any_dtype(column):
        return column.to_numpy(), mask
    return column.to_numpy(dtype="float64", na_value=np.nan), mask


def _geometry_type(frame: gpd.GeoDataFrame, target: Target) -> str:
    types = types_of(frame)
    if len(types) == 1:
        return types[0]
    # A Shapefile has one kind even when it is empty, or it would be a table without shapes.
    return "Point" if target.format.id == "shp" else _SEVERAL


def _options(table: Table, target: Target) -> dict[str, str]:
    frame = table.frame
    match target.format.id:
        case "gpkg":
            return {"IDENTIFIER": table.title, "DESCRIPTION": table.summary}
        case "fgb":
            return {
                "TITLE": table.title,
                "DESCRIPTION": table.summary,
                "SPATIAL_INDEX": "YES" if _indexed(frame) else "NO",
            }
        case "tab":
            return {"ENCODING": "CP936"} | _bounds(frame)
        case _:
            return {}


def _bounds(frame: gpd.GeoDataFrame) -> dict[str, str]:
    west, south, east, north = frame.total_bounds
    if np.isnan(west):
        return {}
    margin = _MARGIN_M / (METRES_PER_DEGREE if frame.crs.is_geographic else 1.0)
    corners = (west - margin, south - margin, east + margin, north + margin)
    return {"BOUNDS": ",".join(f"{value:.6f}" for value in corners)}
