"""A copy of the source tables that a test may break, one cell or coordinate at a time."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from geo.validation import DataError
from layers.build import build, require_sound

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo.validation import Issue


@dataclass
class Tables:
    """A copy of the source tables that a test may break."""

    root: Path

    def lines(self, file: str) -> list[str]:
        return (self.root / file).read_text("utf-8").splitlines()

    def write(self, file: str, lines: list[str]) -> None:
        (self.root / file).write_text("\n".join(lines) + "\n", "utf-8")

    def row_of(self, file: str, **where: str) -> int:
        """Return the line of the first row with the given cells."""
        header, *rows = csv.reader(self.lines(file))
        for line, cells in enumerate(rows, start=2):
            row = dict(zip(header, cells, strict=True))
            if all(row[name] == value for name, value in where.items()):
                return line
        raise LookupError(where)

    def set(self, file: str, line: int, **cells: str) -> None:
        """Overwrite cells of one row."""
        lines = self.lines(file)
        header, row = next(csv.reader([lines[0]])), next(csv.reader([lines[line - 1]]))
        for name, value in cells.items():
            row[header.index(name)] = value
        stream = io.StringIO()
        csv.writer(stream, lineterminator="").writerow(row)
        lines[line - 1] = stream.getvalue()
        self.write(file, lines)

    def move(self, layer: str, identifier: str, change: Callable[[Any], Any]) -> int:
        """Change the coordinates of a feature; returns its line."""
        file = f"{layer}/geometry.geojson"
        lines = self.lines(file)
        number = next(n for n, line in enumerate(lines) if f'"{identifier}"' in line)
        comma = "," if lines[number].endswith(",") else ""
        feature = json.loads(lines[number].removesuffix(","))
        feature["geometry"]["coordinates"] = change(feature["geometry"]["coordinates"])
        lines[number] = json.dumps(feature, separators=(",", ":")) + comma
        self.write(file, lines)
        return number + 1

    def errors(self) -> list[Issue]:
        """Build, check that the whole is refused, and return the blocking issues."""
        dataset = build(self.root)
        with pytest.raises(DataError) as refused:
            require_sound(dataset)
        for issue in refused.value.issues:
            assert str(issue) in str(refused.value)
            assert issue.remedy
        return list(refused.value.issues)

    def only_error(self) -> tuple[str, int | None, str | None, Any]:
        """Build and return the place and value of the only blocking issue."""
        (issue,) = self.errors()
        return issue.file, issue.row, issue.column, issue.value
