"""Conflicts and the river's profile on the page: rules, overlaps, sums by district, chainages."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import shapely

from geo.crs import WGS84
from layers.conflicts import WITHIN_M, river_length_m, river_reaches
from layers.districts import district_terms
from layers.scope import scope_of
from outlets.analyses.conflict_words import BANKS, LIMITS, VERDICTS
from outlets.analyses.conflicts import found_at
from outlets.analyses.printed import figure
from screens.analyses.overlays import latlng_path, on_grounds

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from layers.selection import Selection
    from layers.vocabulary import Language
    from outlets.analyses.conflicts import Found
    from screens.text import Translator

_ROUGHLY_M = 3.0
"""How far an outline on the map may stray from its course [m]."""

UNITS = {"zh": {"ha": "公顷", "m": "米"}, "en": {"ha": "ha", "m": "m"}}


def told(selection: Selection, _: Translator) -> dict[str, Any]:
    """Return everything that the page's part shows.

    Parameters
    ----------
    selection
        The reader's date and filters.
    """
    language = selection.view.language
    scope = scope_of(selection)
    found = found_at(selection.dataset, selection.day, scope=scope)
    pairs = found.frames["conflicts"]
    return {
        "words": _words(_),
        "about": [
            _("Statuses at {day}; positions have no date.", day=selection.day),
            _("No filters.") if scope is None
            else _("Filtered: pairs with a selected record on either side."),
        ],
        "limits": LIMITS.label(language),
        "verdicts": [[code, term.label(language)] for code, term in VERDICTS.items()],
        "rules": _rules(found, selection, language),
        "pairs": [_pair(row, language) for row in pairs.to_dict("records")],
        "districts": _by_district(found, language),
        "river": _river(found, selection, language),
        "shapes": _shapes(pairs, language),
        "colours": {
            "mark": on_grounds("highlight"),
            "casing": on_grounds("casing"),
        },
    }  # fmt: skip


def _words(_: Translator) -> dict[str, Any]:
    return {
        "title": _("Conflicts between layers, and along the Yellow River"),
        "parts": _("Parts of this analysis"),
        "tabs": [["rules", _("Rules")], ["pairs", _("List of overlaps")],
                 ["districts", _("By district")], ["river", _("Along the river")]],
        "rule": _("Rule"), "every_rule": _("All rules"), "every_verdict": _("However sure"),
        "every_district": _("All districts"), "verdict": _("How sure"), "district": _("District"),
        "unlocated": _("Not located: nothing can be said"),
        "shown": _("{count} overlaps"),
        "stack": _("; pressed: {at} of {count} at this place, press again for the next"),
        "pair": _("What overlaps"), "range": _("Least – most"),
        "none": _("no measure"), "show": _("Show on the map"), "count": _("Overlaps"),
        "lengths": _("Lengths, least – most [km]"), "areas": _("Areas, least – most [ha]"),
        "sums": _("Sums over pairs: where several pairs lie over each other, the ground counts "
                  "for each. Most is an upper bound, least a lower one."),
        "chainage": _("Chainage [km]"), "bank": _("Bank"),
        "offset": _("Off the line [km]"), "name": _("Name"),
        "profile": _("What lies within {km} km of the river", km=f"{WITHIN_M / 1e3:g}"),
        "axis": _("Chainage 0 is the west end of the drawn line; {km} km in all"),
        "sign_sure": _("There wherever the true positions are"),
        "sign_unsure": _("May reach here within the accuracies"),
        "reach": _("District that the drawn line runs through"),
        "zones": _("River and protected zones by district"),
        "files": _("The same numbers as a file"),
        "formats": [["gpkg", _("GeoPackage with rules and method")],
                    ["csv", _("List of overlaps (CSV)")], ["html", _("Page to print")]],
        "notes": _("Method and limits"), "nothing": _("Nothing found."),
        "legend": [_("Overlap as drawn or wherever the true positions are"),
                   _("Only within the accuracies")],
    }  # fmt: skip


def spread(row: Mapping[str, Any], language: Language) -> str:
    """Say a measure: a range where positions are approximate, one number where they are exact."""
    if not isinstance(row["unit"], str) or math.isnan(row["most"]):
        return ""
    return f"{_between(row['least'], row['most'])} {UNITS[language][row['unit']]}"


def _pair(row: Mapping[str, Any], language: Language) -> dict[str, Any]:
    return {
        "id": row["id"], "rule": row["rule"], "verdict": row["verdict"],
        "sides": [[row[side], row[f"{side}_{language}"], row[f"status_{side}_{language}"]]
                  for side in ("one", "other")],
        "range": spread(row, language),
        "most": None if math.isnan(row["most"]) else row["most"],
    }  # fmt: skip


def _rules(found: Found, selection: Selection, language: Language) -> list[dict[str, Any]]:
    names = {
        row.id: getattr(row, f"name_{language}")
        for frame in selection.dataset.frames.values()
        for row in frame.itertuples()
    }
    return [
        {
            "id": row["rule"], "title": row[f"title_{language}"], "why": row[f"why_{language}"],
            "counts": [row[code] for code in VERDICTS],
            "unlocated": [[name, names[name]] for name in row["unlocated"].split("; ") if name],
        }
        for row in found.rules.to_dict("records")
    ]  # fmt: skip


def _by_district(found: Found, language: Language) -> list[dict[str, Any]]:
    pairs = found.frames["by_district"].groupby("district")["conflict"].unique()
    return [
        {
            "id": row["district"], "name": row[f"district_{language}"],
            "pairs": pairs[row["district"]].tolist(),
            **{f"{what}s": _between(row[f"{what}_least"], row[f"{what}_most"])
               for what in ("length", "area")},
        }
        for row in found.sums.to_dict("records")
    ]  # fmt: skip


def _between(least: float, most: float) -> str:
    """Say a range, or the one number that it is; nothing where nothing was measured."""
    if math.isnan(most):
        return ""
    return figure(most) if least == most else f"{figure(least)} – {figure(most)}"


def _river(found: Found, selection: Selection, language: Language) -> dict[str, Any]:
    names = district_terms(selection.dataset.frames["districts"])
    frame = selection.dataset.frames["districts"].set_index("id")
    short = frame[f"short_{language}"].to_dict()
    whole = {name: names[frame.loc[name, "name_zh"]].label(language) for name in frame.index}
    return {
        "length": round(river_length_m(selection.dataset) / 1e3, 1),
        "reaches": [
            [short.get(name) or whole[name], round(start / 1e3, 1), round(end / 1e3, 1)]
            for name, start, end in river_reaches(selection.dataset)
            if not name.startswith("zone-")
        ],
        "rows": [
            {
                "id": row["id"], "name": row[f"name_{language}"],
                "at": [row[name] / 1e3 for name in
                       ("from_least_m", "from_most_m", "to_least_m", "to_most_m")],
                "bank": BANKS[row["bank"]].label(language),
                "offset": _between(row["offset_least_m"] / 1e3, row["offset_most_m"] / 1e3),
            }
            for row in found.frames["river_profile"].to_dict("records")
        ],
        "zones": [
            [row["record"], row[f"record_{language}"], row[f"district_{language}"],
             spread(row, language)]
            for row in found.frames["river_by_district"].to_dict("records")
        ],
    }  # fmt: skip


def _shapes(pairs: gpd.GeoDataFrame, language: Language) -> list[dict[str, Any]]:
    """Return what lies over the map, as latitude and longitude of WGS 84 with five decimals."""
    rough = pairs.geometry.simplify(_ROUGHLY_M).to_crs(WGS84)
    return [
        {
            "id": row["id"], "sure": row["verdict"] != "possible",
            "kind": ("point", "line", "area")[int(shapely.get_dimensions(shape))],
            "paths": _paths(shape),
            "text": f"{row[f'one_{language}']} × {row[f'other_{language}']}",
        }
        for row, shape in zip(pairs.to_dict("records"), rough, strict=True)
    ]  # fmt: skip


def _paths(shape: shapely.Geometry) -> list[Any]:
    """Return the parts of a shape: a place, a path, or an area's rings."""
    parts: list[Any] = []
    for part in shapely.get_parts(shape):
        if part.geom_type == "Point":
            parts.append(latlng_path(part)[0])
        elif part.geom_type == "Polygon":
            parts.append([latlng_path(ring) for ring in (part.exterior, *part.interiors)])
        else:
            parts.append(latlng_path(part))
    return parts
