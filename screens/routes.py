"""HTTP beside the pages: the layers, the symbol table and the map's front-end files.

Only names in a table are answered, so there is no path to traverse and no listing to read. A name
that carries its content's hash is immutable; every other answer is revalidated by ETag. Bodies are
compressed once (see :mod:`outlets.webmap.payload`); an answer without a content coding says
``identity``, because Streamlit's own middleware would compress it again on every request.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from geo.errors import ZhengtuError
from outlets.webmap.payload import json_blob
from screens.base_path import prefix_of
from screens.frontend import bundles
from screens.sending import sent

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from starlette.requests import Request

    from outlets.blobs import Blob
    from outlets.webmap.payload import Payload


def routes(
    payload: Callable[[], Payload],
    *,
    assets: Callable[[], Mapping[str, Blob]] | None = None,
    base_path: str | None = None,
) -> list[Route]:
    """Make the routes for ``st.App``.

    Parameters
    ----------
    payload
        Returns the current payload; called on each request, so it should keep what it built.
    assets
        Returns the front-end files by public name, each name carrying its content's hash; None for
        those of :mod:`screens.frontend`.
    base_path
        Path below which the app is served; None for Streamlit's ``server.baseUrlPath``, below which
        ``st.App`` puts its own routes but not ours.

    Returns
    -------
    Routes under ``{base}/api`` and ``{base}/assets``.
    """
    prefix = prefix_of(base_path)

    async def index(request: Request) -> Response:
        current = await run_in_threadpool(payload)
        return await sent(request, current.index)

    async def layer(request: Request) -> Response:
        current = await run_in_threadpool(payload)
        name, _, digest = request.path_params["name"].partition(".")
        columns = current.columns.get(name)
        if columns is None:
            return _unknown("layer", name, known=list(current.columns))
        if digest and digest != columns.digest:
            return _unknown("version of this layer", digest, known=[columns.digest])
        if request.url.path.endswith(".geojson"):
            blob = await run_in_threadpool(current.geojson, name)
            return await sent(request, blob, immutable=bool(digest))
        return await sent(request, columns, immutable=bool(digest))

    async def asset(request: Request) -> Response:
        name = request.path_params["name"]
        known = await run_in_threadpool(assets or partial(bundles, payload))
        blob = known.get(name)
        if blob is None:
            return _unknown("asset", name, known=sorted(known))
        return await sent(request, blob, immutable=True)

    symbols = _one("symbol table", payload, lambda current: current.symbols)
    whole = _one("version of the map", payload, lambda current: current.whole)
    answers = {
        "/api/layers": index,
        "/api/layers/{name}.geojson": layer,
        "/api/layers/{name}.json": layer,
        "/api/map.{digest}.json": whole,
        "/api/symbols.json": symbols,
        "/api/symbols.{digest}.json": symbols,
        "/assets/{name}": asset,
    }
    return [Route(prefix + path, _guarded(answer)) for path, answer in answers.items()]


def _one(
    kind: str, payload: Callable[[], Payload], part: Callable[[Payload], Blob]
) -> Callable[[Request], Awaitable[Response]]:
    """Answer for one part of the payload, by its plain address or by its content's hash."""

    async def answer(request: Request) -> Response:
        blob = part(await run_in_threadpool(payload))
        given = request.path_params.get("digest")
        if given not in {None, blob.digest}:
            return _unknown(kind, str(given), known=[blob.digest])
        return await sent(request, blob, immutable=given is not None)

    return answer


def _guarded(answer: Callable[[Request], Awaitable[Response]]) -> Callable[..., Any]:
    """Turn our own errors into a sentence instead of a traceback."""

    async def guarded(request: Request) -> Response:
        try:
            return await answer(request)
        except ZhengtuError as error:
            body = json_blob({"error": str(error)}).body
            return Response(body, status_code=503, media_type="application/json")

    return guarded


def _unknown(kind: str, name: str, *, known: Sequence[str]) -> Response:
    """Answer 404, naming what there is."""
    body = json_blob({"error": f"There is no such {kind}.", "name": name, "known": list(known)})
    return Response(
        body.body,
        status_code=404,
        media_type=body.media_type,
        headers={"Cache-Control": "no-store", "Content-Encoding": "identity"},
    )
