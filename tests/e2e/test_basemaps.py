"""Basemaps of the operator: none until configured; a shifted one takes the layers with it."""

from __future__ import annotations

import re
from base64 import b64decode
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from e2e.edges import halves, lay, off_px
from geo.datum import wgs84_to_gcj02

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from e2e.reader import Reader
    from e2e.servers import Server

PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
SETTINGS = """
notice = "豫S(2026)000号"

[[basemap]]
id = "plain"
title_zh = "单位底图"
title_en = "In-house map"
attribution = "规划局"
urls = ["https://t{s}.tiles.test/wgs/{z}/{x}/{y}.png"]
subdomains = "12"

[[basemap]]
id = "shifted"
title_zh = "偏移底图"
title_en = "Shifted map"
datum = "gcj02"
urls = ["https://tiles.test/gcj/{z}/{x}/{y}.png"]
"""
PLACE = (34.75, 113.65)
LOADED = "() => document.querySelectorAll('.leaflet-tile-loaded').length > 3"


@pytest.fixture(scope="module")
def configured(servers: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory) -> Server:
    path = tmp_path_factory.mktemp("basemaps") / "basemaps.toml"
    path.write_text(SETTINGS, encoding="utf-8")
    return servers(settings={"ZHENGTU_BASEMAPS": str(path)})


@pytest.fixture
def operator(visit: Callable[..., Reader], configured: Server) -> Reader:
    reader = visit(at=configured)
    reader.forgiven = [r"asked for https://(t[12]\.)?tiles\.test/"]
    picture: dict[str, Any] = {"status": 200, "content_type": "image/png", "body": PIXEL}
    reader.context.route(re.compile(r"tiles\.test"), lambda route: route.fulfill(**picture))
    return reader.open(view=f"{PLACE[0]},{PLACE[1]},13")


def tiles(reader: Reader) -> list[str]:
    return [url for url in reader.requests if "tiles.test" in url]


def test_none_is_the_default_and_one_can_be_chosen(operator: Reader) -> None:
    assert tiles(operator) == []
    operator.map.locator(".zt-basemaps select").select_option(label="单位底图")
    operator.map.wait_for_function(
        "() => document.querySelectorAll('.leaflet-tile-loaded').length > 3"
    )
    assert all(
        re.search(r"t[12]\.tiles\.test/wgs/13/\d+/\d+\.png$", url) for url in tiles(operator)
    )
    expect(operator.map.locator(".zt-credit")).to_contain_text("规划局")
    expect(operator.map.locator(".zt-notice")).to_contain_text("豫S(2026)000号")
    operator.expect_place(*PLACE)


def test_a_shifted_basemap_is_declared_and_lies_right(operator: Reader) -> None:
    operator.map.locator(".zt-basemaps select").select_option(label="偏移底图")
    operator.map.wait_for_function(
        "() => document.querySelectorAll('.leaflet-tile-loaded').length > 3"
    )
    expect(operator.map.locator(".zt-credit")).to_contain_text("GCJ-02")
    operator.expect_place(*PLACE)  # coordinates stay WGS 84
    # Where the tile grid says that the place is must be its GCJ-02 position.
    lng, lat = wgs84_to_gcj02(PLACE[1], PLACE[0])
    off_px = operator.map.evaluate(
        "([lat, lng, gcjLat, gcjLng]) => zhengtu.map.project([lat, lng], 13)"
        ".distanceTo(L.CRS.EPSG3857.latLngToPoint(L.latLng(gcjLat, gcjLng), 13))",
        [*PLACE, float(lat), float(lng)],
    )
    assert off_px < 0.1


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_raster_is_shifted_with_the_layers(operator: Reader, tmp_path: Path) -> None:
    operator.open(panel="analysis", tool="rasters", layers="none")
    lay(operator, halves(tmp_path / "x.tif"))
    operator.map.locator(".zt-raster-box input[type=range]").fill("1")
    operator.map.locator(".zt-basemaps select").select_option(label="偏移底图")
    off = {zoom: off_px(operator, zoom) for zoom in (9, 13, 16)}
    assert max(off.values()) <= 1, off


def test_a_faulty_file_is_named_and_the_map_goes_without(
    visit: Callable[..., Reader],
    servers: Callable[..., Server],
    python_shows: Callable[..., dict[str, list[str]]],
    tmp_path: Path,
) -> None:
    file = tmp_path / "maps.toml"
    file.write_text(SETTINGS + 'max_zoom = "18"', encoding="utf-8")
    reader = visit(at=servers(settings={"ZHENGTU_BASEMAPS": str(file)})).open()
    expect(reader.page.locator(".zt-notice")).to_contain_text("地图不带底图")
    expect(reader.page.locator(".zt-notice")).to_contain_text("max_zoom")
    reader.expect_shown(python_shows())
    expect(reader.map.locator(".zt-basemaps")).to_be_hidden()
