"""What the analyses that write a GeoPackage ask of its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import ExportError
from geo.exports import safe_name

if TYPE_CHECKING:
    from pathlib import Path


def check_name(out: Path) -> None:
    """Refuse a name that is not a GeoPackage's.

    Raises
    ------
    ExportError
        If it is no file name, or does not end in ``.gpkg``.
    """
    safe_name(out.name)
    if out.suffix.lower() != ".gpkg":
        raise ExportError(
            "The name of this export ({format}) must end in {suffix}, not in “{wrong}”.",
            format="GeoPackage",
            suffix=".gpkg",
            wrong=out.suffix,
        )
