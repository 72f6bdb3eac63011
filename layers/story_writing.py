"""Write a story as the TOML file that :mod:`layers.story_reading` reads."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import tomli_w

from layers.view import encode

if TYPE_CHECKING:
    from layers.stories import Chapter, Story
    from layers.view import View

_LISTS = frozenset({"layers", "district", "status", "theme", "category", "placement"})
_DAYS = frozenset({"at", "since"})
_TEXTS = ("title_zh", "title_en", "text_zh", "text_en", "notes_zh", "notes_en")


def story_toml(story: Story) -> str:
    """Return the file of a story; what is empty is left out."""
    table: dict[str, Any] = {
        name: getattr(story, name)
        for name in ("title_zh", "title_en", "summary_zh", "summary_en", "order")
        if getattr(story, name) != ""
    }
    table["chapter"] = [_chapter(chapter) for chapter in story.chapters]
    return tomli_w.dumps(table, multiline_strings=True)


def _chapter(chapter: Chapter) -> dict[str, Any]:
    table: dict[str, Any] = {"id": chapter.id}
    table |= {name: getattr(chapter, name) for name in _TEXTS if getattr(chapter, name)}
    if chapter.highlights:
        table["highlight"] = list(chapter.highlights)
    if chapter.chart is not None:
        table["chart"] = chapter.chart
    if chapter.bounds is not None:
        table["bounds"] = list(chapter.bounds)
    return table | {"view": _view(chapter.view)}


def _view(view: View) -> dict[str, Any]:
    """Return a view in the words of a page's address, each as TOML would have it."""
    return {name: _value(name, text) for name, text in encode(view).items()}


def _value(name: str, text: str) -> object:
    if name in _LISTS:
        return [] if text == "none" else text.split(",")
    if name in _DAYS:
        return date.fromisoformat(text)
    if name == "view":
        return [float(number) for number in text.split(",")]
    return True if name == "candidates" else text
