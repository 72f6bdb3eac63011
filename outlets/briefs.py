"""What there is to say about one district: key figures, projects, and changes since a day.

Plain values, in the reader's language; the atlas draws them, a deck or a one-pager may too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from layers.catalogue import THEMATIC
from layers.catalogue import layer as layer_named
from layers.changes import COMMITMENTS, changes
from layers.districts import district_terms
from layers.selection import select
from layers.summary import summarise
from layers.vocabulary import CHANGES, PLACEMENTS, STATUS_ORDER, STATUSES

if TYPE_CHECKING:
    from datetime import date

    import geopandas as gpd

    from layers.build import Dataset
    from layers.changes import Change
    from layers.selection import Selection
    from layers.view import View

COUNTED_ONLY = "metro_stations"
"""A layer too numerous for a list: its records are counted, not named."""


@dataclass(frozen=True, kw_only=True)
class KeyFigure:
    """Counts of one layer.

    Parameters
    ----------
    layer, title
        Which layer.
    total
        How many records it has here.
    by_status
        (code, word, count), in the order of :data:`layers.vocabulary.STATUS_ORDER`; none is zero.
    stale
        How many of them were last known over 24 months ago.
    nowhere
        How many have no position.
    """

    layer: str
    title: str
    total: int
    by_status: tuple[tuple[str, str, int], ...]
    stale: int
    nowhere: int


@dataclass(frozen=True, kw_only=True)
class Project:
    """One line of the table.

    Parameters
    ----------
    id, layer, name
        Which record.
    colour
        Its own ``#rrggbb`` (a metro line's); empty for its layer's.
    status, status_word
        Its status at the day.
    stale
        True where that was last known over 24 months ago.
    last_known, due
        Dates as precise as their source; empty where there is none.
    placement, placement_word
        How sure its position is.
    """

    id: str
    layer: str
    name: str
    colour: str
    status: str
    status_word: str
    stale: bool
    last_known: str
    due: str
    placement: str
    placement_word: str


@dataclass(frozen=True, kw_only=True)
class ChangeGroup:
    """What changed in one way.

    Parameters
    ----------
    kind, word
        A kind of :data:`layers.vocabulary.CHANGES`, and its name.
    items
        (name, date as precise as its source or empty, True where it may have been earlier).
    counted
        Records of :data:`COUNTED_ONLY`, which are not named.
    """

    kind: str
    word: str
    items: tuple[tuple[str, str, bool], ...]
    counted: int


@dataclass(frozen=True, kw_only=True)
class Brief:
    """One district or zone.

    Parameters
    ----------
    official
        Official Chinese name.
    name
        Name in the language of the brief.
    since
        First day of the changes.
    selection
        Its records at the day.
    figures, changes, projects
        What there is to say.
    """

    official: str
    name: str
    since: date
    selection: Selection
    figures: tuple[KeyFigure, ...]
    changes: tuple[ChangeGroup, ...]
    projects: tuple[Project, ...]


def brief_of(dataset: Dataset, view: View, district: str, *, since: date, today: date) -> Brief:
    """Tell about one district what passes a view's filters.

    Parameters
    ----------
    dataset
        The data.
    view
        Layers, filters, date and language; its districts are not heeded.
    district
        Official name of a district or zone.
    since
        First day of the changes; the last is the view's.
    today
        Date that stands for ``view.at is None``.
    """
    here = replace(view, districts=(district,))
    selection = select(dataset, here, today=today)
    names = district_terms(dataset.frames["districts"])
    layers = [layer.id for layer in THEMATIC if layer.id in view.layers]
    return Brief(
        official=district,
        name=names[district].label(view.language),
        since=since,
        selection=selection,
        figures=tuple(_figure(selection, layer) for layer in layers),
        changes=_groups(selection, changes(dataset, here, start=since, end=selection.day)),
        projects=tuple(
            project
            for layer in layers if layer != COUNTED_ONLY
            for project in _projects(selection, layer)
        ),
    )  # fmt: skip


def _figure(selection: Selection, layer: str) -> KeyFigure:
    language, summary = selection.view.language, summarise(selection, layer)
    return KeyFigure(
        layer=layer,
        title=layer_named(layer).label(language),
        total=summary.total,
        by_status=tuple(
            (code, STATUSES[code].label(language), summary.by_status[code])
            for code in STATUS_ORDER if summary.by_status.get(code)
        ),
        stale=summary.stale,
        nowhere=summary.drawn.get("nowhere", 0),
    )  # fmt: skip


def _projects(selection: Selection, layer: str) -> list[Project]:
    language, frame = selection.view.language, selection.frame(layer)
    rows = [
        Project(
            id=row.id, layer=layer, name=_name(row, language),
            colour=getattr(row, "colour", "") or "",
            status=row.status, status_word=STATUSES[row.status].label(language), stale=row.stale,
            last_known=row.last_known or "", due=row.due.text if row.due else "",
            placement=row.placement, placement_word=PLACEMENTS[row.placement].label(language),
        )
        for row in frame.itertuples()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: STATUS_ORDER.index(row.status))


def _name(row: object, language: str) -> str:
    return str(getattr(row, f"name_{language}"))


def _groups(selection: Selection, found: list[Change]) -> tuple[ChangeGroup, ...]:
    language, dataset = selection.view.language, selection.dataset
    names: dict[str, dict[str, str]] = {}
    groups = []
    for kind, term in CHANGES.items():
        mine = [c for c in found if c.kind == kind and c.layer != COMMITMENTS]
        items = []
        for change in mine:
            if change.layer == COUNTED_ONLY:
                continue
            known = names.setdefault(change.layer, _names(dataset.frames[change.layer], language))
            items.append((known[change.record], _when(change), change.loose))
        counted = sum(change.layer == COUNTED_ONLY for change in mine)
        if mine:
            groups.append(ChangeGroup(kind=kind, word=term.label(language), items=tuple(items),
                                      counted=counted))  # fmt: skip
    return tuple(groups)


def _names(frame: gpd.GeoDataFrame, language: str) -> dict[str, str]:
    return dict(zip(frame["id"], frame[f"name_{language}"], strict=True))


def _when(change: Change) -> str:
    """Return the date that a change is told with: the due date where it is about that."""
    if change.due is not None:
        return change.due.text
    return change.event.date.text if change.event is not None else ""
