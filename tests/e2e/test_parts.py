"""Scripts of the page alone: building blocks that are filled again, and the desk of stories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from outlets.parts import frontend as parts
from screens.frontend import ASSETS as SCREENS

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
    script = "\n".join(path.read_text("utf-8") for path in parts.SCRIPTS)
    script += "\nObject.assign(window, { el, refill, filters });"
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


FILTERS = """() => {
  window.sent = [];
  const day = { at: "2021-01-30", earliest: "1900-01-01", latest: "2049-12-31" };
  const data = { ...day, words: { reset: "reset" }, groups: [], text: "", changed: true };
  filters({ data: { ...data, language: "zh" },
    parentElement: document.body, setTriggerValue: (_, change) => window.sent.push(change) });
}"""


def test_words_just_typed_are_reset_with_the_others(page: Page) -> None:
    page.evaluate(FILTERS)
    page.locator("input[type=search]").fill("路")
    page.locator('[data-focus="reset"]').click()
    page.wait_for_timeout(500)
    assert page.evaluate("() => window.sent") == [{"reset": True}]
    page.locator("input[type=search]").fill("桥")
    page.wait_for_timeout(500)
    assert page.evaluate("() => window.sent.at(-1)") == {"text": "桥"}


DESK = """({ words, id, text }) => {
  const kept = text ? { name: id, text } : null;
  const draft = id === null ? null : { id, kept, changed: text !== "",
    texts: {}, at: 0, chapters: [], chapter: null, selected: null, issues: [], figures: [],
    savable: true };
  const data = { words, draft, stories: [], refused: null, file: null };
  desk({ data, parentElement: document.body, setTriggerValue: () => undefined });
}"""


class Desk:
    """The desk of stories as its script shows what a server says."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def load(self) -> None:
        """Load the page anew: its script knows nothing, the browser what was kept."""
        self.page.goto("http://desk.test/")
        scripts = [*parts.SCRIPTS, SCREENS / "desk.js"]
        text = "\n".join(path.read_text("utf-8") for path in scripts)
        self.page.add_script_tag(content=text + "\nwindow.desk = desk;", type="module")
        self.page.wait_for_function("() => window.desk")

    def says(self, story: str | None, text: str = "") -> None:
        """Let the server say which story is open, and what of it is not saved."""
        self.page.evaluate(DESK, {"words": {}, "id": story, "text": text})

    def kept(self) -> dict[str, str]:
        found: dict[str, str] = self.page.evaluate(
            "() => JSON.parse(localStorage.getItem('zhengtu.drafts') ?? '{}')"
        )
        return found

    def press(self, name: str) -> None:
        self.page.locator(f'[data-focus="{name}"]').click()


@pytest.fixture
def desk(browser: Browser) -> Iterator[Desk]:
    """Return the desk in a page whose browser keeps drafts."""
    page = browser.new_page()
    page.route(
        "**/*", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html")
    )
    page.on("dialog", lambda dialog: dialog.accept())
    made = Desk(page)
    made.load()
    yield made
    page.close()


def test_a_draft_that_the_server_has_lost_is_still_kept(desk: Desk) -> None:
    desk.says("my-story", "one")
    desk.says(None)  # it was started again, or the visit was forgotten
    assert desk.kept() == {"my-story": "one"}
    desk.press("resume-my-story")
    desk.says("my-story", "one and two")
    assert desk.kept() == {"my-story": "one and two"}
    desk.press("shut")
    desk.says(None)
    assert desk.kept() == {}


def test_a_new_story_does_not_take_the_place_of_one_that_is_kept(desk: Desk) -> None:
    desk.says("my-story", "one")
    desk.load()
    desk.says(None)
    desk.says("my-story", "another")
    assert desk.kept() == {"my-story": "one", "my-story-2": "another"}
    desk.says("renamed", "another")
    assert desk.kept() == {"my-story": "one", "renamed": "another"}
    desk.says("renamed")  # saved
    assert desk.kept() == {"my-story": "one"}
