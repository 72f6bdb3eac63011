"""Downloads over HTTP: every format, what is refused, and a reader who goes away."""

from __future__ import annotations

import asyncio
import io
import json
import threading
import zipfile
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette

from geo.exports import FORMATS, CancelledError
from screens import exporting
from screens.downloads import download_routes

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from layers.build import Dataset
    from outlets.jobs import Job


APP = Starlette(routes=download_routes(base_path="/map"))


def download(address: str) -> tuple[int, dict[str, str], bytes]:
    """Ask the app for ``kind?query``; return status, headers and body."""
    path, _, query = f"/map/download{address}".partition("?")
    sent: list[MutableMapping[str, Any]] = []
    waiting = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if sent:
            await waiting.wait()
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(),
             "headers": [], "root_path": ""}  # fmt: skip
    asyncio.run(APP(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(one.get("body", b"") for one in sent[1:])


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_comes_as_a_zip_with_its_manifest(name: str) -> None:
    status, _, body = download(f"/{name}?only=metro&at=2021-01-30")
    assert status == 200
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert set(archive.namelist()) == {*manifest["files"], "manifest.json"}
    assert manifest["format"] == FORMATS[name].title
    assert manifest["status_at"] == "2021-01-30"


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("layer", ["districts", "hydrography", "expressways"])
def test_the_background_can_be_had_alone(name: str, layer: str, dataset: Dataset) -> None:
    status, _, body = download(f"/{name}?only={layer}")
    assert status == 200, body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert manifest["counts"] == {layer: len(dataset.frames[layer])}
    if name not in {"dxf", "csv", "xlsx"}:
        assert sum(one["count"] for one in manifest["read_back"]) >= len(dataset.frames[layer])


def test_the_choices_of_the_form_are_those_of_the_formats() -> None:
    offered = json.loads(download("")[2])
    assert [one["id"] for one in offered] == list(FORMATS)
    for one in offered:
        assert [crs for crs, _ in one["crs"]] == list(FORMATS[one["id"]].crs)


def test_a_shifted_download_says_so_in_its_name() -> None:
    _, headers, body = download("/geojson?only=metro&crs=BD-09")
    assert "bd09-shifted.zip" in headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert "metro-bd09-shifted.geojson" in archive.namelist()
        assert json.loads(archive.read("manifest.json"))["shifted"] is True


def test_the_meeting_pack_opens_where_the_reader_was() -> None:
    view = {"at": "2021-01-30", "district": "金水区", "panel": "compare", "view": "34.7,113.6,11"}
    status, headers, body = download(f"/pack-page?{urlencode(view)}")
    assert status == 200
    assert headers["content-type"].startswith("text/html")
    assert headers["content-disposition"].startswith("attachment;")
    assert headers["cache-control"] == "no-store"
    page = body.decode("utf-8")
    assert '"start":{"district":"金水区","at":"2021-01-30","view":"34.70000,113.60000,11"}' in page


def test_the_meeting_pack_with_everything() -> None:
    status, headers, body = download("/pack?at=2021-01-30&layers=metro")
    assert status == 200
    assert headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert set(archive.namelist()) == {*manifest["files"], "manifest.json"}
    assert manifest["filter"] == {"layers": "metro", "at": "2021-01-30"}
    assert manifest["stories"]


@pytest.mark.parametrize(
    ("address", "code"),
    [("dwg", 404), ("pack?district=mars", 400), ("geojson?crs=EPSG:4547", 400),
     ("shp?encoding=latin1", 400), ("gpkg?only=subway", 400), ("gpkg?status=built", 400)],
)  # fmt: skip
def test_what_is_refused(address: str, code: int) -> None:
    status, _, body = download(f"/{address}")
    assert status == code
    assert json.loads(body)["error"]


GONE = {
    "type": "http", "method": "GET", "path": "/download/gpkg", "query_string": b"",
    "headers": [], "root_path": "",
}  # fmt: skip


def test_a_reader_who_goes_away_ends_the_export(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = threading.Event(), asyncio.Event()

    def endless(_kind: str, _parameters: object, job: Job) -> None:
        begun.set()
        try:
            while True:
                job("write", 0, 1)
        except CancelledError:
            ended.set()
            raise

    async def receive() -> dict[str, Any]:
        if not begun.is_set():
            await asyncio.Event().wait()  # the reader is still there
        return {"type": "http.disconnect"}

    async def send(_message: MutableMapping[str, Any]) -> None:
        return None

    monkeypatch.setattr(exporting, "answer", endless)
    app = Starlette(routes=download_routes(base_path=""))
    with pytest.raises(CancelledError):
        asyncio.run(app(dict(GONE), receive, send))
    assert ended.is_set()


def test_a_reader_who_went_away_before_the_turn_begins_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    monkeypatch.setattr(exporting, "answer", lambda *_: pytest.fail("begun"))
    app = Starlette(routes=download_routes(base_path=""))
    asyncio.run(app(dict(GONE), receive, send))
    assert sent[0]["status"] == 204
