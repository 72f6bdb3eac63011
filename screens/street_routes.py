"""The dead-end workbench over HTTP: a network is sent, a run watched, its result fetched."""

from __future__ import annotations

import json
import shutil
import zipfile
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from geo.errors import NetworkError, ReadingError
from layers.store import current_store
from screens.base_path import prefix_of
from screens.run_routes import (
    NEVER_STORE,
    credit_of,
    found,
    guarded,
    language_of,
    name_of,
    receive,
)
from screens.streets import LARGEST_BYTES, PATH, SUFFIXES
from screens.text import translator

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    from starlette.requests import Request

    from layers.vocabulary import Language
    from outlets.workbench import StreetRun, Workbench

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
        return JSONResponse({"run": name}, status_code=202, headers=NEVER_STORE)

    async def look(request: Request) -> Response:
        bench = await run_in_threadpool(_bench)
        run = found(request, bench)
        if request.method == "DELETE":
            bench.call_off(run)
        if request.method == "POST":
            bench.open(run, _ids(await request.body()))
        content = await run_in_threadpool(_told, run, language_of(request))
        return JSONResponse(content, headers=NEVER_STORE)

    async def over(request: Request) -> Response:
        run = found(request, await run_in_threadpool(_bench))
        return JSONResponse(await run_in_threadpool(_overlay, run), headers=NEVER_STORE)

    async def file(request: Request) -> Response:
        run = found(request, await run_in_threadpool(_bench))
        if run.answer is None or not run.ended:
            raise ReadingError("The run is not finished: there is nothing to show yet.")
        stem = PurePosixPath(run.question.network.name).name.partition(".")[0]
        return FileResponse(run.file, filename=f"dead-ends-{stem}.gpkg", headers=NEVER_STORE)

    return [
        Route(prefix, guarded(begin), methods=["POST"]),
        Route(prefix + "/{run}", guarded(look), methods=["GET", "POST", "DELETE"]),
        Route(prefix + "/{run}/map", guarded(over)),
        Route(prefix + "/{run}/file", guarded(file)),
    ]


@cache
def _bench() -> Workbench:
    """Make the workbench when somebody first wants it: it brings the analysis along."""
    from outlets.workbench import Workbench  # noqa: PLC0415 - as above

    return Workbench()


def _told(run: StreetRun, language: Language) -> dict[str, Any]:
    from screens.street_runs import told  # noqa: PLC0415 - as above

    return told(run, language, translator(language))


def _overlay(run: StreetRun) -> dict[str, Any]:
    from screens.street_runs import overlay  # noqa: PLC0415 - as above

    if run.answer is None:
        raise ReadingError("The run is not finished: there is nothing to show yet.")
    return overlay(run.answer, run.question.credit or run.question.network.name)


def _near() -> dict[str, gpd.GeoDataFrame]:
    from screens.street_runs import near_layers  # noqa: PLC0415 - as above

    return near_layers(current_store().dataset())


def _ids(body: bytes) -> list[str]:
    try:
        given: Any = json.loads(body)
    except ValueError:
        given = None
    if not isinstance(given, list) or len(given) > _MOST_IDS:
        raise ReadingError("A list of connections was expected.")
    return [str(name) for name in given]


async def _begin(request: Request, bench: Workbench) -> str:
    credit = credit_of(request)
    if not credit:
        raise NetworkError("Say whose data the network is: every result carries its source.")
    limit_m = _limit(request.query_params.get("limit", ""))
    name = name_of(request)
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
        too_large = ReadingError("The file is larger than 300 MB; cut out the city first.")
        await receive(request, network, LARGEST_BYTES, too_large)
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
