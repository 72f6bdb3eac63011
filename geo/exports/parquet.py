"""GeoParquet 1.1 with a bounding-box column, so that readers fetch only what they look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exports.tables import Table

COVERING = "bbox"
"""Column that holds each record's bounds (the covering of GeoParquet 1.1)."""


def write(table: Table, path: Path) -> None:
    """Write one layer; geometry as WKB, CRS as PROJJSON, longitude or easting first."""
    table.frame.to_parquet(
        path, index=False, write_covering_bbox=True, schema_version="1.1.0", compression="zstd"
    )


def read(path: Path) -> gpd.GeoDataFrame:
    """Read a layer back."""
    return gpd.read_parquet(path)
