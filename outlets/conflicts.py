"""Conflicts and the profile of the river as a GeoPackage with its rules, method and manifest."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from geo import chainage, overlaps
from geo.exports import Table, place, prepare, read_back, scratch, sha256, target, write
from geo.exports.files import nothing_to_tell
from geo.exports.tables import split_by_kind
from layers.conflict_rules import RULES
from layers.conflicts import AXIS, WITHIN_M, conflicts_at, river_by_district, river_profile
from layers.sources import source_name
from layers.vocabulary import STATUSES
from outlets.conflict_words import BANKS, LAYERS, LIMITS_EN, LIMITS_ZH, VERDICTS
from outlets.export import ATTRIBUTION, DATA_LICENCE
from outlets.geopackages import check_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from geo.exports.files import Progress
    from layers.build import Dataset
    from layers.conflicts import Conflicts
    from layers.vocabulary import Term

STEPS = {"ha": 0.1, "m": 1.0}
"""To what a measure is rounded, the least down and the most up."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The layers of the file, and the two plain tables beside them."""

    layers: list[Table]
    rules: pd.DataFrame
    method: pd.DataFrame


def answer(dataset: Dataset, day: date) -> Answer:
    """Work out conflicts and profile, in words.

    Parameters
    ----------
    dataset
        The built tables.
    day
        Day of the statuses told beside each pair.
    """
    found = conflicts_at(dataset, day)
    names = {
        row.id: (row.name_zh, row.name_en)
        for frame in dataset.frames.values()
        for row in frame.itertuples()
    }
    frames = {
        "conflicts": _pairs(found.pairs, names),
        "by_district": _divided(found.by_district, names),
        "river_profile": _profile(river_profile(dataset), names),
        "river_by_district": _river(river_by_district(dataset), names),
    }
    tables = [
        Table(name=name, title=LAYERS[name], frame=frame, summary=LIMITS_ZH)
        for name, frame in frames.items()
    ]
    return Answer(
        layers=[part for table in tables for part in split_by_kind(table)],
        rules=_rules(found),
        method=_method(dataset, day),
    )


def save(
    dataset: Dataset, day: date, out: Path, *, progress: Progress = nothing_to_tell
) -> list[Path]:
    """Write conflicts and profile, read them back, and put a manifest beside.

    Parameters
    ----------
    dataset
        The built tables.
    day
        Day of the statuses told beside each pair.
    out
        File to make; an older one is replaced by a whole one only.
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
    found = answer(dataset, day)
    wanted = target("gpkg", crs="EPSG:4547")
    beside = out.with_name(f"{out.name}.manifest.json")
    with scratch(out.parent) as folder:
        prepared = prepare(found.layers, wanted, progress=progress)
        (made,) = write(prepared.tables, folder, stem="found", target=wanted, progress=progress)
        compared = read_back(
            prepared.tables, folder, stem="found", target=wanted, progress=progress
        )
        for name, table in (("rules", found.rules), ("method", found.method)):
            pyogrio.write_dataframe(table, made, layer=name, driver="GPKG", append=True)
        described = folder / "manifest.json"
        manifest = {
            "title": "郑图 Zhengtu: conflicts between layers, and what lies along the Yellow River",
            "limits": {"zh": LIMITS_ZH, "en": LIMITS_EN},
            "data_version": dataset.version,
            "status_at": day.isoformat(),
            "crs": wanted.crs,
            "rows": {table.name: len(table.frame) for table in prepared.tables},
            "read_back": [asdict(one) for one in compared],
            "licence": DATA_LICENCE,
            "attribution": ATTRIBUTION,
            "files": {out.name: {"bytes": made.stat().st_size, "sha256": sha256(made)}},
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1, default=str)
        described.write_text(text, "utf-8")
        place(made, out)
        place(described, beside)
    return [out, beside]


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
        **{name: rows[name].round().to_numpy() for name in chainage.RANGES},
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


def _range(rows: gpd.GeoDataFrame) -> dict[str, Any]:
    """Round a range outwards, so that it still holds what it held."""
    steps = rows["unit"].map(STEPS).to_numpy(dtype=float)
    return {
        "unit": rows["unit"].tolist(),
        "least": (np.floor(rows["least"].to_numpy() / steps) * steps).round(1),
        "most": (np.ceil(rows["most"].to_numpy() / steps) * steps).round(1),
    }


def _rules(found: Conflicts) -> pd.DataFrame:
    counts = found.pairs.groupby(["rule", "verdict"]).size()
    return pd.DataFrame([
        {
            "rule": rule.id, "title_zh": rule.title.zh, "title_en": rule.title.en,
            "why_zh": rule.why.zh, "why_en": rule.why.en, "zone_m": rule.margin_m,
            **{word: int(counts.get((rule.id, word), 0)) for word in overlaps.VERDICTS},
            "unlocated": "; ".join(found.unlocated[rule.id]),
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
        ("limits_zh", LIMITS_ZH),
        ("limits_en", LIMITS_EN),
        ("overlaps", overlaps.__doc__),
        ("profile", chainage.__doc__),
        ("axis", f"{AXIS}; within {WITHIN_M:g} m and the accuracies"),
        ("day", day.isoformat()),
        ("data_version", dataset.version),
        ("licence", f"{DATA_LICENCE}; {ATTRIBUTION}"),
        *((f"source {name}", title) for name, title in sorted(cited.items())),
    ]
    return pd.DataFrame(rows, columns=["item", "text"])
