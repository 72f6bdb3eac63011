"""The OpenAPI document, from the same declarations that read the parameters.

pygeoapi writes one as well, but it refers to schemas on other hosts and describes what is not
served; whoever reads this one needs nothing else.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from layers.catalogue import CATALOGUE
from outlets.ogc.configuration import DESCRIPTION, TITLE
from outlets.ogc.parameters import COMMON, ITEM, TILE, items_parameters
from outlets.ogc.table import fields_of
from outlets.ogc.tiles import MOST_ZOOM, SCHEMES
from outlets.ogc.tilesets import MVT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.layer import Layer
    from layers.vocabulary import Language
    from outlets.ogc.parameters import Parameter

_ERRORS = {
    "400": "A parameter is unknown or malformed.",
    "404": "There is no such collection or record.",
    "405": "The service is read-only.",
    "503": "The answer took too long, or the data cannot be read.",
}


def document(*, base: str, language: Language) -> dict[str, Any]:
    """Make the document.

    Parameters
    ----------
    base
        Address of the service.
    language
        Language of titles and descriptions.
    """
    paths = {
        "/": _operation("landing", COMMON, "application/json", language=language),
        "/openapi": _operation("openapi", COMMON, "application/vnd.oai.openapi+json;version=3.0",
                               language=language),
        "/conformance": _operation("conformance", COMMON, "application/json", language=language),
        "/tileMatrixSets": _operation("tileMatrixSets", COMMON, "application/json",
                                      language=language),
        "/tileMatrixSets/{tileMatrixSetId}": _operation("tileMatrixSet", COMMON,
                                                        "application/json", language=language),
        "/collections": _operation("collections", COMMON, "application/json", language=language),
    }  # fmt: skip
    for layer in CATALOGUE:
        paths |= _collection(layer, language)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": TITLE[language],
            "description": DESCRIPTION[language],
            "version": "1.0",
            "license": {"name": "ODbL-1.0", "url": "https://opendatacommons.org/licenses/odbl/1-0/"},
        },
        "servers": [{"url": base}],
        "tags": [
            {"name": layer.id, "description": layer.label(language)} for layer in CATALOGUE
        ],
        "paths": paths,
        "components": {"schemas": {"exception": _EXCEPTION, "features": _FEATURES}},
    }  # fmt: skip


def _collection(layer: Layer, language: Language) -> dict[str, Any]:
    path, said = f"/collections/{layer.id}", partial(_operation, layer=layer, language=language)
    items = items_parameters(fields_of(layer.id))
    features, tiles = f"{path}/items", f"{path}/tiles"
    return {
        path: said(layer.id, COMMON, "application/json"),
        f"{path}/schema": said(f"{layer.id}.schema", COMMON, _SCHEMA),
        f"{path}/queryables": said(f"{layer.id}.queryables", COMMON, _SCHEMA),
        features: said(f"{layer.id}.items", items, _GEOJSON),
        f"{features}/{{featureId}}": said(f"{layer.id}.item", ITEM, _GEOJSON),
        tiles: said(f"{layer.id}.tilesets", COMMON, "application/json"),
        f"{tiles}/{{tileMatrixSetId}}": said(f"{layer.id}.tileset", COMMON, "application/json"),
        f"{tiles}/{{tileMatrixSetId}}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}": said(
            f"{layer.id}.tile", TILE, MVT
        ),
    }


_SCHEMA, _GEOJSON = "application/schema+json", "application/geo+json"


def _operation(
    name: str,
    parameters: Sequence[Parameter],
    media_type: str,
    *,
    language: Language,
    layer: Layer | None = None,
) -> dict[str, Any]:
    described = [_parameter(parameter, language) for parameter in parameters]
    described = [*_PATHS.get(name.rpartition(".")[2], ()), *described]
    schema = {"$ref": "#/components/schemas/features"} if name.endswith(".items") else _ANY
    content = {media_type: {"schema": schema}, "text/html": {"schema": {"type": "string"}}}
    answers: dict[str, Any] = {"200": {"description": "OK", "content": content}}
    if media_type == MVT:
        tile = {"schema": {"type": "string", "format": "binary"}}
        answers = {
            "200": {"description": "OK", "content": {MVT: tile}},
            "204": {"description": "Nothing lies in this tile."},
        }
    return {
        "get": {
            "operationId": name,
            "summary": layer.label(language) if layer else TITLE[language],
            "description": layer.summary.label(language) if layer else DESCRIPTION[language],
            "tags": [layer.id] if layer else [],
            "parameters": described,
            "responses": answers | _refusals(),
        }
    }


def _parameter(parameter: Parameter, language: Language) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "required": False,
        "description": parameter.zh if language == "zh" else parameter.en,
        "schema": parameter.schema,
        "style": "form",
        "explode": False,
    }


def _refusals() -> dict[str, Any]:
    content = {
        "application/json": {"schema": {"$ref": "#/components/schemas/exception"}},
        "text/html": {"schema": {"type": "string"}},
    }
    return {status: {"description": said, "content": content} for status, said in _ERRORS.items()}


_ANY = {"type": "object"}
_IDENTIFIER = {
    "name": "featureId", "in": "path", "required": True, "description": "id",
    "schema": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
}  # fmt: skip
_MATRIX_SET = {
    "name": "tileMatrixSetId", "in": "path", "required": True, "description": "id",
    "schema": {"type": "string", "enum": list(SCHEMES)},
}  # fmt: skip
_PLACE = tuple(
    {"name": name, "in": "path", "required": True, "description": said,
     "schema": {"type": "integer", "minimum": 0, "maximum": most}}
    for name, said, most in (
        ("tileMatrix", "zoom", MOST_ZOOM),
        ("tileRow", "row, from the top", (1 << MOST_ZOOM) - 1),
        ("tileCol", "column, from the left", (2 << MOST_ZOOM) - 1),
    )
)  # fmt: skip
_PATHS = {
    "item": (_IDENTIFIER,), "tileMatrixSet": (_MATRIX_SET,), "tileset": (_MATRIX_SET,),
    "tile": (_MATRIX_SET, *_PLACE),
}  # fmt: skip
"""Parameters in the path, by the last part of an operation's name."""

_EXCEPTION = {
    "type": "object",
    "required": ["code", "description"],
    "properties": {
        "code": {"type": "string"},
        "type": {"type": "string"},
        "status": {"type": "integer"},
        "description": {"type": "string"},
    },
}
_FEATURES = {
    "type": "object",
    "required": ["type", "features"],
    "properties": {
        "type": {"type": "string", "enum": ["FeatureCollection"]},
        "features": {"type": "array", "items": {"type": "object"}},
        "links": {"type": "array", "items": {"type": "object"}},
        "timeStamp": {"type": "string", "format": "date-time"},
        "numberMatched": {"type": "integer", "minimum": 0},
        "numberReturned": {"type": "integer", "minimum": 0},
    },
}
