"""Which records are reached at a day, and whose shares are told."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geo.errors import UnknownNameError
from layers.coverage import CHANGES, blocks_without_outline, places_at, reaches, zones_of
from layers.statuses import status_at
from layers.symbols import GROUNDS
from layers.vocabulary import DISTRICTS

if TYPE_CHECKING:
    from layers.build import Dataset
    from layers.symbols import Theme

REPORT, NOW = date(2021, 1, 30), date(2026, 11, 1)


def test_only_what_is_completed_at_the_day_is_reached(dataset: Dataset) -> None:
    before, now = (places_at(dataset, "metro_stations", day) for day in (REPORT, NOW))
    assert before.ids < now.ids
    events = dataset.frames["metro_stations"].set_index("id")["events"]
    assert before.ids == {
        name for name, told in events.items() if status_at(told, REPORT).status == "completed"
    }
    assert before.frame.geometry.notna().all()


def test_other_statuses_can_be_chosen(dataset: Dataset) -> None:
    built = places_at(dataset, "metro_stations", REPORT)
    building = places_at(dataset, "metro_stations", REPORT, statuses=("construction",))
    assert building.ids
    assert not built.ids & building.ids


def test_what_has_no_position_is_named_and_does_not_count(dataset: Dataset) -> None:
    every = places_at(dataset, "parks", NOW, statuses=("completed", "proposed", "unknown"))
    lost = set(every.unlocated["id"])
    assert lost
    assert not lost & every.ids
    parks = dataset.frames["parks"].set_index("id")
    assert parks.loc[sorted(lost)].geometry.isna().all()


def test_candidates_are_no_blocks_and_the_base_has_no_status(dataset: Dataset) -> None:
    blocks = places_at(dataset, "core_blocks", NOW, statuses=("construction", "preliminary"))
    assert set(blocks.frame["membership"]) <= {"stated", "core"}
    water = places_at(dataset, "hydrography", REPORT)
    assert len(water.ids) == dataset.frames["hydrography"].geometry.notna().sum()


def test_no_such_layer_status_or_district(dataset: Dataset) -> None:
    with pytest.raises(UnknownNameError, match="no layer trams"):
        places_at(dataset, "trams", NOW)
    with pytest.raises(UnknownNameError, match="no status open"):
        places_at(dataset, "metro", NOW, statuses=("open",))
    with pytest.raises(UnknownNameError, match="no district 朝阳区"):
        zones_of(dataset, districts=["朝阳区"])


def test_zones_are_the_whole_its_districts_and_blocks_with_an_outline(dataset: Dataset) -> None:
    zones = zones_of(dataset)
    assert zones["kind"].tolist()[0] == "whole"
    assert set(zones["name_zh"][zones["kind"] == "district"]) == set(DISTRICTS)
    whole, rest = zones.geometry.iloc[0], zones[zones["kind"] == "district"]
    assert whole.area == pytest.approx(rest.union_all().area)
    assert whole.area / 1e6 == pytest.approx(7_570, rel=0.01)
    blocks = set(zones["id"][zones["kind"] == "block"])
    assert blocks
    assert not blocks & set(blocks_without_outline(dataset)["id"])
    assert not any("candidate" in name for name in blocks)


def test_one_district_has_its_own_blocks_only(dataset: Dataset) -> None:
    zones = zones_of(dataset, districts=["金水区"])
    assert zones["name_zh"].tolist()[:2] == ["金水区", "金水区"]
    far = zones_of(dataset, districts=["登封市"])
    assert set(far["kind"]) == {"whole", "district"}


def test_classes_are_named_by_their_limit_and_rise_in_lightness() -> None:
    kinds = reaches((300.0, 500.0, 800.0, 1_000.0), minutes=15)
    assert [kind.code for kind in kinds] == [1, 2, 3, 4, 5]
    assert [kind.name.zh for kind in kinds] == [
        "300米内", "500米内", "800米内", "步行15分钟内", "更远",
    ]  # fmt: skip
    weights = np.array([0.3, 0.6, 0.1])
    lightness = [float(weights @ list(bytes.fromhex(kind.colour[1:]))) for kind in kinds]
    assert min(np.diff(lightness)) > 8
    ground = GROUNDS["dark"].land  # on which what is near is the lightest, and all of it is seen
    lit = [lab(colour, np.eye(3))[0] for colour in (*(kind.dark for kind in kinds[:-1]), ground)]
    assert max(np.diff(lit)) < -12


SEEN = {
    "everybody": np.eye(3),
    "protanopes": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                            [-0.003882, -0.048116, 1.051998]]),
    "deuteranopes": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                              [-0.011820, 0.042940, 0.968881]]),
    "tritanopes": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                            [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip
"""What colours become for whom: Machado, Oliveira and Fernandes (2009), severity 1, linear RGB."""

TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(colour: str, seen: np.ndarray) -> np.ndarray:
    """Return lightness and hue of a colour as somebody sees it (CIE L*a*b*, D65)."""
    channels = np.array(list(bytes.fromhex(colour[1:]))) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(seen @ linear, 0, 1) / np.array([0.9505, 1.0, 1.089])
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("eyes", SEEN)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_changes_are_told_apart_by_everybody_and_in_grey(theme: Theme, eyes: str) -> None:
    """From each other and from the ground, which is seen through where nothing is within reach."""
    drawn = [kind.colour if theme == "light" else kind.dark for kind in CHANGES[1:]]
    found = [lab(colour, SEEN[eyes]) for colour in (*drawn, GROUNDS[theme].land)]
    for place, one in enumerate(found):
        for other in found[place + 1 :]:
            assert np.linalg.norm(one - other) > 20
            assert abs(one[0] - other[0]) > 12
