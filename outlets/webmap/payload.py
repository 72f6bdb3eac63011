"""The layers as they go to the browser: built once, compressed once, shared by every session.

The map reads a layer as columns (:mod:`outlets.webmap.columns`). Whoever asks for it by its other
address gets the same as a GeoJSON FeatureCollection (WGS 84): features in row order, the unlocated
ones with a null geometry.
"""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from layers.catalogue import CATALOGUE
from layers.network import line_colours
from layers.store import current_store
from layers.symbols import table
from outlets.blobs import Blob
from outlets.webmap.basemaps import BasemapError, MapSettings, read_settings
from outlets.webmap.columns import columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import geopandas as gpd

    from layers.build import Dataset

CARRIED = (
    "name_zh", "name_en", "short_zh", "short_en", "line_zh", "line_en",
    "category", "placement", "accuracy_m", "colour", "colours",
)  # fmt: skip
"""Columns of a frame that the map needs; everything else stays on the server."""


@dataclass(frozen=True, kw_only=True)
class LayerFeed:
    """One layer to be served.

    Parameters
    ----------
    id, title_zh, title_en
        Name on the wire and on the legend.
    background
        True for the quiet base, which no filter touches.
    frame
        Records in row order, EPSG:4326; columns ``id`` and those of :data:`CARRIED`, and for
        thematic layers ``steps`` (see :func:`layers.statuses.steps`).
    """

    id: str
    title_zh: str
    title_en: str
    background: bool
    frame: gpd.GeoDataFrame


@dataclass(frozen=True, kw_only=True)
class Payload:
    """Everything about the data that the browser may ask for.

    Parameters
    ----------
    version
        Version of the data.
    index
        Answer of ``/api/layers``.
    feeds
        Layer id to its feed.
    columns
        Layer id to its columns.
    symbols
        The symbol table.
    whole
        All columns and the symbol table in one, each under its address below ``/api/``: what the
        map begins with, in one request instead of a dozen.
    fault
        What is wrong with the operator's basemap file: the map then goes without basemaps; None if
        nothing is.
    """

    version: str
    index: Blob
    feeds: Mapping[str, LayerFeed]
    columns: Mapping[str, Blob]
    symbols: Blob
    whole: Blob
    fault: BasemapError | None = None
    _made: dict[str, Blob] = field(default_factory=dict, repr=False, compare=False)

    def geojson(self, layer: str) -> Blob:
        """Return a layer as GeoJSON; made when it is first asked for."""
        if layer not in self._made:
            body = _feature_collection(self.feeds[layer])
            self._made[layer] = Blob(body, "application/geo+json")
        return self._made[layer]


def build(
    feeds: Iterable[LayerFeed], *, version: str, settings: MapSettings | None = None
) -> Payload:
    """Serialise layers for the browser.

    Parameters
    ----------
    feeds
        Layers, bottom of the map first.
    version
        Version of the data; a message counts rows in this version.
    settings
        The operator's basemaps and map review number; None for none.

    Returns
    -------
    The payload, compressed on first use.
    """
    feeds = list(feeds)
    tables = {feed.id: json_blob(columns(feed.frame, _properties(feed.frame))) for feed in feeds}
    symbols = json_blob(table(colours={c for feed in feeds for c in _colours(feed.frame)}))
    entries = [_entry(feed, tables[feed.id].digest) for feed in feeds]
    address = f"symbols.{symbols.digest}.json"
    whole = _joined(
        {address: symbols} | {entry["columns"]: tables[entry["id"]] for entry in entries}
    )
    index = {
        "version": version,
        "whole": f"map.{whole.digest}.json",
        "symbols": address,
        "layers": entries,
        **asdict(settings or MapSettings()),
    }
    return Payload(
        version=version,
        index=json_blob(index),
        feeds={feed.id: feed for feed in feeds},
        columns=tables,
        symbols=symbols,
        whole=whole,
    )


def _joined(parts: Mapping[str, Blob]) -> Blob:
    """Make one JSON object of several, each under its name."""
    bodies = (json.dumps(name).encode() + b":" + part.body for name, part in parts.items())
    return Blob(b"{" + b",".join(bodies) + b"}", "application/json")


def _colours(frame: gpd.GeoDataFrame) -> set[str]:
    """Colours that single records bring along."""
    own = set(frame["colour"].dropna()) if "colour" in frame else set()
    shared = {c for listed in frame["colours"] for c in listed} if "colours" in frame else set()
    return {str(colour) for colour in own | shared}


def json_blob(value: object) -> Blob:
    """Serialise a value as compact UTF-8 JSON."""
    return Blob(_json(value).encode(), "application/json")


def feeds_of(dataset: Dataset) -> list[LayerFeed]:
    """Every layer of a dataset, bottom of the map first; stations wear their lines' colours."""
    frames = dict(dataset.frames)
    frames["metro_stations"] = with_line_colours(frames["metro_stations"], frames["metro"])
    return [
        LayerFeed(
            id=layer.id,
            title_zh=layer.title.zh,
            title_en=layer.title.en,
            background=layer.background,
            frame=frames[layer.id],
        )
        for layer in CATALOGUE
    ]


def with_line_colours(stations: gpd.GeoDataFrame, lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add ``colours``: the official colours of the lines that call at each station."""
    colour_of = line_colours(lines)
    colours = [[colour_of[line] for line in at if line in colour_of] for at in stations["lines"]]
    return stations.assign(colours=pd.Series(colours, index=stations.index, dtype=object))


class PayloadKeeper:
    """Builds the payload of the current dataset once, for all sessions.

    Parameters
    ----------
    dataset
        Returns the current dataset; the same object until the data change.
    """

    def __init__(self, dataset: Callable[[], Dataset]) -> None:
        self._dataset = dataset
        self._lock = threading.Lock()
        self._made: tuple[Dataset, Payload] | None = None

    def __call__(self) -> Payload:
        """Return the payload of the current dataset.

        Raises
        ------
        ZhengtuError
            If the data cannot be read.
        """
        dataset = self._dataset()
        with self._lock:
            if self._made is None or self._made[0] is not dataset:
                settings, fault = _settings()
                made = build(feeds_of(dataset), version=dataset.version, settings=settings)
                self._made = (dataset, replace(made, fault=fault))
            return self._made[1]


def _settings() -> tuple[MapSettings, BasemapError | None]:
    try:
        return read_settings(), None
    except BasemapError as error:
        return MapSettings(), error


current_payload = PayloadKeeper(lambda: current_store().dataset())
"""The payload of the current store, for the whole process."""


def _entry(feed: LayerFeed, digest: str) -> dict[str, Any]:
    return {
        "id": feed.id,
        "title_zh": feed.title_zh,
        "title_en": feed.title_en,
        "columns": f"layers/{feed.id}.{digest}.json",
        "url": f"layers/{feed.id}.{digest}.geojson",
        "count": len(feed.frame),
        "kind": _kind(feed.frame),
        "background": feed.background,
    }


def _kind(frame: gpd.GeoDataFrame) -> str:
    kinds = {
        "point" if "Point" in name else "line" if "Line" in name else "polygon"
        for name in frame.geometry.dropna().geom_type
    }
    return kinds.pop() if len(kinds) == 1 else "mixed"


def _properties(frame: gpd.GeoDataFrame) -> dict[str, list[Any]]:
    """Return what the map needs of each record, plain, None where nothing is known."""
    found = {
        name: [_plain(name, value) for value in frame[name]]
        for name in (*CARRIED, "schematic", "steps")
        if name in frame.columns
    }
    return {name: values for name, values in found.items() if values.count(None) < len(values)}


def _feature_collection(feed: LayerFeed) -> bytes:
    shapes = shapely.to_geojson(np.asarray(feed.frame.geometry.array))
    properties = _properties(feed.frame)
    features = (
        _feature(name, {key: values[row] for key, values in properties.items()}, shape or "null")
        for row, (name, shape) in enumerate(zip(feed.frame["id"], shapes, strict=True))
    )
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n"
    return text.encode()


def _feature(name: str, properties: dict[str, Any], shape: str) -> str:
    said = {key: value for key, value in properties.items() if value is not None}
    return f'{{"type":"Feature","id":{_json(name)},"properties":{_json(said)},"geometry":{shape}}}'


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _plain(name: str, value: Any) -> Any:  # noqa: ANN401 - a cell of any column
    """Return what JSON can say of a cell: None for unknown, and for `schematic` unless true."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, (tuple, list, np.ndarray)):
        return [_plain(name, part) for part in value]
    if pd.isna(value) or (name == "schematic" and not value):
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value
