"""From a selection to the tables of an export: one per layer, or one sheet for all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from geo.crs import WGS84
from geo.exports import Table
from geo.exports.files import nothing_to_tell
from geo.exports.formats import CRS_TITLES
from geo.exports.positions import metres_per_unit
from layers.catalogue import layer as layer_named
from layers.sources import source_name
from layers.vocabulary import LICENCES, PLACEMENTS, THEMES
from outlets.fields import fields_of
from outlets.fitting import fitted
from outlets.looks import drawing
from outlets.records import exported, flat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.exports import Target
    from geo.exports.files import Progress
    from layers.selection import Selection

CSV_COLUMNS = (
    ("id", "编号"), ("layer", "图层"), ("name_zh", "名称"), ("name_en", "英文名称"),
    ("theme", "主题"), ("category", "类别"), ("districts", "区县"), ("status", "状态"),
    ("status_at", "状态日期"), ("last_known", "最近资料"), ("stale", "可能已变化"), ("due", "期限"),
    ("placement", "定位"), ("accuracy_m", "精度（米）"),
    ("length_km_computed", "绘制长度（公里）"), ("area_km2_computed", "绘制面积（平方公里）"),
    ("figures", "公布数据"), ("promise", "承诺"), ("licence", "许可"), ("sources", "来源"),
    ("notes", "说明"),
)  # fmt: skip
"""CSV columns: code and Chinese heading; the position follows them."""

_NESTED = {"geojson", "geojsonl"}
_LOOKING = {"kml", "kmz", "dxf"}


def tables_of(
    selection: Selection,
    layers: Sequence[str],
    target: Target,
    *,
    progress: Progress = nothing_to_tell,
) -> tuple[list[Table], list[dict[str, Any]]]:
    """Return what a format is to hold.

    Parameters
    ----------
    selection
        Records.
    layers
        Ids of the layers wanted, in order.
    target
        Format, CRS and encoding.
    progress
        Told before each layer; may raise CancelledError.

    Returns
    -------
    Tables, and notices on what was renamed, split or replaced to fit.

    Raises
    ------
    UnknownNameError
        If there is no such layer.
    """
    if target.format.id == "csv":
        return [_one_sheet(selection, layers, target, progress)], []
    notices: list[dict[str, Any]] = []
    tables = []
    for done, name in enumerate(layers):
        progress("collect", done, len(layers))
        table, said = _layer_table(selection, name, target)
        tables.append(table)
        notices += [{"layer": name} | notice for notice in said]
    if target.format.id == "xlsx":
        tables += [_sources(selection, layers), _field_list(layers)]
    return tables, notices


def _layer_table(
    selection: Selection, name: str, target: Target
) -> tuple[Table, list[dict[str, Any]]]:
    layer = layer_named(name)
    nested = exported(selection, name)
    table = Table(name=name, title=layer.title.zh, frame=nested, summary=layer.summary.zh)
    if target.format.id in _NESTED:
        return table, []
    frame = flat(selection, name)
    if target.format.id in _LOOKING:
        own_colours = target.format.id != "dxf"
        look, styles = drawing(frame, nested, name, own_colours=own_colours)
        return replace(table, frame=frame, drawing=look, styles=styles), []
    if target.format.id == "xlsx":
        own = tuple(column.name for column in layer.columns)
        headings = {f.code: f.label(selection.view.language) for f in fields_of(own)}
        return replace(table, frame=frame, headings=headings | position_headings(target)), []
    frame, notices = fitted(frame, target)
    return replace(table, frame=frame), notices


def position_headings(target: Target) -> dict[str, str]:
    """Name the columns that hold a point on the shape; a shifted one says so."""
    degrees = metres_per_unit(target.crs) > 1
    words = ("经度", "纬度") if degrees else ("东坐标（米）", "北坐标（米）")
    where = "WGS 84" if target.crs == WGS84 else f"{target.crs} {CRS_TITLES[target.crs]}"
    return {"x": f"{words[0]} {where}", "y": f"{words[1]} {where}", "wkt": f"WKT {where}"}


def _one_sheet(
    selection: Selection, layers: Sequence[str], target: Target, progress: Progress
) -> Table:
    parts = []
    for done, name in enumerate(layers):
        progress("collect", done, len(layers))
        parts.append(_sheet_rows(selection, name))
    codes = [code for code, _ in CSV_COLUMNS]
    rows = pd.concat(parts, ignore_index=True) if parts else None
    if rows is None or rows.empty:
        rows = gpd.GeoDataFrame({code: [] for code in codes}, geometry=[], crs=WGS84)
    frame = gpd.GeoDataFrame(rows[[*codes, "geometry"]], crs=WGS84)
    headings = dict(CSV_COLUMNS) | position_headings(target)
    return Table(name="zhengtu", title="郑图", frame=frame, headings=headings)


def _sheet_rows(selection: Selection, name: str) -> gpd.GeoDataFrame:
    """Return a layer's rows in words."""
    layer = layer_named(name)
    nested, frame = exported(selection, name), flat(selection, name)
    words: dict[str, list[Any]] = {
        "layer": [layer.title.zh] * len(frame),
        "theme": [THEMES[code].zh for code in frame["theme"]],
        "category": [layer.categories[code].zh for code in frame["category"]],
        "districts": ["；".join(named) for named in nested["districts"]],
        "status": frame["status_zh"].tolist(),
        # A background layer has no status.
        "status_at": list(nested.get("status_at", [None] * len(frame))),
        "stale": ["是" if stale else "" for stale in nested.get("stale", [None] * len(frame))],
        "placement": [PLACEMENTS[code].zh for code in frame["placement"]],
        "figures": [_semicolons(text) for text in frame["figures"]],
        "promise": [_semicolons(text) for text in frame["promise"]],
        "licence": [LICENCES[code].zh for code in frame["licence"]],
        "sources": ["；".join(source["title"] for source in cited) for cited in nested["sources"]],
        "notes": frame["notes_zh"].tolist(),
    }
    made = {
        code: pd.Series(words[code], index=frame.index, dtype=object)
        if code in words else frame[code] for code, _ in CSV_COLUMNS
    }  # fmt: skip
    return gpd.GeoDataFrame(pd.DataFrame(made), geometry=frame.geometry)


def _semicolons(text: str | None) -> str:
    return (text or "").replace(";", "；")


def _sources(selection: Selection, layers: Sequence[str]) -> Table:
    rows = [
        (layer_named(name).title.zh, source["id"], source_name(source, "zh"),
         source_name(source, "en"),
         str(source.get("date") or "") or None, source.get("url"), source.get("licence"))
        for name in layers for source in selection.dataset.sources[name].values()
    ]  # fmt: skip
    columns = (
        "图层 Layer", "编号 Id", "名称 Title", "英文名称 Title (English)", "日期 Date",
        "网址 Address", "许可 Licence",
    )  # fmt: skip
    return _plain_table("sources", "来源 Sources", columns, rows)


def _field_list(layers: Sequence[str]) -> Table:
    own = {column.name: None for name in layers for column in layer_named(name).columns}
    rows = [(field.code, field.zh, field.en, field.alias) for field in fields_of(tuple(own))]
    columns = ("字段 Field", "中文 Chinese", "英文 English", "SHP 字段名 Shapefile alias")
    return _plain_table("fields", "字段 Fields", columns, rows)


def _plain_table(
    name: str, title: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> Table:
    frame = pd.DataFrame(rows, columns=list(columns), dtype=object)
    return Table(name=name, title=title, frame=frame)
