"""KPI tiles: one per layer, every number counted from the selection."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from layers.catalogue import THEMATIC
from layers.summary import LayerSummary, metro_length_km, summarise
from layers.symbols import LAYER_SYMBOLS
from layers.vocabulary import STATUS_ORDER, STATUSES

if TYPE_CHECKING:
    from layers.layer import Layer
    from layers.selection import Selection
    from layers.symbols import Theme
    from layers.vocabulary import Language
    from screens.text import Translator


_HERE = "\x1f"
"""Stands where a number goes."""


def tiles(selection: Selection, *, theme: Theme, _: Translator) -> str:
    """Return the tiles as HTML; every text is escaped."""
    language = selection.view.language
    parts = [
        _tile(layer, summarise(selection, layer.id), selection, language=language, theme=theme, _=_)
        for layer in THEMATIC
    ]
    label = escape(_("Key figures"))
    # On a narrow screen the row scrolls: the keyboard must reach it.
    return f'<ul class="zt-tiles" tabindex="0" aria-label="{label}">{"".join(parts)}</ul>'


def _tile(
    layer: Layer,
    summary: LayerSummary,
    selection: Selection,
    *,
    language: Language,
    theme: Theme,
    _: Translator,
) -> str:
    counts = [
        (code, STATUSES[code].label(language), summary.by_status[code])
        for code in STATUS_ORDER
        if summary.by_status.get(code)
    ]
    off = "" if layer.id in selection.view.layers else " zt-off"
    spoken = escape(" · ".join(f"{word} {number}" for _code, word, number in counts))
    drawn = [] if layer.id == "metro" else _drawn(summary.drawn, _)
    title = f' title="{spoken}"' if spoken else ""
    return (
        f'<li class="zt-tile{off}"{title} '
        f'style="--c:{LAYER_SYMBOLS[layer.id].colour(theme)}">'
        f'<span class="zt-tile-title">{escape(layer.label(language))}</span>'
        f'<span class="zt-tile-number">{summary.total}</span>'
        f'<span class="zt-tile-bar" aria-hidden="true">{_bar(counts)}</span>'
        f"{_row('counts', ' '.join(_count(*count) for count in counts))}"
        f"{_row('detail', escape(_detail(layer, summary, selection, _)))}"
        f"{_row('drawn', ' '.join(drawn))}</li>"
    )


def _row(name: str, content: str) -> str:
    return f'<span class="zt-tile-{name}">{content}</span>' if content else ""


def _bar(counts: list[tuple[str, str, int]]) -> str:
    return "".join(f'<i class="zt-s-{code}" style="flex:{n}"></i>' for code, _word, n in counts)


def _count(code: str, word: str, number: int) -> str:
    """Return one status: its fill as in the bar, its word (which folds away), its number."""
    return f'<span class="zt-s-{code}"><em>{escape(word)} </em>{number}</span>'


def _detail(layer: Layer, summary: LayerSummary, selection: Selection, _: Translator) -> str:
    if layer.id == "metro":
        open_km = f"{metro_length_km(selection.dataset, selection.day):.1f}"
        goal = "".join(f"{quantity:.0f}" for _name, quantity in summary.promised)
        return _("whole network: {open} of about {goal} km", open=open_km, goal=goal or "?")
    parts = []
    if summary.promised:
        parts.append(_("{count} promised", count=_promised(summary, selection)))
    if summary.certain is not None:
        named = {"count": summary.named, "certain": summary.certain}
        parts.append(_("{count} named ({certain} certain)", **named).replace(" ", "\u00a0"))
    return "\u00a0· ".join(parts)


def _drawn(drawn: dict[str, int], _: Translator) -> list[str]:
    """Return how many are lines, points, areas, nowhere; the words around the number fold away."""
    words = {
        "line": (_("{count} line", count=_HERE), _("{count} lines", count=_HERE)),
        "point": (_("{count} point", count=_HERE), _("{count} points", count=_HERE)),
        "area": (_("{count} area", count=_HERE), _("{count} areas", count=_HERE)),
        "nowhere": (_("{count} not located", count=_HERE),) * 2,
    }
    items = []
    for kind, (one, many) in words.items():
        if number := drawn.get(kind):
            before, after = escape(one if number == 1 else many).split(_HERE)
            words_around = [f"<em>{word}</em>" if word else "" for word in (before, after)]
            items.append(f'<span class="zt-d-{kind}">{str(number).join(words_around)}</span>')
    return items


def _promised(summary: LayerSummary, selection: Selection) -> str:
    """Write the promised number; where there are several, each with its unit."""
    if len(summary.promised) == 1:
        return f"{summary.promised[0][1]:.0f}"
    column = f"unit_{selection.view.language}"
    units = {row["id"]: row[column] for row in selection.dataset.commitments}
    return " + ".join(f"{quantity:.0f} {units[name]}" for name, quantity in summary.promised)
