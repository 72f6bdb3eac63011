"""Slides and one-pagers in LibreOffice: it opens them, and every page says what it should."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from outlets.command import main
from outlets.commands.codes import DONE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("story.pptx", ("--story", "metro"),
         ("轨道上的都市", "第一条线", "从一条线到十字加环", "轨道交通历年运营里程",
          "来源、许可与使用限制")),
        ("district.pptx", ("--district", "金水区", "--layer", "dead_end_roads"),
         ("金水区", "断头路", "附表", "海滩街", "不作划界依据")),
        ("district.docx", ("--district", "金水区", "--layer", "dead_end_roads"),
         ("金水区", "断头路", "项目", "海滩街", "不作划界依据")),
    ],
)  # fmt: skip
def test_libreoffice_renders_it(
    tmp_path: Path, program: Callable[[str], str], name: str, arguments: tuple[str, ...],
    words: tuple[str, ...],
) -> None:  # fmt: skip
    office = program("soffice")
    path = tmp_path / name
    assert main(["deck", *arguments, "--quiet", "--out", str(path)]) == DONE
    subprocess.run(
        [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", tmp_path, path],
        capture_output=True, check=True, timeout=500,
    )  # fmt: skip
    if not path.with_suffix(".pdf").exists():
        pytest.skip("LibreOffice has no Impress or Writer on this machine")
    pages = PdfReader(path.with_suffix(".pdf")).pages
    text = "".join("".join(page.extract_text().split()) for page in pages)
    assert [word for word in words if word not in text] == []
    if name == "story.pptx":
        assert len(pages) == 12
        pictures = [image for page in pages for image in page.images]
        maps = {image.data for image in pictures if image.image and image.image.width > 900}
        assert len(maps) == 8  # one for each chapter
