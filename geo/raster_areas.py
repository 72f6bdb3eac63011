"""How large the cells of a raster truly are: a projection may stretch some more than others.

Web Mercator (EPSG:3857) draws Zhengzhou half as large again as it is, its south 2 % less so than
its north: a mean over cells that are counted alike leans to the north. The area of a cell is that
of its sides on the ellipsoid, worked out at a few places of a window and interpolated between them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyproj
from exactextract.raster import RasterSource
from scipy.interpolate import RectBivariateSpline

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from rasterio.io import DatasetReader

UNEVEN = 1e-3
"""Differences between cells that are taken into account, as a share of their size."""

_NODES = 9
"""Places along either side of a window where the scale is taken."""


class CellAreas(RasterSource):  # type: ignore[misc]
    """Areas of a raster's cells on the ground [m²], as a raster to weigh by.

    Parameters
    ----------
    raster
        Upright, in a projected CRS.
    """

    def __init__(self, raster: DatasetReader) -> None:
        super().__init__()
        self.ds = raster
        crs = pyproj.CRS.from_wkt(raster.crs.to_wkt())
        self._to_lonlat = pyproj.Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
        self._ellipsoid = crs.get_geod() or pyproj.Geod(ellps="WGS84")

    def res(self) -> tuple[float, float]:
        """Return the sides of a cell."""
        return abs(self.ds.transform.a), abs(self.ds.transform.e)

    def extent(self) -> tuple[float, float, float, float]:
        """Return west, south, east and north."""
        west, south, east, north = self.ds.bounds
        return west, south, east, north

    def srs_wkt(self) -> str:
        """Return the CRS."""
        return str(self.ds.crs.wkt)

    def nodata_value(self) -> None:
        """Every cell has an area."""

    def read_window(self, x0: int, y0: int, nx: int, ny: int) -> NDArray[np.float64]:
        """Return the areas of a window's cells."""
        columns, rows = (np.linspace(at, at + size, _NODES) for at, size in ((x0, nx), (y0, ny)))
        spline = RectBivariateSpline(rows, columns, self._at(columns, rows))
        found: NDArray[np.float64] = spline(y0 + np.arange(ny) + 0.5, x0 + np.arange(nx) + 0.5)
        return found

    def is_uneven(self, bounds: tuple[float, float, float, float]) -> bool:
        """Tell whether the cells within some bounds differ in size by what matters.

        Parameters
        ----------
        bounds
            West, south, east, north in the raster's CRS; beyond the raster nothing matters.
        """
        west, south, east, north = bounds
        left, bottom, right, top = self.ds.bounds
        west, south, east, north = (
            max(west, left), max(south, bottom), min(east, right), min(north, top)
        )  # fmt: skip
        if not (west < east and south < north):
            return False
        grid = ~self.ds.transform
        (first, upper), (last, lower) = grid @ (west, north), grid @ (east, south)
        found = self._at(np.linspace(first, last, _NODES), np.linspace(upper, lower, _NODES))
        return bool(found.max() - found.min() > UNEVEN * found.min())

    def _at(self, columns: NDArray[np.float64], rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the area of a cell at places [cells from the north-west corner; m²]."""
        grid = self.ds.transform
        x, y = np.meshgrid(grid.c + grid.a * columns, grid.f + grid.e * rows)
        across, down = self._side(x, y, grid.a, 0.0), self._side(x, y, 0.0, grid.e)
        lat = np.radians(self._to_lonlat.transform(x, y)[1])
        flat = 1 - self._ellipsoid.es * np.sin(lat) ** 2
        radii = self._ellipsoid.a**2 * (1 - self._ellipsoid.es) / flat**2  # both, multiplied
        area = abs(across[0] * down[1] - across[1] * down[0])
        areas: NDArray[np.float64] = area * radii * np.cos(lat)
        return areas

    def _side(
        self, x: NDArray[np.float64], y: NDArray[np.float64], across: float, down: float
    ) -> NDArray[np.float64]:
        """Return the side of a cell around a place as differences of longitude and latitude."""
        ends = [
            np.radians(self._to_lonlat.transform(x + sign * across / 2, y + sign * down / 2))
            for sign in (-1, 1)
        ]
        found: NDArray[np.float64] = ends[1] - ends[0]
        return found
