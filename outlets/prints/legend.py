"""The legend of what is visible, with the map's own symbols, in blocks that flow into columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import shapely

from layers.catalogue import CATALOGUE
from layers.symbols import LAYER_SYMBOLS, MARKS, STATUS_SYMBOLS
from layers.vocabulary import STATUS_ORDER, STATUSES
from outlets.prints import marks
from outlets.prints.appearance import GROUND, Look, background_look
from outlets.prints.drawing import fill_area, stroke_cased
from outlets.prints.fonts import MM_PER_PT, fitted, middle_mm, width_mm, wrapped
from outlets.prints.pen import Box, Stroke, Type, line, rectangle
from outlets.prints.scene import Feature
from outlets.prints.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from layers.vocabulary import Language
    from outlets.prints.pen import Pen
    from outlets.prints.scene import Kind, Scene

_KIND_ORDER: tuple[Kind, ...] = ("point", "line", "area")
_ROW_MM, _HEAD_MM, _GAP_MM = 4.1, 5.4, 1.8
_SAMPLE_MM: dict[Kind, float] = {"point": 4.6, "line": 6.6, "area": 6.2}
_TEXT_PT, _HEAD_PT, _LINE_PT = 6.6, 7.2, 6.3
_INK = GROUND.text


@dataclass(frozen=True)
class Block:
    """A piece of a column.

    Parameters
    ----------
    height
        How much of the column it takes [mm].
    draw
        Draws it from its left top corner.
    heads
        True for a heading, which stays with what follows.
    """

    height: float
    draw: Callable[[Pen, tuple[float, float]], None]
    heads: bool = False


_Sample = tuple[float, "Callable[[Pen, Box], None]"]
"""Width of a sample on A4 [mm], and what draws it."""


def flow(blocks: Iterable[Block], height: float) -> list[list[Block]]:
    """Fill columns of a height [mm] with blocks; a heading never ends one."""
    columns: list[list[Block]] = [[]]
    used = 0.0
    listed = list(blocks)
    for at, block in enumerate(listed):
        following = listed[at + 1].height if block.heads and at + 1 < len(listed) else 0
        if columns[-1] and used + block.height + following > height:
            columns.append([])
            used = 0.0
        columns[-1].append(block)
        used += block.height
    return columns


def draw_columns(pen: Pen, columns: list[list[Block]], boxes: Sequence[Box]) -> None:
    """Draw blocks into the boxes of their columns."""
    for blocks, box in zip(columns, boxes, strict=False):
        y = box.top
        for block in blocks:
            block.draw(pen, (box.left, y))
            y -= block.height


class Legend:
    """Makes the blocks.

    Parameters
    ----------
    scene
        What is visible.
    factor
        Factor of the paper [-].
    width
        Width of a column [mm].
    language
        Language of the sheet.
    px
        A pixel of paper furniture [mm].
    labelled
        Names of metro lines that stand on the map on a plate of their colour: where room is dear,
        that tells the colour, and the legend does not say it again.
    """

    def __init__(
        self, scene: Scene, *, factor: float, width: float, language: Language, px: float,
        labelled: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self._scene, self._factor, self._width = scene, factor, width
        self._labelled = labelled
        self._language, self._px = language, px
        self._kinds = _kinds(scene)

    def blocks(self) -> list[Block]:
        """Return the whole legend, top to bottom."""
        return [
            *self._section("status", self._statuses()),
            *self._section("layers", self._layers()),
            *self._section("lines", self._lines()),
            *self._section("marks", self._marks()),
            *self._section("background", self._background()),
        ]

    def heading(self, text: str) -> Block:
        """Return a heading."""
        size = _HEAD_PT * self._factor

        def draw(pen: Pen, at: tuple[float, float]) -> None:
            pen.text((at[0], at[1] - 3.9 * self._factor), text,
                     Type(size_pt=size, bold=True, colour=_INK))  # fmt: skip

        return Block(_HEAD_MM * self._factor, draw, heads=True)

    def text(self, text: str, *, size_pt: float = _TEXT_PT, colour: str = _INK) -> list[Block]:
        """Return a text, wrapped, a block for each line."""
        size = size_pt * self._factor
        step = size * MM_PER_PT * 1.35

        def block(part: str) -> Block:
            def draw(pen: Pen, at: tuple[float, float]) -> None:
                pen.text((at[0], at[1] - step * 0.78), part, Type(size_pt=size, colour=colour))

            return Block(step, draw)

        return [block(part) for part in wrapped(text, size, room_mm=self._width)]

    def gap(self) -> Block:
        """Return a little room."""
        return Block(_GAP_MM * self._factor, lambda _pen, _at: None)

    def _section(self, word: str, rows: list[Block]) -> list[Block]:
        if not rows:
            return []
        return [self.heading(say(word, self._language)), *rows, self.gap()]

    def _rows(self, rows: list[tuple[list[_Sample], str]]) -> list[Block]:
        """Return rows whose names stand below each other."""
        widest = max((sum(width for width, _ in samples) for samples, _ in rows), default=0)
        return [self._row(samples, text, widest * self._factor) for samples, text in rows]

    def _row(self, samples: list[_Sample], text: str, across: float) -> Block:
        """Return samples side by side, and their name."""
        height, factor = _ROW_MM * self._factor, self._factor
        size = _TEXT_PT * factor
        room = self._width - across - 1.4 * factor
        shown = fitted(text, size, room_mm=room)

        def draw(pen: Pen, at: tuple[float, float]) -> None:
            x, top = at
            for width, paint in samples:
                paint(pen, Box(x, top - height, x + width * factor, top))
                x += width * factor
            middle = top - height / 2 - middle_mm(size)
            pen.text(
                (at[0] + across + 1.4 * factor, middle), shown, Type(size_pt=size, colour=_INK)
            )

        return Block(height, draw)

    def _sample(self, look: Look, kind: Kind) -> _Sample:
        px = self._px

        def paint(pen: Pen, box: Box) -> None:
            if kind == "point":
                marks.marker(pen, look, box.middle, px=px * 0.95, growth=1.0)
                return
            shape = (
                shapely.box(*box.inset(0.75 * self._factor))
                if kind == "area"
                else shapely.LineString([
                    (box.left + 0.4 * self._factor, box.middle[1]),
                    (box.right - 0.4 * self._factor, box.middle[1]),
                ])
            )  # fmt: skip
            if kind == "area":
                fill_area(pen, shape, look, px=px * 0.8)
            weight = max(1.2, look.weight_px * (0.6 if kind == "area" else 1))
            stroke_cased(pen, [_sample_feature(shape, kind, look)], weight=weight, px=px)

        return _SAMPLE_MM[kind], paint

    def _statuses(self) -> list[Block]:
        """Statuses look alike in all layers: one key in ink for all of them."""
        present = {feature.look.status for feature in self._scene.theme}
        drawn = [k for k in _KIND_ORDER if any(k in kinds for kinds in self._kinds.values())]
        rows = []
        for status in STATUS_ORDER:
            if status not in present:
                continue
            symbol = STATUS_SYMBOLS[status]
            ink = GROUND.grey if symbol.grey else _INK
            look = Look(status=status, symbol=symbol, colour=ink, edge=ink,
                        weight_px=3 * symbol.weight, dash=symbol.dash)  # fmt: skip
            samples = [self._sample(look, kind) for kind in drawn]
            rows.append((samples, STATUSES[status].label(self._language)))
        return self._rows(rows)

    def _layers(self) -> list[Block]:
        """Each layer by its colour and its marker."""
        rows = []
        for layer in CATALOGUE:
            kinds = self._kinds.get(layer.id)
            if not kinds:
                continue
            look = replace(background_look(layer.id), status="completed", fill="",
                           symbol=STATUS_SYMBOLS["completed"])  # fmt: skip
            samples = [self._sample(look, kind) for kind in _KIND_ORDER if kind in kinds]
            rows.append((samples, layer.label(self._language)))
        return self._rows(rows)

    def _lines(self) -> list[Block]:
        """Return the official colours of the visible metro lines, two in a row if they fit."""
        seen: dict[str, Look] = {}
        for feature in self._scene.theme:
            name = feature.name(self._language)
            if feature.layer != "metro" or name in self._labelled:
                continue
            if feature.look.colour != LAYER_SYMBOLS["metro"].light:
                seen.setdefault(name, feature.look)
        size, room = _LINE_PT * self._factor, self._width / 2 - 6 * self._factor
        long = [named for named in seen.items() if width_mm(named[0], size) > room]
        short = [named for named in seen.items() if width_mm(named[0], size) <= room]
        pairs = [self._chips(short[at : at + 2], 2) for at in range(0, len(short), 2)]
        return [*pairs, *(self._chips([named], 1) for named in long)]

    def _chips(self, named: list[tuple[str, Look]], across: int) -> Block:
        factor, share = self._factor, self._width / across
        height, size = 3.6 * factor, _LINE_PT * factor

        def draw(pen: Pen, at: tuple[float, float]) -> None:
            for place, (name, look) in enumerate(named):
                left = at[0] + place * share
                top = at[1] - 0.7 * factor
                chip = rectangle(Box(left, top - 2.2 * factor, left + 4 * factor, top))
                pen.fill(chip, look.colour)
                pen.stroke(chip, Stroke(colour=look.edge, width=0.18 * factor))
                text = fitted(name, size, room_mm=share - 6 * factor)
                middle = at[1] - height / 2 - middle_mm(size)
                pen.text((left + 5 * factor, middle), text, Type(size_pt=size, colour=_INK))

        return Block(height, draw)

    def _marks(self) -> list[Block]:
        looks = [feature.look for feature in self._scene.theme]
        found = {
            "stale": any(look.stale for look in looks),
            "schematic": any(look.schematic for look in looks),
            "approximate": any(look.soft for look in looks),
            "interchange": any(look.interchange for look in looks),
        }
        plain = Look(colour=_INK, edge=_INK, status="completed")
        px, factor = self._px, self._factor
        painters: dict[str, Callable[[Pen, Box], None]] = {
            "stale": lambda pen, box: marks.badge(pen, box.middle, radius=5 * px),
            "schematic": lambda pen, box: stroke_cased(
                pen, [_sample_feature(shapely.LineString([(box.left + factor, box.middle[1]),
                      (box.right, box.middle[1])]), "line", replace(plain, schematic=True))],
                weight=2.2, px=px),
            "approximate": lambda pen, box: marks.doubt(
                pen, plain, box.middle, radius=1.8 * factor, px=px * 0.8),
            "interchange": lambda pen, box: marks.marker(
                pen, replace(plain, marker="station", radius_px=3.6, interchange=True),
                box.middle, px=px, growth=1.0),
        }  # fmt: skip
        return self._rows([
            ([(6.4, painters[name])], MARKS[name][self._language])
            for name in painters if found[name]
        ])  # fmt: skip

    def _background(self) -> list[Block]:
        seen = {(f.layer, f.category == "zone") for f in self._scene.background}
        known = (("districts", "district"), ("districts", "zone"), ("expressways", "expressway"),
                 ("hydrography", "water"))  # fmt: skip
        return self._rows([
            ([(6.4, self._base_sample(layer, category))], say(category, self._language))
            for layer, category in known if (layer, category == "zone") in seen
        ])  # fmt: skip

    def _base_sample(self, layer: str, category: str) -> Callable[[Pen, Box], None]:
        look, px = background_look(layer, category), self._px
        width = max(1.0, look.weight_px) * px

        def paint(pen: Pen, box: Box) -> None:
            inner = box.inset(0.7 * self._factor)
            dash = tuple(part * px for part in look.dash)
            path = rectangle(inner)
            if look.fill:
                pen.fill(path, look.fill)
            else:
                path = line((inner.left, inner.middle[1]), (inner.right, inner.middle[1]))
            pen.stroke(path, Stroke(colour=look.colour, width=width, dash=dash))

        return paint


def _kinds(scene: Scene) -> dict[str, set[Kind]]:
    """Return what each layer is drawn as."""
    kinds: dict[str, set[Kind]] = {}
    for feature in scene.theme:
        kinds.setdefault(feature.layer, set()).add(feature.kind)
    return kinds


def _sample_feature(shape: shapely.Geometry, kind: Kind, look: Look) -> Feature:
    return Feature(id="", layer="", category="", official="", names=("", ""), kind=kind,
                   shape=shape, look=look)  # fmt: skip
