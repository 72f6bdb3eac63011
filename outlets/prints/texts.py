"""The words of a sheet that depend on what it shows: title, filters, date, sources, licences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.catalogue import layer as layer_named
from layers.districts import district_terms
from layers.vocabulary import LICENCES, PLACEMENTS, STATUSES, THEMES
from outlets.prints.words import say

if TYPE_CHECKING:
    from layers.selection import Selection
    from layers.vocabulary import Language
    from outlets.prints.paper import PrintOrder


def review_note(notice: str, language: Language) -> str:
    """Return what stands at the map's lower left: the review number, or that there is none."""
    if notice:
        return say("review_number", language, number=notice.removeprefix("审图号："))
    return say("unreviewed", language)


def title_of(selection: Selection, order: PrintOrder) -> str:
    """Return the title asked for, or one that says what is shown."""
    if order.title:
        return order.title
    language, view = order.language, selection.view
    terms = district_terms(selection.dataset.frames["districts"])
    where = say("separator", language).join(terms[name].label(language) for name in view.districts)
    what = say("subject", language)
    if len(view.layers) == 1:
        what = layer_named(view.layers[0]).label(language)
    return (where or say("whole_city", language)) + say("colon", language) + what


def subtitle(selection: Selection, language: Language) -> str:
    """Say the day and the filters."""
    view = selection.view
    join = say("separator", language).join
    categories = [
        layer_named(layer).categories[code].label(language)
        for layer, _, code in (text.partition(".") for text in view.categories)
    ]
    parts = [
        say("at", language, day=selection.day.isoformat()),
        join(layer_named(name).label(language) for name in view.layers),
        join(STATUSES[code].label(language) for code in view.statuses),
        join(THEMES[code].label(language) for code in view.themes),
        join(categories),
        join(PLACEMENTS[code].label(language) for code in view.placements),
        say("search", language, text=view.text) if view.text.strip() else "",
        say("candidates", language) if view.candidates else "",
    ]
    return " · ".join(part for part in parts if part)


def facts(selection: Selection, language: Language) -> list[str]:
    """Return date, sources, licences and disclaimer, as every sheet carries them."""
    dataset = selection.dataset
    layers = [name for name in dataset.frames if name in selection.view.layers
              or layer_named(name).background]  # fmt: skip
    compiled = {str(dataset.provenance[name].get("compiled", "?")) for name in layers}
    count = len({source for name in layers for source in dataset.sources[name]})
    held = {code for name in layers for code in dataset.frames[name]["licence"]}
    names = say("separator", language).join(
        term.label(language) for code, term in LICENCES.items() if code in held
    )
    return [
        say("dates", language, day=selection.day.isoformat(), compiled=max(compiled),
            version=dataset.version),
        say("sources", language, count=count),
        say("attribution", language),
        say("licences", language, names=names),
        say("grid", language) + say("semicolon", language) + say("disclaimer", language),
    ]  # fmt: skip
