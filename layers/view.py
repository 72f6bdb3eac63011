"""What a reader has chosen: layers, filters, date, selection and place; and its form in a URL.

Every field has a default that is left out of the URL. Decoding never raises: what cannot be
understood is reported and the default is used.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from layers.catalogue import THEMATIC
from layers.vocabulary import DISTRICTS, PLACEMENTS, STATUSES, THEMES, Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

PANELS = ("map", "table", "charts", "compare", "stories", "analysis", "ledger", "about")
COMPARISONS = ("changes", "swipe")
"""How two days or two filters are laid side by side."""
TOOLS = ("scoreboard", "conflicts", "coverage", "rasters", "streets")
"""What the panel of analyses offers."""
THEMATIC_IDS = tuple(layer.id for layer in THEMATIC)
TEXT_LIMIT = 200
"""Longest search text [characters]."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Centre (WGS 84 degrees) and zoom of the map, as exact as a URL carries them."""

    lat: float
    lng: float
    zoom: float

    def __post_init__(self) -> None:
        for name, decimals in (("lat", 5), ("lng", 5), ("zoom", 2)):
            object.__setattr__(self, name, round(getattr(self, name), decimals))


@dataclass(frozen=True, kw_only=True)
class View:
    """Everything that a copied link restores.

    An empty ``districts``, ``statuses``, ``themes``, ``categories`` or ``placements`` filters
    nothing. A category is written ``layer.category``. ``at`` None means today.

    A comparison lays this view (right) beside another (left): of the day ``since`` (None: the day
    of the report), with the filters of ``against`` (None: the same ones). ``count`` names the count
    of the scoreboard whose records are open. ``data`` is the beginning of the version of the data
    that a link was made with.
    """

    layers: tuple[str, ...] = THEMATIC_IDS
    districts: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    placements: tuple[str, ...] = ()
    at: date | None = None
    text: str = ""
    candidates: bool = False
    panel: str = "map"
    tool: str = TOOLS[0]
    count: str | None = None
    selected: str | None = None
    promise: str | None = None
    story: str | None = None
    chapter: str | None = None
    compare: str = COMPARISONS[0]
    since: date | None = None
    against: View | None = None
    data: str | None = None
    place: Place | None = None
    language: Language = "zh"

    def __post_init__(self) -> None:
        # Values come from addresses and browsers: what is no known word is left out here, once.
        clean: dict[str, object] = {
            name: in_order(getattr(self, name), allowed) for name, (_, allowed) in _SETS.items()
        }
        clean["text"] = _printable(self.text)[:TEXT_LIMIT]
        clean["panel"] = self.panel if self.panel in PANELS else PANELS[0]
        clean["tool"] = self.tool if self.tool in TOOLS else TOOLS[0]
        clean["language"] = self.language if self.language in _LANGUAGES else _LANGUAGES[0]
        clean["compare"] = self.compare if self.compare in COMPARISONS else COMPARISONS[0]
        clean["against"] = self.against.only_filters() if self.against is not None else None
        for name, shape in _SHAPES.items():
            value = getattr(self, name)
            clean[name] = value if isinstance(value, str) and shape.fullmatch(value) else None
        for name, value in clean.items():
            object.__setattr__(self, name, value)

    def only_filters(self) -> View:
        """Return a view with the same filters and nothing else, not even its day."""
        return View(**{name: getattr(self, name) for name in (*_SETS, "text", "candidates")})


@dataclass(frozen=True)
class Misread:
    """A URL parameter that could not be understood, and what it held."""

    parameter: str
    value: str


CATEGORIES = tuple(f"{layer.id}.{category}" for layer in THEMATIC for category in layer.categories)

_SETS: dict[str, tuple[str, tuple[str, ...]]] = {
    "layers": ("layers", THEMATIC_IDS),
    "districts": ("district", DISTRICTS),
    "statuses": ("status", tuple(STATUSES)),
    "themes": ("theme", tuple(code for code in THEMES if code != "background")),
    "categories": ("category", CATEGORIES),
    "placements": ("placement", tuple(PLACEMENTS)),
}
"""Field -> (parameter, allowed words in their order)."""

_LANGUAGES: tuple[Language, ...] = ("zh", "en")
_NO_LAYER = "none"
_EVERYTHING = "all"
"""Stands for a left side without any filter."""
_SLUG = re.compile(r"[a-z0-9-]{1,120}")
_COUNT = re.compile(r"[a-z]{1,20}\.[a-z0-9-]{1,120}\.[a-z_]{1,20}")
"""Sheet, row and measure."""
_VERSION = re.compile(r"[0-9a-f]{8,64}")
_SHAPES = {
    **dict.fromkeys(("selected", "promise", "story", "chapter"), _SLUG),
    "count": _COUNT,
    "data": _VERSION,
}
"""Texts of a given shape; what has another is left out."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PLACE = re.compile(r"-?[0-9]{1,3}(\.[0-9]+)?,-?[0-9]{1,3}(\.[0-9]+)?,[0-9]{1,2}(\.[0-9]+)?")
"""Latitude, longitude and zoom in an address; ``view.js`` reads the same."""
MERCATOR_LAT = 85.0
DEEPEST_ZOOM = 22
"""What the map can show: latitude [degree] and zoom."""
_PARAMETERS = {
    "at": "at", "text": "q", "candidates": "candidates", "panel": "panel", "tool": "tool",
    "count": "count", "selected": "id", "promise": "promise", "story": "story",
    "chapter": "chapter", "compare": "compare", "since": "since", "against": "against",
    "data": "data", "place": "view", "language": "lang",
}  # fmt: skip

PARAMETER_NAMES = frozenset({name for name, _ in _SETS.values()} | set(_PARAMETERS.values()))
"""Every URL parameter that is ours."""


def encode(view: View) -> dict[str, str]:
    """Write a view as URL parameters; defaults are left out."""
    default = View()
    parameters: dict[str, str] = {}
    for field in fields(View):
        value = getattr(view, field.name)
        if value == getattr(default, field.name):
            continue
        if field.name in _SETS:
            parameters[_SETS[field.name][0]] = ",".join(value) or _NO_LAYER
        else:
            parameters[_PARAMETERS[field.name]] = _write(value)
    return parameters


def _write(value: object) -> str:
    if isinstance(value, Place):
        return f"{value.lat:.5f},{value.lng:.5f},{value.zoom:g}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, View):
        return urlencode(encode(value), safe=",") or _EVERYTHING
    return "1" if value is True else str(value)


def decode(parameters: Mapping[str, str]) -> tuple[View, list[Misread]]:
    """Read a view from URL parameters.

    Parameters
    ----------
    parameters
        Any mapping of text to text; parameters that are not ours are ignored.

    Returns
    -------
    The view, and what could not be understood (the default stands in for it).
    """
    if parameters.get("panel") == "streets":  # an address from before there were other analyses
        parameters = {**parameters, "panel": "analysis", "tool": "streets"}
    misread: list[Misread] = []
    chosen: dict[str, Any] = {}
    for name, (parameter, allowed) in _SETS.items():
        if (text := parameters.get(parameter)) is None:
            continue
        words = [word for word in text.split(",") if word and word != _NO_LAYER]
        misread += [Misread(parameter, word) for word in words if word not in allowed]
        known = in_order((word for word in words if word in allowed), allowed)
        if known or text == _NO_LAYER:
            chosen[name] = known
    for name, read in _READERS.items():
        parameter = _PARAMETERS[name]
        if (text := parameters.get(parameter)) is None:
            continue
        try:
            chosen[name] = read(text)
        except ValueError:
            misread.append(Misread(parameter, text))
    return replace(View(), **chosen), misread


def allowed_words(parameter: str) -> tuple[str, ...]:
    """Return the words that a parameter may hold; none for one that holds no words of a list."""
    return next((words for name, words in _SETS.values() if name == parameter), ())


def _printable(text: str) -> str:
    """Return the text without control characters and lone surrogates, which no address can hold."""
    return "".join(c for c in str(text) if unicodedata.category(c) not in {"Cc", "Cs"})


def in_order(words: Iterable[object], allowed: Iterable[str]) -> tuple[str, ...]:
    """Return the chosen words without repeats, in the vocabulary's order."""
    chosen = {word for word in words if isinstance(word, str)}
    return tuple(word for word in allowed if word in chosen)


def _read_date(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    day = date.fromisoformat(text)
    if not EARLIEST <= day <= LATEST:
        raise ValueError(text)
    return day


EARLIEST = date(1900, 1, 1)
LATEST = date(2049, 12, 31)


def _read_against(text: str) -> View:
    if text == _EVERYTHING:
        return View()
    parameters = dict(parse_qsl(text, keep_blank_values=True))
    parameters.pop("against", None)  # a left side has none of its own: no text nests for ever
    view, misread = decode(parameters)
    if misread or not parameters or set(parameters) - PARAMETER_NAMES:
        raise ValueError(text)
    return view


def _read_shaped(shape: re.Pattern[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not shape.fullmatch(text):
            raise ValueError(text)
        return text

    return read


def _read_place(text: str) -> Place:
    if not PLACE.fullmatch(text):
        raise ValueError(text)
    lat, lng, zoom = map(float, text.split(","))
    if not (abs(lat) <= MERCATOR_LAT and abs(lng) <= 180 and 0 <= zoom <= DEEPEST_ZOOM):  # noqa: PLR2004 - degrees
        raise ValueError(text)
    return Place(lat=lat, lng=lng, zoom=zoom)


def _read_word(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError(text)
        return text

    return read


def _read_flag(text: str) -> bool:
    return _read_word("0", "1")(text) == "1"


_READERS: dict[str, Callable[[str], Any]] = {
    "at": _read_date,
    "text": str,
    "candidates": _read_flag,
    "panel": _read_word(*PANELS),
    "tool": _read_word(*TOOLS),
    **{name: _read_shaped(shape) for name, shape in _SHAPES.items()},
    "compare": _read_word(*COMPARISONS),
    "since": _read_date,
    "against": _read_against,
    "place": _read_place,
    "language": _read_word("zh", "en"),
}
