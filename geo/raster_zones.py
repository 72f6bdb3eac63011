"""What a raster says of areas: mean, extremes, sum, classes; every cell cut exactly by the outline.

``exactextract`` tells the fraction of each cell inside an area. Where the grid is in degrees, or in
a projection that stretches areas such as Web Mercator, cells grow smaller to the north, so in means
and areas of classes each counts by its true area (:mod:`geo.raster_areas`). Sums add the cells'
values by the fraction inside, whatever their size: they mean something for counts (people in a
cell), not for densities or heights.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from exactextract import exact_extract
from exactextract.raster import RasterioRasterSource

from geo.crs import require_crs
from geo.errors import RasterError
from geo.exports.files import nothing_to_tell
from geo.measures import area_km2
from geo.raster_areas import CellAreas
from geo.rasters import upright

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from rasterio.io import DatasetReader

    from geo.exports.files import Progress

MOST_CLASSES = 256
"""Values of a raster whose values name classes."""

_MOST_CELLS_HELD = 4_000_000
_BY_AREA = "(coverage_weight=area_spherical_m2)"


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What a raster says of some areas; rows in the areas' order, by their index.

    Parameters
    ----------
    table
        ``area_km2`` (geodesic), ``valid_share`` of it that has a value [0..1], and ``mean``,
        ``min``, ``max``, ``sum`` of values, NaN where there is none.
    classes
        Area of each class [km2], a column for each; empty for a raster of values.
    """

    table: pd.DataFrame
    classes: pd.DataFrame


def summarise(
    path: Path,
    zones: gpd.GeoDataFrame,
    *,
    band: int = 1,
    classes: bool = False,
    progress: Progress = nothing_to_tell,
) -> Summary:
    """Summarise a band of a GeoTIFF by areas, reading no more of it than they cover, in windows.

    Parameters
    ----------
    path
        GeoTIFF in any CRS.
    zones
        Areas with a CRS.
    band
        Counted from 1.
    classes
        Whether values name classes, which have no mean.
    progress
        Told the step ``zones``, and how many are done in hundredths; may end the work.

    Raises
    ------
    CrsError, RasterError
        As :func:`geo.rasters.opened`; or if there are more than :data:`MOST_CLASSES` classes.
    """
    require_crs(zones)
    with upright(path) as raster:
        placed = zones.geometry.to_crs(raster.crs)
        source = _Watched(raster, band, progress, placed)
        cell = abs(raster.transform.a * raster.transform.e)
        found = [_zone(source, shape, classes=classes) for shape in placed]
    table = pd.DataFrame(found, index=zones.index)
    table.insert(0, "area_km2", area_km2(zones))
    table["valid_share"] = np.minimum(table.pop("count") * cell / shapely.area(placed), 1.0)
    held = table.pop("unique").combine(table.pop("frac"), _paired)
    covered = table["area_km2"] * table["valid_share"]
    by_class = pd.DataFrame(list(held), index=zones.index).fillna(0.0).mul(covered, axis=0)
    return Summary(table=table, classes=by_class.reindex(columns=sorted(by_class.columns)))


def _zone(source: _Watched, shape: Any, *, classes: bool) -> dict[str, Any]:  # noqa: ANN401 - shapely
    source.next_zone()
    mean, share = source.weighed
    wanted = {"count": "count"}
    wanted |= (
        {"unique": "unique", "frac": share}
        if classes
        else {"mean": mean, "min": "min", "max": "max", "sum": "sum"}
    )
    nothing = {"count": 0.0, "mean": np.nan, "min": np.nan, "max": np.nan, "sum": np.nan,
               "unique": [], "frac": []}  # fmt: skip
    if not source.meets(shape):
        return nothing
    row = exact_extract(
        source,
        gpd.GeoDataFrame(geometry=[shape], crs=source.ds.crs),  # one at a time: each is told
        [f"{name}={how}" for name, how in wanted.items()],
        weights=source.areas,
        output="pandas",
        max_cells_in_memory=_MOST_CELLS_HELD,
    ).iloc[0]
    if classes and len(row["unique"]) > MOST_CLASSES:
        raise RasterError(
            "There are more than {most} different values, so they name no classes; summarise the "
            "raster as values.",
            most=MOST_CLASSES,
        )
    return nothing | {name: row[name] for name in wanted}


def _uneven(raster: DatasetReader, zones: gpd.GeoSeries) -> CellAreas | None:
    """Return the areas of cells if they differ by what matters."""
    areas = CellAreas(raster)
    west, south, east, north = zones.total_bounds
    return areas if areas.is_uneven((west, south, east, north)) else None


def _paired(values: NDArray[Any], shares: NDArray[Any]) -> dict[float, float]:
    return dict(zip(np.asarray(values).tolist(), np.asarray(shares).tolist(), strict=True))


class _Watched(RasterioRasterSource):  # type: ignore[misc]
    """Tells how much is read, and lets the work be called off between two windows."""

    def __init__(
        self, raster: DatasetReader, band: int, progress: Progress, zones: gpd.GeoSeries
    ) -> None:
        super().__init__(raster, band)
        self._progress, self._zones, self._at = progress, len(zones), -1
        self._read = 0
        self.areas = None if raster.crs.is_geographic else _uneven(raster, zones)

    @property
    def weighed(self) -> tuple[str, str]:
        """How a mean and the shares of classes are asked for."""
        if self.ds.crs.is_geographic:
            return f"mean{_BY_AREA}", f"frac{_BY_AREA}"
        return ("mean", "frac") if self.areas is None else ("weighted_mean", "weighted_frac")

    def next_zone(self) -> None:
        self._at += 1
        self._read = 0
        self._tell()

    def meets(self, shape: Any) -> bool:  # noqa: ANN401 - shapely
        """Tell whether a shape's box and the raster's share any ground."""
        if shape is None or shape.is_empty:
            return False
        west, south, east, north = shape.bounds
        left, bottom, right, top = self.ds.bounds
        return bool(west < right and east > left and south < top and north > bottom)

    def read_window(self, x0: int, y0: int, nx: int, ny: int) -> Any:  # noqa: ANN401 - an array
        self._tell()
        found = super().read_window(x0, y0, nx, ny)
        self._read += nx * ny
        if np.issubdtype(found.dtype, np.floating):
            return np.ma.masked_invalid(found)
        return found

    def _tell(self) -> None:
        part = min(self._read / max(self.ds.width * self.ds.height, 1), 1.0)
        self._progress("zones", round(100 * (self._at + part)), 100 * self._zones)
