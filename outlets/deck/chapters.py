"""Slides of a story: one for each chapter, and more where its text or chart needs room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.story_figures import written_date
from outlets.deck.charts import add_chart, districts_chart, metro_chart
from outlets.deck.fitting import LEAST_PT, fill, size_for
from outlets.deck.slides import BODY, LINE_EM, Look, add_picture
from outlets.deck.words import say
from outlets.prints.fonts import MM_PER_PT
from outlets.prints.furniture import QUIET
from outlets.prints.pen import Box
from outlets.prints.words import say as print_say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pptx.slide import Slide

    from layers.selection import Selection
    from layers.stories import Chapter
    from layers.story_text import Block
    from outlets.deck.charts import ChartFacts
    from outlets.deck.maps import Maps
    from outlets.deck.order import DeckOrder
    from outlets.deck.slides import Press

MAP = Box(BODY.left, BODY.bottom, BODY.left + 204, BODY.top)
"""The map on a slide [mm]."""

SIDE = Box(MAP.right + 5, BODY.bottom, BODY.right, BODY.top)
"""The column beside it [mm]."""

_DAY_PT, _NOTE_PT = 12.0, 12.0


def add_chapter(press: Press, maps_: Maps, chapter: Chapter) -> dict[str, Any]:
    """Add the slides of a chapter.

    Parameters
    ----------
    press
        Makes slides.
    maps_
        Draws maps.
    chapter
        The chapter.

    Returns
    -------
    What the manifest says of it.
    """
    order, language = maps_.order, press.language
    title = chapter.title(order.dataset, today=order.today, language=language).text
    text = chapter.blocks("text", order.dataset, today=order.today, language=language)
    selection = order.of_chapter(chapter.view)
    picture = maps_.of_chapter(selection, chapter)
    slide = press.slide(title)
    add_picture(slide, MAP, picture.png,
                say("map_of", language, title=title, about=picture.alt))  # fmt: skip
    lines = _days(selection)
    press.line(slide, SIDE, "\n".join(lines), Look(size_pt=_DAY_PT, colour=QUIET))
    top = SIDE.bottom + len(lines) * _DAY_PT * MM_PER_PT * LINE_EM + 2
    _add_text(press, slide, title, (text, Box(SIDE.left, top, SIDE.right, SIDE.top)))
    press.notes(slide, _notes(order, chapter))
    if chart := _chart(selection, chapter, order):
        add_chart_slide(press, chart)
    return {"chapter": chapter.id, "title": title, **maps_.about(selection, picture)}


def _add_text(press: Press, slide: Slide, title: str, placed: tuple[Sequence[Block], Box]) -> None:
    """Write a text into its box, and what finds no room there on slides of its own."""
    text, box = placed
    size = size_for(text, box)
    here, rest = fill(text, box, size)
    if here:
        press.blocks(slide, box, here, size)
    at = 2
    while rest:
        further = press.slide(say("continued", press.language, title=title, at=at))
        here, rest = fill(rest, BODY, LEAST_PT)
        press.blocks(further, BODY, here, LEAST_PT)
        at += 1


def add_chart_slide(press: Press, chart: ChartFacts) -> None:
    """Add a slide with a chart and what a reader must know of it."""
    slide = press.slide(chart.title)
    add_chart(slide, Box(BODY.left, BODY.bottom, BODY.right, BODY.top - 14), chart, press.language)
    note = Box(BODY.left, BODY.top - 12, BODY.right, BODY.top)
    press.line(slide, note, chart.note, Look(size_pt=_NOTE_PT, colour=QUIET))


def _chart(selection: Selection, chapter: Chapter, order: DeckOrder) -> ChartFacts | None:
    if chapter.chart == "metro":
        return metro_chart(selection, today=order.today)
    if chapter.chart == "districts":
        return districts_chart(selection)
    return None


def _days(selection: Selection) -> list[str]:
    language, since = selection.view.language, selection.view.since
    lines = [say("day", language, day=written_date(selection.day.isoformat(), language))]
    if since is not None:
        lines.append(say("compared", language, since=written_date(since.isoformat(), language)))
    return lines


def _notes(order: DeckOrder, chapter: Chapter) -> list[str]:
    found = chapter.blocks("notes", order.dataset, today=order.today, language=order.view.language)
    marks = {"bullet": "• ", "number": "• "}
    lines = [marks.get(b.kind, "") + "".join(run.text for run in b.runs) for b in found]
    names = []
    for identifier in chapter.highlights:
        record = order.of_chapter(chapter.view).record(identifier)
        if record is not None:
            names.append(str(record[f"name_{order.view.language}"]))
    if names:
        language = order.view.language
        lines.append(say("marked", language) + print_say("separator", language).join(names))
    return lines
