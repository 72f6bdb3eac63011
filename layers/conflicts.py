"""Conflicts between layers by the table of rules, and what lies along the Yellow River."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geo.chainage import profile, reaches
from geo.crs import to_metric
from geo.overlaps import overlaps, shares
from layers.conflict_rules import RULES, Side
from layers.statuses import status_at

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from layers.build import Dataset
    from layers.conflict_rules import Rule

AXIS = "yellow-river-line-natural-earth"
"""The river's own line; chainage 0 is its first point, in the west, above the city."""

CORRIDOR = Side("yellow_river", ("corridor", "corridor_section", "planning_zone", "nature_reserve"))
"""The protected areas along the river whose share of each district is told."""

WITHIN_M = 5_000.0
"""What lies within this distance of the river is on the profile [m]."""

_ALONG = ("yellow_river", "core_blocks", "key_projects", "parks", "dead_end_roads", "metro")


@dataclass(frozen=True, kw_only=True)
class Conflicts:
    """What the rules found.

    Parameters
    ----------
    pairs
        As :func:`geo.overlaps.overlaps`, with ``rule`` and, at the day, ``status_one`` and
        ``status_other``.
    by_district
        As :func:`geo.overlaps.shares`, with ``rule``, ``one``, ``other``, and ``pair`` counting
        through all pairs.
    unlocated
        By rule, ids of records that no position is known of, so that nothing can be said.
    """

    pairs: gpd.GeoDataFrame
    by_district: gpd.GeoDataFrame
    unlocated: dict[str, tuple[str, ...]]


def with_statuses(found: Conflicts, dataset: Dataset, day: date) -> Conflicts:
    """Tell the statuses of a day beside each pair."""
    statuses = {
        row.id: status_at(row.events, day).status
        for frame in dataset.frames.values()
        for row in frame.itertuples()
    }
    told = {
        f"status_{side}": [statuses[name] for name in found.pairs[side]]
        for side in ("one", "other")
    }
    return replace(found, pairs=found.pairs.assign(**told))


def conflicts_of(
    dataset: Dataset,
    *,
    rules: Sequence[Rule] = RULES,
    progress: Callable[[str, int, int], None] | None = None,
) -> Conflicts:
    """Lay layers over each other by every rule, without statuses.

    Parameters
    ----------
    dataset
        The built tables.
    rules
        Which rules.
    progress
        Called with ``"overlap"``, rules done and rules at all; may raise to call the work off.
    """
    found = []
    for place, rule in enumerate(rules):
        if progress is not None:
            progress("overlap", place, len(rules))
        one, other = rule.one.records(dataset), rule.other.records(dataset)
        found.append(overlaps(one, other, margin_m=rule.margin_m).assign(rule=rule.id))
    pairs = gpd.GeoDataFrame(pd.concat(found, ignore_index=True), crs=found[0].crs)
    divided = shares(pairs, dataset.frames["districts"])
    for name in ("rule", "one", "other"):
        divided[name] = pairs[name].to_numpy()[divided["pair"].to_numpy(dtype=int)]
    return Conflicts(
        pairs=pairs,
        by_district=divided,
        unlocated={rule.id: _unlocated(dataset, rule) for rule in rules},
    )


def _unlocated(dataset: Dataset, rule: Rule) -> tuple[str, ...]:
    ids: list[str] = []
    for side in (rule.one, rule.other):
        frame = dataset.frames[side.layer]
        lost = frame.geometry.isna()
        if "membership" in frame:
            lost &= frame["membership"] != "candidate"
        if side.categories:
            lost &= frame["category"].isin(side.categories)
        ids += frame["id"][lost].tolist()
    return tuple(ids)


def river_profile(dataset: Dataset, *, within_m: float = WITHIN_M) -> gpd.GeoDataFrame:
    """Return what lies along the Yellow River (:func:`geo.chainage.profile`), with ``layer``.

    Parameters
    ----------
    dataset
        The built tables.
    within_m
        Only what may lie within this distance of the river [m].
    """
    frames = [Side(name).records(dataset) for name in _ALONG]
    beside = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=frames[0].crs)
    found = profile(_river(dataset), beside, within_m=within_m)
    layer_of = dict(zip(beside["id"], beside["layer"], strict=True))
    return found.assign(layer=[layer_of[name] for name in found["id"]])


def river_reaches(dataset: Dataset) -> list[tuple[str, float, float]]:
    """Return which district the river runs through from which chainage to which [m], as drawn."""
    return reaches(_river(dataset), dataset.frames["districts"])


def river_length_m(dataset: Dataset) -> float:
    """Return the length of the drawn river [m]."""
    return float(to_metric(_river(dataset)).length.iloc[0])


def _river(dataset: Dataset) -> gpd.GeoDataFrame:
    river = dataset.frames["hydrography"]
    return river[river["id"] == AXIS]


def river_by_district(dataset: Dataset) -> gpd.GeoDataFrame:
    """Return length of river and area of each protected zone in every district, as ranges.

    Parameters
    ----------
    dataset
        The built tables.

    Returns
    -------
    As :func:`geo.overlaps.overlaps`; ``other`` is the district.
    """
    zones = CORRIDOR.records(dataset)
    areas = zones[zones.geometry.geom_type.isin(["Polygon", "MultiPolygon"])]
    along = pd.concat([_river(dataset), areas], ignore_index=True)
    return overlaps(gpd.GeoDataFrame(along, crs=areas.crs), dataset.frames["districts"])
