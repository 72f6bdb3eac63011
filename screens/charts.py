"""Charts of the selection, as plain values for the part that draws them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.districts import district_terms
from layers.summary import network_by_year, status_by_district, unmeasured_phases
from layers.symbols import STATUS_SYMBOLS
from layers.vocabulary import STATUS_ORDER, STATUSES
from screens.state import today

if TYPE_CHECKING:
    from layers.network import NetworkFigure
    from layers.selection import Selection
    from layers.vocabulary import Language
    from screens.text import Translator


def charts(
    selection: Selection, network: list[NetworkFigure], *, outside_city: bool, _: Translator
) -> dict[str, Any]:
    """Return the charts: status by district, and metro length against the goal."""
    language = selection.view.language
    return {
        "words": {"numbers": _("The numbers as a table"), "unknown": _("no figure found")},
        "charts": [
            _districts(selection, language, _),
            _metro(selection, network, outside_city=outside_city, language=language, _=_),
        ],
    }


def _districts(selection: Selection, language: Language, _: Translator) -> dict[str, Any]:
    names = district_terms(selection.dataset.frames["districts"])
    short = selection.dataset.frames["districts"].set_index("name_zh")[f"short_{language}"]
    rows = []
    for name, counts in status_by_district(selection).items():
        label = short.get(name) or names[name].label(language)
        rows.append({"label": label, "values": [counts.get(code, 0) for code in STATUS_ORDER]})
    return {
        "id": "districts",
        "kind": "stack",
        "title": _("Records by district and status at {day}", day=selection.day),
        "note": _("A record in several districts counts in each; a functional zone overlaps its "
                  "host districts, so rows do not add up."),
        "row_title": _("District"),
        "series": [
            {
                "label": STATUSES[code].label(language),
                "fill": STATUS_SYMBOLS[code].fill,
                "dash": " ".join(map(str, STATUS_SYMBOLS[code].dash)) or "none",
            }
            for code in STATUS_ORDER
        ],
        "rows": rows,
    }  # fmt: skip


def _unmeasured(selection: Selection, language: Language, _: Translator) -> list[str]:
    phases = unmeasured_phases(selection.dataset, selection.day)
    if not phases:
        return []
    names = selection.dataset.frames["metro"].set_index("id")[f"name_{language}"]
    return [
        _("Open without a published length, so left out of the sum: {names}.",
          names=_(", ").join(names[phase] for phase in phases))
    ]  # fmt: skip


def _metro(
    selection: Selection,
    network: list[NetworkFigure],
    *,
    outside_city: bool,
    language: Language,
    _: Translator,
) -> dict[str, Any]:
    goal = next((figure for figure in network if figure.kind == "goal"), None)
    until = min(selection.day, today())
    years = network_by_year(selection.dataset, network, outside_city=outside_city, until=until)
    last = f"{until:%Y-%m}" if (until.month, until.day) != (12, 31) else str(until.year)
    part = (
        _("With the Xuchang part of the Zhengzhou-Xuchang line.") if outside_city
        else _("Without the Xuchang part of the Zhengzhou-Xuchang line; published figures from "
               "2023 on include it.")
    )  # fmt: skip
    return {
        "id": "metro",
        "kind": "bars",
        "title": _("Metro open at the end of each year, km"),
        "note": " ".join([part, *_unmeasured(selection, language, _),
                          getattr(goal, f"note_{language}", None) or ""]),
        "row_title": _("Year"),
        "series": [
            {"label": _("Sum of the phases' published lengths")},
            {"label": _("Published (with Xuchang from 2023)")},
        ],
        "rows": [
            {
                "label": last if year.year == until.year else str(year.year),
                "values": [year.summed, year.published],
            }
            for year in years
        ],
        "goal": goal and {
            "value": goal.length_km,
            "label": _("Goal of the report: about {km} km by the end of {year}",
                       km=f"{goal.length_km:.0f}", year=goal.date),
        },
    }  # fmt: skip
