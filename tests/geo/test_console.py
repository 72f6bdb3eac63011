"""A console that knows no Chinese stops nothing (redirected output on Windows)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "gbk"])
def test_the_build_prints_its_manifest(encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "layers.build"], cwd=ROOT, capture_output=True, check=True,
        env=os.environ | {"PYTHONIOENCODING": encoding},
    )  # fmt: skip
    manifest = json.loads(done.stdout.decode(encoding))
    assert manifest["layers"]


def test_characters_that_are_lacking_are_written_as_escapes() -> None:
    program = "from geo.console import print_any_text; print_any_text(); print('郑')"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True,
        env=os.environ | {"PYTHONIOENCODING": "cp1252"},
    )  # fmt: skip
    assert done.stdout.split() == [rb"\u90d1"]
