"""GeoParquet 1.1 with a bounding-box column, so that readers fetch only what they look at.

Written here and not by geopandas, whose boxes of records without a position are no nulls, as the
specification wants them (geoparquet-validator: /conf/covering/bbox-column-repetition).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pyproj import CRS

from geo.exports.arrow import batches_of, frame_of, schema_of
from geo.exports.tables import types_of

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.exports.pieces import Tell
    from geo.exports.tables import Table

GEOMETRY, COVERING = "geometry", "bbox"
"""Names of the columns that hold shapes and their bounds."""

_CORNERS = ("xmin", "ymin", "xmax", "ymax")
_BOX = pa.struct([(corner, pa.float64()) for corner in _CORNERS])


def write(table: Table, path: Path, *, tell: Tell) -> None:
    """Write one layer; geometry as WKB, CRS as PROJJSON, longitude or easting first.

    Parameters
    ----------
    table
        Prepared layer.
    path
        File to make.
    tell
        Called before each row group; may raise.
    """
    shapes = table.frame.geometry.to_numpy()
    plain = schema_of(table, GEOMETRY)
    about = json.dumps(_metadata(table.frame), ensure_ascii=False)
    schema = plain.append(pa.field(COVERING, _BOX)).with_metadata({"geo": about})
    # A dictionary of shapes or boxes would only be given up again: hardly any comes twice.
    with pq.ParquetWriter(path, schema, use_dictionary=table.fields) as writer:
        written = 0
        for batch in batches_of(table, plain, tell):
            boxes = _boxes(shapes[written : written + len(batch)])
            writer.write_batch(pa.record_batch([*batch.columns, boxes], schema=schema))
            written += len(batch)


def read(path: Path, table: Table) -> gpd.GeoDataFrame:
    """Read a layer back (see :func:`geo.exports.arrow.frame_of`)."""
    schema = pq.read_schema(path)
    about = json.loads(schema.metadata[b"geo"])["columns"][GEOMETRY]
    plain = pq.read_table(path, columns=[name for name in schema.names if name != COVERING])
    return frame_of(plain, GEOMETRY, table, crs=CRS.from_json_dict(about["crs"]))


def _boxes(shapes: NDArray[Any]) -> pa.StructArray:
    bounds = shapely.bounds(shapes)
    empty = np.isnan(bounds[:, 0])
    corners = [pa.array(np.ascontiguousarray(bounds[:, place])) for place in range(4)]
    return pa.StructArray.from_arrays(corners, fields=list(_BOX), mask=pa.array(empty))


def _metadata(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    column: dict[str, Any] = {
        "encoding": "WKB",
        "crs": frame.crs.to_json_dict(),
        "geometry_types": types_of(frame),
        "covering": {COVERING: {corner: [COVERING, corner] for corner in _CORNERS}},
    }
    bounds = frame.total_bounds
    if not np.isnan(bounds).any():
        column["bbox"] = bounds.tolist()
    return {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
