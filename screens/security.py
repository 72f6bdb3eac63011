"""What a browser may do with our pages: the Content-Security-Policy and its companions.

Two policies (tried in Chromium): a strict one for every path, and one for streamlit-folium's frame,
whose front end puts the map's script into the page as it stands. It evaluates nothing as long as
``feature_group_to_add`` and ``layer_control`` are left alone (see :mod:`screens.map`).
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import Response

from outlets.webmap.basemaps import BasemapError, read_settings
from screens.base_path import prefix_of
from screens.settings import option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAP_FRAME = "/component/streamlit_folium.st_folium/"
UPLOADS = "/_stcore/upload_file"
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)

_POLICY_VIOLATION = 1008
"""Code with which a WebSocket is refused (RFC 6455, 7.4.1)."""

COMPANIONS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), fullscreen=(self)",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SecurityHeaders:
    """ASGI middleware that puts the policy on every HTTP answer.

    Parameters
    ----------
    app
        What it wraps.
    image_origins
        Origins of the basemaps that the operator configured, such as ``https://t0.tianditu.gov.cn``;
        images, and nothing else, may come from there, and only into the map.
    prefix
        Path below which the app is served: empty, or with a leading slash.
    friends
        Other origins whose pages may open our socket, such as a portal's.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        image_origins: Sequence[str] = (),
        prefix: str = "",
        friends: Sequence[str] = (),
    ) -> None:
        self.app = app
        self._strict = strict_policy()
        self._map = map_policy(image_origins)
        self._prefix = prefix
        self._friends = {friend.rstrip("/") for friend in friends}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add headers to what comes back."""
        if scope["type"] == "websocket" and not self._is_ours(Headers(scope=scope)):
            # Streamlit would ask an outside host for our own address before it refuses.
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["path"].startswith(self._prefix + UPLOADS):
            await Response(status_code=404)(scope, receive, send)  # nothing here takes files
            return
        in_map = scope["path"].startswith(self._prefix + MAP_FRAME)
        policy = self._map if in_map else self._strict

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = policy
                for name, value in COMPANIONS.items():
                    headers[name] = value
                # Streamlit opens component files to every site; our own page needs no such thing.
                if "access-control-allow-origin" in headers:
                    del headers["access-control-allow-origin"]
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _is_ours(self, headers: Headers) -> bool:
        """Say whether a socket is opened by a page of ours, or by no page at all."""
        given = headers.get("origin")
        return given is None or given in self._friends or is_own(given, headers)


def is_own(given: str, headers: Headers) -> bool:
    """Say whether an ``Origin`` is the server that is asked."""
    try:
        return urlsplit(given).netloc == headers.get("host")
    except ValueError:  # no address at all, such as "http://["
        return False


@cache
def strict_policy() -> str:
    """Policy of every page but the map's frame."""
    hashes = " ".join(f"'sha256-{digest}'" for digest in _inline_script_hashes())
    return _policy(
        {
            "default-src": "'self'",
            # Streamlit turns the one-line loader of our parts into a blob: only script that runs
            # already can make one, so this opens nothing to markup or to other origins.
            "script-src": f"'self' blob: {hashes}".strip(),
            "style-src": "'self' 'unsafe-inline'",  # Streamlit's style engine writes <style> tags
            "img-src": "'self' data: blob:",
            "font-src": "'self' data:",
            "connect-src": "'self'",
            "worker-src": "'self' blob:",
            "frame-src": "'self'",
        }
    )


def map_policy(image_origins: Sequence[str] = ()) -> str:
    """Policy of the map's frame.

    Parameters
    ----------
    image_origins
        Origins that basemap tiles may come from.

    Returns
    -------
    Value of the Content-Security-Policy header.
    """
    return _policy(
        {
            "default-src": "'self'",
            "script-src": "'self' 'unsafe-inline'",
            "style-src": "'self' 'unsafe-inline'",
            "img-src": " ".join(["'self'", "data:", "blob:", *image_origins]),
            "font-src": "'self'",
            "connect-src": "'self'",
            "frame-src": "'none'",
        }
    )


def origin(url: str) -> str:
    """Origin of an address as a policy names it; a ``{s}`` for subdomains becomes ``*``."""
    parts = urlsplit(url)
    host = re.sub(r"[^.]*\{s\}[^.]*", "*", parts.netloc)
    return f"{parts.scheme}://{host}"


def _policy(directives: dict[str, str]) -> str:
    always = {
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in (directives | always).items())


def _inline_script_hashes() -> list[str]:
    """Hashes of the inline scripts in the page that this release of Streamlit serves."""
    page = Path(streamlit.__file__).parent / "static" / "index.html"
    scripts = _INLINE_SCRIPT.findall(page.read_text(encoding="utf-8"))
    return [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts]


def policy() -> Middleware:
    """Make the middleware for ``st.App`` from the operator's settings: basemaps, path, friends.

    A broken basemap file opens nothing here; the page says what is wrong with it.
    """
    try:
        basemaps = read_settings().basemaps
    except BasemapError:
        basemaps = ()
    origins = sorted({origin(url) for basemap in basemaps for url in basemap.urls})
    return Middleware(
        SecurityHeaders,
        image_origins=origins,
        prefix=prefix_of(None),
        friends=option("server.corsAllowedOrigins"),
    )
