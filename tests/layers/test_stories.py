"""Stories: the three that ship, files that are wrong, and writing what was read."""

from __future__ import annotations

import re
import time
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from layers.build import SOURCE
from layers.selection import select
from layers.stories import CHARTS, Chapter, Story
from layers.story_reading import (
    LARGEST_FILE_BYTES,
    LONGEST_TEXT,
    MOST_CHAPTERS,
    parse_story,
    stories_in,
)
from layers.story_text import plain
from layers.story_writing import story_toml
from layers.view import Place, View
from views import filters, places, slugs

if TYPE_CHECKING:
    from pathlib import Path

    from geo.validation import Issue
    from layers.build import Dataset
    from layers.vocabulary import Language

TODAY = date(2026, 11, 22)
FOLDER = SOURCE.parent / "stories"
SHIPPED = {"metro": 8, "yellow-river": 8, "said-and-done": 8}
LONGEST: dict[Language, int] = {"zh": 240, "en": 620}
"""Characters of a chapter that a projector of 1280 by 720 shows without scrolling."""
KINDS = ("title", "text", "notes")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_NAMES = re.compile(r"S312|K[12]|\d+号线|Lines? \d+( and \d+)?|[Pp]hase \d")

CHAPTER = """
[[chapter]]
id = "one"
title_zh = "一"
title_en = "One"
"""
HEAD = 'title_zh = "题"\ntitle_en = "Title"\n'


def read(dataset: Dataset, text: str | bytes, name: str = "tale.toml") -> Story:
    data = text if isinstance(text, bytes) else text.encode()
    return parse_story(data, name, dataset, today=TODAY)


def only_error(story: Story) -> Issue:
    (found,) = [issue for issue in story.issues if issue.severity == "error"]
    assert not story.is_sound
    assert found.file == "stories/tale.toml"
    assert found.remedy
    return found


class TestShipped:
    @pytest.fixture
    def stories(self, dataset: Dataset) -> dict[str, Story]:
        return {story.id: story for story in stories_in(FOLDER, dataset, today=TODAY)}

    def test_they_are_three_without_any_finding(self, stories: dict[str, Story]) -> None:
        assert {name: len(story.chapters) for name, story in stories.items()} == SHIPPED
        assert [issue for story in stories.values() for issue in story.issues] == []

    @pytest.mark.parametrize("name", SHIPPED)
    def test_every_chapter_has_words_in_both_languages_and_a_place(
        self, name: str, stories: dict[str, Story]
    ) -> None:
        story = stories[name]
        assert all((story.title_zh, story.title_en, story.summary_zh, story.summary_en))
        for chapter in story.chapters:
            for field in KINDS:
                assert getattr(chapter, f"{field}_zh"), (chapter.id, field)
                assert getattr(chapter, f"{field}_en"), (chapter.id, field)
            assert chapter.bounds or chapter.view.place, chapter.id

    @pytest.mark.parametrize("name", SHIPPED)
    def test_no_number_is_typed(self, name: str, stories: dict[str, Story]) -> None:
        """Digits stand in the names of lines and roads only; every figure is worked out."""
        for chapter in stories[name].chapters:
            for field in (f"{kind}_{tongue}" for kind in KINDS for tongue in ("zh", "en")):
                typed = plain(_PLACEHOLDER.sub("", getattr(chapter, field)))
                assert re.findall(r"\d+", _NAMES.sub("", typed)) == [], (chapter.id, typed)

    @pytest.mark.parametrize("name", SHIPPED)
    def test_what_is_pointed_at_is_selected_and_drawn(
        self, name: str, stories: dict[str, Story], dataset: Dataset
    ) -> None:
        for chapter in stories[name].chapters:
            selection = select(dataset, chapter.view, today=TODAY)
            assert set(chapter.highlights) <= set(selection.ids), chapter.id
            assert (selection.rows & selection.index.located).any(), chapter.id

    @pytest.mark.parametrize("name", SHIPPED)
    def test_texts_are_short_enough_for_a_projector(
        self, name: str, stories: dict[str, Story], dataset: Dataset
    ) -> None:
        for chapter in stories[name].chapters:
            for language, most in LONGEST.items():
                found = chapter.blocks("text", dataset, today=TODAY, language=language)
                assert sum(len(run.text) for block in found for run in block.runs) <= most, (
                    chapter.id
                )

    def test_written_and_read_again_they_are_the_same(
        self, stories: dict[str, Story], dataset: Dataset
    ) -> None:
        for story in stories.values():
            assert read(dataset, story_toml(story), f"{story.id}.toml") == story


@pytest.mark.parametrize(
    ("chapter", "column", "value"),
    [
        ('id = "A b"', "id", "A b"),
        ('[chapter.view]\nlayers = ["metros"]', "one.view.layers", "metros"),
        ('[chapter.view]\nat = "2021-02-30"', "one.view.at", "2021-02-30"),
        ("[chapter.view]\nat = 2021-01-30T12:00:00", "one.view.at", "2021-01-30 12:00:00"),
        ('[chapter.view]\nat = "1850-01-01"', "one.view.at", "1850-01-01"),
        ('[chapter.view]\ndistrict = ["开封市"]', "one.view.district", "开封市"),
        ('[chapter.view]\nstatus = "done"', "one.view.status", "done"),
        ("[chapter.view]\nview = [34.7, 113.6]", "one.view.view", "34.70000,113.60000"),
        ("[chapter.view]\nview = [99.0, 113.6, 11]", "one.view.view", "99.00000,113.60000,11"),
        ('[chapter.view]\npanel = "table"', "one.view.panel", None),
        ('[chapter.view]\ncolour = "red"', "one.view.colour", None),
        ('highlight = ["metro-line-99"]', "one.highlight", "metro-line-99"),
        ('highlight = "metro-line-4"', "one.highlight", "metro-line-4"),
        ("bounds = [113, 34, 112, 35]", "one.bounds", [113, 34, 112, 35]),
        ("bounds = [113, 34, 114]", "one.bounds", [113, 34, 114]),
        ('bounds = ["a", 34, 114, 35]', "one.bounds", ["a", 34, 114, 35]),
        ("bounds = [nan, 34, 114, 35]", "one.bounds", None),
        ('chart = "pie"', "one.chart", "pie"),
        ('text_zh = "{nothing}"\ntext_en = "x"', "one.text_zh", "{nothing}"),
        ('text_zh = "x"\ntext_en = "{name:nobody}"', "one.text_en", "{name:nobody}"),
        ("text_zh = 5", "one.text_zh", 5),
        ('music = "loud"', "one.music", None),
        ('view = "here"', "one.view", "here"),
    ],
)
def test_a_fault_is_told_with_its_place(
    chapter: str, column: str, value: object, dataset: Dataset
) -> None:
    body = CHAPTER.replace('id = "one"\n', "") if chapter.startswith("id") else CHAPTER
    issue = only_error(read(dataset, f"{HEAD}{body}{chapter}\n"))
    assert (issue.row, issue.column) == (4, column)
    if value is not None:
        assert issue.value == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no title"),
        (HEAD, "no chapter"),
        (HEAD + "chapter = 5", "chapters are tables"),
        ("title_zh =", "not TOML"),
        (b"\xff\xfe\x00", "not TOML"),
        (HEAD + "x = " + "[" * 5000 + "]" * 5000 + CHAPTER, "not TOML"),
        (HEAD + "#" * LARGEST_FILE_BYTES, "larger than"),
        (HEAD + CHAPTER + CHAPTER, "stands twice"),
        (HEAD + 'order = "first"' + CHAPTER, "whole number"),
        (HEAD + CHAPTER + f'text_zh = "{"长" * (LONGEST_TEXT + 1)}"\ntext_en = "x"', "at most"),
        (HEAD + CHAPTER.replace('title_zh = "一"\ntitle_en = "One"\n', ""), "no title"),
        (HEAD + CHAPTER + "bounds = [113,34,114,35]\n[chapter.view]\nview = [34,113,9]", "a place"),
        (HEAD + "".join(CHAPTER.replace("one", f"c{n}") for n in range(201)), "at most 200"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_story_is_told(text: str | bytes, said: str, dataset: Dataset) -> None:
    story = read(dataset, text)
    assert not story.is_sound
    assert any(said in issue.problem for issue in story.issues), story.issues
    assert len(story.chapters) <= MOST_CHAPTERS


@pytest.mark.parametrize(
    ("chapter", "said"),
    [
        ('text_zh = "<script>x</script>"\ntext_en = "x"', "HTML is shown as text"),
        ('text_zh = "![河](https://a.b/c.png)"\ntext_en = "x"', "a picture is not shown"),
        ('text_zh = "[x](javascript:alert(1))"\ntext_en = "x"', "a link that does not begin"),
        ('text_zh = "只有中文"', "one language only"),
        ('highlight = ["work-huanghe-tianxia"]', "has no position"),
        (
            'highlight = ["metro-line-4"]\n[chapter.view]\nlayers = ["parks"]',
            "leaves this record out",
        ),
        ("[chapter.view]\nlayers = []", "nothing matches"),
    ],
)
def test_what_may_surprise_is_said_and_shown(chapter: str, said: str, dataset: Dataset) -> None:
    story = read(dataset, f"{HEAD}{CHAPTER}{chapter}\n")
    assert story.is_sound
    assert [issue.severity for issue in story.issues] == ["warning"]
    assert said in story.issues[0].problem


def test_two_hundred_chapters_are_read_in_a_moment(dataset: Dataset) -> None:
    text = HEAD + "".join(
        CHAPTER.replace("one", f"c{n}") + f"[chapter.view]\nat = {2013 + n % 13}-01-31\n"
        for n in range(MOST_CHAPTERS)
    )
    begun = time.process_time()
    story = read(dataset, text)
    assert story.is_sound
    assert len(story.chapters) == MOST_CHAPTERS
    assert time.process_time() - begun < 5


def test_a_name_of_a_file_that_no_link_could_hold(dataset: Dataset) -> None:
    story = read(dataset, HEAD + CHAPTER, "My Tale.toml")
    assert [issue.value for issue in story.issues] == ["My Tale"]


def test_a_fault_in_one_story_leaves_the_others(dataset: Dataset, tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(HEAD + CHAPTER, "utf-8")
    (tmp_path / "bad.toml").write_text("title_zh = ", "utf-8")
    (tmp_path / "large.toml").write_text("#" * (LARGEST_FILE_BYTES + 1), "utf-8")
    found = {story.id: story.is_sound for story in stories_in(tmp_path, dataset, today=TODAY)}
    assert found == {"bad": False, "good": True, "large": False}
    assert stories_in(tmp_path / "nowhere", dataset, today=TODAY) == ()


def test_windows_line_ends_and_a_mark_of_byte_order(dataset: Dataset) -> None:
    text = "\ufeff" + (HEAD + CHAPTER + 'chart = "pie"\n').replace("\n", "\r\n")
    assert only_error(read(dataset, text)).row == 4


def test_the_other_language_stands_in(dataset: Dataset) -> None:
    chapter = read(dataset, HEAD + CHAPTER + 'text_zh = "{day}"\n').chapters[0]
    (block,) = chapter.blocks("text", dataset, today=TODAY, language="en")
    assert chapter.words("text", "en").language == "zh"
    assert block.runs[0].text == "2026年11月22日"


words = st.text(max_size=60).map(lambda text: text.replace("{", "").replace("\r", "").strip())
tales = st.builds(
    Story,
    id=st.just("tale"),
    title_zh=words.map(lambda text: text or "题"),
    title_en=words,
    summary_zh=words,
    order=st.integers(-5, 500),
    chapters=st.lists(
        st.builds(
            Chapter,
            id=slugs,
            title_zh=words.map(lambda text: text or "一"),
            text_zh=words,
            notes_en=words,
            view=filters | st.builds(View, place=places, text=words),
            highlights=st.sampled_from([(), ("metro-line-4",), ("metro-line-5", "metro-line-4")]),
            chart=st.none() | st.sampled_from(tuple(CHARTS)),
        ),
        min_size=1, max_size=3, unique_by=lambda chapter: chapter.id,
    ).map(tuple),
)  # fmt: skip


@settings(max_examples=60)
@example(
    Story(
        id="tale",
        title_zh="题",
        chapters=(
            Chapter(
                id="a", title_zh="一", view=View(place=Place(lat=0.00001, lng=-0.00001, zoom=9.25))
            ),
        ),
    )
)
@given(tales)
def test_what_is_written_is_read_again(dataset: Dataset, story: Story) -> None:
    again = read(dataset, story_toml(story))
    assert again.is_sound
    assert (again.chapters, again.title_zh, again.order) == (
        story.chapters, story.title_zh, story.order,
    )  # fmt: skip


@settings(max_examples=60)
@given(
    st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: (HEAD + CHAPTER + text).encode())
)
def test_any_file_is_read_without_raising(dataset: Dataset, data: bytes) -> None:
    assert read(dataset, data).id == "tale"
