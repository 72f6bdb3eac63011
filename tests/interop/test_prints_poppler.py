"""Prints in programs of others: poppler finds words, fonts and lengths, qpdf no fault."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from outlets.command import main
from outlets.commands.codes import DONE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DPI = 300
ARGUMENTS = {
    "map.pdf": ["print", "--district", "金水区", "--author", "规划编制科"],
    "part.pdf": ["print", "--scale", "50000", "--centre", "113.65,34.75", "--paper", "A3"],
    "atlas.pdf": ["atlas", "--layer", "metro", "--layer", "dead_end_roads", "--district", "金水区",
                  "--district", "中原区"],
}  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make each of the prints once."""
    folder = tmp_path_factory.mktemp("prints")
    for name, arguments in ARGUMENTS.items():
        assert main([*arguments, "--quiet", "--out", str(folder / name)]) == DONE
    return folder


def said(*command: object) -> str:
    done = subprocess.run(
        [*map(str, command)], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("name", ARGUMENTS)
def test_qpdf_finds_no_fault(program: Callable[[str], str], files: Path, name: str) -> None:
    assert "No syntax or stream encoding errors found" in said(
        program("qpdf"), "--check", files / name
    )


@pytest.mark.parametrize("name", ARGUMENTS)
def test_every_font_is_embedded_as_a_subset_and_can_be_searched(
    program: Callable[[str], str], files: Path, name: str
) -> None:
    rows = said(program("pdffonts"), files / name).splitlines()[2:]
    assert rows
    for row in rows:
        font, kind, embedded, subset, to_unicode = re.fullmatch(
            r"(\S+)\s+(.+?)\s+\S+\s+(yes|no) (yes|no) (yes|no)\s+\d+\s+\d+\s*", row
        ).groups()  # type: ignore[union-attr]
        assert re.fullmatch(r"[A-Z]{6}\+NotoSansSC-(Regular|Bold)", font)
        assert (kind, embedded, subset, to_unicode) == ("CID TrueType", "yes", "yes", "yes")
    assert (files / name).stat().st_size < 2_000_000


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("map.pdf", ["金水区：2021年政府工作报告的空间承诺", "未经审核 内部资料",
                     "编制：规划编制科", "不作划界依据", "在建", "郑州东站", "1:125 000"]),
        ("part.pdf", ["1:50 000", "图幅以外", "二七广场"]),
        ("atlas.pdf", ["中原区", "主要数字", "变化 2021-01-30", "8号线一期", "2024-12-29",
                       "断头路"]),
    ],
)  # fmt: skip
def test_chinese_words_are_found(
    program: Callable[[str], str], files: Path, name: str, words: list[str]
) -> None:
    text = said(program("pdftotext"), "-raw", files / name, "-")
    flat = re.sub(r"\s+", "", text)
    assert [word for word in words if re.sub(r"\s+", "", word) not in flat] == []


def test_the_scale_bar_measures_right_on_the_page(
    program: Callable[[str], str], files: Path
) -> None:
    stem = files / "part"
    said(program("pdftoppm"), "-r", DPI, "-gray", "-png", "-singlefile", files / "part.pdf", stem)
    with Image.open(stem.with_suffix(".png")) as page:
        grey = np.asarray(page.convert("L"))
    assert grey.shape == (round(297 / 25.4 * DPI), round(420 / 25.4 * DPI))
    # At 1:50 000 the bar has four steps of 500 m: ten millimetres each, black and white in turn.
    corner = grey[int(grey.shape[0] * 0.9) :, : int(grey.shape[1] * 0.2)] < 100
    step = 10 / 25.4 * DPI
    lengths = [max(runs(row), default=0) for row in corner]
    whole = [length for length in lengths if abs(length - step) < step * 0.5]
    assert np.median(whole) == pytest.approx(step, abs=4)  # a pixel or two of outline on each side
    outline = [length for length in lengths if length > step * 3]
    assert max(outline) == pytest.approx(4 * step, abs=4)


def runs(row: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[int]:
    """Return the lengths of the runs of dark pixels."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(int), [0]])))
    return [int(length) for length in edges[1::2] - edges[::2]]


def test_a_grey_print_tells_statuses_apart(program: Callable[[str], str], files: Path) -> None:
    """The legend's samples of statuses differ by their ink alone, pixel by pixel."""
    stem = files / "grey"
    said(program("pdftoppm"), "-r", DPI, "-gray", "-png", "-singlefile", files / "map.pdf", stem)
    box = said(program("pdftotext"), "-bbox", files / "map.pdf", "-")
    places = re.findall(
        r'xMin="(\S+)" yMin="(\S+)" xMax="\S+" yMax="(\S+)">(建成|在建|前期|未核实)<', box
    )
    assert len(places) == 4
    with Image.open(stem.with_suffix(".png")) as page:
        grey = np.asarray(page.convert("L"), dtype=float)
    samples = []
    for left, top, bottom, _ in places:
        middle = (float(top) + float(bottom)) / 2 / 72 * DPI
        right = float(left) / 72 * DPI
        samples.append(grey[int(middle) - 20 : int(middle) + 20, int(right) - 190 : int(right) - 8])
    for at, one in enumerate(samples):
        for other in samples[at + 1 :]:
            assert (abs(one - other) > 80).mean() > 0.02
