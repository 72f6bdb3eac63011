"""Counts of a selection: by status, by geometry, and against what the report promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from layers.catalogue import THEMATIC
from layers.statuses import CODES, STALE, StatusTable, status_at

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from layers.build import Dataset
    from layers.network import NetworkFigure
    from layers.selection import Selection

HEADLINES: dict[str, tuple[str, ...]] = {
    "core_blocks": ("core-blocks-32",),
    "metro": ("metro-network-700km",),
    "dead_end_roads": ("dead-end-65",),
    "parks": ("parks-100", "eco-corridors-14"),
}
"""The commitments whose quantity is the headline figure of a layer."""


@dataclass(frozen=True, kw_only=True)
class LayerSummary:
    """Counts of one layer's filtered records at the day.

    ``promised`` holds (commitment id, quantity); ``named`` counts records that carry a name of
    their own, ``certain`` those of them that a source puts among the promised ones without doubt
    (None for a layer that makes no such difference); ``drawn`` counts by ``line``, ``point``,
    ``area`` and ``nowhere``.
    """

    layer: str
    total: int
    by_status: dict[str, int]
    stale: int
    promised: tuple[tuple[str, float], ...]
    named: int
    certain: int | None
    drawn: dict[str, int]


def summarise(selection: Selection, layer: str) -> LayerSummary:
    """Summarise the records of a layer that pass every filter."""
    index, marks = selection.index, marks_of(selection.dataset)
    span = index.span(layer)
    rows = np.zeros(len(index.ids), dtype=bool)
    rows[span] = selection.filtered[span]
    named = rows & marks.named
    graded = layer in marks.graded
    quantities = {row["id"]: row["quantity"] for row in selection.dataset.commitments}
    return LayerSummary(
        layer=layer,
        total=int(rows.sum()),
        by_status=selection.status_counts(rows),
        stale=int((selection.codes[rows] >= STALE).sum()),
        promised=tuple(
            (name, quantities[name]) for name in HEADLINES.get(layer, ()) if quantities.get(name)
        ),
        named=int(named.sum()),
        certain=int((rows & marks.certain).sum()) if graded else None,
        drawn=index.drawn.counts(rows),
    )


class Marks:
    """What a dataset's summaries need to know of each row, worked out once.

    ``named`` and ``certain`` have a value for each thematic row (see :class:`LayerSummary`),
    ``graded`` are the layers that tell certain members from others; ``metro_km`` is the published
    length of each metro phase [km], 0 where there is none.
    """

    def __init__(self, dataset: Dataset) -> None:
        frames = [dataset.frames[layer.id] for layer in THEMATIC]
        self.named = np.concatenate([_named(frame) for frame in frames])
        self.certain = np.concatenate([_certain(frame) for frame in frames])
        self.graded = {
            layer.id for layer in THEMATIC if _GRADES & set(dataset.frames[layer.id].columns)
        }
        metro = dataset.frames["metro"]
        self.metro_steps = StatusTable(metro["steps"].tolist())
        self.metro_outside = metro["outside_city"].to_numpy(dtype=bool)
        self.metro_km = np.array([
            next((figure.value for figure in figures if figure.key == "length_km"), 0.0)
            for figures in metro["figures"]
        ])  # fmt: skip


_GRADES = {"listing", "membership"}
"""Columns by which a layer tells certain members of a promised set from others."""


def _named(frame: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    if "listing" in frame:
        named = frame["listing"].isin(["certain", "probable"])
    elif "membership" in frame:
        named = frame["membership"].isin(["stated", "core"])
    else:
        named = ~frame["id"].str.contains("unnamed").astype(bool)
    return np.asarray(named, dtype=bool)


def _certain(frame: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    if "listing" in frame:
        return np.asarray(frame["listing"] == "certain", dtype=bool)
    if "membership" in frame:
        return np.asarray(frame["membership"] == "stated", dtype=bool)
    return np.zeros(len(frame), dtype=bool)


_MARKS: WeakKeyDictionary[Dataset, Marks] = WeakKeyDictionary()


def marks_of(dataset: Dataset) -> Marks:
    """Return the dataset's marks, made once."""
    if dataset not in _MARKS:
        _MARKS[dataset] = Marks(dataset)
    return _MARKS[dataset]


def status_by_district(selection: Selection) -> dict[str, dict[str, int]]:
    """Count the selected records of each district by status; a record counts in each it names."""
    return {
        name: selection.status_counts(rows & selection.rows)
        for name, rows in selection.index.district.items()
    }


def metro_length_km(dataset: Dataset, day: date, *, outside_city: bool = False) -> float:
    """Sum the published lengths [km] of the metro phases open at a day.

    Parameters
    ----------
    dataset
        The dataset.
    day
        The date.
    outside_city
        Whether the Xuchang part of the Zhengzhou-Xuchang line counts.
    """
    marks = marks_of(dataset)
    is_open = marks.metro_steps.codes_at(day) == CODES.index("completed")
    counted = is_open if outside_city else is_open & ~marks.metro_outside
    return float(marks.metro_km[counted].sum())


def unmeasured_phases(dataset: Dataset, day: date) -> list[str]:
    """Return the ids of metro phases open at a day that no source gives a length of."""
    return [
        row.id
        for row in dataset.frames["metro"].itertuples()
        if status_at(row.events, day).status == "completed"
        and not any(figure.key == "length_km" for figure in row.figures)
    ]


@dataclass(frozen=True)
class NetworkYear:
    """Metro length at the end of a year [km]; ``published`` is None where no figure was found."""

    year: int
    summed: float
    published: float | None


def network_by_year(
    dataset: Dataset, figures: list[NetworkFigure], *, outside_city: bool = False, until: date
) -> list[NetworkYear]:
    """Lay summed and published network length side by side, year by year from 2013."""
    years = []
    for year in range(2013, until.year + 1):
        day = min(date(year, 12, 31), until)
        summed = metro_length_km(dataset, day, outside_city=outside_city)
        opened = (f for f in figures if f.kind == "open" and f.date.first <= day)
        known = [f for f in opened if f.date.first.year == year]
        years.append(NetworkYear(year, round(summed, 1), known[-1].length_km if known else None))
    return years
