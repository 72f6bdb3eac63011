"""The dialog of prints over HTTP: its choices, the check, and the map that follows."""

from __future__ import annotations

import asyncio
import io
import json
import time
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from pypdf import PdfReader
from starlette.applications import Starlette

from outlets.jobs import Job
from outlets.prints.paper import FORMATS, PAPERS
from screens import exporting, prints
from screens.downloads import download_routes
from screens.printing import print_routes

if TYPE_CHECKING:
    from collections.abc import MutableMapping

ROUTES = [*print_routes(base_path="/map"), *download_routes(base_path="/map")]


APP = Starlette(routes=ROUTES)


@dataclass(frozen=True)
class Answer:
    status_code: int
    content: bytes

    def json(self) -> Any:
        return json.loads(self.content)


def ask(path: str, **query: str) -> Answer:
    """Ask the app for a path, without a server."""
    return asyncio.run(asked(path, **query))


async def asked(path: str, **query: str) -> Answer:
    sent: list[MutableMapping[str, Any]] = []
    waiting = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if sent:
            await waiting.wait()
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": f"/map{path}", "headers": [],
             "query_string": urlencode(query).encode(), "root_path": ""}  # fmt: skip
    await APP(scope, receive, send)
    return Answer(sent[0]["status"], b"".join(one.get("body", b"") for one in sent[1:]))


def test_the_choices_are_those_that_can_be_printed() -> None:
    form = ask("/print", lang="en").json()
    assert form["papers"] == list(PAPERS)
    assert [name for name, _ in form["formats"]] == list(FORMATS)
    assert (form["check"], form["download"]) == ("/map/print/check", "/map/download")
    assert form["words"]["check"] == "Check before it leaves"
    assert ask("/print").json()["words"]["check"] == "出图前检查"


def test_the_check_tells_scale_and_findings_in_the_readers_language() -> None:
    told = ask("/print/check", kind="print", district="金水区", paper="A3").json()
    assert told["lead"].startswith("比例尺为 1:")
    assert any("审图号" in finding["problem"] for finding in told["findings"])
    assert any(finding["about"] == "断头路" for finding in told["findings"])
    assert all(finding["remedy"] for finding in told["findings"])
    english = ask("/print/check", kind="atlas", district="金水区", lang="en").json()
    assert english["lead"] == "Pages: 1, each fitted to its district."


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ({"paper": "A9"}, "A9"), ({"dpi": "many"}, "many"), ({"dpi": "9"}, "150"),
        ({"scale": "20000"}, "1:20000"), ({"centre": "x"}, "113.65,34.75"),
        ({"title": "😀"}, "😀"), ({"q": "无此字样"}, "没有可印的内容"),
        ({"kind": "atlas", "q": "无此字样"}, "没有可印的内容"),
        ({"kind": "atlas", "title": "😀"}, "😀"),
        ({"district": "火星区", "at": "2021"}, "at=2021"),
        ({"kind": "deck", "since": "x"}, "since=x"),
    ],
)  # fmt: skip
def test_what_cannot_be_printed_is_said_by_check_and_download(
    query: dict[str, str], word: str
) -> None:
    kind = query.get("kind", "print")
    assert word in ask("/print/check", **query).json()["error"]
    answer = ask(f"/download/{kind}", **query)
    assert answer.status_code == 400
    assert word in answer.json()["error"]


def test_only_a_few_checks_draw_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    under_way: list[int] = []
    most: list[int] = []

    def slow(_parameters: object) -> dict[str, str]:
        under_way.append(1)
        most.append(len(under_way))
        time.sleep(0.02)
        under_way.pop()
        return {"lead": "drawn"}

    async def many() -> list[Answer]:
        return list(await asyncio.gather(*(asked("/print/check") for _ in range(8))))

    monkeypatch.setattr(prints, "check", slow)
    answers = asyncio.run(many())
    assert [answer.json()["lead"] for answer in answers] == ["drawn"] * 8
    assert max(most) == 2


@pytest.mark.parametrize("form", FORMATS)
def test_a_map_comes_with_its_manifest(form: str) -> None:
    answer = ask("/download/print", layers="metro", format=form, dpi="150",
                 author="规划\x0b科", title="\x01轨道", scale="900000")  # fmt: skip
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert set(archive.namelist()) == {*manifest["files"], "manifest.json"}
        [name] = manifest["files"]
        assert name.endswith(f".{form}")
        assert len(archive.read(name)) == manifest["files"][name]["bytes"]
        if form == "svg":
            ET.fromstring(archive.read(name))  # noqa: S314 - our own file
    assert manifest["author"] == "规划科"
    assert manifest["title"] == "轨道"
    assert manifest["scale"] == 900_000
    assert manifest["preflight"]


def test_an_atlas_takes_the_day_of_its_changes() -> None:
    answer = ask("/download/atlas", layers="dead_end_roads", district="金水区,惠济区",
                 since="2022-01-01", paper="A4")  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        [name] = manifest["files"]
        with PdfReader(io.BytesIO(archive.read(name))) as reader:
            assert len(reader.outline) == 2
    assert manifest["since"] == "2022-01-01"


def test_a_map_can_be_called_off() -> None:
    job = Job()
    job.call_off()
    answer = exporting.answer("atlas", {"layers": "metro", "lang": "en"}, job)
    assert answer.status_code == 400
    assert "called off" in json.loads(bytes(answer.body))["error"]


@pytest.mark.parametrize(
    ("kind", "suffix", "query", "lead"),
    [
        ("deck", ".pptx", {"district": "上街区"}, "Slides: one for each of 1 districts"),
        ("deck", ".pptx", {"story": "metro"}, "Slides: one for each of 8 chapters."),
        ("onepager", ".docx", {"district": "上街区"}, "Pages: 1"),
    ],
)
def test_slides_are_checked_and_made(
    kind: str, suffix: str, query: dict[str, str], lead: str
) -> None:
    told = ask("/print/check", kind=kind, lang="en", **query).json()
    assert told["lead"].startswith(lead)
    assert any("审图号" in finding["problem"] for finding in told["findings"])
    made = ask(f"/download/{kind}", **query)
    assert made.status_code == 200
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        first, manifest = archive.namelist()
        assert first.endswith(suffix)
        assert json.loads(archive.read(manifest))["format"] == suffix[1:]


def test_a_story_that_is_not_there_makes_no_slides() -> None:
    refused = ask("/download/deck", story="nowhere", lang="en")
    assert refused.status_code == 400
    assert "There is no story nowhere" in refused.json()["error"]
    listed = [kind for kind, _ in ask("/print", lang="en").json()["kinds"]]
    assert listed[:3] == ["print", "atlas", "deck"]
    assert "deck:metro" in listed
