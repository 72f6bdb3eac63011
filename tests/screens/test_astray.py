"""Where nothing is, the server says so; all else is answered by whom it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from starlette.responses import PlainTextResponse

from screens.astray import Astray
from screens.shell import FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable

    Get = Callable[..., Any]

APP = Astray(PlainTextResponse("theirs"))
BELOW = Astray(PlainTextResponse("theirs"), prefix="/plan/zt")


@pytest.mark.parametrize(
    "path",
    ["/nowhere", "/ledger", "/map/", "/robots.txt", "/favicon.ico", "/nowhere/else",
     "/map/a/b.html", "/zhengtu/api/x", "/a//b", "/static", "/static/", "/static/js/gone.0123.js",
     "/static/js/../index.html", "/index.html/x", "/API"],
)  # fmt: skip
def test_an_address_where_nothing_is(get: Get, path: str) -> None:
    answer = get(APP, path)
    assert answer.status == 404
    assert '<a href="/">打开郑图</a>'.encode() in answer.body


@pytest.mark.parametrize(
    "path",
    ["/", "/?panel=ledger", "/index.html", "/favicon.png", "/manifest.json", "/_stcore/health",
     "/component/streamlit_folium.st_folium/index.html", "/media/a.png", "/api/layers/metro",
     "/ogc", "/ogc/", "/ogc/collections/metro", "/assets/page.js", "/download", "/oauth2callback"],
)  # fmt: skip
def test_all_else_is_left_alone(get: Get, path: str) -> None:
    assert get(APP, path).body == b"theirs"
    assert get(APP, path, method="POST").body == b"theirs"


def test_every_file_of_streamlit_is_left_alone(get: Get) -> None:
    files = [file for file in FOLDER.rglob("*") if file.is_file()]
    assert len(files) > 50
    for file in files:
        path = f"/static/{file.relative_to(FOLDER).as_posix()}"
        assert get(APP, path).body == b"theirs"
        assert get(BELOW, f"/plan/zt{path}").body == b"theirs"


def test_below_a_path(get: Get) -> None:
    for path in ("/plan/zt/", "/plan/zt", "/plan", "/plan/other/page"):
        assert get(BELOW, path).body == b"theirs"
    assert get(BELOW, "/plan/zt/api/layers/metro").body == b"theirs"
    for path in ("/plan/zt/nowhere", "/plan/zt/nowhere/else", "/plan/zt/static/js/gone.js"):
        assert b'<a href="/plan/zt/">' in get(BELOW, path).body
