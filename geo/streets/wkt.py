"""Streets written as well-known text: what people paste, or keep in a ``.wkt`` file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from geo.crs import WGS84
from geo.errors import CrsError, ReadingError

if TYPE_CHECKING:
    from pathlib import Path

SUFFIX = ".wkt"

_LINE = re.compile(
    r"\s*(?:SRID\s*=\s*(?P<srid>\d{1,6})\s*;)?\s*"
    r"(?P<shape>(?:MULTI)?LINESTRING\s*(?:ZM|Z|M)?\s*\([^A-Za-z;]*\))[\s;]*",
    re.IGNORECASE,
)

_SHOWN = 40
"""Letters of a text that are quoted in a message."""


def read_wkt(path: Path, *, name: str | None = None) -> gpd.GeoDataFrame:
    """Read lines of well-known text: longitude latitude, or any CRS by ``SRID=4547;`` before each.

    Parameters
    ----------
    path
        Text in UTF-8: LINESTRING and MULTILINESTRING, one after the other.
    name
        What messages call it; its file name if left out.

    Raises
    ------
    ReadingError
        If anything else stands in it; the message says where.
    CrsError
        If its lines are in several CRS, or in one that does not exist.
    """
    called = name or path.name
    try:
        text = path.read_text("utf-8-sig").rstrip()
    except UnicodeDecodeError as error:
        raise ReadingError("{file} is no text in UTF-8.", file=called) from error
    shapes, numbers, at = [], set(), 0
    while at < len(text):
        found = _LINE.match(text, at)
        shape = None if found is None else shapely.from_wkt(found["shape"], on_invalid="ignore")
        if found is None or shape is None:
            raise ReadingError(
                "{file}, line {line}: “{text}” is no LINESTRING or MULTILINESTRING of well-known "
                "text.",
                file=called,
                line=text.count("\n", 0, at) + 1,
                text=" ".join(text[at:].split())[:_SHOWN],
            )
        shapes.append(shape)
        numbers.add(found["srid"])
        at = found.end()
    return _frame(shapes, numbers, called)


def _frame(
    shapes: list[shapely.Geometry], numbers: set[str | None], called: str
) -> gpd.GeoDataFrame:
    if len(numbers) > 1:
        raise CrsError(
            "{file} holds lines in several coordinate reference systems ({list}); take one.",
            file=called,
            list=", ".join(sorted(number or WGS84 for number in numbers)),
        )
    number = next(iter(numbers), None)
    try:
        return gpd.GeoDataFrame(geometry=shapes, crs=f"EPSG:{number}" if number else WGS84)
    except RuntimeError as error:  # pyproj's CRSError
        raise CrsError(
            "{file}: there is no coordinate reference system EPSG:{number}.",
            file=called,
            number=number,
        ) from error
