"""What all tests share: the built data and foreign programs."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from layers.build import build, require_sound

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from layers.build import Dataset

# The command line speaks the machine's language; tests read its English.
os.environ["LC_ALL"] = "C.UTF-8"

# A slow machine is no fault of the code; in CI the examples are the same in every run.
settings.register_profile("zhengtu", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("zhengtu")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep built datasets apart from those of whoever runs the tests."""
    folder = tmp_path_factory.mktemp("kept")
    folder.chmod(0o700)
    os.environ["ZHENGTU_CACHE"] = str(folder)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test into a failure in CI (``CI=true``): there, everything must be tested."""
    report = yield
    if os.environ.get("CI") and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"in CI nothing may be skipped: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """Find a foreign program: ``program("ogrinfo")`` is its path, or the test is skipped."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            pytest.skip(f"the program {name} is missing on this machine")
        return path

    return find


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """Return the data that ship with the project, built once for all tests."""
    return require_sound(build())
