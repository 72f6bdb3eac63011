"""Downloads over HTTP: made when they are asked for, from the same address that the page has.

A plain link does it all. A page that wants to show how far an export is, or to call it off, orders
it instead, and fetches the file when it is ready (see :mod:`screens.orders`).
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo.errors import BusyError
from layers.catalogue import CATALOGUE
from layers.catalogue import layer as layer_named
from layers.view import encode
from screens.base_path import prefix_of
from screens.orders import LOOK_S, Desk, Order, told
from screens.printing import PATH
from screens.text import said, translator

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from layers.selection import Selection
    from layers.vocabulary import Language
    from screens.text import Translator

_AT_ONCE = 2
"""Exports made at the same time; more would only wait for the processor, and hold up the map."""

_NEVER_STORE = {"Cache-Control": "no-store"}


def download_routes(*, base_path: str | None = None) -> list[Route]:
    """Make the route ``{base}/download/{kind}``: a zip of every format on offer.

    Beside the view's own parameters it takes ``only`` (one layer), ``crs``, ``encoding`` and
    ``geometry`` (how a CSV writes positions). ``{base}/download`` lists the formats. A POST to
    ``{base}/download/{kind}/orders`` orders the same; the order then stands at
    ``{base}/download/orders/{name}`` (GET tells how far it is, DELETE calls it off) and its zip at
    ``{base}/download/orders/{name}/file``.

    Parameters
    ----------
    base_path
        As in :func:`screens.routes.routes`.
    """
    desk = Desk(_AT_ONCE)
    prefix = f"{prefix_of(base_path)}/download"
    return [
        Route(prefix, _offers),
        *_order_routes(desk, prefix),
        Route(prefix + "/{kind}", _plain_answer(desk)),
    ]


def _plain_answer(desk: Desk) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            with desk.link():
                return await make(request)
        except BusyError as error:
            return _busy(error, _language(request))

    async def make(request: Request) -> Response:
        from screens import exporting  # noqa: PLC0415 - a third of a second, for who asks for it

        kind, parameters = request.path_params["kind"], dict(request.query_params)
        async with desk.free:
            if await request.is_disconnected():  # nobody waited for the turn
                return Response(status_code=HTTPStatus.NO_CONTENT)
            job = exporting.Job()
            work = asyncio.ensure_future(run_in_threadpool(exporting.answer, kind, parameters, job))
            while not (await asyncio.wait([work], timeout=LOOK_S))[0]:
                if await request.is_disconnected():
                    job.call_off()
            return work.result()

    return answer


def _order_routes(desk: Desk, prefix: str) -> list[Route]:
    async def take(request: Request) -> Response:
        language = _language(request)
        if request.headers.get("sec-fetch-site") == "cross-site":  # it may link, not order
            text = translator(language)("Only this site's own pages order exports.")
            return JSONResponse({"error": text}, status_code=403, headers=_NEVER_STORE)
        try:
            name = desk.take(request.path_params["kind"], dict(request.query_params))
        except BusyError as error:
            return _busy(error, language)
        taken = {"name": name, "words": _order_words(translator(language))}
        return JSONResponse(taken, status_code=202, headers=_NEVER_STORE)

    def found(request: Request) -> Order | None:
        return desk.find(request.path_params["name"])

    async def look(request: Request) -> Response:
        order = found(request)
        if order is None:
            return _forgotten(request)
        if request.method == "DELETE":
            desk.call_off(order)
        content = told(order, translator(_language(request)))
        return JSONResponse(content, headers=_NEVER_STORE)

    async def fetch(request: Request) -> Response:
        order = found(request)
        if order is None or order.state != "done" or order.answer is None:
            return _forgotten(request)
        return order.answer

    return [
        Route(prefix + "/{kind}/orders", take, methods=["POST"]),
        Route(prefix + "/orders/{name}", look, methods=["GET", "DELETE"]),
        Route(prefix + "/orders/{name}/file", fetch),
    ]


async def _offers(request: Request) -> Response:
    from screens import exporting  # noqa: PLC0415 - brings every export library

    listed = exporting.offers(translator(_language(request)))
    return JSONResponse(listed, headers={"Cache-Control": "no-cache"})


def _busy(error: BusyError, language: Language) -> JSONResponse:
    content = {"error": said(error.saying, language)}
    return JSONResponse(
        content, status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "60"}
    )


def _forgotten(request: Request) -> Response:
    _ = translator(_language(request))
    text = _("The server no longer knows this export; start it again.")
    return JSONResponse({"error": text}, status_code=404, headers=_NEVER_STORE)


def _language(request: Request) -> Language:
    return "en" if request.query_params.get("lang") == "en" else "zh"


def _order_words(_: Translator) -> dict[str, Any]:
    """Return the words for an order's line, sent with it: the page need not carry them."""
    return {
        "waiting": _("Waiting for other exports"),
        "steps": {
            "collect": _("Collecting records"), "prepare": _("Preparing"), "write": _("Writing"),
            "read back": _("Reading back and comparing"), "describe": _("Writing the manifest"),
            "zip": _("Packing"),
            "pack": _("Putting the meeting pack together"),
        },
        "cancel": _("Cancel"),
        "calling_off": _("Calling off"),
        "called_off": _("Called off; nothing was kept."),
        "done": _("Saved"),
        "dismiss": _("Dismiss"),
    }  # fmt: skip


_PLACE = ("panel", "tool", "count", "id", "promise", "view")
"""Parameters that say where a reader is, not what is selected."""


def menu(selection: Selection, _: Translator, *, base_path: str | None = None) -> dict[str, Any]:
    """Return what can be downloaded of a selection, and a form's words.

    An address is ``base/kind?query``; a meeting pack's goes on with ``place``: it opens where the
    reader is. The browser puts them together, for this is sent with every run.
    """
    view = selection.view
    query = encode(view) | {"at": selection.day.isoformat(), "lang": view.language}
    place = {name: query.pop(name) for name in _PLACE if name in query}
    base = f"{prefix_of(base_path)}/download"
    offered = [*view.layers, *(layer.id for layer in CATALOGUE if layer.background)]
    ready = [
        ["geojson", _("All selected, GeoJSON")],
        ["csv", _("All selected, CSV for Excel")],
        ["deck", _("Slides for a meeting, PowerPoint")],
        ["pack-page", _("Meeting pack, one page without network")],
        ["pack", _("Meeting pack with data, zip")],
    ]
    return {
        "ready": ready,
        "base": base,
        "print": prefix_of(base_path) + PATH,
        "query": urlencode(query),
        "place": urlencode(place),
        "layers": [[name, layer_named(name).label(view.language)] for name in offered],
        "words": {
            "print": _("Print maps, atlas, slides"),
            "more": _("Other formats, one layer, coordinates"), "format": _("Format"),
            "layer": _("Layer"), "all": _("All selected layers"), "crs": _("Coordinates"),
            "encoding": _("Text encoding"), "geometry": _("Position"), "go": _("Download"),
        },
    }  # fmt: skip
