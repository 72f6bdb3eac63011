"""Make what a download address asks for.

Apart from :mod:`screens.downloads`, because this brings every export library along: a third of a
second that the start of the server need not wait for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.responses import JSONResponse, Response

from geo.crs import CGCS2000_GK114, WGS84
from geo.errors import ZhengtuError
from geo.exports import FORMATS, target
from geo.exports.formats import BD09, CGCS2000, CGCS2000_GK38, GCJ02, UTM_49N, WEB_MERCATOR
from layers.selection import select
from layers.store import current_store, current_stories
from layers.view import View, decode
from outlets.download import Download, download
from outlets.export import Order, layers_wanted
from outlets.jobs import Job
from outlets.pack.delivery import deliver
from outlets.pack.describing import PackOrder
from outlets.webmap.basemaps import MapSettings, read_settings
from screens.addresses import LONGEST_ECHO, refusal
from screens.state import today
from screens.text import said, translator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from screens.text import Translator

__all__ = ["Job", "answer", "offers"]

ONLY = "only"
"""Parameter that names the one layer wanted."""

PRINTS = ("print", "atlas")
"""Kinds that are drawn (see :mod:`screens.prints`)."""

DECKS = ("deck", "onepager")
"""Slides and one-pagers (see :mod:`screens.decks`)."""

PACKS = {"pack": ".zip", "pack-page": ".html"}
"""The meeting pack's kinds in an address, and what each is."""


def offers(_: Translator) -> list[dict[str, Any]]:
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
    ways = {"lonlat": _("A point on the shape"), "wkt": _("Also the whole shape, as WKT")}
    return [
        {
            "id": offered.id,
            "title": offered.title,
            "crs": [[crs, names[crs]] for crs in offered.crs],
            "encodings": list(offered.encodings),
            "geometries": [[way, ways[way]] for way in offered.geometry],
        }
        for offered in FORMATS.values()
    ]


def answer(kind: str, parameters: Mapping[str, str], job: Job) -> Response:
    """Answer with a zip (or the page of a meeting pack), or with what is wrong.

    Parameters
    ----------
    kind
        Id of a format, or one of :data:`PACKS`, :data:`PRINTS` or
        :data:`DECKS`.
    parameters
        Those of the address.
    job
        Called off when nobody waits any more.
    """
    view, misread = decode(parameters)
    language = view.language
    _ = translator(language)
    known = (*FORMATS, *PACKS, *PRINTS, *DECKS)
    if kind not in known:
        text = _("There is no download {name}; there are {known}.",
                 name=kind[:LONGEST_ECHO], known=", ".join(known))  # fmt: skip
        return JSONResponse({"error": text}, status_code=404)
    if refused := refusal(misread, _):
        return JSONResponse({"error": refused}, status_code=400)
    try:
        made = _made(kind, view, parameters, job)
    except ZhengtuError as error:
        return JSONResponse({"error": said(error.saying, language)}, status_code=400)
    return Response(
        made.data,
        media_type="text/html" if made.name.endswith(".html") else "application/zip",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(made.name)}",
            "Cache-Control": "no-store",
            "Content-Encoding": "identity",
        },
    )


def _made(kind: str, view: View, parameters: Mapping[str, str], job: Job) -> Download:
    if kind in PACKS:
        return _pack(kind, view, job)
    if kind in PRINTS:
        from screens import prints  # noqa: PLC0415 - brings what draws along

        return prints.make(kind, view, parameters, job)
    if kind in DECKS:
        from screens import decks  # noqa: PLC0415 - brings what draws along

        return decks.make(kind, view, parameters, job)
    return _make(kind, view, parameters, job)


def _pack(kind: str, view: View, job: Job) -> Download:
    day = today()
    order = PackOrder(
        selection=select(current_store().dataset(), view, today=day),
        today=day,
        settings=MapSettings(notice=read_settings().notice),
        stories=current_stories(today=day),
    )
    return deliver(order, PACKS[kind], progress=job)


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
