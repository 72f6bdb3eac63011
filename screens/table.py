"""A sortable, paged table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from layers.search import haystack

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


class Rows(Protocol):
    """The rows of a table in their own order, whose cells are worked out when asked for."""

    ids: Sequence[str]

    def values(self, column: str, rows: Sequence[int]) -> list[Any]:
        """Return the cells of some rows, by their number, in one column."""


class MadeRows:
    """Rows that are made one by one, each a dict by column id, with ``id`` for the record."""

    def __init__(self, made: Sequence[dict[str, Any]]) -> None:
        self.ids: Sequence[str] = [row["id"] for row in made]
        self._made = made

    def values(self, column: str, rows: Sequence[int]) -> list[Any]:
        """Return the cells of some rows in one column."""
        return [self._made[row][column] for row in rows]


def page_of(
    rows: Rows,
    columns: Sequence[TableColumn],
    paging: Paging,
    *,
    selected: str | None = None,
) -> dict[str, Any]:
    """Sort rows and cut out one page: only what is sorted by, and what is shown, is worked out.

    Parameters
    ----------
    rows
        The rows.
    columns
        Columns in order; the first is what a row is called.
    paging
        Which page, sorted how.
    selected
        Id of the row whose page is shown while the reader has not turned to another.
    """
    order = _order(rows, columns, paging)
    last = max(1, -(-len(order) // PAGE_SIZE))
    place = next((at for at, row in enumerate(order) if rows.ids[row] == selected), 0)
    page = min(paging.page or place // PAGE_SIZE + 1, last)
    shown = order[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    cells = [map(_text, rows.values(column.id, shown)) for column in columns]
    return {
        "columns": [vars(column) for column in columns],
        "rows": [
            {"id": rows.ids[row], "cells": list(texts)}
            for row, texts in zip(shown, zip(*cells, strict=True), strict=True)
        ],
        "total": len(order), "page": page, "size": PAGE_SIZE,
        "sort": {"column": paging.sort, "descending": paging.descending},
    }  # fmt: skip


def _order(rows: Rows, columns: Sequence[TableColumn], paging: Paging) -> Sequence[int]:
    """Return the numbers of the rows as they are sorted; what has no value comes last."""
    every = range(len(rows.ids))
    if paging.sort not in {column.id for column in columns}:
        return every
    keys: dict[Any, tuple[int, float, str]] = {}
    values = rows.values(paging.sort, every)
    for value in values:
        if value not in keys:
            keys[value] = sort_key(value)
    present = [row for row in every if values[row] not in (None, "")]
    present.sort(key=lambda row: keys[values[row]], reverse=paging.descending)
    return present + [row for row in every if values[row] in (None, "")]


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
