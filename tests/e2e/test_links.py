"""A copied link restores layers, filters, date, selection and view; a wrong one is told."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from e2e.test_accessibility import violations

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from e2e.reader import Reader
    from e2e.servers import Server

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
    first.page.locator('[data-focus="share"]').click()
    first.page.locator('.zt-link-dialog [data-focus="link"]').click()
    expect(first.page.locator(".zt-link-dialog [role=status]")).to_have_text("已复制")
    link = first.page.evaluate("() => navigator.clipboard.readText()")
    first.page.keyboard.press("Escape")

    second = visit()
    second.page.goto(link)
    second.wait_painted()
    wanted = {
        "districts": ("金水区", "中牟县"), "statuses": ("construction",), "candidates": True,
        "at": date(2023, 5, 1), "layers": tuple(k for k in python_shows() if k != "parks"),
    }  # fmt: skip
    second.expect_shown(python_shows(**wanted))
    expect(second.card.locator("h2")).to_have_text(name)
    expect(second.filters.locator('[data-focus="at"]')).to_have_value("2023-05-01")
    expect(second.option("district", "中牟县")).to_be_checked()
    expect(second.option("layers", "parks")).not_to_be_checked()
    second.expect_place(34.72, 113.81)
    assert second.map.evaluate("() => zhengtu.map.getZoom()") == 11.5
    assert second.address() == {k: v[0] for k, v in parse_qs(urlsplit(link).query).items()}
    assert "data" in second.address()
    expect(second.messages).not_to_contain_text("数据已有改动")


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
     ("panel", "sheet"), ("lang", "tlh"), ("candidates", "maybe"), ("view", ",,"),
     ("since", "2021"), ("against", "district=火星区"), ("compare", "spy"), ("data", "new")],
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
    reader.expect_on_map("zhengtu.map.getBounds().contains([34.75, 113.65])", wanted=True)
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


def test_the_dialog_of_links(
    visit: Callable[..., Reader], program: Callable[[str], str], tmp_path: Path
) -> None:
    reader = visit().open(panel="compare", district="金水区", compare="swipe", since="2020-01-01")
    opener = reader.page.locator('[data-focus="share"]')
    opener.focus()
    reader.page.keyboard.press("Enter")
    dialog = reader.page.locator("dialog.zt-link-dialog")
    expect(dialog).to_be_visible()
    link = dialog.locator("textarea").input_value()
    assert parse_qs(urlsplit(link).query)["district"] == ["金水区"]
    assert re.fullmatch("[0-9a-f]{8}", parse_qs(urlsplit(link).query)["data"][0])
    image = dialog.get_by_role("img", name="二维码")
    expect(image).to_have_js_property("complete", value=True)
    image.screenshot(path=tmp_path / "qr.png")
    # Somebody else's program reads the same address out of the picture.
    read = subprocess.run(
        [program("zbarimg"), "-q", "--raw", "--nodbus", str(tmp_path / "qr.png")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert read.stdout.strip() == link
    assert violations(reader) == []
    reader.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()

    second = visit()
    second.page.goto(link)
    second.wait_painted()
    assert second.map.evaluate("() => zhengtu.comparison.mode") == "swipe"
    expect(second.map.locator(".zt-side-left")).to_have_text("2020-01-01")


def test_a_link_says_that_the_data_have_changed(visit: Callable[..., Reader]) -> None:
    reader = visit().open(data="0123abcd", district="金水区")
    expect(reader.messages).to_contain_text("0123abcd")
    expect(reader.messages).to_contain_text("数据已有改动")
    reader.panel("table")
    expect(reader.messages).to_contain_text("0123abcd")
    reader.expect_address(panel="table", data="0123abcd")
    reader.choose("status", "completed")
    expect(reader.messages).not_to_contain_text("0123abcd")
    reader.expect_address(status="completed")
    # The address is now one of the present data, and says so to whoever opens it later.
    assert re.fullmatch("[0-9a-f]{8}", reader.address()["data"])
    assert reader.address()["data"] != "0123abcd"


def test_below_a_path(visit: Callable[..., Reader], servers: Callable[..., Server]) -> None:
    reader = visit(servers(base="/zt")).open(at="2021-01-30")
    reader.page.locator('[data-focus="share"]').click()
    link = reader.page.locator(".zt-link-dialog textarea").input_value()
    assert urlsplit(link).path == "/zt/"
    image = reader.page.locator(".zt-link-dialog img")
    expect(image).to_have_js_property("complete", value=True)
    assert image.evaluate("(i) => i.naturalWidth") > 0


def test_too_long_for_a_code(reader: Reader) -> None:
    reader.open(q="公" * 200, against="q=" + "%E8%B7%AF" * 190)
    reader.page.locator('[data-focus="share"]').click()
    expect(reader.page.locator(".zt-link-dialog")).to_contain_text("地址过长")
    reader.forgiven.append(r"413|Failed to load resource")
