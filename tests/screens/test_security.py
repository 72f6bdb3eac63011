"""The policy: strict everywhere, with the two openings that streamlit-folium's frame needs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from screens.security import SecurityHeaders, strict_policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    Get = Callable[..., Any]


def _any(_: Request) -> PlainTextResponse:
    return PlainTextResponse("x", headers={"Access-Control-Allow-Origin": "*"})


APP = Starlette(
    routes=[Route("/{path:path}", _any, methods=["GET", "PUT"])],
    middleware=[Middleware(SecurityHeaders)],
)
BELOW = Starlette(
    routes=[Route("/{path:path}", _any)],
    middleware=[Middleware(SecurityHeaders, prefix="/plan/zz")],
)
FRAME = "/component/streamlit_folium.st_folium/index.html"


def _policy(get: Get, path: str, app: Starlette = APP) -> dict[str, str]:
    header = get(app, path).headers["content-security-policy"]
    return dict(part.strip().split(" ", 1) for part in header.split(";"))


def test_pages_run_no_inline_script_but_streamlits_own_by_hash(get: Get) -> None:
    for path in ("/", "/static/js/index.js", "/api/layers", "/component/other.part/index.html"):
        script = _policy(get, path)["script-src"]
        assert "unsafe" not in script
        assert script.startswith("'self'")
    assert "'sha256-" in strict_policy()


def test_only_the_maps_frame_may_hold_scripts_and_nothing_may_evaluate(get: Get) -> None:
    for app, path in ((APP, FRAME), (BELOW, f"/plan/zz{FRAME}")):
        found = _policy(get, path, app)
        assert found["script-src"] == "'self' 'unsafe-inline'"
        assert found["connect-src"] == "'self'"


def test_nothing_may_be_fetched_from_elsewhere_and_nobody_else_may_frame_us(get: Get) -> None:
    for path in ("/", "/component/streamlit_folium.st_folium/index.html"):
        found = _policy(get, path)
        assert "http" not in " ".join(found.values())
        assert found["frame-ancestors"] == "'self'"
        assert found["object-src"] == "'none'"


def test_component_files_are_not_open_to_other_sites(get: Get) -> None:
    headers = get(APP, "/component/streamlit_folium.st_folium/main.js").headers
    assert "access-control-allow-origin" not in headers
    assert headers["x-content-type-options"] == "nosniff"


def test_a_path_that_only_looks_like_the_maps_frame_gets_no_openings(get: Get) -> None:
    for app, path in (
        (APP, f"/x{FRAME}"),
        (APP, "/component/streamlit_folium.zz"),
        (BELOW, FRAME),
    ):
        assert "unsafe" not in _policy(get, path, app)["script-src"]


def test_nobody_can_fill_the_server_with_uploads(get: Get) -> None:
    assert get(APP, "/_stcore/upload_file/session/x").status == 404


@pytest.mark.parametrize(
    ("origin", "friends", "passed"),
    [
        (None, (), True),
        ("http://map.test:8501", (), True),
        ("https://map.test:8501", (), True),
        ("http://evil.example", (), False),
        ("null", (), False),
        ("http://[", (), False),
        ("https://portal.test", ("https://portal.test/",), True),
    ],
)
def test_only_our_own_pages_open_a_socket(
    origin: str | None,
    friends: tuple[str, ...],
    passed: bool,  # noqa: FBT001 - what is expected
) -> None:
    reached: list[str] = []
    sent: list[dict[str, Any]] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        reached.append(scope["path"])

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"map.test:8501")]
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": headers}
    asyncio.run(SecurityHeaders(app, friends=friends)(scope, receive, send))
    assert bool(reached) is passed
    assert [message["type"] for message in sent] == ([] if passed else ["websocket.close"])
