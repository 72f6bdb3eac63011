"""The dead-end workbench over HTTP: a network is sent, a run watched, its result fetched.

Streamlit's own uploads stay closed (:mod:`screens.security`); this route takes one kind of file,
from our own page only, and writes it to disk as it comes.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from functools import cache
from http import HTTPStatus
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from geo.errors import NetworkError, ReadingError, ZhengtuError
from layers.store import current_store
from screens.base_path import prefix_of
from screens.streets import LARGEST_BYTES, PATH, SUFFIXES
from screens.text import said, translator

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    import geopandas as gpd
    from starlette.requests import Request

    from layers.vocabulary import Language
    from outlets.workbench import Run, Workbench

_NEVER_STORE = {"Cache-Control": "no-store"}
_MOST_IDS = 500

_BEGINS = {
    ".gpkg": b"SQLite format 3\x00", ".fgb": b"fgb", ".parquet": b"PAR1", ".zip": b"PK",
    ".gz": b"\x1f\x8b", ".bz2": b"BZh",
}  # fmt: skip
"""How files begin whose content must be what the name says: GDAL goes by content, and some of its
formats read other files or addresses."""

_TEXTS = {".geojson": b"{", ".json": b"{", ".osm": b"<"}
_SHAPEFILE = {".shp", ".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".xml", ".qmd"}
_WIDEST_ZIP_BYTES = 2_000_000_000


def street_routes(*, base_path: str | None = None) -> list[Route]:
    """Make the routes of the workbench.

    A POST to ``{base}/api/streets`` with a network as its body begins a run (``name``, ``credit``
    and ``limit`` in the address), which then stands at ``{base}/api/streets/{run}``: GET tells how
    far it is and what came of it, DELETE calls it off, POST compares before and after the proposals
    whose ids are its body. ``/map`` below it is what lies over the map, ``/file`` the GeoPackage.

    Parameters
    ----------
    base_path
        As in :func:`screens.routes.routes`.
    """
    prefix = prefix_of(base_path) + PATH

    async def begin(request: Request) -> Response:
        name = await _begin(request, await run_in_threadpool(_bench))
        return JSONResponse({"run": name}, status_code=202, headers=_NEVER_STORE)

    async def look(request: Request) -> Response:
        bench = await run_in_threadpool(_bench)
        run = _found(request, bench)
        if request.method == "DELETE":
            bench.call_off(run)
        if request.method == "POST":
            bench.open(run, _ids(await request.body()))
        content = await run_in_threadpool(_told, run, _language(request))
        return JSONResponse(content, headers=_NEVER_STORE)

    async def over(request: Request) -> Response:
        run = _found(request, await run_in_threadpool(_bench))
        return JSONResponse(await run_in_threadpool(_overlay, run), headers=_NEVER_STORE)

    async def file(request: Request) -> Response:
        run = _found(request, await run_in_threadpool(_bench))
        if run.answer is None or not run.ended:
            raise ReadingError("The run is not finished: there is nothing to show yet.")
        stem = PurePosixPath(run.question.network.name).name.partition(".")[0]
        return FileResponse(run.file, filename=f"dead-ends-{stem}.gpkg", headers=_NEVER_STORE)

    return [
        Route(prefix, _guarded(begin), methods=["POST"]),
        Route(prefix + "/{run}", _guarded(look), methods=["GET", "POST", "DELETE"]),
        Route(prefix + "/{run}/map", _guarded(over)),
        Route(prefix + "/{run}/file", _guarded(file)),
    ]


@cache
def _bench() -> Workbench:
    """Make the workbench when somebody first wants it: it brings the analysis along."""
    from outlets.workbench import Workbench  # noqa: PLC0415 - as above

    return Workbench()


def _told(run: Run, language: Language) -> dict[str, Any]:
    from screens.street_runs import told  # noqa: PLC0415 - as above

    return told(run, language, translator(language))


def _overlay(run: Run) -> dict[str, Any]:
    from screens.street_runs import overlay  # noqa: PLC0415 - as above

    if run.answer is None:
        raise ReadingError("The run is not finished: there is nothing to show yet.")
    return overlay(run.answer, run.question.credit or run.question.network.name)


def _near() -> dict[str, gpd.GeoDataFrame]:
    from screens.street_runs import near_layers  # noqa: PLC0415 - as above

    return near_layers(current_store().dataset())


class _ForgottenError(ZhengtuError):
    """There is no such run, or no more."""


class _StrangerError(ZhengtuError):
    """Another site's page asked."""


_CODES = {_ForgottenError: HTTPStatus.NOT_FOUND, _StrangerError: HTTPStatus.FORBIDDEN}


def _guarded(
    answer: Callable[[Request], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    """Refuse other sites' pages, and turn our errors into sentences."""

    async def guarded(request: Request) -> Response:
        try:
            _require_our_page(request)
            return await answer(request)
        except ZhengtuError as error:
            code = _CODES.get(type(error), HTTPStatus.BAD_REQUEST)
            content = {"error": said(error.saying, _language(request))}
            return JSONResponse(content, status_code=code, headers=_NEVER_STORE)

    return guarded


def _require_our_page(request: Request) -> None:
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise _StrangerError("Only a page of this server may do that.")


def _language(request: Request) -> Language:
    return "en" if request.query_params.get("lang") == "en" else "zh"


def _found(request: Request, bench: Workbench) -> Run:
    run = bench.find(request.path_params["run"])
    if run is None:
        raise _ForgottenError("The server no longer knows this run; start it again.")
    return run


def _ids(body: bytes) -> list[str]:
    try:
        given: Any = json.loads(body)
    except ValueError:
        given = None
    if not isinstance(given, list) or len(given) > _MOST_IDS:
        raise ReadingError("A list of connections was expected.")
    return [str(name) for name in given]


async def _begin(request: Request, bench: Workbench) -> str:
    asked = request.query_params
    credit = asked.get("credit", "").strip()[:300]
    if not credit:
        raise NetworkError("Say whose data the network is: every result carries its source.")
    limit_m = _limit(asked.get("limit", ""))
    name = PurePosixPath(asked.get("name", "").replace("\\", "/")).name[-80:]
    if not name.lower().endswith(SUFFIXES):
        raise ReadingError(
            "{file} is no street network that can be read here; there are {formats}.",
            file=name or "?",
            formats=", ".join(SUFFIXES),
        )
    folder = bench.folder()
    try:
        # Its own name is kept for messages only; on disk it says no more than its kind.
        network = folder / f"network{''.join(PurePosixPath(name.lower()).suffixes[-2:])}"
        await _receive(request, network)
        await run_in_threadpool(_require_content, network)
        near = await run_in_threadpool(_near)
        return bench.begin(network, credit, limit_m, near)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _limit(text: str) -> float:
    try:
        limit_m = float(text)
    except ValueError:
        limit_m = float("nan")
    from geo.streets.proposals import require_limit  # noqa: PLC0415 - as above

    require_limit(limit_m)
    return limit_m


async def _receive(request: Request, path: Path) -> None:
    """Write a body to disk as it comes."""
    size = 0
    with path.open("wb") as stream:
        async for block in request.stream():
            size += len(block)
            if size > LARGEST_BYTES:
                raise ReadingError("The file is larger than 300 MB; cut out the city first.")
            await run_in_threadpool(stream.write, block)


def _require_content(path: Path) -> None:
    """Refuse a file that is not what its name says.

    Raises
    ------
    ReadingError
        If it begins otherwise, or is a zip with anything but a Shapefile in it.
    """
    suffix = path.suffix
    with path.open("rb") as stream:
        head = stream.read(512)
    wanted, text = _BEGINS.get(suffix), _TEXTS.get(suffix)
    if wanted is not None and not head.startswith(wanted):
        raise ReadingError("The file is not what its name says ({suffix}).", suffix=suffix)
    if text is not None and not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(text):
        raise ReadingError("The file is not what its name says ({suffix}).", suffix=suffix)
    if suffix == ".osm" and b"<osm" not in head:
        raise ReadingError("The file is not what its name says ({suffix}).", suffix=suffix)
    if suffix == ".zip":
        _require_shapefile(path)


def _require_shapefile(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            inside = packed.infolist()
    except zipfile.BadZipFile as error:
        raise ReadingError(
            "The file is not what its name says ({suffix}).", suffix=".zip"
        ) from error
    kinds = {PurePosixPath(item.filename.lower()).suffix for item in inside if not item.is_dir()}
    if ".shp" not in kinds or not kinds <= _SHAPEFILE:
        raise ReadingError("A zip must hold a Shapefile and nothing else.")
    if sum(item.file_size for item in inside) > _WIDEST_ZIP_BYTES:
        raise ReadingError("The file is larger than 300 MB; cut out the city first.")
