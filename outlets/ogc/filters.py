"""CQL2 filters over a layer's table.

Text and JSON are read by the ``cql2`` library, after the standard's grammar (pygeofilter, which
pygeoapi uses, binds AND and OR alike); here the expression is evaluated over the table's columns.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import cql2

from geo.errors import Saying
from outlets.ogc.errors import ServiceError
from outlets.ogc.operands import OPERATIONS, Operand, operand
from outlets.ogc.truth import Truth, constant, tested

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from outlets.ogc.table import Table

LANGUAGES = ("cql2-text", "cql2-json")
LONGEST = 8_192
"""Longest filter [characters]."""
DEEPEST = 32
"""Deepest nesting: the parser is recursive and written in Rust, where a full stack ends it all."""

EXAMPLES = {
    "cql2-text": "status = 'construction' AND name_zh LIKE '%路'",
    "cql2-json": '{"op": "=", "args": [{"property": "status"}, "construction"]}',
}
"""A sound filter in each language, for messages."""
_AT = re.compile(r"(?:--> |at line )(\d+)(?::| column )(\d+)")
"""Where a fault is, in the words of the two parsers (text, JSON)."""

Expression = Any
"""A CQL2 expression as JSON: a literal, a list, or an object."""


def read(text: str, *, language: str = "cql2-text") -> Expression:
    """Read a filter.

    Parameters
    ----------
    text
        The filter.
    language
        One of :data:`LANGUAGES`.

    Returns
    -------
    The expression as CQL2 JSON.

    Raises
    ------
    ServiceError
        If it is none, or too long or too deep.
    """
    if len(text) > LONGEST:
        raise ServiceError("The filter is longer than {most} characters.", most=LONGEST)
    if _depth(text) > DEEPEST:
        raise ServiceError("The filter is nested more than {most} deep.", most=DEEPEST)
    try:
        parsed = cql2.parse_json(text) if language == "cql2-json" else cql2.parse_text(text)
        return parsed.to_json()
    except (cql2.ParseError, cql2.ValidationError, ValueError, TypeError) as error:
        raise ServiceError(
            "The filter is not {language}: {said}. Write such as {example}.",
            language=language, said=_fault(text, str(error)), example=EXAMPLES[language],
        ) from None  # fmt: skip


def _fault(text: str, words: str) -> Saying:
    """Say where a filter goes wrong, of what the parser said in its own language."""
    found = _AT.search(words)
    if found is None:
        return Saying("it is JSON, but no expression") if text.strip() else Saying("it is empty")
    line, column = (int(number) for number in found.groups())
    lines = text.split("\n")
    rest = lines[line - 1][column - 1 :].strip() if 0 < line <= len(lines) else ""
    if not text.strip():
        return Saying("it is empty")
    if not rest:
        return Saying("it breaks off")
    return Saying(
        "line {line}, character {column} is not understood (“{rest}”)",
        line=line, column=column, rest=rest[:40],
    )  # fmt: skip


def _depth(text: str) -> int:
    """Bound the nesting from above: brackets open at once, and signs and NOTs before one value."""
    deepest = depth = 0
    for letter in text:
        depth += (letter in "([{") - (letter in ")]}")
        deepest = max(deepest, depth)
    words = text.upper().replace("(", " ").split()
    return deepest + words.count("NOT") + text.replace(" ", "").count("--")


def keep(expression: Expression, table: Table, *, crs: str) -> NDArray[np.bool_]:
    """Find the rows for which a filter is true.

    Parameters
    ----------
    expression
        What :func:`read` returned.
    table
        The layer.
    crs
        URI of the system that the filter's geometries stand in.

    Raises
    ------
    ServiceError
        If it names an unknown property or function, or compares what cannot be compared.
    """
    return _truth(expression, table, crs).yes


def _truth(node: Expression, table: Table, crs: str) -> Truth:
    if isinstance(node, bool):
        return constant(node, len(table))
    if isinstance(node, dict) and "op" in node:
        name, args = str(node["op"]).lower(), node.get("args", [])
        if name in {"and", "or"} and args:
            result = _truth(args[0], table, crs)
            for arg in args[1:]:
                other = _truth(arg, table, crs)
                result = result & other if name == "and" else result | other
            return result
        if name == "not" and len(args) == 1:
            return ~_truth(args[0], table, crs)
        return _predicate(name, [operand(arg, table, crs) for arg in args], len(table))
    value = operand(node, table, crs)
    if value.kind != "boolean":
        raise ServiceError("A filter must be true or false; {given} is neither.", given=value.kind)
    return tested(bool, value.values)


def _predicate(name: str, operands: list[Operand], rows: int) -> Truth:
    if name == "isnull" and len(operands) == 1:
        return tested(bool, [value is None for value in operands[0].values])
    if name == "in" and len(operands) == 2:  # noqa: PLR2004 - the value and the list
        return _any_equal(*operands, rows=rows)
    operation = OPERATIONS.get(name)
    if operation is None:
        raise ServiceError(
            "There is no function {name} here; there are {known}.",
            name=name, known=", ".join(("and", "or", "not", "isNull", "in", *OPERATIONS)),
        )  # fmt: skip
    return operation(name, operands)


def _any_equal(value: Operand, listed: Operand, *, rows: int) -> Truth:
    if listed.parts is None:
        raise ServiceError("IN takes a list of values.")
    result = constant(value=False, rows=rows)
    for part in listed.parts:
        result = result | OPERATIONS["="]("=", [value, part])
    return result
