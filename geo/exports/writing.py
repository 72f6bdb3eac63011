"""Write tables in a format and read them back: one path for every format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.exports import dxf, kml, ogr, parquet, rfc7946, spreadsheets
from geo.exports.files import nothing_to_tell
from geo.exports.pieces import Steps
from geo.exports.readback import Comparison, compare

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.exports.files import Progress
    from geo.exports.formats import Target
    from geo.exports.pieces import Tell
    from geo.exports.tables import Table

WHOLE = {"kml", "kmz", "dxf", "xlsx"}
"""Formats whose one file is written in one go, not layer by layer."""


def path_of(table: Table, folder: Path, *, stem: str, target: Target) -> Path:
    """Return the file that holds a table: one for all, or one per layer."""
    name = stem if target.format.many_layers else f"{table.name}{target.mark}"
    return folder / f"{name}{target.format.suffix}"


def write(
    tables: Sequence[Table],
    folder: Path,
    *,
    stem: str,
    target: Target,
    progress: Progress = nothing_to_tell,
) -> list[Path]:
    """Write prepared tables into an empty folder.

    Parameters
    ----------
    tables
        What :func:`geo.exports.tables.prepare` returned.
    folder
        Where to; nothing else lies there.
    stem
        Name, without suffix, of a file that holds every layer.
    target
        Format, CRS and encoding.
    progress
        Told before each piece (see :mod:`geo.exports.pieces`); may raise CancelledError.

    Returns
    -------
    Every file made, in order of their names.
    """
    if target.format.id in WHOLE:
        _write_whole(tables, folder / f"{stem}{target.format.suffix}", target, progress)
    else:
        tell = Steps(tables, progress)
        for table in tables:
            path = path_of(table, folder, stem=stem, target=target)
            _write_one(table, path, target, tell)
    return sorted(path for path in folder.iterdir() if path.is_file())


def _write_whole(tables: Sequence[Table], path: Path, target: Target, progress: Progress) -> None:
    if target.format.id == "xlsx":
        spreadsheets.write_xlsx(tables, path, target, tell=Steps(tables, progress))
        return
    drawn = [table for table in tables if table.shapes_column]
    tell = Steps(drawn, progress)
    if target.format.id == "dxf":
        dxf.write(drawn, path, tell=tell)
    else:
        kml.write(drawn, path, target, tell=tell)


def _write_one(table: Table, path: Path, target: Target, tell: Tell) -> None:
    match target.format.id:
        case "geojson":
            with path.open("wb") as stream:
                rfc7946.write_collection(table.frame, _properties(table), stream, tell=tell)
        case "geojsonl":
            with path.open("wb") as stream:
                rfc7946.write_sequence(table.frame, _properties(table), stream, tell=tell)
        case "parquet":
            parquet.write(table, path, tell=tell)
        case "csv":
            spreadsheets.write_csv(table, path, target, tell=tell)
        case _:
            ogr.write(table, path, target, tell=tell)


def _properties(table: Table) -> list[str]:
    return [name for name in table.fields if name != "id"]


def read_back(
    tables: Sequence[Table],
    folder: Path,
    *,
    stem: str,
    target: Target,
    progress: Progress = nothing_to_tell,
) -> list[Comparison]:
    """Read every table back from its file and compare it with what was to be written.

    Parameters
    ----------
    tables, folder, stem, target, progress
        As for :func:`write`.

    Raises
    ------
    ExportError
        At the first difference.
    """
    if target.format.id == "dxf":
        progress("read back", 0, 1)
        layers = [table for table in tables if table.shapes_column]
        return dxf.compare(layers, folder / f"{stem}{target.format.suffix}", target)
    comparisons = []
    for done, table in enumerate(tables):
        progress("read back", done, len(tables))
        comparisons.append(_compare_one(table, path_of(table, folder, stem=stem, target=target),
                                        target))  # fmt: skip
    return comparisons


def _compare_one(table: Table, path: Path, target: Target) -> Comparison:
    match target.format.id:
        case "csv" | "xlsx":
            read = spreadsheets.read_csv if target.format.id == "csv" else spreadsheets.read_xlsx
            sheet = spreadsheets.as_sheet(table, target)
            return compare(sheet, read(path, table, target), target)
        case "geojson" | "geojsonl":
            return compare(table, rfc7946.read(path, table), target)
        case "kml" | "kmz":
            return compare(table, kml.read(path, table), target)
        case "parquet":
            return compare(table, parquet.read(path, table), target)
        case _:
            return compare(table, ogr.read(path, table, target), target)
