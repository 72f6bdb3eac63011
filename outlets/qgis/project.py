"""A QGIS project over the layers of one GeoPackage: order, groups and titles as on the web map."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from pyproj import CRS

from layers.catalogue import CATALOGUE
from layers.catalogue import layer as layer_named
from layers.symbols import GROUNDS
from outlets.qgis.qml import GEOMETRY_NUMBERS, QGIS_VERSION, describe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlets.qgis.symbols import LineColours

TITLE = "郑图 Zhengtu"
_HEAD = b"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_GEOMETRY = {"point": "Point", "line": "Line", "polygon": "Polygon"}
_GROUPS = (("专题图层 Themes", False), ("底图 Background", True))
_PLACES = {layer.id: place for place, layer in enumerate(CATALOGUE)}


@dataclass(frozen=True)
class Part:
    """A table of the GeoPackage: its name and title, the layer that it shows and its kind."""

    table: str
    title: str
    layer: str
    kind: str


def project(
    parts: Sequence[Part],
    *,
    file: str,
    crs: str,
    bounds: tuple[float, float, float, float] | None,
    line_colours: LineColours,
) -> bytes:
    """Return a QGIS project (``.qgz``) over the tables of a GeoPackage.

    Parameters
    ----------
    parts
        Its tables.
    file
        Name of the GeoPackage; the project finds it beside itself.
    crs
        ``EPSG:…`` of its tables.
    bounds
        West, south, east and north of what to show, in the CRS; None for nothing.
    line_colours
        Colours that stations wear.
    """
    # Drawn last is listed first; of one layer, points lie over lines over areas.
    kinds = list(_GEOMETRY)
    ordered = sorted(parts, key=lambda part: (-_PLACES[part.layer], kinds.index(part.kind)))
    root = Element("qgis", {"projectname": TITLE, "version": QGIS_VERSION})
    SubElement(root, "title").text = TITLE
    _crs(SubElement(root, "projectCrs"), crs)
    _tree(SubElement(root, "layer-tree-group"), ordered, file)
    canvas = SubElement(root, "mapcanvas", {"name": "theMapCanvas", "annotationsVisible": "1"})
    SubElement(canvas, "units").text = "degrees" if CRS(crs).is_geographic else "meters"
    if bounds is not None:
        extent = SubElement(canvas, "extent")
        for name, value in zip(("xmin", "ymin", "xmax", "ymax"), bounds, strict=True):
            SubElement(extent, name).text = f"{value:.6f}"
    _crs(SubElement(canvas, "destinationsrs"), crs)
    held = SubElement(root, "projectlayers")
    for part in ordered:
        made = _map_layer(part, file, crs)
        describe(made, part.layer, part.kind, line_colours=line_colours)
        held.append(made)
    _properties(SubElement(root, "properties"))
    return _packed(_HEAD + tostring(root, encoding="utf-8"))


def _tree(tree: Element, parts: Sequence[Part], file: str) -> None:
    for title, background in _GROUPS:
        held = [part for part in parts if layer_named(part.layer).background is background]
        if not held:
            continue
        group = SubElement(tree, "layer-tree-group", {"name": title, "expanded": "1",
                                                      "checked": "Qt::Checked"})  # fmt: skip
        for part in held:
            SubElement(group, "layer-tree-layer", {
                "id": _id(part), "name": part.title, "source": _source(part, file),
                "providerKey": "ogr", "checked": "Qt::Checked", "expanded": "0",
            })  # fmt: skip


def _map_layer(part: Part, file: str, crs: str) -> Element:
    geometry = _GEOMETRY[part.kind]
    made = Element("maplayer", {"type": "vector", "geometry": geometry, "labelsEnabled": "1",
                                "hasScaleBasedVisibilityFlag": "0"})  # fmt: skip
    SubElement(made, "id").text = _id(part)
    SubElement(made, "datasource").text = _source(part, file)
    SubElement(made, "layername").text = part.title
    _crs(SubElement(made, "srs"), crs)
    SubElement(made, "provider", {"encoding": "UTF-8"}).text = "ogr"
    SubElement(made, "layerGeometryType").text = GEOMETRY_NUMBERS[part.kind]
    return made


def _crs(into: Element, crs: str) -> None:
    held = CRS(crs)
    reference = SubElement(into, "spatialrefsys")
    SubElement(reference, "wkt").text = held.to_wkt()
    SubElement(reference, "authid").text = crs
    SubElement(reference, "description").text = held.name
    SubElement(reference, "geographicflag").text = "true" if held.is_geographic else "false"


def _properties(into: Element) -> None:
    # Without this QGIS passes over the project's CRS.
    enabled = SubElement(SubElement(into, "SpatialRefSys"), "ProjectionsEnabled", {"type": "int"})
    enabled.text = "1"
    gui = SubElement(into, "Gui")
    land = GROUNDS["light"].land
    for name, at in (("Red", 1), ("Green", 3), ("Blue", 5)):
        part = SubElement(gui, f"CanvasColor{name}Part", {"type": "int"})
        part.text = str(int(land[at : at + 2], 16))


def _id(part: Part) -> str:
    return f"zhengtu_{part.table}"


def _source(part: Part, file: str) -> str:
    return f"./{file}|layername={part.table}"


def _packed(content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        entry = zipfile.ZipInfo("zhengtu.qgs", date_time=_ZIP_DAY)
        archive.writestr(entry, content, compress_type=zipfile.ZIP_DEFLATED)
    return stream.getvalue()
