"""``zhengtu print`` and ``zhengtu atlas``: what they write, what they refuse, and exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from outlets.command import main
from outlets.commands.codes import CALLED_OFF, DONE, FAILED, NO_DATA, WRONG
from outlets.prints import fonts

ROOT = Path(__file__).parent.parent.parent


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("suffix", ["pdf", "svg", "png"])
def test_a_print(tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / f"x.{suffix}"
    done = main([
        "print", "--layer", "metro", "--status", "construction", "--at", "2021-01-30", "--dpi",
        "150", "--orientation", "portrait", "--title", "在建轨道", "--out", str(out),
    ])  # fmt: skip
    assert done == DONE
    assert left_in(tmp_path) == [out.name, f"{out.name}.manifest.json"]
    told = capsys.readouterr()
    assert told.out.splitlines() == [str(out), f"{out}.manifest.json"]
    assert "write 1/1" in told.err
    manifest = json.loads((tmp_path / f"{out.name}.manifest.json").read_bytes())
    assert manifest["filter"] == {
        "layers": "metro", "status": "construction", "at": "2021-01-30",
    }  # fmt: skip
    assert manifest["title"] == "在建轨道"
    assert manifest["paper"] == "A4 portrait"


def test_an_atlas(tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    done = main([
        "atlas", "--district", "登封市", "--layer", "parks", "--since", "2020-01-01", "--quiet",
        "--out", str(out),
    ])  # fmt: skip
    assert done == DONE
    manifest = json.loads((tmp_path / "a.pdf.manifest.json").read_bytes())
    assert [page["district"] for page in manifest["pages"]] == ["登封市"]
    assert manifest["since"] == "2020-01-01"
    assert manifest["paper"] == "A3 landscape"


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("print", "--out", "a.bmp"), WRONG, "bmp"),
        (("print", "--out", "a"), WRONG, "pdf"),
        (("print", "--paper", "B5", "--out", "a.pdf"), WRONG, "A4, A3"),
        (("print", "--dpi", "50", "--out", "a.png"), WRONG, "150"),
        (("print", "--dpi", "601", "--out", "a.png"), WRONG, "600"),
        (("print", "--scale", "1", "--out", "a.pdf"), WRONG, "1:500"),
        (("print", "--centre", "here", "--out", "a.pdf"), WRONG, "113.65,34.75"),
        (("print", "--centre", "34.7,113.6", "--out", "a.pdf"), WRONG, "longitude comes first"),
        (("print", "--layer", "districts", "--out", "a.pdf"), WRONG, "metro"),
        (("print", "--status", "built", "--out", "a.pdf"), WRONG, "built"),
        (("print", "--text", "无此字样", "--out", "a.pdf"), FAILED, "nothing to print"),
        (("print", "--scale", "10000", "--out", "a.pdf"), FAILED, "smaller"),
        (("print", "--title", "😀", "--out", "a.pdf"), FAILED, "no sign for"),
        (("print", "--out", "missing/a.pdf"), FAILED, "missing"),
        (("print", "--source", "missing", "--out", "a.pdf"), NO_DATA, "missing"),
        (("atlas", "--out", "a.svg"), WRONG, ".pdf"),
        (("atlas", "--since", "2021", "--out", "a.pdf"), WRONG, "YYYY-MM-DD"),
        (("atlas", "--text", "无此字样", "--out", "a.pdf"), FAILED, "nothing to print"),
    ],
)  # fmt: skip
def test_what_is_refused_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...], code: int, word: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main([*arguments, "--quiet", "--lang", "en"]) == code
    assert word in capsys.readouterr().err
    assert left_in(tmp_path) == []


def test_a_missing_type_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fonts, "FOLDER", tmp_path / "none")
    monkeypatch.setattr(fonts, "_glyphs", fonts._glyphs.__wrapped__)  # noqa: SLF001 - not kept
    fonts.font.cache_clear()
    try:
        assert main(["print", "--quiet", "--out", str(tmp_path / "a.pdf")]) == FAILED
    finally:
        fonts.font.cache_clear()
    assert "pip install -e ." in capsys.readouterr().err
    assert left_in(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to catch")
def test_ended_from_outside_nothing_is_left(tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    with subprocess.Popen(
        [sys.executable, "-m", "outlets.command", "atlas", "--out", str(out)],
        cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
    ) as work:  # fmt: skip
        assert work.stderr is not None
        until = time.monotonic() + 300
        while "write 2/16" not in work.stderr.readline() and time.monotonic() < until:
            pass
        os.kill(work.pid, signal.SIGTERM)
        assert work.wait(120) == CALLED_OFF
    assert left_in(tmp_path) == []
