"""The reader's view, kept in the session and in the page's address."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

import streamlit as st

from geo.errors import ZhengtuError
from layers.view import PARAMETER_NAMES, Misread, View, decode, encode
from screens.staging import staged

_VIEW = "view"
_MISREAD = "misread"
_PASSING = "passing"
_VERSION = "data"
"""Address parameter with the version of the data."""
VERSION_CHARACTERS = 8
"""As much of the data's version as an address carries."""
_UNWRITTEN = "unwritten"
"""True while the address does not say yet what the reader has changed."""
_WRITTEN_BY_MAP = "view"
"""Address parameter that the map's script writes; Python reads it once and never writes it."""
_SAME_DATA = frozenset({"panel", "tool", "count", "language"})
"""Fields that say where a reader is, not what is selected."""


def view_of_run() -> View:
    """Return the view of this run; at the start of a visit the map goes to what is selected."""
    first = _UNWRITTEN not in st.session_state
    view = current_view()
    if first and view.selected is not None and view.place is None:
        point_at()
    return view


def current_view() -> View:
    """Return the session's view; the first time, what the address says."""
    if _VIEW not in st.session_state:
        _take(st.query_params.to_dict())
    kept: View = st.session_state[_VIEW]
    return kept


def misread() -> list[Misread]:
    """Return what the address held that could not be understood."""
    found: list[Misread] = st.session_state.get(_MISREAD, [])
    return found


def change(**fields: Any) -> None:  # noqa: ANN401 - any field of View
    """Change fields of the view; tables go to the selected row, or to their first page."""
    # What the reader makes of a link is made with the data of now; turning to another panel, tool,
    # count or language makes nothing new.
    data = {} if set(fields) <= _SAME_DATA else {"data": None}
    st.session_state[_VIEW] = replace(current_view(), **(data | fields))
    st.session_state[_MISREAD] = []
    st.session_state[_UNWRITTEN] = True
    if set(fields) - _SAME_DATA:
        pages = st.session_state.get("pages", {})
        st.session_state["pages"] = {name: replace(paging, page=None)
                                     for name, paging in pages.items()}  # fmt: skip


def pass_through(**fields: Any) -> None:  # noqa: ANN401 - any field of View
    """Change fields of the view on the way to others: no step of the browser's history.

    The last of such changes is made by :func:`change`, which writes the address.
    """
    written = st.session_state.get(_UNWRITTEN, True)
    change(**fields)
    st.session_state[_UNWRITTEN] = written
    st.session_state[_PASSING] = True


def is_passing() -> bool:
    """Tell whether this run shows something on the way to something else; asked once a run."""
    return bool(st.session_state.pop(_PASSING, False))


def point_at() -> None:
    """Ask the map to go to the selected record, again even if it was there before."""
    st.session_state["pointed"] = st.session_state.get("pointed", 0) + 1
    st.session_state["pointed_at"] = current_view().selected


def go_to(address: str) -> None:
    """Show what an address says: the browser went back or forward to it.

    The page's script tells of it. The address that comes with every run would not do: it may be
    older than what the reader has changed since.
    """
    _take(dict(parse_qsl(address.removeprefix("?"))))


def _take(parameters: dict[str, str]) -> None:
    """Show what an address says; a story's chapter is shown with its own view."""
    asked, misread = decode(parameters)
    try:
        view, missing = staged(asked, today=today())
    except ZhengtuError:  # the page says what is wrong with the data
        view, missing = replace(asked, story=None, chapter=None), []
    st.session_state[_VIEW] = view
    st.session_state[_MISREAD] = misread + missing
    if view.story is not None:
        _set_out()


def present(story: str, chapter: str | None = None) -> None:
    """Present a chapter of a story, the first one for None; no such story changes nothing."""
    asked = replace(current_view(), story=story, chapter=chapter, selected=None)
    view, missing = staged(asked, today=today())
    if missing:
        return
    st.session_state[_VIEW] = view
    st.session_state[_MISREAD] = []
    st.session_state[_UNWRITTEN] = True
    _set_out()


def show(view: View, *, panel: str) -> None:
    """Show another view in the reader's language, and let the map fly to it."""
    kept = current_view()
    st.session_state[_VIEW] = replace(view, panel=panel, language=kept.language, data=kept.data)
    st.session_state[_MISREAD] = []
    st.session_state[_UNWRITTEN] = True
    _set_out()


def _set_out() -> None:
    """Let the map fly once more, away from any record that it was sent to."""
    st.session_state["pointed"] = st.session_state.get("pointed", 0) + 1
    st.session_state["pointed_at"] = None


def write_address(view: View, *, version: str) -> None:
    """Write what the reader has changed into the address, as one step of the browser's history.

    Parameters
    ----------
    view
        What the reader sees.
    version
        Version of the data that it is made with: an address kept for later tells it.
    """
    if not st.session_state.get(_UNWRITTEN, True):
        return
    wanted = {k: v for k, v in _address(view).items() if k not in {_WRITTEN_BY_MAP, _VERSION}}
    ours = PARAMETER_NAMES - {_WRITTEN_BY_MAP}
    given = st.query_params.to_dict()
    if {k: v for k, v in given.items() if k in ours and k != _VERSION} != wanted:
        made = {_VERSION: view.data or version[:VERSION_CHARACTERS]} if wanted else {}
        others = {k: v for k, v in given.items() if k not in ours}
        st.query_params.from_dict(others | wanted | made)
    st.session_state[_UNWRITTEN] = False


def _address(view: View) -> dict[str, str]:
    """Return a view's parameters; a chapter's name stands for all that it shows."""
    parameters = encode(view)
    if view.story is None:
        return parameters
    return {name: text for name, text in parameters.items() if name in _OF_CHAPTERS}


_OF_CHAPTERS = frozenset({"story", "chapter", "id", "lang", "data"})


def today() -> date:
    """Return today's date."""
    return date.today()  # noqa: DTZ011 - a planner's day is the server's local day
