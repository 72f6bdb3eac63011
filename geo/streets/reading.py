"""Read a street network of any kind and bring it to metres: :class:`Streets`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import shapely

from geo.crs import CGCS2000_GK114, WGS84
from geo.errors import CrsError, NetworkError, ReadingError, Saying
from geo.reasons import reason
from geo.streets import osm, wkt
from geo.streets.classes import COLUMNS, UNKNOWN, class_ids
from geo.streets.repairs import Repairs

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

MARKS = "marks"
"""Layer of a GeoPackage with the points that say why a street ends."""

_LINES = [1, 2, 5]
"""Shapely's type numbers of a line, a ring and several lines."""

_MOST_DEG = (180.0, 180.0, 90.0, 90.0)
"""Degrees west, east, south and north beyond which there is no place."""

_NARROWEST = 30.0
"""A network narrower than this [m], near the origin of its CRS, is one in degrees."""

_WORST_SCALE = 0.005
"""How far a projection may stretch lengths at the network's centre before it is left [share]."""

_NO = {"", "no", "none", "nan", "false", "f", "0", "0.0"}
_CLOSED = {"private", "no", "customers", "permit", "delivery", "residents", "military"}
_NAMES = ("name", "name_zh", "name:zh", "路名", "道路名称", "名称")


@dataclass(frozen=True, kw_only=True)
class Streets:
    """Streets as they were read, in metres.

    Parameters
    ----------
    lines
        One LineString for each part of each record.
    rows
        Row of the file that each line comes from, counted from 0.
    attributes
        By row of the file: ``road_class`` (:mod:`geo.streets.classes`), ``name``, ``level``
        (equal numbers: one level), ``closed`` (not open to the public).
    has_levels
        Whether the file tells bridges, tunnels or layers.
    marks
        Points with ``mark`` (``turning``, ``gate``, ``noexit``) that say why a street ends.
    crs
        A projected CRS in metres.
    repairs
        What was left out or taken apart.
    notes
        What a reader of the result must know, such as a reprojection.
    """

    lines: NDArray[Any]
    rows: NDArray[np.int64]
    attributes: pd.DataFrame
    has_levels: bool
    marks: gpd.GeoDataFrame
    crs: pyproj.CRS
    repairs: Repairs
    notes: tuple[Saying, ...]


def read_streets(path: Path, *, layer: str | None = None, name: str | None = None) -> Streets:
    """Read a network: any vector file that GDAL knows, GeoParquet, WKT, an OpenStreetMap extract.

    A layer ``marks`` beside the streets (points with ``mark``, see :class:`Streets`) is read, too.

    Parameters
    ----------
    path
        The file.
    layer
        Layer of a file that has several; the first with lines if left out, and a note says so.
    name
        What messages call it; its file name if left out.

    Raises
    ------
    ReadingError
        If it cannot be read.
    CrsError
        If it has no coordinate reference system.
    NetworkError
        If it holds no line.
    """
    if path.name.lower().endswith(osm.SUFFIXES):
        _require_file(path)
        frame, marks = osm.read_osm(path, name=name)
        return streets_of(frame, name=name or path.name, marks=marks)
    frame = read_vector(path, layer=layer, name=name)
    streets = streets_of(frame, name=name or path.name, marks=_marks_of(path))
    passed = _passed_over(path, name=name or path.name) if layer is None else ()
    return replace(streets, notes=(*passed, *streets.notes))


def read_vector(
    path: Path, *, layer: str | None = None, name: str | None = None
) -> gpd.GeoDataFrame:
    """Read a vector file as it is; messages call it by ``name``, or by its file name.

    Raises
    ------
    ReadingError
        If it cannot be read, has no such layer, or is a table without geometry.
    """
    _require_file(path)
    try:
        if path.suffix.lower() in {".parquet", ".geoparquet"}:
            return gpd.read_parquet(path)
        if path.suffix.lower() == wkt.SUFFIX:
            return wkt.read_wkt(path, name=name)
        if layer is not None:
            _require_layer(path, layer, name=name or path.name)
        frame = pyogrio.read_dataframe(
            path, layer=layer or next(iter(_layers_of_lines(path)), None)
        )
    except (RuntimeError, ValueError, OSError, IndexError) as error:  # of pyogrio and pyarrow
        raise ReadingError(
            "{file} cannot be read ({cause}).", file=name or path.name, cause=reason(error)
        ) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise ReadingError("{file} is a table without geometry.", file=name or path.name)
    return frame


def _require_file(path: Path) -> None:
    if not path.exists():
        raise ReadingError("{file} does not exist.", file=path.name)


def _marks_of(path: Path) -> gpd.GeoDataFrame | None:
    """Read the layer of marks that a GeoPackage of streets may hold."""
    if path.suffix.lower() != ".gpkg" or MARKS not in pyogrio.list_layers(path)[:, 0]:
        return None
    frame = pyogrio.read_dataframe(path, layer=MARKS)
    known = isinstance(frame, gpd.GeoDataFrame) and frame.crs is not None and "mark" in frame
    return frame[["mark", frame.geometry.name]] if known else None


def _require_layer(path: Path, layer: str, *, name: str) -> None:
    known = [str(one) for one in pyogrio.list_layers(path)[:, 0]]
    if layer not in known:
        raise ReadingError("{file} has no layer {layer}; it has {layers}.", file=name, layer=layer,
                           layers=", ".join(known) or "-")  # fmt: skip


def _layers_of_lines(path: Path) -> list[str]:
    """Return the layers with lines of a file that has several layers."""
    layers = pyogrio.list_layers(path)
    with_lines = [str(name) for name, kind in layers if kind and "Line" in str(kind)]
    return with_lines if len(layers) > 1 else []


def _passed_over(path: Path, *, name: str) -> tuple[Saying, ...]:
    """Say which layer was read, if there were others with lines."""
    if path.suffix.lower() in {".parquet", ".geoparquet", wkt.SUFFIX}:
        return ()
    layers = _layers_of_lines(path)
    if len(layers) < 2:  # noqa: PLR2004 - there was no choice
        return ()
    return (
        Saying(
            "{file} has several layers of lines ({layers}): “{first}” was read.",
            file=name,
            layers=", ".join(layers),
            first=layers[0],
        ),
    )


def streets_of(
    frame: gpd.GeoDataFrame, *, name: str = "network", marks: gpd.GeoDataFrame | None = None
) -> Streets:
    """Bring a frame of lines to metres, one part at a time.

    Parameters
    ----------
    frame
        Lines in any CRS.
    name
        What messages call it.
    marks
        Points with ``mark``, see :class:`Streets`.

    Raises
    ------
    CrsError
        If the frame has no CRS.
    NetworkError
        If it holds no line.
    """
    if len(frame) == 0:
        raise NetworkError("{file} holds no record: there is no network in it.", file=name)
    if frame.crs is None:
        raise CrsError(
            "{file} has no coordinate reference system; a length in it could be degrees or "
            "metres. Set it (for longitude, latitude: EPSG:4326) and try again.",
            file=name,
        )
    repairs = Repairs()
    attributes = _attributes(frame)
    kept = _usable(frame, attributes, repairs)
    if not kept.any():
        raise NetworkError(
            "{file} holds {count} records and no street line among them.",
            file=name,
            count=len(frame),
        )
    _require_degrees(frame.loc[kept], name)
    crs, notes = metric_crs(frame.loc[kept])
    lines, rows = _parts(frame.loc[kept].to_crs(crs), np.flatnonzero(kept), repairs)
    return Streets(
        lines=lines,
        rows=rows,
        attributes=attributes,
        has_levels=bool({"bridge", "tunnel", "layer"} & {str(c).lower() for c in frame.columns}),
        marks=_no_marks(crs) if marks is None else marks.to_crs(crs),
        crs=crs,
        repairs=repairs,
        notes=notes,
    )


def _require_degrees(frame: gpd.GeoDataFrame, name: str) -> None:
    """Refuse metres that are called degrees, and degrees that are called metres.

    Raises
    ------
    CrsError
        If a CRS in degrees has coordinates that no place on Earth has, or one in metres has streets
        all of which lie where degrees would.
    """
    west, south, east, north = frame.total_bounds
    if (
        frame.crs.is_projected
        and (np.abs([west, east, south, north]) <= _MOST_DEG).all()
        and max(east - west, north - south) < _NARROWEST
    ):
        raise CrsError(
            "{file} is said to be in {crs} and has coordinates from {low} to {high}: they look "
            "like degrees. Set the right coordinate reference system (for longitude, latitude: "
            "EPSG:4326) and try again.",
            file=name,
            crs=_name(pyproj.CRS(frame.crs)),
            low=f"{min(west, south):.4f}",
            high=f"{max(east, north):.4f}",
        )
    if frame.crs.is_geographic and (np.abs([west, east, south, north]) > _MOST_DEG).any():
        raise CrsError(
            "{file} is said to be in degrees ({crs}) and has coordinates from {low} to {high}: its "
            "coordinate reference system is wrong. Set the right one and try again.",
            file=name,
            crs=_name(pyproj.CRS(frame.crs)),
            low=f"{min(west, south):.0f}",
            high=f"{max(east, north):.0f}",
        )


def metric_crs(frame: gpd.GeoDataFrame) -> tuple[pyproj.CRS, tuple[Saying, ...]]:
    """Choose a CRS in metres that suits a frame, and say so if it is not the frame's own.

    The frame's own is kept if it is projected, in metres, and true to length within 0.5 % at the
    frame's centre (Web Mercator is not). Otherwise EPSG:4547 where it is valid, else the UTM zone.
    """
    own = pyproj.CRS(frame.crs)
    centre = gpd.GeoSeries([shapely.box(*frame.total_bounds).centroid], crs=own).to_crs(WGS84)[0]
    if own.is_projected and own.axis_info[0].unit_name == "metre":
        factors = pyproj.Proj(own).get_factors(centre.x, centre.y)
        if max(abs(factors.meridional_scale - 1), abs(factors.parallel_scale - 1)) <= _WORST_SCALE:
            return own, ()
    house = pyproj.CRS(CGCS2000_GK114)
    area = house.area_of_use
    inside = area and area.west <= centre.x <= area.east and area.south <= centre.y <= area.north
    chosen = house if inside else pyproj.CRS(frame.to_crs(WGS84).estimate_utm_crs())
    saying = Saying(
        "The network came in {own}; lengths are measured in {chosen}.",
        own=_name(own),
        chosen=_name(chosen),
    )
    return chosen, (saying,)


def _name(crs: pyproj.CRS) -> str:
    authority = crs.to_authority()
    return f"{crs.name} ({':'.join(authority)})" if authority else crs.name


def _no_marks(crs: pyproj.CRS) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"mark": pd.Series([], dtype="str")}, geometry=[], crs=crs)


def _column(frame: gpd.GeoDataFrame, *names: str) -> pd.Series[Any] | None:
    columns = frame.columns.drop(frame.geometry.name)
    held = {str(column).lower(): column for column in columns}
    found = next((held[name] for name in names if name in held), None)
    return None if found is None else frame[found]


def _attributes(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return what the analysis needs of each record, by row of the file."""
    size = len(frame)
    kinds, names = _column(frame, *COLUMNS), _column(frame, *_NAMES)
    access = _words(_column(frame, "access"), size)
    return pd.DataFrame(
        {
            "road_class": np.full(size, UNKNOWN) if kinds is None else class_ids(kinds).to_numpy(),
            "name": [""] * size
            if names is None
            else names.astype(object).where(names.notna(), "").astype(str).to_numpy(),
            "level": _levels(frame),
            "closed": np.isin(access, list(_CLOSED)),
        }
    )


def _filled(values: pd.Series[Any] | None, size: int) -> NDArray[Any]:
    """Return texts, empty where the file has none."""
    if values is None:
        return np.full(size, "", dtype=object)
    known = values.astype(object).where(values.notna(), "")
    return known.astype(str).str.strip().to_numpy(dtype=object)


def _words(values: pd.Series[Any] | None, size: int) -> NDArray[Any]:
    """Return texts in small letters, to be looked up."""
    return np.array([text.lower() for text in _filled(values, size)], dtype=object)


def _levels(frame: gpd.GeoDataFrame) -> NDArray[np.int64]:
    """Return one number for each level: layer, bridge and tunnel together."""
    size = len(frame)
    bridge = ~np.isin(_words(_column(frame, "bridge"), size), list(_NO))
    tunnel = ~np.isin(_words(_column(frame, "tunnel"), size), list(_NO))
    given = pd.to_numeric(pd.Series(_words(_column(frame, "layer"), size)), errors="coerce")
    layer = given.fillna(0).round().to_numpy().astype(np.int64)
    return np.asarray(layer * 4 + bridge + 2 * tunnel)


def _usable(
    frame: gpd.GeoDataFrame, attributes: pd.DataFrame, repairs: Repairs
) -> NDArray[np.bool_]:
    """Tell which records are street lines, and list the others."""
    shapes = frame.geometry.to_numpy()
    bounds = shapely.bounds(shapes)
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes) | ~np.isfinite(bounds).all(axis=1)
    xy, owner = shapely.get_coordinates(shapes, return_index=True)  # bounds pass NaN over
    empty[owner[~np.isfinite(xy).all(axis=1)]] = True
    other = ~empty & ~np.isin(shapely.get_type_id(shapes), _LINES)
    path = ~empty & ~other & (attributes["road_class"].to_numpy() == "path")
    for kind, which in (("no_geometry", empty), ("not_a_line", other), ("not_a_street", path)):
        rows = np.flatnonzero(which)
        repairs.add(kind, rows, np.full(len(rows), None))
    return np.asarray(~(empty | other | path))


def _parts(
    frame: gpd.GeoDataFrame, rows: NDArray[np.int64], repairs: Repairs
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Take lines of several parts apart; heights are dropped."""
    parts, owner = shapely.get_parts(shapely.force_2d(frame.geometry.to_numpy()), return_index=True)
    counts = np.bincount(owner, minlength=len(rows))
    several = np.flatnonzero(counts > 1)
    first = parts[np.searchsorted(owner, several)]
    repairs.add("parts", rows[several], shapely.get_point(first, 0), counts[several])
    finite = np.isfinite(shapely.bounds(parts)).all(axis=1) & ~shapely.is_empty(parts)
    return parts[finite], rows[owner[finite]]
