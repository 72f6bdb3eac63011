"""Names on a map. The more important is placed first; what would overlap is left out, and told."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.symbols import luminance
from outlets.prints.appearance import GROUND
from outlets.prints.drawing import ON_TOP, anchor
from outlets.prints.fonts import MM_PER_PT, drawable, middle_mm, width_mm
from outlets.prints.marks import radius_of
from outlets.prints.pen import Box, Stroke, Type, rectangle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers.vocabulary import Language
    from outlets.prints.pen import Pen
    from outlets.prints.scene import Feature, Scene
    from outlets.prints.sizes import Sizes

_MOST_LETTERS = {"zh": 18, "en": 36}
_LEAST_PT = 5.6
_CROWDED_ZOOM, _CROWDED_SHARE = 9.6, 0.9
"""Below this zoom the city crowds its middle, and names are set a little smaller."""
_ECHO_MM = 70.0
"""Phases of one line carry the same name: once per stretch of the sheet is enough."""
_GREAT_WATER_MM = 60.0
_DARK = 0.179
"""Luminance below which white letters read better on a colour than black ones (WCAG 2)."""
_COST_MARK, _COST_ON_TOP, _COST_LINE = 1.0, 100.0, 0.35
_FURTHER = 0.02
"""What each step down the list of places costs: the first of equal ones is taken."""
_BRACKETS = re.compile(r"[（(][^）)]*[）)]?")


@dataclass(frozen=True)
class _Rule:
    """From which zoom names of a kind appear, how large, how important (lower goes first).

    ``most`` is the most that a name may cover: a point's mark counts 1, a line 0.35.
    """

    rank: float
    size_pt: float
    from_zoom: float = 0
    to_zoom: float = 22
    bold: bool = False
    pill: bool = False
    most: float = 0.9


_RULES = {
    "districts": _Rule(0, 9.2, to_zoom=14, bold=True, most=6),
    "districts/zone": _Rule(0.5, 7.6, to_zoom=14.5, most=3),
    "metro": _Rule(1, 6.6, from_zoom=9.2, bold=True, pill=True, most=2.5),
    "hydrography/great": _Rule(2, 7.4, most=2),
    "core_blocks": _Rule(3, 7.0, from_zoom=8.8, bold=True, most=1.5),
    "yellow_river": _Rule(4, 7.0, from_zoom=9.2, most=1.5),
    "key_projects": _Rule(5, 7.0, from_zoom=9.2, most=1.5),
    "hydrography": _Rule(6, 6.4, from_zoom=10.2),
    "interchange": _Rule(6.5, 6.4, from_zoom=11, bold=True),
    "dead_end_roads": _Rule(5.5, 6.6, from_zoom=10.5, most=1.5),
    "parks": _Rule(7, 6.6, from_zoom=10),
    "metro_stations": _Rule(9, 6.0, from_zoom=11.6),
    "expressways": _Rule(10, 6.4, from_zoom=9.5),
}


@dataclass(frozen=True)
class Label:
    """A name where it stands.

    Parameters
    ----------
    text
        What is written.
    box
        The room that it takes on the sheet [mm].
    type
        How it is set.
    colour
        Colour of the plate under it (a metro line's), empty for none.
    of
        Id of the record.
    """

    text: str
    box: Box
    type: Type
    colour: str
    of: str


@dataclass
class Labels:
    """Names placed, and the ids of records whose names found no room at this scale."""

    placed: list[Label] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def place_labels(
    scene: Scene, sizes: Sizes, language: Language, *, keep_clear: tuple[Box, ...] = ()
) -> Labels:
    """Find a place for every name that the scale shows.

    Parameters
    ----------
    scene
        Features on paper.
    sizes
        Sizes of symbols.
    language
        Language of the names.
    keep_clear
        Where furniture stands on the map.
    """
    room = _Room(scene, sizes, keep_clear)
    labels = Labels()
    for rule, feature in _wanted(scene, sizes):
        text = _shortened(feature.name(language), language)
        if rule.pill and room.has_echo(text, anchor(feature)):
            continue
        made = room.find(feature, text, rule)
        if made is None:
            labels.left_out.append(feature.id)
        else:
            room.take(made)
            labels.placed.append(made)
    return labels


def draw_labels(pen: Pen, labels: Labels) -> None:
    """Write the names, the least important first, so that the others lie above it."""
    for label in reversed(labels.placed):
        box, size = label.box, label.type.size_pt
        left = box.left + (_plate_pad(size) if label.colour else 0)
        baseline = box.middle[1] - middle_mm(size)
        if label.colour:
            pen.stroke(rectangle(box), Stroke(colour=GROUND.casing, width=0.1 * size * MM_PER_PT))
            pen.fill(rectangle(box), label.colour)
        pen.text((left, baseline), label.text, label.type)


def _plate_pad(size_pt: float) -> float:
    return 0.35 * size_pt * MM_PER_PT


def _wanted(scene: Scene, sizes: Sizes) -> list[tuple[_Rule, Feature]]:
    found = []
    for feature in (*scene.background, *scene.theme):
        rule = _RULES[_kind(feature)]
        if rule.from_zoom <= sizes.zoom <= rule.to_zoom:
            found.append((rule, feature))
    return sorted(found, key=lambda one: (one[0].rank, one[1].id))


def _kind(feature: Feature) -> str:
    if feature.layer == "metro_stations" and feature.look.interchange:
        return "interchange"
    if feature.layer == "districts" and feature.category == "zone":
        return "districts/zone"
    if feature.layer == "hydrography":
        left, _, right, _ = feature.shape.bounds
        return "hydrography/great" if right - left > _GREAT_WATER_MM else "hydrography"
    return feature.layer


def _shortened(name: str, language: Language) -> str:
    whole = drawable(_BRACKETS.sub("", name).strip() or name)
    most = _MOST_LETTERS[language]
    return whole if len(whole) <= most else whole[: most - 1] + "…"


class _Room:
    """What is free on the map."""

    def __init__(self, scene: Scene, sizes: Sizes, keep_clear: tuple[Box, ...]) -> None:
        self._frame = scene.window.box.inset(0.6)
        self._sizes = sizes
        self._names: list[Box] = list(keep_clear)
        self._said: list[tuple[str, tuple[float, float]]] = []
        points = [f for f in scene.theme if f.kind == "point"]
        self._marks = shapely.STRtree([self._mark(feature) for feature in points])
        self._weights = [_COST_ON_TOP if f.layer == ON_TOP else _COST_MARK for f in points]
        lines = [f.shape for f in scene.theme if f.kind == "line" and not f.look.schematic]
        self._lines = shapely.STRtree(lines)

    def _mark(self, feature: Feature) -> shapely.Geometry:
        x, y = anchor(feature)
        reach = radius_of(feature.look, self._sizes.map_px, self._sizes.growth)
        return shapely.box(x - reach, y - reach, x + reach, y + reach)

    def has_echo(self, text: str, at: tuple[float, float]) -> bool:
        near = _ECHO_MM * self._sizes.factor
        return any(text == said and math.dist(at, place) < near for said, place in self._said)

    def take(self, label: Label) -> None:
        pad = 0.35 * self._sizes.factor
        self._names.append(label.box.inset(-pad))
        self._said.append((label.text, label.box.middle))

    def find(self, feature: Feature, text: str, rule: _Rule) -> Label | None:
        """Return the name at the place that covers least, or None."""
        look = self._type(feature, rule)
        width = width_mm(text, look.size_pt, bold=look.bold)
        height = look.size_pt * MM_PER_PT * 1.12
        if rule.pill:
            width += 2 * _plate_pad(look.size_pt)
            height *= 1.1
        best, least = None, rule.most
        for at, (x, y) in enumerate(self._places(feature, width, height)):
            if at * _FURTHER >= least:
                break
            box = Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            cost = self._cost(box, feature) + at * _FURTHER
            if cost < least:
                best, least = box, cost
        if best is None:
            return None
        return Label(text, best, look, feature.look.colour if rule.pill else "", feature.id)

    def _cost(self, box: Box, feature: Feature) -> float:
        if not self._frame.holds(box) or any(box.touches(other) for other in self._names):
            return math.inf
        shape = shapely.box(*box)
        cost = sum(self._weights[at] for at in self._marks.query(shape))
        crossed = len(self._lines.query(shape, predicate="intersects"))
        own = 1 if feature.kind == "line" and not feature.look.schematic else 0
        return float(cost) + _COST_LINE * max(0, crossed - own)

    def _type(self, feature: Feature, rule: _Rule) -> Type:
        share = _CROWDED_SHARE if self._sizes.zoom < _CROWDED_ZOOM else 1
        size = max(_LEAST_PT, rule.size_pt * share)
        size *= self._sizes.factor
        if rule.pill:
            dark = luminance(feature.look.colour) < _DARK
            return Type(size_pt=size, bold=True, colour="#ffffff" if dark else "#000000")
        quiet = not feature.look.status
        return Type(size_pt=size, bold=rule.bold, halo=GROUND.casing,
                    colour=GROUND.quiet_text if quiet else GROUND.text)  # fmt: skip

    def _places(
        self, feature: Feature, width: float, height: float
    ) -> Iterator[tuple[float, float]]:
        """Yield middles for a name, the best first."""
        if feature.kind == "area":
            yield from _in_area(feature.shape, anchor(feature), self._frame)
        elif feature.kind == "line":
            yield from _along(feature, height)
        else:
            reach = radius_of(feature.look, self._sizes.map_px, self._sizes.growth)
            yield from _around(anchor(feature), reach + 0.7, width, height)


def _around(
    at: tuple[float, float], off: float, width: float, height: float
) -> Iterator[tuple[float, float]]:
    (x, y), dx, dy = at, off + width / 2, off + height / 2
    slant = off * 0.7
    yield from (
        (x + dx, y), (x - dx, y), (x, y + dy), (x, y - dy),
        (x + slant + width / 2, y + slant + height / 2),
        (x + slant + width / 2, y - slant - height / 2),
        (x - slant - width / 2, y + slant + height / 2),
        (x - slant - width / 2, y - slant - height / 2),
    )  # fmt: skip


def _along(feature: Feature, height: float) -> Iterator[tuple[float, float]]:
    parts = shapely.get_parts(feature.shape)
    longest = parts[int(np.argmax(shapely.length(parts)))]
    for share in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.12, 0.88):
        x, y = shapely.get_coordinates(longest.interpolate(share, normalized=True))[0].tolist()
        if feature.layer == "metro":
            yield x, y
        else:
            yield from ((x, y + height * 0.8), (x, y - height * 0.8))


def _in_area(
    shape: shapely.Geometry, at: tuple[float, float], frame: Box
) -> Iterator[tuple[float, float]]:
    """Yield places on a grid inside an area, from near its middle to far."""
    seen = shapely.clip_by_rect(shape, *frame)
    if seen.is_empty:
        return
    middle = shapely.point_on_surface(seen)
    at = (middle.x, middle.y) if not frame.inset(5).holds(Box(*at, *at)) else at
    yield at
    left, bottom, right, top = seen.bounds
    across, up = np.linspace(left, right, 17)[1:-1], np.linspace(bottom, top, 17)[1:-1]
    grid = np.array(np.meshgrid(across, up)).reshape(2, -1).T
    shapely.prepare(seen)
    inside = grid[shapely.contains_xy(seen, grid)]
    away = np.hypot(*(inside - np.asarray(at)).T)
    yield from ((float(x), float(y)) for x, y in inside[np.argsort(away, kind="stable")])
