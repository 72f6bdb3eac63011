"""Exports as a browser takes them (a zip with a manifest) and as the command line leaves them."""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import ExportError
from geo.exports import place, safe_name, scratch
from geo.exports.files import nothing_to_tell
from outlets.export import Made, Order, make

if TYPE_CHECKING:
    from geo.exports.files import Progress

MANIFEST = "manifest.json"
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
"""A fixed date: the same selection gives the same bytes."""

_STORED = {".kmz", ".xlsx", ".parquet"}
"""Files that are compressed already."""


@dataclass(frozen=True)
class Download:
    """A file to offer: its name and its bytes."""

    name: str
    data: bytes


def download(order: Order, *, progress: Progress = nothing_to_tell) -> Download:
    """Make an export and zip its files with the manifest.

    Parameters
    ----------
    order
        What is wanted.
    progress
        Told what is being done; may raise CancelledError.

    Raises
    ------
    ExportError
        If it cannot be made; nothing is left of it.
    """
    selection, target = order.selection, order.target
    with scratch(Path(tempfile.gettempdir())) as folder:
        files = folder / "files"
        files.mkdir()
        made = make(order, files, progress=progress)
        packed = folder / "download.zip"
        _pack(made, packed)
        data = packed.read_bytes()
    parts = ("zhengtu", target.format.id, selection.day.isoformat(), selection.dataset.version)
    return Download("-".join(parts) + target.mark + ".zip", data)


def save(order: Order, out: Path, *, progress: Progress = nothing_to_tell) -> list[Path]:
    """Make an export as FILE and FILE.manifest.json; several files become one zip.

    Parameters
    ----------
    order
        What is wanted.
    out
        File to make; an older one of that name is replaced, but only by a whole one.
    progress
        Told what is being done; may raise CancelledError.

    Returns
    -------
    What was made.

    Raises
    ------
    ExportError
        If the name is none, does not say that positions are shifted, or the export cannot be made;
        nothing is left of it.
    """
    safe_name(out.name)
    kind = order.target.format
    if order.target.shifted and "shifted" not in out.name:
        raise ExportError(
            "{crs} moves every position by hundreds of metres, so the file's name must say so: "
            "call it {name}.",
            crs=order.target.crs,
            name=f"{out.stem}{order.target.mark}{out.suffix}",
        )
    with scratch(out.parent) as folder:
        files = folder / "files"
        files.mkdir()
        stem = out.stem.removesuffix(order.target.mark)
        made = make(order, files, stem=stem, progress=progress)
        several = len(made.files) > 1
        if out.suffix.lower() != (".zip" if several else kind.suffix):
            raise ExportError(
                "This export is {count} files of the format {format}: the name must end in "
                "{suffix}, not {wrong}.",
                count=len(made.files), format=kind.title,
                suffix=".zip" if several else kind.suffix, wrong=out.suffix or "nothing",
            )  # fmt: skip
        ready = made.files[0]
        if several:
            ready = folder / "packed.zip"
            _pack(made, ready)
        beside = folder / MANIFEST
        beside.write_bytes(made.manifest)
        manifest = out.with_name(f"{out.name}.{MANIFEST}")
        place(ready, out)
        place(beside, manifest)
    return [out, manifest]


def _pack(made: Made, path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for file in made.files:
            _add(archive, file.name, file.read_bytes())
        _add(archive, MANIFEST, made.manifest)


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    stored = Path(name).suffix in _STORED
    entry = zipfile.ZipInfo(name, date_time=_ZIP_DAY)
    kind = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    archive.writestr(entry, data, compress_type=kind)
