"""What stands on one slide: title, text, picture, notes and the line at its foot, all native."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.util import Mm, Pt

from outlets.deck.blank import FACE, HEIGHT_MM, PLAIN_LAYOUT, WIDTH_MM, placed
from outlets.prints.fonts import MM_PER_PT, wrapped
from outlets.prints.furniture import INK, QUIET
from outlets.prints.pen import Box
from outlets.prints.words import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pptx.presentation import Presentation as Deck
    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide
    from pptx.text.text import TextFrame, _Paragraph, _Run

    from layers.story_text import Block, Run
    from layers.vocabulary import Language

BODY = Box(12, 27, WIDTH_MM - 12, HEIGHT_MM - 12)
"""Room between title and foot; here y runs down from the top of the slide [mm]."""

TITLE_PT, LEAST_TITLE_PT, FOOT_PT = 28.0, 16.0, 10.0
LINE_EM = 1.45
"""Distance of lines, as a share of the size of the type; YaHei is taller than most."""

_LANGUAGES = {"zh": "zh-CN", "en": "en-US"}
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_FACES = ("latin", "ea", "cs")
_SAFE = 0.94
"""Share of its room that a title is set in: the type of another system may be wider."""

_INDENT_MM, _GAP_EM = 5.0, 0.35


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a text looks.

    Parameters
    ----------
    size_pt
        Size of its type [pt].
    bold
        True for the bold weight.
    colour
        ``#rrggbb``.
    """

    size_pt: float
    bold: bool = False
    colour: str = INK


@dataclass(frozen=True, kw_only=True)
class Press:
    """Makes the slides of one deck.

    Parameters
    ----------
    deck
        The presentation.
    language
        Language of its words.
    foot
        What stands at the foot of every slide.
    """

    deck: Deck
    language: Language
    foot: str

    def slide(self, title: str) -> Slide:
        """Add a slide with a title and the line at the foot."""
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[PLAIN_LAYOUT])
        self.title(slide, title)
        foot = Box(BODY.left, HEIGHT_MM - 10, BODY.right - 16, HEIGHT_MM - 3)
        self.line(slide, foot, self.foot, Look(size_pt=FOOT_PT, colour=QUIET))
        _number(slide, self.language)
        return slide

    def title(self, slide: Slide, text: str, *, size_pt: float = TITLE_PT, lines: int = 1) -> None:
        """Write the title, smaller where it is long."""
        whole, room = " ".join(clean(text).split()), (slide.shapes.title.width / Mm(1) - 8) * _SAFE
        while (
            size_pt > LEAST_TITLE_PT
            and len(wrapped(whole, size_pt, room_mm=room, bold=True)) > lines
        ):
            size_pt -= 1
        paragraph = slide.shapes.title.text_frame.paragraphs[0]
        self.write(paragraph, whole, Look(size_pt=size_pt, bold=True))

    def line(self, slide: Slide, box: Box, text: str, look: Look) -> BaseShape:
        """Write a short text in a box."""
        shape = slide.shapes.add_textbox(*(Mm(value) for value in placed(box)))
        frame = _plain_frame(shape.text_frame)
        self.write(frame.paragraphs[0], text, look)
        return shape

    def write(self, paragraph: _Paragraph, text: str, look: Look) -> None:
        """Write text, its lines broken where it says so."""
        if not text:  # an empty cell is as tall as the type that stands at its end
            end = etree.SubElement(paragraph._p, f"{_DRAWING}endParaRPr")  # noqa: SLF001 - as below
            end.set("sz", str(round(look.size_pt * 100)))
            return
        for at, line in enumerate(clean(text).split("\n")):
            if at:
                paragraph.add_line_break()
            if line:
                run = paragraph.add_run()
                run.text = line
                self.style(run, look)

    def style(self, run: _Run, look: Look) -> None:
        """Set size, weight, colour, language and type of a run."""
        run.font.size, run.font.bold = Pt(round(look.size_pt, 1)), look.bold
        run.font.color.rgb = RGBColor.from_string(look.colour[1:])
        name_faces(run.font._element, self.language)  # noqa: SLF001 - no other door to the Chinese type

    def blocks(self, slide: Slide, box: Box, found: Sequence[Block], size_pt: float) -> None:
        """Write a chapter's text into a box."""
        shape = slide.shapes.add_textbox(*(Mm(value) for value in placed(box)))
        frame = _plain_frame(shape.text_frame)
        for at, block in enumerate(found):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            paragraph.space_after = Pt(size_pt * _GAP_EM)
            _set_list(paragraph, block)
            heading = block.kind == "heading"
            for run in block.runs:
                self._run(paragraph, run, size_pt * (1.1 if heading else 1), strong=heading)

    def _run(self, paragraph: _Paragraph, run: Run, size_pt: float, *, strong: bool) -> None:
        look = Look(size_pt=size_pt, bold=strong or run.strong)
        for at, line in enumerate(clean(run.text).split("\n")):
            if at:
                paragraph.add_line_break()
            if not line:
                continue
            made = paragraph.add_run()
            made.text = line
            self.style(made, look)
            made.font.italic = run.emphasis or None
            if run.href:
                made.hyperlink.address = clean(run.href)

    def notes(self, slide: Slide, texts: Iterable[str]) -> None:
        """Write what the speaker sees."""
        frame = slide.notes_slide.notes_text_frame
        lines = [line for text in texts for line in clean(text).split("\n")]
        for at, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text = line
            name_faces(run.font._element, self.language)  # noqa: SLF001 - as above


def name_faces(element: etree._Element, language: Language) -> None:
    """Name our type and the language in the properties of a run."""
    element.set("lang", _LANGUAGES[language])
    element.set("altLang", _LANGUAGES["en" if language == "zh" else "zh"])
    for kind in _FACES:
        for old in element.findall(f"{_DRAWING}{kind}"):
            element.remove(old)
    # The schema's order: fill and effects, then the types, then links.
    links = [child for child in element if child.tag.startswith(f"{_DRAWING}hlink")]
    at = list(element).index(links[0]) if links else len(element)
    for kind in reversed(_FACES):
        element.insert(at, etree.Element(f"{_DRAWING}{kind}", typeface=FACE))


def add_picture(slide: Slide, box: Box, png: bytes, alt: str) -> None:
    """Put a picture into a box and say what it shows."""
    picture = slide.shapes.add_picture(io.BytesIO(png), *(Mm(value) for value in placed(box)))
    describe(picture, alt)


def describe(shape: BaseShape, alt: str) -> None:
    """Say what a shape shows to who cannot see it."""
    shape._element._nvXxPr.cNvPr.set("descr", " ".join(clean(alt).split()))  # noqa: SLF001 - no other door


def _plain_frame(frame: TextFrame) -> TextFrame:
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    return frame


def _number(slide: Slide, language: Language) -> None:
    """Add the number of the slide, as a field that stays true when slides move."""
    shape = slide.shapes.add_textbox(Mm(BODY.right - 14), Mm(HEIGHT_MM - 10), Mm(14), Mm(7))
    paragraph = _plain_frame(shape.text_frame).paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT
    field = etree.SubElement(
        paragraph._p, f"{_DRAWING}fld", id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", type="slidenum"  # noqa: SLF001 - fields have no other door
    )  # fmt: skip
    look = etree.SubElement(field, f"{_DRAWING}rPr", sz=str(int(FOOT_PT * 100)))
    name_faces(look, language)
    slides = slide.part.package.presentation_part.presentation.slides
    etree.SubElement(field, f"{_DRAWING}t").text = str(len(slides))


def _set_list(paragraph: _Paragraph, block: Block) -> None:
    if block.kind not in ("bullet", "number"):
        return
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - bullets have no other door
    indent = Mm(_INDENT_MM)
    properties.set("marL", str(int(indent * max(block.level, 1))))
    properties.set("indent", str(-int(indent)))
    if block.kind == "bullet":
        etree.SubElement(properties, f"{_DRAWING}buFont", typeface="Arial")
        etree.SubElement(properties, f"{_DRAWING}buChar", char="•")
    else:
        etree.SubElement(properties, f"{_DRAWING}buAutoNum", type="arabicPeriod")


def height_mm(found: Iterable[Block], size_pt: float, *, width: float) -> float:
    """Return how tall a chapter's text stands in a column [mm]."""
    return sum(block_height_mm(block, size_pt, width=width) for block in found)


def block_height_mm(block: Block, size_pt: float, *, width: float) -> float:
    """Return the height of one paragraph with the gap below it [mm]."""
    heading = block.kind == "heading"
    own = size_pt * (1.1 if heading else 1)
    room = width - _INDENT_MM * block.level - own * MM_PER_PT * 0.5
    text = "".join(clean(run.text) for run in block.runs)
    lines = sum(max(1, len(wrapped(line, own, room_mm=room, bold=heading)))
                for line in text.split("\n"))  # fmt: skip
    return (lines * own * LINE_EM + size_pt * _GAP_EM) * MM_PER_PT
