"""Files that the dead-end workbench takes: what they may be called, and what they must hold.

GDAL goes by content, and some of its formats read other files or addresses: a file must be what its
name says before anything reads it.
"""

from __future__ import annotations

import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from geo.errors import ReadingError

if TYPE_CHECKING:
    from pathlib import Path

VECTORS = (".gpkg", ".geojson", ".json", ".fgb", ".parquet", ".zip")
NETWORKS = (*VECTORS, ".wkt", ".osm", ".pbf", ".osm.gz", ".osm.bz2")
"""Names of files that are taken for a network."""

BESIDE = (*VECTORS, ".wkt", ".tif", ".tiff")
"""Names of files that are taken beside a network."""

LARGEST_BYTES = 300_000_000
"""Largest file that is taken."""

_BEGINS = {
    ".gpkg": (b"SQLite format 3\x00",), ".fgb": (b"fgb",), ".parquet": (b"PAR1",),
    ".zip": (b"PK",), ".gz": (b"\x1f\x8b",), ".bz2": (b"BZh",),
    ".tif": (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"),
}  # fmt: skip
_BEGINS[".tiff"] = _BEGINS[".tif"]
_TEXTS = {".geojson": b"{", ".json": b"{", ".osm": b"<"}
_SHAPEFILE = {".shp", ".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".xml", ".qmd"}
_WIDEST_ZIP_BYTES = 2_000_000_000


def too_large() -> ReadingError:
    """Return what is said of a file that is too large."""
    return ReadingError("The file is larger than 300 MB; cut out the city first.")


def stored_name(name: str, allowed: tuple[str, ...], *, stem: str = "network") -> str:
    """Return what a file is called on disk: its kind and nothing else of what its sender says.

    Raises
    ------
    ReadingError
        If it is of no kind that is taken.
    """
    if not name.lower().endswith(allowed):
        raise ReadingError(
            "{file} is of no kind that can be read here; there are {formats}.",
            file=name or "?",
            formats=", ".join(allowed),
        )
    return f"{stem}{''.join(PurePosixPath(name.lower()).suffixes[-2:])}"


def require_content(path: Path) -> None:
    """Refuse a file that is not what its name says.

    Raises
    ------
    ReadingError
        If it begins otherwise, or is a zip with anything but a Shapefile in it.
    """
    suffix = path.suffix
    with path.open("rb") as stream:
        head = stream.read(512)
    if not head:
        raise ReadingError("The file is empty.")
    wanted, text = _BEGINS.get(suffix), _TEXTS.get(suffix)
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if (
        (wanted is not None and not head.startswith(wanted))
        or (text is not None and not plain.startswith(text))
        or (suffix == ".osm" and b"<osm" not in head)
    ):
        raise ReadingError("The file is not what its name says ({suffix}).", suffix=suffix)
    if suffix == ".zip":
        _require_shapefile(path)


def _require_shapefile(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            inside = packed.infolist()
    except zipfile.BadZipFile as error:
        raise ReadingError(
            "The file is not what its name says ({suffix}).", suffix=".zip"
        ) from error
    kinds = {PurePosixPath(item.filename.lower()).suffix for item in inside if not item.is_dir()}
    if ".shp" not in kinds or not kinds <= _SHAPEFILE:
        raise ReadingError("A zip must hold a Shapefile and nothing else.")
    if sum(item.file_size for item in inside) > _WIDEST_ZIP_BYTES:
        raise too_large()
