"""Broken copies of the tables: every fault is found, placed and explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from layers.build import build, require_sound

if TYPE_CHECKING:
    from tables import Tables

# file, which row, the cells to overwrite, the column and the value that the issue must name
CELLS: list[tuple[str, dict[str, str], dict[str, str], str, str | None]] = [
    ("metro/events.csv", {"status": "construction"}, {"status": "building"}, "status", "building"),
    ("metro/events.csv", {}, {"status": "unknown"}, "status", "unknown"),
    ("metro/events.csv", {}, {"date": "2013-13"}, "date", "2013-13"),
    ("metro/events.csv", {}, {"date": "2013-02-30"}, "date", "2013-02-30"),
    ("metro/events.csv", {}, {"date": "not known"}, "date", "not known"),
    ("metro/events.csv", {}, {"date": ""}, "date", None),
    ("metro/events.csv", {}, {"source": "hearsay"}, "source", "hearsay"),
    ("metro/events.csv", {}, {"basis": "rumour"}, "basis", "rumour"),
    ("metro/events.csv", {}, {"id": "metro-line-99"}, "id", "metro-line-99"),
    ("parks/records.csv", {}, {"districts": "金水"}, "districts", "金水"),
    ("parks/records.csv", {}, {"districts": "二七区;浦东新区"}, "districts", "二七区;浦东新区"),
    ("parks/records.csv", {}, {"category": "garden"}, "category", "garden"),
    ("parks/records.csv", {}, {"theme": "Parks"}, "theme", "Parks"),
    ("parks/records.csv", {}, {"name_en": ""}, "name_en", None),
    ("parks/records.csv", {}, {"due": "next year"}, "due", "next year"),
    ("parks/records.csv", {}, {"sources": "hearsay"}, "sources", "hearsay"),
    ("parks/records.csv", {}, {"sources": ""}, "sources", None),
    ("parks/records.csv", {}, {"licence": "free"}, "licence", "free"),
    ("parks/records.csv", {}, {"licence": "facts"}, "licence", "facts"),
    ("parks/records.csv", {}, {"accuracy_m": "200 m"}, "accuracy_m", "200 m"),
    ("parks/records.csv", {"placement": "unlocated"}, {"accuracy_m": "5"}, "accuracy_m", "5.0"),
    ("parks/records.csv", {}, {"schematic": "yes"}, "schematic", "yes"),
    ("parks/records.csv", {}, {"name_zh": " 人民公园"}, "name_zh", " 人民公园"),
    ("metro/figures.csv", {}, {"value": "26,2"}, "value", "26,2"),
    ("metro/figures.csv", {}, {"source": "hearsay"}, "source", "hearsay"),
    ("metro/figures.csv", {}, {"key": "lenght_km"}, "key", "lenght_km"),
    ("metro/figures.csv", {}, {"id": "metro-line-99"}, "id", "metro-line-99"),
    ("figures.csv", {}, {"unit": "feet"}, "unit", "feet"),
    ("commitments/commitments.csv", {}, {"status_at_report": "done"}, "status_at_report", "done"),
    ("commitments/commitments.csv", {}, {"quantity": "about 3"}, "quantity", "about 3"),
    ("commitments/commitments.csv", {}, {"report_line": "x"}, "report_line", "x"),
    ("commitments/links.csv", {}, {"kind": "perhaps"}, "kind", "perhaps"),
    ("commitments/links.csv", {}, {"commitment_id": "moon-base"}, "commitment_id", "moon-base"),
    ("commitments/links.csv", {}, {"record_id": "moon-base"}, "record_id", "moon-base"),
    ("metro/network.csv", {}, {"length_km": "long"}, "length_km", "long"),
    ("metro/network.csv", {}, {"source": "hearsay"}, "source", "hearsay"),
]


@pytest.mark.parametrize(
    ("file", "where", "cells", "column", "value"),
    CELLS,
    ids=[f"{file.removesuffix('.csv')}-{column}-{value}" for file, _, _, column, value in CELLS],
)
def test_a_wrong_cell(
    tables: Tables,
    file: str,
    where: dict[str, str],
    cells: dict[str, str],
    column: str,
    value: str | None,
) -> None:
    line = tables.row_of(file, **where)
    tables.set(file, line, **cells)
    named = file if "/" in file else f"source/{file}"
    found = [
        (issue.file, issue.row, issue.column, None if issue.value is None else str(issue.value))
        for issue in tables.errors()
    ]
    assert (named, line, column, value) in found


class TestIds:
    def test_twice_in_one_layer(self, tables: Tables) -> None:
        lines = tables.lines("parks/records.csv")
        tables.write("parks/records.csv", [*lines, lines[1]])
        place = tables.only_error()
        assert place == ("parks/records.csv", len(lines) + 1, "id", "park-renmin")

    def test_in_two_layers(self, tables: Tables) -> None:
        line = tables.row_of("expressways/records.csv")
        tables.set("expressways/records.csv", line, id="district-410102-zhongyuan")
        found = [(i.file, i.row, i.column) for i in tables.errors()]
        assert ("expressways/records.csv", line, "id") in found

    @pytest.mark.parametrize("identifier", ["Park", "park_1", "公园", "park--1", "-park", "a b"])
    def test_no_slug(self, tables: Tables, identifier: str) -> None:
        tables.set("parks/records.csv", 2, id=identifier)
        assert ("parks/records.csv", 2, "id", identifier) in [
            (i.file, i.row, i.column, i.value) for i in tables.errors()
        ]

    def test_a_commitment_twice(self, tables: Tables) -> None:
        lines = tables.lines("commitments/commitments.csv")
        tables.write("commitments/commitments.csv", [*lines, lines[1]])
        assert tables.only_error()[:3] == ("commitments/commitments.csv", len(lines) + 1, "id")

    def test_a_link_twice(self, tables: Tables) -> None:
        lines = tables.lines("commitments/links.csv")
        tables.write("commitments/links.csv", [*lines, lines[1]])
        assert tables.only_error()[:3] == ("commitments/links.csv", len(lines) + 1, "record_id")

    def test_a_figure_twice(self, tables: Tables) -> None:
        lines = tables.lines("metro/figures.csv")
        tables.write("metro/figures.csv", [*lines, lines[1]])
        assert tables.only_error()[:3] == ("metro/figures.csv", len(lines) + 1, "key")

    def test_a_figure_declared_twice(self, tables: Tables) -> None:
        lines = tables.lines("figures.csv")
        tables.write("figures.csv", [*lines, lines[1]])
        assert tables.only_error()[:3] == ("source/figures.csv", len(lines) + 1, "key")


class TestEvents:
    def test_out_of_order(self, tables: Tables) -> None:
        line = tables.row_of("metro/events.csv", id="metro-line-1-phase-2")
        tables.write(
            "metro/events.csv",
            [
                *tables.lines("metro/events.csv")[: line - 1],
                "metro-line-1-phase-2,2030-01-01,,completed,published,gwr-2021,,,",
                *tables.lines("metro/events.csv")[line - 1 :],
            ],
        )
        found = {(i.row, i.column, i.value) for i in tables.errors()}
        assert (line, "date", "2030-01-01") in found  # after the day of compilation
        assert (line + 1, "date") in {(row, column) for row, column, _ in found}  # before it

    def test_back_from_completed_without_a_reason(self, tables: Tables) -> None:
        lines = tables.lines("metro/events.csv")
        back = "metro-line-1-phase-1,2025-01,,construction,published,govcn-20131228,{},,"
        tables.write("metro/events.csv", [*lines, back.format("")])
        place = ("metro/events.csv", len(lines) + 1, "status", "construction")
        assert tables.only_error() == place
        tables.write("metro/events.csv", [*lines, back.format("renewal")])
        require_sound(build(tables.root))

    def test_a_plan_is_no_event(self, tables: Tables) -> None:
        lines = tables.lines("metro/events.csv")
        plan = "metro-line-1-phase-1,2027,,completed,published,govcn-20131228,,,"
        tables.write("metro/events.csv", [*lines, plan])
        assert tables.only_error() == ("metro/events.csv", len(lines) + 1, "date", "2027")
