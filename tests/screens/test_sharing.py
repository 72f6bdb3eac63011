"""Links, QR codes and lists of differences over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pytest
from starlette.applications import Starlette

from layers import store
from layers.view import View
from screens.differences import difference_address, difference_routes
from screens.printing import print_routes
from screens.sharing import changed_since, share_routes
from screens.text import translator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from layers.build import Dataset

EN = translator("en")
ROUTES = (share_routes, difference_routes, print_routes)
APP = Starlette(routes=[route for make in ROUTES for route in make(base_path="zt")])


@pytest.fixture
def ask(dataset: Dataset, get: Callable[..., Any]) -> Iterator[Callable[[str], Any]]:
    before = store.current_store()
    store.use_store(store.FixedStore(dataset))
    yield lambda path: get(APP, path)
    store.use_store(before)


@pytest.mark.parametrize("path", ["/zt/share", "/zt/print", "/zt/differences/csv"])
@pytest.mark.parametrize(("language", "words"), [("zh", "不存在"), ("en", "does not exist")])
def test_data_that_cannot_be_read_are_told(
    get: Callable[..., Any], tmp_path: Path, path: str, language: str, words: str
) -> None:
    before = store.current_store()
    store.use_store(store.SourceStore(tmp_path / "nowhere"))
    try:
        answer = get(APP, f"{path}?lang={language}")
    finally:
        store.use_store(before)
    assert answer.status == 503
    assert ".csv" in answer.json()["error"]
    assert words in answer.json()["error"]


class TestCodes:
    def test_a_code_of_a_link(self, ask: Callable[[str], Any]) -> None:
        answer = ask("/zt/share/qr.svg?link=" + quote("http://localhost:8501/?at=2021-01-30"))
        assert answer.status == 200
        assert answer.headers["content-type"] == "image/svg+xml"
        assert answer.body.startswith(b"<svg")

    @pytest.mark.parametrize("link", ["", "javascript:alert(1)", "ftp://x", "//x", "text"])
    def test_only_addresses(self, ask: Callable[[str], Any], link: str) -> None:
        assert ask("/zt/share/qr.svg?" + urlencode({"link": link})).status == 400

    def test_too_long(self, ask: Callable[[str], Any]) -> None:
        answer = ask("/zt/share/qr.svg?link=" + quote("http://x/?" + "q" * 5_000))
        assert answer.status == 413
        assert "5010" in answer.json()["error"]


class TestVersions:
    def test_the_link_carries_the_version(
        self, ask: Callable[[str], Any], dataset: Dataset
    ) -> None:
        found = ask("/zt/share?lang=en").json()
        assert dataset.version.startswith(found["data"])
        assert found["qr"] == "/zt/share/qr.svg"
        assert found["words"]["close"] == "Close"
        assert ask("/zt/share").json()["words"]["close"] == "关闭"
        assert changed_since(dataset, View(data=found["data"]), EN) == []

    def test_other_data_are_told_plainly(self, dataset: Dataset) -> None:
        (said,) = changed_since(dataset, View(data="0123abcd"), EN)
        assert "0123abcd" in said
        assert dataset.version[:8] in said
        assert changed_since(dataset, View(), EN) == []


class TestDifferences:
    @pytest.mark.parametrize("kind", ["csv", "geojson"])
    def test_the_address_of_a_view_answers(self, ask: Callable[[str], Any], kind: str) -> None:
        view = View(panel="compare", text="路 {桥}", against=View(districts=("金水区",)))
        answer = ask(difference_address(view, base_path="zt").format(kind=kind))
        assert answer.status == 200
        assert "attachment" in answer.headers["content-disposition"]

    def test_an_address_that_is_not_understood(self, ask: Callable[[str], Any]) -> None:
        answer = ask("/zt/differences/csv?since=yesterday")
        assert answer.status == 400
        assert "yesterday" in answer.json()["error"]

    def test_an_unknown_format(self, ask: Callable[[str], Any]) -> None:
        assert ask("/zt/differences/pdf").status == 404
