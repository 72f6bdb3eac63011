"""A copied link restores layers, filters, date, selection and view; a wrong one is told."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from e2e.reader import Reader

LINE = "metro-line-8-phase-1"


def test_copied_link_restores_everything(
    visit: Callable[..., Reader], python_shows: Callable[..., dict[str, list[str]]]
) -> None:
    first = visit(permissions=["clipboard-read", "clipboard-write"]).open()
    first.choose("layers", "parks")
    first.choose("district", "金水区")
    first.choose("district", "中牟县")
    first.choose("status", "construction")
    first.choose("candidates", "candidates")
    first.set_day("2023-05-01")
    first.panel("table")
    first.rows.first.click()
    expect(first.card).to_be_visible()
    name = first.card.locator("h2").inner_text()
    first.settle()
    first.go_to(34.72, 113.81, 11.5)
    first.expect_address(panel=None, view="34.72000,113.81000,11.5")
    first.page.locator('[data-focus="link"]').click()
    link = first.page.evaluate("() => navigator.clipboard.readText()")
    assert link == first.page.url

    second = visit()
    second.page.goto(link)
    second.wait_painted()
    wanted = {
        "districts": ("金水区", "中牟县"), "statuses": ("construction",), "candidates": True,
        "at": date(2023, 5, 1), "layers": tuple(k for k in python_shows() if k != "parks"),
    }  # fmt: skip
    second.expect_shown(python_shows(**wanted))
    expect(second.card.locator("h2")).to_have_text(name)
    expect(second.filters.locator("input[type=date]")).to_have_value("2023-05-01")
    expect(second.option("district", "中牟县")).to_be_checked()
    expect(second.option("layers", "parks")).not_to_be_checked()
    second.expect_place(34.72, 113.81)
    assert second.map.evaluate("() => zhengtu.map.getZoom()") == 11.5
    assert second.page.url == link


def test_link_restores_text_panel_promise_and_language(visit: Callable[..., Reader]) -> None:
    reader = visit().open(q="地铁 & <b>", panel="ledger", promise="dead-end-65", lang="en")
    expect(reader.filters.locator("input[type=search]")).to_have_value("地铁 & <b>")
    expect(reader.page.locator('html[data-panel="ledger"]')).to_be_attached()
    expect(reader.page.locator("html")).to_have_attribute("lang", "en")
    expect(reader.card).to_be_visible()


@pytest.mark.parametrize(
    ("parameter", "value"),
    [("layers", "nope"), ("district", "火星区"), ("status", "done"), ("theme", "x"),
     ("category", "metro.x"), ("placement", "here"), ("at", "2021-02-30"), ("at", "99999-01-01"),
     ("id", "no-such-record"), ("id", "../../etc"), ("promise", "no-such-promise"),
     ("panel", "sheet"), ("lang", "tlh"), ("candidates", "maybe"), ("view", "a,b,c")],
)  # fmt: skip
def test_wrong_parameter_is_named_and_the_rest_works(
    visit: Callable[..., Reader],
    python_shows: Callable[..., dict[str, list[str]]],
    *,
    parameter: str,
    value: str,
) -> None:
    reader = visit()
    other = {"status": "completed"} if parameter != "status" else {"district": "金水区"}
    fields = {"statuses": ("completed",)} if parameter != "status" else {"districts": ("金水区",)}
    reader.open(**{parameter: value}, **other)
    expect(reader.messages).to_contain_text(value)
    reader.expect_shown(python_shows(**fields))
    text = reader.messages.inner_text()
    assert not any(word in text for word in ("address", "There is", "left out")), text
    reader.reset()
    reader.expect_shown(python_shows())


def test_known_and_unknown_together(
    visit: Callable[..., Reader], python_shows: Callable[..., dict[str, list[str]]]
) -> None:
    reader = visit().open(district="金水区,火星区", layers="metro,nope,parks")
    expect(reader.messages).to_contain_text("火星区")
    expect(reader.messages).to_contain_text("nope")
    reader.expect_shown(python_shows(districts=("金水区",), layers=("metro", "parks")))


def test_messages_show_the_address_as_text(visit: Callable[..., Reader]) -> None:
    value = "![x](http://example.invalid/x.png) <img src=x onerror=alert(1)> [a](https://b.invalid)"
    reader = visit().open(district=value)
    expect(reader.messages).to_contain_text("![x](http://example.invalid/x.png)")
    expect(reader.messages.locator("img, a")).to_have_count(0)
