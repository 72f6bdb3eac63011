"""The file itself: what it holds, what it forbids, and that no text of the data is code."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import date
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from layers.selection import select
from layers.view import View
from outlets.pack.building import MAX_BYTES, code, data, pack
from outlets.pack.describing import PackOrder
from outlets.webmap.basemaps import Basemap, MapSettings

if TYPE_CHECKING:
    from layers.build import Dataset

TODAY = date(2026, 11, 22)
VIEW = View(layers=("metro",), districts=("金水区",), at=date(2024, 6, 30), language="en")


class Tags(HTMLParser):
    """Every element of a page with its attributes, and the text of scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1][0] in {"script", "style", "title"} and data.strip():
            self.texts.append((self.found[-1][0], data))


@pytest.fixture(scope="module")
def page(dataset: Dataset) -> str:
    settings = MapSettings(
        notice="豫S(2026)001号",
        basemaps=(Basemap(id="x", title_zh="x", title_en="x", urls=("https://x.invalid/{z}",)),),
    )
    selection = select(dataset, VIEW, today=TODAY)
    order = PackOrder(selection=selection, today=TODAY, settings=settings)
    return pack(order).decode("utf-8")


@pytest.fixture(scope="module")
def tags(page: str) -> Tags:
    tags = Tags()
    tags.feed(page)
    return tags


def held(page: str) -> dict[str, Any]:
    found = re.search(
        r'<script type="application/json" id="zt-facts">(.*?)</script>', page, re.DOTALL
    )
    assert found is not None
    return dict(json.loads(found[1]))


def test_it_is_whole_and_small_enough(page: str, tags: Tags) -> None:
    assert len(page.encode()) <= MAX_BYTES
    assert page.startswith('<!DOCTYPE html>\n<html lang="zh-CN">')
    assert ("title", "郑图：郑州规划地图（离线会议包）") in tags.texts
    assert [name for name, _ in tags.found].count("script") == 4


def test_nothing_is_fetched(page: str, tags: Tags) -> None:
    for name, attributes in tags.found:
        assert not {"src", "srcset", "action", "data", "poster"} & set(attributes), name
        if "href" in attributes:
            assert (name, attributes["href"]) == ("link", "data:,")
    assert "sourceMappingURL" not in page
    assert "x.invalid" not in page


def test_the_policy_allows_just_what_is_inside(tags: Tags) -> None:
    [policy] = [a["content"] or "" for _, a in tags.found if "http-equiv" in a]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["connect-src"] == rules["base-uri"] == "'none'"
    hashes = set(rules["script-src"].split())
    assert hashes == {_hash(code().page_script), _hash(code().map_script)}
    [style] = [text for name, text in tags.texts if name == "style"]
    assert _hash(style) in rules["style-src-elem"].split()
    assert any(_hash(text) in hashes for name, text in tags.texts if name == "script")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_it_opens_with_the_view_that_the_reader_had(page: str, dataset: Dataset) -> None:
    facts = held(page)
    assert facts["start"] == {
        "layers": "metro", "district": "金水区", "at": "2024-06-30", "lang": "en",
    }  # fmt: skip
    assert facts["made"] == "2026-11-22"
    assert facts["version"] == dataset.version
    assert facts["index"]["notice"] == "豫S(2026)001号"


def test_it_holds_every_record(page: str, dataset: Dataset) -> None:
    facts = held(page)
    assert {layer["id"]: len(layer["features"]) for layer in facts["layers"]} == {
        name: len(frame) for name, frame in dataset.frames.items()
    }
    for layer in facts["layers"]:
        assert len(layer["features"]) == len(layer["drawn"]) == len(layer["more"])
        assert [f["id"] for f in layer["features"]] == list(dataset.frames[layer["id"]]["id"])
    assert len(facts["promises"]) == len(dataset.commitments)


def test_no_text_of_the_data_closes_its_script() -> None:
    hostile = {"name": "</script><!-- <script> ]]> &amp; \u2028 {{ x }} \u202eRTL 🚇 \\u003c"}
    written = data(hostile)
    assert not re.search("[<>&\u2028\u2029]", written)
    assert json.loads(written) == hostile


def test_scripts_stand_in_html() -> None:
    for source in (code().page_script, code().map_script):
        assert "</script" not in source.lower()
        assert "<!--" not in source
        assert "\r" not in source
