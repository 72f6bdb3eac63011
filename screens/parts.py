"""The page's own parts: small scripts mounted by Streamlit, served from our origin.

A part is a function in a script of :mod:`outlets.parts` or of ``assets/``. Streamlit sends only a
short loader with each run; the code itself is one immutable file. Whatever a reader does in a part
comes back as one trigger named ``change``.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import streamlit as st

from screens.base_path import prefix_of
from screens.frontend import named, page_bundle

if TYPE_CHECKING:
    from collections.abc import Callable

_LOADER = (
    "export default async (part) => {\n"
    "  const data = JSON.parse(new TextDecoder().decode(part.data));\n"
    "  (await import(new URL(data.module, location.origin)))[data.part]({ ...part, data });\n"
    "}"
)


def asset_path(suffix: str) -> str:
    """Return the address of the page's script or style sheet, from the server's root."""
    return f"{prefix_of(None)}/assets/{named(page_bundle(), suffix)}"


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
        if isinstance(made, dict) and made:
            on_change(made)

    whole = data | {"module": asset_path(".js"), "part": part}
    # As bytes: Streamlit would write each Chinese character of a dict in six, and spaces between.
    compact = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    _renderer()(key=key, data=compact.encode(), on_change_change=changed)
