"""The server as a stranger with a plain client meets it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from e2e.servers import ROOT
from layers.catalogue import CATALOGUE

if TYPE_CHECKING:
    from e2e.servers import Server

TRAVERSALS = [
    "/assets/../pyproject.toml",
    "/assets/%2e%2e/pyproject.toml",
    "/assets/%2e%2e%2fpyproject.toml",
    "/assets/..%2f..%2f..%2fetc/passwd",
    "/assets/%252e%252e%252fpyproject.toml",
    "/assets/..%5c..%5cpyproject.toml",
    "/assets//etc/passwd",
    "/api/layers/%2e%2e%2f%2e%2e%2fpyproject.toml",
    "/api/layers/..%2f..%2fdata%2fsource%2fmetro%2frecords.csv.geojson",
    "/api/layers/metro%00.geojson",
    "/static/%2e%2e/%2e%2e/config.py",
    "/app/static/%2e%2e/main.py",
    "/component/streamlit_folium.st_folium/%2e%2e/%2e%2e/__init__.py",
    "/component/streamlit_folium.st_folium/..%2f..%2f__init__.py",
    "/download/%2e%2e%2fgeojson",
    "/media/..%2f..%2fpyproject.toml",
    "//etc/passwd",
]
SECRETS = (b"[project]", b"root:", b"import ", b"id,name_zh", b"[theme]", b"ruff")
FOLDERS = ["/assets/", "/api/", "/api/layers/", "/static/", "/static/js/", "/app/static/", "/data/",
           "/component/streamlit_folium.st_folium/static/", "/download/"]  # fmt: skip
PATHS = ["/", "/api/layers", "/api/layers/metro.geojson", "/api/nothing", "/assets/nothing.js",
         "/component/streamlit_folium.st_folium/index.html", "/download/geojson", "/download/nope",
         "/_stcore/health", "/nowhere", "/static/nothing.js", "/%2e%2e/etc/passwd"]  # fmt: skip


@pytest.mark.parametrize("path", TRAVERSALS)
def test_no_way_out_of_the_folders(server: Server, path: str) -> None:
    answer, body = server.get(path)
    assert answer.status in (400, 403, 404)
    assert not any(secret in body for secret in SECRETS), body[:300]


@pytest.mark.parametrize("path", FOLDERS)
def test_no_folder_is_listed(server: Server, path: str) -> None:
    answer, body = server.get(path)
    assert answer.status in (301, 307, 403, 404)
    assert b"Index of" not in body
    assert b"Directory listing" not in body


@pytest.mark.parametrize("path", ["/nowhere", "/nowhere/else", "/static/js/gone.js"])
def test_an_unknown_address_is_told_as_such(server: Server, path: str) -> None:
    answer, body = server.get(path)
    assert answer.status == 404
    assert "此网址下没有内容".encode() in body


@pytest.mark.parametrize("path", ["//elsewhere.example/", "/%2felsewhere.net/", "/\\elsewhere/"])
def test_no_redirect_leads_elsewhere(server: Server, path: str) -> None:
    answer, _body = server.get(path)
    target = answer.getheader("Location", "/")
    assert target.startswith("/")
    assert not target.startswith(("//", "/\\"))


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_policy(server: Server, path: str) -> None:
    answer, _body = server.get(path)
    policy = answer.getheader("Content-Security-Policy", "")
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "connect-src 'self'" in policy
    assert answer.getheader("X-Content-Type-Options") == "nosniff"
    script = next(part for part in policy.split(";") if "script-src" in part)
    is_map = "streamlit_folium" in path
    assert ("'unsafe-inline'" in script) is is_map
    assert "unsafe-eval" not in script
    assert "http:" not in policy
    assert "*" not in policy


@pytest.mark.parametrize(
    "path", ["/", "/api/layers", "/api/layers/metro.geojson", "/assets/nothing", "/download/csv",
             "/component/streamlit_folium.st_folium/index.html", "/_stcore/health"],
)  # fmt: skip
def test_other_sites_may_not_read(server: Server, path: str) -> None:
    answer, _body = server.get(path, headers={"Origin": "https://elsewhere.example"})
    assert answer.getheader("Access-Control-Allow-Origin") is None


def test_another_sites_socket_is_refused(server: Server) -> None:
    answer, _body = server.get(
        "/_stcore/stream",
        headers={
            "Origin": "https://elsewhere.example", "Host": f"127.0.0.1:{server.port}",
            "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        },
    )  # fmt: skip
    assert answer.status in (400, 403)


def test_layers_revalidate_and_hashed_ones_are_immutable(server: Server) -> None:
    _answer, body = server.get("/api/layers")
    index = json.loads(body)
    assert [entry["id"] for entry in index["layers"]] == [layer.id for layer in CATALOGUE]
    for entry in index["layers"]:
        plain, _ = server.get(f"/api/layers/{entry['id']}.geojson")
        assert plain.getheader("Cache-Control") == "no-cache"
        again, none = server.get(
            f"/api/layers/{entry['id']}.geojson",
            headers={"If-None-Match": plain.getheader("ETag", "")},
        )
        assert (again.status, none) == (304, b"")
        hashed, _ = server.get("/api/" + entry["url"])
        assert "immutable" in hashed.getheader("Cache-Control", "")


def test_each_coding_has_its_own_etag(server: Server) -> None:
    found = {}
    for coding in ("identity", "gzip", "br"):
        answer, body = server.get("/api/layers/metro.geojson", headers={"Accept-Encoding": coding})
        assert answer.getheader("Content-Encoding") == coding
        assert answer.getheader("Vary") == "Accept-Encoding"
        found[answer.getheader("ETag")] = len(body)
    assert len(found) == 3
    sizes = list(found.values())
    assert sizes[2] < sizes[1] < sizes[0]


@pytest.mark.parametrize(
    ("path", "word"),
    [("/api/layers/nope.geojson", "nope"), ("/api/layers/metro.0123456789ab.geojson", "0123"),
     ("/assets/map.000000000000.js", "map.000"), ("/download/nope", "nope"),
     ("/download/geojson?district=nowhere", "nowhere"), ("/download/geojson?only=nope", "nope"),
     ("/download/csv?at=2021-02-30", "2021-02-30")],
)  # fmt: skip
def test_an_unknown_name_is_named(server: Server, path: str, word: str) -> None:
    answer, body = server.get(path)
    assert answer.status in (400, 404)
    assert word in json.loads(body)["error"] + json.dumps(json.loads(body))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["/api/layers", "/assets/x", "/download/geojson"])
def test_nothing_is_written(server: Server, path: str, method: str) -> None:
    answer, _body = server.get(path, method=method)
    assert answer.status in (403, 404, 405)


def test_the_server_listens_on_this_machine_only(server: Server) -> None:
    text = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    assert 'address = "localhost"' in text
    log = server.log.read_text(encoding="utf-8")
    assert "Network URL" not in log
    assert "External URL" not in log
