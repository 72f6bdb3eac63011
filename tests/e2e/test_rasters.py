"""Rasters and coverage in the browser: laid in, aligned, listed, taken along, readable by all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.edges import LAT, LON, halves, lay, off_px, seams
from e2e.test_accessibility import violations
from raster_drawing import numbered, tif

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Route

    from e2e.reader import Reader

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")


def test_a_raster_lies_where_the_vectors_put_it(
    visit: Callable[..., Reader], tmp_path: Path
) -> None:
    reader = visit(color_scheme="dark").open(panel="analysis", tool="rasters", layers="none")
    bench = reader.page.locator(".zt-rasters")
    bench.locator('[data-focus="rasters-credit"]').fill("x")
    bench.locator('[data-focus="rasters-run"]').click()
    expect(bench.locator('[role="alert"]')).to_have_text("尚未选择文件")
    lay(reader, halves(tmp_path / "x.tif"))
    box = reader.map.locator(".zt-raster-box")
    expect(box).to_contain_text("测试栅格")
    found = {"page": violations(reader)}
    slider = box.get_by_label("不透明度")
    slider.focus()
    for _ in range(5):
        reader.page.keyboard.press("ArrowRight")
    expect(slider).to_have_value("1")
    off = {zoom: off_px(reader, zoom) for zoom in (8, 9.25, 12.5, 15.75, 19)}
    assert max(off.values()) <= 1, off
    assert seams(reader, 12.5) == 0
    reader.page.mouse.move(*reader.map_point(LAT, LON + 0.0001))
    expect(box.locator(".zt-raster-here")).to_have_text("2")
    with reader.page.expect_download() as given:
        bench.locator('[data-focus="rasters-csv"]').click()
    assert given.value.suggested_filename.endswith(".csv")
    reader.panel("map")
    assert reader.map.locator(".leaflet-zt-raster-pane img").count() > 0
    reader.panel("analysis")
    bench.locator('[data-focus="rasters-again"]').click()
    assert reader.map.locator(".leaflet-zt-raster-pane img").count() == 0
    bench.locator('input[type="file"]').set_input_files(
        tif(tmp_path / "y.tif", numbered(), crs=None)
    )
    bench.locator('[data-focus="rasters-run"]').click()
    expect(bench.locator('[role="alert"]')).to_contain_text("y.tif 没有坐标系", timeout=40_000)
    found["refused"] = violations(reader)
    assert not {name: faults for name, faults in found.items() if faults}


def test_what_is_within_reach(visit: Callable[..., Reader]) -> None:
    reader = visit().open(panel="analysis", tool="coverage", at="2024-01-01", district="金水区")
    bench = reader.page.locator(".zt-coverage")
    legend = reader.map.locator(".zt-raster-box")
    expect(bench).to_contain_text("按 2024-01-01 的状态，范围：金水区")
    bench.locator('[data-focus="coverage-more"]').click()
    found = {"form": violations(reader)}
    # Whoever chooses another sheet before the first has come sees the one that was chosen.
    held: list[Route] = []
    sheets = re.compile(r"/api/coverage/[^/]+/map\?")
    reader.page.route(sheets, lambda route: route.continue_() if held else held.append(route))
    bench.locator('[data-focus="coverage-run"]').click()
    expect(bench.locator('[data-focus="coverage-zip"]')).to_be_visible(timeout=40_000)
    choice = bench.locator('[data-focus="coverage-sheet"]')
    choice.select_option("surface")
    expect(legend.locator(".zt-ramp")).to_be_visible()
    with reader.page.expect_response(sheets):
        held[0].continue_()
    reader.page.unroute(sheets)
    reader.page.wait_for_timeout(500)
    expect(legend.locator(".zt-ramp")).to_be_visible()
    choice.select_option("classes")
    expect(bench).to_contain_text("仅为直线（欧氏）距离")
    expect(bench).to_contain_text("进入 800 米范围")
    expect(legend.locator("li")).to_have_count(4)
    found["result"] = violations(reader)
    # The layers above step back, until their reader wants them.
    themes = reader.map.locator(".leaflet-zt-theme-pane")
    expect(themes).to_have_css("opacity", "0.4")
    legend.get_by_label("图层淡显").uncheck()
    expect(themes).to_have_css("opacity", "1")
    choice.select_option("change")
    expect(legend).to_contain_text("与 2021-01-30 相比 800 米范围的变化")
    expect(legend.locator("li")).to_have_text(["两日均在范围外", "两日均在范围内", "新增"])
    expect(themes).to_have_css("opacity", "1")
    choice.select_option("surface")
    expect(legend.locator(".zt-ramp")).to_be_visible()
    middle = reader.map.evaluate("() => zhengtu.map.getCenter()")
    reader.page.mouse.move(*reader.map_point(middle["lat"], middle["lng"]))
    expect(legend.locator(".zt-raster-here")).to_contain_text("直线")
    with reader.page.expect_download() as given:
        bench.locator('[data-focus="coverage-zip"]').click()
    assert given.value.suggested_filename == "coverage-metro_stations-2024-01-01.zip"
    # In English both legends are at their longest: neither covers the other.
    reader.page.locator('[data-focus="language"]').click()
    expect(legend).to_contain_text("Opacity")
    reader.map.wait_for_function(
        "() => { const [raster, own] = ['.zt-raster-box', '.zt-legend']"
        ".map((name) => document.querySelector(name).getBoundingClientRect());"
        " return raster.height > 100 && own.height > 100 && raster.bottom < own.top; }"
    )
    assert not {name: faults for name, faults in found.items() if faults}
