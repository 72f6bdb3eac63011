"""Coverage over HTTP: a question is asked, its run watched, its tiles and its files fetched."""

from __future__ import annotations

import shutil
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from geo.errors import RasterError, UnknownNameError
from layers.store import current_store
from screens.analyses.coverage import PATH, RASTERS
from screens.analyses.raster_routes import place_of, tile_answer
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
    LARGEST_BYTES,
    NETWORKS,
    require_content,
    stored_name,
    too_large,
)
from screens.base_path import prefix_of
from screens.text import translator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.datastructures import QueryParams
    from starlette.requests import Request

    from outlets.analyses.coverage import Question
    from outlets.analyses.coverage_runs import CoverageRun, CoverageRuns

_KINDS = {"network": NETWORKS, "population": RASTERS}
_MOST_WORDS = 50
_FINEST_M = 10.0
"""A finer grid takes minutes and gigabytes: that is for the command line."""


def coverage_routes(*, base_path: str | None = None) -> list[Route]:
    """Make the routes of coverage.

    A POST to ``{base}/api/coverage`` begins a run (in the address: ``layer``, ``at``, ``since``,
    ``status``, ``district``, ``limits``, ``resolution``, and the names of files laid in as
    ``network`` and ``population``), which then stands at ``{base}/api/coverage/{run}``: GET tells
    how far it is and what came of it, DELETE calls it off. Below it are ``/map``,
    ``/tiles/{sheet}/{z}/{x}/{y}.png``, ``/value`` and ``/file``. A POST to
    ``{base}/api/coverage/beside`` sends a file for a question to come (``kind``, ``name``,
    ``credit``).

    Parameters
    ----------
    base_path
        As in :func:`screens.routes.routes`.
    """
    prefix = prefix_of(base_path) + PATH

    async def begin(request: Request) -> Response:
        runs = await run_in_threadpool(_runs)
        return begun(await run_in_threadpool(_begin, request.query_params, runs))

    async def lay(request: Request) -> Response:
        name = await _lay(request, await run_in_threadpool(_runs))
        return JSONResponse({"laid": name}, status_code=201, headers=NEVER_STORE)

    async def look(request: Request) -> Response:
        return await looked_at(request, await run_in_threadpool(_runs), _told)

    async def over(request: Request) -> Response:
        run, sheet = await _done(request), request.query_params.get("sheet", "classes")
        _require_sheet(run, sheet)
        content = await run_in_threadpool(_overlay, run, sheet, request, prefix)
        return JSONResponse(content, headers=NEVER_STORE)

    async def tile(request: Request) -> Response:
        run, sheet = await _done(request), request.path_params["sheet"]
        return await tile_answer(request, _require_sheet(run, sheet)[sheet])

    async def value(request: Request) -> Response:
        run = await _done(request)
        text = await run_in_threadpool(_value, run, request)
        return JSONResponse({"text": text}, headers=NEVER_STORE)

    async def file(request: Request) -> Response:
        run = await _done(request)
        path = await run_in_threadpool(run.zip_in, language_of(request))
        asked = run.question
        name = f"coverage-{asked.layer}-{asked.day.isoformat()}.zip"
        return FileResponse(path, filename=name, headers=NEVER_STORE)

    return [
        Route(prefix, guarded(begin), methods=["POST"]),
        Route(prefix + "/beside", guarded(lay), methods=["POST"]),
        Route(prefix + "/{run}", guarded(look), methods=["GET", "DELETE"]),
        Route(prefix + "/{run}/map", guarded(over)),
        Route(prefix + "/{run}/tiles/{sheet}/{z:int}/{x:int}/{y:int}.png", guarded(tile)),
        Route(prefix + "/{run}/value", guarded(value)),
        Route(prefix + "/{run}/file", guarded(file)),
    ]


@cache
def _runs() -> CoverageRuns:
    """Make the runs when somebody first wants them: they bring the analysis along."""
    from outlets.analyses.coverage_runs import CoverageRuns  # noqa: PLC0415 - as above

    return CoverageRuns()


async def _done(request: Request) -> CoverageRun:
    run = found(request, await run_in_threadpool(_runs))
    run.require_answer()
    return run


def _require_sheet(run: CoverageRun, name: str) -> Mapping[str, Any]:
    sheets = run.answer.sheets if run.answer is not None else {}
    if name not in sheets:
        raise UnknownNameError("There is no {parameter} {value}.", parameter="sheet",
                               value=name[:20])  # fmt: skip
    return sheets


def _told(run: CoverageRun, request: Request) -> dict[str, Any]:
    from screens.analyses.coverage_runs import told  # noqa: PLC0415 - as above

    language = language_of(request)
    return told(run, language, translator(language))


def _overlay(run: CoverageRun, sheet: str, request: Request, prefix: str) -> dict[str, Any]:
    from screens.analyses.coverage_runs import overlay  # noqa: PLC0415 - as above

    language = language_of(request)
    address = f"{prefix}/{request.path_params['run']}"
    dark = request.query_params.get("theme") == "dark"
    return overlay(run, sheet, address, dark=dark, language=language)


def _value(run: CoverageRun, request: Request) -> str:
    from screens.analyses.coverage_runs import value_told  # noqa: PLC0415 - as above

    assert run.answer is not None  # noqa: S101 - looked at before
    language = language_of(request)
    return value_told(run.answer.found, *place_of(request), language, translator(language))


async def _lay(request: Request, runs: CoverageRuns) -> str:
    """Take a file for a question that is still to come."""
    from outlets.analyses.waiting import SentFile  # noqa: PLC0415 - as above

    credit, kind = credit_of(request), request.query_params.get("kind", "")
    if not credit:
        raise RasterError("Say whose data the files are: every result carries its source.")
    if kind not in _KINDS:
        raise UnknownNameError("There is no {parameter} {value}.", parameter="kind",
                               value=kind[:20])  # fmt: skip
    folder = runs.folder()
    try:
        path = folder / stored_name(name_of(request), _KINDS[kind], stem=kind)
        await receive(request, path, LARGEST_BYTES, too_large())
        await run_in_threadpool(require_content, path)
        sent = SentFile(path=path, credit=credit)
        return await run_in_threadpool(runs.sent.keep, sent)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _begin(asked: QueryParams, runs: CoverageRuns) -> str:
    from outlets.analyses.coverage import Question  # noqa: PLC0415 - as above

    dataset = current_store().dataset()
    kinds = [kind for kind in _KINDS if asked.get(kind)]
    files = runs.sent.find(asked[kind] for kind in kinds)
    paths = {kind: file.path for kind, file in zip(kinds, files, strict=True)}
    credit = "; ".join(dict.fromkeys(file.credit for file in files))
    question = Question(
        layer=asked.get("layer", ""),
        day=_day(asked.get("at", "")),
        since=_day(asked["since"]) if asked.get("since") else None,
        statuses=tuple(asked.get("status", "completed").split(",")[:_MOST_WORDS]),
        districts=tuple(asked.getlist("district")[:_MOST_WORDS]),
        credit=credit or None,
        network=paths.get("network"),
        population=paths.get("population"),
        **_numbers(asked),
    )
    _require_answerable(question)
    return runs.begin(dataset, question, files=files)


def _require_answerable(question: Question) -> None:
    """Refuse at once what would fail later."""
    from layers.catalogue import layer  # noqa: PLC0415 - as above

    layer(question.layer)


def _numbers(asked: QueryParams) -> dict[str, Any]:
    from geo.coverage.classes import require_limits  # noqa: PLC0415 - as above
    from geo.coverage.grid import require_resolution  # noqa: PLC0415 - as above

    words = asked.get("limits", "").replace("，", ",").split(",")[:_MOST_WORDS]
    limits = [_number(word) for word in words if word.strip()]
    resolution_m = require_resolution(_number(asked.get("resolution", "")))
    if resolution_m < _FINEST_M:
        raise RasterError(
            "On the page cells are {least} m or more; the command line takes smaller ones.",
            least=f"{_FINEST_M:g}",
        )
    return {"limits_m": require_limits(limits), "resolution_m": resolution_m}


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnknownNameError(
            "{text} is no day; write it as YYYY-MM-DD.", text=text[:20] or "-"
        ) from None
