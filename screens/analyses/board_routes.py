"""Scoreboard and conflicts over HTTP: what the page's parts show, and the same as files."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo.errors import UnknownNameError
from layers.selection import select
from layers.store import current_store
from layers.view import decode
from screens.analyses.questions import SCOREBOARD
from screens.analyses.run_routes import NEVER_STORE, guarded
from screens.base_path import prefix_of
from screens.state import today
from screens.text import translator

if TYPE_CHECKING:
    from starlette.requests import Request

    from layers.selection import Selection


def board_routes(*, base_path: str | None = None) -> list[Route]:
    """Make the route ``{base}/api/scoreboard``; below it ``/xlsx``, ``/csv`` and ``/html``.

    They take the parameters of a view: its date, filters and language.

    Parameters
    ----------
    base_path
        As in :func:`screens.routes.routes`.
    """

    async def tell(request: Request) -> Response:
        return await run_in_threadpool(_told, request)

    async def file(request: Request) -> Response:
        return await run_in_threadpool(_file, request)

    prefix = prefix_of(base_path) + SCOREBOARD
    return [
        Route(prefix, guarded(tell)),
        Route(prefix + "/{kind}", guarded(file)),
    ]


def selection_of(request: Request) -> Selection:
    """Return the selection that an address asks for; filtering it takes a while the first time.

    Raises
    ------
    UnknownNameError
        If it holds what does not exist here.
    """
    view, misread = decode(dict(request.query_params))
    if misread:
        raise UnknownNameError(
            "There is no {parameter} {value}.",
            parameter=misread[0].parameter,
            value=misread[0].value[:60],
        )
    return select(current_store().dataset(), view, today=today())


def _told(request: Request) -> Response:
    from screens.analyses import board  # noqa: PLC0415 - brings the exports along, for who asks

    selection = selection_of(request)
    content = board.told(selection, translator(selection.view.language))
    return JSONResponse(content, headers=NEVER_STORE)


def _file(request: Request) -> Response:
    from outlets.analyses.scoreboard import MEDIA_TYPES, save  # noqa: PLC0415 - as above
    from screens.analyses import board  # noqa: PLC0415 - as above

    selection, kind = selection_of(request), request.path_params["kind"]
    if kind not in MEDIA_TYPES:
        raise UnknownNameError("There is no {parameter} {value}.", parameter="format", value=kind)
    name = f"zhengtu-scoreboard-{selection.day}.{kind}"
    with tempfile.TemporaryDirectory(prefix="zhengtu-board-") as folder:
        made, _manifest = save(board.board_of(selection), Path(folder) / name)
        content = made.read_bytes()
    return attached(content, name, MEDIA_TYPES[kind], shown=kind == "html")


def attached(content: bytes, name: str, media_type: str, *, shown: bool = False) -> Response:
    """Return a file; one that is to be looked at is not saved at once."""
    how = "inline" if shown else "attachment"
    disposition = f"{how}; filename*=UTF-8''{quote(name)}"
    headers = {"Content-Disposition": disposition, **NEVER_STORE}
    return Response(content, media_type=media_type, headers=headers)
