"""Key figures are counted from the tables; the facts that the issue names are held against them."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest

from layers.build import SOURCE
from layers.selection import Selection, select
from layers.summary import (
    HEADLINES,
    LayerSummary,
    metro_length_km,
    network_by_year,
    status_by_district,
    summarise,
)
from layers.view import THEMATIC_IDS, View

if TYPE_CHECKING:
    from layers.build import Dataset

TODAY = date(2026, 11, 22)


def table(name: str) -> list[dict[str, str]]:
    with (SOURCE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def located(layer: str) -> dict[str, str]:
    text = (SOURCE / layer / "geometry.geojson").read_text("utf-8")
    return {f["id"]: f["geometry"]["type"] for f in json.loads(text)["features"]}


@pytest.fixture
def everything(dataset: Dataset) -> Selection:
    return select(dataset, View(candidates=True), today=TODAY)


def summary(selection: Selection, layer: str) -> LayerSummary:
    return summarise(selection, layer)


class TestFactsOfTheIssue:
    def test_commitments(self, dataset: Dataset) -> None:
        assert len(dataset.commitments) == 232

    def test_core_blocks(self, dataset: Dataset, everything: Selection) -> None:
        known = Counter(dataset.frames["core_blocks"]["membership"])
        assert known == {"stated": 4, "core": 5, "candidate": 17, "unnamed": 6}
        found = summary(everything, "core_blocks")
        assert found.promised == (("core-blocks-32", 32.0),)
        assert (found.total, found.named, found.certain) == (32, 9, 4)

    def test_dead_end_roads(self, everything: Selection) -> None:
        found = summary(everything, "dead_end_roads")
        assert found.promised == (("dead-end-65", 65.0),)
        assert (found.named, found.certain) == (16, 11)
        assert sum(found.drawn.values()) == found.total == 25
        assert set(found.drawn) <= {"line", "point", "nowhere"}

    def test_metro_goal(self, everything: Selection) -> None:
        assert summary(everything, "metro").promised == (("metro-network-700km", 700.0),)


class TestCounts:
    @pytest.mark.parametrize("layer", THEMATIC_IDS)
    def test_every_record_is_counted_once(self, everything: Selection, layer: str) -> None:
        rows = table(f"{layer}/records.csv")
        found = summary(everything, layer)
        assert found.total == len(rows) == sum(found.by_status.values())
        assert 0 <= found.stale <= found.total - found.by_status.get("completed", 0)
        assert (found.certain or 0) <= found.named <= found.total

    @pytest.mark.parametrize(
        "layer", ["yellow_river", "parks", "key_projects", "metro", "dead_end_roads"]
    )
    def test_how_they_are_drawn(self, everything: Selection, layer: str) -> None:
        words = {"Point": "point", "LineString": "line", "Polygon": "area"}
        shapes = located(layer)
        kinds = Counter(
            words[shapes[row["id"]].removeprefix("Multi")] if row["id"] in shapes else "nowhere"
            for row in table(f"{layer}/records.csv")
        )
        assert summary(everything, layer).drawn == kinds

    def test_dead_ends_by_hand(self, everything: Selection) -> None:
        rows = table("dead_end_roads/records.csv")
        named = [row for row in rows if row["listing"] in ("certain", "probable")]
        assert summary(everything, "dead_end_roads").named == len(named)

    def test_a_filter_counts_less(self, dataset: Dataset, everything: Selection) -> None:
        one = select(dataset, View(districts=("金水区",)), today=TODAY)
        assert summary(one, "parks").total < summary(everything, "parks").total

    def test_a_layer_switched_off_is_counted_all_the_same(self, dataset: Dataset) -> None:
        off = select(dataset, View(layers=()), today=TODAY)
        assert summary(off, "metro").total == len(dataset.frames["metro"])

    def test_nothing_selected(self, dataset: Dataset) -> None:
        found = summary(select(dataset, View(text="无此字样"), today=TODAY), "parks")
        assert (found.total, found.by_status, found.drawn) == (0, {}, {})

    def test_headlines_name_commitments(self, dataset: Dataset) -> None:
        known = {row["id"] for row in dataset.commitments if row["quantity"] is not None}
        assert {name for names in HEADLINES.values() for name in names} <= known

    def test_by_district(self, everything: Selection) -> None:
        counted = status_by_district(everything)
        named = Counter(
            name
            for layer in THEMATIC_IDS
            for row in table(f"{layer}/records.csv")
            for name in row["districts"].split(";")
            if name
        )
        assert {name: sum(by.values()) for name, by in counted.items()} == dict(named)


class TestMetroLength:
    def lengths(self) -> dict[str, float]:
        rows = table("metro/figures.csv")
        return {row["id"]: float(row["value"]) for row in rows if row["key"] == "length_km"}

    def test_nothing_was_open_before_the_first_line(self, dataset: Dataset) -> None:
        assert metro_length_km(dataset, date(2013, 1, 1)) == 0

    def test_the_first_line(self, dataset: Dataset) -> None:
        expected = self.lengths()["metro-line-1-phase-1"]
        assert metro_length_km(dataset, date(2013, 12, 31)) == expected

    def test_the_xuchang_part_is_left_out_unless_asked_for(self, dataset: Dataset) -> None:
        outside = [row["id"] for row in table("metro/records.csv") if row["outside_city"]]
        assert outside
        whole = metro_length_km(dataset, TODAY, outside_city=True)
        assert whole - metro_length_km(dataset, TODAY) == pytest.approx(
            sum(self.lengths()[name] for name in outside)
        )

    def test_it_never_shrinks_and_stays_below_the_goal(self, dataset: Dataset) -> None:
        years = network_by_year(dataset, dataset.network, until=TODAY)
        summed = [year.summed for year in years]
        (goal,) = [figure.length_km for figure in dataset.network if figure.kind == "goal"]
        assert [year.year for year in years] == list(range(2013, 2027))
        assert summed == sorted(summed)
        assert summed[-1] < goal == 700

    def test_published_beside_summed(self, dataset: Dataset) -> None:
        years = network_by_year(dataset, dataset.network, outside_city=True, until=TODAY)
        known = {year.year: year for year in years if year.published is not None}
        assert {2020, 2022, 2023, 2024} <= set(known)
        for year in known.values():
            assert year.published == pytest.approx(year.summed, rel=0.05), year

    def test_no_figure_of_the_future(self, dataset: Dataset) -> None:
        years = network_by_year(dataset, dataset.network, until=date(2020, 6, 30))
        assert years[-1].year == 2020
        assert years[-1].published is None
