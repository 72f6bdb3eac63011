"""The page's own parts: small scripts mounted by Streamlit, served from our origin.

A part is a function in ``assets/page/<name>.js``. Streamlit sends only a loader of one line with each
run; the code itself is one immutable file. Whatever a reader does in a part comes back as one trigger
named ``change``.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import streamlit as st

from screens.frontend import ASSETS, MissingAssetError
from screens.payload import Blob

if TYPE_CHECKING:
    from collections.abc import Callable

_FILES = ("dom.js", "bar.js", "filters.js", "table.js", "card.js", "promise.js", "charts.js")
_LOADER = (
    "export default async (part) => "
    "(await import(new URL(part.data.module, location.origin)))[part.data.part](part)"
)


@cache
def page_assets() -> dict[str, Blob]:
    """Join the parts' scripts, and the page's style, under names that carry their hash.

    Raises
    ------
    MissingAssetError
        If a file is missing.
    """
    try:
        code = b"\n".join((ASSETS / "page" / name).read_bytes() for name in _FILES)
        style = Blob((ASSETS / "page" / "page.css").read_bytes(), "text/css")
    except FileNotFoundError as error:
        raise MissingAssetError(
            "The page's front-end file {file} is missing; check the installation.",
            file=error.filename,
        ) from error
    script = Blob(code, "text/javascript")
    return {f"page.{script.digest}.js": script, f"page.{style.digest}.css": style}


def asset_path(suffix: str) -> str:
    """Return the address of the page's script or style sheet, from the server's root."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    name = next(name for name in page_assets() if name.endswith(suffix))
    return f"{'/' + base if base else ''}/assets/{name}"


@cache
def _renderer() -> Callable[..., Any]:
    renderer: Callable[..., Any] = st.components.v2.component(
        "zhengtu_part", js=_LOADER, isolate_styles=False
    )
    return renderer


def mount(part: str, data: dict[str, Any], *, on_change: Callable[[dict[str, Any]], None]) -> None:
    """Show a part.

    Parameters
    ----------
    part
        Name of its function.
    data
        What it shows, as JSON-ready values.
    on_change
        Called with what the reader did, before the page runs again.
    """
    key = f"part-{part}"

    def changed() -> None:
        made = st.session_state[key].get("change")
        if made:
            on_change(made)

    _renderer()(
        key=key,
        data=data | {"module": asset_path(".js"), "part": part},
        on_change_change=changed,
    )
