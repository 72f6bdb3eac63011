"""Asks routes as a browser would, without a server."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.applications import Starlette

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.routing import Route


class Client:
    """Asks, and tells the status and the content: JSON as its values, anything else as bytes."""

    def __init__(self, routes: Sequence[Route], path: str) -> None:
        self.app = Starlette(routes=list(routes))
        self.path = path

    def ask(
        self, method: str, path: str = "", body: bytes = b"", *, origin: str | None = None,
        **query: Any,
    ) -> tuple[int, Any]:  # fmt: skip
        sent: list[Any] = []
        blocks = [body[at : at + 65_536] for at in range(0, len(body), 65_536)] or [b""]
        headers = [(b"host", b"us.example"), (b"content-length", str(len(body)).encode())]
        if origin is not None:
            headers.append((b"origin", origin.encode()))
        scope = {"type": "http", "method": method, "path": self.path + path, "headers": headers,
                 "query_string": urlencode(query, doseq=True).encode(), "http_version": "1.1",
                 "scheme": "http", "server": ("us.example", 80), "root_path": ""}  # fmt: skip

        async def receive() -> Any:
            if not blocks:  # a browser that waits says nothing more
                await asyncio.Event().wait()
            block = blocks.pop(0)
            return {"type": "http.request", "body": block, "more_body": bool(blocks)}

        async def send(message: Any) -> None:
            sent.append(message)

        asyncio.run(self.app(scope, receive, send))
        content = b"".join(part.get("body", b"") for part in sent[1:])
        kind = dict(sent[0]["headers"]).get(b"content-type")
        return sent[0]["status"], json.loads(content) if kind == b"application/json" else content

    def ended(self, run: str, *, lang: str = "zh") -> dict[str, Any]:
        """Wait until a run has ended, and return what is told of it."""
        until = time.monotonic() + 240
        while time.monotonic() < until:
            code, told = self.ask("GET", f"/{run}", lang=lang)
            assert code == 200
            if told["state"] not in ("waiting", "working"):
                return told  # type: ignore[no-any-return]
            time.sleep(0.02)
        raise AssertionError(told)
