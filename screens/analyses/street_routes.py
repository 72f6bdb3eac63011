"""The dead-end workbench over HTTP: a network is sent, a run watched, its result fetched."""

from __future__ import annotations

import json
import shutil
from functools import cache
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from geo.errors import NetworkError, ReadingError
from layers.store import current_store
from screens.analyses.run_routes import (
    NEVER_STORE,
    begun,
    credit_of,
    found,
    guarded,
    language_of,
    looked_at,
    name_of,
    receive,
)
from screens.analyses.street_files import (
    BESIDE,
    LARGEST_BYTES,
    NETWORKS,
    require_content,
    stored_name,
    too_large,
)
from screens.analyses.streets import PATH, may_download
from screens.base_path import prefix_of
from screens.text import translator

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    from starlette.requests import Request

    from layers.vocabulary import Language
    from outlets.analyses.dead_ends import Answer
    from outlets.analyses.workbench import StreetRun, Workbench

_MOST_IDS = 500
_MOST_LAID = 20
_LONGEST_AREA = 200
_WIDEST_TOLERANCE_M = 50


def street_routes(*, base_path: str | None = None) -> list[Route]:
    """Make the routes of the workbench.

    A POST to ``{base}/api/streets`` with a network as its body begins a run (in the address:
    ``name``, ``credit``, ``limit``, ``tolerance``, ``drawn=1`` if its crossings are junctions, the
    names of files beside it as ``laid``; or ``area`` and no body to download one), which then
    stands at ``{base}/api/streets/{run}``: GET tells how far it is and what came of it, DELETE
    calls it off, POST compares before and after the proposals whose ids are its body. ``/map``
    below it is what lies over the map, ``/file`` the GeoPackage, or with ``format`` (and ``crs``)
    a zip of the ranked layer, ``/print`` a page for paper. A POST to ``{base}/api/streets/beside``
    sends a file beside a network that is still to come (``name``, ``kind``, ``bridged=1``).

    Parameters
    ----------
    base_path
        As in :func:`screens.routes.routes`.
    """
    prefix = prefix_of(base_path) + PATH

    async def begin(request: Request) -> Response:
        return begun(await _begin(request, await run_in_threadpool(_bench)))

    async def lay(request: Request) -> Response:
        told = await _lay(request, await run_in_threadpool(_bench))
        return JSONResponse(told, status_code=201, headers=NEVER_STORE)

    async def look(request: Request) -> Response:
        bench = await run_in_threadpool(_bench)
        if request.method == "POST":
            bench.open(found(request, bench), _ids(await request.body()))
        return await looked_at(request, bench, _told)

    async def over(request: Request) -> Response:
        run = found(request, await run_in_threadpool(_bench))
        return JSONResponse(await run_in_threadpool(_overlay, run), headers=NEVER_STORE)

    async def file(request: Request) -> Response:
        run = found(request, await run_in_threadpool(_bench))
        return await run_in_threadpool(_file, run, request)

    async def page(request: Request) -> Response:
        run = found(request, await run_in_threadpool(_bench))
        content = await run_in_threadpool(_printed, run, language_of(request))
        return Response(content, media_type="text/html", headers=NEVER_STORE)

    return [
        Route(prefix, guarded(begin), methods=["POST"]),
        Route(prefix + "/beside", guarded(lay), methods=["POST"]),
        Route(prefix + "/{run}", guarded(look), methods=["GET", "POST", "DELETE"]),
        Route(prefix + "/{run}/map", guarded(over)),
        Route(prefix + "/{run}/file", guarded(file)),
        Route(prefix + "/{run}/print", guarded(page)),
    ]


@cache
def _bench() -> Workbench:
    """Make the workbench when somebody first wants it: it brings the analysis along."""
    from outlets.analyses.workbench import Workbench  # noqa: PLC0415 - as above

    return Workbench()


def _told(run: StreetRun, request: Request) -> dict[str, Any]:
    from screens.analyses.street_runs import told  # noqa: PLC0415 - as above

    language = language_of(request)
    return told(run, language, translator(language))


def _file(run: StreetRun, request: Request) -> Response:
    """Return the GeoPackage, or the ranked layer in the format that is asked for."""
    answer: Answer = run.require_answer(at_rest=True)
    wanted = request.query_params.get("format", "")
    if not wanted:
        return FileResponse(run.file, filename="dead-ends.gpkg", headers=NEVER_STORE)
    name, data = _exported(answer, wanted, request.query_params.get("crs") or None)
    head = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type="application/zip", headers=head | NEVER_STORE)


def _printed(run: StreetRun, language: Language) -> bytes:
    from screens.analyses.street_runs import printed  # noqa: PLC0415 - as above

    return printed(run, language, translator(language))


def _overlay(run: StreetRun) -> dict[str, Any]:
    from screens.analyses.street_runs import overlay  # noqa: PLC0415 - as above

    return overlay(run.require_answer(), run.question.credit or run.question.network.name)


def _exported(answer: Answer, name: str, crs: str | None) -> tuple[str, bytes]:
    """Return the name and the bytes of a zip with the ranked layer in a format."""
    from geo.exports import target  # noqa: PLC0415 - as above
    from outlets.analyses.dead_end_files import zipped  # noqa: PLC0415 - as above

    wanted = target(name, crs=crs)
    stem = f"dead-ends{wanted.mark}"
    return f"{stem}-{wanted.format.id}.zip", zipped(answer, wanted, stem=stem)


def _near() -> tuple[dict[str, gpd.GeoDataFrame], str]:
    """Return the shipped layers that should come near, and their version."""
    from screens.analyses.street_runs import near_layers  # noqa: PLC0415 - as above

    dataset = current_store().dataset()
    return near_layers(dataset), dataset.version


def _ids(body: bytes) -> list[str]:
    try:
        given: Any = json.loads(body)
    except ValueError:
        given = None
    if not isinstance(given, list) or len(given) > _MOST_IDS:
        raise ReadingError("A list of connections was expected.")
    return [str(name) for name in given]


async def _begin(request: Request, bench: Workbench) -> str:
    """Begin a run of a network that is sent, drawn or, where that is allowed, downloaded."""
    asked = request.query_params
    area = asked.get("area", "").strip()[:_LONGEST_AREA] or None
    if area is not None and not may_download():
        raise NetworkError("Whoever runs this server has not allowed downloads.")
    credit = credit_of(request)
    if not credit and area is None:
        raise NetworkError("Say whose data the network is: every result carries its source.")
    question = {
        "title": (name_of(request) or None) if area is None else area,
        "credit": credit,
        "limit_m": _limit(asked.get("limit", "")),
        "tolerance_m": _tolerance(asked.get("tolerance", "1")),
        "crossings": "split" if asked.get("drawn") == "1" else "auto",
        "laid": bench.laid.find(asked.getlist("laid")[:_MOST_LAID]),
    }
    stored = stored_name(name_of(request), NETWORKS) if area is None else "network.gpkg"
    folder = bench.folder()
    try:
        if area is None:
            await receive(request, folder / stored, LARGEST_BYTES, too_large())
            await run_in_threadpool(require_content, folder / stored)
        return await run_in_threadpool(_start, bench, folder / stored, question, area)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _start(bench: Workbench, network: Path, asked: dict[str, Any], area: str | None) -> str:
    from outlets.analyses.dead_ends import Question  # noqa: PLC0415 - as above
    from outlets.analyses.workbench import TRIPS  # noqa: PLC0415 - as above

    near, version = _near()
    question = Question(network=network, near=near, trips=TRIPS, **asked)
    return bench.begin(question, area=area, version=version)


async def _lay(request: Request, bench: Workbench) -> dict[str, Any]:
    """Take a file beside the network that is still to come."""
    name, asked = name_of(request), request.query_params
    folder = bench.folder()
    try:
        path = folder / stored_name(name, BESIDE)
        await receive(request, path, LARGEST_BYTES, too_large())
        await run_in_threadpool(require_content, path)
        bridged = asked.get("bridged") == "1"
        return await run_in_threadpool(
            _laid, bench, path, kind=asked.get("kind", ""), name=name, bridged=bridged
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _laid(bench: Workbench, path: Path, *, kind: str, name: str, bridged: bool) -> dict[str, Any]:
    from outlets.analyses.laid import read_laid  # noqa: PLC0415 - as above

    laid = read_laid(path, kind, name=name, bridged=bridged)
    return {"laid": bench.laid.keep(laid), "kind": kind, "name": name, "count": len(laid.frame)}


def _tolerance(text: str) -> float:
    try:
        tolerance_m = float(text)
    except ValueError:
        tolerance_m = float("nan")
    if not 0 <= tolerance_m <= _WIDEST_TOLERANCE_M:
        raise NetworkError(
            "The snapping distance must be from 0 to {most} m: a wider one would join streets that "
            "run beside each other.",
            most=_WIDEST_TOLERANCE_M,
        )
    return tolerance_m


def _limit(text: str) -> float:
    try:
        limit_m = float(text)
    except ValueError:
        limit_m = float("nan")
    from geo.streets.proposals import require_limit  # noqa: PLC0415 - as above

    require_limit(limit_m)
    return limit_m
