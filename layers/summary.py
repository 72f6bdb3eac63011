"""Counts of a selection: by status, by geometry, and against what the report promised."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from layers.statuses import status_at
from layers.vocabulary import DISTRICTS

if TYPE_CHECKING:
    import geopandas as gpd

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
    frame = selection.filtered_frame(layer)
    certain = None
    named = frame[~frame["id"].str.contains("unnamed")]
    if "listing" in frame:
        named = frame[frame["listing"].isin(["certain", "probable"])]
        certain = int((frame["listing"] == "certain").sum())
    elif "membership" in frame:
        named = frame[frame["membership"].isin(["stated", "core"])]
        certain = int((frame["membership"] == "stated").sum())
    quantities = {row["id"]: row["quantity"] for row in selection.dataset.commitments}
    return LayerSummary(
        layer=layer,
        total=len(frame),
        by_status=dict(Counter(frame["status"])),
        stale=int(frame["stale"].sum()),
        promised=tuple(
            (name, quantities[name]) for name in HEADLINES.get(layer, ()) if quantities.get(name)
        ),
        named=len(named),
        certain=certain,
        drawn=_drawn(named if certain is not None else frame),
    )


def _drawn(frame: gpd.GeoDataFrame) -> dict[str, int]:
    kinds = frame.geometry.geom_type.str.removeprefix("Multi").fillna("nowhere")
    words = {"LineString": "line", "Point": "point", "Polygon": "area", "nowhere": "nowhere"}
    return dict(Counter(words[kind] for kind in kinds))


def status_by_district(selection: Selection) -> dict[str, dict[str, int]]:
    """Count the selected records of each district by status; a record counts in each it names."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in DISTRICTS}
    for layer in selection.view.layers:
        frame = selection.frame(layer)
        for named, status in zip(frame["districts"], frame["status"], strict=True):
            for name in named:
                counts[name][status] += 1
    return {name: dict(counter) for name, counter in counts.items()}


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
    total = 0.0
    for row in dataset.frames["metro"].itertuples():
        if row.outside_city and not outside_city:
            continue
        if status_at(row.events, day).status == "completed":
            total += next((f.value for f in row.figures if f.key == "length_km"), 0.0)
    return total


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
