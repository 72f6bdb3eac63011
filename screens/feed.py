"""The current dataset as the payload that the routes serve, made once."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from layers import symbols
from layers.catalogue import CATALOGUE
from layers.store import current_store
from screens.basemaps import read_settings
from screens.payload import LayerFeed, build

if TYPE_CHECKING:
    from layers.build import Dataset
    from screens.payload import Payload

_LOCK = threading.Lock()
_PAYLOADS: WeakKeyDictionary[Dataset, Payload] = WeakKeyDictionary()


def current_payload() -> Payload:
    """Return the payload of the current dataset.

    Raises
    ------
    DataError
        If the source tables have blocking issues.
    """
    dataset = current_store().dataset()
    with _LOCK:
        if dataset not in _PAYLOADS:
            _PAYLOADS[dataset] = _build(dataset)
        return _PAYLOADS[dataset]


def _build(dataset: Dataset) -> Payload:
    feeds = []
    lines = dataset.frames["metro"]
    colours = dict(zip(lines["id"], lines["colour"], strict=True))
    for layer in CATALOGUE:
        frame = dataset.frames[layer.id]
        if "phases" in frame:
            seen = [
                list(dict.fromkeys(colours[p] for p in phases if colours.get(p)))
                for phases in frame["phases"]
            ]
            frame = frame.assign(colours=seen)
        feeds.append(
            LayerFeed(
                id=layer.id, title_zh=layer.title.zh, title_en=layer.title.en,
                background=layer.background, frame=frame,
            )
        )  # fmt: skip
    used = sorted({colour for colour in colours.values() if colour})
    return build(feeds, symbols=symbols.table(colours=used), settings=read_settings())
