"""Slides of a district: map, key figures and changes on one; its projects in the annex."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outlets.briefs import brief_of
from outlets.deck.chapters import MAP, SIDE
from outlets.deck.slides import BODY, LINE_EM, Look, add_picture
from outlets.deck.tables import ROW_PT, add_table, figures_table, pages, projects_table
from outlets.deck.words import say
from outlets.prints.fonts import MM_PER_PT, wrapped
from outlets.prints.furniture import QUIET
from outlets.prints.pen import Box
from outlets.prints.words import say as print_say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.vocabulary import Language
    from outlets.briefs import Brief, ChangeGroup
    from outlets.deck.maps import Maps
    from outlets.deck.slides import Press

_HEAD_PT, _CHANGE_PT, _FIGURE_PT = 14.0, 12.0, 11.0
_GAP_MM = 5.0
_NAMED = 3
"""Names that a slide gives of each kind of change; the notes have all."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the manifest says of a district, and its brief."""

    brief: Brief
    about: dict[str, Any]


def add_district(press: Press, maps_: Maps, name: str) -> Told:
    """Add the slides of a district.

    Parameters
    ----------
    press
        Makes slides.
    maps_
        Draws maps.
    name
        Official name.
    """
    order, language = maps_.order, press.language
    brief = brief_of(order.dataset, order.view, name, since=order.since, today=order.today)
    picture = maps_.of_district(brief.selection, name)
    slide = press.slide(brief.name)
    add_picture(slide, MAP, picture.png,
                say("map_of", language, title=brief.name, about=picture.alt))  # fmt: skip
    tall = add_table(press, slide, SIDE, figures_table(brief, language), _FIGURE_PT)
    below = Box(SIDE.left, SIDE.bottom + tall + _GAP_MM, SIDE.right, SIDE.top)
    head = changes_head(brief, language)
    press.line(slide, below, head, Look(size_pt=_HEAD_PT, bold=True))
    step = _HEAD_PT * MM_PER_PT * LINE_EM
    listed = Box(below.left, below.bottom + step, below.right, below.top)
    text = _fitting(brief.changes, listed, language)
    press.line(slide, listed, text, Look(size_pt=_CHANGE_PT))
    whole = [told_change(group, language, most=len(group.items)) for group in brief.changes]
    press.notes(slide, [head, *whole] if whole else [head, text])
    return Told(brief=brief, about={
        "district": name,
        "projects": len(brief.projects),
        "changes": changes_told(brief),
        **maps_.about(brief.selection, picture),
    })  # fmt: skip


def add_projects(press: Press, brief: Brief) -> None:
    """Add the table of projects, on as many slides as it needs."""
    language, box = press.language, Box(BODY.left, BODY.bottom, BODY.right, BODY.top - 7)
    for first, last in pages(projects_table(brief.projects, language), box):
        title = say("projects_of", language, name=brief.name, first=first + 1, last=last,
                    count=len(brief.projects))  # fmt: skip
        slide = press.slide(title)
        shown = brief.projects[first:last]
        add_table(press, slide, box, projects_table(shown, language), ROW_PT)
        if any(project.stale for project in shown):
            note = Box(BODY.left, BODY.top - 5.5, BODY.right, BODY.top)
            press.line(slide, note, "* " + say("stale", language), Look(size_pt=10, colour=QUIET))


def changes_told(brief: Brief) -> dict[str, list[str]]:
    """Return all changes by kind, as a manifest holds them."""
    return {
        group.kind: [f"{item} {when}".strip() for item, when, _ in group.items]
        for group in brief.changes
    }


def changes_head(brief: Brief, language: Language) -> str:
    """Return the heading of the changes, with the days between which they happened."""
    since, until = brief.since.isoformat(), brief.selection.day.isoformat()
    return print_say("changes", language, since=since, until=until)


def told_change(
    group: ChangeGroup, language: Language, *, most: int, rest: str = "more_names"
) -> str:
    """Tell the changes of one kind: how many, the first names, and where the rest are."""
    parts = []
    for name, when, loose in group.items[:most]:
        word = "on_or_before" if loose else "on"
        parts.append(name + (print_say(word, language, date=when) if when else ""))
    if group.counted:
        parts.append(print_say("stations_count", language, count=group.counted))
    listed = print_say("separator", language).join(parts)
    if len(group.items) > most:
        listed += say(rest, language)
    count = len(group.items) + group.counted
    return f"{group.word} {count}{print_say('colon', language)}{listed}"


def _fitting(groups: Sequence[ChangeGroup], box: Box, language: Language) -> str:
    """Tell the changes in the room there is; fewer names first, then fewer kinds."""
    if not groups:
        return print_say("no_changes", language)
    for most in range(_NAMED, -1, -1):
        lines = [told_change(group, language, most=most) for group in groups]
        if _height_mm(lines, box) <= box.height:
            return "\n".join(lines)
    for kept in range(len(lines) - 1, 0, -1):
        some = [*lines[:kept], say("more_lines", language, count=len(lines) - kept)]
        if _height_mm(some, box) <= box.height:
            return "\n".join(some)
    return say("more_lines", language, count=len(lines))


def _height_mm(lines: Sequence[str], box: Box) -> float:
    count = sum(len(wrapped(line, _CHANGE_PT, room_mm=box.width - 2)) for line in lines)
    return count * _CHANGE_PT * MM_PER_PT * LINE_EM
