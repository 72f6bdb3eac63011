"""Vector tiles: where a tile lies, and a frame's part of it encoded (Mapbox Vector Tile 2.1).

GDAL encodes: it quantises, clips and orders rings as the format wants it, at some milliseconds a
tile even for tens of thousands of shapes.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyogrio
import shapely

from geo.crs import require_crs

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

EXTENT = 4096
"""Units along a tile's side."""

_BUFFER = 80
"""Units around a tile that are drawn too, so that strokes do not end at its edge."""

_MOST_BYTES = 16_000_000
"""GDAL coarsens a larger tile, then leaves features out of it; far above what is sensible."""

_COLLECTION = 7
"""GEOS' number of a geometry collection."""

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """A pyramid of tiles: at each zoom the tiles are half as wide as at the one before.

    Parameters
    ----------
    id
        Name in the OGC's registry of tile matrix sets.
    crs
        System of the tiles, x before y.
    left, top
        Upper left corner.
    size
        Side of a tile at zoom 0, in units of the CRS.
    columns, rows
        Tiles at zoom 0.
    """

    id: str
    crs: str
    left: float
    top: float
    size: float
    columns: int = 1
    rows: int = 1

    def side(self, zoom: int) -> float:
        """Side of a tile at a zoom, in units of the CRS."""
        return float(self.size / 2**zoom)

    def holds(self, zoom: int, row: int, column: int) -> bool:
        """Tell whether there is such a tile."""
        return 0 <= row < self.rows << zoom and 0 <= column < self.columns << zoom

    def bounds(self, zoom: int, row: int, column: int) -> Bounds:
        """West, south, east and north of a tile."""
        side = self.side(zoom)
        west, north = self.left + column * side, self.top - row * side
        return west, north - side, west + side, north

    def limits(self, bounds: Bounds, zoom: int) -> tuple[int, int, int, int]:
        """First and last row, first and last column of the tiles that touch bounds at a zoom."""
        side, (west, south, east, north) = self.side(zoom), bounds
        last_row, last_column = (self.rows << zoom) - 1, (self.columns << zoom) - 1
        found = (
            ((self.top - north) // side, last_row), ((self.top - south) // side, last_row),
            ((west - self.left) // side, last_column), ((east - self.left) // side, last_column),
        )  # fmt: skip
        first_row, to_row, first, to = (int(min(max(at, 0), last)) for at, last in found)
        return first_row, to_row, first, to


_HALF_M = 20_037_508.342789244
"""Half the way round the equator in Web Mercator [m]."""

WEB_MERCATOR_QUAD = Scheme(
    id="WebMercatorQuad", crs="EPSG:3857", left=-_HALF_M, top=_HALF_M, size=2 * _HALF_M
)
"""What web maps use."""

WORLD_CRS84_QUAD = Scheme(
    id="WorldCRS84Quad", crs="EPSG:4326", left=-180.0, top=90.0, size=180.0, columns=2
)
"""Longitude and latitude as they are."""


Place = tuple[int, int, int]
"""Zoom, row (counted from the top) and column of a tile."""


def cut(frame: gpd.GeoDataFrame, scheme: Scheme, place: Place) -> gpd.GeoDataFrame:
    """Return what a tile and its edge show of a frame.

    Parameters
    ----------
    frame
        Shapes in the scheme's CRS.
    scheme
        The pyramid of tiles.
    place
        Which tile.

    Raises
    ------
    CrsError
        If the frame has no CRS.
    ValueError
        If the frame stands in another CRS than the scheme, or there is no such tile.
    """
    require_crs(frame)
    if frame.crs.to_string() != scheme.crs or not scheme.holds(*place):
        message = f"There is no tile {place} of {scheme.id} from {frame.crs.to_string()}."
        raise ValueError(message)
    west, south, east, north = scheme.bounds(*place)
    edge = (east - west) * _BUFFER / EXTENT
    window = shapely.box(west - edge, south - edge, east + edge, north + edge)
    # GDAL would clip too, but first make every tile that a shape touches.
    part = frame.iloc[np.sort(frame.sindex.query(window, predicate="intersects"))]
    shapes = _pure(shapely.intersection(part.geometry.to_numpy(), window))
    part = part.set_geometry(shapes, crs=frame.crs)
    return part[~shapely.is_empty(shapes)]


def encode(part: gpd.GeoDataFrame, scheme: Scheme, place: Place, *, layer: str) -> bytes:
    """Encode a tile.

    Parameters
    ----------
    part
        What :func:`cut` returned; every column but the geometry becomes a property, a cell without
        a value none.
    scheme, place
        As for :func:`cut`.
    layer
        Name of the layer inside the tile.

    Returns
    -------
    A Mapbox Vector Tile with one layer; nothing where nothing lies in the tile.
    """
    if part.empty:
        return b""
    zoom, row, column = place
    with tempfile.TemporaryDirectory(prefix="zhengtu-") as folder:
        out = Path(folder) / "tiles"
        options = _options(scheme, zoom)
        pyogrio.write_dataframe(part, out, driver="MVT", layer=layer, dataset_options=options)
        made = out / str(zoom) / str(column) / f"{row}.pbf"
        return made.read_bytes() if made.exists() else b""


def _options(scheme: Scheme, zoom: int) -> dict[str, str]:
    made = {
        "MINZOOM": str(zoom), "MAXZOOM": str(zoom), "EXTENT": str(EXTENT), "BUFFER": str(_BUFFER),
        "MAX_SIZE": str(_MOST_BYTES), "COMPRESS": "NO",
    }  # fmt: skip
    if scheme != WEB_MERCATOR_QUAD:  # which GDAL knows
        tiling = (scheme.crs, scheme.left, scheme.top, scheme.size, scheme.columns, scheme.rows)
        made["TILING_SCHEME"] = ",".join(map(str, tiling))
    return made


def _pure(shapes: NDArray[Any]) -> NDArray[Any]:
    """Keep of a collection, which a cut along an edge may leave, the parts of most dimensions."""
    mixed = np.flatnonzero(shapely.get_type_id(shapes) == _COLLECTION)
    for place in mixed:
        parts = shapely.get_parts(shapes[place])
        dimensions = shapely.get_dimensions(parts)
        shapes[place] = shapely.union_all(parts[dimensions == dimensions.max()])
    return shapes
