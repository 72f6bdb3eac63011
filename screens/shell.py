"""Streamlit's own scripts and styles, out of memory and compressed.

A first visit asks for eighty of them, 3 MB. Streamlit opens each file anew and sends it plain: most
of the time that a reader on a slow line waits goes into them. Their names carry their content's
hash, so they are read once, sent plain to whoever comes first and compressed when nobody waits.
"""

from __future__ import annotations

import threading
import time
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

import streamlit
from starlette.middleware import Middleware
from starlette.requests import Request

from outlets.blobs import CODINGS, Blob
from screens.base_path import prefix_of
from screens.sending import sent

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

FOLDER = Path(streamlit.__file__).parent / "static" / "static"
MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css"}

_REST_S = 2.0
"""So long the first reader has the processor before anything is compressed [s]."""


class Shell:
    """ASGI middleware that answers for Streamlit's scripts and styles.

    Parameters
    ----------
    app
        What it wraps, and what answers all else.
    prefix
        Path below which the app is served: empty, or with a leading slash.
    rest_s
        Pause before a file that was asked for is compressed [s].
    """

    def __init__(self, app: ASGIApp, *, prefix: str = "", rest_s: float = _REST_S) -> None:
        self.app = app
        self._prefix = f"{prefix}/static/"
        self._rest_s = rest_s
        self._blobs: dict[str, Blob] = {}
        self._plain: SimpleQueue[Blob] = SimpleQueue()
        self._packer: threading.Thread | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on."""
        blob = self._find(scope)
        if blob is None:
            await self.app(scope, receive, send)
            return
        answer = await sent(Request(scope), blob, immutable=True, at_once=True)
        await answer(scope, receive, send)

    def _find(self, scope: Scope) -> Blob | None:
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            return None
        path: str = scope["path"]
        name = path.removeprefix(self._prefix)
        if name == path or name not in _names():
            return None
        if name not in self._blobs:
            file = FOLDER / name
            self._blobs[name] = Blob(file.read_bytes(), MEDIA_TYPES[file.suffix])
            self._compress_later(self._blobs[name])
        return self._blobs[name]

    def _compress_later(self, blob: Blob) -> None:
        self._plain.put(blob)
        if self._packer is None:
            self._packer = threading.Thread(target=self._compress, name="shell", daemon=True)
            self._packer.start()

    def _compress(self) -> None:
        while True:
            blob = self._plain.get()
            time.sleep(self._rest_s)
            blobs = [blob]
            while not self._plain.empty():
                blobs.append(self._plain.get())
            # Both: over plain HTTP browsers offer no Brotli, except to their own machine.
            for coding in CODINGS:
                for each in blobs:
                    each.coded(coding)


@cache
def _names() -> frozenset[str]:
    """Names below ``static/`` of what is answered for: a table, so there is no path to traverse."""
    files = (file for suffix in MEDIA_TYPES for file in FOLDER.glob(f"*/*{suffix}"))
    return frozenset(file.relative_to(FOLDER).as_posix() for file in files)


def shell() -> Middleware:
    """Make the middleware for ``st.App``."""
    return Middleware(Shell, prefix=prefix_of(None))
