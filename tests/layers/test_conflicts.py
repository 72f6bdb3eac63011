"""Conflicts by the table of rules, on the data that ship."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from layers.catalogue import CATALOGUE
from layers.conflict_rules import METRO_ZONE_M, RULES, Side
from layers.conflicts import AXIS, conflicts_of, river_by_district, river_profile, with_statuses

if TYPE_CHECKING:
    from layers.build import Dataset
    from layers.conflicts import Conflicts

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def found(dataset: Dataset) -> Conflicts:
    return with_statuses(conflicts_of(dataset), dataset, DAY)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rules_name_what_exists(rule: object, dataset: Dataset) -> None:
    (known,) = [one for one in RULES if one is rule]
    layers = {layer.id: layer for layer in CATALOGUE}
    for side in (known.one, known.other):
        assert set(side.categories) <= set(layers[side.layer].categories)
        assert len(side.records(dataset)) > 0
    assert known.title.zh
    assert known.why.en


def test_ids_of_rules_are_unique() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert METRO_ZONE_M == 50


def test_every_pair_is_of_its_rule(found: Conflicts, dataset: Dataset) -> None:
    sides = {
        rule.id: (set(rule.one.records(dataset)["id"]), set(rule.other.records(dataset)["id"]))
        for rule in RULES
    }
    for row in found.pairs.itertuples():
        ones, others = sides[row.rule]
        assert row.one in ones
        assert row.other in others
    assert len(found.pairs) > 100


def test_what_is_approximate_is_a_range(found: Conflicts) -> None:
    measured = found.pairs[found.pairs["unit"].notna()]
    assert (measured["least"] < measured["most"]).all()
    assert (found.pairs["verdict"] == "certain").sum() == (measured["least"] > 0).sum()


def test_parts_by_district_lie_within_the_whole(found: Conflicts) -> None:
    parts = found.by_district
    whole = found.pairs["most"].to_numpy()[parts["pair"].to_numpy(dtype=int)]
    measured = parts["unit"].notna().to_numpy()
    assert measured.any()
    assert (parts["most"].to_numpy()[measured] <= whole[measured] + 1e-6).all()


def test_schematic_links_and_candidates_are_left_out(dataset: Dataset) -> None:
    assert {"metro-express-k1", "metro-express-k2"} & set(dataset.frames["metro"]["id"])
    assert not {"metro-express-k1", "metro-express-k2"} & set(Side("metro").records(dataset)["id"])
    assert set(Side("core_blocks").records(dataset)["membership"]) <= {"stated", "core"}


def test_unlocated_records_are_named(found: Conflicts, dataset: Dataset) -> None:
    lost = dataset.frames["dead_end_roads"]
    expected = set(lost["id"][lost.geometry.isna()])
    assert expected <= set(found.unlocated["dead-end-park"])


def test_along_the_river(dataset: Dataset) -> None:
    profile = river_profile(dataset)
    places = profile.set_index("id")
    assert AXIS not in places.index
    # Known order downstream: the Luo mouth, Taohuayu, Huayuankou.
    order = ["luorui", "taohuayu-stone", "huayuankou"]
    assert places.loc[order, "from_least_m"].is_monotonic_increasing
    # The whole city lies south of the river, which flows east.
    assert set(profile["bank"]) <= {"right", "unsure"}
    assert places.loc["county-town-gongyi", "bank"] == "right"


def test_river_and_zones_by_district(dataset: Dataset) -> None:
    rows = river_by_district(dataset)
    river = rows[rows["one"] == AXIS].set_index("other")
    assert {"district-410181-gongyi", "district-410108-huiji"} <= set(river.index)
    assert (river["unit"] == "m").all()
    assert "district-410185-dengfeng" not in set(rows["other"])
    assert (rows["least"] <= rows["most"]).all()
