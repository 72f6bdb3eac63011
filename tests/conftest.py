"""What all tests share: the built data and foreign programs."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from layers.build import build, require_sound

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.build import Dataset

# A slow machine is no fault of the code; in CI the examples are the same in every run.
settings.register_profile("zhengtu", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("zhengtu")


def absent(what: str) -> None:
    """Skip a test for want of a program, and say so; in CI (``CI=true``) that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing, and in CI nothing may be skipped", pytrace=False)
    pytest.skip(f"{what} is missing on this machine")


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """Find a foreign program: ``program("ogrinfo")`` is its path, or the test is skipped."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            absent(f"the program {name}")
        return str(path)

    return find


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """Return the data that ship with the project, built once for all tests."""
    return require_sound(build())
