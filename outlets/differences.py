"""What is different between two sides, as a list (CSV) or as a map (GeoJSON)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely

from geo.errors import UnknownNameError
from geo.exports.spreadsheets import csv_table
from layers.catalogue import layer as layer_named
from layers.changes import COMMITMENTS, changes_frame
from layers.ledger import ledger_of
from layers.sources import source_name, titled
from layers.vocabulary import BASES, CHANGES, QUALIFIERS, STATUSES

if TYPE_CHECKING:
    from layers.build import Dataset
    from layers.comparison import Comparison

MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "geojson": "application/geo+json"}
"""Formats on offer and their media types."""

HEADINGS = (
    ("record", "编号"), ("layer", "图层"), ("name_zh", "名称"), ("name_en", "英文名称"),
    ("kind_zh", "差异"), ("before_zh", "左侧状态"), ("after_zh", "右侧状态"), ("date", "日期"),
    ("qualifier_zh", "日期限定"), ("loose", "可能更早"), ("due", "期限"), ("basis_zh", "依据"),
    ("source_title", "来源"), ("promise", "承诺"),
)  # fmt: skip
"""Columns of the list: code and Chinese heading."""

_DECIMALS = 7
"""Of a degree, about a centimetre (RFC 7946 advises six)."""


def differences_file(comparison: Comparison, kind: str) -> tuple[str, bytes]:
    """Write the differences.

    Parameters
    ----------
    comparison
        Both sides.
    kind
        ``csv`` or ``geojson``.

    Returns
    -------
    Name of the file, and its content.

    Raises
    ------
    UnknownNameError
        If there is no such format.
    """
    if kind not in MEDIA_TYPES:
        raise UnknownNameError(
            "There is no download {name}; there are {known}.",
            name=kind, known=", ".join(MEDIA_TYPES),
        )  # fmt: skip
    rows = difference_rows(comparison)
    days = "_".join(day.isoformat() for day in (comparison.left.day, comparison.right.day))
    name = f"zhengtu_differences_{days}.{kind}"
    if kind == "csv":
        cells = [[row[code] for code, _ in HEADINGS] for row in rows]
        return name, csv_table([heading for _, heading in HEADINGS], cells)
    return name, _collection(comparison, rows)


def difference_rows(comparison: Comparison) -> list[dict[str, Any]]:
    """Return every difference with codes and words; dates are text, as precise as their source."""
    dataset = comparison.right.dataset
    subjects = {c.id: c for c in ledger_of(dataset).commitments}
    named = {
        row.id: (row.name_zh, row.name_en)
        for frame in dataset.frames.values()
        for row in frame[["id", "name_zh", "name_en"]].itertuples()
    }
    named |= {c.id: (c.subject_zh, c.subject_en) for c in subjects.values()}
    rows = [
        {str(code): value for code, value in row.items()}
        for row in changes_frame(comparison.differences).to_dict("records")
    ]
    for row in rows:
        row["name_zh"], row["name_en"] = named[row["record"]]
        row["kind_zh"] = CHANGES[row["kind"]].zh
        for code in ("before", "after"):
            row[f"{code}_zh"] = STATUSES[row[code]].zh
        row["qualifier_zh"] = QUALIFIERS[row["qualifier"]].zh if row["qualifier"] else None
        row["basis_zh"] = BASES[row["basis"]].zh if row["basis"] else None
        row["source_title"] = _source(dataset, row)
        if row["layer"] != COMMITMENTS:
            row["layer_title"] = layer_named(row["layer"]).title.zh
    return rows


def _source(dataset: Dataset, row: dict[str, Any]) -> str | None:
    if row["source"] is None:
        return None
    for cited in [row["layer"]] if row["layer"] in dataset.sources else dataset.sources:
        if (found := dataset.sources[cited].get(row["source"])) is not None:
            return source_name(found, "zh")
    return source_name(titled({"id": row["source"]}), "zh")


def _collection(comparison: Comparison, rows: list[dict[str, Any]]) -> bytes:
    dataset = comparison.right.dataset
    shapes = {
        name: shape
        for layer in comparison.right.index.layers
        for name, shape in zip(
            dataset.frames[layer]["id"], dataset.frames[layer].geometry, strict=True
        )
    }
    collection = {
        "type": "FeatureCollection",
        "left": comparison.left.day.isoformat(),
        "right": comparison.right.day.isoformat(),
        "data_version": dataset.version,
        "licence": "ODbL-1.0",
        "attribution": "© OpenStreetMap contributors; Zhengtu",
        "features": [
            {
                "type": "Feature",
                "id": f"{row['record']}~{row['kind']}",
                "geometry": _geometry(shapes.get(row["record"])),
                "properties": {code: value for code, value in row.items() if value is not None},
            }
            for row in rows
        ],
    }
    return json.dumps(collection, ensure_ascii=False, allow_nan=False).encode()


def _geometry(shape: shapely.Geometry | None) -> Any:  # noqa: ANN401 - JSON
    if shape is None:
        return None
    turned = shapely.orient_polygons(shapely.set_precision(shape, 10**-_DECIMALS, "pointwise"))
    return json.loads(shapely.to_geojson(turned))
