"""The pre-flight check: each finding where it must be, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from layers.selection import select
from layers.view import View
from outlets.preflight import Drawn, plain, preflight
from outlets.webmap.basemaps import Basemap, MapSettings

if TYPE_CHECKING:
    from layers.build import Dataset

TODAY = date(2026, 11, 22)
TOO_FINE = (
    "{count} approximate positions are drawn finer than they are known (errors up to {error_m} m, "
    "{error_mm} mm at this scale)"
)
REVIEWED = MapSettings(notice="豫S(2026)001号")


def drawn(dataset: Dataset, view: View, **changed: Any) -> Drawn:
    selection = select(dataset, view, today=TODAY)
    settings, today = changed.pop("settings", REVIEWED), changed.pop("today", TODAY)
    return Drawn(selection=selection, settings=settings, today=today, **changed)


def found(dataset: Dataset, view: View, **changed: Any) -> set[tuple[str, str]]:
    """Return what each finding is about, with its template."""
    return {(f.file, f.problem.template) for f in preflight(drawn(dataset, view, **changed))}


# Every record of this view has a surveyed place, and everything about it is known.
CLEAN = View(layers=("metro_stations",), placements=("surveyed",), statuses=("completed",))


def test_a_map_that_has_everything_has_no_finding(dataset: Dataset) -> None:
    assert found(dataset, CLEAN, scale=100_000, author="规划科") == set()


def test_a_map_without_review_number(dataset: Dataset) -> None:
    [(about, problem)] = found(dataset, CLEAN, settings=MapSettings(notice=" "))
    assert about == "basemaps.toml"
    assert "审图号" in problem


@pytest.mark.parametrize(
    ("datum", "shifted", "doubtful"),
    [("gcj02", False, True), ("gcj02", True, False), ("wgs84", False, False),
     ("wgs84", True, True)],
)  # fmt: skip
def test_a_basemap_whose_datum_is_not_the_layers(
    dataset: Dataset,
    datum: str,
    shifted: bool,  # noqa: FBT001 - parametrised
    doubtful: bool,  # noqa: FBT001 - parametrised
) -> None:
    basemap = Basemap(id="amap", title_zh="高德", title_en="AMap", urls=("https://x/{z}",),
                      datum=datum, attribution="高德")  # fmt: skip
    problems = found(dataset, CLEAN, basemap=basemap, shifted=shifted)
    assert {about for about, _ in problems} == ({"amap"} if doubtful else set())


def test_a_basemap_that_names_nobody(dataset: Dataset) -> None:
    basemap = Basemap(id="x", title_zh="x", title_en="x", urls=())
    [(about, problem)] = found(dataset, CLEAN, basemap=basemap)
    assert (about, problem) == ("x", "the basemap does not say whose it is")


def test_a_legend_entry_without_features(dataset: Dataset) -> None:
    view = replace(CLEAN, layers=("metro_stations", "parks"), statuses=("suspended",))
    empty = "the layer is switched on and nothing of it is on the map"
    assert found(dataset, view) == {("metro_stations", empty), ("parks", empty)}


def test_records_without_a_position_or_outside_the_map_are_told(dataset: Dataset) -> None:
    view = View(layers=("parks",))
    frame = select(dataset, view, today=TODAY).frame("parks")
    located = frame["id"][frame.geometry.notna()].tolist()
    findings = preflight(drawn(dataset, view, shown={"parks": located[:5]}))
    told = {f.problem.template: f.value for f in findings}
    assert told["{count} selected records have no position"] == len(frame) - len(located)
    assert told["{count} selected records lie outside the map"] == len(located) - 5


def test_positions_drawn_finer_than_they_are_known(dataset: Dataset) -> None:
    view = View(layers=("core_blocks",), placements=("approximate",))
    frame = select(dataset, view, today=TODAY).frame("core_blocks")
    for scale in (50_000, 1_000_000, 6_000_000):
        findings = preflight(drawn(dataset, view, scale=scale))
        told = [f for f in findings if f.problem.template == TOO_FINE]
        coarse = int((frame["accuracy_m"] > scale / 1000).sum())
        assert [f.value for f in told] == ([coarse] if coarse else [])
    assert not [f for f in preflight(drawn(dataset, view)) if f.problem.template == TOO_FINE]


def test_data_older_than_a_year(dataset: Dataset) -> None:
    late = date(2028, 1, 1)
    template = "the layer was compiled on {day}, over a year ago"
    assert ("metro_stations", template) in found(dataset, CLEAN, today=late)


@pytest.mark.parametrize("day", [date(2021, 6, 1), date(2026, 11, 22)])
def test_records_of_which_nothing_newer_than_a_year_is_known(dataset: Dataset, day: date) -> None:
    view = View(layers=("dead_end_roads",), at=day)
    template = "of {count} records not completed nothing newer than a year is known"
    frame = select(dataset, view, today=TODAY).frame("dead_end_roads")
    located = frame[frame.geometry.notna() & (frame["status"] != "completed")]
    year_ago = day.replace(year=day.year - 1).isoformat()
    # A date that its source gives by month or year may mean its last day.
    old = [text for text in located["last_known"].dropna() if (text + "-12-31")[:10] < year_ago]
    told = [f.value for f in preflight(drawn(dataset, view)) if f.problem.template == template]
    assert told == [len(old)]


def test_missing_attribution(dataset: Dataset) -> None:
    bare = replace(dataset, frames=dict(dataset.frames), provenance=dict(dataset.provenance))
    stations = bare.frames["metro_stations"].copy()
    stations["sources"] = [()] * len(stations)
    bare.frames["metro_stations"] = stations
    bare.provenance["hydrography"] = {}
    problems = found(bare, CLEAN, author="")
    assert problems == {
        ("metro_stations", "{count} records drawn name no source"),
        ("hydrography", "the layer names no licence"),
        ("author", "the map does not say who made it"),
    }


def test_names_that_cannot_be_written(dataset: Dataset) -> None:
    findings = preflight(drawn(dataset, CLEAN, undrawable="😀", unnamed=3))
    assert [str(f.problem).split(";")[0] for f in findings] == [
        "the print type has no sign for 😀", "3 names found no room",
    ]  # fmt: skip


def test_findings_are_plain_for_a_manifest(dataset: Dataset) -> None:
    [finding] = plain(preflight(drawn(dataset, CLEAN, unnamed=2)))
    assert finding == {
        "about": "names", "value": 2, "finding": "2 names found no room",
        "remedy": "Take a larger scale or paper, or fewer layers.",
    }  # fmt: skip
