"""The slider of time: by keyboard and by play, the map at once, the page behind it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.test_accessibility import violations
from e2e.test_keyboard import focused, tab_to
from layers.statuses import status_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from e2e.reader import Reader
    from layers.build import Dataset
    from layers.selection import Selection

LINE = "metro-line-8-phase-1"


def slider(reader: Reader) -> Locator:
    return reader.page.locator(".zt-timeline input.zt-at")


def said(reader: Reader) -> str:
    return slider(reader).get_attribute("aria-valuetext") or ""


def tile_numbers(reader: Reader) -> list[str]:
    return reader.page.locator(".zt-tile-counts").all_inner_texts()


def shown_day(reader: Reader) -> str:
    """Day that the slider is on, as an address writes it."""
    found = re.match(r"(\d+)年(\d+)月(\d+)日", said(reader))
    assert found is not None
    return date(*map(int, found.groups())).isoformat()


def expect_status_on_map(reader: Reader, record: str, status: str) -> None:
    """Wait until the map draws a record with this status."""
    reader.expect_on_map(f"zhengtu.statusOf({record!r})", status)


def status_on_map(reader: Reader, record: str) -> str:
    status: str = reader.map.evaluate("(id) => zhengtu.statusOf(id)", record)
    return status


def expected_status(dataset: Dataset, record: str, day: date) -> str:
    events = next(row.events for row in dataset.frames["metro"].itertuples() if row.id == record)
    return status_at(events, day).status


def test_keys_go_by_month_quarter_and_year(reader: Reader, dataset: Dataset) -> None:
    slider(reader).focus()
    press = reader.page.keyboard.press
    press("Home")
    assert said(reader).startswith("2013年1月1日")
    for key, day in [
        ("ArrowRight", "2013年1月31日"),
        ("ArrowRight", "2013年2月28日"),
        ("ArrowUp", "2013年3月31日"),
        ("ArrowUp", "2013年6月30日"),
        ("ArrowDown", "2013年3月31日"),
        ("PageUp", "2014年3月31日"),
        ("ArrowLeft", "2014年2月28日"),
        ("PageDown", "2013年2月28日"),
    ]:
        press(key)
        assert said(reader).startswith(day), key
    reader.expect_address(at="2013-02-28")
    expect_status_on_map(reader, LINE, expected_status(dataset, LINE, date(2013, 2, 28)))
    press("End")
    reader.expect_address(at=None)
    expect_status_on_map(reader, LINE, "completed")
    assert reader.page.evaluate("() => document.activeElement.dataset.focus") == "day-at"


def test_map_tiles_and_filters_are_of_that_day(
    visit: Callable[..., Reader], python_selects: Callable[..., Selection]
) -> None:
    reader = visit().open(layers="metro,metro_stations")
    slider(reader).evaluate(
        "(input) => { input.value = (Date.UTC(2021, 0, 30) / 864e5);"
        " input.dispatchEvent(new Event('input')); input.dispatchEvent(new Event('change')); }"
    )
    reader.expect_address(at="2021-01-30")
    reader.settle()
    selection = python_selects(at=date(2021, 1, 30), layers=("metro", "metro_stations"))
    assert reader.count("status", "completed") == selection.counts("status")["completed"]
    expect(reader.filters.locator('[data-focus="at"]')).to_have_value("2021-01-30")
    expect(reader.summary).to_contain_text("2021-01-30")
    statuses = selection.frame("metro").set_index("id")["status"]
    day = "[zhengtu.message.at, zhengtu.painted === zhengtu.message.seq]"
    reader.expect_on_map(day, [20210130, True])
    assert {name: status_on_map(reader, name) for name in statuses.index} == statuses.to_dict()


def test_a_status_filter_follows_the_day(
    visit: Callable[..., Reader], python_shows: Callable[..., dict[str, list[str]]]
) -> None:
    reader = visit().open(status="construction")
    slider(reader).focus()
    reader.page.keyboard.press("Home")
    reader.page.keyboard.press("PageUp")
    reader.page.keyboard.press("ArrowRight")
    assert said(reader).startswith("2014年1月31日")
    reader.expect_address(at="2014-01-31")
    reader.expect_shown(python_shows(statuses=("construction",), at=date(2014, 1, 31)))


def test_play_and_pause(reader: Reader, dataset: Dataset) -> None:
    reader.open(at="2013-01-01")
    before = reader.page.evaluate("() => history.length")
    reader.page.locator('[data-focus="pace"]').select_option("4")
    slider(reader).focus()
    reader.page.keyboard.press("Space")
    button = reader.page.locator('.zt-timeline [data-focus="play"]')
    expect(button).to_have_attribute("aria-label", "暂停")
    reader.map.wait_for_function(
        "(id) => zhengtu.statusOf(id) === 'completed'", arg="metro-line-1-phase-1"
    )
    reader.page.keyboard.press("Space")
    expect(button).to_have_attribute("aria-label", "播放")
    halted = date.fromisoformat(shown_day(reader))
    assert halted >= date(2013, 12, 31)
    reader.expect_address(at=halted.isoformat())
    reader.settle()
    # One step of the browser's history, however many days were passed.
    assert reader.page.evaluate("() => history.length") == before + 1
    line = "metro-line-2-phase-1"
    expect_status_on_map(reader, line, expected_status(dataset, line, halted))
    expect(reader.page.locator("html:not([data-behind])")).to_be_attached()


def test_the_keyboard_reaches_it(reader: Reader) -> None:
    tab_to(reader, "play")
    tab_to(reader, "pace")
    tab_to(reader, "day-at")
    reader.page.keyboard.press("PageDown")
    reader.page.keyboard.press("PageDown")
    assert focused(reader) == "day-at"
    reader.page.wait_for_timeout(700)
    assert focused(reader) == "day-at"


def test_a_play_is_not_read_aloud_step_by_step(reader: Reader) -> None:
    reader.open(at="2013-01-01")
    spoken = reader.summary.inner_text()
    assert "2013-01-01" in spoken
    reader.page.locator('.zt-timeline [data-focus="play"]').click()
    expect(reader.page.locator(".zt-timeline b")).not_to_have_text("2013年1月1日")
    reader.page.wait_for_timeout(600)
    assert reader.summary.inner_text() == spoken
    reader.page.locator('.zt-timeline [data-focus="play"]').click()
    expect(reader.summary).not_to_have_text(spoken)


def test_a_step_sends_little(reader: Reader) -> None:
    slider(reader).focus()
    reader.page.keyboard.press("PageDown")
    reader.expect_address(at=shown_day(reader))
    reader.settle()
    before, asked = reader.bytes_down, reader.messages_up
    reader.page.keyboard.press("PageDown")
    reader.expect_address(at=shown_day(reader))
    reader.settle()
    # The step, and the run after it that writes the address: each no more than a filter.
    assert 0 < reader.bytes_down - before <= 2 * 20_000
    assert reader.messages_up - asked == 2
    assert reader.map.evaluate("() => JSON.stringify(zhengtu.message).length") <= 5_000


def test_charts_follow(visit: Callable[..., Reader]) -> None:
    reader = visit().open(panel="charts")
    slider(reader).focus()
    reader.page.keyboard.press("Home")
    expect(reader.page.locator(".st-key-zt-panel")).to_contain_text("2013-01-01")


@pytest.mark.parametrize(("scheme", "language"), [("light", "zh"), ("dark", "en")])
def test_accessible(visit: Callable[..., Reader], scheme: str, language: str) -> None:
    reader = visit(color_scheme=scheme).open(lang=language, at="2021-01-30")
    assert violations(reader) == []
    words = "30 January 2021" if language == "en" else "2021年1月30日"
    assert said(reader).startswith(words)
