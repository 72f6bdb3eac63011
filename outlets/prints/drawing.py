"""The content of a map on paper: the base, areas, lines, points and their marks."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import shapely

from outlets.prints import marks
from outlets.prints.appearance import GROUND
from outlets.prints.pen import Stroke, path_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from outlets.prints.appearance import Look
    from outlets.prints.pen import Pen
    from outlets.prints.scene import Feature, Scene
    from outlets.prints.sizes import Sizes

CASING_PX, EDGE_PX = 2.6, 1.4
"""How much wider than its stroke a casing and an edge are."""

_CASING_ALPHA = {False: 0.92, True: 0.5}  # by whether the link is schematic
_HATCH_PX, _HATCH_LINE_PX = 5.0, 1.1
_AREA_LINE = 0.75
_SOFT_MOST_PX = {"line": 22, "area": 34}
_SOFT_ALPHA = {"line": 0.1, "area": 0.055}
_SOFT_SHARES = {"line": (1.0,), "area": (1.0, 0.7, 0.42, 0.2)}
_SOFT_LEAST_PX = 4
_RING_FROM_PX = 9  # a smaller doubt is hidden by its own marker
_BADGE_PX = 5.0
_MARK_PX, _MARK_ALPHA = 7.0, 0.45
ON_TOP = "dead_end_roads"
"""A missing link is what people look for, and small: nothing lies over its mark."""


def draw_scene(pen: Pen, scene: Scene, sizes: Sizes, *, chosen: Iterable[str] = ()) -> None:
    """Draw what a window shows, without names.

    Parameters
    ----------
    pen
        Draws.
    scene
        Features on paper.
    sizes
        Sizes of symbols.
    chosen
        Official names of districts to set off from what lies around them.
    """
    with pen.inside(scene.window.box):
        _ground(pen, scene, sizes)
        _set_off(pen, scene, set(chosen), sizes)
        _areas(pen, scene, sizes)
        _lines(pen, scene, sizes)
        for on_top in (False, True):
            features = [f for f in scene.theme if (f.layer == ON_TOP) is on_top]
            _points(pen, scene, features, sizes)
            _marks(pen, features, sizes)


def draw_marked(pen: Pen, scene: Scene, sizes: Sizes, marked: set[str]) -> None:
    """Point at records: a band along a line or an edge, a ring around a point.

    Parameters
    ----------
    pen
        Draws.
    scene
        Features on paper.
    sizes
        Sizes of symbols.
    marked
        Ids of the records.
    """
    with pen.inside(scene.window.box):
        for feature in scene.theme:
            if feature.id not in marked:
                continue
            if feature.kind == "point":
                radius = (feature.look.radius_px + _MARK_PX) * sizes.map_px
                shape = feature.shape.centroid.buffer(radius)
                band = Stroke(colour=GROUND.highlight, width=0.4 * _MARK_PX * sizes.map_px)
            else:
                shape = feature.shape
                width = (feature.look.weight_px + _MARK_PX) * sizes.map_px
                band = Stroke(colour=GROUND.highlight, width=width, alpha=_MARK_ALPHA)
            pen.stroke(path_of([shape]), band, name=f"marked-{feature.id}")


def _ground(pen: Pen, scene: Scene, sizes: Sizes) -> None:
    pen.fill(path_of([shapely.box(*scene.window.box)]), GROUND.land)
    for feature in scene.background:
        look = feature.look
        if feature.kind == "point":
            continue  # a dam or a gauge: named, not drawn, at this strength
        path = path_of([feature.shape])
        if look.fill and feature.kind == "area":
            pen.fill(path, look.fill)
        width = max(0.9, look.weight_px * sizes.growth) * sizes.px
        stroke = Stroke(colour=look.colour, width=width,
                        dash=tuple(part * sizes.map_px for part in look.dash))  # fmt: skip
        pen.stroke(path, stroke, name=feature.id)


def _set_off(pen: Pen, scene: Scene, chosen: set[str], sizes: Sizes) -> None:
    """Let everything outside the chosen districts step back."""
    shapes = [f.shape for f in scene.background if f.layer == "districts" and f.official in chosen]
    if not shapes:
        return
    inside = shapely.union_all(shapes)
    outside = shapely.difference(shapely.box(*scene.window.box), inside)
    pen.fill(path_of([outside]), "#8a8574", alpha=0.2)
    path = path_of([inside])
    pen.stroke(path, Stroke(colour=GROUND.casing, width=4.5 * sizes.px))
    pen.stroke(path, Stroke(colour=GROUND.text, width=1.8 * sizes.px))


def _by_look(features: Iterable[Feature]) -> dict[Look, list[Feature]]:
    groups: dict[Look, list[Feature]] = defaultdict(list)
    for feature in features:
        groups[feature.look].append(feature)
    return groups


def _areas(pen: Pen, scene: Scene, sizes: Sizes) -> None:
    for feature in scene.of_kind("area"):
        fill_area(pen, feature.shape, feature.look, px=sizes.map_px)
        look = feature.look
        if look.soft:  # no sharp line where no sharp edge is known
            _soft_edge(pen, scene, feature, sizes)
            stroke = Stroke(colour=look.edge, width=sizes.px, dash=dash_mm(look, 1.0, sizes.px))
            pen.stroke(path_of([feature.shape]), stroke, name=feature.id)
        else:
            weight = max(1.0, look.weight_px * sizes.growth * _AREA_LINE)
            stroke_cased(pen, [feature], weight=weight, px=sizes.px)


def fill_area(pen: Pen, shape: shapely.Geometry, look: Look, *, px: float) -> None:
    """Fill an area as its status says: solid, tinted, hatched or not at all."""
    path = path_of([shape])
    if look.symbol.fill_opacity:
        pen.fill(path, look.colour, alpha=look.symbol.fill_opacity)
    if look.symbol.fill == "hatch":
        shapely.prepare(shape)
        lines = [
            shapely.intersection(shape, shapely.LineString(one.vertices))
            for one in marks.hatch_lines(shape.bounds, _HATCH_PX * px)
        ]
        cut = [part for part in lines if part.length > 0]
        pen.stroke(path_of(cut), Stroke(colour=look.colour, width=_HATCH_LINE_PX * px))


def _soft_edge(pen: Pen, scene: Scene, feature: Feature, sizes: Sizes) -> None:
    """Draw an uncertain edge or course as broad as its error, up to what still reads as an edge."""
    kind, look = feature.kind, feature.look
    widest = _SOFT_MOST_PX[kind] * sizes.map_px
    breadth = min(widest, 2 * scene.window.length_mm(look.accuracy_m) or widest)
    if breadth < _SOFT_LEAST_PX * sizes.px:
        return
    for share in _SOFT_SHARES[kind]:
        stroke = Stroke(colour=look.colour, width=breadth * share, alpha=_SOFT_ALPHA[kind])
        pen.stroke(path_of([feature.shape]), stroke)


def dash_mm(look: Look, weight: float, px: float) -> tuple[float, ...]:
    """Return the dash [mm] of a line of a weight [px]."""
    if look.schematic:
        return (0.1 * px, weight * 2.2 * px)
    return tuple(part * max(0.75, weight / 3) * px for part in look.dash)


def stroke_cased(pen: Pen, features: list[Feature], *, weight: float, px: float) -> None:
    """Draw lines of one look on their casing.

    Parameters
    ----------
    pen
        Draws.
    features
        Lines or areas of one look.
    weight
        Width of the stroke [px].
    px
        A pixel [mm].
    """
    look = features[0].look
    path = path_of([feature.shape for feature in features])
    name = features[0].id if len(features) == 1 else ""
    dash = dash_mm(look, weight, px)
    ends = look.schematic
    casing = Stroke(colour=GROUND.casing, width=(weight + CASING_PX) * px,
                    alpha=_CASING_ALPHA[look.schematic], round_caps=ends)  # fmt: skip
    pen.stroke(path, casing)
    if look.edge != look.colour:
        edge = Stroke(colour=look.edge, width=(weight + EDGE_PX) * px, dash=dash, round_caps=ends)
        pen.stroke(path, edge)
    pen.stroke(path, Stroke(colour=look.colour, width=weight * px, dash=dash, round_caps=ends),
               name=name)  # fmt: skip


def _lines(pen: Pen, scene: Scene, sizes: Sizes) -> None:
    features = list(scene.of_kind("line"))
    for feature in features:
        if feature.look.soft and not feature.look.schematic:
            _soft_edge(pen, scene, feature, sizes)
    for feature in features:
        weight = max(1.1, feature.look.weight_px * sizes.growth)
        stroke_cased(pen, [feature], weight=weight, px=sizes.px)


def _points(pen: Pen, scene: Scene, features: list[Feature], sizes: Sizes) -> None:
    for feature in features:
        if feature.kind != "point":
            continue
        look = feature.look
        doubt = scene.window.length_mm(look.accuracy_m)
        for at in _places(feature):
            if look.soft and doubt < _RING_FROM_PX * sizes.px:
                marks.halo(pen, look, at, px=sizes.map_px)
            elif look.soft:
                marks.doubt(pen, look, at, radius=doubt, px=sizes.px)
            marks.marker(pen, look, at, px=sizes.map_px, growth=sizes.growth)


def _places(feature: Feature) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(feature.shape)]


def _marks(pen: Pen, features: list[Feature], sizes: Sizes) -> None:
    """Draw badges of what is stale and crosses of halted lines and areas."""
    for feature in features:
        look = feature.look
        is_point = feature.kind == "point"
        at = anchor(feature)
        if look.symbol.cross and not is_point:
            marks.cross(pen, look.edge, at, radius=4.5 * sizes.map_px, width=1.8 * sizes.map_px)
        if look.stale and not look.schematic:
            off = marks.radius_of(look, sizes.map_px, sizes.growth) * 0.95 if is_point else 0
            radius = _BADGE_PX * sizes.map_px * (0.75 if is_point else 1)
            marks.badge(pen, (at[0] + off, at[1] + off), radius=radius)


def anchor(feature: Feature) -> tuple[float, float]:
    """Return where a name or a mark belongs: the point, the middle of a line, inside an area."""
    if feature.kind == "point":
        at = shapely.get_coordinates(feature.shape)[0]
    elif feature.kind == "line":
        parts = shapely.get_parts(feature.shape)
        longest = parts[int(np.argmax(shapely.length(parts)))]
        at = shapely.get_coordinates(longest.interpolate(0.5, normalized=True))[0]
    else:
        parts = shapely.get_parts(feature.shape)
        largest = parts[int(np.argmax(shapely.area(parts)))]
        at = shapely.get_coordinates(shapely.point_on_surface(largest))[0]
    return float(at[0]), float(at[1])
