"""How much of each zone lies in each class, cells cut exactly by the zones' outlines.

The outline of a zone cuts cells; ``exactextract`` tells the fraction of each cell inside exactly,
so no zone gains or loses its edge, however small it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource

from geo.crs import CGCS2000_GK114, to_metric
from geo.errors import RasterError
from geo.exports.files import nothing_to_tell

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.coverage.grid import Grid
    from geo.exports.files import Progress


def histogram(
    codes: NDArray[np.uint8],
    grid: Grid,
    zones: gpd.GeoDataFrame,
    *,
    progress: Progress = nothing_to_tell,
) -> pd.DataFrame:
    """Return the area of each code in each zone [km2].

    Parameters
    ----------
    codes
        A code for every cell, such as classes.
    grid
        The cells.
    zones
        Areas with ``id``, in any CRS.
    progress
        Told how many zones are done; it may raise to call the work off.

    Returns
    -------
    A row per zone (index ``id``), a column per code that occurs; 0 where a zone has none of it.
    What of a zone lies outside the grid is in no column.

    Raises
    ------
    RasterError
        If a zone is no area.
    CrsError
        If the zones have no CRS.
    """
    areas = _areas(zones)
    west, south, east, north = grid.bounds
    source = NumPyRasterSource(
        codes, xmin=west, ymin=south, xmax=east, ymax=north, srs_wkt=areas.crs.to_wkt()
    )
    rows: list[Mapping[int, float]] = []
    for done in range(len(areas)):
        progress("zones", done, len(areas))
        zone = areas.iloc[[done]][["geometry"]].reset_index(drop=True)
        found = exact_extract(source, zone, ["count", "unique", "frac"], output="pandas").iloc[0]
        km2 = np.asarray(found["frac"], dtype=float) * float(found["count"]) * grid.cell_km2
        rows.append(dict(zip(np.asarray(found["unique"], dtype=int).tolist(), km2, strict=True)))
    table = pd.DataFrame(rows, index=pd.Index(areas["id"], name="id")).fillna(0.0)
    return table.reindex(columns=sorted(table.columns))


def _areas(zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    areas = to_metric(zones).reset_index(drop=True)
    wrong = areas["id"][~areas.geom_type.isin(["Polygon", "MultiPolygon"])]
    if len(wrong):
        raise RasterError(
            "{zone} is no area, so it has no share; give zones with an outline.",
            zone=wrong.iloc[0],
        )
    return areas.set_crs(CGCS2000_GK114, allow_override=True)
