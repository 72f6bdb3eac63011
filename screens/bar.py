"""The top bar, the sentence that says what is selected, and the messages below it."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Any

from layers.districts import district_terms, joined
from layers.ledger import ledger_of
from layers.quarantine import errors_of
from layers.view import PANELS
from layers.vocabulary import STATUSES
from outlets.webmap.payload import current_payload
from screens.base_path import prefix_of
from screens.downloads import menu
from screens.sharing import PATH, changed_since
from screens.state import today
from screens.text import issue_sentence, sentences

if TYPE_CHECKING:
    from layers.selection import Selection
    from layers.view import Misread
    from screens.text import Translator

_SHOWN = 3
"""Messages of one kind shown over the map; faults all stand on the page of gaps."""


def bar(selection: Selection, _: Translator) -> dict[str, Any]:
    """Return what the top bar shows."""
    view = selection.view
    labels = {
        "map": _("Map"), "table": _("Table"), "charts": _("Charts"), "stories": _("Stories"),
        "analysis": _("Analyse"),
        "ledger": _("Promise ledger"),
        "compare": _("Compare"), "about": _("What we do not know"),
    }  # fmt: skip
    return {
        "language": view.language,
        "panel": view.panel,
        "panels": [{"id": name, "label": labels[name]} for name in PANELS],
        "downloads": menu(selection, _),
        "summary": summary(selection, _),
        "share": prefix_of(None) + PATH,
        "words": {
            "title": _("Zhengtu: planning map of Zhengzhou"),
            "name": _("Zhengtu"),
            "subtitle": _("Zhengzhou · promises of the 2021 Government Work Report"),
            "skip": _("Skip the filters"),
            "panels": _("Views"),
            "filters": _("Filters"),
            "figures": _("Key figures in words"),
            "download": _("Download"),
            "share": _("Share"),
            "other_language": "English" if view.language == "zh" else "中文",
        },
    }


def summary(selection: Selection, _: Translator) -> str:
    """Say in one sentence what is selected, for those who do not see the map."""
    if selection.view.panel == "ledger":
        return _ledger_summary(selection, _)
    language = selection.view.language
    counts = selection.counts_selected()
    parts = [
        f"{term.label(language)} {counts[code]}"
        for code, term in STATUSES.items()
        if code in counts
    ]
    names = district_terms(selection.dataset.frames["districts"])
    where = joined(selection.view.districts, names, language) or _("all districts")
    total = int(selection.rows.sum())
    located = int((selection.rows & selection.index.located).sum())
    return _(
        "{where}, at {day}: {total} records selected, {located} on the map. {statuses}.",
        where=where, day=selection.day, total=total, located=located,
        statuses=_(", ").join(parts) or _("Nothing matches"),
    )  # fmt: skip


def _ledger_summary(selection: Selection, _: Translator) -> str:
    entries = ledger_of(selection.dataset).select(selection.view, today=selection.day)
    counts = Counter(entry.standing.status for entry in entries)
    parts = [
        f"{term.label(selection.view.language)} {counts[code]}"
        for code, term in STATUSES.items()
        if code in counts
    ]
    return _(
        "At {day}: {total} promises. {statuses}.",
        day=selection.day, total=len(entries),
        statuses=_(", ").join(parts) or _("Nothing matches"),
    )  # fmt: skip


def messages(selection: Selection, misread: list[Misread], _: Translator) -> list[str]:
    """Return what the reader must be told: an address not understood, an empty selection."""
    once = list(dict.fromkeys(misread))
    texts = [
        _("The address says {parameter}={value}, which does not exist here; it was left out.",
          parameter=item.parameter, value=item.value[:60])
        for item in once[:_SHOWN]
    ]  # fmt: skip
    if len(once) > _SHOWN:
        texts.append(_("… and {count} more.", count=len(once) - _SHOWN))
    texts += changed_since(selection.dataset, selection.view, _)
    texts += _faults(selection, _)
    if fault := current_payload().fault:
        lead = _("The map goes without basemaps.")
        texts.append(" ".join([lead, *sentences(fault, selection.view.language)]))
    view = selection.view
    if view.selected is not None and selection.record(view.selected) is None:
        texts.append(_("There is no record {name}; it was left out.", name=view.selected))
    promises = {row["id"] for row in selection.dataset.commitments}
    if view.promise is not None and view.promise not in promises:
        texts.append(_("There is no promise {name}; it was left out.", name=view.promise))
    if view.at is not None and view.at > today():
        texts.append(_("{day} lies ahead: statuses are the last known ones.", day=view.at))
    if not selection.rows.any() and view.panel != "ledger":
        texts.append(_("Nothing matches these filters. Reset them, or choose fewer."))
    return texts


def _faults(selection: Selection, _: Translator) -> list[str]:
    faults = errors_of(selection.dataset.issues)
    if not faults:
        return []
    language = selection.view.language
    lead = _(
        "The source tables have {count} faults; what they touch is left out. Every one is listed "
        "under “What we do not know”.",
        count=len(faults),
    )
    return [lead, *(issue_sentence(issue, language) for issue in faults[:_SHOWN])]


def notices(texts: list[str], *, role: str = "status") -> str:
    """Return messages as HTML that the reader can fold away; every text is escaped.

    Streamlit's own message boxes would read the text as Markdown, images from elsewhere included.
    """
    if not texts:
        return f'<div role="{role}"></div>'
    head, *rest = (escape(text) for text in texts)
    body = "".join(f"<p>{text}</p>" for text in rest)
    return (
        f'<div role="{role}"><details class="zt-notice" open><summary>{head}</summary>'
        f"{body}</details></div>"
    )
