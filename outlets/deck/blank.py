"""An empty 16:9 presentation with our type: title, text and furniture in their places.

python-pptx brings a 4:3 template; its two layouts that we use are laid out anew here, so that
whoever edits the deck gets the same places from PowerPoint's own layouts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Mm

from outlets.prints.furniture import INK

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck
    from pptx.shapes.base import BaseShape

    from outlets.prints.pen import Box

WIDTH_MM, HEIGHT_MM = 338.667, 190.5
"""Size of a slide, 16:9 [mm]."""

FACE = "Microsoft YaHei"
"""Type of the slides: on every Windows; elsewhere the system takes its own Chinese type for it.
Named for Latin letters and for Chinese, so that no program falls back on a type without Chinese."""

TITLE_LAYOUT, PLAIN_LAYOUT = 0, 1
_KEPT = ("Title Slide", "Title Only")
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def blank() -> Deck:
    """Return a presentation without slides, 16:9, with the layouts of this module."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Mm(WIDTH_MM), Mm(HEIGHT_MM)
    for layout in list(deck.slide_layouts):
        if layout.name not in _KEPT:
            deck.slide_layouts.remove(layout)
    _name_type(deck)
    master = deck.slide_master
    for shape in list(master.placeholders):
        if shape.placeholder_format.idx == 0:
            put(shape, (12, 6, WIDTH_MM - 24, 17))
        elif shape.placeholder_format.idx == 1:
            put(shape, (12, 26, WIDTH_MM - 24, 140))
        else:
            shape.element.getparent().remove(shape.element)
    for layout in deck.slide_layouts:
        for shape in list(layout.placeholders):
            if shape.placeholder_format.idx > 1:
                shape.element.getparent().remove(shape.element)
    first, plain = deck.slide_layouts[TITLE_LAYOUT], deck.slide_layouts[PLAIN_LAYOUT]
    put(first.placeholders[0], (24, 48, WIDTH_MM - 48, 38))
    put(first.placeholders[1], (24, 90, WIDTH_MM - 48, 26))
    put(plain.placeholders[0], (12, 6, WIDTH_MM - 24, 17))
    for shape in (first.placeholders[0], first.placeholders[1], plain.placeholders[0]):
        _set_left(shape)
    return deck


def put(shape: BaseShape, place_mm: tuple[float, float, float, float]) -> None:
    """Put a shape at left, top, width and height [mm]."""
    shape.left, shape.top, shape.width, shape.height = (Mm(value) for value in place_mm)


def placed(box: Box) -> tuple[float, float, float, float]:
    """Return left, top, width and height of a box whose y runs down from the slide's top [mm]."""
    return box.left, box.bottom, box.width, box.height


def _set_left(shape: BaseShape) -> None:
    frame = shape.text_frame
    frame.auto_size, frame.word_wrap = MSO_AUTO_SIZE.NONE, True
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    body = frame._txBody  # noqa: SLF001 - a layout's own style has no other door
    styles = body.find(f"{_DRAWING}lstStyle")
    for level in list(styles):
        styles.remove(level)
    level = etree.SubElement(styles, f"{_DRAWING}lvl1pPr", algn="l", marL="0", indent="0")
    etree.SubElement(level, f"{_DRAWING}buNone")
    look = etree.SubElement(level, f"{_DRAWING}defRPr")
    fill = etree.SubElement(look, f"{_DRAWING}solidFill")
    etree.SubElement(fill, f"{_DRAWING}srgbClr", val=str(RGBColor.from_string(INK[1:])))


def _name_type(deck: Deck) -> None:
    """Name our type in the theme, which everything without a type of its own takes."""
    part = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = etree.fromstring(part.blob)
    for scheme in ("majorFont", "minorFont"):
        for face in theme.iter(f"{_DRAWING}{scheme}"):
            for kind in ("latin", "ea"):
                face.find(f"{_DRAWING}{kind}").set("typeface", FACE)
            for script in face.findall(f"{_DRAWING}font"):
                if script.get("script") == "Hans":
                    script.set("typeface", FACE)
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)  # noqa: SLF001 - as above
