"""Conflicts and the profile of the river as a GeoPackage with its rules, method and manifest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import chainage, overlaps
from geo.exports import Table, target
from geo.exports.files import nothing_to_tell
from geo.exports.tables import split_by_kind
from geo.ranges import outward
from layers.conflict_rules import RULES
from layers.conflicts import (
    AXIS,
    WITHIN_M,
    conflicts_of,
    river_by_district,
    river_profile,
    with_statuses,
)
from layers.sources import source_name
from layers.vocabulary import STATUSES
from outlets import filing
from outlets.analyses.answers import Answers
from outlets.analyses.conflict_words import BANKS, LAYERS, LIMITS, VERDICTS
from outlets.export import ATTRIBUTION, DATA_LICENCE
from outlets.geopackages import check_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from geo.exports.files import Progress
    from layers.build import Dataset
    from layers.conflicts import Conflicts
    from layers.scope import Scope
    from layers.vocabulary import Term

STEPS = {"ha": 0.1, "m": 1.0}
"""Finest steps to which measures are rounded, the least down and the most up."""

CHAINAGE_STEP_M = 100.0
"""To what chainages and offsets are rounded likewise [m]."""

_PER_KM = 1000.0


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The layers of the file, and the plain tables beside them."""

    layers: list[Table]
    plain: dict[str, pd.DataFrame]


@dataclass(frozen=True, kw_only=True)
class Laid:
    """What does not depend on a day: overlaps without statuses, and the river's two tables."""

    conflicts: Conflicts
    profile: gpd.GeoDataFrame
    river: gpd.GeoDataFrame


_LAID: Answers[Laid] = Answers(4)


def laid(dataset: Dataset, *, progress: Progress = nothing_to_tell) -> Laid:
    """Lay the layers over each other; once for the same data.

    Parameters
    ----------
    dataset
        The built tables.
    progress
        Told what is being done; may raise to call it off.
    """

    def work() -> Laid:
        found = conflicts_of(dataset, progress=progress)
        progress("river", 0, 2)
        along = river_profile(dataset)
        progress("river", 1, 2)
        return Laid(conflicts=found, profile=along, river=river_by_district(dataset))

    return _LAID.of(dataset.version, work)


def is_laid(dataset: Dataset) -> bool:
    """Tell whether the layers of a dataset lie over each other already."""
    return _LAID.knows(dataset.version)


@dataclass(frozen=True, kw_only=True)
class Found:
    """What is told of a day, in words, in EPSG:4547: the layers of the file before they are split.

    Parameters
    ----------
    frames
        ``conflicts``, ``by_district``, ``river_profile`` and ``river_by_district``.
    rules
        The table of rules with its counts.
    sums
        Lengths and areas by district (:data:`SUMS`).
    """

    frames: dict[str, gpd.GeoDataFrame]
    rules: pd.DataFrame
    sums: pd.DataFrame


def found_at(
    dataset: Dataset, day: date, *, scope: Scope | None = None,
    progress: Progress = nothing_to_tell,
) -> Found:  # fmt: skip
    """Tell conflicts and profile in words.

    Parameters
    ----------
    dataset
        The built tables.
    day
        Day of the statuses told beside each pair.
    scope
        Only pairs with a record of this scope on either side, and what of it lies along the river.
        The river and its zones by district are told whole.
    progress
        As in :func:`laid`.
    """
    base = laid(dataset, progress=progress)
    conflicts = with_statuses(base.conflicts, dataset, day)
    names = {
        row.id: (row.name_zh, row.name_en)
        for frame in dataset.frames.values()
        for row in frame.itertuples()
    }
    pairs = _pairs(conflicts.pairs, names)
    divided = _divided(conflicts.by_district, names)
    along = _profile(base.profile, names)
    if scope is not None:
        pairs = pairs[pairs["one"].isin(scope.records) | pairs["other"].isin(scope.records)]
        divided = divided[divided["conflict"].isin(pairs["id"])]
        along = along[along["id"].isin(scope.records)]
    frames = {
        "conflicts": pairs,
        "by_district": divided,
        "river_profile": along,
        "river_by_district": _river(base.river, names),
    }
    return Found(
        frames={name: frame.reset_index(drop=True) for name, frame in frames.items()},
        rules=_rules(pairs, conflicts, scope),
        sums=_sums(divided, conflicts.by_district).reset_index(drop=True),
    )


def answer(dataset: Dataset, day: date, *, scope: Scope | None = None) -> Answer:
    """Return what the file holds.

    Parameters
    ----------
    dataset, day, scope
        As in :func:`found_at`.
    """
    found = found_at(dataset, day, scope=scope)
    tables = [
        Table(name=name, title=LAYERS[name], frame=frame, summary=LIMITS.zh)
        for name, frame in found.frames.items()
        if len(frame)
    ]
    return Answer(
        layers=[part for table in tables for part in split_by_kind(table)],
        plain={"rules": found.rules, "district_sums": found.sums, "method": _method(dataset, day)},
    )


def save(
    dataset: Dataset, day: date, out: Path, *, scope: Scope | None = None,
    progress: Progress = nothing_to_tell,
) -> list[Path]:  # fmt: skip
    """Write conflicts and profile, read them back, and put a manifest beside.

    Parameters
    ----------
    dataset
        The built tables.
    day
        Day of the statuses told beside each pair.
    out
        File to make; an older one is replaced by a whole one only.
    scope
        As in :func:`found_at`.
    progress
        Told what is being done.

    Returns
    -------
    The file and its manifest.

    Raises
    ------
    ExportError
        If the name does not fit, or the file cannot be written or does not read back the same.
    """
    check_name(out)
    progress("overlap", 0, 1)
    found = answer(dataset, day, scope=scope)
    wanted = target("gpkg", crs="EPSG:4547")
    order = filing.Filing(
        tables=found.layers,
        target=wanted,
        plain=found.plain,
        manifest={
            "title": "郑图 Zhengtu: conflicts between layers, and what lies along the Yellow River",
            "limits": {"zh": LIMITS.zh, "en": LIMITS.en},
            "data_version": dataset.version,
            "status_at": day.isoformat(),
            "filtered": None if scope is None else {"records": len(scope.records)},
            "crs": wanted.crs,
            "licence": DATA_LICENCE,
            "attribution": ATTRIBUTION,
        },
    )
    return filing.file_away(order, out, progress=progress)


def _pairs(pairs: gpd.GeoDataFrame, names: Mapping[str, tuple[str, str]]) -> gpd.GeoDataFrame:
    titles = {rule.id: rule.title for rule in RULES}
    columns: dict[str, Any] = {
        "id": [f"c{place:05d}" for place in range(1, len(pairs) + 1)],
        "rule": pairs["rule"].tolist(),
        **_words("rule", [titles[name] for name in pairs["rule"]]),
        **_named("one", pairs["one"].tolist(), names),
        **_named("other", pairs["other"].tolist(), names),
        "verdict": pairs["verdict"].tolist(),
        **_words("verdict", [VERDICTS[word] for word in pairs["verdict"]]),
        **_range(pairs),
        **_words("status_one", [STATUSES[word] for word in pairs["status_one"]]),
        **_words("status_other", [STATUSES[word] for word in pairs["status_other"]]),
    }
    return gpd.GeoDataFrame(columns, geometry=pairs.geometry.to_numpy(), crs=pairs.crs)


def _divided(rows: gpd.GeoDataFrame, names: Mapping[str, tuple[str, str]]) -> gpd.GeoDataFrame:
    columns: dict[str, Any] = {
        "id": [f"d{place:05d}" for place in range(1, len(rows) + 1)],
        "conflict": [f"c{pair + 1:05d}" for pair in rows["pair"]],
        "rule": rows["rule"].tolist(),
        **_named("district", rows["region"].tolist(), names),
        **_named("one", rows["one"].tolist(), names),
        **_named("other", rows["other"].tolist(), names),
        **_range(rows),
    }
    return gpd.GeoDataFrame(columns, geometry=rows.geometry.to_numpy(), crs=rows.crs)


def _profile(rows: gpd.GeoDataFrame, names: Mapping[str, tuple[str, str]]) -> gpd.GeoDataFrame:
    columns: dict[str, Any] = {
        "id": rows["id"].tolist(),
        "layer": rows["layer"].tolist(),
        "name_zh": [names[name][0] for name in rows["id"]],
        "name_en": [names[name][1] for name in rows["id"]],
        **_chainages(rows),
        "bank": rows["bank"].tolist(),
        **_words("bank", [BANKS[word] for word in rows["bank"]]),
    }
    return gpd.GeoDataFrame(columns, geometry=rows.geometry.to_numpy(), crs=rows.crs)


def _river(rows: gpd.GeoDataFrame, names: Mapping[str, tuple[str, str]]) -> gpd.GeoDataFrame:
    columns: dict[str, Any] = {
        "id": [f"r{place:05d}" for place in range(1, len(rows) + 1)],
        **_named("record", rows["one"].tolist(), names),
        **_named("district", rows["other"].tolist(), names),
        "verdict": rows["verdict"].tolist(),
        **_words("verdict", [VERDICTS[word] for word in rows["verdict"]]),
        **_range(rows),
    }
    return gpd.GeoDataFrame(columns, geometry=rows.geometry.to_numpy(), crs=rows.crs)


def _named(
    column: str, ids: list[str], names: Mapping[str, tuple[str, str]]
) -> dict[str, list[str]]:
    return {
        column: ids,
        f"{column}_zh": [names[name][0] for name in ids],
        f"{column}_en": [names[name][1] for name in ids],
    }


def _words(column: str, words: list[Term]) -> dict[str, list[str]]:
    return {f"{column}_zh": [w.zh for w in words], f"{column}_en": [w.en for w in words]}


def _chainages(rows: gpd.GeoDataFrame) -> dict[str, Any]:
    told = {}
    for least, most in zip(chainage.RANGES[::2], chainage.RANGES[1::2], strict=True):
        told[least], told[most] = outward(rows[least], rows[most], finest=CHAINAGE_STEP_M)
    return told


def _sums(parts: gpd.GeoDataFrame, raw: gpd.GeoDataFrame) -> pd.DataFrame:
    """Sum the ranges of pairs by district, of lengths and of areas; the one with most pairs first.

    Parameters
    ----------
    parts
        What lies in each district, in words.
    raw
        The same rows as they were measured.
    """
    rows = []
    for name, group in parts.groupby("district", sort=False):
        measured = raw.loc[group.index]
        row = {"district": name, "district_zh": group["district_zh"].iloc[0],
               "district_en": group["district_en"].iloc[0],
               "pairs": group["conflict"].nunique()}  # fmt: skip
        for unit, column, finest, scale in (
            ("m", "length", 100.0, _PER_KM),
            ("ha", "area", 0.1, 1),
        ):
            own = measured[measured["unit"] == unit]
            ends = outward(own["least"].sum(), own["most"].sum(), finest=finest)
            for end, value in zip(("least", "most"), ends, strict=True):
                row[f"{column}_{end}"] = float(value) / scale if len(own) else np.nan
        rows.append(row)
    return pd.DataFrame(rows, columns=SUMS).sort_values("pairs", ascending=False, kind="stable")


SUMS = ("district", "district_zh", "district_en", "pairs", "length_least", "length_most",
        "area_least", "area_most")  # fmt: skip
"""Columns of the sums by district: overlaps, lengths [km] and areas [ha]."""


def _range(rows: gpd.GeoDataFrame) -> dict[str, Any]:
    finest = rows["unit"].map(STEPS).to_numpy(dtype=float)
    least, most = outward(rows["least"], rows["most"], finest=finest)
    return {"unit": rows["unit"].tolist(), "least": least, "most": most}


def _rules(pairs: gpd.GeoDataFrame, found: Conflicts, scope: Scope | None) -> pd.DataFrame:
    counts = pairs.groupby(["rule", "verdict"]).size()
    lost = {
        name: [record for record in ids if scope is None or record in scope.records]
        for name, ids in found.unlocated.items()
    }
    return pd.DataFrame([
        {
            "rule": rule.id, "title_zh": rule.title.zh, "title_en": rule.title.en,
            "why_zh": rule.why.zh, "why_en": rule.why.en, "zone_m": rule.margin_m,
            **{word: int(counts.get((rule.id, word), 0)) for word in overlaps.VERDICTS},
            "unlocated": "; ".join(lost[rule.id]),
        }
        for rule in RULES
    ])  # fmt: skip


def _method(dataset: Dataset, day: date) -> pd.DataFrame:
    cited = {
        source["id"]: source_name(source, "zh")
        for listed in dataset.sources.values()
        for source in listed.values()
    }
    rows = [
        ("limits_zh", LIMITS.zh),
        ("limits_en", LIMITS.en),
        ("overlaps", overlaps.__doc__),
        ("profile", chainage.__doc__),
        ("axis", f"{AXIS}; within {WITHIN_M:g} m and the accuracies"),
        ("day", day.isoformat()),
        ("data_version", dataset.version),
        ("licence", f"{DATA_LICENCE}; {ATTRIBUTION}"),
        *((f"source {name}", title) for name, title in sorted(cited.items())),
    ]
    return pd.DataFrame(rows, columns=["item", "text"])
