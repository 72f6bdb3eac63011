"""Downloads over HTTP: made when they are asked for, from the same address that the page has."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from layers.catalogue import layer as layer_named
from layers.view import encode
from screens.routes import prefix_of
from screens.text import translator

if TYPE_CHECKING:
    from starlette.requests import Request

    from layers.selection import Selection
    from screens.text import Translator

_LOOK_S = 0.5
"""How often a long export looks whether anybody still waits for it [s]."""
_AT_ONCE = 2
"""Exports made at the same time; more would only wait for the processor, and hold up the map."""


def download_routes(*, base_path: str | None = None) -> list[Route]:
    """Make the route ``{base}/download/{kind}``: a zip of every format on offer.

    Beside the view's own parameters it takes ``only`` (one layer), ``crs``, ``encoding`` and
    ``geometry`` (how a CSV writes positions). ``{base}/download`` lists the formats.

    Parameters
    ----------
    base_path
        As in :func:`screens.routes.routes`.
    """
    free = asyncio.Semaphore(_AT_ONCE)

    async def answer(request: Request) -> Response:
        from screens import exporting  # noqa: PLC0415 - a third of a second, for who asks for it

        kind, parameters = request.path_params["kind"], dict(request.query_params)
        async with free:
            job = exporting.Job()
            work = asyncio.ensure_future(run_in_threadpool(exporting.answer, kind, parameters, job))
            while not (await asyncio.wait([work], timeout=_LOOK_S))[0]:
                if await request.is_disconnected():
                    job.call_off()
            return work.result()

    async def offers(request: Request) -> Response:
        from screens import exporting  # noqa: PLC0415 - as above

        language = "en" if request.query_params.get("lang") == "en" else "zh"
        listed = exporting.offers(translator(language))
        return JSONResponse(listed, headers={"Cache-Control": "no-cache"})

    prefix = prefix_of(base_path)
    return [Route(f"{prefix}/download", offers), Route(prefix + "/download/{kind}", answer)]


def menu(selection: Selection, _: Translator, *, base_path: str | None = None) -> dict[str, Any]:
    """Return what can be downloaded of a selection: addresses ready to use, and a form's words."""
    view = selection.view
    query = encode(view) | {"at": selection.day.isoformat(), "lang": view.language}
    for name in ("panel", "id", "promise", "view"):
        query.pop(name, None)
    base = f"{prefix_of(base_path)}/download"
    ready = [
        {"label": _("All selected, GeoJSON"), "href": f"{base}/geojson?{urlencode(query)}"},
        {"label": _("All selected, CSV for Excel"), "href": f"{base}/csv?{urlencode(query)}"},
    ]
    return {
        "ready": ready,
        "base": base,
        "query": urlencode(query),
        "layers": [[name, layer_named(name).label(view.language)] for name in view.layers],
        "words": {
            "more": _("Other formats, one layer, coordinates"), "format": _("Format"),
            "layer": _("Layer"), "all": _("All selected layers"), "crs": _("Coordinates"),
            "encoding": _("Text encoding"), "geometry": _("Position"), "go": _("Download"),
        },
    }  # fmt: skip
