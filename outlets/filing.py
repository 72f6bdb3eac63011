"""How the tables of an analysis become a file: written beside, read back, put in place whole."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import pyogrio

from geo.errors import ExportError
from geo.exports import place, prepare, read_back, safe_name, scratch, sha256, write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from geo.exports import Table, Target
    from geo.exports.files import Progress


@dataclass(frozen=True, kw_only=True)
class Filing:
    """What goes into a file, and what is told of it.

    Parameters
    ----------
    tables
        Layers or sheets.
    target
        Format and CRS.
    manifest
        What the manifest says beside rows, read-back and files.
    plain
        Tables without geometry that a GeoPackage holds beside the layers.
    """

    tables: Sequence[Table]
    target: Target
    manifest: Mapping[str, Any]
    plain: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def check_name(out: Path, *, suffixes: Sequence[str], formats: str) -> None:
    """Refuse a name that says another format.

    Parameters
    ----------
    out
        File to make.
    suffixes
        Those that fit.
    formats
        What they are called.

    Raises
    ------
    ExportError
        If it is no file name, or has another suffix.
    """
    safe_name(out.name)
    if out.suffix.lower() not in suffixes:
        raise ExportError(
            "The name of this export ({format}) must end in {suffix}, not in “{wrong}”.",
            format=formats,
            suffix=" / ".join(suffixes),
            wrong=out.suffix,
        )


def check_export_name(out: Path, target: Target, *, is_packed: bool) -> None:
    """Refuse a name that says something else than what the file of an export will be.

    Parameters
    ----------
    out
        File to make.
    target
        Format and CRS.
    is_packed
        Whether several files are packed as one.

    Raises
    ------
    ExportError
        If it is no file name, has another suffix than the format's (``.zip`` for several files), or
        does not say that positions are shifted.
    """
    suffix = ".zip" if is_packed else target.format.suffix
    check_name(out, suffixes=(suffix,), formats=target.format.title)
    if target.shifted and "shifted" not in out.name:
        raise ExportError(
            "{crs} moves every position by hundreds of metres, so the file's name must say so: "
            "call it {name}.",
            crs=target.crs,
            name=f"{out.stem}{target.mark}{out.suffix}",
        )


def file_away(filing: Filing, out: Path, *, progress: Progress) -> list[Path]:
    """Write tables, read them back, and put a manifest beside.

    Parameters
    ----------
    filing
        What to write.
    out
        File to make; an older one is replaced by a whole one only.
    progress
        Told what is being done.

    Returns
    -------
    The file and its manifest.

    Raises
    ------
    ExportError
        If the file cannot be written or does not read back the same.
    """
    with scratch(out.parent) as folder:
        prepared = prepare(filing.tables, filing.target, progress=progress)
        how: dict[str, Any] = {"stem": "found", "target": filing.target, "progress": progress}
        (made,) = write(prepared.tables, folder, **how)
        compared = read_back(prepared.tables, folder, **how)
        for name, table in filing.plain.items():
            pyogrio.write_dataframe(table, made, layer=name, driver="GPKG", append=True)
        told = {
            "rows": {table.name: len(table.frame) for table in prepared.tables},
            "read_back": [asdict(one) for one in compared],
        }
        return put(made, out, {**filing.manifest, **told})


def put(made: Path, out: Path, manifest: Mapping[str, Any]) -> list[Path]:
    """Put a finished file in place, and its manifest beside it.

    Parameters
    ----------
    made
        The file, in a scratch folder.
    out
        Where it goes.
    manifest
        What is told of it; size and hash are added.

    Returns
    -------
    The file and its manifest.
    """
    files = {out.name: {"bytes": made.stat().st_size, "sha256": sha256(made)}}
    text = json.dumps({**manifest, "files": files}, ensure_ascii=False, indent=1, default=str)
    return put_described(made, text.encode(), out)


def put_described(made: Path, manifest: bytes, out: Path) -> list[Path]:
    """Put a finished file and the text of its manifest where they belong; return both."""
    described = made.with_name("manifest.json")
    beside = out.with_name(f"{out.name}.manifest.json")
    described.write_bytes(manifest)
    place(made, out)
    place(described, beside)
    return [out, beside]
