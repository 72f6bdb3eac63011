"""The scoreboard: counts equal their records, silence is not failure, small cases by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.block_schedule import COMMITMENT, FIRST_YEARS, STAGE_YEARS, blocks_at, stages_at
from layers.build import build
from layers.commitments import Answer, Commitment
from layers.scoreboard import (
    MEASURES,
    TARGETS,
    PromiseScore,
    by_district,
    by_promise,
    judged_singly,
    metro_by_year,
    metro_goal,
)
from layers.vocabulary import DISTRICTS

if TYPE_CHECKING:
    from layers.build import Dataset
    from tables import Tables

TODAY = date(2026, 11, 22)
ROAD = "deadend-mengzhai-road"


def score(dataset: Dataset, identifier: str, day: date = TODAY) -> PromiseScore:
    return next(s for s in by_promise(dataset, day) if s.entry.commitment.id == identifier)


class TestPromises:
    def test_every_promise_once(self, dataset: Dataset) -> None:
        scores = by_promise(dataset, TODAY)
        ids = [score.entry.commitment.id for score in scores]
        assert ids == [row["id"] for row in dataset.commitments]
        assert set(TARGETS) <= set(ids)

    def test_dead_ends_by_hand(self, dataset: Dataset) -> None:
        found = score(dataset, "dead-end-65")
        answering = {
            link["record_id"]
            for link in dataset.links
            if link["commitment_id"] == "dead-end-65" and link["kind"] in ("is", "part")
        }
        assert set(found.tally.named) == answering
        assert found.not_named == 65 - len(answering)
        frame = dataset.frames["dead_end_roads"].set_index("id")
        there = {name for name in answering if frame.loc[name, "placement"] != "unlocated"}
        assert set(found.tally.located) == there

    def test_a_later_event_ends_the_silence(self, tables: Tables) -> None:
        assert ROAD in score(build(tables.root), "dead-end-65").tally.late
        file = "dead_end_roads/events.csv"
        last = tables.row_of(file, id=ROAD)
        while tables.lines(file)[last].startswith(f"{ROAD},"):
            last += 1
        lines = tables.lines(file)
        source = lines[last - 1].split(",")[5]
        lines.insert(last, f"{ROAD},2022-05-01,,completed,published,{source},,,")
        tables.write(file, lines)
        changed = score(build(tables.root), "dead-end-65").tally
        assert ROAD not in changed.late
        assert ROAD in changed.completed
        assert ROAD in changed.done_late
        before = score(build(tables.root), "dead-end-65", date(2022, 4, 30)).tally
        assert ROAD in before.late
        assert ROAD not in before.completed

    def test_nothing_is_late_before_its_due_date(self, dataset: Dataset) -> None:
        assert score(dataset, "dead-end-65", date(2021, 12, 31)).tally.late == ()
        assert score(dataset, "dead-end-65", date(2022, 1, 1)).tally.late != ()

    def test_parts_of_a_length_are_not_judged_one_by_one(self, dataset: Dataset) -> None:
        found = score(dataset, "metro-network-700km")
        assert found.entry.deadline.state == "silent"
        assert found.tally.late == found.tally.done_late == ()
        assert found.not_named is None

    @settings(max_examples=12)
    @given(day=st.dates(date(2010, 1, 1), date(2030, 1, 1)))
    def test_every_count_is_a_subset(self, dataset: Dataset, day: date) -> None:
        for one in by_promise(dataset, day):
            tally = one.tally
            for measure in MEASURES:
                ids = tally.ids(measure)
                assert len(set(ids)) == len(ids)
                assert set(ids) <= set(tally.named)
            assert set(tally.completed) <= set(tally.started)
            assert not set(tally.late) & set(tally.done_late)
            if one.entry.commitment.due is None or day <= one.entry.commitment.due.last:
                assert tally.late == ()


@pytest.mark.parametrize(
    ("quantity", "unit", "kinds", "expected"),
    [
        (None, None, ["part"], True),
        (2, "roads", ["part", "part"], True),
        (2, "roads", ["part"] * 3, False),
        (700, "km", ["part"], False),
        (700, "km", ["is"], True),
        (100, "%", ["part"], True),
        (90, "%", ["part"], False),
    ],
)
def test_who_is_judged_singly(
    quantity: float | None, unit: str | None, kinds: list[str], *, expected: bool
) -> None:
    promise = Commitment(
        id="p", section="1", subject_zh="", subject_en="", summary_zh="", summary_en="",
        theme="roads", spatial_kind="line", action="complete", status_at_report="proposed",
        report_line=1, quantity=quantity, unit_en=unit,
    )  # fmt: skip
    answers = [
        Answer(record=f"r{n}", layer="x", name_zh="", name_en="", kind=kind)
        for n, kind in enumerate(kinds)
    ]
    assert judged_singly(promise, answers) is expected


class TestDistricts:
    def test_the_city_holds_every_record_once(self, dataset: Dataset) -> None:
        city, *districts = by_district(dataset, TODAY)
        assert city.district is None
        assert [score.district for score in districts] == list(DISTRICTS)
        assert len(city.promised) == len(dataset.commitments)
        for measure in MEASURES:
            assert len(set(city.tally.ids(measure))) == len(city.tally.ids(measure))
            for found in districts:
                assert set(found.tally.ids(measure)) <= set(city.tally.ids(measure))

    def test_a_district_by_hand(self, dataset: Dataset) -> None:
        answering = {link["record_id"] for link in dataset.links if link["kind"] in ("is", "part")}
        expected = {
            row.id
            for name, frame in dataset.frames.items() if name not in ("hydrography", "districts")
            for row in frame.itertuples()
            if row.id in answering and "上街区" in row.districts
        }  # fmt: skip
        found = next(s for s in by_district(dataset, TODAY) if s.district == "上街区")
        assert set(found.tally.named) == expected != set()


class TestMetro:
    def test_lengths_are_those_of_the_phases(self, dataset: Dataset) -> None:
        frame = dataset.frames["metro"].set_index("id")
        for year in metro_by_year(dataset, until=TODAY):
            for ids, km in ((year.inside, year.inside_km), (year.outside, year.outside_km)):
                figures = [f for name in ids for f in frame.loc[name, "figures"]]
                lengths = [figure.value for figure in figures if figure.key == "length_km"]
                assert km == pytest.approx(sum(lengths))
                assert len(lengths) == len(set(ids) - set(year.unmeasured))

    def test_xuchang_stands_apart(self, dataset: Dataset) -> None:
        last = metro_by_year(dataset, until=TODAY)[-1]
        assert last.outside
        assert last.outside_km > 0
        goal = metro_goal(dataset)
        assert goal is not None
        assert goal.length_km == 700

    def test_published_figures_stand_in_their_year(self, dataset: Dataset) -> None:
        years = metro_by_year(dataset, until=TODAY)
        shown = [figure for year in years for figure in year.published]
        assert shown == [figure for figure in dataset.network if figure.kind == "open"]


class TestTimetable:
    def test_the_readings_are_those_of_the_commitment(self, dataset: Dataset) -> None:
        (row,) = [row for row in dataset.commitments if row["id"] == COMMITMENT]
        formed = [str(year + STAGE_YEARS["formed"] - 1) for year in FIRST_YEARS]
        assert all(year in row["notes_zh"] for year in formed)

    def test_confirmed_blocks_are_all_somewhere(self, dataset: Dataset) -> None:
        confirmed = {block.id for block in blocks_at(dataset, TODAY) if block.confirmed}
        known = Counter(dataset.frames["core_blocks"]["membership"])
        assert len(confirmed) == known["stated"] + known["core"]
        stages = stages_at(dataset, TODAY)
        assert len(stages) == 8
        for stage in stages:
            placed = [*stage.reached, *stage.below, *stage.unknown]
            assert len(placed) == len(set(placed))
            assert set(placed) == confirmed

    def test_no_event_from_after_the_due_day_counts(self, dataset: Dataset) -> None:
        early = {(s.stage, s.first_year): s for s in stages_at(dataset, date(2022, 12, 31))}
        late = {(s.stage, s.first_year): s for s in stages_at(dataset, TODAY)}
        key = ("large_results", 2020)
        assert early[key].reached == late[key].reached
        assert early["formed", 2020].is_due is False
        assert late["formed", 2020].is_due is True

    @pytest.mark.parametrize(
        ("day", "due"),
        [(date(2024, 12, 31), "open"), (date(2025, 1, 1), "one"), (date(2026, 1, 1), "both")],
    )
    def test_due_under_no_one_or_both_readings(self, dataset: Dataset, day: date, due: str) -> None:
        states = {b.due for b in blocks_at(dataset, day) if b.state.status != "completed"}
        assert states == {due}
