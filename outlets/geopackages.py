"""What the analyses that write a GeoPackage ask of its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlets import filing

if TYPE_CHECKING:
    from pathlib import Path


def check_name(out: Path) -> None:
    """Refuse a name that is not a GeoPackage's.

    Raises
    ------
    ExportError
        If it is no file name, or does not end in ``.gpkg``.
    """
    filing.check_name(out, suffixes=(".gpkg",), formats="GeoPackage")
