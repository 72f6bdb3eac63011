"""Tiles lie where the map draws them, on either datum, at every zoom."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from affine import Affine
from pyproj import Transformer

from geo.datum import gcj02_to_wgs84
from geo.errors import RasterError
from geo.raster_overviews import build_overviews
from geo.raster_tiles import TILE_PX, Tile, _level, read_tile
from raster_drawing import GRID, NORTH, WEST, checked, numbered, tif

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

LON, LAT = 113.6, 34.745
RADIUS_M = 6378137.0
TO_LOCAL = Transformer.from_crs("EPSG:3857", "EPSG:4547", always_xy=True)
FINE = Affine(10, 0, WEST - 20_000, 0, -10, NORTH + 20_000)


def tile_at(zoom: int, *, shifted: bool = False) -> Tile:
    side = 2**zoom
    north = math.log(math.tan(math.pi / 4 + math.radians(LAT) / 2))
    column, row = (LON / 360 + 0.5) * side, (0.5 - north / (2 * math.pi)) * side
    return Tile(zoom, int(column), int(row), shifted=shifted)


def ground(tile: Tile, right: float = 0.0, down: float = 0.0) -> tuple[NDArray[np.float64], ...]:
    """Where each pixel of a tile lies, worked out for each by itself [m in EPSG:4547]."""
    side = 2 * math.pi * RADIUS_M / 2**tile.zoom
    steps = (np.arange(TILE_PX) + 0.5) / TILE_PX * side
    size = side / TILE_PX
    x, y = np.meshgrid(tile.column * side - math.pi * RADIUS_M + steps + right * size,
                       math.pi * RADIUS_M - tile.row * side - steps - down * size)  # fmt: skip
    if tile.shifted:
        lon, lat = np.degrees(x / RADIUS_M), np.degrees(np.arctan(np.sinh(y / RADIUS_M)))
        lon, lat = gcj02_to_wgs84(lon.ravel(), lat.ravel())
        x = np.radians(lon).reshape(x.shape) * RADIUS_M
        y = np.arcsinh(np.tan(np.radians(lat))).reshape(y.shape) * RADIUS_M
    return TO_LOCAL.transform(x, y)


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tiles") / "x.tif"
    tif(path, checked(4800, 4800, 120), grid=FINE, nodata=0, tiled=True, compress="DEFLATE")
    build_overviews(path, classes=True)
    return path


@pytest.mark.parametrize("shifted", [False, True])
@pytest.mark.parametrize("zoom", [8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19])
def test_each_pixel_shows_the_ground_below_it_within_a_pixel(
    board: Path, zoom: int, *, shifted: bool
) -> None:
    tile = tile_at(zoom, shifted=shifted)
    values, valid = read_tile(board, tile, nearest=True)
    shown = np.where(valid, values[0], 0)
    possible = []
    for right in (-1, 0, 1):
        for down in (-1, 0, 1):
            x, y = ground(tile, right, down)
            column, row = (np.floor(part).astype(int) for part in ~FINE @ (x, y))
            inside = (column >= 0) & (column < 4800) & (row >= 0) & (row < 4800)
            squares = (column // 120 + row // 120) % 2 + 1
            possible.append(np.where(inside, squares, 0))
    # Where a pixel and all its neighbours agree, it must show just that.
    agreed = np.all([other == possible[0] for other in possible], axis=0)
    assert (shown[agreed] == possible[0][agreed]).all()
    assert zoom < 9 or agreed.mean() > 0.1


def test_from_afar_an_overview_is_read_and_never_one_that_is_too_coarse(board: Path) -> None:
    # 4800 cells of 10 m: overviews of 40, 160 m ...; a pixel of zoom 9 is 251 m, of zoom 14 8 m.
    assert _level(board, tile_at(9)) == 1
    assert _level(board, tile_at(11)) == 0
    assert _level(board, tile_at(14)) is None
    assert _level(board, Tile(5, 0, 0)) is not None


def test_values_are_interpolated_and_classes_are_not(tmp_path: Path) -> None:
    path = tif(tmp_path / "x.tif", numbered())
    tile = tile_at(17)
    smooth, _ = read_tile(path, tile)
    whole, _ = read_tile(path, tile, nearest=True)
    assert set(np.unique(whole)) <= set(np.unique(numbered()))
    assert len(np.unique(smooth)) > 10 * len(np.unique(whole))


def test_what_has_no_value_is_told(tmp_path: Path) -> None:
    values = numbered()
    values[:, 30:] = np.nan
    path = tif(tmp_path / "x.tif", values)
    for nearest in (False, True):
        read, valid = read_tile(path, tile_at(12), nearest=nearest)
        assert 0.005 < valid.mean() < 0.2
        assert np.isfinite(read[0][valid]).all()
    away, valid = read_tile(path, Tile(12, 10, 10))
    assert away.shape == (1, TILE_PX, TILE_PX)
    assert not valid.any()


def test_scaled_bands_of_a_picture(tmp_path: Path) -> None:
    values = np.stack([np.full((40, 60), value, "uint8") for value in (10, 20, 30)])
    path = tif(tmp_path / "x.tif", values, scale=(2.0, 1.0), nodata=0, grid=GRID)
    read, valid = read_tile(path, tile_at(14), bands=(3, 1))
    assert valid.any()
    assert read[:, valid].min(axis=1).tolist() == read[:, valid].max(axis=1).tolist() == [61, 21]


@pytest.mark.parametrize("place", [(-1, 0, 0), (23, 0, 0), (3, 8, 0), (3, 0, 8), (3, -1, 0)])
def test_a_tile_that_is_none(place: tuple[int, int, int]) -> None:
    with pytest.raises(RasterError, match="There is no tile"):
        Tile(*place)
