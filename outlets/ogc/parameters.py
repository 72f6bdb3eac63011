"""Every query parameter of the service: one declaration reads it and describes it in OpenAPI."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from layers.view import EARLIEST, LATEST
from outlets.ogc import filters
from outlets.ogc.errors import ServiceError
from outlets.ogc.reference_systems import CRS84, SYSTEMS, boxes_from, require

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from outlets.ogc.reference_systems import Box
    from outlets.ogc.table import Field

DEFAULT_ITEMS, MOST_ITEMS = 1_000, 5_000
"""Records on a page: unless asked otherwise, and at most."""
MOST_OFFSET = 999_999_999

_WHOLE = re.compile(r"[0-9]{1,9}")
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MOMENT = _DAY + r"[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
_INSTANT = f"({_DAY}|{_MOMENT})"
_OPEN = rf"({_INSTANT}|(\.\.)?)"
_PERIOD = f"^({_INSTANT}|{_OPEN}/{_OPEN})$"
"""A day, a moment, or an interval that may be open."""


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One query parameter.

    Parameters
    ----------
    name
        Name in the address.
    read
        Turns the text into a value; raises ServiceError.
    schema
        JSON schema of the text.
    zh, en
        What it does.
    listed
        True if the value is a list with commas.
    """

    name: str
    read: Callable[[str], Any]
    schema: dict[str, Any]
    zh: str
    en: str
    listed: bool = False


def _word(name: str, *allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise ServiceError(
                "{name} must be one of {known}.", name=name, known=", ".join(allowed)
            )
        return text

    return read


def _flag(name: str) -> Callable[[str], bool]:
    return lambda text: _word(name, "true", "false")(text) == "true"


def _whole(name: str, least: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not _WHOLE.fullmatch(text) or int(text) < least:
            raise ServiceError(
                "{name} must be a whole number from {least} to {most}.",
                name=name, least=least, most=MOST_OFFSET,
            )  # fmt: skip
        return int(text)

    return read


def read_day(text: str) -> date | None:
    """Read ``datetime``: a day, a moment, or an interval, of which the end counts.

    Returns
    -------
    The day at which statuses are taken; None for today (an interval with an open end).

    Raises
    ------
    ServiceError
        If it is none of them, or an interval ends before it begins.
    """
    if not re.fullmatch(_PERIOD, text):
        raise _no_date()
    start, slash, end = text.partition("/")
    first, last = _instant(start), _instant(end) if slash else None
    if first and last and first > last:
        raise ServiceError("The interval in datetime ends before it begins.")
    return last if slash else first


def _no_date() -> ServiceError:
    return ServiceError(
        "datetime must be a date (YYYY-MM-DD), a moment (RFC 3339) or an interval of two."
    )


def _instant(text: str) -> date | None:
    if text in {"..", ""}:
        return None
    try:
        day = datetime.fromisoformat(text.upper()).date()
    except ValueError:
        raise _no_date() from None
    if not EARLIEST <= day <= LATEST:
        raise ServiceError("datetime must lie from {first} to {last}.", first=EARLIEST, last=LATEST)
    return day


def _box(text: str) -> Box:
    try:
        values = [float(part) for part in text.split(",")]
    except ValueError:
        values = []
    if len(values) not in {4, 6} or not all(map(math.isfinite, values)):
        raise ServiceError("bbox must be four numbers (or six, with heights), with commas.")
    if len(values) == 6:  # noqa: PLR2004 - heights are of no account: no record has one
        values = [*values[:2], *values[3:5]]
    return values[0], values[1], values[2], values[3]


def _system(name: str) -> Callable[[str], str]:
    return lambda text: require(text, name=name)


_CRS_SCHEMA = {"type": "string", "enum": list(SYSTEMS), "default": CRS84}

FORMAT = Parameter(
    name="f", read=_word("f", "json", "html"), schema={"type": "string", "enum": ["json", "html"]},
    zh="格式；不写则按 Accept 报头。", en="Format; by the Accept header unless given.",
)  # fmt: skip
TILE_FORMAT = Parameter(
    name="f", read=_word("f", "mvt"), schema={"type": "string", "enum": ["mvt"]},
    zh="格式：Mapbox 矢量瓦片。", en="Format: a Mapbox Vector Tile.",
)  # fmt: skip
LANGUAGE = Parameter(
    name="lang", read=_word("lang", "zh", "en"), schema={"type": "string", "enum": ["zh", "en"]},
    zh="标题与说明的语言；不写则按 Accept-Language 报头，默认中文。",
    en="Language of titles; by the Accept-Language header unless given, else Chinese.",
)  # fmt: skip
CRS = Parameter(
    name="crs", read=_system("crs"), schema=_CRS_SCHEMA,
    zh="返回坐标的坐标系，轴序按其官方定义（4490：纬度、经度；4547：北、东）。",
    en="System of the coordinates returned, axes in the order of its definition "
    "(4490: latitude, longitude; 4547: northing, easting).",
)  # fmt: skip
DATETIME = Parameter(
    name="datetime", read=read_day, schema={"type": "string", "minLength": 1, "pattern": _PERIOD},
    zh="状态日期：各记录的状态取该日的状态（不是筛选）；若为区间，取其终点；不写或终点开放则为今天。"
    "记录不因日期而增减。",
    en="As-of date: every record is given with its status on that day. It does not filter: the "
    "same records come at any date. Of an interval the end counts; today if left out or open.",
)  # fmt: skip

COMMON = (FORMAT, LANGUAGE)
ITEM = (*COMMON, CRS, DATETIME)
TILE = (TILE_FORMAT, LANGUAGE, DATETIME)


def items_parameters(fields: Mapping[str, Field]) -> tuple[Parameter, ...]:
    """Return the parameters of a collection's items."""
    return (*ITEM, *_PAGING, *_FILTERS, *_shaping(fields), *_property_filters(fields))


_PAGING = (
    Parameter(
        name="limit", read=_whole("limit", 1),
        schema={"type": "integer", "minimum": 1, "maximum": MOST_ITEMS, "default": DEFAULT_ITEMS},
        zh=f"每页记录数，至多 {MOST_ITEMS}。",
        en=f"Records on a page; more than {MOST_ITEMS} are never given.",
    ),
    Parameter(
        name="offset", read=_whole("offset", 0),
        schema={"type": "integer", "minimum": 0, "maximum": MOST_OFFSET, "default": 0},
        zh="跳过的记录数。", en="Records to skip.",
    ),
)  # fmt: skip
_FILTERS = (
    Parameter(
        name="bbox", read=_box, listed=True,
        schema={"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6},
        zh="只取与此范围相交的记录；未定位的记录不与任何范围相交。",
        en="Only records that intersect the box; a record without a position intersects none.",
    ),
    Parameter(
        name="bbox-crs", read=_system("bbox-crs"), schema=_CRS_SCHEMA,
        zh="bbox 的坐标系，轴序按其官方定义。",
        en="System of the bbox, axes in the order of its definition.",
    ),
    Parameter(
        name="filter", read=str,
        schema={"type": "string", "minLength": 1, "maxLength": filters.LONGEST},
        zh="CQL2 筛选，如 status='construction' AND "
        "S_INTERSECTS(geometry, BBOX(113.6,34.7,113.8,34.8))。",
        en="CQL2 filter, such as status='construction' AND "
        "S_INTERSECTS(geometry, BBOX(113.6,34.7,113.8,34.8)). A date known to a month or a year "
        "counts as its last day.",
    ),
    Parameter(
        name="filter-lang", read=_word("filter-lang", *filters.LANGUAGES),
        schema={"type": "string", "enum": list(filters.LANGUAGES), "default": "cql2-text"},
        zh="筛选的写法。", en="How the filter is written.",
    ),
    Parameter(
        name="filter-crs", read=_system("filter-crs"), schema=_CRS_SCHEMA,
        zh="筛选中几何的坐标系。", en="System of the geometries in the filter.",
    ),
)  # fmt: skip


def _shaping(fields: Mapping[str, Field]) -> tuple[Parameter, ...]:
    sortable = [name for name, field in fields.items() if field.kind not in {"list", "nested"}]
    signed = [sign + name for name in sortable for sign in ("", "+", "-")]
    return (
        Parameter(
            name="properties", read=_names("properties", list(fields)), listed=True,
            schema={"type": "array", "items": {"type": "string", "enum": list(fields)}},
            zh="只返回这些属性。", en="Give only these properties.",
        ),
        Parameter(
            name="sortby", read=_names("sortby", signed), listed=True,
            schema={"type": "array", "items": {"type": "string", "enum": signed}},
            zh="按这些属性排序；前加 - 为降序。",
            en="Sort by these properties; a - before one turns it round.",
        ),
        Parameter(
            name="skipGeometry", read=_flag("skipGeometry"),
            schema={"type": "boolean", "default": False},
            zh="不返回几何。", en="Leave geometry out.",
        ),
    )  # fmt: skip


def _names(parameter: str, allowed: Sequence[str]) -> Callable[[str], list[str]]:
    def read(text: str) -> list[str]:
        # A plus sign in an address arrives as a space.
        names = [f"+{name[1:]}" if name.startswith(" ") else name for name in text.split(",")]
        for name in names:
            _word(parameter, *allowed)(name)
        return names

    return read


def _property_filters(fields: Mapping[str, Field]) -> tuple[Parameter, ...]:
    return tuple(
        Parameter(
            name=name,
            read=_property(field),
            schema=field.schema()["items"] if field.kind == "list" else field.schema(),
            zh=f"只取“{field.label('zh')}”等于此值的记录" + _CONTAINS[field.kind == "list"][0],
            en=f"Only records whose {field.label('en')} is this"
            + _CONTAINS[field.kind == "list"][1],
        )
        for name, field in fields.items()
        if field.kind != "nested"
    )


_CONTAINS = {True: ("（列表：含此值）。", " (a list: has this)."), False: ("。", ".")}


def _property(field: Field) -> Callable[[str], Any]:
    def read(text: str) -> Any:  # noqa: ANN401 - a value of the field's kind
        if field.kind == "boolean":
            return _flag(field.name)(text)
        if field.kind == "number":
            return _number(field.name, text)
        return _word(field.name, *field.words)(text) if field.words else text

    return read


def _number(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ServiceError("{name} must be a number.", name=name)
    return value


@dataclass(frozen=True)
class Question:
    """What a request asks, read and checked.

    Parameters
    ----------
    given
        The parameters as they stood in the address, for links.
    values
        Their values by name.
    """

    given: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - any parameter
        """Return a parameter's value."""
        return self.values.get(name, default)

    def boxes(self) -> list[Box]:
        """Return the bbox in CRS84: none, one, or two where it crosses 180 degrees."""
        box = self.get("bbox")
        return [] if box is None else boxes_from(box, self.get("bbox-crs", CRS84))


def ask(query: Sequence[tuple[str, str]], parameters: Sequence[Parameter]) -> Question:
    """Read the query of a request.

    Parameters
    ----------
    query
        Names and values as they stood in the address.
    parameters
        What may be asked here.

    Raises
    ------
    ServiceError
        If a parameter is unknown, given twice, or malformed.
    """
    known = {parameter.name: parameter for parameter in parameters}
    given: dict[str, str] = {}
    for name, text in query:
        if name not in known:
            raise ServiceError(
                "There is no parameter {name} here; there are {known}.",
                name=name[:80], known=", ".join(known),
            )  # fmt: skip
        if name in given:
            raise ServiceError("The parameter {name} is given twice.", name=name)
        given[name] = text
    if "bbox-crs" in given and "bbox" not in given:
        raise ServiceError("bbox-crs is given without bbox.")
    return Question(given, {name: known[name].read(text) for name, text in given.items()})
