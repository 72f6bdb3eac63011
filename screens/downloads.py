"""Downloads over HTTP: made when they are asked for, from the same address that the page has."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo.crs import CGCS2000_GK114, WGS84
from geo.errors import ZhengtuError
from geo.exports import FORMATS, target
from geo.exports.formats import BD09, CGCS2000, CGCS2000_GK38, GCJ02, UTM_49N, WEB_MERCATOR
from layers.catalogue import layer as layer_named
from layers.selection import Selection, select
from layers.store import current_store
from layers.view import View, decode, encode
from outlets.download import Download, download
from outlets.export import Order, layers_wanted
from outlets.jobs import Job
from screens.routes import prefix_of
from screens.state import today
from screens.text import said, translator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from screens.text import Translator

ONLY = "only"
"""Parameter that names the one layer wanted."""

_LOOK_S = 0.5
"""How often a long export looks whether anybody still waits for it [s]."""


def download_routes(*, base_path: str | None = None) -> list[Route]:
    """Make the route ``{base}/download/{kind}``: a zip of every format on offer.

    Beside the view's own parameters it takes ``only`` (one layer), ``crs``, ``encoding`` and
    ``geometry`` (how a CSV writes positions).

    Parameters
    ----------
    base_path
        As in :func:`screens.routes.routes`.
    """

    async def answer(request: Request) -> Response:
        kind = request.path_params["kind"]
        parameters = dict(request.query_params)
        if kind not in FORMATS:
            return JSONResponse({"error": f"There is no download {kind}."}, status_code=404)
        job = Job()
        work = asyncio.ensure_future(run_in_threadpool(_answer, kind, parameters, job))
        while not (await asyncio.wait([work], timeout=_LOOK_S))[0]:
            if await request.is_disconnected():
                job.call_off()
        return work.result()

    async def offers(request: Request) -> Response:
        language = "en" if request.query_params.get("lang") == "en" else "zh"
        return JSONResponse(_offers(translator(language)), headers={"Cache-Control": "no-cache"})

    prefix = prefix_of(base_path)
    return [Route(f"{prefix}/download", offers), Route(prefix + "/download/{kind}", answer)]


def _offers(_: Translator) -> list[dict[str, Any]]:
    """Return every format with the CRS and encodings it takes, for the form."""
    names = {
        WGS84: _("WGS 84, longitude and latitude"),
        CGCS2000: _("CGCS2000, longitude and latitude (EPSG:4490)"),
        CGCS2000_GK114: _("CGCS2000, Gauss-Kruger 114°E, metres (EPSG:4547)"),
        CGCS2000_GK38: _("CGCS2000, Gauss-Kruger zone 38, metres (EPSG:4526)"),
        UTM_49N: _("WGS 84, UTM 49N, metres (EPSG:32649)"),
        WEB_MERCATOR: _("Web Mercator, not for measuring (EPSG:3857)"),
        GCJ02: _("GCJ-02, shifted, for AMap only"),
        BD09: _("BD-09, shifted, for Baidu only"),
    }
    return [
        {
            "id": offered.id,
            "title": offered.title,
            "crs": [[crs, names[crs]] for crs in offered.crs],
            "encodings": list(offered.encodings),
        }
        for offered in FORMATS.values()
    ]


def _answer(kind: str, parameters: Mapping[str, str], job: Job) -> Response:
    view, misread = decode(parameters)
    language = view.language
    if misread:
        _ = translator(language)
        texts = [
            _("The address says {parameter}={value}, which does not exist here.",
              parameter=item.parameter, value=item.value[:60])
            for item in misread
        ]  # fmt: skip
        return JSONResponse({"error": " ".join(texts)}, status_code=400)
    try:
        made = _make(kind, view, parameters, job)
    except ZhengtuError as error:
        return JSONResponse({"error": said(error.saying, language)}, status_code=400)
    return Response(
        made.data,
        media_type="application/zip",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(made.name)}",
            "Cache-Control": "no-store",
            "Content-Encoding": "identity",
        },
    )


def _make(kind: str, view: View, parameters: Mapping[str, str], job: Job) -> Download:
    wanted = target(
        kind,
        crs=parameters.get("crs"),
        encoding=parameters.get("encoding"),
        geometry=parameters.get("geometry"),
    )
    selection = select(current_store().dataset(), view, today=today())
    only = [name for name in parameters.get(ONLY, "").split(",") if name]
    order = Order(selection, layers_wanted(view, wanted, only), wanted)
    return download(order, progress=job)


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
            "encoding": _("Text encoding"), "go": _("Download"),
        },
    }  # fmt: skip
