"""QGIS symbols from the one symbol table: identity is the colour, status the dash and the fill.

Lengths: the table's CSS pixels become typographic points (0.75 pt), so that a print at any
resolution looks like the screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from xml.etree.ElementTree import Element, SubElement

from layers.symbols import (
    CATEGORY_SYMBOLS,
    GROUNDS,
    LAYER_SYMBOLS,
    STATUS_SYMBOLS,
    LayerSymbol,
    StatusSymbol,
    edge_colour,
    faded_colour,
)

PT_PER_PX = 0.75
_CASING_PX = 2.6
_EDGE_PX = 1.4
_GROUND = GROUNDS["light"]
SCHEMATIC_GAP = 2.2
"""Gap between the dots of a schematic link, in widths of the line (as on the web map)."""

STATIONS = "metro_stations"
_INTERCHANGE = "\"category\" = 'interchange'"
# True as QGIS gets it from a GeoPackage, a text table or a DBF.
_TRUE = "lower(to_string(coalesce(\"{field}\", ''))) in ('true', '1', 't')"
_SCHEMATIC, _STALE = _TRUE.format(field="schematic"), _TRUE.format(field="stale")
_COURSE = f"not ({_SCHEMATIC})"
_OWN_COLOUR = frozenset({"metro"})
"""Layers whose records carry a colour of their own."""

_SHAPES = {
    "circle": "circle", "square": "square", "diamond": "diamond", "triangle": "triangle",
    "hexagon": "hexagon", "station": "circle",
}  # fmt: skip

Properties = dict[str, str]
LineColours = Mapping[str, str]
"""Official colour of each metro line, by its Chinese name: its stations wear it."""


def symbol(
    layer: str,
    kind: str,
    status: str | None,
    *,
    category: str | None = None,
    line_colours: LineColours = MappingProxyType({}),
) -> Element:
    """Return the QGIS symbol of a layer's records of one kind with one status.

    Parameters
    ----------
    layer
        Layer id.
    kind
        "point", "line" or "polygon".
    status
        Status code; None on a background layer.
    category
        Category of a background layer's record that looks different, else None.
    line_colours
        Colours that stations wear.

    Returns
    -------
    A ``symbol`` element without a name.
    """
    base = CATEGORY_SYMBOLS.get((layer, category or ""), LAYER_SYMBOLS[layer])
    look = STATUS_SYMBOLS[status] if status else StatusSymbol(fill="solid", dash=base.dash)
    if kind == "point" and layer == STATIONS and status:
        return _station(base, look, line_colours)
    made = {"point": _marker, "line": _line, "polygon": _area}[kind]
    return made(layer, base, look, background=status is None)


def colour_of(base: LayerSymbol, look: StatusSymbol) -> str:
    """Colour of a stroke on the light sheet, ``#rrggbb``."""
    return _GROUND.grey if look.grey else base.light


def _line(layer: str, base: LayerSymbol, look: StatusSymbol, *, background: bool) -> Element:
    made = _symbol("line")
    width = base.weight_px * look.weight
    colour = colour_of(base, look)
    if not background:
        _add_schematic(made, layer, colour, width)
        casing = _stroke(_GROUND.casing, width + _CASING_PX, (), alpha=0.92)
        _add(made, "SimpleLine", casing, {"enabled": _COURSE})
        edge = edge_colour(colour, theme="light")
        if layer in _OWN_COLOUR or edge != colour:
            stroke = _stroke(edge, width + _EDGE_PX, look.dash)
            _add(made, "SimpleLine", stroke, {"enabled": _COURSE})
    driven = {"outlineColor": _colour_expression(layer, colour, look), "enabled": _COURSE}
    _add(made, "SimpleLine", _stroke(colour, width, look.dash), {} if background else driven)
    return made


def _add_schematic(into: Element, layer: str, colour: str, width: float) -> None:
    """Draw a link that is no course as a row of dots, whatever its status."""
    casing = _stroke(_GROUND.casing, width + _CASING_PX, (), alpha=0.5) | {"capstyle": "round"}
    _add(into, "SimpleLine", casing, {"enabled": _SCHEMATIC})
    dots = _stroke(colour, width, ()) | {
        "capstyle": "round",
        "use_custom_dash": "1",
        "customdash": f"{_pt(0.1)};{_pt(width * SCHEMATIC_GAP)}",
    }
    tinted = _colour_expression(layer, colour, STATUS_SYMBOLS["completed"])
    _add(into, "SimpleLine", dots, {"enabled": _SCHEMATIC, "outlineColor": tinted})


def _area(layer: str, base: LayerSymbol, look: StatusSymbol, *, background: bool) -> Element:
    made = _symbol("fill")
    colour = colour_of(base, look)
    fill = base.fill_light if background else colour
    opacity = 1.0 if background else look.fill_opacity
    if fill and opacity:
        driven = {"fillColor": _colour_expression(layer, colour, look, opacity)}
        flat = {"color": _rgba(fill, opacity), "style": "solid", "outline_style": "no"}
        _add(made, "SimpleFill", flat, None if background else driven)
    if look.fill == "hatch":
        hatched = {
            "angle": "45", "distance": _pt(5.0), "distance_unit": "Point",
            "color": _rgba(colour), "line_width": _pt(1.3), "line_width_unit": "Point",
        }  # fmt: skip
        pattern = _add(made, "LinePatternFill", hatched)
        inner = _symbol("line")
        inner.set("name", "@hatch@0")
        _add(inner, "SimpleLine", _stroke(colour, 1.3, ()))
        pattern.append(inner)
    if not background:
        casing = _stroke(_GROUND.casing, base.weight_px + _CASING_PX, (), alpha=0.92)
        _add(made, "SimpleLine", casing)
    driven = {} if background else {"outlineColor": _colour_expression(layer, colour, look)}
    _add(made, "SimpleLine", _stroke(colour, base.weight_px * look.weight, look.dash), driven)
    return made


def _marker(layer: str, base: LayerSymbol, look: StatusSymbol, *, background: bool) -> Element:
    made = _symbol("marker")
    shape = _SHAPES[base.marker]
    colour = colour_of(base, look)
    size = 2 * base.radius_px * (0.8 if look.grey else 1.0)
    line = 1.2 if background else 1.6
    tinted = _colour_expression(layer, colour, look)
    if not background:
        _add_error_circle(made, colour)
        _add(made, "SimpleMarker", _point(shape, size, _GROUND.casing, _GROUND.casing, line + 3))
    solid = look.fill == "solid"
    inside = colour if solid else _GROUND.casing
    driven = {"outlineColor": tinted} | ({"fillColor": tinted} if solid else {})
    drawn = _point(shape, size, inside, colour, line, look.dash)
    _add(made, "SimpleMarker", drawn, None if background else driven)
    if look.fill == "hatch":
        lower = _point("semi_circle", size * 0.8, colour, colour, 0.0) | {"angle": "180"}
        _add(made, "SimpleMarker", lower, {"fillColor": tinted, "outlineColor": tinted})
    if look.cross:
        _add(made, "SimpleMarker", _point("cross2", size * 0.5, colour, colour, line))
    return made


def _station(base: LayerSymbol, look: StatusSymbol, line_colours: LineColours) -> Element:
    """Draw a station in its first line's colour; an interchange is larger, an open one hollow."""
    made = _symbol("marker")
    colour = colour_of(base, look)
    size, line = 2 * base.radius_px * (0.8 if look.grey else 1.0), 1.6
    own = _of_first_line(line_colours, _colour_expression(STATIONS, colour, look), look)
    ink, inside = own, "'" + _GROUND.casing + "'"
    if look.fill == "solid":
        ink = f"if({_INTERCHANGE}, '{_GROUND.text}', {own})"
        inside = f"if({_INTERCHANGE}, '{_GROUND.casing}', {own})"
    _add_error_circle(made, colour)
    larger = {"size": _larger(size)}
    casing = _point("circle", size, _GROUND.casing, _GROUND.casing, line + 3)
    _add(made, "SimpleMarker", casing, larger)
    fill = colour if look.fill == "solid" else _GROUND.casing
    drawn = _point("circle", size, fill, colour, line, look.dash)
    _add(made, "SimpleMarker", drawn, larger | {"outlineColor": ink, "fillColor": inside})
    if look.fill == "hatch":
        lower = _point("semi_circle", size * 0.8, colour, colour, 0.0) | {"angle": "180"}
        tinted = {"fillColor": own, "outlineColor": own, "size": _larger(size * 0.8)}
        _add(made, "SimpleMarker", lower, tinted)
    if look.cross:
        _add(made, "SimpleMarker", _point("cross2", size * 0.5, colour, colour, line))
    return made


def _larger(size_px: float) -> str:
    return f"if({_INTERCHANGE}, {_pt(1.5 * size_px)}, {_pt(size_px)})"


def _of_first_line(line_colours: LineColours, otherwise: str, look: StatusSymbol) -> str:
    """Return the QGIS expression of a station's colour; ``lines`` is a list, or text with ``;``."""
    if look.grey or not line_colours:
        return otherwise
    pairs = ", ".join(f"'{line}', '{colour}'" for line, colour in line_colours.items())
    known = f"map({pairs})"
    return (
        f"coalesce(map_get({known}, array_first(string_to_array(\"lines\", ';'))), "
        f'try(map_get({known}, array_first("lines"))), {otherwise})'
    )


def _colour_expression(
    layer: str, colour: str, look: StatusSymbol, opacity: float | None = None
) -> str:
    """Return the QGIS expression of a record's colour: its own, or paler where it is stale."""
    if layer in _OWN_COLOUR and not look.grey:
        return f"coalesce(\"colour\", '{colour}')"
    pale = faded_colour(colour, theme="light")
    chosen = f"if({_STALE}, '{pale}', '{colour}')"
    return chosen if opacity is None else f"set_color_part({chosen}, 'alpha', {opacity * 255:g})"


def _symbol(kind: str) -> Element:
    return Element("symbol", {"type": kind, "name": "", "alpha": "1", "clip_to_extent": "1",
                              "force_rhr": "0"})  # fmt: skip


def _add(
    into: Element, kind: str, properties: Properties, driven: Mapping[str, str] | None = None
) -> Element:
    layer = SubElement(into, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    options(layer, properties)
    if driven:
        held = SubElement(layer, "data_defined_properties")
        outer = SubElement(held, "Option", {"type": "Map"})
        _option(outer, "name", "")
        inner = SubElement(outer, "Option", {"type": "Map", "name": "properties"})
        for name, expression in driven.items():
            one = SubElement(inner, "Option", {"type": "Map", "name": name})
            _option(one, "active", "true", kind="bool")
            _option(one, "expression", expression)
            _option(one, "type", "3", kind="int")
        _option(outer, "type", "collection")
    return layer


def options(into: Element, properties: Mapping[str, str]) -> None:
    """Write a map of text options, as QGIS writes its settings."""
    held = SubElement(into, "Option", {"type": "Map"})
    for name, value in properties.items():
        _option(held, name, value)


def _option(into: Element, name: str, value: str, *, kind: str = "QString") -> None:
    SubElement(into, "Option", {"type": kind, "name": name, "value": value})


def _stroke(
    colour: str, width_px: float, dash: tuple[float, ...], *, alpha: float = 1.0
) -> Properties:
    stretch = max(0.75, width_px / 3)
    return {
        "line_color": _rgba(colour, alpha),
        "line_width": _pt(width_px),
        "line_width_unit": "Point",
        "line_style": "solid",
        "capstyle": "flat",
        "joinstyle": "round",
        "use_custom_dash": "1" if dash else "0",
        "customdash": ";".join(_pt(part * stretch) for part in dash) or "5;2",
        "customdash_unit": "Point",
    }


def _point(
    shape: str, size_px: float, fill: str, line: str, width_px: float,
    dash: tuple[float, ...] = (),
) -> Properties:  # fmt: skip
    style = ("dot" if dash[0] < dash[1] else "dash") if dash else "solid"
    return {
        "name": shape,
        "color": _rgba(fill),
        "outline_color": _rgba(line),
        "outline_style": style if width_px else "no",
        "outline_width": _pt(width_px),
        "outline_width_unit": "Point",
        "size": _pt(size_px),
        "size_unit": "Point",
    }


def _add_error_circle(into: Element, colour: str) -> None:
    """Add the pale disc that an approximate position lies in; its size comes in metres."""
    disc = {
        "name": "circle",
        "color": _rgba(colour, 0.09),
        "outline_style": "no",
        "size": "0",
        "size_unit": "RenderMetersInMapUnits",
    }
    approximate = '"placement" = \'approximate\' and "accuracy_m" > 0'
    _add(into, "SimpleMarker", disc, {"size": '2 * "accuracy_m"', "enabled": approximate})


def _rgba(colour: str, alpha: float = 1.0) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{round(alpha * 255)}"


def _pt(px: float) -> str:
    return f"{px * PT_PER_PX:.4g}"
