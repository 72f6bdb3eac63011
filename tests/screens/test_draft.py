"""The draft of a story: what each wish of the editor makes of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.story_reading import LONGEST_TEXT, MOST_CHAPTERS, parse_story
from layers.story_writing import story_toml
from layers.view import Place, View
from screens.draft import Draft, chapter_view, new_draft, opened

if TYPE_CHECKING:
    from layers.build import Dataset

BOUNDS = [113.0, 34.0, 114.0, 35.0]
VIEW = View(layers=("metro",), at=date(2021, 1, 30), selected="metro-line-5", panel="stories",
            place=Place(lat=34.7, lng=113.6, zoom=11), language="en", story="x",
            data="0" * 12)  # fmt: skip


def with_chapters(count: int) -> Draft:
    draft = new_draft()
    for number in range(count):
        draft = draft.with_chapter(View(at=date(2021, 1, 1 + number)), BOUNDS)
    return draft


def write(draft: Draft, field: str, text: str) -> Draft:
    """Write in the open chapter."""
    assert draft.chapter
    return draft.write(["chapter", field, text, draft.chapter.id])


def days(draft: Draft) -> list[int]:
    return [chapter.view.at.day for chapter in draft.story.chapters if chapter.view.at]


def test_the_current_view_becomes_the_next_chapter() -> None:
    draft = with_chapters(2).choose(0).with_chapter(VIEW, BOUNDS)
    assert draft.at == 1
    chapter = draft.story.chapters[1]
    assert chapter.view == View(layers=("metro",), at=date(2021, 1, 30))
    assert chapter.highlights == ("metro-line-5",)
    assert chapter.bounds == (113.0, 34.0, 114.0, 35.0)
    assert len({each.id for each in draft.story.chapters}) == 3
    assert draft.is_changed


@pytest.mark.parametrize(
    "bounds",
    [None, [], "x", [1, 2, 3], [114, 34, 113, 35], [113, 34, "e", 35], [float("nan")] * 4,
     [113, -95, 114, 35], {"w": 1}],
)  # fmt: skip
def test_bounds_that_make_no_sense_are_left_out(bounds: object) -> None:
    (chapter,) = new_draft().with_chapter(View(), bounds).story.chapters
    assert chapter.bounds is None


def test_chapters_move_and_the_open_one_stays_open() -> None:
    draft = with_chapters(3).choose(0)
    assert days(draft.move(1)) == [2, 1, 3]
    assert draft.move(1).at == 1
    assert draft.move(-1) == draft
    assert draft.choose(2).move(1) == draft.choose(2)
    assert draft.move("up") == draft


def test_what_was_removed_comes_back() -> None:
    draft = with_chapters(3).choose(1)
    without = draft.remove()
    assert days(without) == [1, 3]
    assert without.undone() == draft
    assert without.write(["story", "title_zh", "题"]).undone().story.title_zh == "题"
    last = with_chapters(1).remove()
    assert last.chapter is None
    assert last.remove().story.chapters == ()


def test_texts_belong_to_the_story_or_to_the_open_chapter() -> None:
    draft = with_chapters(2).choose(0).write(["story", "title_zh", "题"])
    draft = write(write(draft, "title_zh", "章"), "chart", "metro")
    assert draft.story.title_zh == "题"
    assert [chapter.title_zh for chapter in draft.story.chapters] == ["章", ""]
    assert draft.chapter
    assert draft.chapter.chart == "metro"
    assert write(draft, "text_zh", "长" * 9999).chapter.text_zh == "长" * LONGEST_TEXT  # type: ignore[union-attr]
    assert draft.write(["story", "id", "a-b-2"]).story.id == "a-b-2"


def test_a_text_goes_to_the_chapter_that_it_was_written_for() -> None:
    draft = with_chapters(2)
    late = draft.write(["chapter", "title_zh", "章", "chapter-1"])
    assert [chapter.title_zh for chapter in late.story.chapters] == ["章", ""]
    assert late.at == draft.at == 1


@pytest.mark.parametrize(
    "made",
    [None, "x", [], ["story"], ["story", "chapters", "x"], ["chapter", "id", "x", "chapter-1"],
     ["story", "id", "../etc"], ["story", "id", "Ä"], [1, 2, 3], ["story", "order", "9"],
     ["chapter", "view", "x", "chapter-1"], ["story", ["title_zh"], "x"],
     ["chapter", "title_zh", "x"], ["chapter", "title_zh", "x", "chapter-9"],
     ["chapter", "title_zh", "x", ["chapter-1"]]],
)  # fmt: skip
def test_what_the_browser_makes_up_changes_nothing(made: Any) -> None:
    draft = with_chapters(1)
    assert draft.write(made) == draft


def test_an_unknown_chart_is_no_chart() -> None:
    assert write(with_chapters(1), "chart", "pie").chapter.chart is None  # type: ignore[union-attr]


def test_records_to_point_at() -> None:
    draft = with_chapters(1).point_at("metro-line-4").point_at("metro-line-5")
    assert draft.chapter
    assert draft.point_at("metro-line-4").chapter == draft.chapter
    left = draft.leave_out("metro-line-4")
    assert left.chapter
    assert left.chapter.highlights == ("metro-line-5",)
    assert new_draft().point_at("metro-line-4") == new_draft()


def test_no_more_chapters_than_a_file_may_hold() -> None:
    full = with_chapters(20)
    for number in range(MOST_CHAPTERS):
        full = full.with_chapter(View(at=date(2020, 1, 1 + number % 28)), BOUNDS)
    assert len(full.story.chapters) == MOST_CHAPTERS


def test_a_chapter_holds_what_a_story_may_say() -> None:
    assert chapter_view(VIEW) == View(layers=("metro",), at=date(2021, 1, 30))


@pytest.mark.parametrize(
    ("name", "slug"),
    [("我的 Story.TOML", "story.toml"), ("a_b.toml", "a-b.toml"), ("../../x", "x.toml"),
     ("故事", "my-story.toml"), ("", "my-story.toml")],
)  # fmt: skip
def test_a_file_gets_a_name_that_a_link_can_hold(name: str, slug: str) -> None:
    assert opened({"name": name, "text": "x"}) == (slug, b"x")


wishes = st.lists(
    st.one_of(
        st.tuples(st.just("with_chapter"), st.tuples(st.just(VIEW), st.just(BOUNDS))),
        st.tuples(st.just("choose"), st.tuples(st.integers(-3, 9))),
        st.tuples(st.just("move"), st.tuples(st.sampled_from([-1, 1, 0, None]))),
        st.tuples(st.just("remove"), st.just(())),
        st.tuples(st.just("undone"), st.just(())),
        st.tuples(st.just("leave_out"), st.tuples(st.just("metro-line-5"))),
        st.tuples(st.just("review"), st.tuples(st.just(View()), st.none())),
    ),
    max_size=25,
)


@given(wishes)
def test_whatever_is_done_the_file_can_be_read(
    dataset: Dataset, wishes: list[tuple[str, tuple[Any, ...]]]
) -> None:
    draft = new_draft().write(["story", "title_zh", "题"])
    for name, given_ in wishes:
        draft = getattr(draft, name)(*given_)
        if draft.chapter is not None:
            draft = write(draft, "title_zh", "章")
        assert 0 <= draft.at < max(1, len(draft.story.chapters))
    read = parse_story(
        story_toml(draft.story).encode(), "my-story.toml", dataset, today=date(2026, 11, 22)
    )
    assert read.chapters == draft.story.chapters
    assert read.is_sound is bool(draft.story.chapters)


def test_a_chapter_compares_with_the_day_of_the_report_or_another() -> None:
    draft = with_chapters(1)
    assert draft.chapter
    assert draft.chapter.view.since is None
    compared = write(draft, "compare", "swipe")
    assert compared.chapter
    assert (compared.chapter.view.since, compared.chapter.view.compare) == (
        date(2021, 1, 30), "swipe",
    )  # fmt: skip
    later = write(compared, "since", "2020-05-01")
    assert later.chapter
    assert later.chapter.view.since == date(2020, 5, 1)
    assert write(later, "compare", "").chapter == draft.chapter
    assert write(later, "since", "soon").chapter.view.since is None  # type: ignore[union-attr]
