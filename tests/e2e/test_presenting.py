"""Presenting a story: by keys alone, by link, with the notes in a second window."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from e2e.test_accessibility import AXE, RUN, violations
from e2e.test_keyboard import tab_to

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator

    from e2e.reader import Reader
    from e2e.servers import Server

PROJECTOR = {"width": 1280, "height": 720}
PHONE = {"width": 390, "height": 844}
HOSTILE = '''
title_zh = "<img src=x onerror=alert(1)>"
[[chapter]]
id = "one"
title_zh = "<script>alert(1)</script>{day}"
text_zh = """
<script>alert(1)</script> [x](javascript:alert(1)) ![p](https://example.org/p.png)

**粗** <b onclick="alert(1)">b</b> [网](https://example.org/)"""
notes_zh = "<iframe src=https://example.org></iframe>"
[chapter.view]
at = 2021-01-30
'''
BROKEN = 'title_zh = "坏故事"\n[[chapter]]\nid = "a"\ntitle_zh = "x"\nhighlight = ["nobody"]\n'


def title(reader: Reader) -> Locator:
    return reader.page.locator(".zt-chapter > h2")


def expect_chapter(reader: Reader, name: str, day: int) -> None:
    """Wait until words, address and map are at a chapter."""
    reader.expect_address(story="metro", chapter=name)
    reader.expect_on_map(
        "[zhengtu.message.at, zhengtu.painted === zhengtu.message.seq]", [day, True]
    )
    reader.settle()


def test_by_keys_alone(
    visit: Callable[..., Reader], python_shows: Callable[..., dict[str, list[str]]]
) -> None:
    reader = visit(viewport=PROJECTOR).open()
    keyboard = reader.page.keyboard
    reader.map.evaluate("() => { window.zhengtu.map.stayed = true; }")
    tab_to(reader, "panel-stories")
    keyboard.press("Enter")
    expect(reader.page.locator(".zt-desk h3").first).to_be_visible()
    tab_to(reader, "present-metro")
    keyboard.press("Enter")
    expect(title(reader)).to_have_text("第一条线")
    expect_chapter(reader, "first-line", 20131228)
    expect(reader.page.locator("#zt-filters")).to_be_hidden()
    keyboard.press("ArrowRight")
    expect(title(reader)).to_have_text("从一条线到十字加环")
    expect_chapter(reader, "cross-and-loop", 20191231)
    reader.expect_on_map("zhengtu.marked", ["metro-line-5"])
    keyboard.press("End")
    expect(title(reader)).to_have_text("今天能说什么")
    keyboard.press("PageUp")
    keyboard.press("PageUp")  # faster than the map can follow
    keyboard.press("PageUp")
    expect(title(reader)).to_have_text("三段承诺当年开通")
    expect_chapter(reader, "promised-2021", 20211231)
    keyboard.press("Home")
    expect_chapter(reader, "first-line", 20131228)
    assert reader.map.evaluate("() => zhengtu.map.stayed") is True
    keyboard.press("Escape")
    expect(reader.page.locator(".zt-stage")).to_have_count(0)
    expect(reader.page.locator("#zt-filters")).to_be_attached()
    reader.expect_shown(python_shows(**first_line_view()))


def first_line_view() -> dict[str, Any]:
    return {
        "layers": ("metro", "metro_stations"),
        "statuses": ("completed",),
        "at": date(2013, 12, 28),
    }


def test_black_legend_help_and_list(visit: Callable[..., Reader]) -> None:
    reader = visit(viewport=PROJECTOR).open(story="metro", chapter="report-day")
    keyboard = reader.page.keyboard
    black = reader.page.locator(".zt-black")
    keyboard.press("b")
    expect(black).to_be_visible()
    keyboard.press("ArrowRight")  # any key brings the picture back and does nothing else
    expect(black).to_be_hidden()
    expect(title(reader)).to_have_text("报告那一天")
    legend = reader.map.locator(".zt-legend > button")
    before = legend.get_attribute("aria-expanded")
    keyboard.press("l")
    expect(legend).not_to_have_attribute("aria-expanded", str(before))
    keyboard.press("?")
    help_ = reader.page.locator("dialog.zt-help")
    expect(help_).to_be_visible()
    keyboard.press("Space")  # the letters are off now
    keyboard.press("Escape")
    expect(help_).to_be_hidden()
    expect(title(reader)).to_be_visible()
    keyboard.press("b")
    expect(black).to_be_hidden()
    reader.page.locator('[data-focus="list"]').focus()
    keyboard.press("Enter")
    expect(reader.page.locator("dialog.zt-list")).to_be_visible()
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(title(reader)).to_have_text("从一条线到十字加环")


def test_keys_count_in_the_map_too(visit: Callable[..., Reader]) -> None:
    reader = visit(viewport=PROJECTOR).open(story="metro", chapter="report-day")
    reader.map.evaluate("() => zhengtu.map.getContainer().focus()")
    reader.page.keyboard.press("ArrowLeft")
    expect(title(reader)).to_have_text("从一条线到十字加环")
    expect_chapter(reader, "cross-and-loop", 20191231)
    before = reader.map.evaluate("() => zhengtu.map.getCenter().lng")
    reader.page.keyboard.press("Shift+ArrowRight")
    reader.map.wait_for_function("(lng) => zhengtu.map.getCenter().lng > lng", arg=before)
    expect(title(reader)).to_have_text("从一条线到十字加环")


def test_back_and_a_copied_link(visit: Callable[..., Reader]) -> None:
    reader = visit(viewport=PROJECTOR).open(story="metro", chapter="report-day", lang="en")
    expect(title(reader)).to_have_text("The day of the report")
    reader.page.keyboard.press("ArrowRight")
    expect(title(reader)).to_have_text("A goal of about 700 km")
    reader.expect_address(story="metro", chapter="goal", lang="en")
    reader.page.go_back()
    expect(title(reader)).to_have_text("The day of the report")
    expect(reader.page.locator(".zt-stage")).to_have_attribute("lang", "en")


def test_the_map_flies_and_arrives(visit: Callable[..., Reader]) -> None:
    reader = visit(viewport=PROJECTOR, reduced_motion="no-preference").open(story="metro")
    reader.page.keyboard.press("PageDown")
    reader.map.wait_for_function(
        "() => { const c = zhengtu.map.getBounds();"
        " return c.contains([[34.46, 113.42], [34.90, 113.96]]) && c.getNorth() < 35.2; }"
    )
    expect_chapter(reader, "cross-and-loop", 20191231)


def test_notes_in_a_second_window(visit: Callable[..., Reader]) -> None:
    reader = visit(viewport=PROJECTOR).open(story="metro")
    with reader.page.expect_popup() as opened:
        reader.page.keyboard.press("s")
    notes = opened.value
    expect(notes.locator("h1")).to_have_text("第一条线")
    expect(notes.locator("main")).to_contain_text("先停三秒")
    expect(notes.locator(".zt-elapsed")).to_have_text(re.compile(r"^\d\d:\d\d$"))
    expect(notes.locator("html")).to_have_attribute("lang", "zh-CN")
    notes.evaluate(AXE.read_text("utf-8"))
    assert notes.evaluate(RUN) == []
    notes.keyboard.press("ArrowRight")
    expect(title(reader)).to_have_text("从一条线到十字加环")
    expect(notes.locator("h1")).to_have_text("从一条线到十字加环")
    reader.page.keyboard.press("Escape")
    expect(reader.page.locator(".zt-stage")).to_have_count(0)
    assert notes.is_closed()


def test_full_screen_and_the_way_out(visit: Callable[..., Reader]) -> None:
    reader = visit(viewport=PROJECTOR).open(story="metro")
    reader.page.keyboard.press("f")
    reader.page.wait_for_function("() => document.fullscreenElement !== null")
    frames = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    reader.page.evaluate(frames)  # the browser tells of it with the next one
    reader.page.evaluate("() => document.exitFullscreen()")  # what Escape does in full screen
    expect(reader.page.locator(".zt-stage")).to_have_count(0)
    reader.expect_address(
        layers="metro,metro_stations", status="completed", at="2013-12-28",
    )  # fmt: skip


def test_a_click_on_the_map_opens_the_card_over_the_words(
    visit: Callable[..., Reader],
) -> None:
    reader = visit(viewport=PROJECTOR).open(story="metro")
    reader.settle()
    place = reader.map.evaluate("() => zhengtu.placeOf('metro-line-1-phase-1')")
    frame = reader.page.locator('iframe[src*="streamlit_folium"]').bounding_box()
    assert frame
    reader.page.mouse.click(frame["x"] + place["x"], frame["y"] + place["y"])
    expect(reader.card).to_be_visible()
    reader.page.keyboard.press("PageDown")
    expect(title(reader)).to_have_text("从一条线到十字加环")
    expect(reader.card).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe(visit: Callable[..., Reader], scheme: str) -> None:
    reader = visit(viewport=PROJECTOR, color_scheme=scheme).open(story="metro", chapter="goal")
    expect(reader.page.locator(".zt-figure svg")).to_be_visible()
    found = {"chapter with a chart": violations(reader)}
    for key, name in (("?", "help"), ("c", "list")):
        reader.page.keyboard.press(key)
        expect(reader.page.locator(f"dialog.zt-{name}")).to_be_visible()
        found[name] = violations(reader)
        reader.page.keyboard.press("Escape")
    reader.page.keyboard.press("b")
    found["black"] = violations(reader)
    assert not {name: faults for name, faults in found.items() if faults}


@pytest.mark.parametrize("story", ["metro", "yellow-river", "said-and-done"])
def test_every_chapter_fits_a_projector(visit: Callable[..., Reader], story: str) -> None:
    reader = visit(viewport=PROJECTOR).open(story=story)
    count = int(reader.page.locator(".zt-place [aria-hidden]").inner_text().split("/")[1])
    for number in range(1, count + 1):
        expect(reader.page.locator(".zt-place [aria-hidden]")).to_have_text(f"{number} / {count}")
        over = reader.page.evaluate(
            "() => { const c = document.querySelector('.zt-chapter');"
            " return c.scrollHeight - c.clientHeight; }"
        )
        assert over <= 0, (story, number, over)
        size = reader.page.evaluate(
            "() => { const words = document.querySelector('.zt-words :is(p, li)');"
            " return parseFloat(getComputedStyle(words).fontSize); }"
        )
        assert size >= 20
        reader.page.keyboard.press("ArrowRight")


def test_a_phone_shows_map_and_words(visit: Callable[..., Reader]) -> None:
    reader = visit(viewport=PHONE).open(story="said-and-done")
    frame = reader.page.locator('iframe[src*="streamlit_folium"]').bounding_box()
    words = reader.page.locator(".zt-stage").bounding_box()
    assert frame
    assert words
    assert frame["height"] > 300
    assert words["y"] >= frame["y"] + frame["height"] - 1
    assert words["width"] == 390


class TestOtherFolder:
    @pytest.fixture
    def elsewhere(
        self, servers: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory
    ) -> Server:
        return servers(settings={"ZHENGTU_STORIES": str(written(tmp_path_factory.getbasetemp()))})

    def test_hostile_text_is_text(self, visit: Callable[..., Reader], elsewhere: Server) -> None:
        reader = visit(at=elsewhere, viewport=PROJECTOR)
        reader.page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        reader.open(story="hostile")
        expect(title(reader)).to_have_text("<script>alert(1)</script>2021年1月30日")
        words = reader.page.locator(".zt-words")
        expect(words).to_contain_text("[x](javascript:alert(1))")
        expect(words.locator("strong")).to_have_text("粗")
        expect(words.locator("a")).to_have_attribute("href", "https://example.org/")
        expect(words.locator("img, script, b, iframe")).to_have_count(0)
        expect(reader.page.locator(".zt-story")).to_have_text("<img src=x onerror=alert(1)>")

    def test_a_story_that_was_changed_is_told_anew(
        self,
        visit: Callable[..., Reader],
        elsewhere: Server,
        tmp_path_factory: pytest.TempPathFactory,
    ) -> None:
        file = written(tmp_path_factory.getbasetemp()) / "changing.toml"
        file.write_text(HOSTILE.replace("**粗**", "原文"), "utf-8")
        reader = visit(at=elsewhere, viewport=PROJECTOR).open(panel="stories")
        for words in ("原文", "改过的文字"):
            file.write_text(HOSTILE.replace("**粗**", words), "utf-8")
            reader.page.locator('[data-focus="present-changing"]').click()
            expect(reader.page.locator(".zt-words")).to_contain_text(words)
            reader.settle()
            reader.page.keyboard.press("Escape")
            expect(reader.page.locator(".zt-stage")).to_have_count(0)
            reader.panel("stories")

    def test_a_broken_story_says_what_is_wrong(
        self, visit: Callable[..., Reader], elsewhere: Server
    ) -> None:
        reader = visit(at=elsewhere).open(panel="stories")
        desk = reader.page.locator(".zt-desk")
        expect(desk.locator(".zt-warning")).to_contain_text("nobody")
        expect(desk.locator('[data-focus="present-broken"]')).to_have_count(0)
        expect(desk.locator('[data-focus="present-hostile"]')).to_be_visible()


def written(folder: Path) -> Path:
    """Return a folder with a hostile story and a broken one."""
    place = folder / "stories"
    place.mkdir(exist_ok=True)
    (place / "hostile.toml").write_text(HOSTILE, "utf-8")
    (place / "broken.toml").write_text(BROKEN, "utf-8")
    return place
