"""The card of one record, as plain values for the part that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.catalogue import layer as layer_named
from layers.districts import district_terms, joined
from layers.sources import source_name, titled
from layers.statuses import Event, Statement, StatusAt, effective_days, status_at
from layers.vocabulary import (
    BASES,
    LICENCES,
    LINK_KINDS,
    PLACEMENTS,
    QUALIFIERS,
    STATUSES,
    THEMES,
    UNDATED,
    UNITS,
)
from outlets.corrections import correction_text

if TYPE_CHECKING:
    from datetime import date

    from layers.build import Dataset
    from layers.selection import Record
    from layers.vocabulary import Language
    from screens.text import Translator

_HAN = range(0x4E00, 0xA000)


def card(
    dataset: Dataset,
    record: Record,
    *,
    day: date,
    language: Language,
    _: Translator,
) -> dict[str, Any]:
    """Return what the card of a record shows.

    Parameters
    ----------
    dataset
        The dataset.
    record
        A row of one of its frames.
    day
        Date at which the status is taken.
    language
        Language of the reader.
    """
    layer = layer_named(record["layer"])
    other: Language = "en" if language == "zh" else "zh"
    state = status_at(record["events"], day)
    category = layer.categories[record["category"]]
    return {
        "words": _words(_),
        "kind": " · ".join(dict.fromkeys([layer.label(language), category.label(language)])),
        "name": record[f"name_{language}"],
        "other_name": record[f"name_{other}"],
        "other_language": "zh-CN" if other == "zh" else "en",
        "status": _status(state, background=layer.background, language=language, _=_),
        "warnings": _warnings(record, _),
        "located": record["geometry"] is not None,
        "facts": _facts(dataset, record, language, _),
        "promises": _promises(dataset, record, language),
        "events": _events(dataset, record, day=day, language=language),
        "figures": _figures(dataset, record, language, _),
        "notes": record[f"notes_{language}"] or "",
        "sources": [cited(dataset, record["layer"], name, language) for name in record["sources"]],
        "correction": correction_text(dataset, record, language=language),
    }


def _words(_: Translator) -> dict[str, str]:
    return {
        "close": _("Close"), "go": _("Show on the map"), "promises": _("Answers these promises"),
        "timeline": _("Status history"), "figures": _("Figures"), "notes": _("Notes"),
        "sources": _("Sources"), "correction": _("Report a correction"),
        "correction_hint": _("Fill in what is wrong and the source, then send it to the data's "
                             "keeper. Nothing is sent from here."),
        "copy": _("Copy"), "copied": _("Copied"), "save": _("Save"),
    }  # fmt: skip


def _status(
    state: StatusAt, *, background: bool, language: Language, _: Translator
) -> dict[str, Any]:
    if background:
        return {"code": "unknown", "label": _("Background"), "note": "", "stale": False}
    note = ""
    if state.last_event is not None:
        note = _("last known {date}", date=state.last_event.date)
        if state.stale:
            note = _("last known {date}, over 24 months ago: may have changed",
                     date=state.last_event.date)  # fmt: skip
    return {
        "code": state.status,
        "label": STATUSES[state.status].label(language),
        "note": note,
        "stale": state.stale,
    }


def _warnings(record: Record, _: Translator) -> list[str]:
    warnings = []
    if record["schematic"]:
        warnings.append(_("Schematic link between places, not an alignment."))
    if record["placement"] == "approximate":
        warnings.append(_("Approximate position: may be off by {metres} m.",
                          metres=f"{record['accuracy_m']:,.0f}"))  # fmt: skip
    if record["placement"] == "unlocated":
        warnings.append(_("Not located: no source gives a position."))
    if record.get("stand_in"):
        warnings.append(_("What is drawn stands for something that reaches farther."))
    if record.get("membership") == "candidate":
        warnings.append(_("Not confirmed to be one of the 32 core blocks."))
    return warnings


def _facts(
    dataset: Dataset,
    record: Record,
    language: Language,
    _: Translator,
) -> list[list[str]]:
    names = district_terms(dataset.frames["districts"])
    where = joined(record["districts"], names, language)
    rows = [
        [
            _("Districts"),
            where or _("outside the city, or not said"),
        ],
        [_("Theme"), THEMES[record["theme"]].label(language)],
    ]
    if record["due"] is not None:
        rows.append([_("Due"), str(record["due"])])
    if (limits := _limits(record, language)) is not None:
        rows.append([_("From – to"), limits])
    placement = PLACEMENTS[record["placement"]].label(language)
    if record["accuracy_m"] == record["accuracy_m"]:
        placement += _(", about ±{metres} m", metres=f"{record['accuracy_m']:,.0f}")
    rows.append([_("Position"), placement])
    rows.append([_("Licence"), LICENCES[record["licence"]].label(language)])
    return rows


def _limits(record: Record, language: Language) -> str | None:
    first, last = record.get(f"from_{language}"), record.get(f"to_{language}")
    return f"{first} – {last}" if first and last else None


def _promises(dataset: Dataset, record: Record, language: Language) -> list[dict[str, str]]:
    by_id = {row["id"]: row for row in dataset.commitments}
    rows = []
    for name, kind in record["links"]:
        commitment = by_id[name]
        due = commitment["due"]
        note = LINK_KINDS[kind].label(language) + (f" · {due}" if due else "")
        rows.append({
            "id": name,
            "text": f"{commitment[f'subject_{language}']}: {commitment[f'summary_{language}']}",
            "note": note,
        })  # fmt: skip
    return rows


def _events(
    dataset: Dataset,
    record: Record,
    *,
    day: date,
    language: Language,
) -> list[dict[str, Any]]:
    starts = effective_days(record["events"])
    dated: list[tuple[Statement, bool]] = [
        (event, start > day) for event, start in zip(record["events"], starts, strict=True)
    ]
    return [
        {
            "date": _when(said, language),
            "status": STATUSES[said.status].label(language),
            "basis": BASES[said.basis].label(language),
            "note": getattr(said, f"note_{language}") or "",
            "after": after,
            "source": cited(dataset, record["layer"], said.source, language),
        }
        for said, after in [*dated, *((said, False) for said in record["undated"])]
    ]


def _when(said: Statement, language: Language) -> str:
    if not isinstance(said, Event):
        return QUALIFIERS[UNDATED].label(language)
    if said.qualifier is None:
        return str(said.date)
    space = "" if language == "zh" else " "
    return f"{QUALIFIERS[said.qualifier].label(language)}{space}{said.date}"


def _figures(
    dataset: Dataset,
    record: Record,
    language: Language,
    _: Translator,
) -> list[dict[str, str]]:
    rows = [
        {
            "label": dataset.figure_keys[figure.key].label.label(language),
            "value": dataset.figure_keys[figure.key].value(figure.value, language),
            "note": getattr(figure, f"note_{language}") or "",
        }
        for figure in record["figures"]
    ]
    for column, words, unit in (
        ("length_km_computed", _("Length measured on the drawn line"), UNITS["km"]),
        ("area_km2_computed", _("Area measured on the drawn outline"), UNITS["km2"]),
    ):
        if record[column] == record[column]:
            value = f"{record[column]:,.2f} {unit.label(language)}"
            rows.append({"label": words, "value": value, "note": _("computed")})
    return rows


def cited(dataset: Dataset, layer: str, name: str, language: Language) -> dict[str, str]:
    """Return a source as title, address (may be empty) and language of the title."""
    source = dataset.sources[layer].get(name, titled({"id": name}))
    title = source_name(source, language)
    return {
        "title": title,
        "url": str(source.get("url", "")) if str(source.get("url", "")).startswith("http") else "",
        "language": "zh-CN" if any(ord(character) in _HAN for character in title) else "en",
    }
