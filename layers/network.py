"""Published lengths of the whole metro network, and the goal of the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import Saying
from geo.reading import Column, number, one_of, read_table
from geo.validation import Issue
from layers.partial_dates import PartialDate
from layers.vocabulary import BASES

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path

    import geopandas as gpd


@dataclass(frozen=True)
class NetworkFigure:
    """A published length of the whole metro network [km], or the goal."""

    kind: str
    date: PartialDate
    length_km: float
    source: str
    basis: str
    note_zh: str | None
    note_en: str | None


_NETWORK_COLUMNS = (
    Column(name="kind", parse=one_of("open", "goal"), required=True),
    Column(name="date", parse=PartialDate, required=True),
    Column(name="length_km", parse=number, required=True),
    Column(name="source", required=True),
    Column(name="note_zh"),
    Column(name="note_en"),
    Column(name="basis", parse=one_of(*BASES), required=True),
)


def read_network(
    root: Path, issues: list[Issue], *, sources: Container[str]
) -> list[NetworkFigure]:
    """Read the published network lengths and the goal (data/source/metro/network.csv).

    Parameters
    ----------
    root
        data/source.
    issues
        Findings are appended here.
    sources
        The sources that the metro's provenance.toml defines.

    Raises
    ------
    ReadingError
        If the table is missing.
    """
    rows = read_table(root / "metro" / "network.csv", _NETWORK_COLUMNS, issues)
    issues.extend(
        Issue(
            severity="error",
            file="metro/network.csv",
            row=row["row"],
            column="source",
            value=row["source"],
            problem=Saying("the source is not in provenance.toml"),
            remedy=Saying("Add it there."),
        )
        for row in rows
        if row["source"] not in sources
    )
    return [
        NetworkFigure(row["kind"], row["date"], row["length_km"], row["source"], row["basis"],
                      row["note_zh"], row["note_en"])
        for row in rows
    ]  # fmt: skip


def line_colours(lines: gpd.GeoDataFrame) -> dict[str, str]:
    """Return the official colour ``#rrggbb`` of each line that has one, by its Chinese name."""
    known = lines[["line_zh", "colour"]].dropna().drop_duplicates("line_zh")
    return dict(zip(known["line_zh"], known["colour"], strict=True))
