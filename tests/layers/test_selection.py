from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.build import build
from layers.catalogue import THEMATIC
from layers.catalogue import layer as layer_named
from layers.search import haystack, normalise
from layers.selection import FACETS, Selection, index_of, select
from layers.statuses import status_at
from layers.view import THEMATIC_IDS, View
from layers.vocabulary import DISTRICTS, STATUSES
from views import filters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from layers.build import Dataset

TODAY = date(2026, 11, 22)
REPORT = date(2021, 1, 30)
DATA = build()


def selected(view: View, dataset: Dataset = DATA) -> Selection:
    return select(dataset, view, today=TODAY)


def records(dataset: Dataset = DATA) -> Iterator[Any]:
    for layer in THEMATIC:
        yield from dataset.frames[layer.id].itertuples()


def is_candidate(record: Any) -> bool:
    return getattr(record, "membership", None) == "candidate"


def found_by(record: Any, text: str) -> bool:
    lines = " ".join(getattr(record, "lines", ()) or ()) or None
    kind = layer_named(record.layer)
    category = kind.categories[record.category]
    names = (kind.title.zh, kind.title.en, category.zh, category.en)
    hay = haystack(record.name_zh, record.name_en, lines, "".join(record.districts), *names)
    return all(word in hay for word in normalise(text).split())


def checks(view: View) -> dict[str, Callable[[Any], bool]]:
    """Return the filters once more, one record at a time, as the issue words them."""
    day = view.at or TODAY
    return {
        "layer": lambda r: r.layer in view.layers,
        "district": lambda r: not view.districts or bool({*r.districts} & {*view.districts}),
        "status": lambda r: (
            not view.statuses or status_at(r.events, day).status in view.statuses
        ),
        "theme": lambda r: not view.themes or r.theme in view.themes,
        "category": lambda r: (
            not view.categories or f"{r.layer}.{r.category}" in view.categories
        ),
        "placement": lambda r: not view.placements or r.placement in view.placements,
        "text": lambda r: found_by(r, view.text),
        "candidate": lambda r: view.candidates or not is_candidate(r),
    }  # fmt: skip


def plainly(view: View, *, without: str = "") -> list[Any]:
    wanted = [check for name, check in checks(view).items() if name != without]
    return [record for record in records() if all(check(record) for check in wanted)]


def values(record: Any, facet: str, day: date) -> list[str]:
    if facet == "district":
        return list(record.districts)
    if facet == "status":
        return [status_at(record.events, day).status]
    if facet == "category":
        return [f"{record.layer}.{record.category}"]
    return [getattr(record, facet)]


@given(filters)
def test_it_is_what_the_filters_say_one_by_one(view: View) -> None:
    assert selected(view).ids == [record.id for record in plainly(view)]


@settings(max_examples=40)
@given(filters)
def test_facets_count_what_is_there_with_every_other_filter_on(view: View) -> None:
    found = selected(view)
    for facet in FACETS:
        counted = Counter(
            value
            for record in plainly(view, without=facet)
            for value in values(record, facet, found.day)
        )
        assert {k: v for k, v in found.counts(facet).items() if v} == dict(counted), facet


@settings(max_examples=25)
@given(filters, st.integers(0, 2**32 - 1))
def test_the_order_of_rows_does_not_matter(view: View, seed: int) -> None:
    shuffled = replace(
        DATA,
        frames={
            name: frame.sample(frac=1, random_state=seed).reset_index(drop=True)
            for name, frame in DATA.frames.items()
        },
    )
    here, there = selected(view), selected(view, shuffled)
    assert sorted(here.ids) == sorted(there.ids)
    assert here.counts_selected() == there.counts_selected()
    for facet in FACETS:
        assert here.counts(facet) == there.counts(facet)


@settings(max_examples=20)
@given(filters)
def test_every_outlet_sees_the_same_records(view: View) -> None:
    found = selected(view)
    frames = {layer: found.frame(layer) for layer in THEMATIC_IDS}
    assert [row.id for frame in frames.values() for row in frame.itertuples()] == found.ids
    assert sum(found.counts_selected().values()) == len(found.ids) == int(found.rows.sum())
    for frame in frames.values():
        for row in frame.itertuples():
            state = status_at(row.events, found.day)
            last = None if state.last_event is None else state.last_event.date.text
            assert (row.status, row.stale, row.last_known) == (state.status, state.stale, last)


class TestDistricts:
    def test_a_zone_counts_as_a_district(self) -> None:
        zone = "郑州航空港经济综合实验区"
        found = set(selected(View(districts=(zone,), candidates=True)).ids)
        assert found == {r.id for r in records() if zone in r.districts}
        assert found

    def test_several_districts_are_any_of_them(self) -> None:
        both = set(selected(View(districts=("金水区", "郑东新区"))).ids)
        each = [set(selected(View(districts=(d,))).ids) for d in ("金水区", "郑东新区")]
        assert both == each[0] | each[1]
        assert each[0] & each[1], "a zone overlaps its hosts"

    def test_every_district_has_a_count_even_of_nothing(self) -> None:
        counts = selected(View(text="无此字样")).counts("district")
        assert counts == dict.fromkeys(DISTRICTS, 0)

    def test_what_lies_outside_the_city_is_in_no_district(self) -> None:
        outside = [r.id for r in records() if not r.districts]
        assert outside
        found = selected(View(districts=DISTRICTS, candidates=True)).ids
        assert not set(outside) & set(found)
        assert set(outside) <= set(selected(View(candidates=True)).ids)


class TestCandidates:
    def test_off_by_default(self) -> None:
        without, with_ = selected(View()), selected(View(candidates=True))
        hidden = set(with_.ids) - set(without.ids)
        assert hidden == {r.id for r in records() if is_candidate(r)}
        assert len(hidden) == 17
        assert without.counts("layer")["core_blocks"] == 15


class TestStatusAtADate:
    def test_on_the_day_of_the_report(self) -> None:
        found = selected(View(layers=("metro",), at=REPORT))
        status = dict(zip(found.frame("metro")["id"], found.frame("metro")["status"], strict=True))
        assert found.day == REPORT
        assert status["metro-line-1-phase-1"] == "completed"
        assert status["metro-line-8-phase-1"] == "construction"
        assert set(status.values()) <= {"completed", "construction", "preliminary"}

    def test_today_is_the_default(self) -> None:
        found = selected(View(layers=("metro",), statuses=("completed",)))
        assert found.day == TODAY
        assert "metro-line-8-phase-1" in found.ids

    def test_what_is_not_known_can_be_asked_for(self) -> None:
        found = selected(View(statuses=("unknown",), at=date(2000, 1, 1), candidates=True))
        old = {"rail-zhengzhou", "park-renmin", "yellow-river-south-levee"}
        assert not old & set(found.ids)
        assert len(found.ids) + len(old) <= len(list(records()))

    def test_stale_ones_are_not_a_status_of_their_own(self) -> None:
        found = selected(View(statuses=("construction",)))
        stale = [frame["stale"].any() for frame in map(found.frame, THEMATIC_IDS)]
        assert any(stale)
        assert set(found.counts_selected()) == {"construction"}


class TestEmptySelection:
    @pytest.mark.parametrize("view", [View(layers=()), View(text="无此字样")])
    def test_it_is_an_answer(self, view: View) -> None:
        found = selected(view)
        assert found.ids == []
        assert found.counts_selected() == {}
        for layer in THEMATIC:
            frame = found.frame(layer.id)
            assert len(frame) == 0
            assert {"id", "status", "stale", "last_known", "geometry"} <= set(frame.columns)

    def test_a_layer_switched_off_still_has_its_count(self) -> None:
        found = selected(View(layers=("parks",)))
        assert len(found.frame("metro")) == 0
        assert found.filtered[found.index.span("metro")].sum() == found.counts("layer")["metro"] > 0


class TestSearch:
    @pytest.mark.parametrize("text", ["8号线", "8haoxian", "8hx", "line 8", "LINE８"])
    def test_by_name_in_every_spelling(self, text: str) -> None:
        assert "metro-line-8-phase-1" in selected(View(text=text.replace("LINE８", "LINE ８"))).ids

    def test_stations_by_their_line(self) -> None:
        found = selected(View(layers=("metro_stations",), text="城郊线"))
        assert len(found.ids) > 5

    def test_by_district(self) -> None:
        assert "park-renmin" in selected(View(text="人民公园 二七区")).ids


def test_the_dataset_is_never_changed() -> None:
    before = {name: list(frame.columns) for name, frame in DATA.frames.items()}
    selected(View()).frame("parks")["status"] = "broken"
    assert {name: list(frame.columns) for name, frame in DATA.frames.items()} == before


def test_the_index_is_made_once() -> None:
    assert index_of(DATA) is index_of(DATA)


def test_one_record() -> None:
    found = selected(View())
    park = found.record("park-renmin")
    assert park is not None
    assert park["name_zh"] == "人民公园"
    district = found.record("district-410102-zhongyuan")
    assert district is not None
    assert found.record("nowhere") is None


def test_statuses_are_counted_in_words() -> None:
    assert set(selected(View()).counts("status")) <= set(STATUSES)
