"""What is wanted of a deck or of one-pagers, and the checks of what can be asked for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from geo.errors import ExportError
from geo.exports import safe_name
from layers.selection import select
from layers.statuses import REPORT_DAY
from layers.vocabulary import DISTRICTS
from outlets.prints.paper import check_words
from outlets.webmap.basemaps import MapSettings

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from layers.build import Dataset
    from layers.selection import Selection
    from layers.stories import Story
    from layers.view import View

SUFFIXES = (".pptx", ".docx")


@dataclass(frozen=True, kw_only=True)
class DeckOrder:
    """What is wanted.

    Parameters
    ----------
    dataset
        The data.
    view
        Layers, filters and language; its districts are the pages, all 16 if it names none. Of a
        story only the language is taken: its chapters choose their own records.
    today
        The day on which it leaves; statuses are of that day unless view or chapter names one.
    story
        A sound story to tell; None for the districts.
    settings
        The operator's settings; ``notice`` is the map review number.
    since
        First day of the changes.
    title
        Title; empty for one that says what it is.
    author
        Who made it; empty if nobody says so.

    Raises
    ------
    ExportError
        If title or author is too long.
    """

    dataset: Dataset
    view: View
    today: date
    story: Story | None = None
    settings: MapSettings = field(default_factory=MapSettings)
    since: date = REPORT_DAY.first
    title: str = ""
    author: str = ""

    def __post_init__(self) -> None:
        check_words(self.title, self.author)

    @property
    def districts(self) -> tuple[str, ...]:
        """The districts to tell about."""
        return self.view.districts or DISTRICTS

    @property
    def selection(self) -> Selection:
        """What the filters select; for a story everything in its layers."""
        view = self.view
        if self.story is not None:
            layers = [name for chapter in self.story.chapters for name in chapter.view.layers]
            day = max((c.view.at for c in self.story.chapters if c.view.at), default=None)
            open_end = any(chapter.view.at is None for chapter in self.story.chapters)
            view = type(view)(layers=tuple(layers), language=view.language,
                              at=None if open_end else day)  # fmt: skip
        return select(self.dataset, view, today=self.today)

    def of_chapter(self, view: View) -> Selection:
        """Select what a chapter shows."""
        language = self.view.language
        return select(self.dataset, replace(view, language=language), today=self.today)


def check_name(out: Path) -> str:
    """Return the suffix of a file name, if it says what can be made.

    Raises
    ------
    ExportError
        If the name is none, or ends otherwise.
    """
    safe_name(out.name)
    suffix = out.suffix.lower()
    if suffix not in SUFFIXES:
        raise ExportError(
            "The name of a deck must end in .pptx (slides) or .docx (one-pagers of districts), not "
            "in “{wrong}”.",
            wrong=out.suffix,
        )
    return suffix


def check_order(order: DeckOrder, suffix: str) -> None:
    """Refuse what would be empty.

    Raises
    ------
    ExportError
        If so.
    """
    if order.story is not None:
        if suffix == ".docx":
            raise ExportError(
                "A story becomes slides (.pptx); one-pagers (.docx) are of districts."
            )
        if not order.story.chapters:
            raise ExportError("The story {name} has no chapter to show.", name=order.story.id)
        return
    if not order.selection.rows.any():
        raise ExportError("There is nothing to print: no record passes the filters. Widen them.")
