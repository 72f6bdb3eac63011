"""The type: every character of the data, honest widths, and a clear word where it is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.textpath import text_to_path

from outlets.prints import fonts
from outlets.prints.fonts import (
    MISSING,
    MM_PER_PT,
    FontError,
    drawable,
    fitted,
    font,
    undrawable,
    width_mm,
    wrapped,
)
from outlets.prints.words import WORDS

ROOT = Path(__file__).parents[3]
texts = st.text(
    st.sampled_from("郑州市地铁（一期），。在建 Under construction 2020-01、“”"), max_size=60
)


@pytest.mark.parametrize(
    "path",
    sorted(p for p in (ROOT / "data").rglob("*") if p.suffix in {".csv", ".toml", ".geojson"}),
    ids=lambda path: path.relative_to(ROOT / "data").as_posix(),
)
def test_every_character_of_the_data_has_a_glyph_in_both_weights(path: Path) -> None:
    assert undrawable([path.read_text("utf-8")]) == ""


def test_every_word_of_a_sheet_has_its_glyphs() -> None:
    assert undrawable(text for term in WORDS.values() for text in (term.zh, term.en)) == ""
    assert undrawable([MISSING]) == ""


def test_what_has_no_glyph_is_told_and_replaced() -> None:
    assert undrawable(["地铁😀", "😀𠮷x"]) == "😀" + undrawable(["𠮷"])
    assert drawable("a😀b\n c") == f"a{MISSING}b c"


@pytest.mark.parametrize("text", ["\u202eRTL\u202c", "🚇", "\x00"])
def test_what_has_no_glyph_is_as_wide_as_what_stands_for_it(text: str) -> None:
    assert width_mm(text, 10) == pytest.approx(width_mm(drawable(text), 10))


def test_a_missing_file_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)
    font.cache_clear()
    try:
        with pytest.raises(FontError, match=r"NotoSansSC-Bold\.ttf.*pip install -e \."):
            font(bold=True)
    finally:
        font.cache_clear()


def test_the_licence_travels_with_the_type() -> None:
    text = (fonts.FOLDER / "NotoSansSC.LICENSE.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("text", ["郑州市轨道交通8号线一期", "Under construction", "1:50 000 km"])
def test_a_width_is_what_is_drawn(text: str, bold: bool) -> None:  # noqa: FBT001 - parametrised
    vertices, _ = text_to_path.get_text_path(font(bold=bold), text)
    drawn = max(x for x, _ in vertices) / text_to_path.FONT_SCALE * 10 * MM_PER_PT
    assert width_mm(text, 10, bold=bold) == pytest.approx(drawn, rel=0.03)


@given(texts, st.floats(12, 60))
def test_wrapped_lines_fit_and_lose_nothing(text: str, room: float) -> None:
    lines = wrapped(text, 7, room_mm=room)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width_mm(line, 7) <= room for line in lines)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("建成：惠济区（2022-12-13）、金水区", ["建成：惠济区", "（2022-12-13）、", "金水区"]),
        ("a longer English sentence", ["a longer English", "sentence"]),
    ],
)
def test_lines_break_where_chinese_and_english_may(text: str, lines: list[str]) -> None:
    assert wrapped(text, 8, room_mm=23) == lines


def test_a_text_is_cut_with_an_ellipsis_only_where_it_must() -> None:
    assert fitted("郑州", 8, room_mm=30) == "郑州"
    cut = fitted("郑州市轨道交通线路", 8, room_mm=15)
    assert cut.endswith("…")
    assert width_mm(cut, 8) <= 15
