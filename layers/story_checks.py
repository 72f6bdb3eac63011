"""What must hold between a story's chapter and the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import Saying
from layers.selection import select
from layers.story_figures import Scope, figure_problems
from layers.story_text import text_problems

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from geo.validation import Severity
    from layers.build import Dataset
    from layers.selection import Selection
    from layers.stories import Chapter
    from layers.vocabulary import Language

_TONGUES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True, kw_only=True)
class Found:
    """A finding about one key of a chapter."""

    key: str
    problem: Saying
    remedy: Saying
    value: object = None
    severity: Severity = "error"


def check_chapter(chapter: Chapter, dataset: Dataset, *, today: date) -> Iterator[Found]:
    """Check a chapter's records, figures, text and selection against the data.

    Parameters
    ----------
    chapter
        The chapter.
    dataset
        The data.
    today
        Day of a chapter that names none.
    """
    selection = select(dataset, chapter.view, today=today)
    yield from _check_words(chapter, selection)
    if not selection.rows.any():
        yield Found(
            key="view",
            problem=Saying("nothing matches this view"),
            remedy=Saying("Choose fewer filters, or more layers."),
            severity="warning",
        )
    shown = set(selection.ids)
    for identifier in chapter.highlights:
        yield from _check_highlight(identifier, selection, shown)


def _check_words(chapter: Chapter, selection: Selection) -> Iterator[Found]:
    for name in ("title", "text", "notes"):
        for language in _TONGUES:
            key = f"{name}_{language}"
            text: str = getattr(chapter, key)
            scope = Scope(dataset=selection.dataset, day=selection.day, language=language)
            for placeholder, problem in figure_problems(text, scope):
                yield Found(
                    key=key,
                    value=placeholder,
                    problem=problem,
                    remedy=Saying("Correct the placeholder; the editor of stories lists them."),
                )
            if name != "title":
                for problem, remedy in text_problems(text):
                    yield Found(key=key, problem=problem, remedy=remedy, severity="warning")


def _check_highlight(identifier: str, selection: Selection, shown: set[str]) -> Iterator[Found]:
    record = selection.record(identifier)
    if record is None:
        yield Found(
            key="highlight",
            value=identifier,
            problem=Saying("there is no such record"),
            remedy=Saying("Correct the id."),
        )
    elif record.geometry is None:
        yield Found(
            key="highlight",
            value=identifier,
            problem=Saying("the record has no position, so the map cannot point at it"),
            remedy=Saying("Say in the text that its place is not known."),
            severity="warning",
        )
    elif identifier not in shown:
        yield Found(
            key="highlight",
            value=identifier,
            problem=Saying("the chapter's own view leaves this record out"),
            remedy=Saying("Switch its layer on, or change the filters."),
            severity="warning",
        )
