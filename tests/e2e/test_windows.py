"""Phone, projector and 400 % zoom: everything can be reached, nothing needs two-way scrolling."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from e2e.reader import Reader
    from layers.build import Dataset
    from layers.selection import Selection

PHONE = {"width": 390, "height": 844}
PROJECTOR = {"width": 1280, "height": 720}
ZOOMED = {"width": 360, "height": 225}  # 1440 x 900 at 400 %
LAPTOP = {"width": 1440, "height": 900}
PANELS = ("map", "table", "charts", "analysis", "ledger", "about")

WIDE_TEXT = """() => {
  const wide = [];
  for (const node of document.querySelectorAll('body *')) {
    if (node.closest('.zt-scroll, .zt-hidden, .zt-announce, svg, nav, .zt-tiles, iframe')) continue;
    const own = [...node.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || !node.checkVisibility({ visibilityProperty: true })) continue;
    const { left, right, width, height } = node.getBoundingClientRect();
    if (!width || !height || (left >= -1 && right <= innerWidth + 1)) continue;
    wide.push([node.className, node.innerText.slice(0, 40), left, right]);
  }
  return wide;
}"""

SIDEWAYS = """() => [...document.querySelectorAll('.zt-charts figure, .zt-part-metro .zt-scroll')]
  .filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.innerText)"""

CUT_FIGURES = """() => {
  const list = document.querySelector('.zt-tiles');
  const cut = [];
  for (const node of list.querySelectorAll('.zt-tile span')) {
    if (!node.checkVisibility()) continue;
    const own = node.getBoundingClientRect();
    const tile = node.closest('.zt-tile').getBoundingClientRect();
    const clips = getComputedStyle(node).overflow !== 'visible';
    const isHidden = clips && node.scrollWidth > node.clientWidth;
    const isOut = own.right > tile.right || own.bottom > list.getBoundingClientRect().bottom;
    if (isHidden || isOut) cut.push(node.innerText);
  }
  return cut;
}"""


def unfold_filters(reader: Reader) -> None:
    fold = reader.page.locator('[data-focus="fold"]')
    expect(fold).to_be_visible()
    fold.click()
    expect(reader.filters).to_be_visible()


def fold_filters(reader: Reader) -> None:
    reader.page.locator('[data-focus="fold"]').click()
    expect(reader.filters).to_be_hidden()


@pytest.mark.parametrize("window", [PHONE, PROJECTOR], ids=["phone", "projector"])
def test_panels_fold_away_and_filters_work(
    visit: Callable[..., Reader],
    python_shows: Callable[..., dict[str, list[str]]],
    window: dict[str, int],
) -> None:
    reader = visit(viewport=window, has_touch=window is PHONE).open()
    expect(reader.filters).to_be_hidden()
    box = reader.page.locator('iframe[src*="streamlit_folium"]').bounding_box()
    assert box is not None
    assert box["width"] * box["height"] >= 0.6 * window["width"] * window["height"]
    unfold_filters(reader)
    reader.choose("district", "金水区")
    reader.choose("status", "completed")
    fold_filters(reader)
    reader.expect_shown(python_shows(districts=("金水区",), statuses=("completed",)))
    unfold_filters(reader)
    reader.reset()
    fold_filters(reader)
    reader.expect_shown(python_shows())


@pytest.mark.parametrize("window", [PHONE, PROJECTOR], ids=["phone", "projector"])
def test_every_panel_and_the_card_fit(visit: Callable[..., Reader], window: dict[str, int]) -> None:
    reader = visit(viewport=window).open()
    for panel in PANELS:
        reader.panel(panel)
        if panel == "analysis":
            reader.page.locator('[data-focus="board-metro"]').click()
            expect(reader.page.locator(".zt-part-metro")).to_be_visible()
        assert reader.page.evaluate(WIDE_TEXT) == [], panel
        assert reader.page.evaluate(SIDEWAYS) == [], panel
    reader.open(id="metro-line-8-phase-1")
    expect(reader.card.locator("h2")).to_be_in_viewport()
    assert reader.page.evaluate(WIDE_TEXT) == []
    map_box = reader.page.locator('iframe[src*="streamlit_folium"]').bounding_box()
    assert map_box is not None
    assert map_box["height"] > 200


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("window", [LAPTOP, PROJECTOR, PHONE], ids=["laptop", "projector", "phone"])
def test_no_key_figure_is_cut(
    visit: Callable[..., Reader], window: dict[str, int], language: str
) -> None:
    reader = visit(viewport=window).open(lang=language)
    assert reader.page.evaluate(CUT_FIGURES) == []
    unfold = reader.page.locator('[data-focus="figures"]')
    first = reader.page.locator(".zt-tile").first
    assert first.locator(".zt-tile-drawn").is_visible() is (window is LAPTOP)
    unfold.click()
    expect(unfold).to_have_attribute("aria-expanded", "true")
    expect(first.locator(".zt-tile-drawn")).to_be_visible()
    assert reader.page.evaluate(CUT_FIGURES) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_district_and_zone_is_named_on_the_phone(
    visit: Callable[..., Reader], dataset: Dataset, language: str
) -> None:
    reader = visit(viewport=PHONE).open(lang=language)
    named = reader.map.evaluate("() => Z.labels.written()")
    assert set(dataset.frames["districts"]["id"]) <= set(named)


def test_tap_on_the_phone_opens_the_card(
    visit: Callable[..., Reader], python_selects: Callable[..., Selection]
) -> None:
    station = python_selects().frame("metro_stations").iloc[0]
    reader = visit(viewport=PHONE, has_touch=True, is_mobile=True)
    reader.open(view=f"{station.geometry.y:.5f},{station.geometry.x:.5f},16")
    reader.page.touchscreen.tap(*reader.map_point(station.geometry.y, station.geometry.x))
    expect(reader.card.locator("h2")).to_have_text(station["name_zh"])


def test_everything_is_reachable_at_400_percent(
    visit: Callable[..., Reader], python_shows: Callable[..., dict[str, list[str]]]
) -> None:
    reader = visit(viewport=ZOOMED).open()
    box = reader.page.locator('iframe[src*="streamlit_folium"]').bounding_box()
    assert box is not None
    visible = min(box["y"] + box["height"], 225) - max(box["y"], 0)
    assert visible >= 60, "the map has no room"
    unfold_filters(reader)
    choice = reader.option("placement", "approximate")
    choice.scroll_into_view_if_needed()
    reader.choose("placement", "approximate")
    reader.expect_shown(python_shows(placements=("approximate",)))
    reader.filters.locator(".zt-reset").scroll_into_view_if_needed()
    reader.reset()
    fold_filters(reader)
    for panel in PANELS:
        reader.panel(panel)
        assert reader.page.evaluate(WIDE_TEXT) == [], panel
        if panel != "map":
            parts = reader.page.locator(".st-key-zt-panel").locator("li, p, summary, button")
            seen = reader.page.locator(":not(details:not([open]) > :not(summary) *)")
            last = parts.and_(seen).last
            last.scroll_into_view_if_needed()
            expect(last).to_be_in_viewport()
    reader.open(id="metro-line-8-phase-1")
    for part in ("h2", ".zt-close", "ol li >> nth=0", "summary"):
        target = reader.card.locator(part).first
        target.scroll_into_view_if_needed()
        expect(target).to_be_in_viewport(ratio=0.9)
    assert reader.page.evaluate(WIDE_TEXT) == []
    reader.card.locator(".zt-close").click()
    expect(reader.card).to_have_count(0)
    reader.map.locator(".zt-more").click()
    for button in reader.map.locator(".zt-cluster button").all():
        button.scroll_into_view_if_needed()
        expect(button).to_be_in_viewport(ratio=0.9)
