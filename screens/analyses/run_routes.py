"""What the routes of all analyses share: who may ask, how a file is taken, how a fault is told.

Streamlit's own uploads stay closed (:mod:`screens.security`); these routes take files from our own
pages only, and write them to disk as they come.
"""

from __future__ import annotations

import shutil
from http import HTTPStatus
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from geo.errors import BusyError, ReadingError, ZhengtuError
from outlets.analyses.runs import stage_of
from screens.security import is_own
from screens.text import said

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from pathlib import Path

    from starlette.requests import Request

    from layers.vocabulary import Language
    from outlets.analyses.runs import Run, Runs, Stages
    from screens.text import Translator

    R = TypeVar("R", bound=Run)

NEVER_STORE = {"Cache-Control": "no-store"}
_LONGEST_CREDIT = 300
_SPARE_BYTES = 1_000_000_000
"""What a file must leave free on disk."""


class _ForgottenError(ZhengtuError):
    """There is no such run, or no more."""


class _StrangerError(ZhengtuError):
    """Another site's page asked."""


_CODES = {
    _ForgottenError: HTTPStatus.NOT_FOUND,
    _StrangerError: HTTPStatus.FORBIDDEN,
    BusyError: HTTPStatus.SERVICE_UNAVAILABLE,
}


def guarded(
    answer: Callable[[Request], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    """Refuse other sites' pages, and turn our errors into sentences."""

    async def answered(request: Request) -> Response:
        try:
            _require_our_page(request)
            return await answer(request)
        except ZhengtuError as error:
            code = _CODES.get(type(error), HTTPStatus.BAD_REQUEST)
            content = {"error": said(error.saying, language_of(request))}
            return JSONResponse(content, status_code=code, headers=NEVER_STORE)

    return answered


def _require_our_page(request: Request) -> None:
    origin = request.headers.get("origin")
    if origin is not None and not is_own(origin, request.headers):
        raise _StrangerError("Only a page of this server may do that.")


def language_of(request: Request) -> Language:
    """Return the language in which the reader wants to be told."""
    return "en" if request.query_params.get("lang") == "en" else "zh"


def found(request: Request, runs: Runs[R]) -> R:
    """Return the run that an address names.

    Raises
    ------
    _ForgottenError
        If there is none.
    """
    run = runs.find(request.path_params["run"])
    if run is None:
        raise _ForgottenError("The server no longer knows this run; start it again.")
    return run


def begun(name: str) -> JSONResponse:
    """Answer that a run has begun, and under which name it stands."""
    return JSONResponse({"run": name}, status_code=HTTPStatus.ACCEPTED, headers=NEVER_STORE)


async def looked_at(
    request: Request, runs: Runs[R], tell: Callable[[R, Request], Mapping[str, Any]]
) -> JSONResponse:
    """Answer how far a run is and what came of it; a DELETE calls it off.

    Parameters
    ----------
    request
        Names the run.
    runs
        Those of the analysis.
    tell
        What a reader is told of a run.
    """
    run = found(request, runs)
    if request.method == "DELETE":
        runs.call_off(run)
    return JSONResponse(await run_in_threadpool(tell, run, request), headers=NEVER_STORE)


def progress_told(run: Run, stages: Stages, language: Language, _: Translator) -> dict[str, Any]:
    """Return how far a run is, and why it failed if it did."""
    at, share = stage_of(run.job, stages)
    found: dict[str, Any] = {"state": run.state, "stage": at, "share": round(share, 3)}
    if run.state == "failed":
        found["error"] = (
            _("The run failed; see the server's log.")
            if run.error is None
            else said(run.error.saying, language)
        )
    return found


def credit_of(request: Request) -> str:
    """Return whose data a file is, as its sender says; may be empty."""
    return request.query_params.get("credit", "").strip()[:_LONGEST_CREDIT]


def name_of(request: Request) -> str:
    """Return what a file is called where it comes from: for messages only, never for the disk."""
    return PurePosixPath(request.query_params.get("name", "").replace("\\", "/")).name[-80:]


async def receive(request: Request, path: Path, most_bytes: int, refusal: ReadingError) -> None:
    """Write a body to disk as it comes.

    Parameters
    ----------
    request
        Its body is a file.
    path
        Where to write.
    most_bytes
        Largest file that is taken.
    refusal
        Says so.

    Raises
    ------
    ReadingError
        If it is larger.
    BusyError
        If there is no room for it on disk.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdecimal():
        if int(announced) > most_bytes:
            raise refusal
        if shutil.disk_usage(path.parent).free < int(announced) + _SPARE_BYTES:
            raise BusyError("The server has no room for this file at the moment; try again later.")
    size = 0
    with path.open("wb") as stream:
        async for block in request.stream():
            size += len(block)
            if size > most_bytes:
                raise refusal
            await run_in_threadpool(stream.write, block)
