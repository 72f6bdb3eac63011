"""The desk of stories beside the map: the list of stories, and the editor of one."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.errors import UnknownNameError
from layers.quarantine import errors_of
from layers.store import current_store, current_stories
from layers.stories import CHARTS
from layers.story_figures import FIGURES
from layers.story_reading import LARGEST_FILE_BYTES, MOST_CHAPTERS, parse_story
from layers.story_text import as_html
from layers.story_writing import story_toml
from layers.view import EARLIEST, LATEST
from screens.draft import (
    CHAPTER_FIELDS,
    SESSION_KEY,
    STORY_FIELDS,
    WORKING_ID,
    Draft,
    checked,
    new_draft,
    opened,
)
from screens.state import change, current_view, present, show, today
from screens.text import issue_sentence, translator

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.selection import Selection
    from layers.stories import Chapter, Story
    from layers.view import View
    from layers.vocabulary import Language
    from screens.text import Translator

_FILE = "draft.file"
_REFUSED = "draft.refused"
"""Keys of the session: the file to save, and why another was not opened."""


def desk(selection: Selection, _: Translator) -> dict[str, Any]:
    """Return what the desk shows: the stories there are, or the draft of one."""
    draft: Draft | None = st.session_state.get(SESSION_KEY)
    shown = {"words": _words(selection.view.language, _), "refused": st.session_state.get(_REFUSED)}
    if draft is None:
        stories = current_stories(today=today())
        return shown | {"stories": [_listed(story, selection) for story in stories], "draft": None}
    return shown | {"draft": _draft(draft, selection), "file": st.session_state.get(_FILE)}


def draft_chapter(view: View) -> Chapter | None:
    """Return the chapter that is being written, while the desk is open; else None."""
    draft: Draft | None = st.session_state.get(SESSION_KEY)
    return draft.chapter if draft is not None and view.panel == "stories" else None


def _listed(story: Story, selection: Selection) -> dict[str, Any]:
    language = selection.view.language
    return {
        "id": story.id,
        "title": story.words("title", language).text,
        "summary": story.words("summary", language).text,
        "count": len(story.chapters),
        "sound": story.is_sound,
        "issues": [issue_sentence(issue, language) for issue in story.issues],
    }


def _draft(draft: Draft, selection: Selection) -> dict[str, Any]:
    language = selection.view.language
    found = checked(draft.story, selection.dataset, today())
    chapter = draft.chapter
    return {
        "id": draft.story.id,
        "changed": draft.is_changed,
        "kept": _kept(draft),
        "full": len(draft.story.chapters) >= MOST_CHAPTERS,
        "undo": draft.before is not None,
        "texts": {name: getattr(draft.story, name) for name in STORY_FIELDS},
        "at": draft.at,
        "chapters": [_title(each, selection) or each.id for each in draft.story.chapters],
        "chapter": None if chapter is None else _chapter(chapter, selection),
        "selected": _selected(selection, chapter),
        "issues": [issue_sentence(issue, language) for issue in found.issues],
        "figures": [[f.example, f.about.label(language)] for f in FIGURES.values()],
        "savable": not errors_of(found.issues),
    }


def _kept(draft: Draft) -> dict[str, str] | None:
    """Return what the browser keeps of a draft until its file is saved; None where all is saved."""
    if not draft.is_changed or not draft.story.chapters:
        return None
    return {"name": draft.story.id, "text": story_toml(draft.story)}


def _chapter(chapter: Chapter, selection: Selection) -> dict[str, Any]:
    language = selection.view.language
    return {
        "id": chapter.id,
        "texts": {name: getattr(chapter, name) for name in CHAPTER_FIELDS},
        "chart": chapter.chart or "",
        "charts": [[code, term.label(language)] for code, term in CHARTS.items()],
        "since": chapter.view.since.isoformat() if chapter.view.since else "",
        "compare": chapter.view.compare if chapter.view.since else "",
        "marked": [[name, _name(name, selection)] for name in chapter.highlights],
        "preview": _preview(chapter, selection),
    }


def _title(chapter: Chapter, selection: Selection) -> str:
    """Return a chapter's title as it will be shown; as it is written while a figure is unknown."""
    language = selection.view.language
    try:
        return chapter.title(selection.dataset, today=today(), language=language).text
    except UnknownNameError:  # one of the findings says it
        return chapter.title_zh or chapter.title_en


def _name(identifier: str, selection: Selection) -> str:
    record = selection.record(identifier)
    return identifier if record is None else str(record[f"name_{selection.view.language}"])


def _preview(chapter: Chapter, selection: Selection) -> str:
    """Return the chapter's text as it will be shown; empty while it names an unknown figure."""
    language = selection.view.language
    try:
        found = chapter.blocks("text", selection.dataset, today=today(), language=language)
    except UnknownNameError:  # one of the findings below says it
        return ""
    return as_html(found)


def _selected(selection: Selection, chapter: Chapter | None) -> list[str] | None:
    """Return the selected record that the open chapter does not point at yet: id and name."""
    identifier = selection.view.selected
    if identifier is None or chapter is None or identifier in chapter.highlights:
        return None
    found = selection.record(identifier)
    return None if found is None else [identifier, _name(identifier, selection)]


def on_desk(made: dict[str, Any]) -> None:
    """Do what the reader asked for at the desk."""
    st.session_state[_REFUSED] = None
    st.session_state[_FILE] = None
    if isinstance(made.get("present"), str):
        present(made["present"])
    elif isinstance(made.get("edit"), str):
        listed = current_stories(today=today())
        found = next((story for story in listed if story.id == made["edit"]), None)
        if found is not None:
            _take(Draft(story=replace(found, issues=())), fly=True)
    elif made.get("create"):
        _take(new_draft())
    elif isinstance(made.get("open"), dict):
        _open(made["open"])
    elif made.get("shut"):
        st.session_state[SESSION_KEY] = None
    elif (draft := st.session_state.get(SESSION_KEY)) is not None:
        _edit(draft, made)


def _open(made: dict[str, Any]) -> None:
    """Open a file that the reader has chosen, or what the browser has kept of a draft.

    One that is no story at all is refused.
    """
    language = current_view().language
    _ = translator(language)
    name, data = opened(made)
    read = parse_story(data, name, current_store().dataset(), today=today())
    if not read.chapters:
        said = [issue_sentence(issue, language) for issue in read.issues]
        st.session_state[_REFUSED] = [_("The file was not opened."), *said]
        return
    lost = errors_of(read.issues)
    if lost:  # what could not be read would be missing in the file that is saved
        said = [issue_sentence(issue, language) for issue in lost]
        st.session_state[_REFUSED] = [_("Faults of the file that was opened:"), *said]
    is_unsaved = made.get("kept") is True
    _take(Draft(story=replace(read, issues=()), is_changed=is_unsaved), fly=True)


def _edit(draft: Draft, made: dict[str, Any]) -> None:
    view = current_view()
    if made.get("save"):
        _save(draft)
    elif made.get("rehearse") and draft.chapter is not None:
        present(WORKING_ID, draft.chapter.id)
    elif "choose" in made:
        _take(draft.choose(made["choose"]), fly=True)
    elif made.get("point") and view.selected is not None:
        _take(draft.point_at(view.selected))
        change(selected=None)
    for name, change_of in _CHANGES.items():
        if name in made:
            _take(change_of(draft, made[name], view))


_CHANGES: dict[str, Callable[[Draft, Any, View], Draft]] = {
    "add": lambda draft, bounds, view: draft.with_chapter(view, bounds),
    "review": lambda draft, bounds, view: draft.review(view, bounds),
    "write": lambda draft, written, _view: draft.write(written),
    "move": lambda draft, by, _view: draft.move(by),
    "remove": lambda draft, chapter, _view: (
        draft.remove() if draft.chapter is not None and draft.chapter.id == chapter else draft
    ),
    "undo": lambda draft, _made, _view: draft.undone(),
    "leave": lambda draft, identifier, _view: draft.leave_out(identifier),
}
"""What the reader asks for: a change of the draft, by what came with it and the present view."""


def _take(draft: Draft, *, fly: bool = False) -> None:
    """Keep a draft; ``fly``: the map shows its open chapter."""
    st.session_state[SESSION_KEY] = draft
    if fly and draft.chapter is not None:
        show(draft.chapter.view, panel="stories")


def _save(draft: Draft) -> None:
    """Hand the file to the browser, if it passes the check of every story."""
    found = checked(draft.story, current_store().dataset(), today())
    if errors_of(found.issues):
        return
    st.session_state[_FILE] = {
        "name": f"{draft.story.id}.toml",
        "text": story_toml(draft.story),
        "n": secrets.token_hex(4),
    }
    st.session_state[SESSION_KEY] = replace(draft, is_changed=False)


def _words(language: Language, _: Translator) -> dict[str, Any]:
    return {
        "stories": _("Stories"),
        "present": _("Present"), "edit": _("Edit a copy"), "create": _("New story"),
        "open": _("Open a file"), "chapters": _("Chapters"), "count": _("chapters"),
        "none": _("There are no stories beside these data."),
        "faults": _("This story cannot be shown:"), "shut": _("Close the editor"),
        "lose": _("The story has changed and is not saved. Close it all the same?"),
        "add": _("Add the current view as the next chapter"),
        "full": _("A story holds at most {most} chapters.", most=MOST_CHAPTERS),
        "review": _("Show the current view in this chapter"),
        "up": _("Move up"), "down": _("Move down"), "remove": _("Remove"), "undo": _("Undo"),
        "save": _("Download the file"), "unsaved": _("Not saved yet"),
        "file": _("File name (a-z, 0-9, hyphens)"),
        "empty": _("Set the map and the filters as the room should see them, then add the view."),
        "chart": _("Chart"), "no_chart": _("none"), "preview": _("Preview"),
        "since": _("Compare with the day"), "compare": _("Compare"),
        "modes": [["", _("none")], ["changes", _("What changed")], ["swipe", _("Swipe")]],
        "earliest": EARLIEST.isoformat(), "latest": LATEST.isoformat(),
        "language": language,
        "marked": _("The map points at"), "point": _("Point at {name}"),
        "hint": _("Click a feature on the map to point at it."), "leave": _("Leave out {name}"),
        "check": _("Check"), "sound": _("No faults; the file can be presented."),
        "figures": _("Figures for the text"), "too_large": _("The file is too large for a story."),
        "not_text": _("The file is not text in UTF-8."),
        "largest": LARGEST_FILE_BYTES,
        "kept": _("Not downloaded yet, kept in this browser:"), "resume": _("Go on writing"),
        "discard": _("Discard"), "lose_kept": _("Discard what was written of this story?"),
        "texts": {
            "title_zh": _("Title, Chinese"), "title_en": _("Title, English"),
            "summary_zh": _("Summary, Chinese"), "summary_en": _("Summary, English"),
            "text_zh": _("Text, Chinese (Markdown)"), "text_en": _("Text, English (Markdown)"),
            "notes_zh": _("Speaker notes, Chinese"), "notes_en": _("Speaker notes, English"),
        },
    }  # fmt: skip
