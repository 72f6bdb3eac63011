"""What a reader downloads: the selection as GeoJSON or CSV, zipped with a manifest."""

from __future__ import annotations

import hashlib
import io
import json
import math
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.exports import csv_table, geojson
from layers.catalogue import layer as layer_named
from layers.view import encode
from layers.vocabulary import ANSWERING_KINDS, LICENCES, PLACEMENTS, STATUSES, THEMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from layers.selection import Selection
    from layers.statuses import Event

DATA_LICENCE = "ODbL-1.0"
ATTRIBUTION = "© OpenStreetMap contributors; Zhengtu 郑图, ODbL 1.0"

PROPERTIES = (
    "layer", "name_zh", "name_en", "theme", "category", "districts", "status", "status_zh", "stale",
    "last_known", "status_at", "due", "placement", "accuracy_m", "schematic", "promise", "events",
    "figures", "length_km_computed", "area_km2_computed", "licence", "sources", "notes_zh",
    "notes_en",
)  # fmt: skip
"""Properties of every feature, whatever its layer."""

CSV_COLUMNS = (
    ("id", "编号"), ("layer", "图层"), ("name_zh", "名称"), ("name_en", "英文名称"),
    ("theme", "主题"), ("category", "类别"), ("districts", "区县"), ("status", "状态"),
    ("status_at", "状态日期"), ("last_known", "最近资料"), ("stale", "可能已变化"), ("due", "期限"),
    ("placement", "定位"), ("accuracy_m", "精度（米）"), ("lon", "经度 WGS 84"),
    ("lat", "纬度 WGS 84"), ("length_km_computed", "绘制长度（公里）"),
    ("area_km2_computed", "绘制面积（平方公里）"), ("figures", "公布数据"), ("promise", "承诺"),
    ("licence", "许可"), ("sources", "来源"), ("notes", "说明"),
)  # fmt: skip
"""CSV columns: code and Chinese heading; lon and lat are a point on the shape."""


@dataclass(frozen=True)
class Download:
    """A file to offer: its name and its bytes."""

    name: str
    data: bytes


def geojson_download(selection: Selection, layers: Sequence[str]) -> Download:
    """Zip the selected records of the given layers as GeoJSON, a file per layer, and a manifest."""
    files = {f"{name}.geojson": _geojson(selection, name) for name in layers}
    return _zipped(selection, layers, files, kind="geojson")


def csv_download(selection: Selection) -> Download:
    """Zip the selected records as one CSV table for spreadsheets, with a manifest."""
    header = [heading for _code, heading in CSV_COLUMNS]
    layers = selection.view.layers
    rows = [row for name in layers for row in _csv_rows(selection, name)]
    return _zipped(selection, layers, {"zhengtu.csv": csv_table(header, rows)}, kind="csv")


def _geojson(selection: Selection, name: str) -> bytes:
    frame = exported(selection, name)
    own = [column.name for column in layer_named(name).columns]
    return geojson(frame, [*PROPERTIES, *own])


def exported(selection: Selection, name: str) -> gpd.GeoDataFrame:
    """Return a layer's selected records with plain, JSON-ready columns.

    Returns
    -------
    Frame in WGS 84 with ``id``, :data:`PROPERTIES` and the layer's own columns; dates are ISO text
    as precise as their source, lists are lists.
    """
    frame = selection.frame(name)
    named = selection.dataset.sources[name]
    plain = frame[["id", "geometry"]].copy()
    for column in (*PROPERTIES, *(extra.name for extra in layer_named(name).columns)):
        if column in frame:
            plain[column] = pd.Series(map(_plain, frame[column]), index=frame.index, dtype=object)
    own = {
        "status_zh": [STATUSES[code].zh for code in frame["status"]],
        "status_at": [selection.day.isoformat()] * len(frame),
        "promise": [
            [link for link, kind in links if kind in ANSWERING_KINDS] for links in frame["links"]
        ],
        "events": [[_event(event) for event in events] for events in frame["events"]],
        "figures": [{f.key: f.value for f in figures} for figures in frame["figures"]],
        "sources": [
            [{"id": s, "title": named[s]["title"], "url": named[s].get("url")} for s in cited]
            for cited in frame["sources"]
        ],
    }
    for column, values in own.items():
        plain[column] = pd.Series(values, index=frame.index, dtype=object)
    return plain


def _event(event: Event) -> dict[str, Any]:
    parts = {name: getattr(event, name) for name in ("qualifier", "status", "basis", "source")}
    return {"date": event.date.text} | {k: v for k, v in parts.items() if v is not None}


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell of any column
    if isinstance(value, tuple):
        return list(value)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 6)
    if hasattr(value, "item"):
        return _plain(value.item())
    return str(value)


def _csv_rows(selection: Selection, name: str) -> list[list[object]]:
    layer = layer_named(name)
    keys = selection.dataset.figure_keys
    rows = []
    for record in exported(selection, name).itertuples():
        point = None if record.geometry is None else record.geometry.representative_point()
        cells: dict[str, object] = {
            "layer": layer.title.zh,
            "theme": THEMES[record.theme].zh,
            "category": layer.categories[record.category].zh,
            "districts": "；".join(record.districts),
            "status": record.status_zh,
            "stale": "是" if record.stale else "",
            "placement": PLACEMENTS[record.placement].zh,
            "lon": None if point is None else round(point.x, 5),
            "lat": None if point is None else round(point.y, 5),
            "figures": "；".join(
                f"{keys[key].label.zh} {keys[key].value(value, 'zh')}"
                for key, value in record.figures.items()
            ),
            "promise": "；".join(record.promise),
            "licence": LICENCES[record.licence].zh,
            "sources": "；".join(source["title"] for source in record.sources),
            "notes": record.notes_zh,
        }
        rows.append([cells.get(code, getattr(record, code, None)) for code, _ in CSV_COLUMNS])
    return rows


def _zipped(
    selection: Selection, layers: Sequence[str], files: dict[str, bytes], *, kind: str
) -> Download:
    manifest = _manifest(selection, layers, files)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in {**files, "manifest.json": manifest}.items():
            # A fixed date: the same selection gives the same bytes.
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, data, compress_type=zipfile.ZIP_DEFLATED)
    day = selection.day.isoformat()
    return Download(f"zhengtu-{kind}-{day}-{selection.dataset.version}.zip", stream.getvalue())


def _manifest(selection: Selection, layers: Sequence[str], files: dict[str, bytes]) -> bytes:
    frames = {name: selection.frame(name) for name in layers}
    held = {code for frame in frames.values() for code in frame["licence"]}
    manifest = {
        "title": "郑图 Zhengtu: 2021 Government Work Report of Zhengzhou, selected records",
        "coverage": "The report that these data answer is partial: it begins in section 二.",
        "data_version": selection.dataset.version,
        "status_at": selection.day.isoformat(),
        "filter": encode(selection.view),
        "counts": {name: len(frame) for name, frame in frames.items()},
        "crs": "EPSG:4326 (WGS 84, longitude latitude)",
        "licence": DATA_LICENCE,
        "attribution": ATTRIBUTION,
        "disclaimer": "不作划界依据 Not for boundary demarcation",
        "licences_of_records": {
            code: {"zh": term.zh, "en": term.en} for code, term in LICENCES.items() if code in held
        },
        "sources": {name: list(selection.dataset.sources[name].values()) for name in layers},
        "files": {
            name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in files.items()
        },
    }
    return json.dumps(manifest, ensure_ascii=False, indent=1, default=str).encode()
