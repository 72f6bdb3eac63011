"""The Leaflet map is made once: no filter, no panel, no pan makes another or runs the script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from e2e.reader import Reader

MARK = "() => { zhengtu.map.testMark = 'the same'; document.testMark = 'the same'; }"
MARKED = "() => zhengtu.map.testMark === 'the same' && document.testMark === 'the same'"


def test_same_map_object_after_filters_and_panels(
    reader: Reader, python_shows: Callable[..., dict[str, list[str]]]
) -> None:
    reader.map.evaluate(MARK)
    reader.choose("district", "金水区")
    reader.expect_shown(python_shows(districts=("金水区",)))
    assert reader.map.evaluate(MARKED)
    for panel in ("ledger", "table", "charts", "about", "map"):
        reader.panel(panel)
        assert reader.map.evaluate(MARKED), panel
    reader.reset()
    reader.expect_shown(python_shows())
    assert reader.map.evaluate(MARKED)
    # Night falls on the machine: the map follows the page, and nothing has to be pressed.
    for scheme in ("dark", "light"):
        reader.page.emulate_media(color_scheme=scheme)
        reader.expect_on_map("zhengtu.message.theme", scheme)
    assert reader.map.evaluate(MARKED)


def test_place_survives_filters_and_panels(reader: Reader) -> None:
    reader.go_to(34.75, 113.65, 13)
    reader.choose("status", "completed")
    reader.panel("ledger")
    reader.panel("map")
    reader.expect_place(34.75, 113.65)
    assert reader.map.evaluate("() => zhengtu.map.getZoom()") == 13


def test_pan_and_zoom_do_not_run_the_script(reader: Reader) -> None:
    before = reader.messages_up
    x, y = reader.map_point(34.7, 113.5)
    reader.page.mouse.move(x, y)
    reader.page.mouse.down()
    reader.page.mouse.move(x + 160, y + 60, steps=6)
    reader.page.mouse.up()
    reader.page.mouse.wheel(0, -400)
    reader.map.locator(".zt-cluster button").first.click()
    reader.wait_still()
    reader.page.wait_for_timeout(300)  # whatever the pan had set off would be on its way by now
    assert reader.messages_up == before


def test_view_in_the_address_survives_a_filter(reader: Reader) -> None:
    reader.go_to(34.71, 113.71, 12.5)
    reader.expect_address(view="34.71000,113.71000,12.5")
    reader.choose("status", "completed")
    reader.expect_address(view="34.71000,113.71000,12.5", status="completed")
    reader.reset()
    reader.expect_address(view="34.71000,113.71000,12.5", status=None)


def test_a_filter_sends_little(reader: Reader) -> None:
    reader.choose("status", "completed")  # the first one after the start may still carry more
    reader.expect_address(status="completed")
    reader.settle()
    before = reader.bytes_down
    reader.choose("status", "construction")
    reader.expect_address(status="construction,completed")
    reader.settle()
    assert 0 < reader.bytes_down - before <= 20_000


def test_back_and_forward(
    reader: Reader, python_shows: Callable[..., dict[str, list[str]]]
) -> None:
    reader.map.evaluate(MARK)
    reader.choose("district", "金水区")
    reader.expect_address(district="金水区")
    reader.choose("status", "completed")
    reader.expect_address(district="金水区", status="completed")
    reader.page.go_back()
    reader.expect_shown(python_shows(districts=("金水区",)))
    expect(reader.option("status", "completed")).not_to_be_checked()
    reader.page.go_forward()
    reader.expect_shown(python_shows(districts=("金水区",), statuses=("completed",)))
    expect(reader.option("status", "completed")).to_be_checked()
    assert reader.map.evaluate(MARKED)
