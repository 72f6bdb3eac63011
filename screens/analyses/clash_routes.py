"""Conflicts over HTTP: laid over each other once, off the page's thread, then told at once.

The first answer for new data is a run that the page watches and may call off; its answer is kept by
the data's hash (:mod:`outlets.analyses.conflicts`), so that every later one is a matter of words.
"""

from __future__ import annotations

import tempfile
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo.errors import UnknownNameError
from layers.scope import scope_of
from screens.analyses.board_routes import attached, selection_of
from screens.analyses.questions import CONFLICTS
from screens.analyses.run_routes import NEVER_STORE, found, guarded, language_of, progress_told
from screens.base_path import prefix_of
from screens.text import translator

if TYPE_CHECKING:
    from starlette.requests import Request

    from layers.build import Dataset
    from outlets.analyses.runs import Run, Runs

MEDIA_TYPES = {
    "gpkg": "application/geopackage+sqlite3",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
}
"""Files that are given away."""

_STAGES = {"lay": {"overlap": (0.0, 0.8), "river": (0.8, 0.2)}}


def clash_routes(*, base_path: str | None = None) -> list[Route]:
    """Make the route ``{base}/api/conflicts``, which takes the parameters of a view.

    It answers with what was found, or with the name of a run (202) that stands at
    ``{base}/api/conflicts/runs/{run}``: GET tells how far it is, DELETE calls it off. ``/gpkg``,
    ``/csv`` and ``/html`` below it are the same as files.

    Parameters
    ----------
    base_path
        As in :func:`screens.routes.routes`.
    """

    async def tell(request: Request) -> Response:
        return await run_in_threadpool(_told, request)

    async def look(request: Request) -> Response:
        run = found(request, _runs())
        if request.method == "DELETE":
            _JOINT.leave(run)
        return JSONResponse(_progress(run, request), headers=NEVER_STORE)

    async def file(request: Request) -> Response:
        return await run_in_threadpool(_file, request)

    prefix = prefix_of(base_path) + CONFLICTS
    return [
        Route(prefix, guarded(tell)),
        Route(prefix + "/runs/{run}", guarded(look), methods=["GET", "DELETE"]),
        Route(prefix + "/{kind}", guarded(file)),
    ]


class _Joint:
    """The run that everybody waits for who asks at the same time; it ends with the last of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._name, self._waiting = "", 0
        self._run: Run | None = None

    def join(self, dataset: Dataset) -> str:
        """Return the name of the run under way, or of a new one."""
        with self._lock:
            run = self._run
            if run is None or run.ended or run.key != dataset.version or run.job.called_off:
                self._name, self._waiting = _begun(dataset), 0
                self._run = _runs().find(self._name)
            self._waiting += 1
            return self._name

    def leave(self, run: Run) -> None:
        """Call a run off if nobody else waits for it."""
        with self._lock:
            self._waiting -= run is self._run
            if run is not self._run or self._waiting <= 0:
                _runs().call_off(run)


_JOINT = _Joint()


@cache
def _runs() -> Runs[Run]:
    from outlets.analyses.runs import Runs  # noqa: PLC0415 - for who asks

    return Runs("conflicts")


def _told(request: Request) -> Response:
    from outlets.analyses.conflicts import is_laid  # noqa: PLC0415 - brings the exports along
    from screens.analyses import clashes  # noqa: PLC0415 - as above

    selection = selection_of(request)
    _ = translator(selection.view.language)
    if is_laid(selection.dataset):
        return JSONResponse(clashes.told(selection, _), headers=NEVER_STORE)
    words = {"working": _("Laying layers over each other"), "stop": _("Call off"),
             "stopped": _("Called off; nothing was kept.")}  # fmt: skip
    content = {"run": _JOINT.join(selection.dataset), "words": words}
    return JSONResponse(content, status_code=202, headers=NEVER_STORE)


def _begun(dataset: Dataset) -> str:
    from outlets.analyses.conflicts import laid  # noqa: PLC0415 - as above
    from outlets.analyses.runs import Run  # noqa: PLC0415 - as above

    def work(run: Run) -> None:
        run.answer = laid(dataset, progress=run.job)

    runs = _runs()
    return runs.take(Run(folder=runs.folder(), key=dataset.version), work)


def _progress(run: Run, request: Request) -> dict[str, Any]:
    language = language_of(request)
    return progress_told(run, _STAGES, language, translator(language))


def _file(request: Request) -> Response:
    from outlets.analyses import conflict_tables  # noqa: PLC0415 - as above
    from outlets.analyses.conflicts import found_at, save  # noqa: PLC0415 - as above

    selection, kind = selection_of(request), request.path_params["kind"]
    if kind not in MEDIA_TYPES:
        raise UnknownNameError("There is no {parameter} {value}.", parameter="format", value=kind)
    dataset, day, scope = selection.dataset, selection.day, scope_of(selection)
    language = selection.view.language
    name = f"zhengtu-conflicts-{day}.{kind}"
    if kind == "gpkg":
        with tempfile.TemporaryDirectory(prefix="zhengtu-conflicts-") as folder:
            made, _manifest = save(dataset, day, Path(folder) / name, scope=scope)
            content = made.read_bytes()
    else:
        answer = found_at(dataset, day, scope=scope)
        content = (
            conflict_tables.sheet(answer, language)
            if kind == "csv"
            else conflict_tables.page(answer, day, language)
        )
    return attached(content, name, MEDIA_TYPES[kind], shown=kind == "html")
