"""What the server can do without until somebody asks: imported then, not when it starts.

The libraries of this field take half a second to import. A browser needs about as long for
Streamlit's own scripts, so the server first opens its door and imports while the browser reads.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route, Router

from screens.base_path import prefix_of

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

NAMES = ("api", "assets", "differences", "download", "ogc", "print", "share")
"""First parts of the paths that are ours; all others are Streamlit's."""


class Late:
    """Our routes, as one application that is put together at its first request."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._router: Router | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        router = await run_in_threadpool(self._made) if self._router is None else self._router
        await router(scope, receive, send)

    def _made(self) -> Router:
        import screens.field  # noqa: F401, PLC0415 - see the module; before what needs it
        from screens.http import http_routes  # noqa: PLC0415 - as above

        with self._lock:
            if self._router is None:
                self._router = Router(http_routes())
            return self._router


def late_routes() -> list[Route]:
    """Make routes for ``st.App`` that stand for all of ours."""
    late, prefix = Late(), prefix_of(None)
    return [
        Route(f"{prefix}/{name}{rest}", late) for name in NAMES for rest in ("", "/{below:path}")
    ]


def on_script_error(error: Exception) -> bool:
    """Show an uncaught error (see :func:`screens.faults.on_script_error`)."""
    from screens import faults  # noqa: PLC0415 - see the module

    return faults.on_script_error(error)
