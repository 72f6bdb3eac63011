"""Scoreboard and conflicts beside the map: counts open their records, overlaps lie over the map."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from e2e.test_accessibility import violations

if TYPE_CHECKING:
    from collections.abc import Callable

    from e2e.reader import Reader


AT_REST = """() => {
  const [before, now] = [window.wasAt, zhengtu.map.getBounds().toBBoxString()];
  window.wasAt = now;
  return now === before;
}"""


def test_a_count_opens_its_records_in_the_list_and_on_the_map(
    visit: Callable[..., Reader],
) -> None:
    reader = visit().open(panel="analysis")
    panel = reader.page.locator(".zt-tool")
    count = panel.locator('[data-focus="board-targets-dead-end-65-0"]')
    number = int(count.inner_text())
    count.focus()
    reader.page.keyboard.press("Enter")
    expect(panel.locator(".zt-behind li")).to_have_count(number)
    expect(reader.page).to_have_url(re.compile("count=targets.dead-end-65.named"))
    unlocated = panel.locator(".zt-behind li", has_text="未定位").count()
    reader.map.wait_for_function(
        "(wanted) => zhengtu.counted.length === wanted", arg=number - unlocated
    )
    # A record opens its card below the list, and the map goes there.
    record = panel.locator(".zt-behind li", has_not_text="未定位").first.locator("button")
    identifier = (record.get_attribute("data-focus") or "").removeprefix("board-record-")
    record.click()
    expect(reader.card).to_be_visible()
    reader.map.wait_for_function("(id) => zhengtu.selected === id", arg=identifier)
    expect(reader.page.locator('html[data-panel="analysis"]')).to_be_attached()
    reader.card.locator(".zt-close").click()
    expect(reader.card).to_have_count(0)
    # Whoever gets the address sees the same count open, in the other language, too.
    reader.page.goto(f"{reader.page.url}&lang=en")
    reader.wait_painted()
    expect(panel.locator(".zt-behind li")).to_have_count(number)
    reader.map.wait_for_function(
        "(wanted) => zhengtu.counted.length === wanted", arg=number - unlocated
    )
    reader.page.go_back()
    expect(panel.locator(".zt-behind li")).to_have_count(number)
    faults = violations(reader)
    # The filters count here, too.
    reader.choose("district", "上街区")
    expect(panel).to_contain_text("按筛选")
    reader.reset()
    # The next tab, by the keyboard; what the scoreboard marked is gone from the map.
    reader.page.locator('[data-focus="tool-scoreboard"]').focus()
    reader.page.keyboard.press("ArrowRight")
    reader.page.keyboard.press("Enter")
    expect(panel).to_contain_text("核心板块 × 沿黄生态廊道")
    assert "tool=conflicts" in reader.page.url
    assert reader.map.evaluate("() => zhengtu.counted.length") == 0
    assert not faults


def test_overlaps_are_listed_and_lie_over_the_map(visit: Callable[..., Reader]) -> None:
    reader = visit().open(panel="analysis", tool="conflicts")
    panel = reader.page.locator(".zt-tool")
    reader.map.wait_for_function("() => zhengtu.shapes > 100")
    rule = panel.locator('[data-focus="clash-project-reserve-1"]')
    number = int(rule.inner_text())
    rule.click()
    expect(panel.locator("tbody tr")).to_have_count(number)
    reader.map.wait_for_function("(wanted) => zhengtu.shapes === wanted", arg=number)
    before = reader.map.evaluate("() => zhengtu.map.getBounds().toBBoxString()")
    panel.locator(".zt-small").first.click()
    reader.map.wait_for_function(
        "(before) => zhengtu.map.getBounds().toBBoxString() !== before", arg=before
    )
    # What is pressed on the map is pointed at in the list, in whatever part of the analysis.
    pointed = panel.locator('tbody tr[aria-current="true"]')
    there = pointed.locator(".zt-small").get_attribute("data-focus")
    panel.locator('[data-focus="clash-districts"]').click()
    expect(pointed).to_have_count(0)
    reader.map.wait_for_function(AT_REST, polling=300)
    reader.map.locator(".leaflet-container").click()  # its middle, where the shape is
    expect(pointed).to_be_in_viewport()
    assert pointed.locator(".zt-small").get_attribute("data-focus") == there
    faults = violations(reader)
    reader.panel("map")  # what explains the list goes with the list, and comes with it
    reader.map.wait_for_function("() => zhengtu.shapes === 0")
    reader.panel("analysis")
    reader.map.wait_for_function("(wanted) => zhengtu.shapes === wanted", arg=number)
    panel.locator('[data-focus="clash-river"]').click()
    expect(panel.locator(".zt-profile rect").first).to_be_visible()
    faults += violations(reader)
    with reader.page.expect_download() as given:
        panel.locator('[data-focus="clash-file-csv"]').click()
    assert given.value.suggested_filename.endswith(".csv")
    assert not faults
