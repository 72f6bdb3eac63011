"""The tables of coverage: shares by zone and limit, what is reached, what is left out, method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.coverage import distance, population, precision, uncertainty, walking
from geo.coverage.precision import decimals_of, rounded
from geo.streets import cleaning
from layers.catalogue import layer as layer_named
from layers.coverage import blocks_without_outline
from layers.sources import source_name
from layers.vocabulary import PLACEMENTS, STATUSES
from outlets.analyses.coverage_tags import credit_of, method_of, population_of
from outlets.analyses.coverage_words import KINDS, STRAIGHT, WALKED, WHY
from outlets.export import ATTRIBUTION, DATA_LICENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from layers.build import Dataset
    from layers.coverage import Reach
    from layers.vocabulary import Language
    from outlets.analyses.coverage import Answer

BEFORE = 16
"""A code is the class at the day plus so many times the class before."""


def share_rows(
    zones: gpd.GeoDataFrame,
    counted: pd.DataFrame,
    kinds: Sequence[Reach],
    *,
    ranges: pd.DataFrame | None,
    people: pd.DataFrame | None,
    compared: bool,
) -> pd.DataFrame:
    """Return what of each zone lies within each limit.

    Parameters
    ----------
    zones
        From :func:`layers.coverage.zones_of`.
    counted
        Area of each code in each zone [km2]; a code is a class, plus :data:`BEFORE` times the
        class at an earlier day.
    kinds
        The classes.
    ranges
        From :func:`geo.coverage.uncertainty.reach_range`.
    people
        People of each class in each zone.
    compared
        Whether there is an earlier day.

    Returns
    -------
    A row per zone and limit: ``zone``, ``kind``, ``name_zh``, ``name_en``, ``area_km2`` (of the
    zone, EPSG:4547), ``limit_m``, ``reach`` (code), ``within_km2``, ``share`` [0..1]; where known
    ``least_share``, ``most_share``; with an earlier day ``before_km2``, ``gained_km2``,
    ``lost_km2``; with a raster of people ``people``, ``people_share``.
    """
    codes = counted.columns.to_numpy(dtype=int)
    now, before = codes % BEFORE, codes // BEFORE
    areas = dict(zip(zones["id"], zones.area / 1e6, strict=True))
    rows: list[dict[str, Any]] = []
    for zone in zones.itertuples():
        sizes = counted.loc[zone.id].to_numpy(dtype=float)
        for kind in kinds[:-1]:
            inside = (now >= 1) & (now <= kind.code)
            row = {
                "zone": zone.id, "kind": zone.kind, "name_zh": zone.name_zh,
                "name_en": zone.name_en, "area_km2": areas[zone.id], "limit_m": kind.limit_m,
                "reach": kind.code, "within_km2": sizes[inside].sum(),
            }  # fmt: skip
            row["share"] = row["within_km2"] / areas[zone.id]
            if compared:
                earlier = (before >= 1) & (before <= kind.code)
                row |= _change(sizes, inside, earlier)
            if people is not None:
                row |= _people(people.loc[zone.id], kind)
            rows.append(row)
    table = pd.DataFrame(rows)
    return table if ranges is None else _with_ranges(table, ranges)


def _change(
    sizes: NDArray[np.float64], inside: NDArray[np.bool_], earlier: NDArray[np.bool_]
) -> dict[str, float]:
    return {
        "before_km2": sizes[earlier].sum(),
        "gained_km2": sizes[inside & ~earlier].sum(),
        "lost_km2": sizes[earlier & ~inside].sum(),
    }


def _people(counted: pd.Series[float], kind: Reach) -> dict[str, float]:
    total = float(counted.sum())
    inside = float(counted[counted.index <= kind.code].sum())
    return {"people": inside, "people_share": inside / total if total else np.nan}


def _with_ranges(table: pd.DataFrame, ranges: pd.DataFrame) -> pd.DataFrame:
    found = table.merge(ranges, left_on=["zone", "limit_m"], right_on=["id", "limit_m"], how="left")
    place = list(found.columns).index("share") + 1
    for name in ("most", "least"):
        found.insert(place, f"{name}_share", found[f"{name}_km2"] / found["area_km2"])
    return found.drop(columns=["id", "least_km2", "most_km2"])


def share_sheet(found: Answer, language: Language) -> pd.DataFrame:
    """Return the shares in words: names in one language, shares in per cent, figures as believed.

    Every outlet tells these figures; :attr:`outlets.analyses.coverage.Answer.shares` is exact.
    """
    table = found.shares
    decimals = decimals_in(found)
    names = {kind.code: kind.name.label(language) for kind in found.reaches}
    shown = pd.DataFrame({
        "zone": table["zone"],
        "kind": [KINDS[code].label(language) for code in table["kind"]],
        "name": table[f"name_{language}"],
        "area_km2": _told(table["area_km2"], decimals["area"]),
        "limit_m": table["limit_m"].round(1),
        "reach": [names[code] for code in table["reach"]],
        "within_km2": _told(table["within_km2"], decimals["km2"]),
    })  # fmt: skip
    for name in ("share", "least_share", "most_share"):
        if name in table:
            shown[name] = _told(table[name] * 100, decimals["percent"])
    for name in ("before_km2", "gained_km2", "lost_km2"):
        if name in table:
            shown[name] = _told(table[name], decimals["km2"])
    if "people" in table:
        shown["people"] = [round(rounded(people)) for people in table["people"]]
        shown["people_share"] = _told(table["people_share"] * 100, decimals["percent"])
    return shown


def decimals_in(found: Answer) -> pd.DataFrame:
    """Return how many decimals of each row's figures can be believed.

    Returns
    -------
    A row for each of the answer's shares: ``area`` and ``km2`` of figures in square kilometres,
    ``percent`` of shares. Areas of a row have the same, so that what is gained can be added up.
    """
    table = found.shares
    areas, cell_km2 = table["area_km2"].to_numpy(), found.grid.cell_km2
    earlier = table["before_km2"] if "before_km2" in table else table["within_km2"]
    widest = np.maximum(table["within_km2"].to_numpy(), earlier.to_numpy())
    ranges = np.full(len(table), np.nan)
    if "least_share" in table:
        ranges = (table["most_share"] - table["least_share"]).to_numpy()
    return pd.DataFrame(
        {
            "area": decimals_of(areas, cell=cell_km2),
            "km2": decimals_of(widest, ranges=ranges * areas, cell=cell_km2),
            "percent": decimals_of(
                table["share"] * 100, ranges=ranges * 100, cell=cell_km2 / areas * 100
            ),
        },
        index=table.index,
    )


def _told(figures: pd.Series[float], decimals: pd.Series[int]) -> list[float]:
    return [round(float(figure), places) for figure, places in zip(figures, decimals, strict=True)]


def place_sheet(found: Answer, language: Language) -> pd.DataFrame:
    """Return the records that are reached, and which of them are new."""
    frame = found.places.frame
    yes, no = ("是", "否") if language == "zh" else ("yes", "no")
    sheet = pd.DataFrame({
        "id": frame["id"],
        "name_zh": frame["name_zh"],
        "name_en": frame["name_en"],
        "status": [STATUSES[code].label(language) for code in frame["status"]],
        "placement": [PLACEMENTS[code].label(language) for code in frame["placement"]],
        "accuracy_m": frame["accuracy_m"],
    })  # fmt: skip
    if found.question.since is not None:
        sheet["since"] = [yes if name in found.new else no for name in frame["id"]]
    return sheet.reset_index(drop=True)


def left_out_sheet(dataset: Dataset, found: Answer, language: Language) -> pd.DataFrame:
    """Return what does not count, and why: records without a position, blocks without an area."""
    parts = [(found.places.unlocated, "unlocated"), (blocks_without_outline(dataset), "no_outline")]
    return pd.concat(
        [
            table[["id", "name_zh", "name_en"]].assign(why=WHY[why].label(language))
            for table, why in parts
        ],
        ignore_index=True,
    )


def method_sheet(dataset: Dataset, found: Answer) -> pd.DataFrame:
    """Return how it was found and what must be known beside it: ``item``, ``text``."""
    asked = found.question
    limits = STRAIGHT if asked.network is None else WALKED
    about = [distance] if asked.network is None else [walking, cleaning]
    about += [uncertainty] if asked.network is None else []
    about += [population] if asked.population is not None else []
    about += [precision]
    rows = [
        ("limits_zh", limits.zh),
        ("limits_en", limits.en),
        ("method", method_of(asked)),
        ("layer", asked.layer),
        ("about_zh", layer_named(asked.layer).summary.zh),
        ("about_en", layer_named(asked.layer).summary.en),
        ("status_at", asked.day.isoformat()),
        ("statuses", ", ".join(asked.statuses)),
        ("since", asked.since.isoformat() if asked.since else "-"),
        ("network", credit_of(asked) or "none: straight distances only"),
        ("population", population_of(asked) or "-"),
        ("data_version", found.version),
        ("inputs_sha256", found.key),
        ("licence", f"{DATA_LICENCE}; {ATTRIBUTION}"),
        *((part.__name__, str(part.__doc__)) for part in about),
        *(
            (f"source {name}", source_name(source, "zh"))
            for name, source in sorted(dataset.sources[asked.layer].items())
        ),
    ]
    return pd.DataFrame(rows, columns=["item", "text"])
