"""SLD 1.0: the same looks for GeoServer, and for programs that read no QML."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from layers.catalogue import layer as layer_named
from layers.symbols import GROUNDS, LAYER_SYMBOLS, STATUS_SYMBOLS, LayerSymbol, StatusSymbol
from layers.vocabulary import STATUSES
from outlets.qgis.qml import NONE
from outlets.qgis.symbols import colour_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_SHAPES = {
    "circle": "circle", "square": "square", "diamond": "square", "triangle": "triangle",
    "hexagon": "circle", "station": "circle",
}  # fmt: skip
"""SLD 1.0 knows no diamond (a square turned by 45°) and no hexagon."""

_CASING = GROUNDS["light"].casing


def sld(layer: str, kind: str, *, names: Mapping[str, str] = NONE) -> bytes:
    """Return the style of one layer as an SLD 1.0 document.

    Parameters
    ----------
    layer
        Layer id.
    kind
        "point", "line" or "polygon".
    names
        What the file calls a field, where that is not its code.
    """
    root = Element("StyledLayerDescriptor", {
        "version": "1.0.0", "xmlns": "http://www.opengis.net/sld",
        "xmlns:ogc": "http://www.opengis.net/ogc",
    })  # fmt: skip
    named = SubElement(root, "NamedLayer")
    SubElement(named, "Name").text = layer
    style = SubElement(named, "UserStyle")
    SubElement(style, "Title").text = layer_named(layer).title.zh
    rules = SubElement(style, "FeatureTypeStyle")
    base = LAYER_SYMBOLS[layer]
    if layer_named(layer).background:
        rule = SubElement(rules, "Rule")
        SubElement(rule, "Title").text = layer_named(layer).title.zh
        _symbolizer(rule, kind, base, StatusSymbol(fill="solid", fill_opacity=1.0, dash=base.dash))
    else:
        for code, term in STATUSES.items():
            rule = SubElement(rules, "Rule")
            SubElement(rule, "Name").text = code
            SubElement(rule, "Title").text = term.zh
            equal = SubElement(SubElement(rule, "ogc:Filter"), "ogc:PropertyIsEqualTo")
            SubElement(equal, "ogc:PropertyName").text = names.get("status", "status")
            SubElement(equal, "ogc:Literal").text = code
            _symbolizer(rule, kind, base, STATUS_SYMBOLS[code])
    text: bytes = tostring(root, encoding="utf-8")
    return _HEAD + text


def _symbolizer(rule: Element, kind: str, base: LayerSymbol, look: StatusSymbol) -> None:
    colour = colour_of(base, look)
    width = base.weight_px * look.weight
    stroke = {"stroke": colour, "stroke-width": f"{width:.4g}"}
    if look.dash:
        stroke["stroke-dasharray"] = " ".join(f"{part:g}" for part in look.dash)
    match kind:
        case "line":
            casing = SubElement(rule, "LineSymbolizer")
            outer = {"stroke": _CASING, "stroke-width": f"{width + 2.6:.4g}"}
            _parameters(casing, "Stroke", outer)
            _parameters(SubElement(rule, "LineSymbolizer"), "Stroke", stroke)
        case "polygon":
            area = SubElement(rule, "PolygonSymbolizer")
            if look.fill_opacity:
                fill = base.fill_light or colour
                _parameters(area, "Fill", {"fill": fill, "fill-opacity": f"{look.fill_opacity:g}"})
            _parameters(area, "Stroke", stroke)
        case _:
            graphic = SubElement(SubElement(rule, "PointSymbolizer"), "Graphic")
            mark = SubElement(graphic, "Mark")
            SubElement(mark, "WellKnownName").text = _SHAPES[base.marker]
            inside = colour if look.fill in ("solid", "hatch") else _CASING
            _parameters(mark, "Fill", {"fill": inside})
            _parameters(mark, "Stroke", {"stroke": colour, "stroke-width": "1.6"})
            SubElement(graphic, "Size").text = f"{2 * base.radius_px:g}"
            if base.marker == "diamond":
                SubElement(graphic, "Rotation").text = "45"


def _parameters(into: Element, name: str, values: Mapping[str, str]) -> None:
    held = SubElement(into, name)
    for parameter, value in values.items():
        SubElement(held, "CssParameter", {"name": parameter}).text = value
