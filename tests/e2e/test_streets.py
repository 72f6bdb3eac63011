"""The dead-end workbench: a network laid in, its connections on the map, a chosen set compared."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import shapely
from playwright.sync_api import expect

from benchmarks.generated_streets import city
from benchmarks.removed_links import cut_short

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from e2e.reader import Reader


@pytest.fixture
def network(tmp_path: Path) -> Path:
    path = tmp_path / "streets.parquet"
    cut_short(city("grid", 2, size=16), 40, 2).frame.to_parquet(path)
    return path


def lake(folder: Path) -> Path:
    path = folder / "湖.geojson"
    shape = shapely.box(113.0, 34.0, 113.001, 34.001)
    path.write_text(shapely.to_geojson(shape), "utf-8")
    return path


def test_from_the_file_to_the_comparison(visit: Callable[..., Reader], network: Path) -> None:
    reader = visit().open(panel="analysis", tool="streets")
    bench = reader.page.locator(".zt-streets")
    expect(bench).to_contain_text("未能取得许可开放")
    reader.expect_on_map("zhengtu.over", 0)
    bench.locator('[data-focus="streets-credit"]').fill("测试路网")
    bench.locator('[data-focus="streets-run"]').click()
    expect(bench.locator('[role="alert"]')).to_have_text("尚未选择文件")
    bench.locator('[data-focus="streets-file"]').set_input_files(network)
    expect(bench).to_contain_text("streets.parquet")
    bench.locator('[data-focus="streets-beside"]').click()
    bench.locator('[data-focus="streets-laid"]').set_input_files(lake(network.parent))
    expect(bench.locator(".zt-laid")).to_contain_text("水体: 湖.geojson, 1 个图形")
    bench.locator('[data-focus="streets-run"]').click()
    expect(bench.locator(".zt-kinds")).to_contain_text("断头路", timeout=90_000)
    expect(bench).to_contain_text("来源: 测试路网")
    reader.map.wait_for_function("() => zhengtu.over > 5")
    assert reader.map.locator(".zt-over-source").inner_text() == "测试路网"
    centre = reader.map.evaluate("() => zhengtu.map.getCenter()")
    assert abs(centre["lat"] - 34.74) < 0.2
    compare = bench.locator('[data-focus="streets-compare"]')
    expect(compare).to_have_attribute("aria-disabled", "true")
    bench.locator('[data-focus="streets-best"]').click()
    expect(compare).to_contain_text("(12)")
    expect(bench.locator('input[type="checkbox"]:checked')).to_have_count(12)
    compare.click()
    expect(bench.locator(".zt-opened h3")).to_have_text("打通 12 处前后", timeout=90_000)
    expect(bench.locator(".zt-opened tbody tr")).to_have_count(6)
    with reader.page.expect_download() as given:
        bench.locator('[data-focus="streets-file-of-it"]').click()
    assert given.value.suggested_filename.endswith(".gpkg")
    bench.locator('[data-focus="streets-export"]').click()
    bench.locator('[data-focus="streets-export-format"]').select_option("csv")
    with reader.page.expect_download() as given:
        bench.locator('[data-focus="streets-export-get"]').click()
    assert given.value.suggested_filename == "dead-ends-csv.zip"
    expect(bench).to_contain_text("同时使用：水体，来自 湖.geojson")
    # What was found stays when the reader looks at something else.
    reader.panel("map")
    assert reader.map.evaluate("() => zhengtu.over") > 5
    reader.panel("analysis")
    expect(bench.locator(".zt-opened tbody tr")).to_have_count(6)
    bench.locator('[data-focus="streets-again"]').click()
    expect(bench.locator("form")).to_be_visible()
    assert reader.map.evaluate("() => zhengtu.over") == 0


def test_what_is_wrong_with_a_network_is_said(visit: Callable[..., Reader], tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    city("grid", 1, size=4).set_crs(None, allow_override=True).to_parquet(path)
    reader = visit().open(panel="analysis", tool="streets", lang="en")
    bench = reader.page.locator(".zt-streets")
    bench.locator('[data-focus="streets-file"]').set_input_files(path)
    bench.locator('[data-focus="streets-credit"]').fill("ours")
    bench.locator('[data-focus="streets-run"]').click()
    alert = bench.locator('[role="alert"]')
    expect(alert).to_contain_text("no coordinate reference system", timeout=90_000)
    expect(bench.locator("form")).to_be_visible()


def test_streets_are_drawn_by_mouse_and_by_keyboard(visit: Callable[..., Reader]) -> None:
    reader = visit().open(panel="analysis", tool="streets")
    bench = reader.page.locator(".zt-streets")
    bench.locator('[data-focus="streets-from-draw"]').check()
    bench.locator('[data-focus="streets-run"]').click()
    expect(bench.locator('[role="alert"]')).to_have_text("尚未画路。")
    reader.go_to(34.75, 113.65, 16)
    bench.locator('[data-focus="streets-draw"]').click()
    box = reader.map.locator(".zt-sketching")
    expect(box).to_be_visible()
    reader.click_map(34.75, 113.6492)
    reader.click_map(34.75, 113.6545)
    box.get_by_role("button", name="画完这条").click()
    expect(bench).to_contain_text(re.compile(r"已画 1 条，共 0\.4[89] 公里"))
    # By keyboard: the crosshair is on the street, so the point joins it.
    reader.map.locator(".leaflet-container").focus()
    reader.page.keyboard.press("Enter")
    undo = box.get_by_role("button", name="撤销一点")
    expect(undo).to_be_enabled()
    reader.page.keyboard.press("ArrowUp")
    reader.map.wait_for_function("() => zhengtu.map.getCenter().lat > 34.7505")
    reader.page.keyboard.press("Enter")
    expect(box.get_by_role("button", name="画完这条")).to_be_enabled()
    box.get_by_role("button", name="完成", exact=True).click()
    expect(box).to_be_hidden()
    expect(bench).to_contain_text("已画 2 条")
    reader.page.reload()
    expect(bench).to_be_visible()
    bench.locator('[data-focus="streets-from-draw"]').check()
    expect(bench).to_contain_text("已画 2 条")
    bench.locator('[data-focus="streets-run"]').click()
    expect(bench.locator(".zt-kinds")).to_be_visible(timeout=90_000)
    expect(bench).to_contain_text("来源: 使用者绘制，非测绘成果")
    expect(bench).to_contain_text("尽端 3 处")  # the keyboard's street joins the other
