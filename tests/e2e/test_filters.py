"""Filtering: what the map, the counts and the address say is what Python selects."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from layers.catalogue import THEMATIC
from layers.statuses import REPORT_DAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from e2e.reader import Reader
    from layers.selection import Selection

FIELDS = {
    "district": "districts", "status": "statuses", "theme": "themes", "category": "categories",
    "placement": "placements",
}  # fmt: skip


@pytest.mark.parametrize(
    ("facet", "value"),
    [("district", "金水区"), ("district", "郑东新区"), ("status", "construction"),
     ("theme", "culture_tourism"), ("category", "parks.park"), ("placement", "unlocated")],
)  # fmt: skip
def test_one_choice(
    reader: Reader,
    python_shows: Callable[..., dict[str, list[str]]],
    python_selects: Callable[..., Selection],
    *,
    facet: str,
    value: str,
) -> None:
    field = FIELDS[facet]
    promised = reader.count(facet, value)
    reader.choose(facet, value)
    reader.expect_shown(python_shows(**{field: (value,)}))
    selection = python_selects(**{field: (value,)})
    assert promised == int(selection.rows.sum())
    reader.expect_address(**{facet: value})
    expect(reader.summary).to_contain_text(str(promised))
    for other, number in selection.counts("status").items():
        assert reader.count("status", other) == number


@pytest.mark.parametrize(
    "text", ["黄河", "huanghe", "zzdz", "Yellow River", "金水", "  轨道 ", "什么也没有"]
)
def test_search(
    reader: Reader, python_shows: Callable[..., dict[str, list[str]]], text: str
) -> None:
    reader.type_text(text)
    reader.expect_shown(python_shows(text=text))


def test_all_counts_that_is_done_at_once(
    reader: Reader, python_shows: Callable[..., dict[str, list[str]]]
) -> None:
    """Faster than the server answers, in several parts of the page."""
    done = reader.page.evaluate(
        """async () => {
          const press = (name) => document.querySelector(`[data-focus="${name}"]`).click();
          ["status-completed", "report-day", "panel-table"].map(press);
          ["layers-metro", "layers-parks"].map(press);
          await new Promise((later) => { setTimeout(later, 20); });
          ["layers-parks", "panel-ledger", "language"].map(press);
          return document.documentElement.dataset.unheard;
        }"""
    )
    assert done == "true"
    reader.expect_address(panel="ledger", lang="en", status="completed", at="2021-01-30")
    reader.settle()
    layers = tuple(layer.id for layer in THEMATIC if layer.id != "metro")
    view = {"statuses": ("completed",), "at": REPORT_DAY.first, "layers": layers}
    reader.expect_shown(python_shows(**view))


def test_status_at_a_date(
    reader: Reader, python_shows: Callable[..., dict[str, list[str]]]
) -> None:
    reader.choose("status", "completed")
    reader.filters.locator('[data-focus="report-day"]').click()
    report = date.fromisoformat(REPORT_DAY.text)
    reader.expect_shown(python_shows(statuses=("completed",), at=report))
    reader.expect_address(at=REPORT_DAY.text, status="completed")
    reader.set_day("2015-06-30")
    reader.expect_shown(python_shows(statuses=("completed",), at=date(2015, 6, 30)))
    reader.filters.locator('[data-focus="today"]').click()
    reader.expect_shown(python_shows(statuses=("completed",)))
    reader.expect_address(at=None)


def test_map_draws_the_status_of_the_day(
    reader: Reader, python_selects: Callable[..., Selection]
) -> None:
    reader.filters.locator('[data-focus="report-day"]').click()
    reader.expect_address(at=REPORT_DAY.text)
    frame = python_selects(at=date(2021, 1, 30)).frame("metro")
    frame = frame[frame.geometry.notna()]
    reader.map.wait_for_function("() => zhengtu.message.at === 20210130")
    drawn = reader.map.evaluate("(ids) => ids.map((id) => zhengtu.statusOf(id))", list(frame["id"]))
    assert drawn == list(frame["status"])


def test_candidates_are_off_until_asked_for(
    reader: Reader, python_shows: Callable[..., dict[str, list[str]]]
) -> None:
    before = reader.shown()["core_blocks"]
    assert reader.option("candidates", "candidates").is_checked() is False
    reader.choose("candidates", "candidates")
    reader.expect_shown(python_shows(candidates=True))
    assert len(reader.shown()["core_blocks"]) > len(before)


def test_layers_switch_off_and_on(
    reader: Reader, python_shows: Callable[..., dict[str, list[str]]]
) -> None:
    reader.choose("layers", "metro_stations")
    kept = tuple(name for name in python_shows() if name != "metro_stations")
    reader.expect_shown(python_shows(layers=kept))
    assert reader.shown()["metro_stations"] == []
    reader.choose("layers", "metro_stations")
    reader.expect_shown(python_shows())
    reader.expect_address(layers=None)


def test_filters_combine_and_reset_in_one_click(
    reader: Reader, python_shows: Callable[..., dict[str, list[str]]]
) -> None:
    reader.choose("district", "金水区")
    reader.choose("district", "郑东新区")
    reader.choose("status", "completed")
    reader.choose("placement", "digitised")
    reader.type_text("线")
    wanted = {"districts": ("金水区", "郑东新区"), "statuses": ("completed",)}
    reader.expect_shown(python_shows(**wanted, placements=("digitised",), text="线"))
    reader.expect_address(
        district="金水区,郑东新区", status="completed", placement="digitised", q="线"
    )
    reader.reset()
    reader.expect_shown(python_shows())
    reader.expect_address(district=None, status=None, placement=None, q=None)
    expect(reader.filters.locator("input[type=search]")).to_have_value("")


def test_nothing_matches_is_said(reader: Reader) -> None:
    reader.type_text("qqqqqq")
    expect(reader.messages).to_contain_text("没有")
    expect(reader.map.locator(".zt-status")).to_be_visible()
    expect(reader.summary).to_contain_text("0")


def test_every_word_typed_fast_arrives(
    reader: Reader, python_shows: Callable[..., dict[str, list[str]]]
) -> None:
    field = reader.filters.locator("input[type=search]")
    field.press_sequentially("huanghe", delay=60)
    reader.expect_shown(python_shows(text="huanghe"))
    expect(field).to_have_value("huanghe")
    expect(field).to_be_focused()
