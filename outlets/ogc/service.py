"""One request to the service, answered: parameters read, pygeoapi asked, the answer put in shape.

pygeoapi's own web applications are not used: they bring processes, jobs, STAC and pages that load
scripts from other hosts, read their configuration from files at import, and let bad input fall
through to 500. Its API functions are called directly, after every parameter has been checked.
"""

from __future__ import annotations

import copy
import hashlib
import json
import logging
import re
import threading
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from pygeoapi import api as common
from pygeoapi.api import API, APIRequest, itemtypes, tiles

from geo.errors import ZhengtuError
from layers.store import current_store
from outlets.ogc import filters
from outlets.ogc.configuration import configuration
from outlets.ogc.conformance import CLASSES
from outlets.ogc.errors import NotFoundError, ReadOnlyError, ServiceError
from outlets.ogc.openapi import document
from outlets.ogc.pages import page
from outlets.ogc.parameters import COMMON, ITEM, TILE, ask, items_parameters
from outlets.ogc.patience import patience
from outlets.ogc.provider import Asked, asking
from outlets.ogc.shaping import shaped
from outlets.ogc.table import fields_of
from outlets.ogc.tiles import MOST_ZOOM, SCHEMES, scheme_named
from outlets.ogc.tilesets import MVT, matrix_set, matrix_sets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from layers.build import Dataset
    from layers.vocabulary import Language
    from outlets.ogc.parameters import Question

_LOG = logging.getLogger(__name__)

JSON, GEOJSON, SCHEMA = "application/json", "application/geo+json", "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
HTML = "text/html; charset=utf-8"
_WEIGHT = re.compile(r"[01](\.[0-9]{0,3})?")
"""What an Accept header may write behind q=."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a web server knows of a request.

    Parameters
    ----------
    path
        Path below the service's own, "" or beginning with a slash.
    base
        Address of the service as its client knows it, without a slash at the end.
    query
        Names and values, decoded, in order.
    method
        HTTP method.
    accept, accept_language
        The two headers that choose format and language.
    say
        Says an error in a language; in English unless given.
    """

    path: str
    base: str
    query: Sequence[tuple[str, str]] = ()
    method: str = "GET"
    accept: str = ""
    accept_language: str = ""
    say: Callable[[ZhengtuError, Language], str] = lambda error, _language: str(error)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What goes back."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Found:
    """A document found: its content, its media type as JSON, its page as HTML."""

    content: dict[str, Any]
    media_type: str
    template: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Tile:
    """A tile found; empty where nothing lies in it."""

    data: bytes


def answer(request: Request) -> Answer:
    """Answer a request; whatever is wrong with it is answered too, with a 4xx status."""
    as_html, language = _wants_html(request), _language(request)
    status, headers = HTTPStatus.OK, {}
    try:
        found = _find(request, language)
        if isinstance(found, _Tile):
            return _tile_answer(found)
    except ServiceError as error:
        status, found = (
            error.status,
            _refusal(error.status, error.code, request.say(error, language)),
        )
        headers = {"Allow": "GET, HEAD, OPTIONS"} if isinstance(error, ReadOnlyError) else {}
    except ZhengtuError as error:
        status = HTTPStatus.SERVICE_UNAVAILABLE
        found = _refusal(status, "NoApplicableCode", request.say(error, language))
    except Exception:  # noqa: BLE001 - said in the log, and no traceback to the world
        _LOG.exception("The service failed at %s", request.path)
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        found = _refusal(status, "NoApplicableCode", "The service failed; see the server's log.")
    if as_html:
        body = page(found.template, found.content, base=request.base, language=language)
    else:
        body = json.dumps(found.content, ensure_ascii=False)
    headers |= {
        "Content-Type": HTML if as_html else found.media_type,
        "Content-Language": language,
        "Cache-Control": "no-cache",
        "Vary": "Accept, Accept-Language",
        **found.headers,
    }
    return Answer(status=int(status), body=body.encode(), headers=headers)


def _tile_answer(tile: _Tile) -> Answer:
    tag = hashlib.sha256(tile.data).hexdigest()[:32]
    headers = {"ETag": f'"{tag}"', "Cache-Control": "no-cache"}
    if not tile.data:
        return Answer(status=int(HTTPStatus.NO_CONTENT), body=b"", headers=headers)
    return Answer(
        status=int(HTTPStatus.OK), body=tile.data, headers=headers | {"Content-Type": MVT}
    )


def _refusal(status: int, code: str, description: str) -> _Found:
    content = {"code": code, "type": code, "status": int(status), "description": description}
    return _Found(content=content, media_type=JSON, template="error.html")


def _wants_html(request: Request) -> bool:
    """Choose the format: ``f``, else the type that the Accept header wants most, or names first."""
    asked = dict(request.query).get("f")
    if asked is not None:
        return asked == "html"
    wanted = sorted(map(_weighed, request.accept.lower().split(",")), key=lambda one: -one[1])
    types = [name for name, weight in wanted if weight > 0]
    first = next((name for name in types if name == "text/html" or name.endswith("json")), "")
    return first == "text/html"


def _weighed(part: str) -> tuple[str, float]:
    """Return the type that a part of an Accept header names, and its weight (0..1)."""
    name, *parameters = (piece.strip() for piece in part.split(";"))
    weight = next((text[2:] for text in parameters if text.startswith("q=")), "1")
    return name, float(weight) if _WEIGHT.fullmatch(weight) else 0.0


def _language(request: Request) -> Language:
    """Choose the language: ``lang``, else whichever the header names first, else Chinese."""
    asked = [value for name, value in request.query if name == "lang"]
    for tag in [*asked, *request.accept_language.lower().split(",")]:
        if tag.strip().startswith("en"):
            return "en"
        if tag.strip().startswith("zh"):
            break
    return "zh"


def _find(request: Request, language: Language) -> _Found | _Tile:
    """Find the document that a path stands for."""
    if request.method not in {"GET", "HEAD"}:
        raise ReadOnlyError("The service is read-only: GET and HEAD are allowed.")
    match request.path.strip("/").split("/"):
        case [""]:
            question = ask(request.query, COMMON)
            return _asked(common.landing_page, request, question, template="landing.html")
        case ["openapi"]:
            ask(request.query, COMMON)
            content = document(base=request.base, language=language)
            return _Found(content=content, media_type=OPENAPI, template="openapi.html")
        case ["conformance"]:
            ask(request.query, COMMON)
            content = {"conformsTo": list(CLASSES)}
            return _Found(content=content, media_type=JSON, template="conformance.html")
        case ["tileMatrixSets", *names] if len(names) < 2:  # noqa: PLR2004 - all, or one
            return _matrix_sets(request, *names)
        case ["collections"]:
            question = ask(request.query, COMMON)
            return _asked(
                common.describe_collections, request, question, template="collections.html"
            )
        case ["collections", name, *rest] if name in _api().config["resources"]:
            return _in_collection(request, name, rest)
    raise NotFoundError("There is nothing at this address; begin at {base}.", base=request.base)


def _in_collection(request: Request, name: str, rest: list[str]) -> _Found | _Tile:
    match rest:
        case []:
            question = ask(request.query, COMMON)
            call, template = common.describe_collections, "collection.html"
            return _asked(call, request, question, name, template=template)
        case ["schema" | "queryables" as kind]:
            question = ask(request.query, COMMON)
            call = {
                "schema": common.get_collection_schema,
                "queryables": itemtypes.get_collection_queryables,
            }[kind]
            return _asked(call, request, question, name, template="fields.html")
        case ["items"]:
            question = ask(request.query, items_parameters(fields_of(name)))
            return _asked(itemtypes.get_collection_items, request, question, name,
                          template="items.html")  # fmt: skip
        case ["items", identifier]:
            question = ask(request.query, ITEM)
            return _asked(itemtypes.get_collection_item, request, question, name, identifier,
                          template="item.html")  # fmt: skip
        case ["tiles", *names]:
            return _in_tiles(request, name, names)
    raise NotFoundError("There is nothing at this address; begin at {base}.", base=request.base)


def _matrix_sets(request: Request, *names: str) -> _Found:
    ask(request.query, COMMON)
    if names:
        content = matrix_set(scheme_named(names[0]), most_zoom=MOST_ZOOM)
        return _Found(content=content, media_type=JSON, template="matrix_set.html")
    content = matrix_sets(SCHEMES.values(), base=request.base)
    return _Found(content=content, media_type=JSON, template="matrix_sets.html")


def _in_tiles(request: Request, name: str, names: list[str]) -> _Found | _Tile:
    """Find what stands below a collection's tiles: their list, one scheme's, or a tile."""
    match names:
        case []:
            call, template = tiles.get_collection_tiles, "tilesets.html"
        case [_]:
            call, template = tiles.get_collection_tiles_metadata, "tileset.html"
        case [_, _, _, _]:
            return _tile(request, name, *names)
        case _:
            raise NotFoundError(
                "There is nothing at this address; begin at {base}.", base=request.base
            )
    question = ask(request.query, COMMON)
    return _asked(call, request, question, name, *names, template=template)


def _tile(request: Request, *names: str) -> _Tile:
    """Ask pygeoapi for a tile: collection, tile matrix set, zoom, row, column."""
    question = ask(request.query, TILE)
    made = APIRequest(_Asking({"f": "mvt"}, {}), _api().locales)
    with asking(Asked(question)), patience():
        _, status, content = tiles.get_collection_tiles_data(_api(), made, *names)
    return _Tile(content if status == HTTPStatus.OK else b"")


class _Parameters(dict[str, Any]):
    """The query as pygeoapi sees it: links carry all of it, but only some is its to read.

    Dates, boxes and filters are read by us (its parser of filters is not CQL2's) and reach the
    provider by another way.
    """

    OURS = frozenset({"f", "datetime", "bbox", "bbox-crs", "filter", "filter-lang", "filter-crs"})

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - as dict's
        if name in self.OURS:
            return default
        value = super().get(name, default)
        # A plus sign in an address arrives as a space.
        return value.replace(" ", "+") if name == "sortby" and value else value


@dataclass(frozen=True)
class _Asking:
    """A request in the shape that pygeoapi's APIRequest takes apart."""

    args: Mapping[str, Any]
    headers: dict[str, str]
    path_info: str = ""


def _asked(
    call: Callable[..., tuple[dict[str, str], int, str]],
    request: Request,
    question: Question,
    *names: str,
    template: str,
) -> _Found:
    """Ask pygeoapi, and put its answer in shape."""
    language = _language(request)
    api = copy.copy(_api())
    api.base_url = request.base
    asked = Asked(question, question.boxes(), _expression(question))
    made = APIRequest(
        _Asking(_Parameters(question.given), {"accept-language": language}), api.locales
    )
    with asking(asked), patience():
        headers, status, content = call(api, made, *names)
    document = json.loads(content)
    if status >= HTTPStatus.BAD_REQUEST:
        error = NotFoundError if status == HTTPStatus.NOT_FOUND else ServiceError
        raise error("{said}", said=document["description"])
    kept = {name: value for name, value in headers.items() if name == "Content-Crs"}
    return _Found(
        content=shaped(document, base=request.base, fields=fields_of(names[0]) if names else {},
                       language=language),
        media_type=_MEDIA_TYPES.get(template, JSON),
        template=template,
        headers=kept,
    )  # fmt: skip


_MEDIA_TYPES = {"items.html": GEOJSON, "item.html": GEOJSON, "fields.html": SCHEMA}


def _expression(question: Question) -> Any:  # noqa: ANN401 - JSON
    text = question.get("filter")
    if text is None:
        return None
    return filters.read(text, language=question.get("filter-lang", "cql2-text"))


_APIS: WeakKeyDictionary[Any, API] = WeakKeyDictionary()
_LOCK = threading.Lock()


def _api() -> API:
    """Return pygeoapi configured for the current dataset."""
    dataset = current_store().dataset()
    with _LOCK:
        if dataset not in _APIS:
            _APIS[dataset] = _configured(dataset)
        return _APIS[dataset]


def _configured(dataset: Dataset) -> API:
    """Set pygeoapi up, without letting it set up the process's logging."""
    root, guard = logging.getLogger(), logging.NullHandler()
    logging.getLogger("pygeoapi").setLevel(logging.CRITICAL)
    root.addHandler(guard)
    try:
        return API(configuration(dataset, url="/ogc"), {})
    finally:
        root.removeHandler(guard)
