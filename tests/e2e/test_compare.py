"""Two days or two filters beside each other: swipe, stressed changes, the table, downloads."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from e2e.test_accessibility import violations
from layers.changes import COMMITMENTS
from layers.comparison import Comparison, compare
from layers.view import View

if TYPE_CHECKING:
    from collections.abc import Callable

    from e2e.reader import Reader
    from layers.build import Dataset
    from layers.selection import Selection

REPORT = date(2021, 1, 30)
PHONE = {"width": 390, "height": 844}


def python_compares(dataset: Dataset, view: View) -> Comparison:
    return compare(dataset, view, today=date.today())  # noqa: DTZ011 - as in screens.state


def state(reader: Reader) -> dict[str, Any]:
    found: dict[str, Any] = reader.map.evaluate("() => zhengtu.comparison")
    return found


def located(selection: Selection) -> dict[str, list[str]]:
    return {
        layer: list((frame := selection.frame(layer))[frame.geometry.notna()]["id"])
        for layer in selection.index.layers
    }


def divider(reader: Reader) -> Any:
    return reader.map.get_by_role("slider", name="对比分界")


def test_changes_are_stressed_and_listed(visit: Callable[..., Reader], dataset: Dataset) -> None:
    reader = visit().open(panel="compare")
    found = python_compares(dataset, View(panel="compare"))
    drawn = {
        r.id for f in dataset.frames.values() for r in f.itertuples() if r.geometry is not None
    }
    first: dict[str, str] = {}
    for change in found.differences:
        if change.layer != COMMITMENTS and change.record in drawn:
            first.setdefault(change.record, change.kind)
    assert state(reader)["kinds"] == first
    expect(reader.table).to_contain_text(f"共 {len(found.differences)} 行")
    counts = reader.page.locator(".zt-kinds .zt-count").all_inner_texts()
    assert sum(map(int, counts)) == len(found.differences)
    # The kinds can be told apart in the legend, and switched off one by one.
    reader.map.get_by_role("button", name="图例").click()
    expect(reader.map.locator(".zt-legend")).to_contain_text("到期未见建成")
    before = reader.messages_up
    reader.page.locator('[data-focus="kind-finished"]').click()
    reader.wait_answered(before)
    expect(reader.page.locator('[data-focus="kind-finished"]')).to_have_attribute(
        "aria-pressed", "false"
    )
    reader.map.wait_for_function(
        "() => !Object.values(zhengtu.comparison.kinds).includes('finished')"
    )
    rest = [change for change in found.differences if change.kind != "finished"]
    expect(reader.table).to_contain_text(f"共 {len(rest)} 行")


def test_swipe_of_two_days(visit: Callable[..., Reader], dataset: Dataset) -> None:
    reader = visit().open(panel="compare", compare="swipe", since="2016-01-01", at="2022-01-01")
    view = View(panel="compare", compare="swipe", since=date(2016, 1, 1), at=date(2022, 1, 1))
    found = python_compares(dataset, view)
    assert state(reader)["left"] == located(found.left)
    assert reader.shown() == located(found.right)
    frame = found.left.frame("metro").set_index("id")["status"].to_dict()
    left = {name: reader.map.evaluate("(id) => zhengtu.leftStatusOf(id)", name) for name in frame}
    assert left == frame
    right = found.right.frame("metro").set_index("id")["status"].to_dict()
    shown = {name: reader.map.evaluate("(id) => zhengtu.statusOf(id)", name) for name in right}
    assert shown == right
    assert left != shown
    expect(reader.map.locator(".zt-side-left")).to_have_text("2016-01-01")
    expect(reader.map.locator(".zt-side-right")).to_have_text("2022-01-01")


def test_the_divider_by_keyboard_and_by_mouse(visit: Callable[..., Reader]) -> None:
    reader = visit().open(panel="compare", compare="swipe")
    place = reader.map.evaluate("() => zhengtu.map.getCenter()")
    before = reader.messages_up
    handle = divider(reader)
    handle.focus()
    expect(handle).to_have_attribute("aria-valuenow", "50")
    for key, share in [("ArrowRight", 52), ("PageDown", 42), ("Home", 4), ("End", 96)]:
        reader.page.keyboard.press(key)
        expect(handle).to_have_attribute("aria-valuenow", str(share))
    said = handle.get_attribute("aria-valuetext") or ""
    assert "2021-01-30" in said
    assert "96%" in said
    # What a side shows is cut where the divider stands; the map below has not moved.
    cuts = reader.map.evaluate(
        "() => ['zt-theme', 'zt-theme-left']"
        ".map((name) => zhengtu.map.getPane(name).style.clipPath)"
    )
    assert all(cut.startswith("polygon(") for cut in cuts)
    assert reader.map.evaluate("() => zhengtu.map.getCenter()") == place
    box = handle.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    reader.page.mouse.move(x, y)
    reader.page.mouse.down()
    reader.page.mouse.move(x - 200, y, steps=5)
    reader.page.mouse.up()
    assert state(reader)["share"] < 0.9
    assert reader.map.evaluate("() => zhengtu.map.getCenter()") == place
    assert reader.messages_up == before  # the divider is the browser's business alone


def test_each_side_is_painted_with_its_own_status(visit: Callable[..., Reader]) -> None:
    """Line 5 is open on the right and was not on the left: the pixels tell."""
    reader = visit().open(panel="compare", compare="swipe", since="2014-06-01", layers="metro")
    reader.settle()

    def ink(pane: str) -> int:
        count: int = reader.map.evaluate(
            """(pane) => {
              const sheet = zhengtu.map.getPane(pane).querySelector("canvas");
              const { data } = sheet.getContext("2d").getImageData(0, 0, sheet.width, sheet.height);
              let full = 0;
              for (let at = 3; at < data.length; at += 4) if (data[at] > 200) full += 1;
              return full;
            }""",
            pane,
        )
        return count

    assert ink("zt-theme") > 1.2 * ink("zt-theme-left") > 0


def test_two_filters_and_back(visit: Callable[..., Reader], dataset: Dataset) -> None:
    reader = visit().open(panel="compare", district="金水区", since="2021-01-30", at="2021-01-30")
    reader.page.locator('[data-focus="pin"]').click()
    reader.expect_address(against="district=%E9%87%91%E6%B0%B4%E5%8C%BA")
    reader.choose("district", "金水区")
    reader.choose("district", "二七区")
    left, right = View(districts=("金水区",)), View(districts=("二七区",))
    view = replace(right, since=REPORT, at=REPORT, against=left)
    found = python_compares(dataset, view)
    assert {change.kind for change in found.differences} == {"only_left", "only_right"}
    expect(reader.table).to_contain_text(f"共 {len(found.differences)} 行")
    reader.page.locator('[data-focus="mode-swipe"]').click()
    reader.map.wait_for_function("() => zhengtu.comparison.mode === 'swipe'")
    assert state(reader)["left"] == located(found.left)
    assert reader.shown() == located(found.right)
    reader.page.locator('[data-focus="swap"]').click()
    reader.expect_address(district="金水区", against="district=%E4%BA%8C%E4%B8%83%E5%8C%BA")
    reader.page.locator('[data-focus="unpin"]').click()
    reader.expect_address(district="金水区", against=None)
    reader.panel("map")
    reader.map.wait_for_function("() => zhengtu.comparison === null")
    assert divider(reader).count() == 0


def test_the_slider_has_both_days(visit: Callable[..., Reader], dataset: Dataset) -> None:
    reader = visit().open(panel="compare", since="2019-12-31", at="2021-12-31")
    left = reader.page.locator(".zt-timeline input.zt-since")
    left.focus()
    reader.page.keyboard.press("ArrowLeft")
    reader.expect_address(since="2019-11-30", at="2021-12-31")
    assert (left.get_attribute("aria-valuetext") or "").startswith("2019年11月30日")
    view = View(panel="compare", since=date(2019, 11, 30), at=date(2021, 12, 31))
    expect(reader.table).to_contain_text(f"共 {len(python_compares(dataset, view).differences)} 行")


def test_a_row_leads_to_its_record(visit: Callable[..., Reader]) -> None:
    reader = visit().open(panel="compare", layers="metro")
    reader.rows.first.locator("button").click()
    expect(reader.card).to_be_visible()
    expect(reader.page.locator('html[data-panel="compare"]')).to_be_attached()
    assert reader.address()["id"].startswith("metro-")


@pytest.mark.parametrize("kind", ["csv", "geojson"])
def test_downloads(visit: Callable[..., Reader], dataset: Dataset, kind: str) -> None:
    reader = visit(accept_downloads=True).open(panel="compare", district="金水区")
    name = {"csv": "清单 CSV", "geojson": "图形 GeoJSON"}[kind]
    with reader.page.expect_download() as started:
        reader.page.get_by_role("link", name=name).click()
    text = started.value.path().read_text("utf-8-sig")
    found = python_compares(dataset, View(panel="compare", districts=("金水区",))).differences
    assert started.value.suggested_filename.startswith("zhengtu_differences_2021-01-30_")
    if kind == "csv":
        assert len(text.splitlines()) == len(found) + 1
    else:
        assert len(json.loads(text)["features"]) == len(found)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessible(visit: Callable[..., Reader], scheme: str) -> None:
    found = {}
    reader = visit(color_scheme=scheme).open(panel="compare")
    found["changes"] = violations(reader)
    reader.open(panel="compare", compare="swipe", lang="en", district="金水区", against="all")
    found["swipe"] = violations(reader)
    assert not {name: faults for name, faults in found.items() if faults}


def test_phone(visit: Callable[..., Reader]) -> None:
    reader = visit(viewport=PHONE, has_touch=True).open(panel="compare", compare="swipe")
    assert violations(reader) == []
    box, panel = (
        divider(reader).bounding_box(),
        reader.page.locator(".st-key-zt-panel").bounding_box(),
    )
    assert box is not None
    assert panel is not None
    assert box["y"] + box["height"] <= panel["y"] + 1


def test_nothing_different(visit: Callable[..., Reader]) -> None:
    reader = visit().open(panel="compare", since="2021-01-30", at="2021-01-30")
    expect(reader.page.locator(".zt-compare .zt-empty")).to_have_text("没有差异。")
    assert state(reader)["kinds"] == {}


def test_the_message_stays_small(visit: Callable[..., Reader]) -> None:
    for mode in ("changes", "swipe"):
        reader = visit().open(
            panel="compare", compare=mode, district="金水区", against="status=completed"
        )
        assert reader.map.evaluate("() => JSON.stringify(zhengtu.message).length") <= 5_000
