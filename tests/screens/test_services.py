"""The OGC service over HTTP: where it stands, what it calls itself, how long it may take."""

from __future__ import annotations

import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from outlets.ogc import service
from screens.security import SecurityHeaders
from screens.services import PUBLIC_URL, service_routes

if TYPE_CHECKING:
    from collections.abc import Callable

    Get = Callable[..., Any]

ROOT = Path(__file__).parents[2]


def _app(*, base_path: str = "", longest_s: float = 20) -> Starlette:
    routes = service_routes(base_path=base_path, longest_s=longest_s)
    return Starlette(routes=routes, middleware=[Middleware(SecurityHeaders)])


@pytest.fixture
def ask(get: Get) -> Get:
    return partial(get, _app(), host="maps.example:8443")


def hrefs(answer: Any) -> list[str]:
    return [link["href"] for link in answer.json()["links"]]


def test_it_answers_with_and_without_a_slash_at_the_end(ask: Get) -> None:
    for path in ("/ogc", "/ogc/", "/ogc/collections", "/ogc/collections/"):
        assert ask(path).status == 200
    assert ask("/ogcx").status == 404


@pytest.mark.parametrize("end", ["\n", "a\nb", "\r", "/\x00", "\u2028"])
def test_a_strange_path_is_refused_by_the_service_itself(ask: Get, end: str) -> None:
    answer = ask(f"/ogc/collections/metro/items/{end}")
    assert answer.status == 404
    assert answer.json()["code"] == "NotFound"


@pytest.mark.parametrize("base", ["", "/zt", "/a/b"])
def test_links_name_the_host_that_was_asked_and_the_base_path(base: str, get: Get) -> None:
    answer = get(_app(base_path=base), f"{base}/ogc/collections", host="maps.example:8443")
    root = f"http://maps.example:8443{base}/ogc/"
    assert all(href.startswith(root) for href in hrefs(answer))


def test_behind_a_proxy_that_hides_it_the_operator_names_the_address(
    ask: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PUBLIC_URL, "https://plans.example/zt/")
    assert "https://plans.example/zt/ogc?f=json" in hrefs(ask("/ogc"))


@pytest.mark.parametrize("host", ["", "a b", 'x"><script>', "evil.example/path", "u@evil.example"])
def test_a_malformed_host_is_refused(host: str, get: Get) -> None:
    assert get(_app(), "/ogc", host=host).status == 400


def test_pages_pass_the_policy(ask: Get) -> None:
    answer = ask("/ogc", accept="text/html")
    assert answer.headers["content-type"].startswith("text/html")
    assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_a_refusal_is_said_in_the_readers_language(ask: Get) -> None:
    assert ask("/ogc/x").json()["description"].startswith("此地址没有内容")
    english = ask("/ogc/x", accept_language="en").json()["description"]
    assert english.startswith("There is nothing at this address")


def test_a_request_that_takes_too_long_is_ended(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "answer", lambda _request: time.sleep(0.5))
    answer = get(_app(longest_s=0.05), "/ogc", host="localhost")
    assert answer.status == 503
    assert answer.headers["retry-after"]


def test_a_fault_shows_no_traceback(ask: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(service, "_find", fail)
    answer = ask("/ogc")
    assert answer.status == 500
    assert b"secret" not in answer.body


def test_pages_start_without_the_service() -> None:
    """Neither pygeoapi nor the filters' parser is imported before someone asks for them."""
    code = (
        "import sys, streamlit_app; print({'pygeoapi', 'cql2', 'outlets.ogc'} & set(sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip().splitlines()[-1] == "set()"
