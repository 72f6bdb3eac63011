"""What is said about a district is what the selection and the changes say."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from layers.changes import changes
from layers.selection import select
from layers.view import THEMATIC_IDS, View
from layers.vocabulary import DISTRICTS, STATUS_ORDER
from outlets.briefs import brief_of

if TYPE_CHECKING:
    from layers.build import Dataset

TODAY, SINCE = date(2026, 11, 22), date(2021, 1, 30)


@pytest.mark.parametrize("district", DISTRICTS)
def test_figures_and_projects_are_those_of_the_selection(dataset: Dataset, district: str) -> None:
    brief = brief_of(dataset, View(), district, since=SINCE, today=TODAY)
    selection = select(dataset, View(districts=(district,)), today=TODAY)
    for figure in brief.figures:
        frame = selection.frame(figure.layer)
        assert figure.total == len(frame) == sum(count for *_, count in figure.by_status)
        assert {c: n for c, _, n in figure.by_status} == frame["status"].value_counts().to_dict()
        assert figure.nowhere == frame.geometry.isna().sum()
        assert figure.stale == frame["stale"].sum()
    listed = [i for name in THEMATIC_IDS if name != "metro_stations"
              for i in selection.frame(name)["id"]]  # fmt: skip
    assert sorted(project.id for project in brief.projects) == sorted(listed)


def test_projects_stand_by_layer_and_status(dataset: Dataset) -> None:
    brief = brief_of(dataset, View(), "金水区", since=SINCE, today=TODAY)
    keys = [(THEMATIC_IDS.index(p.layer), STATUS_ORDER.index(p.status)) for p in brief.projects]
    assert keys == sorted(keys)
    line = next(p for p in brief.projects if p.id == "metro-line-8-phase-1")
    assert (line.status_word, line.last_known, line.stale) == ("建成", "2024-12-29", False)
    assert line.colour.startswith("#")


def test_changes_are_told_by_kind_and_stations_only_counted(dataset: Dataset) -> None:
    brief = brief_of(dataset, View(), "金水区", since=SINCE, today=TODAY)
    found = changes(dataset, View(districts=("金水区",)), start=SINCE, end=TODAY)
    for group in brief.changes:
        mine = [c for c in found if c.kind == group.kind and c.layer != "commitments"]
        assert len(group.items) + group.counted == len(mine)
    finished = next(group for group in brief.changes if group.kind == "finished")
    assert ("8号线一期", "2024-12-29", False) in finished.items
    assert finished.counted > 0
    assert any(loose for *_, loose in finished.items)


def test_the_day_and_the_language_are_the_views(dataset: Dataset) -> None:
    view = View(at=date(2022, 1, 1), language="en", layers=("metro",))
    brief = brief_of(dataset, view, "金水区", since=SINCE, today=TODAY)
    assert brief.name == "Jinshui District"
    assert {project.layer for project in brief.projects} == {"metro"}
    line = next(p for p in brief.projects if p.id == "metro-line-8-phase-1")
    assert line.status_word == "Under construction"
    assert not brief.changes
