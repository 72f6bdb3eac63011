"""Where nothing is, the server says so; all else is answered by whom it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from starlette.responses import PlainTextResponse

from screens.astray import Astray

if TYPE_CHECKING:
    from collections.abc import Callable

    Get = Callable[..., Any]

APP = Astray(PlainTextResponse("theirs"))
BELOW = Astray(PlainTextResponse("theirs"), prefix="/plan/zt")


@pytest.mark.parametrize("path", ["/nowhere/else", "/map/a/b.html", "/zhengtu/api/x", "/a//b"])
def test_a_folder_that_is_none(get: Get, path: str) -> None:
    answer = get(APP, path)
    assert answer.status == 404
    assert '<a href="/">打开郑图</a>'.encode() in answer.body


@pytest.mark.parametrize(
    "path",
    ["/", "/index.html", "/favicon.png", "/ledger", "/static/js/a.js", "/_stcore/health",
     "/component/streamlit_folium.st_folium/index.html", "/media/a.png", "/api/layers/metro",
     "/ogc/collections/metro", "/assets/page.js", "/map/"],
)  # fmt: skip
def test_all_else_is_left_alone(get: Get, path: str) -> None:
    assert get(APP, path).body == b"theirs"
    assert get(APP, path, method="POST").body == b"theirs"


def test_below_a_path(get: Get) -> None:
    for path in ("/plan/zt/", "/plan/zt", "/plan", "/plan/other/page"):
        assert get(BELOW, path).body == b"theirs"
    assert get(BELOW, "/plan/zt/api/layers/metro").body == b"theirs"
    assert b'<a href="/plan/zt/">' in get(BELOW, "/plan/zt/nowhere/else").body
