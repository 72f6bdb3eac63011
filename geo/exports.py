"""Write what leaves: GeoJSON (RFC 7946) and CSV that spreadsheets open safely.

Only this module serialises geometry for files.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from typing import TYPE_CHECKING, Any

import shapely

from geo.crs import to_lonlat

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd

DECIMALS = 7
"""Most decimals of a coordinate in a file (about 1 cm); sources carry 5."""

# Blanks and invisible marks in front do not save a spreadsheet from taking text for a formula.
_FORMULA = re.compile(r"[\t\r\n]|[\s\x00-\x1f\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]")


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
    lonlat = to_lonlat(frame)
    shapes = lonlat.geometry.to_numpy()
    collection: dict[str, Any] = {"type": "FeatureCollection"}
    located = [shape for shape in shapes if shape is not None and not shape.is_empty]
    if located:
        bounds = shapely.total_bounds(located)
        collection["bbox"] = [round(float(value), DECIMALS) for value in bounds]
    columns = [lonlat[name].tolist() for name in properties]
    collection["features"] = [
        {
            "type": "Feature",
            "id": identifier,
            "geometry": _geometry(shape),
            "properties": dict(zip(properties, values, strict=True)),
        }
        for identifier, shape, *values in zip(lonlat["id"], shapes, *columns, strict=True)
    ]
    text = json.dumps(collection, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode()


def _geometry(shape: shapely.Geometry | None) -> dict[str, Any] | None:
    if shape is None or shape.is_empty:
        return None
    oriented = shapely.orient_polygons(shape, exterior_cw=False)
    return dict(_rounded(json.loads(shapely.to_geojson(oriented))))


def _rounded(part: Any) -> Any:  # noqa: ANN401 - GeoJSON, at any depth
    if isinstance(part, float | int):
        return round(float(part), DECIMALS)
    if isinstance(part, dict):
        return {name: _rounded(inner) for name, inner in part.items()}
    return part if isinstance(part, str) else [_rounded(inner) for inner in part]


def safe_cell(value: object) -> str:
    """Write a cell so that no spreadsheet takes it for a formula.

    Text that starts with ``=``, ``+``, ``-``, ``@`` (also full-width, also after blanks), tab or a
    line end gets an apostrophe in front (OWASP, CSV injection); numbers stay numbers.
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:.10g}"
    text = str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def csv_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Write a table as CSV that Excel opens correctly in Chinese (UTF-8 with byte-order mark).

    Returns
    -------
    Comma-separated text with CRLF line ends (RFC 4180), formulas neutralised.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([safe_cell(cell) for cell in header])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")
