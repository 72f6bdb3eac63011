"""The selection as a sortable, paged table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from layers.catalogue import layer as layer_named
from layers.districts import district_terms, joined
from layers.published import published_area_km2, published_length_km
from layers.search import haystack
from layers.vocabulary import PLACEMENTS, STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.selection import Selection
    from layers.vocabulary import Language
    from screens.text import Translator

PAGE_SIZE = 25


@dataclass(frozen=True)
class TableColumn:
    """Heading and kind of a column: ``text``, ``short`` (never wrapped) or ``number``."""

    id: str
    label: str
    kind: str = "text"


@dataclass(frozen=True)
class Paging:
    """Which page of a table is shown, and how it is sorted.

    ``page`` None means the page that holds the selected row, else the first.
    """

    page: int | None = None
    sort: str = ""
    descending: bool = False

    def changed(self, change: Mapping[str, Any], columns: Sequence[str]) -> Paging:
        """Return the paging after what the reader did; unknown wishes change nothing."""
        if change.get("sort") in columns:
            return Paging(None, str(change["sort"]), bool(change.get("descending")))
        if isinstance(page := change.get("page"), int) and page > 0:
            return Paging(page, self.sort, self.descending)
        return self


def sort_key(value: object) -> tuple[int, float, str]:
    """Sort numbers by size, text by pinyin, and what is missing last."""
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return (2, 0.0, "")
    if isinstance(value, int | float):
        return (0, float(value), "")
    pinyin = haystack(str(value)).split("\x1f")
    return (1, 0.0, pinyin[1] if len(pinyin) > 1 else pinyin[0])


def page_of(
    rows: Sequence[dict[str, Any]],
    columns: Sequence[TableColumn],
    paging: Paging,
    *,
    selected: str | None = None,
) -> dict[str, Any]:
    """Sort rows and cut out one page.

    Parameters
    ----------
    rows
        Dicts by column id, with ``id`` for the record.
    columns
        Columns in order; the first is what a row is called.
    paging
        Which page, sorted how.
    selected
        Id of the row whose page is shown while the reader has not turned to another.
    """
    chosen = [column.id for column in columns]
    if paging.sort in chosen:
        present = [row for row in rows if row[paging.sort] not in (None, "")]
        missing = [row for row in rows if row[paging.sort] in (None, "")]
        present.sort(key=lambda row: sort_key(row[paging.sort]), reverse=paging.descending)
        rows = [*present, *missing]
    last = max(1, -(-len(rows) // PAGE_SIZE))
    place = next((number for number, row in enumerate(rows) if row["id"] == selected), 0)
    page = min(paging.page or place // PAGE_SIZE + 1, last)
    shown = rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return {
        "columns": [vars(column) for column in columns],
        "rows": [
            {"id": row["id"], "cells": [_text(row[name]) for name in chosen]} for row in shown
        ],
        "total": len(rows), "page": page, "size": PAGE_SIZE,
        "sort": {"column": paging.sort, "descending": paging.descending},
    }  # fmt: skip


def _text(value: object) -> str:
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return ""
    return f"{value:,.10g}" if isinstance(value, float) else str(value)


def table_words(_: Translator) -> dict[str, str]:
    """Return the words that every table needs."""
    return {
        "previous": _("Previous"), "next": _("Next"), "pages": _("Pages of the table"),
        "empty": _("Nothing matches these filters. Reset them, or choose fewer."),
    }  # fmt: skip


def record_columns(_: Translator) -> list[TableColumn]:
    """Return the columns of the record table."""
    return [
        TableColumn("name", _("Name")),
        TableColumn("layer", _("Layer")),
        TableColumn("category", _("Category")),
        TableColumn("districts", _("Districts")),
        TableColumn("status", _("Status")),
        TableColumn("last_known", _("Last known"), "short"),
        TableColumn("due", _("Due"), "short"),
        TableColumn("placement", _("Position"), "short"),
        TableColumn("accuracy_m", _("± m"), "number"),
        TableColumn("length_km", _("Length, km"), "number"),
        TableColumn("area_km2", _("Area, km²"), "number"),
    ]


def record_rows(selection: Selection, language: Language, _: Translator) -> list[dict[str, Any]]:
    """Return a row for each selected record.

    Length and area are the published figures; where none was published the cell is empty (the card
    gives what the drawn shape measures).
    """
    names = district_terms(selection.dataset.frames["districts"])
    rows = []
    for name in selection.view.layers:
        layer = layer_named(name)
        for record in selection.frame(name).itertuples():
            figures = {figure.key: figure.value for figure in record.figures}
            stale = f" ({_('may have changed')})" if record.stale else ""
            rows.append({
                "id": record.id,
                "name": getattr(record, f"name_{language}"),
                "layer": layer.label(language),
                "category": layer.categories[record.category].label(language),
                "districts": joined(record.districts, names, language),
                "status": STATUSES[record.status].label(language) + stale,
                "last_known": record.last_known,
                "due": None if record.due is None else str(record.due),
                "placement": PLACEMENTS[record.placement].label(language),
                "accuracy_m": record.accuracy_m,
                "length_km": published_length_km(figures),
                "area_km2": published_area_km2(figures),
            })  # fmt: skip
    return rows
