"""QML: how QGIS draws and labels one layer, and what it calls its fields."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from layers.catalogue import layer as layer_named
from layers.symbols import CATEGORY_SYMBOLS, GROUNDS
from layers.vocabulary import STATUSES
from outlets.fields import fields_of
from outlets.qgis.symbols import options, symbol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from outlets.fields import Field
    from outlets.qgis.symbols import LineColours

NONE: Mapping[str, str] = MappingProxyType({})
GEOMETRY_NUMBERS = {"point": "0", "line": "1", "polygon": "2"}
"""QGIS' own numbers of the kinds."""

QGIS_VERSION = "3.22.0"
"""Oldest QGIS that is meant to read this."""

HEAD = b"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_FONT = "Noto Sans CJK SC"
_LABEL_SCALE = 100_000
"""Labels show from 1:100,000 inwards."""

_GROUND = GROUNDS["light"]


def qml(
    layer: str, kind: str, *, line_colours: LineColours = NONE, names: Mapping[str, str] = NONE
) -> bytes:
    """Return the style of one layer as a QML document.

    Parameters
    ----------
    layer
        Layer id.
    kind
        "point", "line" or "polygon"; QGIS leaves the style off a layer of another kind.
    line_colours
        Colours that stations wear.
    names
        What the file calls a field, where that is not its code.
    """
    root = Element("qgis", {"version": QGIS_VERSION, "labelsEnabled": "1",
                            "styleCategories": "Symbology|Labeling|Fields"})  # fmt: skip
    describe(root, layer, kind, line_colours=line_colours)
    SubElement(root, "layerGeometryType").text = GEOMETRY_NUMBERS[kind]
    if names:
        _rename(root, names)
    text: bytes = tostring(root, encoding="utf-8")
    return HEAD + text


def describe(into: Element, layer: str, kind: str, *, line_colours: LineColours = NONE) -> None:
    """Add renderer, labels and field names of a layer to a QML document or a project's layer."""
    into.append(renderer(layer, kind, line_colours=line_colours))
    into.append(_labels(layer, kind))
    into.append(_aliases(fields_of(tuple(c.name for c in layer_named(layer).columns))))


def _rename(root: Element, names: Mapping[str, str]) -> None:
    """Call fields as the file does: in expressions, in the renderer, the labels and the aliases."""
    for element in root.iter():
        match element.tag:
            case "Option" if element.get("name") == "expression":
                text: str = element.get("value", "")
                for code, name in names.items():
                    text = text.replace(f'"{code}"', f'"{name}"')
                element.set("value", text)
            case "renderer-v2" | "text-style" | "alias":
                for key in ("attr", "fieldName", "field"):
                    called = names.get(element.get(key, ""))
                    if called:
                        element.set(key, called)


def renderer(layer: str, kind: str, *, line_colours: LineColours = NONE) -> Element:
    """Return the renderer: a category per status, or one symbol (or a few) for the background."""
    if layer_named(layer).background:
        return _background(layer, kind)
    codes = list(STATUSES)
    entries = [
        (code, STATUSES[code].zh, symbol(layer, kind, code, line_colours=line_colours))
        for code in codes
    ]
    return _categorised("status", entries)


def _background(layer: str, kind: str) -> Element:
    special = [category for name, category in CATEGORY_SYMBOLS if name == layer]
    if special:
        entries = [
            (code, term.zh, symbol(layer, kind, None, category=code))
            for code, term in layer_named(layer).categories.items()
        ]
        return _categorised("category", entries)
    made = Element("renderer-v2", {"type": "singleSymbol", "symbollevels": "0",
                                   "enableorderby": "0", "forceraster": "0"})  # fmt: skip
    symbols = SubElement(made, "symbols")
    one = symbol(layer, kind, None)
    one.set("name", "0")
    symbols.append(one)
    return made


def _categorised(attribute: str, entries: Iterable[tuple[str, str, Element]]) -> Element:
    made = Element("renderer-v2", {"type": "categorizedSymbol", "attr": attribute,
                                   "symbollevels": "0", "enableorderby": "0",
                                   "forceraster": "0"})  # fmt: skip
    categories, symbols = SubElement(made, "categories"), SubElement(made, "symbols")
    for place, (value, label, drawn) in enumerate(entries):
        SubElement(categories, "category", {"value": value, "label": label, "render": "true",
                                            "symbol": str(place), "type": "string"})  # fmt: skip
        drawn.set("name", str(place))
        symbols.append(drawn)
    return made


def _labels(layer: str, kind: str) -> Element:
    made = Element("labeling", {"type": "simple"})
    settings = SubElement(made, "settings", {"calloutType": "simple"})
    quiet = layer_named(layer).background
    style = SubElement(settings, "text-style", {
        "fieldName": "name_zh", "isExpression": "0", "fontFamily": _FONT, "namedStyle": "Regular",
        "fontSize": "8", "fontSizeUnit": "Point", "fontWeight": "50", "textOpacity": "1",
        "textColor": _rgb(_GROUND.quiet_text if quiet else _GROUND.text),
    })  # fmt: skip
    SubElement(style, "text-buffer", {
        "bufferDraw": "1", "bufferSize": "0.8", "bufferSizeUnits": "MM", "bufferOpacity": "1",
        "bufferColor": _rgb(_GROUND.casing), "bufferNoFill": "1", "bufferJoinStyle": "128",
    })  # fmt: skip
    SubElement(settings, "text-format", {"wrapChar": "", "autoWrapLength": "0"})
    # QGIS' own numbers: around a point, along a line, over the middle of an area.
    where = {"point": "6", "line": "2", "polygon": "1"}[kind]
    SubElement(settings, "placement", {"placement": where, "dist": "1", "distUnits": "MM",
                                       "placementFlags": "10", "priority": "5"})  # fmt: skip
    everywhere = layer == "districts"
    SubElement(settings, "rendering", {
        "drawLabels": "1", "obstacle": "0" if kind == "polygon" else "1",
        "scaleVisibility": "0" if everywhere else "1", "scaleMax": str(_LABEL_SCALE),
        "scaleMin": "0", "labelPerPart": "0",
    })  # fmt: skip
    options(SubElement(settings, "dd_properties"), {"name": "", "type": "collection"})
    return made


def _aliases(fields: Iterable[Field]) -> Element:
    made = Element("aliases")
    for place, field in enumerate(fields):
        SubElement(made, "alias", {"index": str(place), "field": field.code, "name": field.zh})
    return made


def _rgb(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},255"
