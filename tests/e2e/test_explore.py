"""Opening the app: the map is there, with every layer, from our own origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from layers.catalogue import THEMATIC

if TYPE_CHECKING:
    from collections.abc import Callable

    from e2e.reader import Reader
    from layers.selection import Selection


def test_start_view_shows_every_layer(
    reader: Reader, python_shows: Callable[..., dict[str, list[str]]]
) -> None:
    reader.expect_shown(python_shows())
    assert all(reader.shown().values())
    fetched = "\n".join(reader.requests)
    assert fetched.count("/api/") == 1  # all layers and symbols come in one
    assert "cdn" not in fetched


def test_map_is_painted_in_strong_colours(reader: Reader) -> None:
    inks = reader.map.evaluate(
        """() => [...document.querySelectorAll('canvas.zt-sheet')].map((sheet) => {
          const pixels = sheet.getContext('2d').getImageData(0, 0, sheet.width, sheet.height).data;
          let inked = 0;
          for (let at = 3; at < pixels.length; at += 4) if (pixels[at] > 40) inked += 1;
          return inked;
        })"""
    )
    assert sum(ink > 5_000 for ink in inks) >= 2  # ground and themes


def test_map_takes_most_of_a_laptop_window_and_nothing_scrolls(reader: Reader) -> None:
    box = reader.page.locator('iframe[src*="streamlit_folium"]').bounding_box()
    assert box is not None
    assert box["width"] * box["height"] >= 0.60 * 1440 * 900
    over = reader.page.evaluate(
        "() => [document.documentElement.scrollWidth - innerWidth,"
        " document.documentElement.scrollHeight - innerHeight]"
    )
    assert max(over) <= 0


def test_the_card_floats_over_the_map(reader: Reader) -> None:
    frame = reader.page.locator('iframe[src*="streamlit_folium"]')
    before = frame.bounding_box()
    reader.open(id="metro-line-8-phase-1")
    expect(reader.card.locator("h2")).to_be_visible()
    card = reader.card.bounding_box()
    assert frame.bounding_box() == before
    assert card is not None
    for part in (".zt-toolbar", ".zt-credit", ".zt-coordinates"):
        box = reader.map.locator(part).bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= card["x"], part


def test_tiles_count_what_the_map_is_made_from(
    reader: Reader, python_selects: Callable[..., Selection]
) -> None:
    numbers = reader.page.locator(".zt-tile-number").all_inner_texts()
    expected = [str(len(python_selects().frame(layer.id))) for layer in THEMATIC]
    assert numbers == expected


def test_hovering_names_the_feature(
    reader: Reader, python_selects: Callable[..., Selection]
) -> None:
    station = python_selects().frame("metro_stations").iloc[0]
    reader.go_to(station.geometry.y, station.geometry.x, 16)
    reader.page.mouse.move(*reader.map_point(station.geometry.y, station.geometry.x))
    expect(reader.map.locator(".zt-tooltip")).to_contain_text(station["name_zh"])


def test_second_visit_downloads_no_data(reader: Reader) -> None:
    reader.page.reload()
    reader.wait_painted()
    sizes: list[tuple[str, int]] = reader.map.evaluate(
        "() => performance.getEntriesByType('resource')"
        ".filter((e) => /[/](api|assets)[/]/.test(e.name)).map((e) => [e.name, e.transferSize])"
    )
    assert sum("/api/" in url for url, _ in sizes) == 1
    assert {size for _, size in sizes} == {0}, sizes


def test_full_screen_and_back(reader: Reader) -> None:
    frame = reader.page.locator('iframe[src*="streamlit_folium"]')
    before = frame.bounding_box()
    zoom = reader.map.evaluate("() => zhengtu.map.getZoom()")
    reader.map.get_by_role("button", name="全屏").click()
    reader.page.wait_for_function("() => document.fullscreenElement?.tagName === 'IFRAME'")
    screen = reader.page.evaluate("() => [innerWidth, innerHeight]")
    reader.map.wait_for_function(
        "([width, height]) => { const size = zhengtu.map.getSize();"
        " return size.x === width && size.y === height; }",
        arg=screen,
    )
    assert reader.map.evaluate(
        "() => [...document.querySelectorAll('canvas.zt-sheet:not([hidden])')]"
        ".every((sheet) => sheet.offsetWidth >= innerWidth && sheet.offsetHeight >= innerHeight)"
    )
    leave = reader.map.get_by_role("button", name="退出全屏")
    expect(leave).to_be_visible()
    leave.click()
    reader.page.wait_for_function("() => document.fullscreenElement === null")
    expect(reader.map.get_by_role("button", name="全屏", exact=True)).to_be_visible()
    reader.page.wait_for_function(
        "(height) => document.querySelector('iframe[src*=\"streamlit_folium\"]')"
        ".getBoundingClientRect().height === height",
        arg=before["height"] if before else None,
    )
    assert frame.bounding_box() == before
    reader.expect_on_map("zhengtu.map.getZoom()", zoom)
    expect(reader.page.locator(".zt-bar")).to_be_visible()
