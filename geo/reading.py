"""Read source tables strictly: every fault becomes an issue row, none is repaired in silence."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import shape as to_shape

from geo.errors import ReadingError, Saying
from geo.reasons import reason
from geo.validation import Issue, geometry_problems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from shapely import Geometry

_UNREADABLE = (shapely.errors.ShapelyError, AttributeError, KeyError, TypeError, ValueError)
"""What shapely raises on a feature that is not GeoJSON."""

# float() also takes 1_000, infinity and full-width digits, which nobody means in a table.
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_WHOLE_NUMBER = re.compile(r"-?[0-9]+")
_ID = re.compile(r'"id"\s*:\s*("(?:[^"\\]|\\.)*"|[^\s,}]+)')

Row = dict[str, Any]
"""Parsed cells by column name; ``row`` holds the line in the file."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a source table: declaration, validation and documentation in one place.

    ``parse`` turns the text of a filled cell into a value and raises ValueError with a sentence
    that says what is allowed. An empty cell is None (or ``()`` for a list column).
    """

    name: str
    parse: Callable[[str], Any] = str
    required: bool = False
    empty: Any = None


def text_list(cell: str) -> tuple[str, ...]:
    """Split a cell at semicolons; order is kept."""
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def number(cell: str) -> float:
    """Parse a decimal number in ASCII digits, without exponent and thousands marks."""
    if not _NUMBER.fullmatch(cell):
        raise ValueError(Saying("must be a finite number"))
    return float(cell)


def whole_number(cell: str) -> int:
    """Parse a whole number in ASCII digits."""
    if not _WHOLE_NUMBER.fullmatch(cell):
        raise ValueError(Saying("must be a whole number"))
    return int(cell)


def flag(cell: str) -> bool:
    """Parse a flag: ``true``, or empty for false."""
    if cell != "true":
        raise ValueError(Saying("must be 'true' or empty"))
    return True


def one_of(*allowed: str) -> Callable[[str], str]:
    """Make a parser that accepts only the given words."""

    def parse(cell: str) -> str:
        if cell not in allowed:
            raise ValueError(Saying("must be one of {words}", words=", ".join(allowed)))
        return cell

    return parse


def read_table(path: Path, columns: Sequence[Column], issues: list[Issue]) -> list[Row]:
    """Read a CSV table (UTF-8, header line, comma) against its declared columns.

    Parameters
    ----------
    path
        The table.
    columns
        What it must have; a column too many or too few is an error.
    issues
        Findings are appended here; a row with a fault keeps None in the faulty cell.

    Returns
    -------
    One dict per line, in file order.

    Raises
    ------
    ReadingError
        If the file does not exist or is not UTF-8.
    """
    name = "/".join(path.parts[-2:])
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            header = next(reader, [])
            lines = [(reader.line_num, cells) for cells in reader if cells]
    except FileNotFoundError as error:
        raise ReadingError("{file} does not exist.", file=name) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise ReadingError(
            "{file} cannot be read ({cause}); save it as UTF-8 comma-separated text.",
            file=name,
            cause=reason(error),
        ) from error
    issues.extend(_header_issues(name, header, columns))
    for line, cells in lines:
        if len(cells) != len(header):
            issues.append(
                Issue(
                    severity="error",
                    file=name,
                    row=line,
                    problem=Saying(
                        "the line has {cells} cells, the header {header}",
                        cells=len(cells),
                        header=len(header),
                    ),
                    remedy=Saying("Quote cells that hold a comma."),
                )
            )
    return [
        _read_row(name, line, dict(zip(header, cells, strict=False)), columns, issues)
        for line, cells in lines
    ]


def _header_issues(name: str, header: list[str], columns: Sequence[Column]) -> Iterator[Issue]:
    declared = {column.name for column in columns}
    at = partial(Issue, severity="error", file=name, row=1)
    for heading, count in Counter(header).items():
        if count > 1:
            yield at(
                column=heading,
                problem=Saying("the column stands twice"),
                remedy=Saying("Keep one."),
            )
    for missing in sorted(declared - set(header)):
        yield at(column=missing, problem=Saying("the column is missing"), remedy=Saying("Add it."))
    for extra in sorted(set(header) - declared):
        yield at(
            column=extra,
            problem=Saying("the column is not declared"),
            remedy=Saying("Remove or declare it."),
        )


def _read_row(
    name: str, line: int, cells: dict[str, str], columns: Sequence[Column], issues: list[Issue]
) -> Row:
    row: Row = {"row": line}
    at = partial(Issue, severity="error", file=name, row=line)
    for column in columns:
        text = cells.get(column.name, "")
        cell = text.strip()
        row[column.name] = column.empty
        if cell != text:
            issues.append(
                at(
                    column=column.name,
                    value=text,
                    problem=Saying("the cell begins or ends with a blank"),
                    remedy=Saying("Remove it."),
                )
            )
        if not cell:
            if column.required:
                issues.append(
                    at(
                        column=column.name,
                        problem=Saying("the cell is empty"),
                        remedy=Saying("Fill it."),
                    )
                )
            continue
        try:
            row[column.name] = column.parse(cell)
        except ValueError as error:
            issues.append(
                at(
                    column=column.name,
                    value=cell,
                    problem=error.args[0],
                    remedy=Saying("Correct the cell."),
                )
            )
    return row


@dataclass(frozen=True)
class Located:
    """A geometry of a file and the line that it stands on (None if the file does not tell)."""

    geometry: Geometry
    row: int | None


def read_geometry(path: Path, issues: list[Issue]) -> dict[str, Located]:
    """Read a GeoJSON file of geometries by id (WGS 84 longitude, latitude).

    Raises
    ------
    ReadingError
        If the file does not exist or is not GeoJSON.
    """
    name = "/".join(path.parts[-2:])
    try:
        text = path.read_text(encoding="utf-8")
        features = list(json.loads(text)["features"])
    except FileNotFoundError as error:
        raise ReadingError("{file} does not exist.", file=name) from error
    except (ValueError, KeyError, TypeError) as error:
        raise ReadingError(
            "{file} is not GeoJSON ({cause}).", file=name, cause=reason(error)
        ) from error
    found: dict[str, Located] = {}
    for feature, row in zip(features, _lines(text, features), strict=True):
        identifier = _identifier(feature)
        at = partial(Issue, severity="error", file=name, row=row, value=identifier)
        try:
            geometry = to_shape(feature["geometry"])
        except _UNREADABLE as error:
            issues.append(
                at(
                    column="geometry",
                    problem=Saying("it cannot be read ({cause})", cause=reason(error)),
                    remedy=Saying("Correct the feature."),
                )
            )
            continue
        if identifier in found:
            issues.append(
                at(
                    column="id",
                    problem=Saying("the id stands twice"),
                    remedy=Saying("Keep one."),
                )
            )
        issues.extend(
            at(column="geometry", problem=problem, remedy=Saying("Correct the geometry."))
            for problem in geometry_problems(geometry)
        )
        found[identifier] = Located(geometry, row)
    return found


def _identifier(feature: Any) -> str:  # noqa: ANN401 - whatever the file holds
    return str(feature.get("id")) if isinstance(feature, dict) else str(feature)


def _lines(text: str, features: list[Any]) -> Iterator[int | None]:
    """Find the line of each feature by its id, in file order."""
    marks = list(_ID.finditer(text))
    for feature in features:
        wanted = json.dumps(feature["id"]) if isinstance(feature, dict) and "id" in feature else ""
        found = next((n for n, mark in enumerate(marks) if mark.group(1) == wanted), None)
        if found is None:
            yield None
            continue
        yield text.count("\n", 0, marks[found].start()) + 1
        del marks[: found + 1]


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises
    ------
    ReadingError
        If the file does not exist or is not TOML.
    """
    name = "/".join(path.parts[-2:])
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ReadingError("{file} does not exist.", file=name) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReadingError(
            "{file} is not TOML ({cause}).", file=name, cause=reason(error)
        ) from error
