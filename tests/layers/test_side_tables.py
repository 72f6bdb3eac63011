"""The tables beside a layer: greening targets, and the dead-end roads' programme."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.reading import Row, read_table, read_toml
from layers.build import SOURCE
from layers.dead_end_roads import PROGRAMME_COLUMNS
from layers.parks import TARGET_COLUMNS

if TYPE_CHECKING:
    from geo.reading import Column
    from geo.validation import Issue

TABLES = {
    "parks/targets.csv": TARGET_COLUMNS,
    "dead_end_roads/programme.csv": PROGRAMME_COLUMNS,
}


def rows(name: str) -> list[Row]:
    return read_table(SOURCE / name, TABLES[name], [])


@pytest.mark.parametrize(("name", "columns"), TABLES.items())
def test_table_reads_without_a_finding_and_names_known_sources(
    name: str, columns: tuple[Column, ...]
) -> None:
    issues: list[Issue] = []
    table = read_table(SOURCE / name, columns, issues)
    known = {
        source["id"] for source in read_toml((SOURCE / name).with_name("provenance.toml"))["source"]
    }
    assert not issues
    assert table
    assert {row["source"] for row in table} <= known


@pytest.mark.parametrize("year", ["2021", "2022"])
def test_district_targets_add_up_to_the_plans_green_space(year: str) -> None:
    plan = [
        row
        for row in rows("parks/targets.csv")
        if row["year"].text == year
        and row["document"] == "plan"
        and row["measure"] == "new_green_space"
    ]
    city = [row["value"] for row in plan if row["district"] is None]
    assert city == [sum(row["value"] for row in plan if row["district"] is not None)]


def test_report_and_plan_disagree_for_2021_and_both_are_kept() -> None:
    values = {
        row["document"]: row["value"]
        for row in rows("parks/targets.csv")
        if row["year"].text == "2021"
        and row["measure"] == "new_green_space"
        and row["district"] is None
    }
    assert values == {"report": 5_000_000, "plan": 10_000_000}


def test_programme_levels_add_up() -> None:
    value = {row["key"]: row["value"] for row in rows("dead_end_roads/programme.csv")}
    assert value["city_level_2021"] + value["district_level_2021"] == value["roads_2021"]
    assert (
        value["city_level_finished_2021"] + value["district_level_finished_2021"]
        == value["finished_2021"]
    )
