"""The reader's view, kept in the session and in the page's address."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from layers.view import PARAMETER_NAMES, Misread, View, decode, encode

_VIEW = "view"
_MISREAD = "misread"
_CHANGED = "changed"
_WRITTEN = "written"
_WRITTEN_BY_MAP = "view"
"""Address parameter that the map's script writes; Python reads it once and never writes it."""


def view_of_run() -> View:
    """Return the view of this run of the page.

    The first time it is what the address says, and again whenever the address has become another
    without the reader having changed anything on the page: that is the browser's Back or Forward.
    """
    changed = st.session_state.pop(_CHANGED, False)
    moved = not changed and _WRITTEN in st.session_state
    if moved and _own_parameters() != st.session_state[_WRITTEN]:
        st.session_state.pop(_VIEW, None)
    first = _WRITTEN not in st.session_state
    view = current_view()
    if first and view.selected is not None and view.place is None:
        point_at()
    return view


def current_view() -> View:
    """Return the session's view; the first time, what the address says."""
    if _VIEW not in st.session_state:
        view, misread = decode(st.query_params.to_dict())
        st.session_state[_VIEW] = view
        st.session_state[_MISREAD] = misread
    kept: View = st.session_state[_VIEW]
    return kept


def _own_parameters() -> dict[str, str]:
    given = st.query_params.to_dict()
    return {name: given[name] for name in PARAMETER_NAMES - {_WRITTEN_BY_MAP} if name in given}


def misread() -> list[Misread]:
    """Return what the address held that could not be understood."""
    found: list[Misread] = st.session_state.get(_MISREAD, [])
    return found


def change(**fields: Any) -> None:  # noqa: ANN401 - any field of View
    """Change fields of the view; tables go to the selected row, or to their first page."""
    st.session_state[_VIEW] = replace(current_view(), **fields)
    st.session_state[_MISREAD] = []
    st.session_state[_CHANGED] = True
    if set(fields) - {"panel", "language"}:
        pages = st.session_state.get("pages", {})
        st.session_state["pages"] = {name: replace(paging, page=None)
                                     for name, paging in pages.items()}  # fmt: skip


def point_at() -> None:
    """Ask the map to go to the selected record, again even if it was there before."""
    st.session_state["pointed"] = st.session_state.get("pointed", 0) + 1
    st.session_state["pointed_at"] = current_view().selected


def write_address(view: View) -> None:
    """Bring the page's address up to date, as one step of the browser's history."""
    wanted = {k: v for k, v in encode(view).items() if k != _WRITTEN_BY_MAP}
    if _own_parameters() != wanted:
        given = st.query_params.to_dict()
        foreign = {k: v for k, v in given.items() if k not in PARAMETER_NAMES - {_WRITTEN_BY_MAP}}
        st.query_params.from_dict(foreign | wanted)
    st.session_state[_WRITTEN] = wanted


def today() -> date:
    """Return today's date."""
    return date.today()  # noqa: DTZ011 - a planner's day is the server's local day
