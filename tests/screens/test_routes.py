"""The routes answer what is in the table and nothing else, fresh, compressed and revalidated."""

from __future__ import annotations

import gzip
import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import brotli
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from layers.catalogue import CATALOGUE
from layers.store import current_store
from outlets.webmap.frontend import MissingAssetError
from outlets.webmap.payload import PayloadKeeper
from screens.frontend import bundles
from screens.routes import routes
from screens.security import SecurityHeaders

if TYPE_CHECKING:
    from collections.abc import Callable

    from outlets.blobs import Blob

    Get = Callable[..., Any]


def _app(*, base_path: str = "", **changed: Any) -> Starlette:
    payload = PayloadKeeper(lambda: current_store().dataset())
    made = routes(payload, base_path=base_path, **changed)
    # Streamlit puts its own compression around every route: ours must not be compressed twice.
    return Starlette(
        routes=made, middleware=[Middleware(SecurityHeaders), Middleware(GZipMiddleware)]
    )


@pytest.fixture(scope="module")
def ask(get: Get) -> Get:
    return partial(get, _app())


def _layer_urls(ask: Get) -> list[str]:
    entries = ask("/api/layers").json()["layers"]
    return [f"/api/{entry['url']}" for entry in entries]


def test_the_index_lists_every_layer_bottom_first(ask: Get) -> None:
    index = ask("/api/layers").json()
    assert [entry["id"] for entry in index["layers"]] == [layer.id for layer in CATALOGUE]
    assert index["version"] == current_store().dataset().version


def test_hashed_addresses_are_immutable_and_plain_ones_revalidate(ask: Get) -> None:
    for url in _layer_urls(ask):
        for suffix, kind in ((".geojson", "application/geo+json"), (".json", "application/json")):
            hashed = ask(url.removesuffix(".geojson") + suffix)
            assert "immutable" in hashed.headers["cache-control"]
            plain = ask(f"/api/layers/{url.split('/')[-1].split('.')[0]}{suffix}")
            assert plain.headers["cache-control"] == "no-cache"
            assert plain.body == hashed.body
            assert hashed.headers["content-type"] == kind


def test_one_answer_brings_all_that_the_map_begins_with(ask: Get) -> None:
    index = ask("/api/layers").json()
    whole = ask(f"/api/{index['whole']}")
    assert "immutable" in whole.headers["cache-control"]
    addresses = [index["symbols"], *(entry["columns"] for entry in index["layers"])]
    assert whole.json() == {address: ask(f"/api/{address}").json() for address in addresses}


@pytest.mark.parametrize(
    ("coding", "decode"), [("br", brotli.decompress), ("gzip", gzip.decompress)]
)
def test_each_coding_has_its_etag_and_is_revalidated(
    ask: Get, coding: str, decode: Callable[[bytes], bytes]
) -> None:
    url = "/api/layers/metro.geojson"
    plain, coded = ask(url), ask(url, accept_encoding=coding)
    assert coded.headers["content-encoding"] == coding
    assert decode(coded.body) == plain.body
    assert coded.headers["etag"] != plain.headers["etag"]
    assert "accept-encoding" in coded.headers["vary"].lower()
    again = ask(url, accept_encoding=coding, if_none_match=coded.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert ask(url, accept_encoding=coding, if_none_match=plain.headers["etag"]).status == 200


def test_a_refused_coding_is_not_used(ask: Get) -> None:
    answer = ask("/api/layers", accept_encoding="br;q=0, gzip;q=0.5")
    assert answer.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    "path",
    [
        "/api/layers/nowhere.geojson",
        "/api/layers/metro.000000000000.geojson",
        "/api/layers/metro.000000000000.json",
        "/api/layers/nowhere.json",
        "/api/layers/..%2fmetro.geojson",
        "/api/layers/%2e%2e.geojson",
        "/api/symbols.000000000000.json",
        "/api/map.000000000000.json",
        "/assets/map.js",
        "/assets/%2e%2e%2fmap.py",
        "/assets/..%5cmap.py",
        "/assets/vendor",
    ],
)
def test_what_is_not_in_the_table_is_not_found(ask: Get, path: str) -> None:
    answer = ask(path)
    assert answer.status == 404
    if answer.headers["content-type"] == "application/json":
        assert answer.json()["known"]


def test_an_unknown_layer_is_told_the_known_ones(ask: Get) -> None:
    answer = ask("/api/layers/nowhere.geojson").json()
    assert answer["name"] == "nowhere"
    assert "metro" in answer["known"]


def test_no_other_site_may_read_and_nothing_is_sniffed(ask: Get) -> None:
    for path in ("/api/layers", "/api/symbols.json", "/api/layers/nowhere.geojson"):
        answer = ask(path, origin="https://elsewhere.example")
        assert "access-control-allow-origin" not in answer.headers
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'self'")


def test_routes_stand_below_the_base_path(get: Get) -> None:
    below = partial(get, _app(base_path="/plan/zz/"))
    assert below("/plan/zz/api/layers").status == 200
    assert below("/api/layers").status == 404
    name = next(iter(bundles()))
    assert below(f"/plan/zz/assets/{name}").status == 200


def test_a_missing_front_end_file_is_said_not_raised(get: Get) -> None:
    def missing() -> dict[str, Blob]:
        raise MissingAssetError("{file} is missing: install again", file="leaflet.js")

    answer = get(_app(assets=missing), "/assets/map.1.js")
    assert answer.status == 503
    assert "leaflet.js" in answer.json()["error"]


def test_no_front_end_file_names_another_origin_to_load() -> None:
    for name, blob in bundles().items():
        text = blob.body.decode()
        for loader in ("@import url(http", "importScripts(", 'src="http', "//# sourceMappingURL"):
            assert loader not in text, (name, loader)


def test_the_lock_file_names_no_registry() -> None:
    lock = Path(__file__).parents[2] / "outlets/webmap/assets/package-lock.json"
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    assert all("resolved" not in package for package in packages.values())
    assert all("integrity" in package for name, package in packages.items() if name)
