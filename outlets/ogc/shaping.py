"""pygeoapi's documents as we give them: only links that lead somewhere, fields with their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.catalogue import layer as layer_named
from outlets.export import ATTRIBUTION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.vocabulary import Language
    from outlets.ogc.table import Field

_REL = "http://www.opengis.net/def/rel/ogc/1.0/"
_NOWHERE = {f"{_REL}processes", f"{_REL}job-list"}
"""Links to what is not served."""
_LINKED_DATA = "application/ld+json"
"""pygeoapi's JSON-LD names a context on another host."""

_TITLES_ZH = {
    "This document as JSON": "本文档（JSON）",
    "This document as GeoJSON": "本文档（GeoJSON）",
    "This document as HTML": "本文档（网页）",
    "The OpenAPI definition as JSON": "OpenAPI 接口说明（JSON）",
    "The OpenAPI definition as HTML": "接口说明（网页）",
    "Conformance": "符合的标准",
    "Collections": "全部图层",
    "The landing page of this server as JSON": "服务首页（JSON）",
    "The landing page of this server as HTML": "服务首页（网页）",
    "Schema of collection in JSON": "属性结构（JSON）",
    "Schema of collection in HTML": "属性结构（网页）",
    "Queryables for this collection as JSON": "可查询属性（JSON）",
    "Queryables for this collection as HTML": "可查询属性（网页）",
    "Items as GeoJSON": "记录（GeoJSON）",
    "Items as HTML": "记录（网页）",
    "Tiles as JSON": "矢量瓦片（JSON）",
    "Tiles as HTML": "矢量瓦片（网页）",
    "The list of supported tiling schemes as JSON": "瓦片方案（JSON）",
    "The list of supported tiling schemes as HTML": "瓦片方案（网页）",
    "TileMatrixSet definition in JSON": "瓦片方案定义（JSON）",
    "Items (prev)": "上一页",
    "Items (next)": "下一页",
}
"""pygeoapi titles its links in English."""


def shaped(
    document: dict[str, Any], *, base: str, fields: Mapping[str, Field], language: Language
) -> dict[str, Any]:
    """Put a document in shape.

    Parameters
    ----------
    document
        What pygeoapi made.
    base
        Address of the service.
    fields
        Fields of the collection, for schemas.
    language
        Language of the fields' names.
    """
    for tiles in document.get("tilesets", ()):
        scheme = tiles["tileMatrixSetURI"].rpartition("/")[2]
        tiles["title"] = f"{layer_named(tiles['title']).label(language)} ({scheme})"
        for link in tiles["links"]:
            if link["rel"] in {"self", "alternate"}:
                link["title"] = f"Tiles as {'HTML' if link['type'] == 'text/html' else 'JSON'}"
    for part in (document, *document.get("collections", ()), *document.get("tilesets", ())):
        if "links" in part:
            part["links"] = [_link(link, base, language) for link in part["links"] if _leads(link)]
        if "itemType" in part:
            part["attribution"] = ATTRIBUTION
    if "$schema" in document:
        for name, schema in document["properties"].items():
            if name in fields:
                schema.update(fields[name].schema(), title=fields[name].label(language))
    return document


def _leads(link: dict[str, Any]) -> bool:
    return link.get("rel") not in _NOWHERE and link.get("type") != _LINKED_DATA


def _link(link: dict[str, Any], base: str, language: Language) -> dict[str, Any]:
    """Title a link in the language, and let the one about the service lead to its map."""
    if link.get("rel") == "about":
        link = link | {"href": f"{base.rsplit('/', 1)[0]}/"}
    if "/TileMatrixSets" in link["href"]:  # the standard writes it small
        link = link | {"href": link["href"].replace("/TileMatrixSets", "/tileMatrixSets")}
    if language == "zh" and link.get("title") in _TITLES_ZH:
        link = link | {"title": _TITLES_ZH[link["title"]]}
    return link
