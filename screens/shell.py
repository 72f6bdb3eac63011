"""Files of Streamlit and of streamlit-folium's frame, out of memory and compressed.

A first visit asks for eighty of them, 3 MB. Streamlit opens each file anew and sends it plain, or
compresses it anew: most of the time that a reader on a slow line waits goes into them. They do not
change while the server runs, so they are read once, sent plain to whoever comes first and
compressed when nobody waits.
"""

from __future__ import annotations

import re
import threading
import time
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

import streamlit
from starlette.middleware import Middleware
from starlette.requests import Request

from outlets.blobs import CODINGS, Blob
from screens.base_path import prefix_of
from screens.security import MAP_FRAME
from screens.sending import sent

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

FOLDER = Path(streamlit.__file__).parent / "static" / "static"
MEDIA_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".woff2": "font/woff2",
}
_PACKED = {".woff2"}
"""These are compressed already."""
_HASHED = re.compile(r"\.[\w-]{8,}\.\w+$")
"""Ends of names that carry their content's hash; whoever has such a file need not ask again."""

_REST_S = 2.0
"""So long the first reader has the processor before anything is compressed [s]."""


class Shell:
    """ASGI middleware that answers for these files.

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
        self._prefix = prefix
        self._rest_s = rest_s
        self._blobs: dict[Path, Blob] = {}
        self._plain: SimpleQueue[Blob] = SimpleQueue()
        self._packer: threading.Thread | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on."""
        file = self._find(scope)
        if file is None:
            await self.app(scope, receive, send)
            return
        is_hashed = _HASHED.search(file.name) is not None
        answer = await sent(Request(scope), self._blob(file), immutable=is_hashed, at_once=True)
        await answer(scope, receive, send)

    def _find(self, scope: Scope) -> Path | None:
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            return None
        path: str = scope["path"]
        if not path.startswith(self._prefix):
            return None
        return _files().get(path.removeprefix(self._prefix))

    def _blob(self, file: Path) -> Blob:
        if file not in self._blobs:
            self._blobs[file] = Blob(file.read_bytes(), MEDIA_TYPES[file.suffix])
            if file.suffix not in _PACKED:
                self._compress_later(self._blobs[file])
        return self._blobs[file]

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
def _files() -> dict[str, Path]:
    """Addresses and files of what is answered for: a table, so there is no path to traverse."""
    own = {f"/static/{file.relative_to(FOLDER).as_posix()}": file for file in FOLDER.glob("*/*")}
    build = _frame_folder()
    frame = [*build.glob("index.html"), *build.glob("static/js/*.js")]
    found = own | {MAP_FRAME + file.relative_to(build).as_posix(): file for file in frame}
    return {address: file for address, file in found.items() if file.suffix in MEDIA_TYPES}


def _frame_folder() -> Path:
    """Return the folder of streamlit-folium's front end, without importing it."""
    found = find_spec("streamlit_folium")
    if found is None or found.origin is None:
        message = "streamlit-folium is not installed"
        raise ModuleNotFoundError(message)
    return Path(found.origin).parent / "frontend" / "build"


def shell() -> Middleware:
    """Make the middleware for ``st.App``."""
    return Middleware(Shell, prefix=prefix_of(None))
