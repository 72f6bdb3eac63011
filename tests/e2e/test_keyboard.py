"""Without a mouse: filters, table, ledger, downloads, map."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from e2e.reader import Reader
    from layers.selection import Selection


def tab_to(reader: Reader, focus: str, *, most: int = 150) -> None:
    """Press Tab until the part with this name has the keyboard, and see that one sees it."""
    for _ in range(most):
        reader.page.keyboard.press("Tab")
        here = reader.page.evaluate("() => document.activeElement?.dataset?.focus ?? ''")
        if here == focus:
            outline = reader.page.evaluate(
                "() => { const s = getComputedStyle(document.activeElement);"
                " return [s.outlineStyle, parseFloat(s.outlineWidth)]; }"
            )
            assert outline[0] != "none"
            assert outline[1] >= 1
            return
    pytest.fail(f"the keyboard does not reach {focus}")


def focused(reader: Reader) -> str:
    name: str = reader.page.evaluate("() => document.activeElement?.dataset?.focus ?? ''")
    return name


def test_filters(reader: Reader, python_shows: Callable[..., dict[str, list[str]]]) -> None:
    keyboard = reader.page.keyboard
    tab_to(reader, "search")
    keyboard.type("huanghe")
    reader.expect_shown(python_shows(text="huanghe"))
    assert focused(reader) == "search"
    tab_to(reader, "report-day")
    keyboard.press("Enter")
    reader.expect_address(at="2021-01-30")
    assert focused(reader) == "report-day"
    tab_to(reader, "layers-metro")
    keyboard.press("Space")
    reader.expect_address(q="huanghe", at="2021-01-30")
    expect(reader.option("layers", "metro")).not_to_be_checked()
    assert focused(reader) == "layers-metro"
    tab_to(reader, "facet-district")
    keyboard.press("Enter")
    keyboard.press("Tab")
    assert focused(reader) == "district-中原区"
    keyboard.press("Space")
    reader.expect_address(district="中原区")
    assert focused(reader) == "district-中原区"
    for _ in range(60):
        keyboard.press("Shift+Tab")
        if focused(reader) == "reset":
            break
    keyboard.press("Enter")
    reader.expect_shown(python_shows())
    assert focused(reader) == "reset"


def test_a_date_is_typed_digit_by_digit(reader: Reader) -> None:
    tab_to(reader, "at")
    reader.page.keyboard.press("Control+A")
    reader.page.keyboard.type("20190630", delay=120)
    reader.expect_address(at="2019-06-30")
    field = reader.filters.locator('[data-focus="at"]')
    expect(field).to_have_value("2019-06-30")
    reader.page.keyboard.press("ArrowUp")
    reader.expect_address(at="2019-07-01")
    field.fill("2019-02-30")
    reader.page.keyboard.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(reader.filters.get_by_role("alert")).to_have_text("请写成 2021-01-30")
    reader.expect_address(at="2019-07-01")
    field.fill("2019年8月1日")
    reader.page.keyboard.press("Enter")
    reader.expect_address(at="2019-08-01")


def test_a_day_is_chosen_in_the_calendar(reader: Reader) -> None:
    reader.set_day("2021-01-30")
    tab_to(reader, "at-calendar")
    keyboard = reader.page.keyboard
    keyboard.press("Enter")
    expect(reader.filters.get_by_role("dialog")).to_be_visible()
    assert focused(reader) == "at-2021-01-30"
    expect(reader.page.locator('[data-focus="at-2021-01-30"]')).to_have_attribute(
        "aria-label", re.compile("2021年1月30日")
    )
    keyboard.press("PageDown")
    assert focused(reader) == "at-2021-02-28"
    keyboard.press("ArrowRight")
    assert focused(reader) == "at-2021-03-01"
    keyboard.press("Enter")
    reader.expect_address(at="2021-03-01")
    assert focused(reader) == "at-calendar"
    keyboard.press("Enter")
    keyboard.press("Escape")
    expect(reader.filters.get_by_role("dialog")).to_have_count(0)
    assert focused(reader) == "at-calendar"


def test_a_day_reads_the_same_in_an_english_browser(visit: Callable[..., Reader]) -> None:
    reader = visit(locale="en-US").open(at="2021-01-30")
    expect(reader.filters.locator('[data-focus="at"]')).to_have_value("2021-01-30")
    reader.filters.locator('[data-focus="at-calendar"]').click()
    expect(reader.filters.get_by_role("dialog")).to_contain_text("2021年1月")


def test_table_and_card(reader: Reader) -> None:
    keyboard = reader.page.keyboard
    tab_to(reader, "panel-table")
    keyboard.press("Enter")
    expect(reader.table).to_be_visible()
    tab_to(reader, "sort-name")
    keyboard.press("Enter")
    expect(reader.table.locator("th[aria-sort]")).to_have_attribute("aria-sort", "ascending")
    assert focused(reader) == "sort-name"
    name = reader.rows.first.locator("button").inner_text()
    row = reader.rows.first.locator("button").get_attribute("data-focus") or ""
    tab_to(reader, row)
    keyboard.press("Enter")
    expect(reader.card.locator("h2")).to_have_text(name)
    tab_to(reader, "close")
    keyboard.press("Enter")
    expect(reader.card).to_have_count(0)


def test_downloads(reader: Reader) -> None:
    tab_to(reader, "download")
    reader.page.keyboard.press("Enter")
    tab_to(reader, "download-0")
    with reader.page.expect_download() as saved:
        reader.page.keyboard.press("Enter")
    assert saved.value.suggested_filename.endswith(".zip")


def test_map(reader: Reader, python_selects: Callable[..., Selection]) -> None:
    station = python_selects().frame("metro_stations").iloc[0]
    reader.open(view=f"{station.geometry.y:.5f},{station.geometry.x:.5f},17")
    reader.map.locator(".leaflet-container").focus()
    before = reader.map.evaluate("() => zhengtu.map.getZoom()")
    reader.page.keyboard.press("Enter")
    expect(reader.card.locator("h2")).to_have_text(station["name_zh"])
    reader.map.locator(".leaflet-container").focus()
    reader.page.keyboard.press("-")
    reader.map.wait_for_function("(zoom) => zhengtu.map.getZoom() < zoom", arg=before)


def test_summary_is_announced(reader: Reader, python_selects: Callable[..., Selection]) -> None:
    expect(reader.summary).to_have_attribute("aria-live", "polite")
    reader.page.evaluate(
        "() => { window.said = [];"
        " new MutationObserver(() => said.push(document.querySelector('.zt-announce').textContent))"
        ".observe(document.querySelector('.zt-announce'), { childList: true, characterData: true,"
        " subtree: true }); }"
    )
    reader.choose("district", "金水区")
    total = int(python_selects(districts=("金水区",)).rows.sum())
    expect(reader.summary).to_contain_text(str(total))
    expect(reader.summary).to_contain_text("金水区")
    reader.panel("charts")  # nothing new to say
    said = reader.page.evaluate("() => said")
    assert len(said) == 1
    assert re.search(rf"金水区.*{total}", said[0])


def test_a_way_past_the_filters(reader: Reader) -> None:
    """A reader of the table need not step through sixty choices."""
    for panel in ("table", "charts", "ledger", "about"):
        reader.panel(panel)
        tab_to(reader, "skip")
        reader.page.keyboard.press("Enter")
        inside = "() => Boolean(document.activeElement.closest('.st-key-zt-panel'))"
        assert reader.page.evaluate(inside), panel
    reader.panel("map")
    tab_to(reader, "skip")
    reader.page.keyboard.press("Enter")
    assert reader.page.evaluate("() => document.activeElement.tagName") == "IFRAME"
