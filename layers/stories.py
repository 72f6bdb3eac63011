"""Stories: chapters that take a meeting through the map, one file each (data/stories/*.toml).

A chapter says in words what the map shows and holds the view to show: layers, filters and date in
the words of the page's address, a place or bounds, records to point at, a chart. A file::

    title_zh = "轨道上的都市"
    title_en = "A metropolis on rails"

    [[chapter]]
    id = "first-line"
    title_zh = "第一条线"
    text_zh = "**{since:metro-line-1-phase-1.completed}**，1号线一期开通。"
    notes_zh = "先停三秒，让大家找到线路。"
    highlight = ["metro-line-1-phase-1"]

    [chapter.view]
    layers = ["metro"]
    at = 2013-12-28
    view = [34.75, 113.65, 11]

:mod:`layers.story_reading` reads it and says what is wrong; a story with an error is not shown, the
others are. :mod:`layers.story_text` and :mod:`layers.story_figures` make its text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from layers.quarantine import errors_of
from layers.story_figures import Scope, fill
from layers.story_text import blocks
from layers.view import View
from layers.vocabulary import terms

if TYPE_CHECKING:
    from datetime import date

    from geo.validation import Issue
    from layers.build import Dataset
    from layers.story_text import Block
    from layers.vocabulary import Language

CHARTS = terms(
    districts=("各区县要素的状态", "Records by district and status"),
    metro=("轨道交通历年里程与目标", "Metro length by year, and the goal"),
)
"""The charts that a chapter may show."""


class Wording(NamedTuple):
    """Words and the language that they are in, which is the other one where one is missing."""

    text: str
    language: Language


class _Worded:
    """Something whose words stand in fields ``<name>_zh`` and ``<name>_en``."""

    def words(self, name: str, language: Language) -> Wording:
        """Return title, text, notes or summary in a language, else in the other."""
        other: Language = "en" if language == "zh" else "zh"
        wanted: str = getattr(self, f"{name}_{language}")
        spare: str = getattr(self, f"{name}_{other}")
        return Wording(wanted, language) if wanted or not spare else Wording(spare, other)


@dataclass(frozen=True, kw_only=True)
class Chapter(_Worded):
    """One step of a story.

    Parameters
    ----------
    id
        Slug, unique in its story; links name it, so it stays when chapters move.
    title_zh, title_en, text_zh, text_en, notes_zh, notes_en
        Title, text and speaker notes (Markdown with ``{figures}``); empty where not written.
    view
        Layers, filters, date and place (``view.place``; None with ``bounds``, or for the whole
        city).
    bounds
        West, south, east, north [degree] to show instead of a place; None otherwise.
    highlights
        Ids of the records to point at.
    chart
        One of :data:`CHARTS`, or None.
    """

    id: str
    title_zh: str = ""
    title_en: str = ""
    text_zh: str = ""
    text_en: str = ""
    notes_zh: str = ""
    notes_en: str = ""
    view: View = field(default_factory=View)
    bounds: tuple[float, float, float, float] | None = None
    highlights: tuple[str, ...] = ()
    chart: str | None = None

    def blocks(
        self, name: str, dataset: Dataset, *, today: date, language: Language
    ) -> tuple[Block, ...]:
        """Return ``text`` or ``notes`` with its figures worked out.

        Parameters
        ----------
        name
            ``text`` or ``notes``.
        dataset
            Where the figures come from.
        today
            Day of a chapter that names none.
        language
            Language of the reader.

        Raises
        ------
        UnknownNameError
            If the text names a figure that does not exist (a sound story does not).
        """
        text, spoken = self.words(name, language)
        scope = Scope(dataset=dataset, day=self.view.at or today, language=spoken)
        return blocks(text, lambda piece: fill(piece, scope))

    def title(self, dataset: Dataset, *, today: date, language: Language) -> Wording:
        """Return the title with its figures worked out (see :meth:`blocks`)."""
        text, spoken = self.words("title", language)
        scope = Scope(dataset=dataset, day=self.view.at or today, language=spoken)
        return Wording(fill(text, scope), spoken)


@dataclass(frozen=True, kw_only=True)
class Story(_Worded):
    """A story and what is wrong with it.

    Parameters
    ----------
    id
        Name of its file without ``.toml``; a slug.
    title_zh, title_en, summary_zh, summary_en
        Title, and what it is about in a sentence; plain text.
    order
        Place in the list of stories.
    chapters
        Its chapters, in order; those that could be read.
    issues
        What is wrong; an error keeps the story from being shown.
    """

    id: str
    title_zh: str = ""
    title_en: str = ""
    summary_zh: str = ""
    summary_en: str = ""
    order: int = 100
    chapters: tuple[Chapter, ...] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether it can be shown."""
        return not errors_of(self.issues)

    def chapter(self, identifier: str | None) -> Chapter | None:
        """Return a chapter by its id; the first one for None; None if there is no such chapter."""
        if identifier is None:
            return self.chapters[0] if self.chapters else None
        return next((each for each in self.chapters if each.id == identifier), None)
