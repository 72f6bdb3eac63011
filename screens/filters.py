"""The filter panel: facets with their counts, and what a choice does to the view."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from layers.catalogue import THEMATIC
from layers.catalogue import layer as layer_named
from layers.districts import district_terms
from layers.ledger import ledger_of
from layers.statuses import REPORT_DAY
from layers.symbols import LAYER_SYMBOLS
from layers.view import CATEGORIES, EARLIEST, LATEST, View
from layers.vocabulary import DISTRICTS, PLACEMENTS, STATUSES, THEMES, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from layers.selection import Selection
    from layers.symbols import Theme
    from layers.vocabulary import Language
    from screens.text import Translator

_FACET_FIELDS = {
    "layers": "layers",
    "district": "districts",
    "status": "statuses",
    "theme": "themes",
    "category": "categories",
    "placement": "placements",
}
CANDIDATES = "candidates"


_LOOKED_AT = ("language", "panel", "tool", "compare", "selected", "promise", "place")
"""Fields of the view that are no filter: where the reader is, not what is selected."""


def reset(view: View) -> View:
    """Return the view without filters and with today's date; what is looked at stays."""
    return replace(View(), **{name: getattr(view, name) for name in _LOOKED_AT})


def changed_fields(change: Mapping[str, Any], view: View) -> dict[str, Any]:
    """Turn what the reader did in the panel into fields of the view.

    Anything that is not a known choice is left out.
    """
    if change.get("reset"):
        fresh = reset(view)
        return {name: getattr(fresh, name) for name in View.__dataclass_fields__}
    fields: dict[str, Any] = {}
    if isinstance(change.get("text"), str):
        fields["text"] = change["text"]
    if "at" in change:
        fields["at"] = _read_day(change["at"], view)
    if change.get("facet") == CANDIDATES:
        fields["candidates"] = bool(change.get("on"))
    elif (name := _FACET_FIELDS.get(str(change.get("facet")))) is not None:
        option = str(change.get("option"))
        others = tuple(value for value in getattr(view, name) if value != option)
        fields[name] = (*others, option) if change.get("on") else others
    return fields


def _read_day(text: object, view: View) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(str(text))
    except ValueError:
        return view.at
    return min(max(day, EARLIEST), LATEST)


def panel(selection: Selection, *, today: date, theme: Theme, _: Translator) -> dict[str, Any]:
    """Return what the panel shows."""
    view = selection.view
    language = view.language
    return {
        "words": _words(_),
        "language": language,
        "text": view.text,
        "at": selection.day.isoformat(),
        "is_today": view.at is None or view.at == today,
        "report_day": REPORT_DAY.text,
        "earliest": EARLIEST.isoformat(),
        "latest": LATEST.isoformat(),
        "changed": replace(view, data=None) != reset(view),  # a link's version filters nothing
        "groups": _groups(selection, language, theme, _),
    }


def _words(_: Translator) -> dict[str, str]:
    return {
        "filters": _("Filters"),
        "reset": _("Reset"),
        "search": _("Search"),
        "search_hint": _("Name, pinyin or initials"),
        "at": _("Status at"),
        "today": _("Today"),
        "report_day": _("Report 2021-01-30"),
        "chosen": _("chosen:"),
    }


def _groups(
    selection: Selection, language: Language, theme: Theme, _: Translator
) -> list[dict[str, Any]]:
    view = selection.view
    names = district_terms(selection.dataset.frames["districts"])
    counts = selection.counts("layer")
    layers = [
        [
            *_option(layer.id, layer.label(language), counts, on=layer.id in view.layers),
            LAYER_SYMBOLS[layer.id].colour(theme),
        ]
        for layer in THEMATIC
    ]
    candidates = {CANDIDATES: selection.candidates()}
    return [
        _group("layers", _("Layers (of the map)") if view.panel == "ledger" else _("Layers"),
               layers, is_open=True),
        _group(CANDIDATES, _("Unconfirmed core blocks"), [
            _option(CANDIDATES, _("Show candidates"), candidates, on=view.candidates)]),
        _facet(selection, "district", _("District"), view.districts,
               [names[name] for name in DISTRICTS]),
        _facet(selection, "status", _("Status"), view.statuses, STATUSES.values(), is_open=True),
        _facet(selection, "theme", _("Theme"), view.themes,
               [term for term in THEMES.values() if term.code != "background"]),
        _facet(selection, "category", _("Category"), view.categories, _category_terms()),
        _facet(selection, "placement", _("Position"), view.placements, PLACEMENTS.values()),
    ]  # fmt: skip


def _facet(
    selection: Selection,
    facet: str,
    title: str,
    chosen: tuple[str, ...],
    terms: Iterable[Term],
    *,
    is_open: bool = False,
) -> dict[str, Any]:
    language = selection.view.language
    counts = _counts(selection, facet)
    options = [
        _option(term.code, term.label(language), counts, on=term.code in chosen) for term in terms
    ]
    if facet == "category":
        options = [option for option in options if option[2] or option[3]]
    return _group(facet, title, options, is_open=is_open)


def _counts(selection: Selection, facet: str) -> dict[str, int]:
    """Count what the reader looks at: commitments on the ledger's panel, else records."""
    if selection.view.panel == "ledger":
        return ledger_of(selection.dataset).counts(selection.view, facet, today=selection.day)
    return selection.counts(facet)


def _option(code: str, label: str, counts: Mapping[str, int], *, on: bool) -> list[Any]:
    """Return code, label, count and whether it is chosen; a layer's colour may follow.

    A list, because there are a hundred of them in every answer: names would be half of it.
    """
    return [code, label, counts.get(code, 0), int(on)]


def _group(
    code: str, title: str, options: list[list[Any]], *, is_open: bool = False
) -> dict[str, Any]:
    return {"id": code, "title": title, "options": options, "open": is_open}


def _category_terms() -> list[Term]:
    found = []
    for code in CATEGORIES:
        layer, _, category = code.partition(".")
        term = layer_named(layer).categories[category]
        found.append(Term(code, term.zh, term.en))
    return found
