"""The list and the map of what is different, over HTTP: made from the address that the page has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo.errors import ZhengtuError
from layers.comparison import compare
from layers.store import current_store
from layers.view import View, decode, encode
from screens.addresses import refusal
from screens.base_path import prefix_of
from screens.state import today
from screens.text import said, translator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

PATH = "/differences"
_ELSEWHERE = ("panel", "tool", "count", "compare", "id", "promise", "story", "chapter", "view",
              "data")  # fmt: skip
"""Parameters of a view that change nothing in what is different."""


def difference_routes(*, base_path: str | None = None) -> list[Route]:
    """Make the route ``{base}/differences/{kind}``, which takes the parameters of a view.

    Parameters
    ----------
    base_path
        As in :func:`screens.routes.routes`.
    """

    async def answer(request: Request) -> Response:
        kind, parameters = request.path_params["kind"], dict(request.query_params)
        return await run_in_threadpool(_answer, kind, parameters)

    return [Route(prefix_of(base_path) + PATH + "/{kind}", answer)]


def difference_address(view: View, *, base_path: str | None = None) -> str:
    """Return the address of a view's differences; ``{kind}`` stands for the format."""
    query: dict[str, Any] = encode(view) | {"at": (view.at or today()).isoformat()}
    for name in _ELSEWHERE:
        query.pop(name, None)
    return f"{prefix_of(base_path)}{PATH}/{{kind}}?{urlencode(query)}"


def _answer(kind: str, parameters: Mapping[str, str]) -> Response:
    from outlets.differences import MEDIA_TYPES, differences_file  # noqa: PLC0415 - for who asks

    view, misread = decode(parameters)
    if text := refusal(misread, translator(view.language)):
        return JSONResponse({"error": text}, status_code=400)
    try:
        comparison = compare(current_store().dataset(), view, today=today())
        name, content = differences_file(comparison, kind)
    except ZhengtuError as error:
        known = kind in MEDIA_TYPES
        return JSONResponse(
            {"error": said(error.saying, view.language)}, status_code=503 if known else 404
        )
    return Response(
        content,
        media_type=MEDIA_TYPES[kind],
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "Cache-Control": "no-store",
        },
    )
