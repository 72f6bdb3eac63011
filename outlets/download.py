"""Exports as a browser takes them (a zip with a manifest) and as the command line leaves them."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geo.exports import place, scratch
from geo.exports.files import nothing_to_tell
from outlets.export import Made, Order, make
from outlets.filing import check_export_name

if TYPE_CHECKING:
    from geo.exports.files import Progress

MANIFEST = "manifest.json"
_BLOCK = 1 << 20
"""Bytes of a file that are packed at a time."""
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
"""A fixed date: the same selection gives the same bytes."""

_STORED = {".kmz", ".xlsx", ".parquet", ".pptx", ".png"}
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
        _pack(made, packed, progress)
        data = packed.read_bytes()
    one = order.layers if len(order.layers) == 1 else ()
    day = selection.day.isoformat()
    parts = ("zhengtu", *one, target.format.id, day, selection.dataset.version)
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
        If the name will not do (:func:`check_name`), or the export cannot be made; nothing is left
        of it.
    """
    check_name(order, out)
    with scratch(out.parent) as folder:
        files = folder / "files"
        files.mkdir()
        stem = out.stem.removesuffix(order.target.mark)
        # A single file stays one; beside several there is room for styles.
        made = make(order, files, stem=stem, styles=_is_packed(order), progress=progress)
        ready = made.files[0]
        if len(made.files) > 1:
            ready = folder / "packed.zip"
            _pack(made, ready, progress)
        beside = folder / MANIFEST
        beside.write_bytes(made.manifest)
        manifest = out.with_name(f"{out.name}.{MANIFEST}")
        place(ready, out)
        place(beside, manifest)
    return [out, manifest]


def check_name(order: Order, out: Path) -> None:
    """Refuse a file name that says something else than what the file will be.

    Raises
    ------
    ExportError
        As :func:`outlets.filing.check_export_name` does.
    """
    check_export_name(out, order.target, is_packed=_is_packed(order))


def _is_packed(order: Order) -> bool:
    """Tell whether an export is more than one file, beside its manifest."""
    kind = order.target.format
    return kind.several_files or (len(order.layers) > 1 and not kind.many_layers)


def _pack(made: Made, path: Path, progress: Progress) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for done, file in enumerate(made.files):
            progress("zip", done, len(made.files))
            with file.open("rb") as source, archive.open(_entry(file.name), "w") as entry:
                shutil.copyfileobj(source, entry, _BLOCK)
        add_file(archive, MANIFEST, made.manifest)


def add_file(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Add a file to a zip: compressed unless it is already, and with no time of its own."""
    archive.writestr(_entry(name), data)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=_ZIP_DAY)
    stored = Path(name).suffix in _STORED
    entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    return entry
