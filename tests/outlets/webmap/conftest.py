"""The map's front end alone in a real browser: our routes and policy, no Streamlit around them."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import threading
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import uvicorn
from playwright.sync_api import sync_playwright
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route

from layers.catalogue import THEMATIC
from outlets.webmap.frontend import map_script
from outlets.webmap.packing import encode_rows
from outlets.webmap.payload import PayloadKeeper
from screens.frontend import script_url
from screens.map import MapMessage
from screens.routes import routes
from screens.security import SecurityHeaders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from playwright.sync_api import Browser, Page
    from starlette.requests import Request

    from layers.build import Dataset

BASE = "/base"
FRAME = f"{BASE}/component/streamlit_folium.st_folium/index.html"
PAGE = """<!doctype html><html lang="en" style="font-size:1rem"><head><title>t</title>
<link rel="icon" href="data:,"></head><body><div id="parent" class="single">
<div class="float-child"><div id="map_div"></div></div></div>
<script src="{script}"></script>
<script>window.sent = []; zhengtu.create("map_div"); zhengtu.hear((v) => sent.push(v));</script>
</body></html>"""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]  # fmt: skip


class Plan:
    """A map on screen that is told messages and asked what it shows."""

    def __init__(self, page: Page, dataset: Dataset, faults: list[str]) -> None:
        self.page = page
        self.faults = faults
        self.dataset = dataset
        self.rows = sum(len(dataset.frames[layer.id]) for layer in THEMATIC)
        self._seq = 0

    def tell(self, message: MapMessage, *, wait: bool = True) -> None:
        """Send a message and wait until it is painted."""
        self._seq += 1
        wire = {"seq": self._seq, **message.to_wire()}
        self.page.evaluate("(message) => { zhengtu.receive(message); }", wire)
        if wait:
            self.page.wait_for_function(f"() => zhengtu.painted === {self._seq}")

    def ask(self, script: str, *arguments: Any) -> Any:
        return self.page.evaluate(script, *arguments)

    def place_of(self, identifier: str) -> tuple[float, float]:
        place = self.ask("(id) => zhengtu.placeOf(id)", identifier)
        return place["x"], place["y"]

    def look_at(self, lat: float, lng: float, zoom: float) -> None:
        self.ask("(v) => { zhengtu.map.setView([v[0], v[1]], v[2], { animate: false }); }",
                 [lat, lng, zoom])  # fmt: skip


@pytest.fixture(scope="session")
def in_frame(program: Callable[[str], str]) -> Callable[..., Any]:
    """``in_frame(["wire.js"], "Z.wire.…")`` evaluates among the map's scripts, in node.

    ``before`` is run first, and says what else ``window`` holds; a promise that fails unheard fails
    the test.
    """

    def run(scripts: Iterable[str], expression: str, *, before: str = "") -> Any:
        parts = [before, *(map_script(name).decode() for name in scripts)]
        script = f"""
          const vm = require("node:vm");
          const window = vm.createContext({{ Z: {{}}, atob, setTimeout, URL }});
          window.window = window.self = window;
          window.document = {{ baseURI: "http://a.test/b/c/" }};
          for (const part of {json.dumps(parts)}) vm.runInContext(part, window);
          const found = vm.runInContext({json.dumps(expression)}, window);
          Promise.resolve(found).then((value) => console.log(JSON.stringify(value)));
        """
        done = subprocess.run(
            [program("node"), "-"], input=script, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture(scope="module")
def browser(program: Callable[[str], str]) -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    path = next((found for name in names if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path or program("chromium"), args=FLAGS
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[[Dataset], str]]:
    """Serve a dataset's map and return its address."""
    with ExitStack() as stack:
        yield lambda dataset: stack.enter_context(_served(dataset))


@contextmanager
def _served(dataset: Dataset) -> Iterator[str]:
    payload = PayloadKeeper(lambda: dataset)

    def frame(_: Request) -> HTMLResponse:
        return HTMLResponse(PAGE.format(script=script_url(payload)))

    app = Starlette(
        routes=[*routes(payload, base_path=BASE), Route(FRAME, frame)],
        middleware=[Middleware(SecurityHeaders, prefix=BASE)],
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}{FRAME}"
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture
def open_plan(browser: Browser, serve: Callable[[Dataset], str]) -> Iterator[Callable[..., Plan]]:
    """Open maps that fail the test on any script error or outside request."""
    plans: list[Plan] = []

    def make(dataset: Dataset, *, address: str | None = None, **options: Any) -> Plan:
        address = address or serve(dataset)
        settings = {"viewport": {"width": 1200, "height": 800}, "reduced_motion": "reduce"}
        page = browser.new_context(**{**settings, **options}).new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
        origin = address.removesuffix(FRAME)
        page.on("request", lambda r: None if r.url.startswith((origin, "data:", "blob:"))
                else faults.append(f"asked for {r.url}"))  # fmt: skip
        page.goto(address)
        plans.append(Plan(page, dataset, faults))
        return plans[-1]

    yield make
    faults = [fault for plan in plans for fault in plan.faults]
    for plan in plans:
        plan.page.context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture(scope="session")
def message(dataset: Dataset) -> Callable[..., MapMessage]:
    """Make a message about the shipped data: everything on, today of the tests, in English."""
    rows = sum(len(dataset.frames[layer.id]) for layer in THEMATIC)
    everything = MapMessage(
        version=dataset.version, at=date(2026, 11, 22), lang="en",
        on=tuple(layer.id for layer in THEMATIC), rows=encode_rows(np.ones(rows, dtype=bool)),
    )  # fmt: skip
    return lambda **changed: replace(everything, **changed)
