"""One visit to an app under test in headless Chromium: click, wait for the picture, count bytes."""

from __future__ import annotations

import base64
import os
import shutil
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from google.protobuf.message import DecodeError
from playwright.sync_api import sync_playwright
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, ViewportSize

_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
_WATCH = Path(__file__).with_name("watch.js").read_text(encoding="utf-8")
_QUIET_MS = 250
"""The page must rest this long before the next step, so that no two runs overlap."""
_PATIENCE_MS = 60_000
WINDOW: ViewportSize = {"width": 1440, "height": 900}

CHANGES = tuple(
    (facet, code)
    for status, district in (
        ("completed", "金水区"), ("construction", "中原区"), ("proposed", "二七区"),
    )
    for facet, code in (
        ("status", status), ("district", district), ("status", status), ("district", district),
    )
)  # fmt: skip
"""Boxes to click, in order: each is ticked and, two steps later, cleared."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium."""
    path = os.environ.get("CHROMIUM") or next(
        (found for name in ("chromium", "chromium-browser", "google-chrome", "chrome")
         if (found := shutil.which(name))), None,
    )  # fmt: skip
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


class Traffic:
    """Bytes that a page received, by what they are."""

    def __init__(self) -> None:
        self.socket = self.map_message = self.http = self.data = 0
        self._cached: set[str] = set()
        self._data: set[str] = set()

    def frame(self, event: dict[str, Any]) -> None:
        """Count one WebSocket frame."""
        payload = base64.b64decode(event["response"]["payloadData"])
        self.socket += len(payload)
        message = ForwardMsg()
        try:
            message.ParseFromString(payload)
        except DecodeError:
            return
        element = message.delta.new_element
        if (
            "streamlit_folium" in element.component_instance.component_name
            or element.bidi_component.id.endswith("-part-map")
        ):
            self.map_message += len(payload)

    def response(self, event: dict[str, Any]) -> None:
        """Note where an answer comes from."""
        answer = event["response"]
        if answer.get("fromDiskCache"):
            self._cached.add(event["requestId"])
        if "/api/" in answer["url"]:
            self._data.add(event["requestId"])

    def finished(self, event: dict[str, Any]) -> None:
        """Count what came over the wire for one request."""
        if event["requestId"] in self._cached:
            return
        size = int(event["encodedDataLength"])
        self.http += size
        if event["requestId"] in self._data:
            self.data += size


class Visit:
    """A page that is open on an app.

    Parameters
    ----------
    context
        Browser context: one reader with one cache.
    app
        Which app it is (see ``watch.js``).
    """

    def __init__(self, context: BrowserContext, app: str) -> None:
        self.app = app
        self.traffic = Traffic()
        self.page = context.new_page()
        self.page.set_default_timeout(_PATIENCE_MS)
        self.page.add_init_script(_WATCH)
        wire = context.new_cdp_session(self.page)
        wire.send("Network.enable")
        for name in ("webSocketFrameReceived", "responseReceived", "loadingFinished"):
            wire.on(f"Network.{name}", partial(self._count, name))

    def _count(self, name: str, event: dict[str, Any]) -> None:
        count = {
            "webSocketFrameReceived": self.traffic.frame,
            "responseReceived": self.traffic.response,
            "loadingFinished": self.traffic.finished,
        }
        count[name](event)

    def open(self, url: str, *, rest: bool = True) -> float:
        """Open the app and return the time from navigation to the first picture [ms].

        Parameters
        ----------
        url
            Where it is.
        rest
            Whether to wait afterwards until the page has nothing left to do.
        """
        self.page.goto(url, wait_until="commit")
        shown: float = self.page.evaluate("app => window.benchmark.first(app)", self.app)
        if rest:
            self.rest()
        return shown

    def rest(self) -> None:
        """Wait until the page's run is over and its last bytes have come."""
        self.page.wait_for_function("() => window.benchmark.isResting()")
        self.page.wait_for_timeout(_QUIET_MS)

    def change(self, facet: str, code: str) -> float:
        """Click a box of the filters and return the time to the picture that answers it [ms]."""
        self.traffic = Traffic()
        shown: float = self.page.evaluate(
            "([app, selector]) => window.benchmark.change(app, selector)",
            [self.app, self._box(facet, code)],
        )
        self.rest()
        return shown

    def _box(self, facet: str, code: str) -> str:
        if self.app == "usual":
            return f"input[aria-label='{code}']"
        return f"[data-focus='{facet}-{code}']"
