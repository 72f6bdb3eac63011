"""The policy: strict everywhere, with the two openings that streamlit-folium's frame needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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


APP = Starlette(routes=[Route("/{path:path}", _any)], middleware=[Middleware(SecurityHeaders)])


def _policy(get: Get, path: str) -> dict[str, str]:
    header = get(APP, path).headers["content-security-policy"]
    return dict(part.strip().split(" ", 1) for part in header.split(";"))


def test_pages_run_no_inline_script_but_streamlits_own_by_hash(get: Get) -> None:
    for path in ("/", "/static/js/index.js", "/api/layers", "/component/other.part/index.html"):
        script = _policy(get, path)["script-src"]
        assert "unsafe" not in script
        assert script.startswith("'self'")
    assert "'sha256-" in strict_policy()


def test_only_the_maps_frame_may_evaluate(get: Get) -> None:
    for path in (
        "/component/streamlit_folium.st_folium/index.html",
        "/plan/zz/component/streamlit_folium.st_folium/index.html",
    ):
        found = _policy(get, path)
        assert found["script-src"] == "'self' 'unsafe-inline' 'unsafe-eval'"
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
