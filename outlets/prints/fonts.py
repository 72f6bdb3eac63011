"""The type of the prints: Noto Sans SC, which comes with the install and not from the system."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import LoadFlags

from geo.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).parent / "assets" / "vendor"
FILES = {False: "NotoSansSC-Regular.ttf", True: "NotoSansSC-Bold.ttf"}
"""File by whether it is bold."""

MISSING = "〓"
"""Stands where the type has no glyph, as Chinese printers do."""

MM_PER_PT = 25.4 / 72
_HALF_BODY = 0.36
"""Height of a line's middle above its baseline, as a share of its size."""

# TrueType subsets (not outlines without text), so that a PDF can be searched; the same bytes for
# the same map; nothing but our own type, whatever a matplotlibrc on this machine says.
mpl.rcParams.update({
    "pdf.fonttype": 42, "svg.fonttype": "path", "svg.hashsalt": "zhengtu", "path.simplify": False,
    "lines.scale_dashes": False, "pdf.compression": 6, "text.parse_math": False,
    "text.usetex": False, "axes.unicode_minus": False,
})  # fmt: skip


class FontError(ExportError):
    """The type of the prints is not installed."""


@cache
def font(*, bold: bool = False) -> FontProperties:
    """Return the type in one of its two weights.

    Raises
    ------
    FontError
        If its file is missing.
    """
    path = FOLDER / FILES[bold]
    if not path.is_file():
        raise FontError(
            "The print type {file} is missing. It comes at install: run “pip install -e .” in the "
            "project's folder.",
            file=path.name,
        )
    return FontProperties(fname=str(path))


@cache
def _glyphs() -> frozenset[int]:
    """Return the code points of both weights."""
    both = [set(_file(bold=bold).get_charmap()) for bold in (False, True)]
    return frozenset(both[0] & both[1])


def undrawable(texts: Iterable[str]) -> str:
    """Return the characters that the type cannot draw, each once, in order of first use."""
    known = _glyphs()
    seen = dict.fromkeys(character for text in texts for character in text)
    return "".join(c for c in seen if ord(c) not in known and c.isprintable())


def drawable(text: str) -> str:
    """Return a text on one line, with ``〓`` for what the type cannot draw."""
    known = _glyphs()
    flat = " ".join(text.split())
    return "".join(c if ord(c) in known else MISSING for c in flat)


@cache
def _advance(character: str, *, bold: bool) -> float:
    """Return how far a character moves the pen, as a share of the type's size.

    One that the type lacks moves it as far as what is printed in its place.
    """
    known = character if ord(character) in _glyphs() else MISSING
    face = _file(bold=bold)
    glyph = face.load_char(ord(known), flags=LoadFlags.NO_SCALE | LoadFlags.NO_HINTING)
    return float(glyph.horiAdvance / face.units_per_EM)


def _file(*, bold: bool):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a class without a name
    return get_font(str(font(bold=bold).get_file()))


def width_mm(text: str, size_pt: float, *, bold: bool = False) -> float:
    """Return the width of a text on one line [mm]."""
    ems = sum(_advance(c, bold=bold) for c in text)
    return ems * size_pt * MM_PER_PT


def middle_mm(size_pt: float) -> float:
    """Return how far a line's middle lies above its baseline [mm]."""
    return _HALF_BODY * size_pt * MM_PER_PT


def wrapped(text: str, size_pt: float, *, room_mm: float, bold: bool = False) -> list[str]:
    """Break a text into lines: Chinese between any two characters, other words at blanks.

    A line starts with no closing mark and ends with no opening one; a word longer than a line is
    broken.
    """
    lines: list[str] = []
    line = ""
    for piece in _pieces(drawable(text)):
        if line and width_mm(line + piece.rstrip(), size_pt, bold=bold) > room_mm:
            lines.append(line.rstrip())
            line = ""
        for character in piece:
            wide = width_mm(line + character, size_pt, bold=bold) > room_mm
            if line and wide and not character.isspace():
                lines.append(line.rstrip())
                line = ""
            line += character
    return [*lines, line.rstrip()] if line.strip() else lines


_CLOSING = set("，。、；：？！）》」』”’·%)]},;:")
_OPENING = set("（《「『“‘([{")
_WIDE = 0x2E80
"""First of the East Asian characters, between which a line may break."""


def _pieces(text: str) -> list[str]:
    """Cut a text where a line may break: not inside a word, nor off a mark from its word."""
    pieces: list[str] = []
    for character in text:
        before = pieces[-1][-1] if pieces else " "
        narrow = max(ord(character), ord(before)) < _WIDE and before != " "
        if pieces and (narrow or character in _CLOSING or before in _OPENING):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def fitted(text: str, size_pt: float, *, room_mm: float, bold: bool = False) -> str:
    """Return a text, cut with an ellipsis where it is longer than its room."""
    whole = drawable(text)
    if width_mm(whole, size_pt, bold=bold) <= room_mm:
        return whole
    while whole and width_mm(whole + "…", size_pt, bold=bold) > room_mm:
        whole = whole[:-1]
    return whole + "…"
