"""The parts' building blocks in an empty page: what is filled again shows what it was told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from outlets.parts.frontend import ASSETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

FILL = """(named) => {
  const choice = (name) => el("select", { "data-focus": "crs" },
    ["a", "b", "c"].map((value) => el("option", { value: name + value }, name + value)));
  const radios = (chosen) => ["x", "y"].map((value) => el("input", {
    type: "radio", name: "from", value, checked: value === chosen, "data-focus": value }));
  refill(document.body, choice(named[0]), ...radios(named[1]), el("button", {}, "elsewhere"));
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return an empty page that knows the building blocks."""
    page = browser.new_page()
    script = (ASSETS / "dom.js").read_text("utf-8") + "\nObject.assign(window, { el, refill });"
    page.add_script_tag(content=script, type="module")
    page.wait_for_function("() => window.refill")
    yield page
    page.close()


def fill(page: Page, *named: Any) -> None:
    page.evaluate(FILL, list(named))


def test_a_list_of_other_choices_shows_the_one_that_counts(page: Page) -> None:
    fill(page, "one-", "x")
    crs = page.locator("select")
    crs.select_option("one-c")
    page.get_by_role("button").focus()
    fill(page, "two-", "x")
    expect(crs).to_have_value("two-a")


def test_a_choice_is_not_taken_from_under_the_reader(page: Page) -> None:
    fill(page, "one-", "x")
    crs = page.locator("select")
    crs.focus()
    crs.select_option("one-c")
    fill(page, "one-", "x")  # an answer to something else
    expect(crs).to_have_value("one-c")


def test_one_of_several_follows_what_counts(page: Page) -> None:
    fill(page, "one-", "x")
    page.locator('[value="y"]').check()
    fill(page, "one-", "x")
    expect(page.locator('[value="x"]')).to_be_checked()
