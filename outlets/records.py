"""A selection's records as plain values: nested for GeoJSON, flat for everything else."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from layers.catalogue import THEMATIC
from layers.catalogue import layer as layer_named
from layers.partial_dates import PartialDate
from layers.sources import source_name
from layers.statuses import Event
from layers.vocabulary import ANSWERING_KINDS, STATUSES, UNDATED
from outlets.fields import Field, fields_of

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.build import FigureKey
    from layers.selection import Selection
    from layers.statuses import Statement

PROPERTIES = (
    "layer", "name_zh", "name_en", "theme", "category", "districts", "status", "status_zh", "stale",
    "last_known", "status_at", "due", "placement", "accuracy_m", "schematic", "promise", "events",
    "figures", "length_km_computed", "area_km2_computed", "licence", "sources", "notes_zh",
    "notes_en",
)  # fmt: skip
"""Properties of every GeoJSON feature, whatever its layer."""

_THEMATIC = {layer.id for layer in THEMATIC}
_DTYPES: dict[str, Any] = {
    "real": "float64",
    "bool": "boolean",
    "date": pd.ArrowDtype(pa.date32()),
}


def exported(selection: Selection, name: str) -> gpd.GeoDataFrame:
    """Return a layer's selected records with plain, JSON-ready columns.

    Returns
    -------
    Frame in WGS 84 with ``id``, :data:`PROPERTIES` and the layer's own columns; dates are ISO text
    as precise as their source, lists are lists. A background layer has no status.

    Raises
    ------
    UnknownNameError
        If there is no such layer.
    """
    layer = layer_named(name)
    frame = selection.frame(name) if name in _THEMATIC else selection.dataset.frames[name]
    named = selection.dataset.sources[name]
    plain = frame[["id", "geometry"]].copy()
    for column in (*PROPERTIES, *(extra.name for extra in layer.columns)):
        if column in frame:
            plain[column] = pd.Series(map(_plain, frame[column]), index=frame.index, dtype=object)
    own: dict[str, list[Any]] = {
        "promise": [
            [link for link, kind in links if kind in ANSWERING_KINDS] for links in frame["links"]
        ],
        "events": [
            [_event(said) for said in (*events, *undated)]
            for events, undated in zip(frame["events"], frame["undated"], strict=True)
        ],
        "figures": [{f.key: f.value for f in figures} for figures in frame["figures"]],
        "sources": [
            [
                {"id": s, "title": source_name(named[s], "zh"), "url": named[s].get("url")}
                | {"title_en": source_name(named[s], "en")}
                for s in cited
            ]
            for cited in frame["sources"]
        ],
    }
    if name in _THEMATIC:
        own["status_zh"] = [STATUSES[code].zh for code in frame["status"]]
        own["status_at"] = [selection.day.isoformat()] * len(frame)
    for column, values in own.items():
        plain[column] = pd.Series(values, index=frame.index, dtype=object)
    return plain


def _event(said: Statement) -> dict[str, Any]:
    if isinstance(said, Event):
        when = {"date": said.date.text, "qualifier": said.qualifier}
        if said.qualifier is None:
            del when["qualifier"]
    else:
        when = {"date": None, "qualifier": UNDATED}
    return when | {"status": said.status, "basis": said.basis, "source": said.source}


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


def flat(selection: Selection, name: str) -> gpd.GeoDataFrame:
    """Return a layer's selected records with one plain value in each cell.

    Lists are joined with ``;``, sources are named by their ids (the manifest and the workbook have
    the titles), an event reads ``2021-01-30 construction (report)``, a figure has name and unit.

    Returns
    -------
    Frame in WGS 84; text, float, boolean and date columns after :mod:`outlets.fields`.
    """
    nested = exported(selection, name)
    keys = selection.dataset.figure_keys
    made = nested[["id", "geometry"]].copy()
    for field in fields_of(tuple(column.name for column in layer_named(name).columns))[1:]:
        values: list[Any]
        match field.code:
            case "due_last":
                values = [PartialDate(due).last if due else None for due in nested["due"]]
            case "events":
                values = [_events_text(events) for events in nested["events"]]
            case "figures":
                values = [_figures_text(held, keys) for held in nested["figures"]]
            case "sources":
                values = [";".join(source["id"] for source in cited) for cited in nested["sources"]]
            case "status_at":
                days = nested.get("status_at", [None] * len(nested))
                values = [selection.day if day else None for day in days]
            case code:
                values = [_one(value) for value in nested.get(code, [None] * len(nested))]
        made[field.code] = _column(values, field, made.index)
    return made[["id", *(c for c in made.columns if c not in ("id", "geometry")), "geometry"]]


def _column(values: list[Any], field: Field, index: pd.Index[Any]) -> pd.Series[Any]:
    if field.kind == "text":
        # As objects: a column of text would turn None into NaN.
        return pd.Series([value or None for value in values], index=index, dtype=object)
    return pd.Series(pd.array(values, dtype=_DTYPES[field.kind]), index=index)


def _one(value: Any) -> Any:  # noqa: ANN401 - a cell of any column
    return ";".join(map(str, value)) if isinstance(value, list) else value


def _figures_text(held: dict[str, float], keys: dict[str, FigureKey]) -> str:
    return ";".join(f"{keys[key].label.zh} {keys[key].value(held[key], 'zh')}" for key in held)


def _events_text(events: list[dict[str, Any]]) -> str:
    return ";".join(
        f"{event['date'] or UNDATED} {event['status']} ({event['basis']})" for event in events
    )
