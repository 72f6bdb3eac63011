"""Streamlit's settings do not depend on the folder in which the server is started."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
NAMES = (
    "browser.gatherUsageStats",
    "browser.serverAddress",
    "server.address",
    "theme.dark.textColor",
)
PROGRAM = f"""
import json
from screens.settings import option
print(json.dumps([option(name) for name in {NAMES!r}]))
"""


def told(folder: Path) -> list[Any]:
    """Ask a Python that is started in a folder, as `uvicorn` would be."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    found: list[Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def ours() -> list[Any]:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    return [
        settings["browser"]["gatherUsageStats"], settings["browser"]["serverAddress"],
        settings["server"]["address"], settings["theme"]["dark"]["textColor"],
    ]  # fmt: skip


def test_started_elsewhere(tmp_path: Path) -> None:
    assert told(tmp_path) == ours()
    assert told(tmp_path)[:2] == [False, "localhost"]


def test_the_operators_own_file_is_heard(tmp_path: Path) -> None:
    (tmp_path / ".streamlit").mkdir()
    own = tmp_path / ".streamlit" / "config.toml"
    own.write_text('[server]\naddress = "0.0.0.0"\n', encoding="utf-8")
    assert told(tmp_path) == [*ours()[:2], "0.0.0.0", ours()[3]]  # noqa: S104 - nothing listens
