"""The page: filters, key figures, map, and the table, charts, ledger and gaps beside it.

One page, so that the map stays where it is while the reader goes from one to the other.
"""

from __future__ import annotations

import screens.field  # isort: skip  # noqa: F401 - first: other threads import it, too
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.errors import ZhengtuError
from layers.comparison import Comparison, compare
from layers.ledger import ledger_of, read_sections
from layers.selection import Selection, select
from layers.store import current_store, source_folder
from layers.vocabulary import CHANGES
from outlets.about import about
from screens import charts as chart_data
from screens import comparing, filters, table
from screens.analyses.tabs import show_analysis
from screens.bar import bar, messages, notices
from screens.card import card
from screens.desk import desk, draft_chapter, on_desk
from screens.differences import difference_address
from screens.draft import WORKING_ID
from screens.kpi import tiles
from screens.ledger import LedgerRows, ledger_columns, promise_card
from screens.map import MapEvent, show_map
from screens.message import map_message
from screens.parts import asset_path, hear_unknown, heard_of, mount
from screens.presenting import stage
from screens.record_table import RecordRows, record_columns
from screens.staging import chapter_of
from screens.state import (
    change,
    current_view,
    go_to,
    is_passing,
    misread,
    pass_through,
    point_at,
    present,
    today,
    view_of_run,
    write_address,
)
from screens.text import Translator, sentences, translator
from screens.timeline import moved, slider

if TYPE_CHECKING:
    from layers.build import Dataset
    from layers.symbols import Theme
    from layers.vocabulary import Language


_PLACES = ("bar", "filters", "tiles", "messages", "map", "panel", "time", "stage", "card")
# Parts of the page in the order of its document.


def page() -> None:
    """Run the page once."""
    view = view_of_run()
    language = view.language
    _ = translator(language)
    st.set_page_config(page_title=_("Zhengtu: planning map of Zhengzhou"), layout="wide")
    st.html(f'<style>@import url("{asset_path(".css")}");</style>')
    try:
        dataset = current_store().dataset()
    except ZhengtuError as error:
        st.html(notices([_("The map cannot be shown: the data have faults."),
                         *sentences(error, language)], role="alert"))  # fmt: skip
        return
    selection = select(dataset, view, today=today())
    theme: Theme = "dark" if st.context.theme.type == "dark" else "light"
    at = {name: st.container(key=f"zt-{name}") for name in _PLACES}
    with at["map"]:  # first of all: it is what the reader waits for
        chapter = chapter_of(view, today=today()) or draft_chapter(view)
        comparison = compare(dataset, view, today=today()) if view.panel == "compare" else None
        other = None if comparison is None else comparing.other_side(comparison, _kinds())
        message = map_message(selection, theme=theme, chapter=chapter, other=other)
        show_map(message, on_event=_on_map)
    with at["bar"]:
        said = {"passing": is_passing(), "heard_of": heard_of()}
        mount("bar", bar(selection, _) | said, on_change=_on_bar)
    with at["filters"]:
        mount("filters", filters.panel(selection, today=today(), theme=theme, _=_),
              on_change=_on_filters)  # fmt: skip
    with at["tiles"]:
        st.html(tiles(selection, theme=theme, _=_))
    with at["messages"]:
        st.html(notices(messages(selection, misread(), _)))
    with at["panel"]:
        if comparison is None:
            _show_panel(selection, theme, _)
        else:
            _show_comparison(comparison, theme, _)
    with at["time"]:
        mount(
            "timeline",
            slider(selection, today=today(), heard=st.session_state.get("heard", 0), _=_),
            on_change=_on_time,
        )
    with at["stage"]:
        mount("presenting", stage(selection, _), on_change=_on_stage)
    with at["card"]:
        _show_card(dataset, selection, language, _)
    write_address(view, version=dataset.version)
    if hear_unknown():
        st.rerun()


def _on_bar(made: dict[str, Any]) -> None:
    if isinstance(made.get("address"), str):
        go_to(made["address"])
    if made.get("panel") is not None:
        change(panel=str(made["panel"]))
    if made.get("language") in ("zh", "en"):
        change(language=made["language"])


def _on_filters(made: dict[str, Any]) -> None:
    change(**filters.changed_fields(made, current_view()))


def _on_time(made: dict[str, Any]) -> None:
    fields = moved(made, today=today())
    st.session_state["heard"] = made["n"] if isinstance(made.get("n"), int) else 0
    if made.get("passing"):
        pass_through(**fields)
    else:
        change(**fields)


def _on_stage(made: dict[str, Any]) -> None:
    if made.get("leave"):
        working = current_view().story == WORKING_ID
        change(story=None, chapter=None, **({"panel": "stories"} if working else {}))
    elif isinstance(made.get("chapter"), str) and (story := current_view().story) is not None:
        present(story, made["chapter"])


def _on_map(event: MapEvent) -> None:
    change(selected=event.id, promise=None)


def _on_row(made: dict[str, Any]) -> None:
    if isinstance(made.get("select"), str):
        change(selected=made["select"], promise=None, panel="map")
        point_at()
        return
    _turn_page("records", made, [column.id for column in record_columns(translator("en"))])


def _on_promise_row(made: dict[str, Any]) -> None:
    if isinstance(made.get("select"), str):
        change(promise=made["select"], selected=None)
        return
    _turn_page("ledger", made, [column.id for column in ledger_columns(translator("en"))])


def _turn_page(name: str, made: dict[str, Any], columns: list[str]) -> None:
    pages = st.session_state.setdefault("pages", {})
    pages[name] = pages.get(name, table.Paging()).changed(made, columns)


def _on_card(made: dict[str, Any]) -> None:
    if made.get("close"):
        change(selected=None, promise=None)
    elif isinstance(made.get("promise"), str):
        change(promise=made["promise"], selected=None, panel="ledger")
    elif isinstance(made.get("select"), str):
        change(selected=made["select"], promise=None, panel="map")
        point_at()
    elif made.get("go"):
        change(panel="map")
        point_at()


def _show_panel(selection: Selection, theme: Theme, _: Translator) -> None:
    view, language = selection.view, selection.view.language
    if view.panel == "table":
        rows = RecordRows(selection, language, _)
        _show_table("records", rows, record_columns(_), label=_("Selected records"),
                    on_change=_on_row, selected=view.selected, _=_)  # fmt: skip
    elif view.panel == "ledger":
        entries = ledger_of(selection.dataset).select(view, today=selection.day)
        _show_table("ledger", LedgerRows(entries, language, _), ledger_columns(_),
                    label=_("Promise ledger"), on_change=_on_promise_row, selected=view.promise,
                    _=_)  # fmt: skip
    elif view.panel == "charts":
        outside = st.toggle(_("With the Xuchang part of the Zhengzhou-Xuchang line"), key="xuchang")
        data = chart_data.charts(selection, selection.dataset.network, outside_city=outside, _=_)
        mount("charts", data, on_change=lambda _made: None)
    elif view.panel == "stories":
        mount("desk", desk(selection, _), on_change=on_desk)
    elif view.panel == "analysis":
        show_analysis(selection, theme, _)
    elif view.panel == "about":
        st.html(about(selection.dataset, language, _))


def _kinds() -> frozenset[str]:
    """Return the kinds of difference that the reader wants to see."""
    kinds: frozenset[str] = st.session_state.get("kinds", frozenset(CHANGES))
    return kinds


def _show_comparison(comparison: Comparison, theme: Theme, _: Translator) -> None:
    view, kinds = comparison.right.view, _kinds()
    base = difference_address(view)
    data = comparing.panel(comparison, kinds, theme=theme, base=base, _=_)
    mount("compare", data, on_change=_on_comparison)
    rows = table.MadeRows(comparing.difference_rows(comparison, kinds, view.language, _))
    _show_table("differences", rows, comparing.difference_columns(_), label=_("Differences"),
                on_change=_on_difference, selected=view.selected, _=_)  # fmt: skip


def _on_comparison(made: dict[str, Any]) -> None:
    if made.get("kind") in CHANGES:
        st.session_state["kinds"] = _kinds() ^ {made["kind"]}
        return
    change(**comparing.changed_fields(made, current_view(), today=today()))


def _on_difference(made: dict[str, Any]) -> None:
    if isinstance(made.get("select"), str):
        name = made["select"].partition(comparing.BETWEEN)[0]
        promised = name in {row["id"] for row in current_store().dataset().commitments}
        change(selected=None if promised else name, promise=name if promised else None)
        point_at()
        return
    columns = [column.id for column in comparing.difference_columns(translator("en"))]
    _turn_page("differences", made, columns)


def _show_table(
    name: str,
    rows: table.Rows,
    columns: list[table.TableColumn],
    *,
    label: str,
    on_change: Any,  # noqa: ANN401 - callback
    selected: str | None,
    _: Translator,
) -> None:
    paging = st.session_state.get("pages", {}).get(name, table.Paging())
    data = table.page_of(rows, columns, paging, selected=selected) | {
        "words": table.table_words(_), "label": label, "selected": selected,
        "caption": _("{count} rows", count=len(rows.ids)),
    }  # fmt: skip
    mount("table", data, on_change=on_change)


def _show_card(dataset: Dataset, selection: Selection, language: Language, _: Translator) -> None:
    view = selection.view
    if view.promise is not None:
        entry = ledger_of(dataset).entry(view.promise, selection.day)
        if entry is not None:
            data = promise_card(entry, read_sections(source_folder()), language, _)
            mount("promise", data, on_change=_on_card)
        return
    record = selection.record(view.selected) if view.selected else None
    if record is not None:
        data = card(dataset, record, day=selection.day, language=language, _=_)
        mount("card", data, on_change=_on_card)


page()
