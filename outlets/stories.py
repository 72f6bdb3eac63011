"""Stories as plain values for the script that presents them (``parts/assets/presenter.js``).

The same in the app and in the meeting pack: texts are safe HTML with their figures worked out,
views are in the words of the page's address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.comparison import compare
from layers.partial_dates import as_number
from layers.story_figures import written_date
from layers.story_text import as_html
from layers.view import encode
from layers.vocabulary import CHANGES

if TYPE_CHECKING:
    from datetime import date

    from layers.build import Dataset
    from layers.stories import Chapter, Story
    from layers.vocabulary import Language


def story_data(
    story: Story, dataset: Dataset, *, today: date, language: Language
) -> dict[str, Any]:
    """Return a sound story as JSON-ready values.

    Parameters
    ----------
    story
        The story.
    dataset
        Where its figures come from.
    today
        Day of a chapter that names none.
    language
        Language of the reader.
    """
    return {
        "id": story.id,
        "title": story.words("title", language).text,
        "summary": story.words("summary", language).text,
        "chapters": [
            chapter_data(chapter, dataset, today=today, language=language)
            for chapter in story.chapters
        ],
    }


def chapter_data(
    chapter: Chapter, dataset: Dataset, *, today: date, language: Language
) -> dict[str, Any]:
    """Return a chapter as JSON-ready values; see :func:`story_data`.

    Returns
    -------
    ``language`` is that of the words (the other one where they are not written in the reader's),
    ``view`` the parameters of an address without a place, ``place`` [lat, lng, zoom] or ``bounds``
    [west, south, east, north], and ``marked`` the ids to point at. ``other`` is what the map is
    told of the side that it is compared with, its rows and kinds as plain lists; None for none.
    """
    title = chapter.title(dataset, today=today, language=language)
    view = {name: text for name, text in encode(chapter.view).items() if name != "view"}
    place, since = chapter.view.place, chapter.view.since
    words = {
        name: as_html(chapter.blocks(name, dataset, today=today, language=language))
        for name in ("text", "notes")
    }
    return {
        "id": chapter.id,
        "title": title.text,
        "language": title.language,
        "html": words["text"],
        "notes": words["notes"],
        "day": written_date((chapter.view.at or today).isoformat(), language),
        "since": written_date(since.isoformat(), language) if since else None,
        "other": _other_side(chapter, dataset, today) if since or chapter.view.against else None,
        "view": view,
        "place": [place.lat, place.lng, place.zoom] if place else None,
        "bounds": list(chapter.bounds) if chapter.bounds else None,
        "marked": list(chapter.highlights),
        "chart": chapter.chart,
    }


def _other_side(chapter: Chapter, dataset: Dataset, today: date) -> dict[str, Any]:
    """Return the left side of a comparison as the map's script takes it."""
    comparison = compare(dataset, chapter.view, today=today)
    left, right = comparison.left, comparison.right
    told: dict[str, Any] = {
        "mode": chapter.view.compare,
        "at": as_number(left.day),
        "names": [left.day.isoformat(), right.day.isoformat()],
    }
    if chapter.view.compare == "changes":
        return told | {"kinds": comparison.kinds_of_rows(frozenset(CHANGES)).tolist()}
    return told | {"on": list(left.view.layers), "rows": left.filtered.astype(int).tolist()}
