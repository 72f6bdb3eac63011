"""axe-core finds nothing to complain about: every panel, light and dark, page and map frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from e2e.servers import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from e2e.reader import Reader

AXE = ROOT / "outlets" / "webmap" / "assets" / "vendor" / "axe.min.js"
RUN = """async () => {
  const found = await axe.run(document, { resultTypes: ['violations'] });
  const where = (node) => `${node.html.slice(0, 160)} ## ${node.any[0]?.message ?? ''}`;
  return found.violations.map(({ id, impact, nodes }) =>
    ({ id, impact, nodes: nodes.slice(0, 5).map(where) }));
}"""
PHONE = {"width": 390, "height": 844}


def violations(reader: Reader) -> list[dict[str, Any]]:
    """Look through the page with the map's frame in it."""
    script = AXE.read_text(encoding="utf-8")
    for frame in (reader.page.main_frame, reader.map):
        frame.evaluate(script)
    found: list[dict[str, Any]] = reader.page.evaluate(RUN)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_panel(visit: Callable[..., Reader], scheme: str) -> None:
    reader = visit(color_scheme=scheme).open()
    expect(reader.map.locator("html")).to_have_attribute("data-theme", scheme)
    found = {}
    for panel in ("map", "table", "charts", "analysis", "ledger", "about"):
        reader.panel(panel)
        found[panel] = violations(reader)
    for details in reader.page.locator(".zt-about details summary").all():
        details.click()
    found["about, unfolded"] = violations(reader)
    assert not {name: faults for name, faults in found.items() if faults}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_cards_filters_menu_and_messages(visit: Callable[..., Reader], scheme: str) -> None:
    reader = visit(color_scheme=scheme)
    found = {}
    reader.open(id="metro-line-8-phase-1", district="火星区")
    expect(reader.card).to_be_visible()
    reader.card.locator("details summary").click()
    for facet in ("candidates", "district", "theme", "category", "placement"):
        reader.facet(facet)
    reader.page.locator(".zt-menu > summary").click()
    found["record"] = violations(reader)
    reader.open(panel="ledger", promise="dead-end-65")
    expect(reader.card).to_be_visible()
    found["promise"] = violations(reader)
    reader.open(q="qqqqq", panel="table")
    found["nothing"] = violations(reader)
    reader.open(lang="en", panel="charts")
    found["english"] = violations(reader)
    assert not {name: faults for name, faults in found.items() if faults}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_map_frame(visit: Callable[..., Reader], scheme: str) -> None:
    reader = visit(color_scheme=scheme).open(view="34.75,113.65,13")
    found = {"still": violations(reader)}
    reader.map.get_by_role("button", name="测距", exact=True).click()
    reader.click_map(34.75, 113.65)
    found["measuring"] = violations(reader)
    reader.page.keyboard.press("Escape")
    reader.click_map(34.75, 113.65)
    found["chosen"] = violations(reader)
    assert not {name: faults for name, faults in found.items() if faults}


def test_phone(visit: Callable[..., Reader]) -> None:
    reader = visit(viewport=PHONE, has_touch=True).open(id="metro-line-8-phase-1")
    found = {"card": violations(reader)}
    reader.page.locator('[data-focus="fold"]').click()
    found["filters"] = violations(reader)
    assert not {name: faults for name, faults in found.items() if faults}
