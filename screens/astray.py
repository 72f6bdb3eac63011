"""Addresses where nothing is.

Streamlit answers each with its page. The app has that one page, so a wrong address would open it as
if it were right; below a folder the page would look for its scripts beside the address, and the
window would stay white. A script that is gone would come as a page, too.
"""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING

from starlette.middleware import Middleware
from starlette.responses import HTMLResponse

from screens.base_path import prefix_of
from screens.late import NAMES
from screens.shell import FOLDER

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_FOLDERS = frozenset({*NAMES, "_stcore", "app", "auth", "component", "media"})
"""First parts of the paths that have something below them: ours, and Streamlit's."""

_ALONE = frozenset({*NAMES, "", "oauth2callback"})
"""Paths of one part: the page, ours, and what Streamlit answers beside its files."""

_PAGE = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>郑图 Zhengtu</title>
<style>body {{ font: 16px/1.6 sans-serif; margin: 3rem auto; max-width: 36rem; }}</style>
<h1>此网址下没有内容</h1><p><a href="{home}">打开郑图</a></p>
<div lang="en"><h2>There is nothing at this address</h2>
<p><a href="{home}">Open Zhengtu</a></p></div>
</html>
"""


class Astray:
    """ASGI middleware that says so where nothing is.

    Parameters
    ----------
    app
        What it wraps, and what answers all else.
    prefix
        Path below which the app is served: empty, or with a leading slash.
    """

    def __init__(self, app: ASGIApp, *, prefix: str = "") -> None:
        self.app = app
        self._prefix = prefix
        self._page = HTMLResponse(_PAGE.format(home=escape(f"{prefix}/")), status_code=404)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on."""
        is_asked = scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}
        answer = self._page if is_asked and self._is_nowhere(scope["path"]) else self.app
        await answer(scope, receive, send)

    def _is_nowhere(self, path: str) -> bool:
        inside = path.removeprefix(f"{self._prefix}/")
        folder, _, below = inside.partition("/")
        if inside == path or inside in _files():
            return False
        return folder not in (_FOLDERS if below else _ALONE)


@cache
def _files() -> frozenset[str]:
    """Addresses of Streamlit's own files."""
    root = FOLDER.parent
    return frozenset(file.relative_to(root).as_posix() for file in root.rglob("*.*"))


def astray() -> Middleware:
    """Make the middleware for ``st.App``."""
    return Middleware(Astray, prefix=prefix_of(None))
