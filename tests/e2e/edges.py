"""Where the edge of a raster is drawn, against where the map's vectors put the same edge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from affine import Affine
from playwright.sync_api import expect
from pyproj import Transformer
from rasterio.io import MemoryFile

from raster_drawing import tif

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.reader import Reader

EAST, NORTH = 465_000.0, 3_846_000.0
"""Where four squares of 40 km meet, in EPSG:4547."""

_SIDE, _CELL_M = 800, 50.0
_AROUND_PX = 100
"""How far from where it should be an edge is looked for; both halves are that wide."""

_CLEAR = 5
"""Rows of pixels in which nothing may lie over the edge."""

_BESIDE_PX = 80
"""So far from the window's edges nothing of the map's furniture stands, right of the middle."""

_SEAM = 20
"""A pixel that differs by more from the raster's colour shows the ground."""

_RED, _BLUE = (255, 0, 0, 255), (0, 0, 255, 255)
_TO_WGS84 = Transformer.from_crs("EPSG:4547", "EPSG:4326", always_xy=True)
LON, LAT = _TO_WGS84.transform(EAST, NORTH)


def halves(path: Path) -> Path:
    """Draw a raster that is red in the west and blue in the east of a line."""
    values = np.ones((2 * _SIDE, 2 * _SIDE), "uint8")
    values[:, _SIDE:] = 2
    reach = _SIDE * _CELL_M
    grid = Affine(_CELL_M, 0, EAST - reach, 0, -_CELL_M, NORTH + reach)
    return tif(path, values, grid=grid, palette={1: _RED, 2: _BLUE}, compress="DEFLATE", tiled=True)


def lay(reader: Reader, path: Path) -> None:
    """Lay a raster in by the page's form."""
    bench = reader.page.locator(".zt-rasters")
    bench.locator('input[type="file"]').set_input_files(path)
    bench.locator('[data-focus="rasters-credit"]').fill("测试栅格")
    bench.locator('[data-focus="rasters-run"]').click()
    expect(bench.locator(".zt-facts")).to_be_visible(timeout=40_000)
    reader.map.locator(".zt-raster-box").wait_for()


def off_px(reader: Reader, zoom: float) -> float:
    """Return how far the raster's edge is from the same line on the map [CSS px]."""
    reader.go_to(LAT, LON, zoom)
    reader.map.wait_for_function(LOADED)
    span = 40_075_016 / 256 / 2**zoom  # of a pixel at the equator, more than one here [m]
    offs = []
    pixels = _pixels(reader)
    for down in range(-72, 73, 6):
        lon, lat = _TO_WGS84.transform(EAST, NORTH - down * span)
        x, y = reader.map.evaluate(WHERE, [lat, lon])
        left = round(x) - _AROUND_PX
        first, last = (left + at for at in _edge(pixels[round(y), left : left + 2 * _AROUND_PX]))
        if last - first <= 1:  # else a name or a line lies over it there
            offs.append(max(first - x, x - last, 0.0))
    assert len(offs) >= _CLEAR, f"the edge is seen in {len(offs)} rows only"
    return float(np.median(offs))


def seams(reader: Reader, zoom: float) -> int:
    """Count the rows and columns of pixels in which the ground shows through between tiles."""
    reader.go_to(LAT, LON, zoom)
    reader.map.wait_for_function(LOADED)
    pixels = _pixels(reader)
    height, width = pixels.shape[:2]
    part = pixels[_BESIDE_PX : height - _BESIDE_PX, width // 2 + 5 : width - _BESIDE_PX]
    is_other = np.abs(part - np.median(part, axis=(0, 1))).max(axis=2) > _SEAM
    return sum(int((is_other.mean(axis=axis) > 0.9).sum()) for axis in (0, 1))


WHERE = """([lat, lng]) => {
  const { map } = zhengtu; // unrounded, as the map's canvases draw
  const p = map.project([lat, lng]).subtract(map.getPixelOrigin());
  const from = map.layerPointToContainerPoint([0, 0]);
  return [p.x + from.x, p.y + from.y];
}"""

LOADED = """() => {
  const pane = document.querySelector('.leaflet-zt-raster-pane');
  const tiles = [...pane.querySelectorAll('img')];
  const ready = (tile) => tile.classList.contains('leaflet-tile-loaded')
    && tile.style.opacity === '1';
  const levels = pane.querySelectorAll('.leaflet-tile-container').length;
  return levels === 1 && tiles.length > 0 && tiles.every(ready);
}"""


def _pixels(reader: Reader) -> Any:
    shot = reader.page.locator('iframe[src*="streamlit_folium"]').screenshot()
    with MemoryFile(shot) as held, held.open() as picture:
        return np.moveaxis(picture.read()[:3], 0, -1).astype(int)


def _edge(row: Any) -> tuple[int, int]:
    """Return the first and the last place where red may end and blue begin."""
    red, _green, blue = row[:, 0], row[:, 1], row[:, 2]
    is_red, is_blue = (red > blue + 60), (blue > red + 60)
    # The place with the fewest pixels on the wrong side.
    wrong = np.concatenate([[0], np.cumsum(is_blue)]) + np.concatenate(
        [np.cumsum(is_red[::-1])[::-1], [0]]
    )
    best = np.flatnonzero(wrong == wrong.min())
    return int(best[0]), int(best[-1])
