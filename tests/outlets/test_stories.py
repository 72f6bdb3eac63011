"""Stories as plain values for the presenter."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from layers.comparison import compare
from layers.stories import Chapter, Story
from layers.view import Place, View
from layers.vocabulary import CHANGES
from outlets.stories import chapter_data, story_data

if TYPE_CHECKING:
    from layers.build import Dataset

TODAY = date(2026, 11, 22)
VIEW = View(layers=("metro",), at=date(2024, 12, 31), place=Place(lat=34.75, lng=113.65, zoom=11))


def test_a_chapter_as_values(dataset: Dataset) -> None:
    chapter = Chapter(
        id="a", title_zh="{metro.goal_km}公里", text_zh="**粗**<b>", notes_en="notes", view=VIEW,
        highlights=("metro-line-5",), chart="metro",
    )  # fmt: skip
    told = chapter_data(chapter, dataset, today=TODAY, language="en")
    assert json.loads(json.dumps(told)) == {
        "id": "a", "title": "700公里", "language": "zh",
        "html": "<p><strong>粗</strong>&lt;b&gt;</p>", "notes": "<p>notes</p>",
        "day": "31 December 2024", "since": None, "other": None,
        "view": {"layers": "metro", "at": "2024-12-31"}, "place": [34.75, 113.65, 11],
        "bounds": None, "marked": ["metro-line-5"], "chart": "metro",
    }  # fmt: skip


@pytest.mark.parametrize("mode", ["changes", "swipe"])
def test_a_comparison_as_the_map_takes_it(mode: str, dataset: Dataset) -> None:
    view = View(
        layers=("metro",), at=date(2024, 12, 31), since=date(2021, 1, 30), compare=mode,
        against=View(layers=("parks",)) if mode == "swipe" else None,
    )  # fmt: skip
    told = chapter_data(Chapter(id="a", view=view), dataset, today=TODAY, language="zh")
    other = json.loads(json.dumps(told["other"]))
    comparison = compare(dataset, view, today=TODAY)
    assert (other["mode"], other["at"]) == (mode, 20210130)
    assert told["since"] == "2021年1月30日"
    if mode == "changes":
        assert other["kinds"] == comparison.kinds_of_rows(frozenset(CHANGES)).tolist()
        assert any(other["kinds"])
    else:
        assert other["on"] == ["parks"]
        assert [bool(row) for row in other["rows"]] == comparison.left.filtered.tolist()


def test_a_story_as_values(dataset: Dataset) -> None:
    story = Story(id="tale", title_en="Tale", chapters=(Chapter(id="a"), Chapter(id="b")))
    told = story_data(story, dataset, today=TODAY, language="zh")
    assert (told["id"], told["title"]) == ("tale", "Tale")
    assert [chapter["id"] for chapter in told["chapters"]] == ["a", "b"]
