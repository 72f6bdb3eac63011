"""The file formats that can be written: one declaration each, and no second list anywhere."""

from __future__ import annotations

from dataclasses import dataclass

from geo.crs import CGCS2000_GK114, WGS84
from geo.errors import ExportError, UnknownNameError

CGCS2000 = "EPSG:4490"
CGCS2000_GK38 = "EPSG:4526"
UTM_49N = "EPSG:32649"
WEB_MERCATOR = "EPSG:3857"
GCJ02 = "GCJ-02"
BD09 = "BD-09"

SHIFTED = (GCJ02, BD09)
"""Datums shifted by hundreds of metres, for AMap and Baidu; only on an explicit choice."""

PLAIN = (WGS84, CGCS2000, CGCS2000_GK114, CGCS2000_GK38, UTM_49N, WEB_MERCATOR)
METRIC = (CGCS2000_GK114, CGCS2000_GK38, UTM_49N)

CRS_TITLES = {
    WGS84: "WGS 84",
    CGCS2000: "CGCS2000",
    CGCS2000_GK114: "CGCS2000 / 3-degree Gauss-Kruger CM 114E",
    CGCS2000_GK38: "CGCS2000 / 3-degree Gauss-Kruger zone 38",
    UTM_49N: "WGS 84 / UTM zone 49N",
    WEB_MERCATOR: "WGS 84 / Pseudo-Mercator (not for measuring)",
    GCJ02: "GCJ-02 (shifted, for AMap)",
    BD09: "BD-09 (shifted, for Baidu)",
}
"""What people call each CRS on offer."""


@dataclass(frozen=True, kw_only=True)
class Format:
    """One file format.

    Parameters
    ----------
    id
        Name on the command line and in addresses.
    title
        What people call it.
    suffix
        Of the file; a format of several files is packed.
    crs
        CRS on offer, the default first.
    many_layers
        True when one file holds every layer; else there is a file per layer.
    encodings
        Text encodings on offer, the default first.
    one_kind
        True when a layer holds points, lines or polygons, never a mixture: it is split by kind.
    text_bytes
        Longest text of a field [bytes], None for no limit.
    name_bytes
        Longest field name [bytes], None for no limit.
    years_from
        Earliest year of a date.
    tolerance_m
        Largest accepted difference of a coordinate read back [m].
    geometry
        Ways to write the position (CSV), the default first.
    knows_datum
        False when the format has no name for CGCS2000, and its file says WGS 84 instead (the two
        agree within decimetres).
    multipoints
        False when a point of several places is written as several records.
    declares_fields
        False when fields stand only in records, so that a file without records names none.
    several_files
        True when even one layer is more than one file.
    """

    id: str
    title: str
    suffix: str
    crs: tuple[str, ...] = PLAIN
    many_layers: bool = False
    encodings: tuple[str, ...] = ("UTF-8",)
    one_kind: bool = False
    text_bytes: int | None = None
    name_bytes: int | None = None
    years_from: int = 1
    tolerance_m: float = 0.001
    geometry: tuple[str, ...] = ()
    knows_datum: bool = True
    multipoints: bool = True
    declares_fields: bool = True
    several_files: bool = False


FORMATS: dict[str, Format] = {
    kind.id: kind
    for kind in (
        # RFC 7946 knows WGS 84 only. 7 decimals are 1 cm: half a unit of the last is 6 mm.
        Format(
            id="geojson", title="GeoJSON", suffix=".geojson", crs=(WGS84, *SHIFTED),
            tolerance_m=0.01, declares_fields=False,
        ),
        Format(
            id="geojsonl", title="GeoJSON text sequence", suffix=".geojsonl",
            crs=(WGS84, *SHIFTED), tolerance_m=0.01, declares_fields=False,
        ),
        Format(id="gpkg", title="GeoPackage", suffix=".gpkg", many_layers=True, one_kind=True),
        Format(
            id="shp", title="Shapefile", suffix=".shp", one_kind=True, encodings=("UTF-8", "GBK"),
            text_bytes=254, name_bytes=10, years_from=1900, several_files=True,
        ),
        Format(
            id="kml", title="KML", suffix=".kml", crs=(WGS84, *SHIFTED), many_layers=True,
            tolerance_m=0.01, declares_fields=False,
        ),
        Format(
            id="kmz", title="KMZ", suffix=".kmz", crs=(WGS84, *SHIFTED), many_layers=True,
            tolerance_m=0.01, declares_fields=False,
        ),
        Format(id="fgb", title="FlatGeobuf", suffix=".fgb"),
        Format(id="parquet", title="GeoParquet", suffix=".parquet"),
        # CAD drawings are in metres; degrees would draw the city half a unit wide.
        Format(
            id="dxf", title="DXF", suffix=".dxf", crs=METRIC, many_layers=True, several_files=True,
        ),
        # MapInfo stores whole numbers scaled to the bounds that the file declares.
        Format(
            id="tab", title="MapInfo TAB", suffix=".tab", encodings=("GBK",), text_bytes=254,
            name_bytes=31, tolerance_m=0.05, crs=(WGS84, CGCS2000_GK114, UTM_49N),
            knows_datum=False, multipoints=False, several_files=True,
        ),
        Format(
            id="xlsx", title="Excel (XLSX)", suffix=".xlsx", crs=(*PLAIN, *SHIFTED),
            many_layers=True, text_bytes=32_767 * 4, years_from=1900, tolerance_m=0.01,
        ),
        Format(
            id="csv", title="CSV", suffix=".csv", crs=(*PLAIN, *SHIFTED), many_layers=True,
            tolerance_m=0.01, geometry=("lonlat", "wkt"),
        ),
    )
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a file is to be: format, CRS, text encoding and way to write positions."""

    format: Format
    crs: str
    encoding: str
    geometry: str = ""

    @property
    def shifted(self) -> bool:
        """True when positions are moved on purpose (GCJ-02, BD-09)."""
        return self.crs in SHIFTED

    @property
    def mark(self) -> str:
        """What a file's name says of positions that were moved on purpose; else nothing."""
        return f"-{self.crs.lower().replace('-', '')}-shifted" if self.shifted else ""


def target(
    name: str, *, crs: str | None = None, encoding: str | None = None, geometry: str | None = None
) -> Target:
    """Choose a format and how to write it; what is left out takes the format's default.

    Parameters
    ----------
    name
        Key of :data:`FORMATS`.
    crs
        One of the format's CRS.
    encoding
        One of the format's encodings.
    geometry
        One of the format's ways to write positions.

    Raises
    ------
    UnknownNameError
        If there is no such format.
    ExportError
        If the format cannot be written so; the message lists what can.
    """
    if name not in FORMATS:
        raise UnknownNameError(
            "There is no format {name}; the formats are {known}.",
            name=name[:60],
            known=", ".join(FORMATS),
        )
    kind = FORMATS[name]
    return Target(
        format=kind,
        crs=_chosen(crs, kind.crs, kind),
        encoding=_chosen(encoding, kind.encodings, kind),
        geometry=_chosen(geometry, kind.geometry or ("",), kind),
    )


def _chosen(wanted: str | None, allowed: tuple[str, ...], kind: Format) -> str:
    if not wanted:
        return allowed[0]
    found = next((one for one in allowed if one.casefold() == wanted.casefold()), None)
    if found is None:
        raise ExportError(
            "{format} cannot be written in {wanted}; choose one of {allowed}.",
            format=kind.title,
            wanted=wanted[:60],
            allowed=", ".join(one for one in allowed if one) or kind.title,
        )
    return found
