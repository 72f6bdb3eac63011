"""The panels of an atlas page: key figures, changes and the table of projects."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

import shapely

from layers.catalogue import layer as layer_named
from layers.symbols import LAYER_SYMBOLS, STATUS_SYMBOLS, edge_colour
from outlets.prints import marks
from outlets.prints.appearance import GROUND, Look, background_look
from outlets.prints.drawing import fill_area
from outlets.prints.fonts import MM_PER_PT, fitted, middle_mm, width_mm, wrapped
from outlets.prints.pen import Box, Stroke, Type, line, rectangle
from outlets.prints.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.vocabulary import Language
    from outlets.briefs import Brief, ChangeGroup, KeyFigure, Project
    from outlets.prints.pen import Pen

    _Row = Project | tuple[str, int]
    """A project, or a layer and how many projects follow."""

INK, QUIET = GROUND.text, GROUND.quiet_text
_RULE = "#c9c4b8"
_TILE_MM, _TILE_GAP_MM, _TILES_ACROSS = 16.5, 2.0, 4
_HEAD_MM, _ROW_MM, _LINE_EM = 6.2, 3.75, 1.42
_ROW_PT, _HEAD_PT, _NUMBER_PT, _SMALL_PT = 5.9, 8.2, 13.0, 5.6
_COLUMN_GAP_MM, _CELL_GAP_MM, _SIGN_MM = 4.0, 1.6, 3.6
_MOST_CHANGES = 0.34
"""Most of the panel's height that the changes take [share]; the table has the rest."""


_LEAST_ROW_MM, _LEAST_TABLE_MM = 2.9, 24.0
_HEADS = ("status_head", "known_head", "due_head", "placed_head")


@dataclass(frozen=True, kw_only=True)
class _Table:
    """How a table is set: its two columns, rows in each, and widths of the cells after the name."""

    rooms: tuple[Box, ...]
    each: int
    row_mm: float
    size_pt: float
    widths: tuple[float, ...]


@dataclass(frozen=True)
class Panels:
    """Draws panels.

    Parameters
    ----------
    pen
        Draws.
    factor
        Factor of the paper [-].
    px
        A pixel of paper furniture [mm].
    language
        Language of the sheet.
    """

    pen: Pen
    factor: float
    px: float
    language: Language

    def draw(self, box: Box, brief: Brief) -> list[Project]:
        """Draw every panel into a box, one below the other.

        Returns
        -------
        The projects that the table had no room for.
        """
        rest = self._tiles(self._heading(box, say("figures", self.language)), brief.figures)
        since = say("changes", self.language, since=brief.since.isoformat(),
                    until=brief.selection.day.isoformat())  # fmt: skip
        rest = self._changes(self._heading(rest, since), brief.changes,
                             most=box.height * _MOST_CHANGES)  # fmt: skip
        return self.table(rest, brief.projects)

    def _heading(self, box: Box, text: str) -> Box:
        """Write a heading at the top of a box; return what is left of the box."""
        factor = self.factor
        self.pen.text((box.left, box.top - 3.6 * factor), text,
                      Type(size_pt=_HEAD_PT * factor, bold=True, colour=INK))  # fmt: skip
        under = box.top - 4.7 * factor
        self.pen.stroke(line((box.left, under), (box.right, under)),
                        Stroke(colour=INK, width=0.25 * factor))  # fmt: skip
        return Box(box.left, box.bottom, box.right, box.top - _HEAD_MM * factor)

    def _tiles(self, box: Box, figures: Sequence[KeyFigure]) -> Box:
        gap, height = _TILE_GAP_MM * self.factor, _TILE_MM * self.factor
        width = (box.width - gap * (_TILES_ACROSS - 1)) / _TILES_ACROSS
        rows = -(-len(figures) // _TILES_ACROSS)
        for at, figure in enumerate(figures):
            row, column = divmod(at, _TILES_ACROSS)
            left = box.left + column * (width + gap)
            top = box.top - row * (height + gap)
            self._tile(Box(left, top - height, left + width, top), figure)
        return Box(box.left, box.bottom, box.right, box.top - rows * (height + gap))

    def _tile(self, box: Box, figure: KeyFigure) -> None:
        factor, pen = self.factor, self.pen
        colour = LAYER_SYMBOLS[figure.layer].light
        pen.fill(rectangle(box), "#f6f4ef")
        pen.fill(rectangle(Box(box.left, box.bottom, box.left + 0.9 * factor, box.top)), colour)
        left, small = box.left + 2.4 * factor, _SMALL_PT * factor
        room = box.right - left - factor
        pen.text(
            (left, box.top - 3.1 * factor),
            fitted(figure.title, small, room_mm=room),
            Type(size_pt=small, colour=QUIET),
        )
        number = Type(size_pt=_NUMBER_PT * factor, bold=True, colour=INK)
        pen.text((left, box.top - 8.4 * factor), str(figure.total), number)
        notes = [say("stale_count", self.language, count=figure.stale)] if figure.stale else []
        if figure.nowhere:
            notes.append(say("nowhere_count", self.language, count=figure.nowhere))
        start = left + width_mm(str(figure.total), _NUMBER_PT * factor, bold=True) + 1.6 * factor
        for at, note in enumerate(notes):
            text = fitted(note, small * 0.92, room_mm=box.right - start - 0.5 * factor)
            pen.text(
                (start, box.top - (6.0 + 2.4 * at) * factor),
                text,
                Type(size_pt=small * 0.92, colour=QUIET),
            )
        bar = Box(left, box.top - 12.0 * factor, box.right - 1.5 * factor, box.top - 9.8 * factor)
        self._bar(bar, figure, colour)
        counts = " · ".join(f"{word} {count}" for _, word, count in figure.by_status)
        pen.text((left, box.bottom + 1.5 * factor),
                 fitted(counts, small, room_mm=room), Type(size_pt=small, colour=INK))  # fmt: skip

    def _bar(self, box: Box, figure: KeyFigure, colour: str) -> None:
        """Draw the statuses as shares of a bar; the fill tells which, as on the map."""
        left = box.left
        for status, _, count in figure.by_status:
            right = left + box.width * count / figure.total
            symbol = STATUS_SYMBOLS[status]
            ink = GROUND.grey if symbol.grey else colour
            shape = shapely.box(left, box.bottom, right, box.top)
            self.pen.fill(rectangle(Box(left, box.bottom, right, box.top)), "#ffffff")
            if symbol.fill == "solid":
                symbol = replace(symbol, fill_opacity=1.0)
            fill_area(self.pen, shape, Look(symbol=symbol, colour=ink, edge=ink), px=self.px * 0.6)
            outline = Stroke(colour=ink, width=0.7 * self.px,
                             dash=tuple(d * self.px * 0.5 for d in symbol.dash))  # fmt: skip
            self.pen.stroke(rectangle(Box(left, box.bottom, right, box.top)), outline)
            left = right

    def _changes(self, box: Box, groups: Sequence[ChangeGroup], *, most: float) -> Box:
        """Tell the changes by kind, as running text, smaller if there are many."""
        size = _ROW_PT * self.factor
        texts = [self._told(group) for group in groups] or [say("no_changes", self.language)]
        while True:
            lines = [part for text in texts for part in wrapped(text, size, room_mm=box.width)]
            step = size * MM_PER_PT * _LINE_EM
            if step * len(lines) <= most or size <= 4.6 * self.factor:
                break
            size *= 0.96
        room = max(1, int(box.height // step))
        if len(lines) > room:  # the manifest has them all
            lines = [*lines[: room - 1], say("more_changes", self.language)]
        for at, text in enumerate(lines):
            self.pen.text((box.left, box.top - step * (at + 0.8)), text,
                          Type(size_pt=size, colour=INK))  # fmt: skip
        return Box(box.left, box.bottom, box.right,
                   box.top - step * len(lines) - 2.5 * self.factor)  # fmt: skip

    def _told(self, group: ChangeGroup) -> str:
        parts = []
        for name, when, loose in group.items:
            word = "on_or_before" if loose else "on"
            parts.append(name + (say(word, self.language, date=when) if when else ""))
        if group.counted:
            parts.append(say("stations_count", self.language, count=group.counted))
        count = len(group.items) + group.counted
        listed = say("separator", self.language).join(parts)
        return f"{group.word} {count}{say('colon', self.language)}{listed}"

    def table(self, box: Box, projects: Sequence[Project]) -> list[Project]:
        """Draw the table in two columns; return the projects that found no room."""
        text = Type(size_pt=_ROW_PT * self.factor, colour=QUIET)
        if not projects:
            box = self._heading(box, say("projects", self.language))
            self.pen.text((box.left, box.top - 3 * self.factor),
                          say("no_projects", self.language), text)  # fmt: skip
            return []
        if box.height < _LEAST_TABLE_MM * self.factor:
            self._tell_more(box, len(projects))
            return list(projects)
        rest = self._heading(box, say("projects", self.language))
        rows = _rows(projects)
        table = self._fitted_table(rest, rows)
        for column, room in enumerate(table.rooms):
            part = rows[column * table.each : (column + 1) * table.each]
            if part:
                self._head(room, table)
            for at, row in enumerate(part):
                self._row(room, room.top - (at + 1) * table.row_mm, row, table)
        missed = [row for row in rows[2 * table.each :] if not isinstance(row, tuple)]
        if missed:
            self._tell_more(rest, len(missed))
        return missed

    def _tell_more(self, box: Box, count: int) -> None:
        self.pen.text((box.left, box.bottom + 0.6 * self.factor),
                      say("more_projects", self.language, count=count),
                      Type(size_pt=_ROW_PT * self.factor, bold=True, colour=INK))  # fmt: skip

    def _fitted_table(self, box: Box, rows: Sequence[_Row]) -> _Table:
        """Set rows closer, and smaller, where there are many."""
        wanted = -(-len(rows) // 2)
        room = box.height / (wanted + 1)
        row_mm = min(_ROW_MM * self.factor, max(room, _LEAST_ROW_MM * self.factor))
        size = min(_ROW_PT * self.factor, row_mm * _ROW_PT / _ROW_MM * 1.1)
        each = int(box.height // row_mm) - 1
        if 2 * each < len(rows):
            each = int((box.height - 3 * self.factor) // row_mm) - 1  # a line says what is left out
        gap = _COLUMN_GAP_MM * self.factor
        half = (box.width - gap) / 2
        rooms = tuple(
            Box(left, box.bottom, left + half, box.top)
            for left in (box.left, box.left + half + gap)
        )
        heads = tuple(say(word, self.language) for word in _HEADS)
        texts = [heads, *(_texts(row) for row in rows if not isinstance(row, tuple))]
        widths = tuple(
            max(width_mm(text, size) for text in column) + _CELL_GAP_MM * self.factor
            for column in zip(*texts, strict=True)
        )
        return _Table(rooms=rooms, each=max(1, each), row_mm=row_mm, size_pt=size, widths=widths)

    def _head(self, room: Box, table: _Table) -> None:
        look = Type(size_pt=table.size_pt, colour=QUIET)
        baseline = room.top - table.row_mm / 2 - middle_mm(table.size_pt)
        left = room.left + (_SIGN_MM + 0.6) * self.factor
        self.pen.text((left, baseline), say("name", self.language), look)
        self._cells(room, baseline, tuple(say(word, self.language) for word in _HEADS), table)

    def _cells(self, room: Box, baseline: float, texts: Sequence[str], table: _Table) -> None:
        x = room.right - sum(table.widths) + _CELL_GAP_MM * self.factor
        for text, width in zip(texts, table.widths, strict=True):
            self.pen.text((x, baseline), text, Type(size_pt=table.size_pt, colour=QUIET))
            x += width

    def _row(self, room: Box, top: float, row: _Row, table: _Table) -> None:
        size, height = table.size_pt, table.row_mm
        baseline = top - height / 2 - middle_mm(size)
        if isinstance(row, tuple):
            title = f"{layer_named(row[0]).label(self.language)} {row[1]}"
            self.pen.text((room.left, baseline), title, Type(size_pt=size, bold=True, colour=INK))
            return
        self.pen.stroke(
            line((room.left, top - height), (room.right, top - height)),
            Stroke(colour=_RULE, width=0.1 * self.factor),
        )
        self._sign((room.left + _SIGN_MM * self.factor / 2, top - height / 2), row)
        left = room.left + (_SIGN_MM + 0.6) * self.factor
        name_room = room.right - sum(table.widths) - left
        name = fitted(row.name, size, room_mm=name_room)
        self.pen.text((left, baseline), name, Type(size_pt=size, colour=INK))
        self._cells(room, baseline, _texts(row), table)

    def _sign(self, at: tuple[float, float], row: Project) -> None:
        """Draw a project's sign: its layer's colour and marker, its status' fill."""
        symbol = STATUS_SYMBOLS[row.status]
        ink = GROUND.grey if symbol.grey else row.colour or LAYER_SYMBOLS[row.layer].light
        look = replace(background_look(row.layer), status=row.status, symbol=symbol, colour=ink,
                       edge=edge_colour(ink, theme="light"), radius_px=3.6, fill="")  # fmt: skip
        marks.marker(self.pen, look, at, px=self.px, growth=1.0)


def _texts(row: Project) -> tuple[str, str, str, str]:
    known = row.last_known + ("?" if row.stale else "")
    placed = "" if row.placement in {"surveyed", "digitised"} else row.placement_word
    return row.status_word, known, row.due, placed


def _rows(projects: Sequence[Project]) -> list[_Row]:
    """Return the projects with a line before each layer: its id and count."""
    rows: list[_Row] = []
    for layer, group in groupby(projects, key=lambda project: project.layer):
        listed = list(group)
        rows += [(layer, len(listed)), *listed]
    return rows
