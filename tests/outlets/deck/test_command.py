"""``zhengtu deck``: what it writes, what it refuses, and exit codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from outlets.command import main
from outlets.commands.codes import DONE, FAILED, WRONG

if TYPE_CHECKING:
    from pathlib import Path


def test_a_deck(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "x.pptx"
    assert main(["deck", "--district", "上街区", "--lang", "en", "--out", str(out)]) == DONE
    told = capsys.readouterr()
    assert told.out.splitlines() == [str(out), f"{out}.manifest.json"]
    assert "write 1/1" in told.err


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("--out", "a.pdf"), WRONG, ".pptx"),
        (("--out", "a.pptx", "--story", "nowhere"), WRONG, "metro"),
        (
            ("--out", "a.pptx", "--story", "metro", "--district", "金水区"),
            WRONG,
            "leave out district",
        ),
        (("--out", "a.docx", "--story", "metro"), FAILED, ".pptx"),
        (("--out", "a.pptx", "--since", "2021"), WRONG, "YYYY-MM-DD"),
        (("--out", "a.pptx", "--layer", "districts"), WRONG, "metro"),
        (("--out", "a.pptx", "--title", "长" * 99), WRONG, "room for"),
        (("--out", "a.pptx", "--text", "无此字样"), FAILED, "nothing to print"),
        (("--out", "missing/a.pptx"), FAILED, "missing"),
    ],
)
def test_what_is_refused_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...], code: int, word: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(["deck", *arguments, "--quiet"]) == code
    assert word in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
