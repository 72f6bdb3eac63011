"""The panel of comparisons: both sides, what is different, and what the reader did there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from layers.catalogue import layer as layer_named
from layers.changes import COMMITMENTS
from layers.comparison import left_day
from layers.districts import district_terms, joined
from layers.ledger import ledger_of
from layers.sources import source_name, titled
from layers.symbols import CHANGE_SYMBOLS
from layers.view import COMPARISONS, EARLIEST, LATEST, View
from layers.vocabulary import BASES, CHANGES, QUALIFIERS, STATUS_ORDER, STATUSES
from outlets.webmap.packing import encode_numbers, encode_rows
from screens.map import OtherSide
from screens.table import TableColumn
from screens.timeline import day_of

if TYPE_CHECKING:
    from collections.abc import Container, Mapping
    from datetime import date

    from layers.changes import Change
    from layers.comparison import Comparison
    from layers.selection import Selection
    from layers.symbols import Theme
    from layers.vocabulary import Language
    from screens.text import Translator

BETWEEN = "~"
"""Stands between record and kind in the id of a row: a record may be different in several ways."""

_WORDS_SHOWN = 3
"""Chosen words of a filter that a side is named by."""


def other_side(comparison: Comparison, kinds: Container[str]) -> OtherSide:
    """Return what the map is told of the comparison.

    Parameters
    ----------
    comparison
        Both sides.
    kinds
        Kinds of difference that the reader wants to see.
    """
    view, left = comparison.right.view, comparison.left
    names = (_side_name(left), _side_name(comparison.right))
    if view.compare == "changes":
        index = comparison.right.index
        marked = encode_numbers(
            comparison.kinds_of_rows(kinds), map(index.span, index.layers),
            likeness=comparison.likeness(),
        )  # fmt: skip
        return OtherSide(mode="changes", at=left.day, names=names, kinds=marked)
    if not comparison.is_of_filters and not view.statuses:
        return OtherSide(mode="swipe", at=left.day, names=names)  # the same rows on both sides
    return OtherSide(
        mode="swipe", at=left.day, names=names, on=left.view.layers,
        rows=encode_rows(left.filtered, plain=False),
    )  # fmt: skip


def _side_name(selection: Selection) -> str:
    return selection.day.isoformat()


def panel(
    comparison: Comparison, kinds: Container[str], *, theme: Theme, base: str, _: Translator
) -> dict[str, Any]:
    """Return what the head of the panel shows.

    Parameters
    ----------
    comparison
        Both sides.
    kinds
        Kinds of difference that the reader wants to see.
    theme
        Colours of the page.
    base
        Address of the downloads, with the view in its query: ``{kind}`` stands for the format.
    _
        Translator into the reader's language.
    """
    left, right = comparison.left, comparison.right
    view = right.view
    counts = _counts(comparison)
    return {
        "language": view.language,
        "mode": view.compare,
        "modes": [[mode, label] for mode, label in zip(COMPARISONS, (
            _("What changed"), _("Swipe")), strict=True)],
        "since": left.day.isoformat(),
        "at": right.day.isoformat(),
        "earliest": EARLIEST.isoformat(),
        "latest": LATEST.isoformat(),
        "own": comparison.is_of_filters,
        "left": filter_words(left, _),
        "right": filter_words(right, _),
        "kinds": [
            [code, CHANGES[code].label(view.language), counts[code], int(code in kinds),
             CHANGE_SYMBOLS[code].colour(theme), CHANGE_SYMBOLS[code].sign]
            for code in CHANGES if counts.get(code)
        ],
        "statuses": _status_rows(comparison),
        "downloads": [
            [_("List as CSV"), base.format(kind="csv")],
            [_("Map as GeoJSON"), base.format(kind="geojson")],
        ],
        "words": _words(_),
    }  # fmt: skip


def _words(_: Translator) -> dict[str, str]:
    return {
        "title": _("Compare"), "modes": _("Way of comparing"), "left": _("Left"),
        "right": _("Right"), "status": _("Status"), "difference": _("Difference"),
        "records": _("Records by status"), "kinds": _("Kinds of difference"),
        "swap": _("Swap the sides"), "pin": _("Keep these filters on the left"),
        "unpin": _("Same filters on both sides"), "none": _("No difference."),
        "total": _("Total"),
        "hint": _("Left and right have the same filters. To compare two selections, keep these "
                  "filters on the left, then change the filters."),
    }  # fmt: skip


def _counts(comparison: Comparison) -> dict[str, int]:
    counts: dict[str, int] = {}
    for change in comparison.differences:
        counts[change.kind] = counts.get(change.kind, 0) + 1
    return counts


def _status_rows(comparison: Comparison) -> list[list[Any]]:
    language = comparison.right.view.language
    left, right = (side.counts_selected() for side in (comparison.left, comparison.right))
    return [
        [STATUSES[code].label(language), left.get(code, 0), right.get(code, 0)]
        for code in STATUS_ORDER
        if left.get(code) or right.get(code)
    ]


def filter_words(selection: Selection, _: Translator) -> str:
    """Say in a few words what the filters of a side are."""
    view, language = selection.view, selection.view.language
    names = district_terms(selection.dataset.frames["districts"])
    parts = []
    if view.layers != View().layers:
        titles = [layer_named(name).label(language) for name in view.layers]
        parts.append(_few(titles, _) or _("no layer"))
    if view.districts:
        parts.append(joined(view.districts, names, language))
    parts += [_few([STATUSES[code].label(language) for code in view.statuses], _)]
    if view.text.strip():
        parts.append(f"“{view.text.strip()}”")
    others = sum(map(bool, (view.themes, view.categories, view.placements, view.candidates)))
    if others:
        parts.append(_("{count} more filters", count=others))
    return " · ".join(part for part in parts if part) or _("all records")


def _few(words: list[str], _: Translator) -> str:
    return _(", ").join(words[:_WORDS_SHOWN]) + ("…" if len(words) > _WORDS_SHOWN else "")


def difference_columns(_: Translator) -> list[TableColumn]:
    """Return the columns of the table of differences."""
    return [
        TableColumn("name", _("Name")),
        TableColumn("kind", _("Difference")),
        TableColumn("date", _("Date and source")),
    ]


def difference_rows(
    comparison: Comparison, kinds: Container[str], language: Language, _: Translator
) -> list[dict[str, Any]]:
    """Return a row for each difference of the kinds wanted."""
    dataset = comparison.right.dataset
    names = {
        row.id: getattr(row, f"name_{language}")
        for frame in dataset.frames.values()
        for row in frame[["id", "name_zh", "name_en"]].itertuples()
    }  # fmt: skip
    names |= {
        commitment.id: getattr(commitment, f"subject_{language}")
        for commitment in ledger_of(dataset).commitments
    }
    return [
        {
            "id": f"{change.record}{BETWEEN}{change.kind}",
            "name": names[change.record],
            "kind": _(": ").join(
                [CHANGES[change.kind].label(language), _statuses(change, language)]
            ),
            "date": " · ".join(
                part
                for part in (dated(change, language, _), _source(comparison, change, language))
                if part
            ),
        }
        for change in comparison.differences
        if change.kind in kinds
    ]


def _statuses(change: Change, language: Language) -> str:
    before, after = (STATUSES[code].label(language) for code in (change.before, change.after))
    return before if before == after else f"{before} → {after}"


def dated(change: Change, language: Language, _: Translator) -> str:
    """Say when, as precisely as the source does."""
    if change.kind == "promised":
        return "2021-01-30"
    if change.due is not None:
        known = change.event and change.event.date.text
        since = _("; last known {date}", date=known) if known else _("; no event known")
        return _("due {date}", date=change.due) + since
    if change.event is None:
        return ""
    parts = [change.event.date.text]
    if change.event.qualifier is not None:
        parts.insert(0, QUALIFIERS[change.event.qualifier].label(language))
    elif change.loose:
        parts.append(_("(or before)"))
    return " ".join(parts)


def _source(comparison: Comparison, change: Change, language: Language) -> str:
    if change.kind == "promised" or change.event is None:
        return BASES["report"].label(language) if change.kind == "promised" else ""
    if change.layer == COMMITMENTS:
        return BASES[change.event.basis].label(language)
    cited = comparison.right.dataset.sources[change.layer]
    name = change.event.source
    title = source_name(cited.get(name, titled({"id": name})), language)
    return f"{title} ({BASES[change.event.basis].label(language)})"


def changed_fields(made: Mapping[str, Any], view: View, *, today: date) -> dict[str, Any]:
    """Turn what the reader did in the panel into fields of the view; the rest is left out."""
    if made.get("mode") in COMPARISONS:
        return {"compare": made["mode"]}
    if made.get("swap"):
        return _swapped(view, today=today)
    if made.get("pin"):
        return {"against": view.only_filters()}
    if made.get("unpin"):
        return {"against": None}
    fields: dict[str, Any] = {}
    for name in ("since", "at"):
        if name in made and (day := day_of(made[name])) is not None:
            fields[name] = None if (name, day) == ("at", today) else day
    return fields


def _swapped(view: View, *, today: date) -> dict[str, Any]:
    fields: dict[str, Any] = {"since": view.at or today, "at": left_day(view)}
    if fields["at"] == today:
        fields["at"] = None
    if view.against is not None:
        theirs = vars(replace(view.against))
        names = ("layers", "districts", "statuses", "themes", "categories", "placements", "text",
                 "candidates")  # fmt: skip
        fields |= {name: theirs[name] for name in names} | {"against": view.only_filters()}
    return fields
