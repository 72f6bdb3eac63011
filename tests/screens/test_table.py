"""A page of a table: only its own rows are worked out; what has no value comes last."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.selection import Selection, select
from layers.view import View
from screens.ledger import LedgerRows, ledger_columns
from screens.record_table import RecordRows, record_columns
from screens.table import PAGE_SIZE, MadeRows, Paging, TableColumn, page_of
from screens.text import translator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.build import Dataset

DAY = date(2026, 11, 22)
COLUMNS = [TableColumn("name", "Name"), TableColumn("size", "Size", "number")]


class Counting(MadeRows):
    """Remember how many cells of each column were asked for."""

    def __init__(self, made: list[dict[str, Any]]) -> None:
        super().__init__(made)
        self.asked: dict[str, int] = {}

    def values(self, column: str, rows: Sequence[int]) -> list[Any]:
        self.asked[column] = self.asked.get(column, 0) + len(rows)
        return super().values(column, rows)


def numbered(count: int) -> list[dict[str, Any]]:
    return [{"id": f"r{n}", "name": f"name {n}", "size": float(n)} for n in range(count)]


def test_only_what_is_shown_is_worked_out() -> None:
    rows = Counting(numbered(1_000))
    page_of(rows, COLUMNS, Paging())
    assert rows.asked == {"name": PAGE_SIZE, "size": PAGE_SIZE}


def test_only_what_is_sorted_by_is_worked_out_for_all() -> None:
    rows = Counting(numbered(1_000))
    page = page_of(rows, COLUMNS, Paging(page=2, sort="size", descending=True))
    assert rows.asked == {"name": PAGE_SIZE, "size": 1_000 + PAGE_SIZE}
    assert [row["id"] for row in page["rows"]] == [f"r{n}" for n in range(974, 949, -1)]


@given(
    sizes=st.lists(st.one_of(st.none(), st.floats(0, 1e6)), max_size=60), descending=st.booleans()
)
def test_pages_hold_every_row_once_and_the_missing_last(
    *, sizes: list[float | None], descending: bool
) -> None:
    made = [{"id": str(n), "name": "x", "size": size} for n, size in enumerate(sizes)]
    pages = max(1, -(-len(made) // PAGE_SIZE))
    found = [
        int(row["id"])
        for page in range(1, pages + 1)
        for row in page_of(MadeRows(made), COLUMNS, Paging(page, "size", descending))["rows"]
    ]
    assert sorted(found) == list(range(len(made)))
    known = [size for size in (sizes[at] for at in found) if size is not None]
    assert known == sorted(known, reverse=descending)
    assert all(sizes[at] is None for at in found[len(known) :])


def test_the_page_of_the_selected_row_opens() -> None:
    page = page_of(MadeRows(numbered(60)), COLUMNS, Paging(), selected="r30")
    assert page["page"] == 2
    assert "r30" in {row["id"] for row in page["rows"]}


@pytest.fixture(scope="module")
def selection(dataset: Dataset) -> Selection:
    return select(dataset, View(districts=("金水区",), candidates=True), today=DAY)


class TestRecords:
    def test_cells_are_those_of_the_records(self, selection: Selection) -> None:
        rows = RecordRows(selection, "en", translator("en"))
        every = range(len(rows.ids))
        names, known = rows.values("name", every), rows.values("last_known", every)
        frames = [selection.frame(layer) for layer in selection.view.layers]
        assert list(rows.ids) == [name for frame in frames for name in frame["id"]]
        assert names == [name for frame in frames for name in frame["name_en"]]
        assert known == [day for frame in frames for day in frame["last_known"]]

    @pytest.mark.parametrize("column", [c.id for c in record_columns(translator("en"))])
    def test_some_rows_are_as_among_all(self, selection: Selection, column: str) -> None:
        rows = RecordRows(selection, "zh", translator("zh"))
        every = rows.values(column, range(len(rows.ids)))
        some = list(range(3, len(rows.ids), 7))
        assert rows.values(column, some) == [every[row] for row in some]

    def test_a_record_without_position_is_last_however_sorted(self, selection: Selection) -> None:
        rows = RecordRows(selection, "zh", translator("zh"))
        columns = record_columns(translator("zh"))
        for descending in (False, True):
            page = page_of(rows, columns, Paging(1, "accuracy_m", descending))
            at = [column["id"] for column in page["columns"]].index("accuracy_m")
            assert page["rows"][0]["cells"][at] != ""


def test_every_column_of_the_ledger_has_cells() -> None:
    rows = LedgerRows([], "zh", translator("zh"))
    assert [rows.values(column.id, []) for column in ledger_columns(translator("zh"))] == [[]] * 9
