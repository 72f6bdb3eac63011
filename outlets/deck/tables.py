"""Native tables: key figures, and projects that go on to as many slides as they need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Mm

from layers.vocabulary import STATUS_ORDER, STATUSES
from outlets.deck.blank import placed
from outlets.deck.slides import Look, describe
from outlets.deck.words import say
from outlets.prints.fonts import MM_PER_PT, width_mm, wrapped
from outlets.prints.furniture import INK
from outlets.prints.pen import Box
from outlets.prints.words import say as print_say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pptx.slide import Slide

    from layers.vocabulary import Language
    from outlets.briefs import Brief, Project
    from outlets.deck.slides import Press

_PLAIN_STYLE = "{5940675A-B579-460E-94D1-54222C63F5DA}"
"""PowerPoint's "No Style, Table Grid"."""

ROW_PT = 12.0
_PROJECT_SHARES = {
    "zh": (0.46, 0.12, 0.18, 0.12, 0.12),
    "en": (0.38, 0.18, 0.17, 0.1, 0.17),
}
_MARGIN_MM, _LINE_EM = 1.2, 1.4
_SAFE = 0.9
"""Share of a cell that a line is reckoned to fill: the type of another system may be wider."""

_HEAD_COLOUR = "E9E5DA"


@dataclass(frozen=True, kw_only=True)
class TableFacts:
    """A table.

    Parameters
    ----------
    title
        What it is, for who cannot see it.
    head
        Names of the columns.
    rows
        Texts of its cells.
    shares
        Width of each column as a share of the table's.
    figures
        True where every column but the first is numbers.
    upright
        True where the heads of those columns stand upright, since their words are longer than any
        number below them.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]
    figures: bool = False
    upright: bool = False


def figures_table(brief: Brief, language: Language) -> TableFacts:
    """Return the counts of each layer by status."""
    held = {code for figure in brief.figures for code, _, _ in figure.by_status}
    codes = [code for code in STATUS_ORDER if code in held]
    rows = []
    for figure in brief.figures:
        counts = {code: count for code, _, count in figure.by_status}
        rows.append((figure.title, str(figure.total),
                     *(str(counts[code]) if code in counts else "" for code in codes),
                     str(figure.nowhere or "")))  # fmt: skip
    statuses = (STATUSES[code].label(language) for code in codes)
    head = (say("layer", language), say("total", language), *statuses, say("nowhere", language))
    first = 0.27 if language == "zh" else 0.34
    rest = (1 - first) / (len(head) - 1)
    return TableFacts(title=print_say("figures", language), head=head, rows=tuple(rows),
                      shares=(first, *([rest] * (len(head) - 1))), figures=True,
                      upright=language == "en")  # fmt: skip


def projects_table(projects: Sequence[Project], language: Language) -> TableFacts:
    """Return the projects with status, last known date, due date and position."""
    words = ("name", "status_head", "known_head", "due_head", "placed_head")
    stale = "（*）" if language == "zh" else " (*)"
    return TableFacts(
        title=print_say("projects", language),
        head=tuple(print_say(word, language) for word in words),
        rows=tuple(
            (row.name, row.status_word, row.last_known + (stale if row.stale else ""), row.due,
             row.placement_word)
            for row in projects
        ),
        shares=_PROJECT_SHARES[language],
    )  # fmt: skip


def heights_mm(table: TableFacts, *, width: float, size_pt: float) -> list[float]:
    """Return the heights of head and rows [mm]."""
    margins = 2 * margin_mm(table)
    found = [
        max(
            _MARGIN_MM * 2 + size_pt * MM_PER_PT * _LINE_EM * max(1, len(wrapped(
                text, size_pt, room_mm=(width * share - margins) * _SAFE, bold=True)))
            for text, share in zip(row, table.shares, strict=True)
        )
        for row in (table.head, *table.rows)
    ]  # fmt: skip
    if table.upright:
        found[0] = max(width_mm(text, size_pt, bold=True) for text in table.head[1:]) + 3
    return found


def margin_mm(table: TableFacts) -> float:
    """Return the room left and right of a cell's text [mm]."""
    return 0.6 if table.figures else 1.5 * _MARGIN_MM


def pages(table: TableFacts, box: Box, size_pt: float = ROW_PT) -> Iterator[tuple[int, int]]:
    """Divide the rows over slides: (first, last + 1) of each; a row is never cut."""
    head, *rows = heights_mm(table, width=box.width, size_pt=size_pt)
    first, room = 0, box.height - head
    for at, height in enumerate(rows):
        if height > room and at > first:
            yield first, at
            first, room = at, box.height - head
        room -= height
    if rows:
        yield first, len(rows)


def add_table(press: Press, slide: Slide, box: Box, table: TableFacts, size_pt: float) -> float:
    """Add a table; return how tall it stands [mm]."""
    heights = heights_mm(table, width=box.width, size_pt=size_pt)
    place = Box(box.left, box.bottom, box.right, box.bottom + sum(heights))
    frame = slide.shapes.add_table(len(heights), len(table.head),
                                   *(Mm(value) for value in placed(place)))  # fmt: skip
    describe(frame, say("table_of", press.language, title=table.title))
    made = frame.table
    style = frame._element.graphic.graphicData.tbl.tblPr  # noqa: SLF001 - the style has no other door
    style[0].text = _PLAIN_STYLE
    made.first_row, made.horz_banding = True, False
    for column, share in zip(made.columns, table.shares, strict=True):
        column.width = Mm(box.width * share)
    for at, (texts, height) in enumerate(zip((table.head, *table.rows), heights, strict=True)):
        made.rows[at].height = Mm(height)
        for column, text in enumerate(texts):
            cell = made.cell(at, column)
            cell.margin_left = cell.margin_right = Mm(margin_mm(table))
            cell.margin_top = cell.margin_bottom = Mm(_MARGIN_MM * 0.6)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            paragraph = cell.text_frame.paragraphs[0]
            if table.figures and column:
                paragraph.alignment = PP_ALIGN.RIGHT
            press.write(paragraph, text, Look(size_pt=size_pt, bold=at == 0, colour=INK))
            if at == 0 and column and table.upright:
                cell._tc.get_or_add_tcPr().set("vert", "vert270")  # noqa: SLF001 - as above
                paragraph.alignment = PP_ALIGN.LEFT
            if at == 0:
                cell.fill.solid()
                cell.fill.fore_color.rgb = RGBColor.from_string(_HEAD_COLOUR)
    return sum(heights)
