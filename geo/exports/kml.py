"""KML and KMZ: a folder per layer, styles inside the file, a time span on what has dates."""

from __future__ import annotations

import zipfile
from typing import IO, TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import pandas as pd
import pyogrio
import shapely

from geo.exports.pieces import in_pieces
from geo.exports.positions import rounded
from geo.exports.rfc7946 import DECIMALS
from geo.exports.tables import Style

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import geopandas as gpd

    from geo.exports.formats import Target
    from geo.exports.pieces import Tell
    from geo.exports.tables import Table

_PLAIN = Style(code="plain", title="", colour="#46505a")
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
"""A fixed date: the same records give the same bytes."""

# XML 1.0 has no place for these, not even escaped.
_FORBIDDEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535))


def write(tables: Sequence[Table], path: Path, target: Target, *, tell: Tell) -> None:
    """Write layers as one KML document (or, zipped, KMZ).

    Parameters
    ----------
    tables
        Prepared layers in WGS 84 (or shifted on purpose).
    path
        File to make.
    target
        "kml" or "kmz".
    tell
        Called before each piece (see :mod:`geo.exports.pieces`); may raise.
    """
    if target.format.id == "kml":
        with path.open("wb") as stream:
            _document(tables, stream, tell)
        return
    entry = zipfile.ZipInfo("doc.kml", date_time=_ZIP_DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(path, "w") as archive, archive.open(entry, "w") as stream:
        _document(tables, stream, tell)


def read(path: Path, table: Table) -> gpd.GeoDataFrame:
    """Read a folder back with GDAL's LIBKML; true and false become booleans again."""
    frame = pyogrio.read_dataframe(path, layer=table.title, use_arrow=False)
    for name in table.fields:
        if name not in frame and table.frame[name].isna().all():
            frame[name] = None  # a field that nobody fills is not in the file
        elif name in frame and pd.api.types.is_bool_dtype(table.frame[name].dtype):
            frame[name] = frame[name] == "true"
    known = [name for name in table.fields if name in frame]
    return frame[[*known, "geometry"]]


def _document(tables: Sequence[Table], stream: IO[bytes], tell: Tell) -> None:
    stream.write(
        b'<?xml version="1.0" encoding="UTF-8"?>\n'
        b'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n'
    )
    styles = {style.code: style for table in tables for style in table.styles.values()}
    for style in (_PLAIN, *styles.values()):
        stream.write(_style(style).encode())
    for table in tables:
        stream.write(f"<Folder><name>{_text(table.title)}</name>\n".encode())
        for piece in in_pieces(table, tell):
            stream.write("".join(_placemarks(piece)).encode())
        stream.write(b"</Folder>\n")
    stream.write(b"</Document></kml>\n")


def _style(style: Style) -> str:
    red, green, blue = style.colour[1:3], style.colour[3:5], style.colour[5:7]
    line = f"ff{blue}{green}{red}"
    fill = f"{round(style.opacity * 255):02x}{blue}{green}{red}"
    return (
        f"<Style id={quoteattr(style.code)}>"
        f"<IconStyle><color>{line}</color><scale>0.8</scale></IconStyle>"
        f"<LineStyle><color>{line}</color><width>{style.width_px:g}</width></LineStyle>"
        f"<PolyStyle><color>{fill}</color><fill>{int(style.opacity > 0)}</fill></PolyStyle>"
        "</Style>\n"
    )


def _placemarks(table: Table) -> Iterator[str]:
    frame = table.frame
    shapes = shapely.orient_polygons(rounded(frame.geometry.to_numpy(), DECIMALS))
    columns = [frame[name].tolist() for name in table.fields]
    drawing = [{}] * len(frame) if table.drawing is None else table.drawing.to_dict("records")
    for shape, look, *cells in zip(shapes, drawing, *columns, strict=True):
        held = dict(zip(table.fields, cells, strict=True))
        style = table.styles.get(look.get("style", ""), _PLAIN)
        yield (
            f"<Placemark><name>{_text(look.get('label') or '')}</name>"
            f"{_span(look)}<styleUrl>#{style.code}</styleUrl>"
            f"<ExtendedData>{''.join(_data(held))}</ExtendedData>{_shape(shape)}</Placemark>\n"
        )


def _span(look: dict[str, Any]) -> str:
    ends = "".join(f"<{end}>{look[end]}</{end}>" for end in ("begin", "end") if look.get(end))
    return f"<TimeSpan>{ends}</TimeSpan>" if ends else ""


def _data(held: dict[str, Any]) -> Iterator[str]:
    for name, value in held.items():
        if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN
            continue
        text = str(value).lower() if isinstance(value, bool) else str(value)
        yield f"<Data name={quoteattr(name)}><value>{_text(text)}</value></Data>"


def _shape(shape: shapely.Geometry | None) -> str:
    if shape is None or shape.is_empty:
        return ""
    match shape.geom_type:
        case "Point":
            return f"<Point>{_coordinates(shape)}</Point>"
        case "LineString":
            return f"<LineString><tessellate>1</tessellate>{_coordinates(shape)}</LineString>"
        case "Polygon":
            inner = "".join(
                f"<innerBoundaryIs><LinearRing>{_coordinates(ring)}</LinearRing></innerBoundaryIs>"
                for ring in shape.interiors
            )
            return (
                "<Polygon><outerBoundaryIs><LinearRing>"
                f"{_coordinates(shape.exterior)}</LinearRing></outerBoundaryIs>{inner}</Polygon>"
            )
        case _:
            return f"<MultiGeometry>{''.join(map(_shape, shape.geoms))}</MultiGeometry>"


def _coordinates(shape: shapely.Geometry) -> str:
    pairs = " ".join(f"{x!r},{y!r}" for x, y in shapely.get_coordinates(shape).tolist())
    return f"<coordinates>{pairs}</coordinates>"


def _text(text: str) -> str:
    return escape(text.translate(_FORBIDDEN))
