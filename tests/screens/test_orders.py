"""Exports that a page orders: watched, called off, fetched, forgotten."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import sys
import threading
import time
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response

from screens import exporting, orders
from screens.downloads import download_routes

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableMapping

    from outlets.jobs import Job

BASE = "/map/download"


@dataclass(frozen=True)
class Given:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """A page's requests; the server's own work goes on during each, and while it waits."""

    def __init__(self, runner: asyncio.Runner) -> None:
        self.runner = runner
        self.app = Starlette(routes=download_routes(base_path="/map"))

    def get(
        self, address: str, *, method: str = "GET", headers: dict[str, str] | None = None
    ) -> Given:
        path, _, query = address.partition("?")
        scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(),
                 "headers": [(name.encode(), value.encode())
                             for name, value in (headers or {}).items()],
                 "root_path": ""}  # fmt: skip
        sent: list[MutableMapping[str, Any]] = []

        async def receive() -> dict[str, Any]:
            if sent:
                await asyncio.Event().wait()
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            sent.append(message)

        self.runner.run(self.app(scope, receive, send))
        headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        body = b"".join(message.get("body", b"") for message in sent[1:])
        return Given(sent[0]["status"], headers, body)

    def post(self, address: str) -> Given:
        return self.get(address, method="POST")

    def delete(self, address: str) -> Given:
        return self.get(address, method="DELETE")

    def wait(self) -> None:
        self.runner.run(asyncio.sleep(0.02))


@pytest.fixture
def client() -> Iterator[Client]:
    with asyncio.Runner() as runner:
        yield Client(runner)


def ordered(client: Client, kind: str, query: str = "") -> str:
    taken = client.post(f"{BASE}/{kind}/orders?{query}")
    assert taken.status == 202
    assert taken.headers["cache-control"] == "no-store"
    assert taken.json()["words"]["cancel"]
    return str(taken.json()["name"])


def told(client: Client, name: str) -> dict[str, Any]:
    content: dict[str, Any] = client.get(f"{BASE}/orders/{name}").json()
    return content


def awaited(client: Client, name: str, *states: str) -> dict[str, Any]:
    until = time.monotonic() + 180
    while (content := told(client, name))["state"] not in states:
        assert time.monotonic() < until, content
        client.wait()
    return content


class Held:
    """An export that waits at its steps until the test lets it go on."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.jobs: list[Job] = []

    def __call__(self, _kind: str, _parameters: object, job: Job) -> Response:
        self.jobs.append(job)
        try:
            while not self.go_on.wait(0.01):
                job("write", 1, 4)
        except Exception as error:  # noqa: BLE001 - as the true one answers
            return JSONResponse({"error": str(error)}, status_code=400)
        return Response(b"whole")


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    made = Held()
    monkeypatch.setattr(exporting, "answer", made)
    monkeypatch.setattr(orders, "LOOK_S", 0.01)
    return made


def test_an_order_gives_what_the_plain_link_gives(client: Client) -> None:
    query = "only=metro&at=2021-01-30&crs=EPSG:4547"
    name = ordered(client, "gpkg", query)
    content = awaited(client, name, "done")
    fetched = client.get(f"{BASE}/orders/{name}/file")
    plain = client.get(f"{BASE}/gpkg?{query}")
    assert fetched.body == plain.body
    assert content["bytes"] == len(plain.body)
    assert fetched.headers["content-disposition"] == plain.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(fetched.body)) as archive:
        assert "manifest.json" in archive.namelist()
    assert client.get(f"{BASE}/orders/{name}/file").body == plain.body  # again


def test_how_far_it_is(client: Client, held: Held) -> None:
    name = ordered(client, "gpkg")
    until = time.monotonic() + 180
    while not (content := told(client, name))["step"]:
        assert time.monotonic() < until
    assert (content["state"], content["step"]) == ("working", "write")
    assert (content["done"], content["total"]) == (1, 4)
    assert 0 < content["share"] < 1
    assert client.get(f"{BASE}/orders/{name}/file").status == 404
    held.go_on.set()
    awaited(client, name, "done")
    assert client.get(f"{BASE}/orders/{name}/file").body == b"whole"


def test_calling_off_ends_it(client: Client, held: Held) -> None:
    name = ordered(client, "gpkg")
    awaited(client, name, "working")
    client.delete(f"{BASE}/orders/{name}")
    assert awaited(client, name, "called off", "done", "failed")["state"] == "called off"
    assert client.get(f"{BASE}/orders/{name}/file").status == 404
    assert not held.go_on.is_set()


def test_who_waits_for_others_may_leave_at_once(client: Client, held: Held) -> None:
    names = [ordered(client, "gpkg") for _ in range(3)]  # two are made at a time
    awaited(client, names[1], "working")
    assert told(client, names[2])["state"] == "waiting"
    assert client.delete(f"{BASE}/orders/{names[2]}").json()["state"] == "called off"
    held.go_on.set()
    for name in names[:2]:
        awaited(client, name, "done")
    assert len(held.jobs) == 2


def test_what_nobody_asks_after_is_called_off(
    client: Client, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orders, "ABANDONED_S", 0.05)
    name = ordered(client, "gpkg")
    until = time.monotonic() + 180
    while not (held.jobs and held.jobs[0].called_off):
        assert time.monotonic() < until
        client.wait()
    awaited(client, name, "called off")


def test_a_refusal_is_told(client: Client) -> None:
    content = awaited(client, ordered(client, "geojson", "crs=EPSG:4547&lang=en"), "failed")
    assert "EPSG:4326" in content["error"]
    content = awaited(client, ordered(client, "dwg"), "failed")
    assert content["error"]


def test_a_fault_of_ours_is_told_and_logged(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object) -> Response:
        raise RuntimeError("a secret")

    monkeypatch.setattr(exporting, "answer", broken)
    # Not caplog: some library in another test may have told the loggers that exist to be silent.
    logged: list[str] = []
    log = logging.getLogger(orders.__name__)
    monkeypatch.setattr(log, "exception", lambda *_given: logged.append(str(sys.exception())))
    content = awaited(client, ordered(client, "gpkg"), "failed")
    assert content["error"] == "导出失败，详见服务器日志。"
    assert logged == ["a secret"]


@pytest.mark.parametrize("path", ["/orders/none", "/orders/none/file"])
def test_an_order_that_is_none(client: Client, path: str) -> None:
    given = client.get(BASE + path + "?lang=en")
    assert given.status == 404
    assert given.json()["error"] == "The server no longer knows this export; start it again."


def test_only_so_many_wait(client: Client, held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "MOST_WAITING", 3)
    for _ in range(3):
        ordered(client, "gpkg")
    for refused in (client.post(f"{BASE}/gpkg/orders"), client.get(f"{BASE}/gpkg?lang=en")):
        assert refused.status == 503
        assert refused.headers["retry-after"]
    assert "try again in a minute" in refused.json()["error"]
    held.go_on.set()


def test_a_link_that_was_answered_makes_room(
    client: Client, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orders, "MOST_WAITING", 1)
    held.go_on.set()
    for _ in range(3):
        assert client.get(f"{BASE}/gpkg").status == 200


@pytest.mark.parametrize(("limit", "value"), [("KEPT_S", 0.0), ("MOST_KEPT_BYTES", 1)])
def test_what_is_finished_is_forgotten(
    client: Client, held: Held, monkeypatch: pytest.MonkeyPatch, limit: str, value: float
) -> None:
    held.go_on.set()
    name = ordered(client, "gpkg")
    awaited(client, name, "done")
    monkeypatch.setattr(orders, limit, value)
    client.wait()
    ordered(client, "gpkg")
    assert client.get(f"{BASE}/orders/{name}").status == 404


def test_it_is_forgotten_though_nobody_orders_again(
    client: Client, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    held.go_on.set()
    monkeypatch.setattr(orders, "KEPT_S", 0.05)
    name = ordered(client, "gpkg")
    awaited(client, name, "done")
    client.runner.run(asyncio.sleep(0.3))
    assert client.get(f"{BASE}/orders/{name}").status == 404


def test_what_weighs_too_much_makes_room_when_it_is_finished(
    client: Client, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orders, "MOST_KEPT_BYTES", 1)
    names = [ordered(client, "gpkg") for _ in range(2)]  # both are made at once
    awaited(client, names[1], "working")
    held.go_on.set()
    until = time.monotonic() + 180
    # Only what was finished last is left.
    while sorted(client.get(f"{BASE}/orders/{name}").status for name in names) != [200, 404]:
        assert time.monotonic() < until
        client.wait()


def test_names_cannot_be_guessed(client: Client, held: Held) -> None:
    held.go_on.set()
    names = {ordered(client, "gpkg") for _ in range(5)}
    assert len(names) == 5
    assert all(len(name) >= 20 for name in names)


def test_another_site_orders_nothing(client: Client, held: Held) -> None:
    for site, status in (("cross-site", 403), ("same-origin", 202), ("none", 202)):
        given = client.get(f"{BASE}/gpkg/orders", method="POST", headers={"sec-fetch-site": site})
        assert given.status == status
    held.go_on.set()
