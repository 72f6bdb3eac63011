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
    from collections.abc import Callable, Iterator

_LOADER = (
    "const page = await import(new URL({module}, location.origin));\n"
    "export default (part) => page.take(page, part);"
)
_HEARD_OF = "parts.heard_of"
_ANSWERS = "parts.answers"
_UNKNOWN = "parts.unknown"
"""Keys of the session: number of the last thing heard of, what each part does with a change, and
what arrived before that was known."""


def asset_path(suffix: str) -> str:
    """Return the address of the page's script or style sheet, from the server's root."""
    return f"{prefix_of(None)}/assets/{named(page_bundle(), suffix)}"


@cache
def _renderer(module: str) -> Callable[..., Any]:
    renderer: Callable[..., Any] = st.components.v2.component(
        "zhengtu_part", js=_LOADER.format(module=json.dumps(module)), isolate_styles=False
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
    st.session_state.setdefault(_ANSWERS, {})[part] = on_change

    def changed() -> None:
        _hear(st.session_state[key].get("change"))

    whole = data | {"part": part}
    # As bytes: Streamlit would write each Chinese character of a dict in six, and spaces between.
    compact = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    shown = _renderer(asset_path(".js"))(key=key, data=compact.encode(), on_change_change=changed)
    if _is_news(shown.change):
        st.session_state[_UNKNOWN] = shown.change


def hear_unknown() -> bool:
    """Do what the reader did in a page that is older than this session; say whether that was any.

    A server that was started anew runs the page for the first time when the reader next does
    something: Streamlit knows the part's callback only after that run, and calls none.
    """
    before = heard_of()
    _hear(st.session_state.pop(_UNKNOWN, None))
    return heard_of() > before


def heard_of() -> int:
    """Return the number of the last thing that the reader did and this session has heard of."""
    number: int = st.session_state.get(_HEARD_OF, 0)
    return number


def _hear(made: object) -> None:
    """Do what the reader did, in any part, each once and in its order."""
    for number, part, change in _posted(made):
        if number > heard_of():
            st.session_state[_HEARD_OF] = number
            answer = st.session_state[_ANSWERS].get(part)
            if answer is not None:
                answer(change)


def _is_news(made: object) -> bool:
    return any(number > heard_of() for number, _, _ in _posted(made))


def _posted(made: object) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Yield number, part and change of what the browser sent, as far as they are such."""
    posted = made.get("unheard") if isinstance(made, dict) else None
    for item in posted if isinstance(posted, list) else ():
        match item:
            case [int(number), str(part), dict(change)] if change:
                yield number, part, change
