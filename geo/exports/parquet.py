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

from geo.exports.arrow import frame_of
from geo.exports.tables import types_of

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.exports.tables import Table

GEOMETRY, COVERING = "geometry", "bbox"
"""Names of the columns that hold shapes and their bounds."""

_CORNERS = ("xmin", "ymin", "xmax", "ymax")
_ROWS = 100_000
"""Records of a row group: what a reader fetches at a time."""


def write(table: Table, path: Path) -> None:
    """Write one layer; geometry as WKB, CRS as PROJJSON, longitude or easting first."""
    frame = table.frame
    shapes = frame.geometry.to_numpy()
    plain = pa.Table.from_pandas(frame[table.fields], preserve_index=False)
    held = plain.append_column(GEOMETRY, table.wkb)
    held = held.append_column(COVERING, _boxes(shapes))
    about = json.dumps(_metadata(frame), ensure_ascii=False)
    # A dictionary of shapes or boxes would only be given up again: hardly any comes twice.
    pq.write_table(
        held.replace_schema_metadata({"geo": about}), path, row_group_size=_ROWS,
        use_dictionary=table.fields,
    )  # fmt: skip


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
    return pa.StructArray.from_arrays(corners, names=_CORNERS, mask=pa.array(empty))


def _metadata(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    column: dict[str, Any] = {
        "encoding": "WKB",
        "crs": CRS(frame.crs).to_json_dict(),
        "geometry_types": types_of(frame),
        "covering": {COVERING: {corner: [COVERING, corner] for corner in _CORNERS}},
    }
    bounds = frame.total_bounds
    if not np.isnan(bounds).any():
        column["bbox"] = bounds.tolist()
    return {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
