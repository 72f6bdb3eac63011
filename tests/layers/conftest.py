"""Fixtures of the tests of the layers."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from layers.build import SOURCE
from tables import Tables

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    """Return a copy of the source tables."""
    return Tables(shutil.copytree(SOURCE, tmp_path / "source"))
