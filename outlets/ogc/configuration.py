"""pygeoapi's configuration, made from the layer catalogue and the data: there is no second list."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from layers.catalogue import CATALOGUE
from outlets.ogc.parameters import DEFAULT_ITEMS, MOST_ITEMS
from outlets.ogc.reference_systems import CRS84, SYSTEMS
from outlets.ogc.table import fields_of
from outlets.ogc.tilesets import MVT

if TYPE_CHECKING:
    from datetime import date

    from layers.build import Dataset
    from layers.layer import Layer

TITLE = {"zh": "郑图：郑州市规划图层", "en": "Zhengtu: planning layers of Zhengzhou"}
DESCRIPTION = {
    "zh": "2021年郑州市政府工作报告中有空间位置的承诺：在何处、承诺了什么、此后进展、可信程度。"
    "报告文本不全（自第二部分起）。不作划界依据。",
    "en": "The spatial promises of Zhengzhou's 2021 Government Work Report: where, what was "
    "promised, what has happened since, and how sure we are. The report that we have is partial "
    "(from section 二). Not for boundary demarcation.",
}
_KEYWORDS = {"zh": ["郑州", "规划"], "en": ["Zhengzhou", "planning"]}
_LICENCE = "https://opendatacommons.org/licenses/odbl/1-0/"


def configuration(dataset: Dataset, *, url: str) -> dict[str, Any]:
    """Make the configuration.

    Parameters
    ----------
    dataset
        Where extents are taken from.
    url
        Address of the service; requests carry their own.
    """
    named = {"name": "Zhengtu 郑图", "url": url}
    return {
        "server": {
            "url": url,
            "languages": ["zh", "en"],
            "limits": {"default_items": DEFAULT_ITEMS, "max_items": MOST_ITEMS},
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "bind": {"host": "127.0.0.1", "port": 0},
        },
        "logging": {"level": "CRITICAL"},
        "metadata": {
            "identification": {
                "title": TITLE,
                "description": DESCRIPTION,
                "keywords": _KEYWORDS,
                "keywords_type": "theme",
                "terms_of_service": _LICENCE,
                "url": url,
            },
            "license": {"name": "ODbL-1.0", "url": _LICENCE},
            "provider": named,
            "contact": named,
        },
        "resources": {layer.id: _resource(dataset, layer) for layer in CATALOGUE},
    }


def _resource(dataset: Dataset, layer: Layer) -> dict[str, Any]:
    return {
        "type": "collection",
        "title": {"zh": layer.title.zh, "en": layer.title.en},
        "description": {"zh": layer.summary.zh, "en": layer.summary.en},
        "keywords": _KEYWORDS,
        "links": [{"type": "text/html", "rel": "license", "title": "ODbL-1.0", "href": _LICENCE}],
        "extents": {"spatial": {"bbox": _bounds(dataset, layer), "crs": CRS84}}
        | _period(dataset, layer),
        "providers": [
            {
                "type": "feature",
                "name": "outlets.ogc.provider.LayerProvider",
                "data": layer.id,
                "id_field": "id",
                "title_field": "name_zh",
                # Only these are queryable; the others are objects.
                "properties": [
                    name for name, field in fields_of(layer.id).items() if field.kind != "nested"
                ],
                "crs": list(SYSTEMS),
                "storage_crs": CRS84,
            },
            {
                "type": "tile",
                "name": "outlets.ogc.tiles.TileProvider",
                "data": layer.id,
                "format": {"name": "mvt", "mimetype": MVT},
            },
        ],
    }


def _bounds(dataset: Dataset, layer: Layer) -> list[float]:
    return [round(float(value), 5) for value in dataset.frames[layer.id].total_bounds]


def _period(dataset: Dataset, layer: Layer) -> dict[str, Any]:
    """Return from when on statuses are known; a background layer has none."""
    days: list[date] = [
        event.date.first for events in dataset.frames[layer.id]["events"] for event in events
    ]
    if layer.background or not days:
        return {}
    return {"temporal": {"begin": datetime.combine(min(days), time(), tzinfo=UTC), "end": None}}
