"""What a page is told of a run of the dead-end workbench, and what is laid over its map."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from geo.crs import WGS84
from geo.exports import FORMATS, Table
from geo.exports.formats import CRS_TITLES
from geo.streets.obstacles import STRUCTURE_FACTOR
from layers.symbols import LAYER_SYMBOLS
from outlets.analyses.dead_end_map import maps
from outlets.analyses.dead_end_words import (
    CLASS_TITLES,
    KIND_TITLES,
    LAID_TITLES,
    LIMITS,
    UNITS_ZH,
)
from outlets.analyses.printed import page_of
from outlets.analyses.workbench import STAGES, TRIPS
from outlets.webmap.basemaps import read_settings
from screens.analyses.overlays import latlng_path, on_grounds
from screens.analyses.run_routes import progress_told
from screens.text import said

if TYPE_CHECKING:
    from layers.build import Dataset
    from layers.vocabulary import Language
    from outlets.analyses.dead_ends import Answer
    from outlets.analyses.workbench import StreetRun
    from screens.text import Translator

_LISTED = 100
"""Ranked connections that the page lists; the file has all."""

_TWELVE = 12
"""Connections that one press of a button chooses."""

_ROUGHLY_M = 2.0
"""How far a street on the map may stray from its course [m]."""


def told(run: StreetRun, language: Language, _: Translator) -> dict[str, Any]:
    """Return what a page is told of a run."""
    found = progress_told(run, STAGES, language, _)
    if run.answer is not None:
        found["result"] = _result(run, run.answer, language, _)
    return found


def _result(run: StreetRun, answer: Answer, language: Language, _: Translator) -> dict[str, Any]:
    counts = answer.ends["kind"].value_counts()
    segments = answer.network.segments
    near = _near_words(answer, _)
    west, south, east, north = segments.to_crs(WGS84).total_bounds
    return {
        "source": run.question.credit,
        "summary": _(
            "{length} km of streets, {ends} ends; {ranked} connections ranked by {origins} "
            "sampled origins.",
            length=round(float(segments["length_m"].sum()) / 1e3),
            ends=len(answer.ends),
            ranked=len(answer.ranked),
            origins=min(TRIPS.origins, len(answer.network.xy)),
        ),
        "kinds": [
            [KIND_TITLES[kind].label(language), int(count)] for kind, count in counts.items()
        ],
        "best": answer.best(_TWELVE),
        "columns": [
            _("Rank"),
            _("Street"),
            _("Length [m]"),
            _("Way today [m]"),
            _("Saved in sample [h]"),
            _("Off arteries [km]"),
            *near.values(),
        ],
        "rows": [
            _row(row, list(near), language)
            for row in answer.ranked.head(_LISTED).to_dict("records")
        ],
        "notes": _notes(run, answer, language, _),
        "formats": [
            [kind.id, kind.title, [[crs, CRS_TITLES[crs]] for crs in kind.crs]]
            for kind in FORMATS.values()
        ],
        "bounds": [west, south, east, north],
        "chosen": run.chosen,
        "comparison": None if run.comparison is None else _comparison(run, language),
    }


def printed(run: StreetRun, language: Language, _: Translator) -> bytes:
    """Return a page to be printed: every ranked connection, with the words and numbers of the list.

    Raises
    ------
    ReadingError
        If nothing was found yet.
    """
    answer: Answer = run.require_answer()
    result = _result(run, answer, language, _)
    near = _near_words(answer, _)
    rows = [_row(row, list(near), language) for row in answer.ranked.to_dict("records")]
    tables = [
        (_("Ends of streets"), [_("Kind"), _("Number")], result["kinds"]),
        (_("Connections, best first"), result["columns"], [row["cells"] for row in rows]),
        (_("Method and limits"), [_("Method and limits")], [[text] for text in result["notes"]]),
    ]
    if result["comparison"] is not None:
        opened = _("Before and after {count} connections are opened", count=len(run.chosen))
        heads = [_("Measure"), _("Before"), _("After"), _("Change")]
        tables.insert(1, (opened, heads, result["comparison"]["rows"]))
    page = page_of(
        [
            Table(name="", title=title, frame=pd.DataFrame(rows, columns=heads, dtype="str"))
            for title, heads, rows in tables
        ],
        title=_("Dead-end roads: what connecting them would bring"),
        note=f"{result['summary']} {_('Source')}: {result['source']}",
        language=language,
        maps=maps(answer, run.chosen, language=language, notice=read_settings().notice),
    )
    return page.encode()


def _near_words(answer: Answer, _: Translator) -> dict[str, str]:
    """Return the columns of what comes near, if any does."""
    words = {
        "near_people": _("People newly within 10 min on foot"),
        "near_metro_stations": _("Stations newly within 10 min on foot"),
        "near_core_blocks": _("Core blocks newly within 10 min on foot"),
    }
    ranked = answer.ranked
    return {name: words[name] for name in words if name in ranked and (ranked[name] > 0).any()}


def _row(row: dict[str, Any], near: list[str], language: Language) -> dict[str, Any]:
    way = row["before_m"]
    joins = {"zh": "不连通", "en": "none"}[language]
    return {
        "id": row["id"],
        "cells": [
            str(row["rank"]), CLASS_TITLES[row["road_class"]].label(language),
            f"{row['length_m']:,.0f}",
            f"{way:,.0f}" if math.isfinite(way) else joins,
            f"{row['trips_saved_s'] / 3600:,.1f}", f"{row['artery_saved_m'] / 1000:,.1f}",
            *(f"{row[name]:,.0f}" for name in near),
        ],
    }  # fmt: skip


def _notes(run: StreetRun, answer: Answer, language: Language, _: Translator) -> list[str]:
    repairs = answer.network.repairs["kind"].value_counts()
    how = {
        "people": _("counted where they come near"),
        "extent": _("its outline is the map's edge"),
        True: _("may be bridged at a cost"),
        False: _("not crossed"),
    }
    beside = [
        _(
            "Laid beside: {kind} from {file}, {count} shapes ({how}).",
            kind=LAID_TITLES[one.kind].label(language),
            file=one.name,
            count=len(one.frame),
            how=how.get(one.kind, how[one.bridged]),
        )
        for one in run.question.laid
    ]
    return [
        LIMITS.label(language),
        *(said(note, language) for note in answer.notes),
        *beside,
        _("Ends are joined within {tolerance} m.", tolerance=f"{run.question.tolerance_m:g}"),
        _("{count} repairs of the network are listed in the file.", count=int(repairs.sum())),
        _("A metre of bridge is counted as {factor} metres of street.", factor=STRUCTURE_FACTOR),
    ]


def _comparison(run: StreetRun, language: Language) -> dict[str, Any]:
    table = run.comparison
    assert table is not None  # noqa: S101 - the caller looked
    names = table["meaning_zh"] if language == "zh" else table["meaning"]
    units = [UNITS_ZH[unit] if language == "zh" else unit for unit in table["unit"]]
    rows = zip(names, units, table["before"], table["after"], table["change"], strict=True)
    return {
        "rows": [
            [f"{name} [{unit}]" if unit else name, *map(_number, values)]
            for name, unit, *values in rows
        ]
    }


def _number(value: float) -> str:
    if not math.isfinite(value):
        return "—"
    if value == int(value):
        return f"{value:,.0f}"
    return f"{value:,.4f}" if abs(value) < 10 else f"{value:,.1f}"  # noqa: PLR2004 - digits


def overlay(answer: Answer, credit: str) -> dict[str, Any]:
    """Return what lies over the map: ranked connections and dead-end roads, with their colours.

    Parameters
    ----------
    answer
        What was found.
    credit
        Whose network it was found in.

    Returns
    -------
    Data for the map's script, JSON-ready.

    Coordinates are WGS 84 latitude and longitude with five decimals, as Leaflet takes them.
    """
    ranked = answer.ranked.to_crs(WGS84)
    ends = answer.ends[answer.ends["kind"] == "dead_end"].to_crs(WGS84)
    symbol = LAYER_SYMBOLS["dead_end_roads"]
    return {
        "source": credit,
        "best": answer.best(_TWELVE),
        "colours": {
            "links": on_grounds("highlight"),
            "ends": {"light": symbol.light, "dark": symbol.dark},
            "casing": on_grounds("casing"),
            "streets": on_grounds("grey"),
        },
        "streets": [latlng_path(line) for line in _streets(answer)],
        "links": [
            {"id": row.id, "rank": int(row.rank), "path": latlng_path(row.geometry),
             "text": f"#{row.rank} · {row.length_m:.0f} m"}
            for row in ranked.itertuples()
        ],
        "ends": [
            {"path": latlng_path(row.geometry), "zh": row.why_zh, "en": row.why}
            for row in ends.itertuples()
        ],
    }  # fmt: skip


def _streets(answer: Answer) -> list[Any]:
    """Return the network's lines as a map at any zoom can show them."""
    segments = answer.network.segments.geometry
    return list(segments.simplify(_ROUGHLY_M).to_crs(WGS84))


def near_layers(dataset: Dataset) -> dict[str, gpd.GeoDataFrame]:
    """Return what should come within ten minutes: located stations and core blocks.

    Those farther than a walk of ten minutes from the network are left out by the ranking.
    """
    return {
        name: gpd.GeoDataFrame(geometry=frame.geometry[frame.geometry.notna()], crs=frame.crs)
        for name in ("metro_stations", "core_blocks")
        if len(frame := dataset.frames[name])
    }
