"""Files of the shell come out of memory: the same bytes, compressed when nobody waits."""

from __future__ import annotations

import gzip
import re
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import brotli
import pytest
from starlette.responses import PlainTextResponse

from screens.security import MAP_FRAME
from screens.shell import FOLDER, Shell

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Get = Callable[..., Any]


@pytest.fixture(scope="module")
def script() -> Path:
    return min((FOLDER / "js").glob("*.js"), key=lambda file: abs(file.stat().st_size - 50_000))


@pytest.fixture
def ask(get: Get) -> Get:
    return partial(get, Shell(PlainTextResponse("Streamlit's"), rest_s=0.0))


def test_the_bytes_are_those_of_the_file(ask: Get, script: Path) -> None:
    found = ask(f"/static/js/{script.name}")
    assert found.body == script.read_bytes()
    assert found.headers["content-type"].startswith("text/javascript")
    assert "immutable" in found.headers["cache-control"]
    assert found.headers["content-encoding"] == "identity"


@pytest.mark.parametrize(
    ("accepted", "coding", "unpack"),
    [("gzip, br", "br", brotli.decompress), ("gzip, deflate", "gzip", gzip.decompress)],
)
def test_whoever_comes_first_does_not_wait_for_a_compression(
    ask: Get, script: Path, accepted: str, coding: str, unpack: Callable[[bytes], bytes]
) -> None:
    codings = [ask(f"/static/js/{script.name}", accept_encoding=accepted)]
    until = time.monotonic() + 20
    while codings[-1].headers["content-encoding"] == "identity" and time.monotonic() < until:
        time.sleep(0.02)
        codings.append(ask(f"/static/js/{script.name}", accept_encoding=accepted))
    assert codings[0].headers["content-encoding"] == "identity"
    assert codings[-1].headers["content-encoding"] == coding
    assert unpack(codings[-1].body) == script.read_bytes()


def test_the_frame_is_asked_about_again_and_its_script_is_not(ask: Get) -> None:
    page = ask(MAP_FRAME + "index.html")
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["cache-control"] == "no-cache"
    again = ask(MAP_FRAME + "index.html", if_none_match=page.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    name = re.search(r'src="[.]/(static/js/[^"]+)"', page.body.decode())
    assert name is not None
    script = ask(MAP_FRAME + name[1])
    assert script.headers["content-type"].startswith("text/javascript")
    assert "immutable" in script.headers["cache-control"]


def test_a_typeface_is_not_compressed_again(get: Get) -> None:
    shell = Shell(PlainTextResponse("Streamlit's"), rest_s=0.0)
    file = next(FOLDER.glob("media/*.woff2"))
    script = next(FOLDER.glob("js/*.js"))
    until = time.monotonic() + 20
    codings = set()
    while "br" not in codings and time.monotonic() < until:
        found = get(shell, f"/static/media/{file.name}", accept_encoding="gzip, br")
        assert (found.headers["content-type"], found.body) == ("font/woff2", file.read_bytes())
        assert found.headers["content-encoding"] == "identity"
        asked = get(shell, f"/static/js/{script.name}", accept_encoding="gzip, br")
        codings.add(asked.headers["content-encoding"])
    assert "br" in codings


def test_what_the_browser_has_is_not_sent_again(ask: Get, script: Path) -> None:
    first = ask(f"/static/js/{script.name}")
    again = ask(f"/static/js/{script.name}", if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize(
    "path",
    ["/", "/static/", "/static/js/nothing.js", "/static/../index.html",
     "/static/js/../../index.html", "/static/js/%2e%2e/%2e%2e/index.html", "/static//etc/passwd",
     "/zhengtu/static/js/{name}", "/component/streamlit_folium.st_folium/bootstrap.min.css",
     "/component/streamlit_folium.st_folium/../index.html",
     "/static/media/logo.svg"],
)  # fmt: skip
def test_all_else_is_left_to_streamlit(ask: Get, script: Path, path: str) -> None:
    assert ask(path.format(name=script.name)).body == b"Streamlit's"


def test_a_form_is_left_to_streamlit(ask: Get, script: Path) -> None:
    assert ask(f"/static/js/{script.name}", method="POST").body == b"Streamlit's"


def test_below_a_path(get: Get, script: Path) -> None:
    below = partial(get, Shell(PlainTextResponse("Streamlit's"), prefix="/zhengtu", rest_s=0.0))
    assert below(f"/zhengtu/static/js/{script.name}").body == script.read_bytes()
    assert b"<title>" in below(f"/zhengtu{MAP_FRAME}index.html").body
    assert below(f"/static/js/{script.name}").body == b"Streamlit's"
