"""Downloads by osmnx from a server on loopback: what is asked, kept, and said when it fails."""

from __future__ import annotations

import re
import socket
import time
from typing import TYPE_CHECKING

import pyogrio
import pytest

from benchmarks.generated_streets import city
from geo.errors import NetworkError, Saying
from geo.streets.cleaning import clean
from geo.streets.dead_ends import find
from geo.streets.download import CREDIT, download
from geo.streets.reading import read_streets, streets_of
from outlets.text import said
from overpass import Answers, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytest.importorskip("osmnx")
requests = pytest.importorskip("requests")

NETWORK = city("grid", 2, size=8).to_crs("EPSG:4326")


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    made = Answers(NETWORK, turning=3)
    with serving(made) as address:
        monkeypatch.setenv("ZHENGTU_OVERPASS_URL", f"{address}/api")
        monkeypatch.setenv("ZHENGTU_NOMINATIM_URL", address)
        yield made


def box(margin: float = 0.001) -> str:
    west, south, east, north = NETWORK.total_bounds
    return f"{west - margin},{south - margin},{east + margin},{north + margin}"


def test_the_network_is_the_one_that_the_server_holds(answers: Answers, tmp_path: Path) -> None:
    out = tmp_path / "network.gpkg"
    resolver = socket.getaddrinfo
    assert download(box(), out).startswith(f"{CREDIT}, 20")
    assert socket.getaddrinfo is resolver
    streets = read_streets(out)
    ours, theirs = clean(streets_of(NETWORK)), clean(streets)
    assert len(find(theirs)) == len(find(ours)) > 5
    assert theirs.segments["length_m"].sum() == pytest.approx(
        ours.segments["length_m"].sum(), rel=1e-5
    )
    assert set(theirs.segments["road_class"]) == set(ours.segments["road_class"])
    assert (find(theirs)["mark"] == "turning").sum() == 3
    assert set(answers.asked) == {"/api/status", "/api/interpreter"}
    assert 'highway"!~"^(abandoned|' in answers.queries[0]
    assert "footway" in answers.queries[0]


def test_a_place_is_asked_for_by_name(answers: Answers, tmp_path: Path) -> None:
    download("某区", tmp_path / "network.gpkg")
    assert answers.asked[0] == "/search"
    assert pyogrio.read_info(tmp_path / "network.gpkg", layer="streets")["features"] > 50
    answers.outline = {"type": "Point", "coordinates": [113.0, 34.0]}
    with pytest.raises(NetworkError, match="no outline of “某区”"):
        download("某区", tmp_path / "x.gpkg")
    answers.outline = None
    with pytest.raises(NetworkError, match="no streets of “某区”"):
        download("某区", tmp_path / "x.gpkg")
    assert not (tmp_path / "x.gpkg").exists()


@pytest.mark.parametrize(
    ("area", "said"),
    [
        ("1,1,5,5", "at most 10000"),
        ("113,34,112,35", "is no area"),
        ("113,34,nan,35", "is no area"),
        ("113,34,114", "is no area"),
        ("  ", "Name a place"),
    ],
)
def test_an_area_that_is_none(answers: Answers, tmp_path: Path, area: str, said: str) -> None:
    with pytest.raises(NetworkError, match=said):
        download(area, tmp_path / "x.gpkg")
    assert answers.asked == []


def test_half_an_answer_is_not_taken_for_the_whole(answers: Answers, tmp_path: Path) -> None:
    answers.remark = "runtime error: Query timed out"
    with pytest.raises(NetworkError, match=r"before everything was told.*says: “.*timed out”"):
        download(box(), tmp_path / "x.gpkg")


def test_a_busy_server_is_not_asked_for_ever(answers: Answers, tmp_path: Path) -> None:
    answers.status = 429
    with pytest.raises(NetworkError, match="is busy"):
        download(box(), tmp_path / "x.gpkg")
    assert answers.asked.count("/api/interpreter") == 1


def test_an_area_without_streets(answers: Answers, tmp_path: Path) -> None:
    answers.elements = []
    with pytest.raises(NetworkError, match=r"has no streets .*says: “.+”") as caught:
        download(box(), tmp_path / "x.gpkg")
    words = said(caught.value.saying, "zh")  # osmnx speaks English: its words are a quotation
    assert words.startswith("OpenStreetMap 没有“")
    assert quotation(caught.value) in words
    assert not re.search("[A-Za-z]{4}", words.replace(quotation(caught.value), "")
                         .replace("OpenStreetMap", ""))  # fmt: skip


def quotation(error: NetworkError) -> str:
    cause = error.saying.fields["cause"]
    assert isinstance(cause, Saying)
    return str(cause.fields["words"])


@pytest.mark.parametrize(
    ("name", "zh"),
    [
        ("ReadTimeout", "未能及时得到回应"),
        ("ProxyError", "代理服务器不放行"),
        ("SSLError", "其证书在此不受信任"),
        ("ConnectionError", "建立不了连接"),
        ("ChunkedEncodingError", "“ChunkedEncodingError”"),
    ],
)
def test_why_no_answer_came_is_said_in_the_readers_language(
    answers: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, zh: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise getattr(requests.exceptions, name)("HTTPSConnectionPool(host='x', port=443)")

    monkeypatch.setattr(requests, "get", refuse)
    with pytest.raises(NetworkError) as caught:
        download(box(), tmp_path / "x.gpkg")
    assert zh in said(caught.value.saying, "zh")
    assert answers.asked == []


def test_no_internet_is_said_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGTU_OVERPASS_URL", "http://127.0.0.1:9/api")
    start = time.monotonic()
    with pytest.raises(NetworkError, match=r"127\.0\.0\.1:9.*is there internet here"):
        download(box(), tmp_path / "x.gpkg")
    assert time.monotonic() - start < 20  # osmnx alone would wait for a minute


def test_without_osmnx_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.streets.download.can_download", lambda: False)
    with pytest.raises(NetworkError, match=r"zhengtu\[osm\]"):
        download(box(), tmp_path / "x.gpkg")
