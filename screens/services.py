"""The OGC service over HTTP: from the web server's request to :mod:`outlets.ogc` and back.

The service is imported at its first request: the pages start without it.
"""

from __future__ import annotations

import asyncio
import os
import re
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread
from starlette.convertors import Convertor, register_url_convertor
from starlette.responses import Response
from starlette.routing import Route

from screens.base_path import prefix_of
from screens.text import sentences

if TYPE_CHECKING:
    from starlette.requests import Request

PATH = "/ogc"
PUBLIC_URL = "ZHENGTU_PUBLIC_URL"
"""Environment variable: address of the app as its readers know it, if a proxy hides that."""

LONGEST_S = 20.0
"""A request may take this long [s]."""
AT_ONCE = 4
"""Requests answered at once: pages have threads of their own."""

_HOST = re.compile(r"[A-Za-z0-9.\-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?")
_METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]


class WholePath(Convertor[str]):
    """The rest of a path whatever it holds: Starlette's own stops at a line end."""

    regex = "(?s:.*)"

    def convert(self, value: str) -> str:
        """Take it as it is."""
        return value

    def to_string(self, value: str) -> str:
        """Write it as it is."""
        return value


register_url_convertor("whole", WholePath())


def service_routes(*, base_path: str | None = None, longest_s: float = LONGEST_S) -> list[Route]:
    """Make the service's routes for ``st.App``.

    Parameters
    ----------
    base_path
        Path below which the app is served; None for Streamlit's ``server.baseUrlPath``.
    longest_s
        How long a request may take [s].
    """
    prefix = prefix_of(base_path)
    limiters: list[CapacityLimiter] = []

    async def serve(request: Request) -> Response:
        if not limiters:  # a limiter belongs to the running loop
            limiters.append(CapacityLimiter(AT_ONCE))
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": "GET, HEAD, OPTIONS"})
        base = address(request, prefix + PATH)
        if base is None:
            return Response("The Host header is malformed.", status_code=400)
        work = to_thread.run_sync(
            _answer, request, base, limiter=limiters[0], abandon_on_cancel=True
        )
        try:
            return await asyncio.wait_for(work, longest_s)
        except TimeoutError:
            return Response(
                f"The answer took longer than {longest_s:g} s; ask for less.",
                status_code=503,
                headers={"Retry-After": "30", "Cache-Control": "no-store"},
            )

    return [
        Route(prefix + PATH, serve, methods=_METHODS),
        Route(prefix + PATH + "/{rest:whole}", serve, methods=_METHODS),
    ]


def address(request: Request, path: str) -> str | None:
    """Return the address of the service as its client knows it, or None if that is malformed.

    Scheme and host are those of the request (uvicorn takes the scheme from a trusted proxy), unless
    the operator names them.

    Parameters
    ----------
    request
        The request.
    path
        The service's path.
    """
    public = os.environ.get(PUBLIC_URL, "").rstrip("/")
    if public:
        return public + PATH
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        return None
    root = str(request.scope.get("root_path", "")).rstrip("/")
    return f"{request.url.scheme}://{host}{root}{path}"


def _answer(request: Request, base: str) -> Response:
    from outlets.ogc import service  # noqa: PLC0415 - a second of imports, for who asks for it

    given = service.Request(
        path=request.path_params.get("rest", ""),
        base=base,
        query=request.query_params.multi_items(),
        method=request.method,
        accept=request.headers.get("accept", ""),
        accept_language=request.headers.get("accept-language", ""),
        say=lambda error, language: "\n".join(sentences(error, language)),
    )
    made = service.answer(given)
    tag = made.headers.get("ETag")
    if tag and tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": tag, "Cache-Control": "no-cache"})
    return Response(made.body, status_code=made.status, headers=made.headers)
