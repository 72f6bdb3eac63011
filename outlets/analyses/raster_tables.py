"""What a raster says of districts as a table: the same rows on the page and in the CSV."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from geo.exports.spreadsheets import csv_table
from layers.vocabulary import Term, terms

if TYPE_CHECKING:
    import pandas as pd

    from layers.vocabulary import Language
    from outlets.analyses.raster_runs import RasterAnswer

Cell = str | float

HEADINGS = terms(
    zone=("区域", "Area"),
    area_km2=("面积（平方公里）", "Area [km²]"),
    valid_share=("有值占比（%）", "With a value [%]"),
    mean=("平均值", "Mean"),
    min=("最小值", "Minimum"),
    max=("最大值", "Maximum"),
    sum=("合计", "Sum"),
    class_km2=("类别 {value}（平方公里）", "Class {value} [km²]"),
    source=("来源与许可", "Source and licence"),
    raster=("栅格", "Raster"),
    method=("方法", "Method"),
)

_FACTORS = {"valid_share": 100.0}
"""A share of 0 to 1 is shown in percent."""

WHOLE = Term("districts", "十二个区县（市）合计", "The twelve districts and counties together")

METHOD = Term(
    "method",
    "区界按所画轮廓切分像元，像元按落入轮廓的精确比例计（exactextract）；经纬度栅格及面积变形的投影（如网络墨卡托）"
    "的像元，平均值和类别面积按其实地面积加权。"
    "合计为像元值按比例相加，不加权，仅对计数类数值（如像元内人口）有意义，对密度、高程无意义。面积为椭球面面积。"
    "功能区与所在区县重叠，不计入合计；区界不作划界依据。",
    "Cells are cut by the outlines as drawn and count by the exact fraction inside "
    "(exactextract); in means and areas of classes, cells of a grid in degrees or of a projection "
    "that stretches areas (Web Mercator) are weighted by their area on the ground. A sum adds the "
    "cells' values by that fraction, without weights, and means something only for counts (people "
    "in a cell), not for densities or heights. Areas are geodesic. Functional "
    "zones overlap their host districts and are not in the total; outlines are not for boundary "
    "demarcation.",
)


def table_of(answer: RasterAnswer, language: Language) -> tuple[list[str], list[list[Cell]]]:
    """Return headings, and a row for each area, unrounded; a missing value is NaN.

    The last row is the twelve districts and counties together: functional zones overlap them.
    """
    table, classes = answer.summary.table, answer.summary.classes
    columns = ["area_km2", "valid_share"]
    if answer.look.kind == "values":
        columns += ["mean", "min", "max", "sum"]
    headings = [
        HEADINGS["zone"].label(language),
        *(_headed(name, language, answer.unit) for name in columns),
    ]
    headings += [
        HEADINGS["class_km2"].label(language).format(value=f"{value:g}")
        for value in classes.columns
    ]
    zones = answer.question.zones
    names = zones["name_zh" if language == "zh" else "name_en"]
    numbers = table[columns].mul([_FACTORS.get(name, 1.0) for name in columns])
    every = zip(names, numbers.to_numpy().tolist(), classes.to_numpy().tolist(), strict=True)
    rows: list[list[Cell]] = [[name, *own, *of_classes] for name, own, of_classes in every]
    counties = zones["category"] == "district"
    if counties.any():
        whole = _together(table[counties])
        own = [whole[name] * _FACTORS.get(name, 1.0) for name in columns]
        rows.append([WHOLE.label(language), *own, *classes[counties].sum()])
    return headings, rows


def _together(parts: pd.DataFrame) -> dict[str, float]:
    """Put areas that do not overlap together, each by its area that has a value."""
    weight = parts["area_km2"] * parts["valid_share"]
    found = {"area_km2": float(parts["area_km2"].sum())}
    found["valid_share"] = float(weight.sum()) / found["area_km2"]
    if "mean" in parts:
        held = parts[weight > 0]
        share = weight[weight > 0]
        found["mean"] = float(np.average(held["mean"], weights=share)) if len(held) else math.nan
        found |= {"min": held["min"].min(), "max": held["max"].max(), "sum": held["sum"].sum()}
    return found


def csv_of(answer: RasterAnswer, language: Language) -> bytes:
    """Return the table as CSV that Excel opens correctly, with source and method in every row."""
    headings, rows = table_of(answer, language)
    asked = answer.question
    last = [asked.name, asked.credit, METHOD.label(language)]
    written = [[*map(_kept, row), *last] for row in rows]
    more = [HEADINGS[name].label(language) for name in ("raster", "source", "method")]
    return csv_table([*headings, *more], written)


def shown(cell: Cell) -> str:
    """Return a cell as the page shows it: four digits that count, — for what is missing."""
    if isinstance(cell, str):
        return cell
    if not math.isfinite(cell):
        return "—"
    exact, cell = cell, float(f"{cell:.4g}")
    if cell == 0 or abs(cell) >= 1000:  # noqa: PLR2004 - four digits before the point
        return f"{cell:,.0f}" if cell == 0 else f"{exact:,.0f}"
    return f"{cell:,.{max(3 - math.floor(math.log10(abs(cell))), 0)}f}"


def _kept(cell: Cell) -> str | float:
    """Return a cell as the CSV keeps it: exact, empty for what is missing."""
    if isinstance(cell, str):
        return cell
    return round(float(cell), 6) if math.isfinite(cell) else ""


def _headed(name: str, language: Language, unit: str) -> str:
    said = HEADINGS[name].label(language)
    return f"{said} [{unit}]" if unit and name in {"mean", "min", "max"} else said
