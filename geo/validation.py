"""Issue rows: what is wrong with a source, where, and what to do; and checks of geometry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import shapely

from geo.errors import Saying, ZhengtuError
from geo.reasons import fault_of

if TYPE_CHECKING:
    from collections.abc import Iterator

Severity = Literal["error", "warning"]


@dataclass(frozen=True, kw_only=True)
class Issue:
    """One finding about one place in a source file.

    ``row`` is the line in the file, counted from 1 with the header as line 1; None means that the
    finding is about the whole file. ``problem`` and ``remedy`` are sayings, so that a screen can
    translate them. An ``error`` blocks the build, a ``warning`` is published with
    the data.
    """

    severity: Severity
    file: str
    problem: Saying
    remedy: Saying
    row: int | None = None
    column: str | None = None
    value: object = None

    def __str__(self) -> str:
        place = self.file + (f":{self.row}" if self.row else "")
        column = f" [{self.column}]" if self.column else ""
        value = f" {self.value!r}" if self.value is not None else ""
        return f"{self.severity}: {place}{column}{value}: {self.problem}. {self.remedy}"


class DataError(ZhengtuError):
    """Source tables hold blocking issues.

    Parameters
    ----------
    issues
        The blocking issues, each with file, row, column, value and remedy.
    """

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        self.issues = issues
        super().__init__(
            "The source tables have {count} blocking issues:\n{issues}",
            count=len(issues),
            issues="\n".join(map(str, issues)),
        )


def geometry_problems(shape: shapely.Geometry, *, digits: int = 5) -> Iterator[Saying]:
    """Say what is wrong with one geometry in longitude, latitude [degree].

    Parameters
    ----------
    shape
        Any geometry.
    digits
        Decimals that the source may carry; more would claim an accuracy that nobody has.
    """
    if shape.is_empty:
        yield Saying("the geometry is empty")
        return
    if not shape.is_valid:
        yield Saying("the geometry is not valid ({reason})", reason=fault_of(shape))
    if shape.has_z:
        yield Saying("the coordinates carry a height")
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):  # noqa: PLR2004 - degrees
        yield Saying("the coordinates are not longitude, latitude in degrees")
    coordinates = shapely.get_coordinates(shape)
    if (abs(coordinates - coordinates.round(digits)) > 10 ** -(digits + 4)).any():
        yield Saying("the coordinates have more than {digits} decimals", digits=digits)
