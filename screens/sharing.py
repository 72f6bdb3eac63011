"""Links that others can open: the address with the data's version, and its QR code over HTTP."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo.errors import ZhengtuError
from layers.store import current_store
from screens.base_path import prefix_of
from screens.services import PUBLIC_URL
from screens.state import VERSION_CHARACTERS
from screens.text import said, translator

if TYPE_CHECKING:
    from starlette.requests import Request

    from layers.build import Dataset
    from layers.view import View
    from layers.vocabulary import Language
    from screens.text import Translator

PATH = "/share"
CODE_PATH = "/share/qr.svg"


def share_routes(*, base_path: str | None = None) -> list[Route]:
    """Make the routes of the dialog of links.

    ``{base}/share`` has its words in the language ``lang`` and the data's version;
    ``{base}/share/qr.svg`` draws the address in its parameter ``link``.

    Parameters
    ----------
    base_path
        As in :func:`screens.routes.routes`.
    """
    prefix = prefix_of(base_path)

    async def words(request: Request) -> Response:
        try:
            found = await run_in_threadpool(_share, request, prefix)
        except ZhengtuError as error:
            return JSONResponse({"error": said(error.saying, _language(request))}, status_code=503)
        return JSONResponse(found, headers={"Cache-Control": "no-cache"})

    async def code(request: Request) -> Response:
        return await run_in_threadpool(_code, request)

    return [Route(prefix + PATH, words), Route(prefix + CODE_PATH, code)]


def _language(request: Request) -> Language:
    return "en" if request.query_params.get("lang") == "en" else "zh"


def _code(request: Request) -> Response:
    from outlets.qr import qr_svg  # noqa: PLC0415 - for who asks for it

    link = request.query_params.get("link", "")
    if not link.startswith(("http://", "https://")):
        return JSONResponse({"error": "The parameter link must be an address."}, status_code=400)
    try:
        drawn = qr_svg(link)
    except ZhengtuError as error:
        return JSONResponse({"error": said(error.saying, _language(request))}, status_code=413)
    return Response(drawn, media_type="image/svg+xml", headers={"Cache-Control": "no-store"})


def _share(request: Request, prefix: str) -> dict[str, Any]:
    """Return what the dialog needs: the data's version, where codes are drawn, and its words."""
    _ = translator(_language(request))
    version = current_store().dataset().version[:VERSION_CHARACTERS]
    return {
        "data": version,
        "public": os.environ.get(PUBLIC_URL, "").rstrip("/"),
        "qr": prefix + CODE_PATH,
        "words": {
            "title": _("Link to this view"), "copy": _("Copy link"),
            "copied": _("Copied"), "close": _("Close"), "address": _("Address"),
            "alt": _("QR code of the link to this view"),
            "holds": _("The link holds layers, filters, date, comparison or chapter, place and the "
                       "version of the data ({version}). Whoever opens it later is told if the "
                       "data have changed.", version=version),
            "local": _("This address works on this computer only: the app listens on localhost."),
            "too_long": _("The address is too long for a QR code; the link itself works."),
        },
    }  # fmt: skip


def changed_since(dataset: Dataset, view: View, _: Translator) -> list[str]:
    """Say plainly if a link was made with other data than there are now."""
    if view.data is None or dataset.version.startswith(view.data):
        return []
    now = dataset.version[:VERSION_CHARACTERS]
    return [
        _("This link was made with version {made} of the data; now it is {now}. What you see may "
          "differ from what was shared.", made=view.data[:VERSION_CHARACTERS], now=now)
    ]  # fmt: skip
