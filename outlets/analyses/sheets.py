"""Sheets that lie under the map's layers: a raster with its look, drawn tile by tile and kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from outlets.analyses.raster_looks import picture_of

if TYPE_CHECKING:
    from pathlib import Path

    from geo.raster_tiles import Tile
    from outlets.analyses.raster_looks import Look

_KEPT_TILES = 300
"""Tiles of all readers that are kept; a window shows about thirty."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Sheet:
    """A raster that never changes while it is shown.

    Parameters
    ----------
    path
        GeoTIFF, with overviews if it is large.
    look
        How it is drawn.
    """

    path: Path
    look: Look

    def picture(self, tile: Tile) -> bytes:
        """Return a tile as PNG; the one that was asked for lately is not drawn again.

        Raises
        ------
        CrsError, RasterError
            As :func:`outlets.analyses.raster_looks.picture_of`.
        """
        return _drawn(self, tile)


@lru_cache(maxsize=_KEPT_TILES)
def _drawn(sheet: Sheet, tile: Tile) -> bytes:
    return picture_of(sheet.path, sheet.look, tile)
