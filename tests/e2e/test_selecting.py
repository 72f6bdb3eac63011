"""Selecting both ways: a click on the map fills the card; a row moves the map, again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from layers.vocabulary import BASES, LICENCES, PLACEMENTS, STATUSES
from screens.message import CARD_WIDTH_PX

if TYPE_CHECKING:
    from collections.abc import Callable

    from e2e.reader import Reader
    from layers.build import Dataset
    from layers.selection import Selection

LINE = "metro-line-8-phase-1"


def select_row(reader: Reader, name: str) -> None:
    """Find a record in the table by its name and click its row."""
    reader.panel("table")
    row = reader.rows.filter(has=reader.page.get_by_role("button", name=name, exact=True))
    row.first.click()
    expect(reader.page.locator('html[data-panel="map"]')).to_be_attached()
    reader.settle()


def expect_between_legend_and_card(reader: Reader, bounds: tuple[float, ...]) -> None:
    """Wait until the map shows bounds whole, and neither the legend nor the card lies over them."""
    west, south, east, north = bounds
    reader.map.wait_for_function(
        "([west, south, east, north, card]) => { const m = zhengtu.map;"
        " const one = m.latLngToContainerPoint([north, west]);"
        " const other = m.latLngToContainerPoint([south, east]);"
        " const legend = document.querySelector('.zt-legend').getBoundingClientRect();"
        " return one.x >= legend.right && one.y >= 0"
        " && other.x <= innerWidth - card && other.y <= innerHeight; }",
        arg=[west, south, east, north, CARD_WIDTH_PX],
    )


def test_click_on_a_feature_opens_its_card(
    reader: Reader, python_selects: Callable[..., Selection]
) -> None:
    stations = python_selects().frame("metro_stations")
    station = stations[stations["category"] == "station"].iloc[3]
    reader.go_to(station.geometry.y, station.geometry.x, 17)
    reader.click_map(station.geometry.y, station.geometry.x)
    expect(reader.card.locator("h2")).to_have_text(station["name_zh"])
    expect(reader.card.locator(".zt-other")).to_have_text(station["name_en"])
    expect(reader.card.locator(".zt-status strong")).to_have_text(STATUSES[station["status"]].zh)
    reader.expect_address(id=station["id"])
    reader.expect_on_map("zhengtu.selected", station["id"])


def test_card_tells_everything_that_is_known(
    reader: Reader, python_selects: Callable[..., Selection], dataset: Dataset
) -> None:
    record = python_selects().record(LINE)
    assert record is not None
    reader.open(id=LINE)
    card = reader.card
    expect(card.locator("h2")).to_have_text(record["name_zh"])
    for name in record["districts"]:
        expect(card).to_contain_text(name)
    events = card.locator("ol li")
    assert events.count() == len(record["events"]) > 0
    for number, event in enumerate(record["events"]):
        entry = events.nth(number)
        expect(entry).to_contain_text(str(event.date))
        expect(entry).to_contain_text(STATUSES[event.status].zh)
        expect(entry).to_contain_text(BASES[event.basis].zh)
        title = str(dataset.sources["metro"].get(event.source, {"title": event.source})["title"])
        expect(entry).to_contain_text(title)
    assert record["figures"]
    for figure in record["figures"]:
        key = dataset.figure_keys[figure.key]
        expect(card).to_contain_text(key.label.zh)
        expect(card).to_contain_text(f"{figure.value:,.10g} {key.unit.zh}".strip())
    expect(card).to_contain_text(PLACEMENTS[record["placement"]].zh)
    expect(card).to_contain_text(f"{record['accuracy_m']:,.0f}")
    expect(card).to_contain_text(LICENCES[record["licence"]].zh)
    for name in record["sources"]:
        expect(card).to_contain_text(str(dataset.sources["metro"][name]["title"]))


def test_stale_status_says_so(reader: Reader, python_selects: Callable[..., Selection]) -> None:
    frame = python_selects().frame("key_projects")
    stale = frame[frame["stale"]].iloc[0]
    reader.open(id=stale["id"])
    expect(reader.card.locator(".zt-stale")).to_contain_text(stale["last_known"])


def test_row_moves_the_map_and_highlights_again_after_a_pan(
    reader: Reader, python_selects: Callable[..., Selection]
) -> None:
    record = python_selects().record(LINE)
    assert record is not None
    reader.type_text("8号线一期")
    for _ in range(2):
        select_row(reader, record["name_zh"])
        expect(reader.card.locator("h2")).to_have_text(record["name_zh"])
        expect_between_legend_and_card(reader, record.geometry.bounds)
        reader.expect_on_map("zhengtu.selected", LINE)
        assert reader.map.evaluate("() => zhengtu.map.getZoom()") > 10
        reader.wait_still()  # the address, which the server has written meanwhile, tells the place
        reader.page.evaluate(
            "() => { const url = new URL(location); url.searchParams.set('view', '34.4,112.9,10');"
            " history.pushState(history.state, '', url); }"  # as a late answer does
        )
        reader.wait_still()
        reader.go_to(34.4, 112.9, 10)  # the reader looks elsewhere
        reader.expect_address(view="34.40000,112.90000,10")
    reader.card.locator('[data-focus="go"]').click()
    expect_between_legend_and_card(reader, record.geometry.bounds)


def test_click_on_the_map_selects_the_row(
    reader: Reader, python_selects: Callable[..., Selection]
) -> None:
    park = python_selects(layers=("parks",)).frame("parks")
    park = park[park.geometry.geom_type == "Point"].iloc[-1]  # not on the table's first page
    reader.open(layers="parks", view=f"{park.geometry.y:.5f},{park.geometry.x:.5f},17")
    reader.click_map(park.geometry.y, park.geometry.x)
    expect(reader.card.locator("h2")).to_have_text(park["name_zh"])
    reader.panel("table")
    current = reader.table.locator('tr[aria-current="true"]')
    expect(current).to_contain_text(park["name_zh"])
    expect(current).to_be_in_viewport()


def test_several_features_under_one_click_are_all_offered(
    reader: Reader, python_selects: Callable[..., Selection]
) -> None:
    frame = python_selects().frame("metro_stations")
    change = frame[frame["category"] == "interchange"].iloc[0]
    reader.go_to(change.geometry.y, change.geometry.x, 13)
    reader.click_map(change.geometry.y, change.geometry.x)
    expect(reader.card.locator("h2")).to_have_text(change["name_zh"])
    chooser = reader.map.locator(".zt-chooser")
    expect(chooser).to_be_visible()
    choices = chooser.locator("li button")
    assert choices.count() > 2
    list_box, card_box = chooser.bounding_box(), reader.card.bounding_box()
    assert list_box is not None
    assert card_box is not None
    assert list_box["x"] + list_box["width"] <= card_box["x"]  # the card has come over the map
    other = choices.nth(1).locator("b").inner_text()
    choices.nth(1).click()
    expect(reader.card.locator("h2")).to_have_text(other)


def test_selection_is_cleared_by_the_card_and_by_empty_ground(reader: Reader) -> None:
    reader.open(id=LINE, view="34.75,113.6,10")
    expect(reader.card).to_be_visible()
    reader.card.locator(".zt-close").click()
    expect(reader.card).to_have_count(0)
    reader.expect_address(id=None)
    reader.open(id=LINE, view="34.75,113.6,10")
    expect(reader.card).to_be_visible()
    reader.go_to(34.15, 115.2, 14)
    reader.click_map(34.15, 115.2)
    expect(reader.card).to_have_count(0)
    reader.expect_on_map("zhengtu.selected", None)


def test_selected_record_stays_while_filters_change(reader: Reader) -> None:
    reader.open(id=LINE)
    reader.choose("status", "completed")
    reader.set_day("2021-01-30")
    expect(reader.card.locator("h2")).to_contain_text("8号线")
    reader.expect_on_map("zhengtu.selected", LINE)


def test_correction_is_prepared(reader: Reader, dataset: Dataset) -> None:
    reader.open(id=LINE)
    reader.card.locator("summary").last.click()
    text = reader.card.locator("textarea").input_value()
    assert LINE in text
    assert dataset.version in text
    reader.page.evaluate(
        "() => { const make = URL.createObjectURL; window.made = 0; URL.createObjectURL = (blob) =>"
        " { window.made += blob.type.startsWith('text/plain'); return make(blob); }; }"
    )
    reader.choose("status", "completed")
    assert reader.page.evaluate("() => window.made") == 0  # a card shown again holds no more bytes
    with reader.page.expect_download() as saved:
        reader.card.get_by_role("button", name="保存").click()
    assert reader.page.evaluate("() => window.made") == 1
    assert saved.value.path().read_text(encoding="utf-8") == text


def test_table_sorts_and_pages(reader: Reader, python_selects: Callable[..., Selection]) -> None:
    reader.panel("table")
    total = int(python_selects().rows.sum())
    expect(reader.table.locator(".zt-total")).to_contain_text(str(total))
    assert reader.rows.count() == 25
    heading = reader.table.locator('[data-focus="sort-length_km"]')
    heading.click()
    expect(reader.table.locator('th[aria-sort="ascending"]')).to_have_count(1)
    heading.click()
    expect(reader.table.locator('th[aria-sort="descending"]')).to_have_count(1)
    cells = reader.table.locator("tbody tr td:nth-child(10)").all_inner_texts()
    lengths = [float(cell.replace(",", "")) for cell in cells if cell]
    assert lengths == sorted(lengths, reverse=True)
    assert len(lengths) > 10
    first = reader.rows.first.inner_text()
    reader.table.locator('[data-focus="next"]').click()
    expect(reader.table.locator(".zt-pager span")).to_contain_text("2 /")
    assert reader.rows.first.inner_text() != first


def test_choosing_a_row_keeps_the_tables_page(reader: Reader) -> None:
    reader.panel("table")
    reader.table.locator('[data-focus="next"]').click()
    expect(reader.table.locator(".zt-pager span")).to_contain_text("2 /")
    name = reader.rows.nth(4).locator("button").inner_text()
    reader.rows.nth(4).click()
    expect(reader.card.locator("h2")).to_have_text(name)
    reader.panel("table")
    expect(reader.table.locator(".zt-pager span")).to_contain_text("2 /")
    expect(reader.table.locator('tr[aria-current="true"]')).to_contain_text(name)
