"""Layers cut into pieces, so that what an export holds beside the frame does not grow with it.

Which formats are written piece by piece, and why the others are not:

- GeoJSON and its sequences, KML, KMZ, CSV and the sheets of a workbook: text, one record after the
  other.
- GeoParquet: a row group per piece; bounds and types of all shapes are known beforehand.
- GeoPackage: GDAL takes batches, and SQLite keeps on disk what it indexes.
- FlatGeobuf: GDAL takes batches too, and lays them down in a file beside; it keeps the box of each
  record, since the packed index at the front of the file is sorted when all are known.
- Shapefile and MapInfo TAB: not; a DBF states the width of each column before its first record,
  and neither holds more than 2 GB.
- DXF: not; ezdxf, which knows code pages and layers, holds a drawing whole until it is saved.

What is read back is held beside the frame whole, as a reader of the file would.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from geo.exports.files import Progress
    from geo.exports.tables import Table

    Tell = Callable[[], None]
    """Called before each piece; it may raise CancelledError."""

AT_ONCE = 50_000
"""Records written, or shapes compared, at a time."""


def starts(count: int) -> range:
    """Return where pieces of so many records begin; nothing is one piece, too."""
    return range(0, max(count, 1), AT_ONCE)


def in_pieces(table: Table, tell: Tell) -> Iterator[Table]:
    """Yield a layer as layers of at most :data:`AT_ONCE` records, and tell before each."""
    for start in starts(len(table.frame)):
        tell()
        part = slice(start, start + AT_ONCE)
        drawing = None if table.drawing is None else table.drawing.iloc[part]
        yield replace(table, frame=table.frame.iloc[part], drawing=drawing)


class Steps:
    """Tell how many of the pieces of all layers are written; each call is the next one.

    Parameters
    ----------
    tables
        What is to be written.
    progress
        Told "write", how many pieces are done, and how many there are.
    """

    def __init__(self, tables: Sequence[Table], progress: Progress) -> None:
        self._progress = progress
        self._total = sum(len(starts(len(table.frame))) for table in tables)
        self._done = 0

    def __call__(self) -> None:
        """Tell of the next piece."""
        self._progress("write", self._done, self._total)
        self._done += 1


class Encoded:
    """Shapes as well-known binary, piece by piece; only a digest of each piece is kept.

    Parameters
    ----------
    shapes
        One per record, None where there is none.
    """

    def __init__(self, shapes: NDArray[Any]) -> None:
        self._shapes = shapes
        self._digests: dict[int, bytes] = {}

    def piece(self, start: int) -> pa.BinaryArray:
        """Encode the piece that begins at a record (one of :func:`starts`)."""
        made = pa.array(
            shapely.to_wkb(self._shapes[start : start + AT_ONCE]), type=pa.binary()
        )  # fmt: skip
        self._digests[start] = _digest(made)
        return made

    def is_same(self, held: pa.ChunkedArray) -> bool:
        """Tell whether a file holds these very bytes, record by record."""
        if len(held) != len(self._shapes):
            return False
        for start in starts(len(held)):
            if start not in self._digests:
                self.piece(start)
            found = held.slice(start, AT_ONCE).combine_chunks()
            if _digest(found) != self._digests[start]:
                return False
        return True


def _digest(piece: pa.BinaryArray) -> bytes:
    """Hash what an array of bytes holds and where each record ends; a gap is none of length 0."""
    lengths = pc.fill_null(pc.binary_length(piece), -1).to_numpy(zero_copy_only=False)
    digest = hashlib.sha256(lengths.tobytes())
    _, offsets, content = piece.buffers()
    if content is not None:
        ends = np.frombuffer(offsets, dtype=np.int32)[piece.offset : piece.offset + len(piece) + 1]
        digest.update(memoryview(content)[ends[0] : ends[-1]])
    return digest.digest()
