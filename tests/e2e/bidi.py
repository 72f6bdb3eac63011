"""Debian's own Firefox, driven by WebDriver BiDi: Playwright drives a build of its own only.

The browser itself is the BiDi server, so neither geckodriver nor Node.js is in between; what is
needed of the protocol (https://w3c.github.io/webdriver-bidi/) are five commands over a WebSocket.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from websockets.sync.client import ClientConnection

VIEWPORT = {"width": 1440, "height": 900}
START_S = 180
ANSWER_S = 120
_OFFLINE = """
user_pref("network.proxy.type", 1);
user_pref("network.proxy.http", "127.0.0.1");
user_pref("network.proxy.http_port", 9);
user_pref("network.proxy.ssl", "127.0.0.1");
user_pref("network.proxy.ssl_port", 9);
user_pref("app.normandy.enabled", false);
user_pref("services.settings.server", "data:,");
user_pref("intl.accept_languages", "zh-CN, zh");
"""
"""Whatever Firefox may ask for, at start too, goes to a proxy that is not there."""


class Firefox:
    """One window of Firefox.

    Parameters
    ----------
    socket
        To the browser.
    """

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._number = 0
        self.events: list[dict[str, Any]] = []
        self.call("session.new", capabilities={})
        self.call(
            "session.subscribe", events=["network.beforeRequestSent", "log.entryAdded"],
        )  # fmt: skip
        [tree] = self.call("browsingContext.getTree")["contexts"]
        self._window = tree["context"]
        self.call("browsingContext.activate", context=self._window)
        self.call("browsingContext.setViewport", context=self._window, viewport=VIEWPORT)

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and wait for its answer; events on the way are kept."""
        self._number += 1
        command = {"id": self._number, "method": method, "params": params}
        self._socket.send(json.dumps(command))
        while True:
            message = json.loads(self._socket.recv(timeout=ANSWER_S))
            if message.get("id") == self._number:
                assert message["type"] == "success", message
                result: dict[str, Any] = message["result"]
                return result
            self.events.append(message)

    def open(self, address: str) -> None:
        """Open an address and wait until it is loaded."""
        self.call("browsingContext.navigate", context=self._window, url=address, wait="complete")

    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression that gives plain data (or promises it)."""
        answer = self.call(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({expression})))()",
            target={"context": self._window},
            awaitPromise=True,
        )
        assert answer["type"] == "success", answer
        value = answer["result"]
        return json.loads(value["value"]) if value["type"] == "string" else None

    def wait_for(self, condition: str) -> None:
        """Wait until an expression is true."""
        until = time.monotonic() + ANSWER_S
        while not self.evaluate(f"Boolean({condition})"):
            assert time.monotonic() < until, condition
            time.sleep(0.05)

    def press(self, key: str) -> None:
        """Press and release a key."""
        keys = [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        actions = [{"type": "key", "id": "keyboard", "actions": keys}]
        self.call("input.performActions", context=self._window, actions=actions)

    def requests(self) -> list[str]:
        """Return every address that a page has asked for."""
        sent = (e for e in self.events if e.get("method") == "network.beforeRequestSent")
        return [event["params"]["request"]["url"] for event in sent]

    def complaints(self) -> list[str]:
        """Return errors of pages and their scripts."""
        logged = (e["params"] for e in self.events if e.get("method") == "log.entryAdded")
        return [str(entry.get("text")) for entry in logged if entry.get("level") == "error"]


@contextmanager
def firefox(program: str) -> Iterator[Firefox]:
    """Start Firefox without a screen and without a network; end it at the end."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        (Path(profile) / "user.js").write_text(_OFFLINE, encoding="utf-8")
        command = [program, "--headless", "--no-remote", "--profile", profile,
                   "--remote-debugging-port", "0"]  # fmt: skip
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            try:
                with connect(f"{_address(process)}/session", max_size=None) as socket:
                    yield Firefox(socket)
            finally:
                process.terminate()
                try:
                    process.communicate(timeout=15)
                except subprocess.TimeoutExpired:
                    process.kill()


def _address(process: subprocess.Popen[str]) -> str:
    """Return where the browser listens; it says so once."""
    until = time.monotonic() + START_S
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r"WebDriver BiDi listening on (ws://\S+)", line):
            return found[1]
        assert time.monotonic() < until, line
    raise AssertionError("Firefox ended before it listened")
