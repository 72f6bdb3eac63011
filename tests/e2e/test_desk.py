"""Writing a story beside the map: by keys alone, to a file and back."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.reader import LOOK_MS, SETTLE_MS
from e2e.test_accessibility import violations
from e2e.test_keyboard import tab_to

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Dialog, Locator

    from e2e.reader import Reader


FAULTY = b'title_zh="x"\n[[chapter]]\nid="a"\ntitle_zh="y"\nhighlight=["nobody"]\n'


def field(reader: Reader, name: str, text: str) -> None:
    """Fill in a field as a keyboard does: reach it, type, leave it."""
    tab_to(reader, name)
    reader.page.keyboard.press("Control+a")
    reader.page.keyboard.type(text)
    reader.page.keyboard.press("Tab")
    reader.settle()


def press(reader: Reader, name: str) -> None:
    tab_to(reader, name)
    reader.page.keyboard.press("Enter")
    reader.settle()


def add(reader: Reader, *, count: int) -> Locator:
    """Add a chapter, and return the buttons of all when there are so many."""
    press(reader, "add")
    chapters = reader.page.locator(".zt-chapters button")
    expect(chapters).to_have_count(count)
    return chapters


def test_a_story_is_written_by_keys_alone_and_opened_again(
    visit: Callable[..., Reader], tmp_path: Path
) -> None:
    reader = visit().open(panel="stories", layers="metro", at="2021-01-30", id="metro-line-5")
    press(reader, "create")
    field(reader, "story-title_zh", "我的故事")
    field(reader, "story-id", "my-metro")
    chapters = add(reader, count=1)
    field(reader, "chapter-title_zh", "第一章")
    expect(chapters).to_have_text(["第一章"])
    tab_to(reader, "chapter-text_zh")
    reader.page.keyboard.type("开通**{metro.open_km}公里**")
    reader.page.keyboard.press("Tab")
    expect(reader.page.locator(".zt-preview strong")).to_have_text("202.0公里")
    tab_to(reader, "report-day")  # the date of the next chapter: today
    reader.page.locator('[data-focus="today"]').press("Enter")
    reader.expect_address(panel="stories", layers="metro", id="metro-line-5")
    add(reader, count=2)
    field(reader, "chapter-title_zh", "第二章")
    expect(chapters).to_have_text(["第一章", "第二章"])
    press(reader, "up")
    expect(chapters).to_have_text(["第二章", "第一章"])
    press(reader, "remove")
    expect(chapters).to_have_text(["第一章"])
    press(reader, "undo")
    expect(chapters).to_have_text(["第二章", "第一章"])
    press(reader, "rehearse")
    expect(reader.page.locator(".zt-chapter > h2")).to_have_text("第二章")
    reader.page.keyboard.press("ArrowRight")
    expect(reader.page.locator(".zt-words strong")).to_have_text("202.0公里")
    reader.settle()
    reader.page.keyboard.press("Escape")
    expect(chapters).to_have_text(["第二章", "第一章"])
    _resume(reader, "my-metro")
    expect(chapters).to_have_text(["第二章", "第一章"])
    reader.settle()
    tab_to(reader, "save")
    with reader.page.expect_download() as download:
        reader.page.keyboard.press("Enter")
    assert download.value.suggested_filename == "my-metro.toml"
    path = tmp_path / "my-metro.toml"
    download.value.save_as(path)
    table = tomllib.loads(path.read_text("utf-8"))
    assert [chapter["title_zh"] for chapter in table["chapter"]] == ["第二章", "第一章"]
    assert table["chapter"][1]["view"]["at"].isoformat() == "2021-01-30"
    assert table["chapter"][1]["highlight"] == ["metro-line-5"]
    reader.page.reload()
    expect(reader.page.locator('[data-focus="create"]')).to_be_visible()
    expect(reader.page.locator('[data-focus^="resume-"]')).to_have_count(0)
    _opened_elsewhere(visit(), path)


def _resume(reader: Reader, name: str) -> None:
    """Load the page anew: what was not downloaded is kept by the browser."""
    reader.page.wait_for_url(lambda url: "story=" not in url)
    reader.page.reload()
    reader.page.locator('[data-focus="create"]').wait_for()
    reader.settle()
    press(reader, f"resume-{name}")


def _opened_elsewhere(again: Reader, path: Path) -> None:
    again.open(panel="stories")
    with again.page.expect_file_chooser() as chooser:
        again.page.locator('[data-focus="open"]').click()
    chooser.value.set_files(path)
    expect(again.page.locator(".zt-chapters button")).to_have_text(["第二章", "第一章"])
    again.expect_address(panel="stories", layers="metro")
    again.page.locator('[data-focus="chapter-1"]').click()
    again.expect_address(panel="stories", layers="metro", at="2021-01-30")
    again.map.wait_for_function("() => zhengtu.marked.join() === 'metro-line-5'")


def test_what_the_browser_kept_is_read_with_the_care_of_a_file(
    visit: Callable[..., Reader],
) -> None:
    reader = visit().open(panel="stories")
    reader.page.evaluate(
        """() => localStorage.setItem("zhengtu.drafts",
            JSON.stringify({ "x-1": "<b>no story", y: 5 }))"""
    )
    reader.page.reload()
    reader.page.locator('[data-focus="resume-x-1"]').click()
    expect(reader.page.locator('.zt-desk [role="alert"]')).to_contain_text("TOML")
    reader.page.once("dialog", lambda dialog: dialog.accept())
    reader.page.locator('[data-focus="discard-x-1"]').click()
    expect(reader.page.locator('[data-focus^="resume-"]')).to_have_count(0)


def test_a_feature_that_is_clicked_can_be_pointed_at(visit: Callable[..., Reader]) -> None:
    reader = visit().open(panel="stories", layers="metro")
    reader.page.locator('[data-focus="create"]').click()
    reader.page.locator('[data-focus="add"]').click()
    expect(reader.page.locator(".zt-chapters li")).to_have_count(1)
    reader.settle()
    place = reader.map.evaluate("() => zhengtu.placeOf('metro-zhengxu-zhengzhou-section')")
    frame = reader.page.locator('iframe[src*="streamlit_folium"]').bounding_box()
    assert frame
    reader.page.mouse.click(frame["x"] + place["x"], frame["y"] + place["y"])
    reader.page.locator('[data-focus="point"]').click()
    reader.map.wait_for_function("() => zhengtu.marked.length === 1")
    reader.page.locator('.zt-desk [data-focus^="leave-"]').click()
    reader.map.wait_for_function("() => zhengtu.marked.length === 0")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.toml", b"title_zh = ", "TOML"),
        ("empty.toml", b"", "没有任何一章"),
        (
            "b.toml",
            b'title_zh="x"\n[[chapter]]\nid="a"\ntitle_zh="y"\nhighlight=["nobody"]',
            "nobody",
        ),
    ],
)
def test_a_file_with_faults_says_so(
    visit: Callable[..., Reader], tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    reader = visit().open(panel="stories")
    path = tmp_path / name
    path.write_bytes(content)
    with reader.page.expect_file_chooser() as chooser:
        reader.page.locator('[data-focus="open"]').click()
    chooser.value.set_files(path)
    expect(reader.page.locator('.zt-desk [role="alert"]')).to_contain_text(said)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"#" * 1_000_001])
def test_a_file_that_is_no_text_or_too_large_is_refused(
    visit: Callable[..., Reader], tmp_path: Path, content: bytes
) -> None:
    reader = visit().open(panel="stories")
    said: list[str] = []

    def note(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.accept()

    reader.page.on("dialog", note)
    path = tmp_path / "x.toml"
    path.write_bytes(content)
    with reader.page.expect_file_chooser() as chooser:
        reader.page.locator('[data-focus="open"]').click()
    chooser.value.set_files(path)
    for _ in range(SETTLE_MS // LOOK_MS):
        if said:
            break
        reader.page.wait_for_timeout(LOOK_MS)
    assert len(said) == 1
    expect(reader.page.locator('[data-focus="create"]')).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe(visit: Callable[..., Reader], scheme: str) -> None:
    reader = visit(color_scheme=scheme).open(panel="stories")
    found = {"list": violations(reader)}
    reader.page.locator('[data-focus="edit-metro"]').click()
    expect(reader.page.locator(".zt-chapters li")).to_have_count(8)
    reader.page.locator(".zt-desk details summary").click()
    found["editor"] = violations(reader)
    assert not {name: faults for name, faults in found.items() if faults}
