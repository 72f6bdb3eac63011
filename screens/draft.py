"""The story that a reader is writing: every change gives a new draft, so that one can be undone."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from layers.statuses import REPORT_DAY
from layers.stories import CHARTS, Chapter, Story
from layers.story_reading import LONGEST_TEXT, MOST_CHAPTERS, VIEW_KEYS, parse_story
from layers.story_writing import story_toml
from layers.view import View, decode, encode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from layers.build import Dataset

STORY_FIELDS = ("title_zh", "title_en", "summary_zh", "summary_en")
CHAPTER_FIELDS = ("title_zh", "title_en", "text_zh", "text_en", "notes_zh", "notes_en")
NEW_ID = "my-story"
SESSION_KEY = "draft"
"""Where the session keeps the draft."""
WORKING_ID = "-draft"
"""Name under which a draft is presented, in this session only; no story's file can have it."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CORNERS = 4
_OF_VIEWS = VIEW_KEYS - {"view", "compare", "since", "against"}


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A story in the editor.

    Parameters
    ----------
    story
        As it stands; its ``issues`` are not kept, the editor checks it anew.
    at
        Which chapter is open, counted from 0.
    before
        The draft before the last removal, or None.
    is_changed
        Whether something has changed since it was opened or saved.
    """

    story: Story
    at: int = 0
    before: Draft | None = None
    is_changed: bool = False

    @property
    def chapter(self) -> Chapter | None:
        """The open chapter; None in an empty story."""
        return self.story.chapters[self.at] if self.story.chapters else None

    def choose(self, at: object) -> Draft:
        """Open another chapter."""
        return replace(self, at=self._within(at))

    def with_chapter(self, view: View, bounds: object) -> Draft:
        """Add a view as the chapter behind the open one, and open it.

        Parameters
        ----------
        view
            What the map shows.
        bounds
            What the browser says the map covers; anything but four numbers leaves the place out.
        """
        if len(self.story.chapters) >= MOST_CHAPTERS:
            return self
        shown = chapter_view(view)
        added = Chapter(
            id=self._new_id(),
            view=shown,
            bounds=_bounds(bounds),
            highlights=(view.selected,) if view.selected else (),
        )
        place = self.at + 1 if self.story.chapters else 0
        listed = list(self.story.chapters)
        listed.insert(place, added)
        return self._told(tuple(listed), at=place)

    def review(self, view: View, bounds: object) -> Draft:
        """Show the present view in the open chapter instead of its own."""
        return self._edit(view=chapter_view(view), bounds=_bounds(bounds))

    def write(self, made: object) -> Draft:
        """Change a text; anything but the following does nothing.

        Parameters
        ----------
        made
            [``story``, field, text] or [``chapter``, field, text, id of the chapter]: what the
            reader saw when it was written, whichever chapter is open by now.
        """
        match made:
            case ["story", field, text]:
                return self._name(field, text if isinstance(text, str) else "")
            case ["chapter", field, text, of]:
                ids = [chapter.id for chapter in self.story.chapters]
                if of in ids:
                    told = text if isinstance(text, str) else ""
                    return replace(self.choose(ids.index(of)).word(field, told), at=self.at)
        return self

    def _name(self, field: object, text: str) -> Draft:
        if field in STORY_FIELDS:
            changed: dict[str, Any] = {str(field): text[:LONGEST_TEXT]}
            return self._changed(replace(self.story, **changed))
        if field == "id" and _SLUG.fullmatch(text):
            return self._changed(replace(self.story, id=text))
        return self

    def word(self, field: object, text: str) -> Draft:
        """Change a text or a choice of the open chapter; an unknown field changes nothing."""
        if field in CHAPTER_FIELDS:
            return self._edit(**{str(field): text[:LONGEST_TEXT]})
        if field == "chart":
            return self._edit(chart=text if text in CHARTS else None)
        return self._compare(field, text)

    def _compare(self, field: object, text: str) -> Draft:
        """Compare the open chapter with a day (the report's, to begin with), or not at all."""
        if self.chapter is None or field not in ("compare", "since"):
            return self
        parameters = {"since": REPORT_DAY.text} | encode(self.chapter.view) | {str(field): text}
        if not parameters[str(field)]:
            parameters = {k: v for k, v in parameters.items() if k not in ("compare", "since")}
        return self._edit(view=decode(parameters)[0])

    def point_at(self, identifier: str) -> Draft:
        """Point at one more record in the open chapter."""
        kept = self.chapter.highlights if self.chapter else ()
        return self._edit(highlights=tuple(dict.fromkeys((*kept, identifier))))

    def leave_out(self, identifier: object) -> Draft:
        """Point at one record less."""
        kept = self.chapter.highlights if self.chapter else ()
        return self._edit(highlights=tuple(each for each in kept if each != identifier))

    def move(self, by: object) -> Draft:
        """Move the open chapter up (-1) or down (1)."""
        to = self.at + (1 if by == 1 else -1)
        if by not in (-1, 1) or not 0 <= to < len(self.story.chapters):
            return self
        listed = list(self.story.chapters)
        listed.insert(to, listed.pop(self.at))
        return self._told(tuple(listed), at=to)

    def remove(self) -> Draft:
        """Remove the open chapter; the draft keeps what it was before."""
        listed = self.story.chapters[: self.at] + self.story.chapters[self.at + 1 :]
        at = max(0, min(self.at, len(listed) - 1))
        return replace(self._told(listed, at=at), before=replace(self, before=None))

    def undone(self) -> Draft:
        """Return what was before the last removal."""
        return self.before or self

    def _within(self, at: object) -> int:
        last = max(0, len(self.story.chapters) - 1)
        return max(0, min(last, at)) if isinstance(at, int) else self.at

    def _new_id(self) -> str:
        taken = {chapter.id for chapter in self.story.chapters}
        number = len(taken) + 1
        while f"chapter-{number}" in taken:
            number += 1
        return f"chapter-{number}"

    def _edit(self, **fields: Any) -> Draft:  # noqa: ANN401 - any field of Chapter
        if self.chapter is None:
            return self
        listed = list(self.story.chapters)
        listed[self.at] = replace(self.chapter, **fields)
        return self._told(tuple(listed), at=self.at)

    def _told(self, chapters: tuple[Chapter, ...], *, at: int) -> Draft:
        return replace(self._changed(replace(self.story, chapters=chapters)), at=at)

    def _changed(self, story: Story) -> Draft:
        return replace(self, story=story, is_changed=True, before=None)


def new_draft() -> Draft:
    """Return an empty story to write."""
    return Draft(story=Story(id=NEW_ID))


@lru_cache(maxsize=8)
def checked(story: Story, dataset: Dataset, day: date) -> Story:
    """Check a draft as its file will be checked: written and read again."""
    return parse_story(story_toml(story).encode(), f"{story.id}.toml", dataset, today=day)


def chapter_view(view: View) -> View:
    """Return of a view what a chapter takes over: filters and day.

    The desk shows no comparison: what the reader compared before is none of the chapter's.
    """
    kept = {name: text for name, text in encode(view).items() if name in _OF_VIEWS}
    return decode(kept)[0]


def opened(made: Mapping[str, Any]) -> tuple[str, bytes]:
    """Return name and content of a file that the browser has read; the name is made a slug."""
    name, text = str(made.get("name", "")), str(made.get("text", ""))
    data = text.encode("utf-8", "replace")
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower().removesuffix(".toml")).strip("-")
    return f"{stem or NEW_ID}.toml", data


def _bounds(value: object) -> tuple[float, float, float, float] | None:
    if not isinstance(value, list) or len(value) != _CORNERS:
        return None
    if not all(isinstance(number, (int, float)) for number in value):
        return None
    west, south, east, north = (round(float(number), 4) for number in value)
    if not (-180 <= west < east <= 180 and -85 <= south < north <= 85):  # noqa: PLR2004 - degrees
        return None
    return west, south, east, north
