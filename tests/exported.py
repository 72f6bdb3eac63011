"""A layer of every kind of shape, and its way into a file and back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
from shapely.geometry import LineString, MultiLineString, MultiPoint, Point, Polygon, box

from geo.crs import WGS84
from geo.exports import Style, Table, prepare, read_back, write

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exports import Comparison, Target

NAMES = ["郑州东站", "“二七”<广场> & 德化街", "=1+1", 'Zhengzhou, "east"', "金水河\n支流", None]
SHAPES = [
    Point(113.62, 34.75),
    LineString([(113.6, 34.7), (113.61, 34.72), (113.65, 34.71)]),
    Polygon(box(113.6, 34.6, 113.7, 34.7).exterior, [box(113.64, 34.64, 113.66, 34.66).exterior]),
    MultiPoint([(113.5, 34.5), (113.51, 34.52)]),
    MultiLineString([[(113.5, 34.6), (113.51, 34.61)], [(113.52, 34.6), (113.53, 34.61)]]),
    None,
]
DAYS = [dt.date(2021, 1, 30), None, dt.date(2022, 12, 31)] * 2


def table(*shapes: Any, crs: str | None = WGS84, **changes: Any) -> Table:
    shapes = shapes or tuple(SHAPES)
    count = len(shapes)
    ids = [f"r-{index}" for index in range(count)]
    held = {
        "id": pd.Series(ids, dtype=object),
        "name_zh": pd.Series((NAMES * 9)[:count], dtype=object),
        "day": pd.Series((DAYS * 9)[:count], dtype=pd.ArrowDtype(pa.date32())),
        "size_km": np.linspace(0.1, 7.25, count),
        "stale": np.arange(count) % 2 == 0,
        **changes,
    }
    frame = gpd.GeoDataFrame(held, geometry=list(shapes), crs=crs)
    style = Style(code="METRO_CON", title="轨道交通 在建", colour="#b23413", dash=(11, 5))
    drawing = pd.DataFrame(
        {"style": "METRO_CON", "label": frame["name_zh"].str.replace("\n", " "),
         "begin": "2021-01-30", "end": None}, index=frame.index,
    )  # fmt: skip
    return Table(
        name="metro", title="轨道交通线路", summary="各线各期", frame=frame, drawing=drawing,
        styles={"METRO_CON": style},
        headings={"name_zh": "名称", "x": "x", "y": "y", "wkt": "WKT"},
    )  # fmt: skip


def round_trip(source: Table, folder: Path, wanted: Target) -> list[Comparison]:
    folder.mkdir(exist_ok=True)
    prepared = prepare([source], wanted)
    made = write(prepared.tables, folder, stem="zhengtu", target=wanted)
    assert made
    return read_back(prepared.tables, folder, stem="zhengtu", target=wanted)
