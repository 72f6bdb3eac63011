"""The values and the predicates of CQL2: what may be compared with what, and how."""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import shape

from layers.partial_dates import PartialDate
from outlets.ogc.errors import ServiceError
from outlets.ogc.matching import like
from outlets.ogc.patience import go_on
from outlets.ogc.reference_systems import from_system
from outlets.ogc.temporal import RELATIONS, Span
from outlets.ogc.truth import Truth, tested

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from outlets.ogc.table import Table


@dataclass(frozen=True)
class Operand:
    """One value for each row.

    Parameters
    ----------
    kind
        text, number, boolean, date, list, geometry or nested.
    values
        The value of each row; None where there is none.
    literal
        True if it is the same for all rows.
    parts
        The members of a literal list.
    """

    kind: str
    values: Sequence[Any]
    literal: bool = False
    parts: tuple[Operand, ...] | None = None


def operand(node: Any, table: Table, crs: str) -> Operand:  # noqa: ANN401 - JSON
    """Evaluate a CQL2 expression that stands for a value.

    Parameters
    ----------
    node
        The expression.
    table
        The layer.
    crs
        URI of the system of geometries in the expression.

    Raises
    ------
    ServiceError
        If there is no such property or function, or a value is malformed.
    """
    go_on()
    if isinstance(node, dict) and "property" in node:
        return _column(str(node["property"]), table)
    if isinstance(node, dict) and "op" in node:
        operands = [operand(arg, table, crs) for arg in node.get("args", [])]
        return _computed(str(node["op"]).lower(), operands)
    if isinstance(node, list):
        parts = tuple(operand(part, table, crs) for part in node)
        texts = [part.values[0] if part.literal and len(table) else None for part in parts]
        return Operand("list", [texts] * len(table), literal=True, parts=parts)
    kind, value = _literal(node, crs)
    return Operand(kind, [value] * len(table), literal=True)


def _column(name: str, table: Table) -> Operand:
    if name == "geometry":
        return Operand("geometry", list(table.geometry))
    if name not in table.fields:
        raise ServiceError(
            "There is no property {name}; there are {known}.",
            name=name, known=", ".join([*table.fields, "geometry"]),
        )  # fmt: skip
    return Operand(table.fields[name].kind, table.columns[name].tolist())


def _literal(node: Any, crs: str) -> tuple[str, Any]:  # noqa: ANN401 - JSON
    if isinstance(node, bool):
        return "boolean", node
    if isinstance(node, int | float) and np.isfinite(node):
        return "number", float(node)
    if isinstance(node, str):
        return "text", node
    try:
        return _object(node, crs)
    except ServiceError:
        raise
    except Exception:  # noqa: BLE001 - whatever a malformed geometry or date makes of shapely
        raise ServiceError("A value of the filter cannot be understood: {value}.",
                           value=str(node)[:80]) from None  # fmt: skip


def _object(node: dict[str, Any], crs: str) -> tuple[str, Any]:
    if "date" in node:
        return "date", _day(node["date"])
    if "timestamp" in node:
        return "date", _day(node["timestamp"])
    if "interval" in node:
        start, end = node["interval"]
        return "interval", Span(_end(start, date.min), _end(end, date.max))
    if "bbox" in node:
        box = [float(value) for value in node["bbox"]]
        flat = len(box) == 4  # noqa: PLR2004 - else six: heights are of no account
        corners = box if flat else (*box[:2], *box[3:5])
        return "geometry", from_system(shapely.box(*corners), crs)
    made = shape(node)
    if not np.isfinite(shapely.get_coordinates(made)).all():
        raise ServiceError("A coordinate of the filter is no number.")
    return "geometry", from_system(made, crs)


def _end(value: Any, open_end: date) -> date:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        value = value.get("date", value.get("timestamp"))
    return open_end if value in {"..", ""} else _day(value)


def _day(text: str) -> date:
    return datetime.fromisoformat(text).date()


def _computed(name: str, operands: list[Operand]) -> Operand:
    kinds = [operand.kind for operand in operands]
    if name == "casei" and kinds == ["text"]:
        return replace(operands[0], values=[v and v.casefold() for v in operands[0].values])
    if name in _ARITHMETIC and kinds == ["number", "number"]:
        rows = zip(operands[0].values, operands[1].values, strict=True)
        return Operand("number", [_calculate(_ARITHMETIC[name], *pair) for pair in rows])
    raise ServiceError("{name} cannot be computed of {kinds}.", name=name, kinds=", ".join(kinds))


def _calculate(
    function: Callable[[float, float], float], left: float | None, right: float | None
) -> float | None:
    """Calculate; nothing comes of nothing, of a division by zero and of an overflow."""
    if left is None or right is None:
        return None
    try:
        made = function(left, right)
    except (ZeroDivisionError, OverflowError):
        return None
    return made if isinstance(made, float) and np.isfinite(made) else None


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
    "%": operator.mod, "div": operator.floordiv, "^": operator.pow,
}  # fmt: skip
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def _compared(name: str, operands: list[Operand]) -> Truth:
    left, right = _alike(name, operands)
    if left.kind not in {"text", "number", "boolean", "date"}:
        raise ServiceError("{name} cannot compare {kind}.", name=name, kind=left.kind)
    return tested(_COMPARISONS[name], left.values, right.values)


def _between(_name: str, operands: list[Operand]) -> Truth:
    if len(operands) != 3:  # noqa: PLR2004 - the value and its bounds
        raise ServiceError("BETWEEN takes a value and two bounds.")
    value, low, high = operands
    return _compared(">=", [value, low]) & _compared("<=", [value, high])


def _alike(name: str, operands: list[Operand]) -> list[Operand]:
    """Require two operands of one kind; a date as text becomes a day beside a day.

    A date known to a month or a year counts as its last day, as it does for statuses.
    """
    if len(operands) != 2:  # noqa: PLR2004 - a relation has two sides
        raise ServiceError("{name} takes two values.", name=name)
    left, right = operands
    if {left.kind, right.kind} == {"date", "text"}:
        # A column of dates beside a text: both are ISO text, and sort as such.
        left, right = (
            replace(side, kind="text", values=[_iso(v) for v in side.values])
            for side in (left, right)
        )
    elif left.kind == right.kind == "date":
        left, right = (
            replace(side, values=[_last(v) for v in side.values]) for side in (left, right)
        )
    if left.kind != right.kind:
        raise ServiceError(
            "{name} cannot compare {left} with {right}.",
            name=name, left=left.kind, right=right.kind,
        )  # fmt: skip
    return [left, right]


def _iso(value: str | date | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value


def _last(value: str | date | None) -> date | None:
    return PartialDate(value).last if isinstance(value, str) else value


def _span(value: str | date | Span | None) -> Span | None:
    if isinstance(value, str):
        partial = PartialDate(value)
        return Span(partial.first, partial.last)
    return Span(value, value) if isinstance(value, date) else value


def _like(_name: str, operands: list[Operand]) -> Truth:
    if [side.kind for side in operands] != ["text", "text"] or not operands[1].literal:
        raise ServiceError("LIKE compares a text with a pattern.")
    return tested(like, operands[0].values, operands[1].values)


def _temporal(name: str, operands: list[Operand]) -> Truth:
    kinds = [side.kind for side in operands]
    if len(kinds) != 2 or not set(kinds) <= {"date", "interval"}:  # noqa: PLR2004 - two sides
        raise ServiceError("{name} takes two dates or intervals.", name=name)
    return tested(RELATIONS[name], *([_span(v) for v in side.values] for side in operands))


def _array(name: str, operands: list[Operand]) -> Truth:
    if [side.kind for side in operands] != ["list", "list"]:
        raise ServiceError("{name} takes two lists.", name=name)
    return tested(_ARRAYS[name], *operands_of_texts(operands))


def operands_of_texts(operands: list[Operand]) -> list[list[set[str] | None]]:
    """Turn lists into sets of texts."""
    return [
        [None if value is None else {str(member) for member in value} for value in side.values]
        for side in operands
    ]


_ARRAYS: dict[str, Callable[[set[str], set[str]], bool]] = {
    "a_equals": operator.eq, "a_contains": operator.ge, "a_containedby": operator.le,
    "a_overlaps": lambda left, right: bool(left & right),
}  # fmt: skip


def _spatial(name: str, operands: list[Operand]) -> Truth:
    if [side.kind for side in operands] != ["geometry", "geometry"]:
        raise ServiceError("{name} takes two geometries.", name=name)
    left, right = (np.array(side.values, dtype=object) for side in operands)
    known = np.array([a is not None and b is not None for a, b in zip(left, right, strict=True)])
    known = known.astype(bool)
    try:
        yes = np.asarray(_SPATIAL[name](left, right), dtype=bool) & known
    except shapely.errors.GEOSException:
        raise ServiceError("A geometry of the filter is not valid.") from None
    return Truth(yes, known & ~yes)


_SPATIAL: dict[str, Callable[..., Any]] = {
    "s_intersects": shapely.intersects, "s_disjoint": shapely.disjoint,
    "s_contains": shapely.contains, "s_within": shapely.within, "s_touches": shapely.touches,
    "s_crosses": shapely.crosses, "s_overlaps": shapely.overlaps, "s_equals": shapely.equals,
}  # fmt: skip

OPERATIONS: dict[str, Callable[[str, list[Operand]], Truth]] = {
    **dict.fromkeys(_COMPARISONS, _compared),
    "between": _between,
    "like": _like,
    **dict.fromkeys(_SPATIAL, _spatial),
    **dict.fromkeys(RELATIONS, _temporal),
    **dict.fromkeys(_ARRAYS, _array),
}
"""Predicates by name, in lower case."""
