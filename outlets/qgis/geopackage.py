"""Put styles and a project into a GeoPackage, where QGIS looks for them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np

from geo.exports.tables import KINDS, types_of
from layers.catalogue import layer as layer_named
from outlets.qgis.project import Part, project
from outlets.qgis.qml import qml
from outlets.qgis.sld import sld

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.exports import Table
    from outlets.qgis.symbols import LineColours

PROJECT = "郑图"
"""Name of the project inside the file."""

_STYLES = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT(256), f_table_schema TEXT(256),
  f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT,
  styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME)
"""
_ADD_STYLE = """
INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,
  styleName, styleQML, styleSLD, useAsDefault, description, owner, ui, update_time)
VALUES ('', '', ?, ?, ?, ?, ?, 1, ?, 'zhengtu', NULL, ?)
"""
_CONTENTS = """
INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id)
VALUES ('layer_styles', 'attributes', 'layer_styles', 'QML, SLD', ?, 0)
"""
_PROJECTS = "CREATE TABLE qgis_projects (name TEXT PRIMARY KEY, metadata BLOB, content BLOB)"
GEOMETRY_COLUMN = "geom"
"""What GDAL calls it."""

_SINGLE = {"Point": 0, "LineString": 1, "Polygon": 2}


def add_looks(
    path: Path, tables: Sequence[Table], *, crs: str, day: str, line_colours: LineColours
) -> None:
    """Add ``layer_styles`` and ``qgis_projects`` to a GeoPackage.

    Parameters
    ----------
    path
        The file; its final name, since the project names it.
    tables
        What was written into it.
    crs
        ``EPSG:…`` of its tables.
    day
        Date to stamp them with, ISO 8601 (the same data give the same bytes).
    line_colours
        Colours that stations wear.
    """
    parts = [part_of(table) for table in tables]
    stamp = f"{day}T00:00:00.000Z"
    with closing(sqlite3.connect(path)) as store, store:
        store.execute(_STYLES)
        store.execute(_CONTENTS, (stamp,))
        for part in parts:
            summary = layer_named(part.layer).summary.zh
            look = qml(part.layer, part.kind, line_colours=line_colours).decode()
            looks = (look, sld(part.layer, part.kind).decode())
            store.execute(
                _ADD_STYLE, (part.table, GEOMETRY_COLUMN, PROJECT, *looks, summary, stamp)
            )
        store.execute(_PROJECTS)
        content = project(
            parts, file=path.name, crs=crs, bounds=_bounds(tables), line_colours=line_colours
        )
        about = {"last_modified_time": f"{day}T00:00:00", "last_modified_user": "zhengtu"}
        # QGIS keeps the packed project as hexadecimal text.
        store.execute(
            "INSERT INTO qgis_projects VALUES (?, ?, ?)",
            (PROJECT, json.dumps(about), content.hex()),
        )
        store.execute("UPDATE gpkg_contents SET last_change = ?", (stamp,))
    _count_no_changes(path)


def _count_no_changes(path: Path) -> None:
    """Set SQLite's counter of changes to one: GDAL commits now and then, and the bytes would tell.

    The counter stands twice in the header (offsets 24 and 92 of the file format).
    """
    with path.open("r+b") as file:
        for offset in (24, 92):
            file.seek(offset)
            file.write((1).to_bytes(4, "big"))


def part_of(table: Table) -> Part:
    """Tell what a table shows; of a mixture, the commonest kind."""
    types = types_of(table.frame)
    dimension = _SINGLE[types[0].removeprefix("Multi")] if types else 0
    return Part(table.name, table.title, table.source or table.name, KINDS[dimension])


def _bounds(tables: Sequence[Table]) -> tuple[float, float, float, float] | None:
    """Return the bounds of everything thematic, or of all there is."""
    thematic = [t for t in tables if not layer_named(t.source or t.name).background]
    bounds = np.array([table.frame.total_bounds for table in thematic or tables])
    if not len(bounds) or np.isnan(bounds).all():
        return None
    west, south = np.nanmin(bounds[:, :2], axis=0).tolist()
    east, north = np.nanmax(bounds[:, 2:], axis=0).tolist()
    return west, south, east, north
