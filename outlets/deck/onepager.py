"""One-pagers of districts for Word: map, key figures, changes and the table of projects."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from outlets.briefs import brief_of
from outlets.deck import maps
from outlets.deck.blank import FACE
from outlets.deck.districts import changes_head, changes_told, told_change
from outlets.deck.ends import closing_lines, foot_of, set_properties
from outlets.deck.tables import figures_table, projects_table
from outlets.deck.words import say
from outlets.prints.fonts import width_mm
from outlets.prints.furniture import INK, QUIET
from outlets.prints.words import clean
from outlets.prints.words import say as print_say

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exports.files import Progress
    from geo.validation import Issue
    from layers.vocabulary import Language
    from outlets.briefs import Brief
    from outlets.deck.order import DeckOrder
    from outlets.deck.tables import TableFacts

_PAGE_MM, _MARGIN_MM = (210.0, 297.0), 16.0
_WIDTH_MM = _PAGE_MM[0] - 2 * _MARGIN_MM
_MAP_MM = (_WIDTH_MM, 112.0)
_BODY_PT, _TABLE_PT, _FOOT_PT = 10.5, 9.0, 8.0
_NAMED = 4
"""Names given of each kind of change; the manifest has all."""

_HEAD_SHADE = "E9E5DA"
_LANGUAGES = {"zh": "zh-CN", "en": "en-US"}


def write(
    order: DeckOrder, file: Path, *, progress: Progress
) -> tuple[list[dict[str, Any]], list[Issue]]:
    """Write the one-pagers; return what the manifest says of each, and the findings."""
    maps_ = maps.Maps(order, _MAP_MM, factor=1.0)
    document, pages = _blank(order, foot_of(order)), []
    for at, name in enumerate(order.districts):
        progress("write", at, len(order.districts))
        pages.append(_add_district(document, maps_, name))
    document.add_heading(say("closing", order.view.language), 2)
    for line in closing_lines(order, len(maps_.findings)):
        document.add_paragraph(clean(line))
    document.save(str(file))
    return pages, maps_.findings


def _blank(order: DeckOrder, foot: str) -> Any:  # noqa: ANN401 - python-docx has no types
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(value) for value in _PAGE_MM)
    section.left_margin = section.right_margin = Mm(_MARGIN_MM)
    section.top_margin = section.bottom_margin = Mm(_MARGIN_MM)
    language = order.view.language
    for name, size in (("Normal", _BODY_PT), ("Heading 1", 20), ("Heading 2", 13)):
        _set_type(document.styles[name], size, language)
    document.styles["Normal"].paragraph_format.space_after = Pt(3)
    document.styles["Heading 1"].paragraph_format.space_before = Pt(0)
    document.styles["Heading 1"].paragraph_format.page_break_before = True
    paragraph = section.footer.paragraphs[0]
    run = paragraph.add_run(clean(foot))
    run.font.size, run.font.color.rgb = Pt(_FOOT_PT), RGBColor.from_string(QUIET[1:])
    set_properties(document, order)
    return document


def _set_type(style: Any, size_pt: float, language: Language) -> None:  # noqa: ANN401 - as above
    style.font.name, style.font.size = FACE, Pt(size_pt)
    style.font.color.rgb = RGBColor.from_string(INK[1:])
    properties = style.element.get_or_add_rPr()
    faces = properties.get_or_add_rFonts()
    for name in list(faces.attrib):
        if name.endswith("Theme"):
            del faces.attrib[name]
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        faces.set(qn(f"w:{kind}"), FACE)
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), _LANGUAGES[language])
    spoken.set(qn("w:eastAsia"), "zh-CN")
    properties.append(spoken)


def _add_district(document: Any, maps_: maps.Maps, name: str) -> dict[str, Any]:  # noqa: ANN401 - as above
    order = maps_.order
    language = order.view.language
    brief = brief_of(order.dataset, order.view, name, since=order.since, today=order.today)
    picture = maps_.of_district(brief.selection, name)
    document.add_heading(clean(brief.name), 1)
    shown = document.add_picture(io.BytesIO(picture.png), width=Mm(_MAP_MM[0]))
    alt = say("map_of", language, title=brief.name, about=picture.alt)
    shown._inline.docPr.set("descr", clean(alt))  # noqa: SLF001 - no other door
    _add_table(document, figures_table(brief, language))
    document.add_heading(changes_head(brief, language), 2)
    _add_changes(document, brief, language)
    document.add_heading(print_say("projects", language), 2)
    if brief.projects:
        _add_table(document, projects_table(brief.projects, language))
        if any(project.stale for project in brief.projects):
            document.add_paragraph("* " + say("stale", language))
    else:
        document.add_paragraph(print_say("no_projects", language))
    return {"district": name, "projects": len(brief.projects), "changes": changes_told(brief),
            **maps_.about(brief.selection, picture)}  # fmt: skip


def _add_changes(document: Any, brief: Brief, language: Language) -> None:  # noqa: ANN401 - as above
    if not brief.changes:
        document.add_paragraph(print_say("no_changes", language))
    for group in brief.changes:
        text = told_change(group, language, most=_NAMED, rest="more_in_manifest")
        document.add_paragraph(clean(text), style="List Bullet")


def _add_table(document: Any, facts: TableFacts) -> None:  # noqa: ANN401 - as above
    table = document.add_table(rows=0, cols=len(facts.head), style="Table Grid")
    table.autofit = False
    for column, share in zip(table.columns, facts.shares, strict=True):
        column.width = Mm(_WIDTH_MM * share)
    for at, texts in enumerate((facts.head, *facts.rows)):
        row = table.add_row()
        for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = Mm(_WIDTH_MM * facts.shares[column])
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            if facts.figures and column and not (at == 0 and facts.upright):
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = paragraph.add_run(clean(text))
            run.font.size, run.font.bold = Pt(_TABLE_PT), at == 0
            if at == 0:
                _shade(cell)
            if at == 0 and column and facts.upright:
                _turn(cell)
        if at == 0 and facts.upright:
            row.height = Mm(max(width_mm(text, _TABLE_PT, bold=True) for text in facts.head) + 4)
        _set_row(row, is_head=at == 0)


def _set_row(row: Any, *, is_head: bool) -> None:  # noqa: ANN401 - as above
    """Keep a row whole, and say the head again on every page."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - no other door
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))


def _turn(cell: Any) -> None:  # noqa: ANN401 - as above
    """Let a cell's text run upwards."""
    direction = OxmlElement("w:textDirection")
    direction.set(qn("w:val"), "btLr")
    cell._tc.get_or_add_tcPr().append(direction)  # noqa: SLF001 - no other door


def _shade(cell: Any) -> None:  # noqa: ANN401 - as above
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", _HEAD_SHADE)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 - no other door
