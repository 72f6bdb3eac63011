"""Fixtures of the journeys: browser, servers, readers, and what Python itself selects."""

from __future__ import annotations

import re
import shutil
from contextlib import ExitStack
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect, sync_playwright

from e2e.packs import PackReader, write_pack
from e2e.reader import Reader
from e2e.servers import ROOT, Server, running
from layers.catalogue import THEMATIC
from layers.selection import Selection, select
from layers.view import View

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from layers.build import Dataset

LAPTOP = {"width": 1440, "height": 900}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    # Whatever is not ours cannot even be looked up; the attempt itself fails the test.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]  # fmt: skip
_FAILED = pytest.StashKey[bool]()

# Long, for a machine that has other work to do: only a test that fails waits for so long.
WAIT_MS = 45_000
expect.set_options(timeout=WAIT_MS)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if call.when in ("setup", "call") and report.failed:
        item.stash[_FAILED] = True
    return report


@pytest.fixture(scope="package")
def browser(program: Callable[[str], str]) -> Iterator[Browser]:
    """Return the system's Chromium, for as long as the journeys last."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    path = found or program(CHROMIUM[0])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Start servers on demand, one per setting, and keep them for all journeys."""
    folder = tmp_path_factory.mktemp("servers")
    started: dict[str, Server] = {}
    with ExitStack() as stack:

        def start(**settings: Any) -> Server:
            key = repr(sorted(settings.items()))
            if key not in started:
                log = folder / f"{len(started)}.log"
                started[key] = stack.enter_context(running(log, **settings))
            return started[key]

        yield start
        faults = [server.fault() for server in started.values()]
    assert not any(faults), "\n".join(faults)


@pytest.fixture(scope="package")
def server(servers: Callable[..., Server]) -> Server:
    """Return the app as a user starts it."""
    return servers()


@pytest.fixture
def visit(
    browser: Browser, server: Server, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Reader]]:
    """Make readers: fresh browser contexts that fail the test on any fault or outside request."""
    readers: list[Reader] = []

    def make(at: Server | None = None, **options: Any) -> Reader:
        assert not (at or server).fault()
        settings = {"viewport": LAPTOP, "reduced_motion": "reduce", "locale": "zh-CN", **options}
        context = browser.new_context(**settings)
        context.set_default_timeout(WAIT_MS)
        reader = Reader(context, at or server)
        readers.append(reader)
        return reader

    yield make
    faults = [fault for reader in readers if (fault := reader.server.fault())]
    if request.node.stash.get(_FAILED, False):
        for number, reader in enumerate(readers):
            _keep_screenshot(reader, f"{request.node.name}-{number}")
    faults += [fault for reader in readers for fault in reader.unforgiven()]
    for reader in readers:
        reader.context.close()
    assert not faults, "\n".join(faults)


def _keep_screenshot(reader: Reader, name: str) -> None:
    folder = ROOT / "test-results"
    folder.mkdir(exist_ok=True)
    path = folder / (re.sub(r"[^\w.-]+", "_", name)[:120] + ".png")
    reader.page.screenshot(path=path)


@pytest.fixture
def reader(visit: Callable[..., Reader]) -> Reader:
    """Return a reader with the start view painted."""
    return visit().open()


@pytest.fixture(scope="session")
def python_selects(dataset: Dataset) -> Callable[..., Selection]:
    """Select in Python what a view asks for."""

    def selects(view: View | None = None, **fields: Any) -> Selection:
        today = date.today()  # noqa: DTZ011 - the server's day, as in screens.state
        return select(dataset, view or View(**fields), today=today)

    return selects


@pytest.fixture(scope="session")
def python_shows(
    python_selects: Callable[..., Selection],
) -> Callable[..., dict[str, list[str]]]:
    """Ids that the map must show for a view, per thematic layer, in row order."""

    def shows(view: View | None = None, **fields: Any) -> dict[str, list[str]]:
        selection = python_selects(view, **fields)
        located = {}
        for layer in THEMATIC:
            frame = selection.frame(layer.id)
            located[layer.id] = list(frame[frame.geometry.notna()]["id"])
        return located

    return shows


@pytest.fixture(scope="package")
def pack_file(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the meeting pack as it opens without any choice."""
    return write_pack(dataset, tmp_path_factory.mktemp("pack") / "郑图 pack.html", View())


@pytest.fixture
def read_pack(browser: Browser) -> Iterator[Callable[..., PackReader]]:
    """Make readers of packs that fail the test on any fault, and on any request."""
    readers: list[PackReader] = []

    def make_reader(file: Path, **options: Any) -> PackReader:
        settings = {"viewport": LAPTOP, "locale": "zh-CN", "reduced_motion": "reduce", **options}
        context = browser.new_context(**settings)
        context.set_default_timeout(WAIT_MS)
        readers.append(PackReader(context, file))
        return readers[-1]

    yield make_reader
    faults = [fault for reader in readers for fault in (*reader.faults, *reader.unasked())]
    for reader in readers:
        reader.context.close()
    assert not faults, "\n".join(faults)
