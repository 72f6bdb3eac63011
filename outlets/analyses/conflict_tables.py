"""Conflicts and the river's profile as tables for people: a list in CSV, and a page to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.exports import Table, csv_table
from outlets.analyses.conflict_words import HEADINGS, LAYERS, LIMITS, TITLE
from outlets.analyses.printed import page_of

if TYPE_CHECKING:
    from datetime import date

    from layers.vocabulary import Language
    from outlets.analyses.conflicts import Found

COLUMNS = {
    "rules": ("title", "why", "zone_m", "certain", "likely", "possible", "unlocated"),
    "conflicts": ("id", "rule", "one", "status_one", "other", "status_other", "verdict", "unit",
                  "least", "most"),
    "district_sums": ("district", "pairs", "length_least", "length_most", "area_least",
                      "area_most"),
    "by_district": ("district", "conflict", "one", "other", "unit", "least", "most"),
    "river_profile": ("name", "from_least_m", "from_most_m", "to_least_m", "to_most_m", "bank",
                      "offset_least_m", "offset_most_m"),
    "river_by_district": ("record", "district", "verdict", "unit", "least", "most"),
}  # fmt: skip
"""What each table shows, in the reader's language where there are two."""


def tables_of(found: Found, language: Language) -> list[Table]:
    """Return rules, overlaps, their parts by district and the profile, in words.

    Parameters
    ----------
    found
        What was found.
    language
        Of words and headings.

    Returns
    -------
    Tables without geometry; one without a row is left out.
    """
    frames = {"rules": found.rules, "district_sums": found.sums, **found.frames}
    return [
        Table(name=name, title=LAYERS[name], frame=_table(frames[name], columns, language))
        for name, columns in COLUMNS.items()
        if len(frames[name])
    ]


def _table(frame: pd.DataFrame, columns: tuple[str, ...], language: Language) -> pd.DataFrame:
    told = {}
    for column in columns:
        own = f"{column}_{language}"
        told[HEADINGS[column].label(language)] = frame[own if own in frame else column].to_numpy()
    return pd.DataFrame(told)


def page(found: Found, day: date, language: Language) -> bytes:
    """Return the tables as a page to print.

    Parameters
    ----------
    found
        What was found.
    day
        Day of the statuses.
    language
        Of words and headings.
    """
    limits = LIMITS.label(language)
    title = f"{TITLE.label(language)} · {day.isoformat()}"
    return page_of(tables_of(found, language), title=title, note=limits, language=language).encode()


def sheet(found: Found, language: Language) -> bytes:
    """Return the overlaps as CSV for a spreadsheet.

    Parameters
    ----------
    found
        What was found.
    language
        Of words and headings.
    """
    frame = _table(found.frames["conflicts"], COLUMNS["conflicts"], language)
    rows = frame.astype(object).where(frame.notna(), None)
    return csv_table(list(rows.columns), rows.itertuples(index=False))
