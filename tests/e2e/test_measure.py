"""Map tools: measuring on the ellipsoid, coordinates, scale, full screen, the whole city."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from pyproj import Geod

if TYPE_CHECKING:
    from e2e.reader import Reader

CORNERS = [(34.70, 113.60), (34.70, 113.70), (34.78, 113.70)]
GEOD = Geod(ellps="WGS84")


def tool(reader: Reader, name: str) -> None:
    reader.map.get_by_role("button", name=name, exact=True).click()


def length_m(corners: list[tuple[float, float]]) -> float:
    return float(GEOD.line_length([c[1] for c in corners], [c[0] for c in corners]))


def shown_numbers(reader: Reader) -> str:
    return reader.map.locator(".zt-measuring:not([hidden]) output").inner_text().replace(",", "")


def test_length_and_area_by_mouse(reader: Reader) -> None:
    reader.go_to(34.74, 113.65, 12)
    tool(reader, "测距")
    for corner in CORNERS:
        reader.click_map(*corner)
    kilometres = length_m(CORNERS) / 1000
    shown = float(shown_numbers(reader).split()[1])
    assert shown == pytest.approx(kilometres, rel=0.005)  # a click is as exact as a pixel
    tool(reader, "测面")
    done = reader.map.locator(".zt-measuring:not([hidden])").get_by_role("button", name="完成")
    for corner in CORNERS:
        expect(done).to_be_disabled()
        reader.click_map(*corner)
    expect(done).to_be_enabled()
    area, _perimeter = GEOD.polygon_area_perimeter([c[1] for c in CORNERS], [c[0] for c in CORNERS])
    words = shown_numbers(reader).split()
    assert float(words[1]) == pytest.approx(abs(area) / 1e6, rel=0.01)
    assert "平方公里" in words
    reader.page.keyboard.press("Escape")
    expect(reader.map.locator(".zt-measuring:not([hidden])")).to_be_hidden()
    assert reader.messages_up <= 3  # measuring is no business of the server


def test_the_maps_geodesics_agree_with_pyproj(reader: Reader) -> None:
    got = reader.map.evaluate("(corners) => zhengtu.measure(corners, true)", CORNERS)
    area, perimeter = GEOD.polygon_area_perimeter([c[1] for c in CORNERS], [c[0] for c in CORNERS])
    assert got["area"] == pytest.approx(abs(area), abs=0.01)
    assert got["length"] == pytest.approx(perimeter, abs=1e-6)


def test_length_by_keyboard(reader: Reader) -> None:
    tool(reader, "测距")
    reader.page.keyboard.press("Enter")
    before = reader.map.evaluate("() => zhengtu.map.getCenter()")
    reader.page.keyboard.press("ArrowRight")
    reader.map.wait_for_function(
        "(lng) => Math.abs(zhengtu.map.getCenter().lng - lng) > 0.001", arg=before["lng"]
    )
    reader.wait_still()
    reader.page.keyboard.press("Enter")
    after = reader.map.evaluate("() => zhengtu.map.getCenter()")
    expected = length_m([(before["lat"], before["lng"]), (after["lat"], after["lng"])]) / 1000
    shown = float(shown_numbers(reader).split()[1])
    assert shown == pytest.approx(expected, rel=0.002) or shown == pytest.approx(expected * 1000)


def test_coordinates_and_scale(reader: Reader) -> None:
    reader.go_to(34.75, 113.65, 12)
    x, y = reader.map_point(34.76, 113.66)
    reader.page.mouse.move(x, y)
    box = reader.map.locator(".zt-coordinates")
    expect(box).to_contain_text(re.compile(r"113\.6(59|60)"))
    expect(box).to_contain_text(re.compile(r"34\.7(59|60)"))
    bar = reader.map.locator(".zt-scale")
    width = bar.evaluate("(bar) => bar.getBoundingClientRect().width")
    size = reader.map.evaluate("() => { const s = zhengtu.map.getSize(); return [s.x, s.y]; }")
    ends = reader.map.evaluate(
        "([x, y, w]) => [x - w / 2, x + w / 2].map((px) =>"
        " { const p = zhengtu.map.containerPointToLatLng([px, y]); return [p.lat, p.lng]; })",
        [size[0] / 2, size[1] / 2, width],
    )
    number, unit = bar.inner_text().split()
    metres = float(number) * (1000 if unit == "公里" else 1)
    assert length_m(ends) == pytest.approx(metres, rel=0.005)


def test_home_shows_the_whole_city(reader: Reader) -> None:
    reader.go_to(34.2, 115.0, 14)
    tool(reader, "全市范围")
    reader.map.wait_for_function(
        "() => zhengtu.map.getBounds().contains([[34.3, 112.75], [34.95, 114.2]])"
    )


def test_full_screen_and_back(reader: Reader) -> None:
    tool(reader, "全屏")
    reader.page.wait_for_function("() => document.fullscreenElement?.tagName === 'IFRAME'")
    tool(reader, "退出全屏")
    reader.page.wait_for_function("() => document.fullscreenElement === null")


def test_no_basemap_is_the_default(reader: Reader) -> None:
    assert not [url for url in reader.requests if re.search(r"/tiles?/|\d+/\d+/\d+", url)]
    expect(reader.map.locator(".zt-credit")).to_contain_text("OpenStreetMap")
    expect(reader.map.locator(".zt-notice")).to_contain_text("未经审核")
    expect(reader.map.locator(".zt-notice")).to_contain_text("不作划界依据")
