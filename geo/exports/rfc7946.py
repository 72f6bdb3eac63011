"""GeoJSON after RFC 7946, as one document or as a sequence with a feature on each line."""

from __future__ import annotations

import io
import json
import math
from typing import IO, TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from geo.crs import WGS84, to_lonlat
from geo.exports.pieces import AT_ONCE, starts
from geo.exports.positions import rounded
from geo.exports.tables import is_date, is_nested

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.exports.pieces import Tell
    from geo.exports.tables import Table

DECIMALS = 7
"""Most decimals of a coordinate in a file (about 1 cm); sources carry 5."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
"""Made once: json.dumps would make one for every feature."""


def geojson(frame: gpd.GeoDataFrame, properties: Sequence[str]) -> bytes:
    """Serialise a frame as GeoJSON after RFC 7946.

    WGS 84 longitude, latitude without a ``crs`` member; outer rings counter-clockwise; ``bbox``;
    a stable ``id`` on each feature; at most 7 decimals; null geometry for unlocated records.

    Parameters
    ----------
    frame
        Any CRS; columns ``id`` and ``properties`` hold JSON-ready values.
    properties
        Columns to write, in order.

    Returns
    -------
    UTF-8 text without byte-order mark.

    Raises
    ------
    CrsError
        If the frame has no CRS.
    """
    stream = io.BytesIO()
    write_collection(frame, properties, stream)
    return stream.getvalue()


def write_collection(
    frame: gpd.GeoDataFrame,
    properties: Sequence[str],
    stream: IO[bytes],
    *,
    tell: Tell = lambda: None,
) -> None:
    """Write a frame as one GeoJSON document; see :func:`geojson`.

    Parameters
    ----------
    frame, properties
        As for :func:`geojson`.
    stream
        Takes the text.
    tell
        Called before each piece (see :mod:`geo.exports.pieces`); may raise.
    """
    lonlat = to_lonlat(frame)
    head: dict[str, Any] = {"type": "FeatureCollection"}
    bounds = lonlat.total_bounds
    if not np.isnan(bounds).any():
        head["bbox"] = [round(float(value), DECIMALS) for value in bounds]
    stream.write(_json(head)[:-1].encode() + b',"features":[')
    lead = ""
    for features in _features(lonlat, properties, tell):
        stream.write((lead + ",\n".join(features)).encode())
        lead = ",\n"
    stream.write(b"]}")


def write_sequence(
    frame: gpd.GeoDataFrame,
    properties: Sequence[str],
    stream: IO[bytes],
    *,
    tell: Tell = lambda: None,
) -> None:
    """Write a frame as GeoJSON with a feature on each line, for streams and big data tools.

    Parameters
    ----------
    frame, properties, stream, tell
        As for :func:`write_collection`.
    """
    for features in _features(to_lonlat(frame), properties, tell):
        stream.write("".join(f"{feature}\n" for feature in features).encode())


def read(path: Path, table: Table) -> gpd.GeoDataFrame:
    """Read a GeoJSON file back with GDAL; a date stays the text that it is in JSON.

    Lists and objects, of which GDAL makes text, are read as JSON.
    """
    if path.stat().st_size == 0:  # a sequence of nothing
        return gpd.GeoDataFrame(geometry=[], crs=WGS84)
    frame = pyogrio.read_dataframe(path, use_arrow=False)
    for name in frame.select_dtypes("datetime").columns:
        frame[name] = frame[name].dt.strftime("%Y-%m-%d")
    nested = [name for name in table.fields if is_nested(table.frame[name])]
    if nested:
        held = _properties_in(path)
        for name in nested:
            values = [properties.get(name) for properties in held]
            frame[name] = pd.Series(values, index=frame.index, dtype=object)
    return frame


def _properties_in(path: Path) -> list[dict[str, Any]]:
    """Return the properties of every feature, as the standard library reads them."""
    with path.open(encoding="utf-8") as stream:
        if path.suffix == ".geojsonl":
            return [json.loads(line)["properties"] for line in stream]
        return [feature["properties"] for feature in json.load(stream)["features"]]


def _features(
    lonlat: gpd.GeoDataFrame, properties: Sequence[str], tell: Tell
) -> Iterator[list[str]]:
    for start in starts(len(lonlat)):
        tell()
        part = lonlat.iloc[start : start + AT_ONCE]
        held = _members(part, properties)
        shapes = _geometries(part.geometry.to_numpy())
        yield [
            f'{{"type":"Feature","id":{identifier},"geometry":{shape},"properties":{{{members}}}}}'
            for identifier, shape, members in zip(map(_json, part["id"]), shapes, held, strict=True)
        ]


def _members(part: pd.DataFrame, properties: Sequence[str]) -> list[str]:
    """Return the properties of every feature as the inside of a JSON object."""
    columns = []
    for name in properties:
        head = f"{_json(name)}:"
        columns.append([head + text for text in map(_json, _values(part[name]))])
    return [",".join(row) for row in zip(*columns, strict=True)] if columns else [""] * len(part)


def _values(column: pd.Series[Any]) -> list[Any]:
    if is_date(column):
        return [None if day is pd.NA else day.isoformat() for day in column]
    if isinstance(column.dtype, pd.Int64Dtype | pd.Float64Dtype | pd.BooleanDtype):
        return [None if cell is pd.NA else cell for cell in column.tolist()]
    return list(column.tolist())


def _geometries(shapes: NDArray[Any]) -> list[str]:
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    oriented = shapely.orient_polygons(rounded(shapes, DECIMALS), exterior_cw=False)
    texts = shapely.to_geojson(oriented)
    texts[empty] = "null"
    return list(texts)


def _json(value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    # The encoder has its quick way for text only; most other cells are numbers.
    if type(value) is float and math.isfinite(value):
        return repr(value)
    return _ENCODER.encode(value)
