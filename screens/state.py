"""The reader's view, kept in the session and in the page's address."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from layers.view import PARAMETER_NAMES, Misread, View, decode, encode

_VIEW = "view"
_MISREAD = "misread"
_WRITTEN_BY_MAP = "view"
"""Address parameter that the map's script writes; Python reads it once and never writes it."""


def current_view() -> View:
    """Return the session's view; the first time, what the address says."""
    if _VIEW not in st.session_state:
        view, misread = decode(st.query_params.to_dict())
        st.session_state[_VIEW] = view
        st.session_state[_MISREAD] = misread
    kept: View = st.session_state[_VIEW]
    return kept


def misread() -> list[Misread]:
    """Return what the address held that could not be understood."""
    found: list[Misread] = st.session_state.get(_MISREAD, [])
    return found


def change(**fields: Any) -> None:  # noqa: ANN401 - any field of View
    """Change fields of the view; tables go to the selected row, or to their first page."""
    st.session_state[_VIEW] = replace(current_view(), **fields)
    st.session_state[_MISREAD] = []
    if set(fields) - {"panel", "language"}:
        pages = st.session_state.get("pages", {})
        st.session_state["pages"] = {name: replace(paging, page=None)
                                     for name, paging in pages.items()}  # fmt: skip


def point_at() -> None:
    """Ask the map to go to the selected record, again even if it was there before."""
    st.session_state["pointed"] = st.session_state.get("pointed", 0) + 1
    st.session_state["pointed_at"] = current_view().selected


def write_address(view: View) -> None:
    """Bring the page's address up to date, one key at a time."""
    wanted = encode(view)
    for name in PARAMETER_NAMES - set(wanted) - {_WRITTEN_BY_MAP}:
        if name in st.query_params:
            del st.query_params[name]
    for name, value in wanted.items():
        if name != _WRITTEN_BY_MAP and st.query_params.get(name) != value:
            st.query_params[name] = value


def today() -> date:
    """Return today's date."""
    return date.today()  # noqa: DTZ011 - a planner's day is the server's local day
