"""Read source tables strictly: every fault becomes an issue row, none is repaired in silence."""

from __future__ import annotations

import csv
import json
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import shape as to_shape

from geo.errors import ReadingError
from geo.validation import Issue, geometry_problems

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from shapely import Geometry

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
    """Parse a finite decimal number without thousands marks."""
    value = float(cell)
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 - NaN test
        message = "must be a finite number"
        raise ValueError(message)
    return value


def flag(cell: str) -> bool:
    """Parse a flag: ``true``, or empty for false."""
    if cell != "true":
        message = "must be 'true' or empty"
        raise ValueError(message)
    return True


def one_of(*allowed: str) -> Callable[[str], str]:
    """Make a parser that accepts only the given words."""

    def parse(cell: str) -> str:
        if cell not in allowed:
            message = f"must be one of {', '.join(allowed)}"
            raise ValueError(message)
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
            cause=error,
        ) from error
    declared = [column.name for column in columns]
    for missing in sorted(set(declared) - set(header)):
        issues.append(_issue(name, 1, missing, "the column is missing", "Add it."))
    for extra in sorted(set(header) - set(declared)):
        issues.append(_issue(name, 1, extra, "the column is not declared", "Remove or declare it."))
    return [_read_row(name, line, dict(zip(header, cells, strict=False)), columns, issues)
            if len(cells) == len(header) else _short_row(name, line, cells, header, columns, issues)
            for line, cells in lines]


def _short_row(  # noqa: PLR0913 - one call, all of it named
    name: str,
    line: int,
    cells: list[str],
    header: list[str],
    columns: Sequence[Column],
    issues: list[Issue],
) -> Row:
    issues.append(
        _issue(name, line, None, f"the line has {len(cells)} cells, the header {len(header)}",
               "Quote cells that hold a comma.")
    )
    return _read_row(name, line, dict(zip(header, cells, strict=False)), columns, issues)


def _read_row(
    name: str, line: int, cells: dict[str, str], columns: Sequence[Column], issues: list[Issue]
) -> Row:
    row: Row = {"row": line}
    for column in columns:
        cell = cells.get(column.name, "").strip()
        row[column.name] = column.empty
        if not cell:
            if column.required:
                issues.append(_issue(name, line, column.name, "the cell is empty", "Fill it."))
            continue
        try:
            row[column.name] = column.parse(cell)
        except ValueError as error:
            issues.append(_issue(name, line, column.name, str(error), "Correct the cell.", cell))
    return row


def _issue(  # noqa: PLR0913 - the parts of a finding
    file: str, row: int, column: str | None, problem: str, remedy: str, value: object = None
) -> Issue:
    return Issue(
        severity="error",
        file=file,
        row=row,
        column=column,
        problem=problem,
        remedy=remedy,
        value=value,
    )


def read_geometry(path: Path, issues: list[Issue]) -> dict[str, Geometry]:
    """Read a GeoJSON file of geometries by id (WGS 84 longitude, latitude).

    Returns
    -------
    Geometry by record id; empty if the file does not exist (a layer without located records).

    Raises
    ------
    ReadingError
        If the file is not GeoJSON.
    """
    if not path.exists():
        return {}
    name = "/".join(path.parts[-2:])
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
    except (ValueError, KeyError, TypeError) as error:
        raise ReadingError("{file} is not GeoJSON ({cause}).", file=name, cause=error) from error
    shapes: dict[str, Geometry] = {}
    for index, feature in enumerate(features, start=1):
        identifier = str(feature.get("id"))
        try:
            geometry = to_shape(feature["geometry"])
        except (shapely.errors.ShapelyError, AttributeError, KeyError, TypeError, ValueError) as error:
            issues.append(_issue(name, index, "geometry", f"it cannot be read ({error})",
                                 "Correct the feature.", identifier))
            continue
        if identifier in shapes:
            issues.append(_issue(name, index, "id", "the id stands twice", "Keep one.", identifier))
        issues.extend(
            _issue(name, index, "geometry", problem, "Correct the geometry.", identifier)
            for problem in geometry_problems(geometry)
        )
        shapes[identifier] = geometry
    return shapes


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
        raise ReadingError("{file} is not TOML ({cause}).", file=name, cause=error) from error
