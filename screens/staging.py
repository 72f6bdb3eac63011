"""A story's chapter as the reader's view, and where the map goes for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from layers.store import current_store, current_stories
from layers.view import Misread
from screens.draft import SESSION_KEY, WORKING_ID, checked

if TYPE_CHECKING:
    from datetime import date

    from layers.stories import Chapter, Story
    from layers.view import View
    from screens.draft import Draft


def story_named(identifier: str | None, *, today: date) -> Story | None:
    """Return a story that can be shown to this reader, or None."""
    if identifier is None:
        return None
    return _working(today) if identifier == WORKING_ID else listed_story(identifier, today=today)


def listed_story(identifier: str, *, today: date) -> Story | None:
    """Return a story that can be shown to everybody, or None."""
    found = (story for story in current_stories(today=today) if story.id == identifier)
    return next((story for story in found if story.is_sound), None)


def _working(today: date) -> Story | None:
    """Return the story that this reader is writing."""
    draft: Draft | None = st.session_state.get(SESSION_KEY)
    if draft is None:
        return None
    story = replace(checked(draft.story, current_store().dataset(), today), id=WORKING_ID)
    return story if story.is_sound else None


def staged(view: View, *, today: date) -> tuple[View, list[Misread]]:
    """Return what a view shows that names a story: the chapter's own view.

    Parameters
    ----------
    view
        What an address says, or what the reader asks for.
    today
        Day of a chapter that names none.

    Returns
    -------
    The view; and the story or chapter that does not exist.
    """
    if view.story is None:
        return replace(view, chapter=None), []
    story = story_named(view.story, today=today)
    if story is None:
        return replace(view, story=None, chapter=None), [Misread("story", view.story)]
    chapter = story.chapter(view.chapter)
    misread = [] if chapter else [Misread("chapter", str(view.chapter))]
    shown = chapter or story.chapters[0]
    compares = shown.view.since is not None or shown.view.against is not None
    return replace(
        shown.view,
        panel="compare" if compares else "map",
        story=story.id,
        chapter=shown.id,
        selected=view.selected,
        data=view.data,
        language=view.language,
    ), misread


def chapter_of(view: View, *, today: date) -> Chapter | None:
    """Return the chapter that a view shows, or None outside stories."""
    story = story_named(view.story, today=today)
    return story.chapter(view.chapter) if story else None
