"""Frames out of Arrow tables that a file gave, without decoding what was written byte for byte."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

if TYPE_CHECKING:
    from geo.exports.tables import Table

SAME_SHAPES = "same_shapes"
"""Attribute of a frame whose shapes were compared byte by byte when it was read."""


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
    same = held.equals(table.wkb)
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
