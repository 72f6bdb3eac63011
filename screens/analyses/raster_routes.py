"""Rasters over HTTP: a GeoTIFF is sent, its run watched, its tiles and its table fetched."""

from __future__ import annotations

import math
import shutil
from functools import cache
from typing import TYPE_CHECKING, Any

from anyio import CapacityLimiter, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo.errors import RasterError, ReadingError
from layers.store import current_store
from screens.analyses.rasters import LARGEST_BYTES, PATH, SUFFIXES
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
from screens.analyses.street_files import require_content
from screens.base_path import prefix_of
from screens.text import translator

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

    from outlets.analyses.raster_looks import Kind
    from outlets.analyses.raster_runs import RasterAnswer, RasterRun, RasterRuns
    from outlets.analyses.sheets import Sheet

_KINDS: dict[str, Kind | None] = {
    "auto": None, "values": "values", "classes": "classes", "picture": "picture",
}  # fmt: skip
_LONGEST_UNIT = 20

_A_WHILE = {"Cache-Control": "private, max-age=3600"}
"""A run's tiles never change, and its name is a secret."""

_TILES_AT_ONCE = 2
_painters = CapacityLimiter(_TILES_AT_ONCE)
"""Tiles must not take all threads from the pages."""


def raster_routes(*, base_path: str | None = None) -> list[Route]:
    """Make the routes of rasters.

    A POST to ``{base}/api/rasters`` with a GeoTIFF as its body begins a run (``name``, ``credit``,
    ``kind``, ``band`` and ``unit`` in the address), which then stands at
    ``{base}/api/rasters/{run}``: GET tells how far it is and what came of it, DELETE calls it off.
    Below it are ``/map``, ``/tiles/{z}/{x}/{y}.png``, ``/value`` and ``/table.csv``.

    Parameters
    ----------
    base_path
        As in :func:`screens.routes.routes`.
    """
    prefix = prefix_of(base_path) + PATH

    async def begin(request: Request) -> Response:
        return begun(await _begin(request, await run_in_threadpool(_runs)))

    async def look(request: Request) -> Response:
        return await looked_at(request, await run_in_threadpool(_runs), _told)

    async def over(request: Request) -> Response:
        answer = await _answer(request)
        content = await run_in_threadpool(_overlay, answer, request, prefix)
        return JSONResponse(content, headers=NEVER_STORE)

    async def tile(request: Request) -> Response:
        answer = await _answer(request)
        return await tile_answer(request, answer.sheet)

    async def value(request: Request) -> Response:
        answer = await _answer(request)
        text = await run_in_threadpool(_value, answer, request)
        return JSONResponse({"text": text}, headers=NEVER_STORE)

    async def table(request: Request) -> Response:
        answer = await _answer(request)
        return await run_in_threadpool(_table, answer, request)

    return [
        Route(prefix, guarded(begin), methods=["POST"]),
        Route(prefix + "/{run}", guarded(look), methods=["GET", "DELETE"]),
        Route(prefix + "/{run}/map", guarded(over)),
        Route(prefix + "/{run}/tiles/{z:int}/{x:int}/{y:int}.png", guarded(tile)),
        Route(prefix + "/{run}/value", guarded(value)),
        Route(prefix + "/{run}/table.csv", guarded(table)),
    ]


async def tile_answer(request: Request, sheet: Sheet) -> Response:
    """Answer a tile of a sheet, for the ground whose datum the address names.

    Raises
    ------
    RasterError
        If there is no such tile or datum.
    """
    from geo.raster_tiles import Tile  # noqa: PLC0415 - brings rasterio

    datum = request.query_params.get("datum", "wgs84")
    if datum not in {"wgs84", "gcj02"}:
        raise RasterError("There is no datum {datum}.", datum=datum[:20])
    place = request.path_params
    tile = Tile(place["z"], place["x"], place["y"], shifted=datum == "gcj02")
    picture = await to_thread.run_sync(sheet.picture, tile, limiter=_painters)
    return Response(picture, media_type="image/png", headers=_A_WHILE)


@cache
def _runs() -> RasterRuns:
    """Make the runs when somebody first wants them: they bring the analysis along."""
    from outlets.analyses.raster_runs import RasterRuns  # noqa: PLC0415 - as above

    return RasterRuns()


async def _answer(request: Request) -> RasterAnswer:
    answer: RasterAnswer = found(request, await run_in_threadpool(_runs)).require_answer()
    return answer


def _told(run: RasterRun, request: Request) -> dict[str, Any]:
    from screens.analyses.raster_runs import told  # noqa: PLC0415 - as above

    language = language_of(request)
    return told(run, language, translator(language))


def _overlay(answer: RasterAnswer, request: Request, prefix: str) -> dict[str, Any]:
    from screens.analyses.raster_runs import overlay  # noqa: PLC0415 - as above

    address = f"{prefix}/{request.path_params['run']}"
    return overlay(answer, address, translator(language_of(request)))


def _value(answer: RasterAnswer, request: Request) -> str:
    from screens.analyses.raster_runs import value_told  # noqa: PLC0415 - as above

    return value_told(answer, *place_of(request), translator(language_of(request)))


def place_of(request: Request) -> tuple[float, float]:
    """Return longitude and latitude of an address [degree].

    Raises
    ------
    RasterError
        If there is none.
    """
    return _degrees(request, "lon"), _degrees(request, "lat")


def _degrees(request: Request, name: str) -> float:
    try:
        value = float(request.query_params.get(name, ""))
    except ValueError:
        value = math.nan
    if not abs(value) <= 180:  # noqa: PLR2004 - degrees
        raise RasterError("A place was expected, as lon and lat in degrees.")
    return value


def _table(answer: RasterAnswer, request: Request) -> Response:
    from outlets.analyses.raster_tables import csv_of  # noqa: PLC0415 - as above

    headers = NEVER_STORE | {"Content-Disposition": 'attachment; filename="raster-by-district.csv"'}
    body = csv_of(answer, language_of(request))
    return Response(body, media_type="text/csv; charset=utf-8", headers=headers)


async def _begin(request: Request, runs: RasterRuns) -> str:
    credit, name = credit_of(request), name_of(request)
    if not credit:
        raise RasterError("Say whose data the raster is: every result carries its source.")
    if not name.lower().endswith(SUFFIXES):
        raise ReadingError(
            "{file} is no raster that can be read here; there are {formats}.",
            file=name or "?",
            formats=", ".join(SUFFIXES),
        )
    folder = runs.folder()
    try:
        path = folder / "raster.tif"
        too_large = ReadingError("The file is larger than 2.5 GB; cut out the city first.")
        await receive(request, path, LARGEST_BYTES, too_large)
        await run_in_threadpool(require_content, path)
        return await run_in_threadpool(_asked, request, runs, path)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _asked(request: Request, runs: RasterRuns, path: Path) -> str:
    from outlets.analyses.raster_runs import RasterQuestion  # noqa: PLC0415 - as above

    given = request.query_params
    kind = given.get("kind", "auto")
    band = given.get("band", "1")
    if kind not in _KINDS or not band.isdecimal():
        raise RasterError("There is no band {band} of {kind}.", band=band[:20], kind=kind[:20])
    question = RasterQuestion(
        path=path,
        name=name_of(request),
        credit=credit_of(request),
        band=int(band[:6]),
        kind=_KINDS[kind],
        unit=given.get("unit", "").strip()[:_LONGEST_UNIT],
        zones=current_store().dataset().frames["districts"],
    )
    return runs.begin(question)
