"""Everything that the meeting pack knows, as plain values: records, words, promises, symbols.

A feature is held as the GeoJSON download would write it; what depends on the day is left empty
there and filled in by the browser (``outlets/pack/assets/evaluate.js``). Texts in two languages are
pairs, Chinese first.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geo.exports import geojson
from layers.catalogue import CATALOGUE, THEMATIC
from layers.commitments import DEADLINES, ORIGINS
from layers.districts import district_terms, joined
from layers.ledger import read_sections
from layers.partial_dates import as_number
from layers.published import published_area_km2, published_length_km
from layers.selection import index_of, select
from layers.sources import source_name
from layers.statuses import CODES, REPORT_DAY, STALE, Event, effective_days
from layers.store import source_folder
from layers.summary import HEADLINES, marks_of
from layers.view import CATEGORIES, EARLIEST, LATEST, PANELS, TEXT_LIMIT, THEMATIC_IDS, View
from layers.vocabulary import (
    BASES,
    DISTRICTS,
    LICENCES,
    LINK_KINDS,
    PLACEMENTS,
    QUALIFIERS,
    STATUSES,
    THEMES,
    UNDATED,
    Term,
)
from outlets.corrections import FORM
from outlets.export import ATTRIBUTION, DATA_LICENCE
from outlets.pack.folding import folding
from outlets.pack.promises import promises
from outlets.records import exported
from outlets.webmap.payload import build, feeds_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path

    import geopandas as gpd

    from layers.build import Dataset
    from layers.layer import Layer
    from layers.selection import Selection
    from layers.statuses import Statement

NOT_HERE = {"compare", "analysis"}
"""Panels of the app that the pack has none of."""

Pair = list[str]
"""A text in Chinese and in English."""


def facts(dataset: Dataset, *, day: date, notice: str, root: Path | None = None) -> dict[str, Any]:
    """Return what the pack holds of a dataset.

    Parameters
    ----------
    dataset
        The dataset.
    day
        Day on which the pack is made.
    notice
        Map review number, empty for none. Basemaps are left out, since they are online.
    root
        Folder of the source tables (for the headings of the report); None for the usual one.
    """
    payload = build(feeds_of(dataset), version=dataset.version)
    index = json.loads(payload.index.body) | {"notice": notice}
    whole = select(dataset, View(candidates=True), today=day)
    return {
        "version": dataset.version,
        "made": day.isoformat(),
        "index": index,
        "symbols": json.loads(payload.symbols.body),
        "layers": [
            _layer(whole, layer, json.loads(payload.geojson(layer.id).body)) for layer in CATALOGUE
        ],
        "promises": promises(dataset),
        "sections": _pairs(read_sections(root or source_folder())),
        "words": _vocabulary(dataset),
        "limits": _limits(),
        "folding": folding(),
        "network": [
            {"kind": f.kind, "date": str(f.date), "year": f.date.first.year, "km": f.length_km,
             "first": as_number(f.date.first), "note": [f.note_zh or "", f.note_en or ""]}
            for f in dataset.network
        ],
        "correction": [FORM["zh"], FORM["en"]],
        "licence": DATA_LICENCE,
        "attribution": ATTRIBUTION,
    }  # fmt: skip


def _pairs(terms: Mapping[str, Term]) -> dict[str, Pair]:
    return {code: [term.zh, term.en] for code, term in terms.items()}


def _vocabulary(dataset: Dataset) -> dict[str, Any]:
    districts = dataset.frames["districts"]
    short = districts.set_index("name_zh")
    names = district_terms(districts)
    return {
        "status": _pairs(STATUSES),
        "placement": _pairs(PLACEMENTS),
        "theme": _pairs({code: t for code, t in THEMES.items() if code != "background"}),
        "background": _pairs({"background": THEMES["background"]})["background"],
        "district": _pairs(names),
        "short": {
            name: [str(short["short_zh"].get(name, name)), str(short["short_en"].get(name, name))]
            for name in DISTRICTS
        },
        "basis": _pairs(BASES),
        "qualifier": _pairs(QUALIFIERS),
        "licence": _pairs(LICENCES),
        "link": _pairs(LINK_KINDS),
        "origin": _pairs(ORIGINS),
        "deadline": _pairs(DEADLINES),
        "codes": list(CODES),
        "stale": STALE,
    }


def _limits() -> dict[str, Any]:
    """Return the words that a view may hold, as :mod:`layers.view` allows them."""
    return {
        "layers": list(THEMATIC_IDS),
        "district": list(DISTRICTS),
        "status": list(STATUSES),
        "theme": [code for code in THEMES if code != "background"],
        "category": list(CATEGORIES),
        "placement": list(PLACEMENTS),
        "panel": [panel for panel in PANELS if panel not in NOT_HERE],
        "text": TEXT_LIMIT,
        "earliest": EARLIEST.isoformat(),
        "latest": LATEST.isoformat(),
        "report_day": REPORT_DAY.text,
    }


def _layer(whole: Selection, layer: Layer, drawn: dict[str, Any]) -> dict[str, Any]:
    dataset = whole.dataset
    frame = exported(whole, layer.id)
    written = json.loads(geojson(frame, [c for c in frame.columns if c not in ("id", "geometry")]))
    quantities = {row["id"]: row for row in dataset.commitments}
    return {
        "id": layer.id,
        "title": [layer.title.zh, layer.title.en],
        "summary": [layer.summary.zh, layer.summary.en],
        "background": layer.background,
        "graded": layer.id in marks_of(dataset).graded,
        "categories": _pairs(layer.categories),
        "promised": [
            [quantities[name]["quantity"],
             quantities[name]["unit_zh"] or "", quantities[name]["unit_en"] or ""]
            for name in HEADLINES.get(layer.id, ())
            if name in quantities and quantities[name]["quantity"]
        ],
        "features": written["features"],
        "drawn": [feature["properties"] for feature in drawn["features"]],
        "more": _more(dataset, layer),
        "sources": {
            name: [source_name(source, "zh"), source_name(source, "en"),
                   url if (url := str(source.get("url") or "")).startswith("http") else ""]
            for name, source in dataset.sources[layer.id].items()
        },
    }  # fmt: skip


def _more(dataset: Dataset, layer: Layer) -> list[dict[str, Any]]:
    """Return what the page shows of each record beyond its export."""
    frame = dataset.frames[layer.id]
    own = _thematic(dataset, layer) if layer in THEMATIC else [{}] * len(frame)
    names = district_terms(dataset.frames["districts"])
    rows = []
    for (_, record), extra in zip(frame.iterrows(), own, strict=True):
        published = {figure.key: figure.value for figure in record["figures"]}
        rows.append({
            "where": [joined(record["districts"], names, "zh"),
                      joined(record["districts"], names, "en")],
            "known": [[as_number(start), event.date.text] for event, start in
                      zip(record["events"], effective_days(record["events"]), strict=True)],
            "events": [_when(said) for said in (*record["events"], *record["undated"])],
            "figures": _figures(dataset, record),
            "links": [list(link) for link in record["links"]],
            "length_km": published_length_km(published),
            "area_km2": published_area_km2(published),
            **extra,
        })  # fmt: skip
    return rows


def _thematic(dataset: Dataset, layer: Layer) -> Iterable[dict[str, Any]]:
    index, marks = index_of(dataset), marks_of(dataset)
    frame = dataset.frames[layer.id]
    drawn = index.drawn.values()
    span = index.span(layer.id)
    outside = frame["outside_city"] if "outside_city" in frame else [False] * len(frame)
    for place, (row, steps, beyond) in enumerate(
        zip(range(span.start, span.stop), frame["steps"], outside, strict=True)
    ):
        found: dict[str, Any] = {
            "hay": index.haystacks[row],
            "steps": [list(step) for step in steps],
            "drawn": drawn[row],
            "candidate": int(index.candidate[row]),
            "named": int(marks.named[row]),
            "certain": int(marks.certain[row]),
        }
        if layer.id == "metro":
            found |= {"km": float(marks.metro_km[place]), "outside": int(bool(beyond))}
        yield found


def _when(said: Statement) -> list[str]:
    """Return a statement's date and note, both in both languages."""
    if not isinstance(said, Event):
        when = [QUALIFIERS[UNDATED].zh, QUALIFIERS[UNDATED].en]
    elif said.qualifier is None:
        when = [said.date.text, said.date.text]
    else:
        qualifier = QUALIFIERS[said.qualifier]
        when = [f"{qualifier.zh}{said.date}", f"{qualifier.en} {said.date}"]
    return [*when, said.note_zh or "", said.note_en or ""]


def _figures(dataset: Dataset, record: gpd.GeoSeries) -> list[list[str]]:
    """Return published figures: label, value and note, each in both languages."""
    rows = []
    for figure in record["figures"]:
        key = dataset.figure_keys[figure.key]
        rows.append([
            key.label.zh, key.label.en,
            key.value(figure.value, "zh"), key.value(figure.value, "en"),
            figure.note_zh or "", figure.note_en or "",
        ])  # fmt: skip
    return rows
