"""What is wanted of a meeting pack, and what its manifest says of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from layers.catalogue import CATALOGUE
from layers.view import encode
from layers.vocabulary import Term
from outlets.export import ATTRIBUTION, DATA_LICENCE
from outlets.preflight import Drawn, plain, preflight
from outlets.prints.paper import check_words
from outlets.text import said
from outlets.webmap.basemaps import MapSettings

if TYPE_CHECKING:
    from datetime import date

    from geo.validation import Issue
    from layers.selection import Selection
    from layers.stories import Story
    from layers.vocabulary import Language

LANGUAGES: tuple[Language, ...] = ("zh", "en")
"""In the order in which texts stand in pairs."""


@dataclass(frozen=True, kw_only=True)
class PackOrder:
    """What is wanted.

    Parameters
    ----------
    selection
        What the page shows when it is opened; the other parts of a zip hold just that.
    today
        Day on which it is made.
    settings
        What the operator says about the map (the review number).
    stories
        Stories that the page tells; those with an error are left out.
    author
        Who made it, for print and deck.

    Raises
    ------
    ExportError
        If there is no room for the author's name.
    """

    selection: Selection
    today: date
    settings: MapSettings = field(default_factory=MapSettings)
    stories: tuple[Story, ...] = ()
    author: str = ""

    def __post_init__(self) -> None:
        check_words("", self.author)

    @cached_property
    def findings(self) -> list[Issue]:
        """What is missing or doubtful about the map."""
        drawn = Drawn(selection=self.selection, settings=self.settings, today=self.today)
        return preflight(drawn)


def findings_told(order: PackOrder) -> list[list[str]]:
    """Return the findings as sentences, Chinese and English."""
    titles = {layer.id: layer.title for layer in CATALOGUE}
    told = []
    for found in order.findings:
        about = titles.get(found.file, Term(found.file, found.file, found.file))
        told.append([
            f"{about.label(language)}{': ' if language == 'en' else '：'}"
            f"{said(found.problem, language)}{'. ' if language == 'en' else '。'}"
            f"{said(found.remedy, language)}"
            for language in LANGUAGES
        ])  # fmt: skip
    return told


def described(order: PackOrder) -> dict[str, Any]:
    """Return what a manifest says of a pack, and what was found missing or doubtful about it."""
    selection = order.selection
    return {
        "title": "郑图 Zhengtu: meeting pack, 2021 Government Work Report of Zhengzhou",
        "coverage": "The report that these data answer is partial: it begins in section 二.",
        "made_on": order.today.isoformat(),
        "data_version": selection.dataset.version,
        "status_at": selection.day.isoformat(),
        "filter": encode(selection.view),
        "selected": int(selection.rows.sum()),
        "records_not_located": selection.index.ids[
            selection.rows & ~selection.index.located
        ].tolist(),
        "stories": [story.id for story in order.stories if story.is_sound],
        "stories_left_out": {
            story.id: [str(issue) for issue in story.issues]
            for story in order.stories
            if not story.is_sound
        },
        "map_review": order.settings.notice or "未经审核 内部资料 Not reviewed, internal material",
        "preflight": plain(order.findings),
        "licence": DATA_LICENCE,
        "attribution": ATTRIBUTION,
        "disclaimer": "不作划界依据 Not for boundary demarcation",
    }
