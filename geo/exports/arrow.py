"""Layers as batches of Arrow on the way into a file, and frames out of what a file gave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geo.exports.pieces import in_pieces, starts
from geo.exports.tables import is_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from geo.exports.pieces import Tell
    from geo.exports.tables import Table

SAME_SHAPES = "same_shapes"
"""Attribute of a frame whose shapes were compared byte by byte when it was read."""


def schema_of(table: Table, shapes: str) -> pa.Schema:
    """Return names and types of a layer's columns, the same for each of its batches.

    Parameters
    ----------
    table
        Prepared layer.
    shapes
        Name for the column of shapes, which goes last.
    """
    held = [(name, _type(table.frame[name])) for name in table.fields]
    return pa.schema([*held, (shapes, pa.binary())])


def batches_of(table: Table, schema: pa.Schema, tell: Tell) -> Iterator[pa.RecordBatch]:
    """Yield a layer in batches, shapes as well-known binary; each is made when it is asked for.

    Parameters
    ----------
    table
        Prepared layer.
    schema
        What :func:`schema_of` returned.
    tell
        Called before each batch; may raise.
    """
    for start, piece in zip(starts(len(table.frame)), in_pieces(table, tell), strict=True):
        columns = [
            _array(piece.frame[name], schema.field(name).type) for name in table.fields
        ]  # fmt: skip
        yield pa.record_batch([*columns, table.encoded.piece(start)], schema=schema)


def _type(column: pd.Series[Any]) -> pa.DataType:
    """Return the type that Arrow gives a column; one of text that is all empty is text still."""
    if is_text(column):
        return pa.string()
    # The type of an array of objects is in its cells, of any other in itself.
    seen = column if column.dtype == object else column.iloc[:0]
    return pa.array(seen, from_pandas=True).type


def _array(column: pd.Series[Any], kind: pa.DataType) -> pa.Array:
    made = pa.array(column, type=kind, from_pandas=True)
    return made.combine_chunks() if isinstance(made, pa.ChunkedArray) else made


def frame_of(stored: pa.Table, geometry: str, table: Table, *, crs: Any) -> gpd.GeoDataFrame:  # noqa: ANN401 - whatever names a CRS
    """Make a frame of what a file holds, in the order of what was to be written.

    Where the file holds the very bytes that were to be written, the shapes are not decoded again,
    and the frame's ``attrs`` say so.

    Parameters
    ----------
    stored
        Columns as read, shapes as well-known binary.
    geometry
        Name of the column of shapes.
    table
        What was to be written.
    crs
        As the file names it.
    """
    stored = _in_order(stored, table)
    held = _binary(stored[geometry])
    same = table.encoded.is_same(held)
    shapes = table.frame.geometry.to_numpy() if same else shapely.from_wkb(held.to_numpy())
    plain = stored.drop_columns([geometry]).to_pandas(date_as_object=True)
    frame = gpd.GeoDataFrame(plain, geometry=shapes, crs=crs)
    frame.attrs[SAME_SHAPES] = same
    return frame


def _binary(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return well-known binary without the mark of an extension type that a reader may put on."""
    pieces = [getattr(piece, "storage", piece) for piece in column.chunks]
    return pa.chunked_array(pieces or [pa.array([], type=pa.binary())]).cast(pa.binary())


def _in_order(stored: pa.Table, table: Table) -> pa.Table:
    """Put records into the order of the table by their ids (a spatial index sorts a file)."""
    if "id" not in table.fields or "id" not in stored.column_names:
        return stored
    wanted = pa.array(table.frame["id"], from_pandas=True)
    if isinstance(wanted, pa.ChunkedArray):
        wanted = wanted.combine_chunks()
    found = stored["id"].combine_chunks()
    if wanted.type != found.type:
        wanted = wanted.cast(found.type, safe=False)
    if wanted.equals(found) or len(wanted) != len(found):
        return stored
    places = pc.index_in(wanted, value_set=found)
    if places.null_count or len(places.unique()) < len(places):
        return stored
    return stored.take(places)
