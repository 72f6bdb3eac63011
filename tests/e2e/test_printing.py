"""The dialog of prints: choose, be told what is doubtful, go on knowingly, or call it off."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from e2e.servers import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from e2e.reader import Reader

AXE = ROOT / "outlets" / "webmap" / "assets" / "vendor" / "axe.min.js"


def opened(reader: Reader) -> Locator:
    menu = reader.page.locator(".zt-menu")
    menu.locator("> summary").click()
    menu.get_by_role("button", name="专题制图").click()
    dialog = reader.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def shown_fields(dialog: Locator) -> set[str]:
    fields = dialog.locator("[data-field]:visible").all()
    return {str(field.get_attribute("data-field")) for field in fields}


def test_a_map_is_made_after_the_reader_was_told(visit: Callable[..., Reader]) -> None:
    reader = visit().open(panel="table", district="金水区", layers="parks,dead_end_roads")
    dialog = opened(reader)
    dialog.get_by_label("纸张").select_option("A4")
    dialog.get_by_label("格式").select_option("png")
    dialog.get_by_label("分辨率").fill("150")
    dialog.get_by_label("编制者").fill("规划科")
    assert dialog.get_by_role("button", name="制作", exact=True).count() == 0
    dialog.get_by_role("button", name="出图前检查").click()
    expect(dialog.get_by_role("status")).to_contain_text("审图号")
    expect(dialog.get_by_role("status")).to_contain_text("比例尺为 1:")
    go = dialog.get_by_role("button", name="已知悉，继续制作")
    with reader.page.expect_download() as saved:
        go.click()
    expect(dialog).to_be_hidden()
    with zipfile.ZipFile(io.BytesIO(saved.value.path().read_bytes())) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        [name] = manifest["files"]
        assert archive.read(name).startswith(b"\x89PNG")
    assert manifest["filter"] == {"layers": "parks,dead_end_roads", "district": "金水区"} | {
        "at": manifest["status_at"]
    }
    assert (manifest["author"], manifest["dpi"]) == ("规划科", 150)
    assert any("审图号" in finding["finding"] for finding in manifest["preflight"])


def test_another_choice_asks_for_another_check(visit: Callable[..., Reader]) -> None:
    dialog = opened(visit().open(panel="table", district="登封市"))
    check = dialog.get_by_role("button", name="出图前检查")
    check.click()
    go = dialog.get_by_role("button", name="已知悉，继续制作")
    expect(go).to_be_visible()
    dialog.get_by_label("纸张").select_option("A4")
    expect(go).to_have_count(0)
    dialog.get_by_label("图幅").select_option("scaled")
    dialog.get_by_label("比例尺 1:").fill("20000")
    check.click()
    expect(dialog.get_by_role("status")).to_contain_text("按 1:20000，所选范围需要")
    expect(go).to_have_count(0)


def test_only_what_matters_is_asked(visit: Callable[..., Reader]) -> None:
    dialog = opened(visit().open(panel="table"))
    always = {"kind", "paper", "orientation", "title", "author"}
    assert shown_fields(dialog) == always | {"format", "extent"}
    dialog.get_by_label("格式").select_option("png")
    dialog.get_by_label("图幅").select_option("scaled")
    assert shown_fields(dialog) == always | {"format", "extent", "scale", "dpi"}
    dialog.get_by_label("内容", exact=True).select_option("atlas")
    assert shown_fields(dialog) == always | {"since"}


def test_an_atlas_shows_how_far_it_is_and_is_called_off(visit: Callable[..., Reader]) -> None:
    reader = visit().open(panel="table")
    saved: list[Any] = []
    reader.page.on("download", lambda download: saved.append(download))  # noqa: PLW0108 - wrapped
    dialog = opened(reader)
    dialog.get_by_label("内容", exact=True).select_option("atlas")
    dialog.get_by_role("button", name="出图前检查").click()
    expect(dialog.get_by_role("status")).to_contain_text("共 16 页")
    dialog.get_by_role("button", name="已知悉，继续制作").click()
    line = reader.page.locator(".zt-order")
    expect(line).to_contain_text("/16", timeout=90_000)
    line.get_by_role("button", name="取消").click()
    expect(line).to_contain_text("已取消", timeout=90_000)
    assert not saved


def test_it_works_by_keyboard_and_gives_the_focus_back(visit: Callable[..., Reader]) -> None:
    reader = visit().open(panel="table")
    summary = reader.page.locator(".zt-menu > summary")
    summary.focus()
    reader.page.keyboard.press("Enter")
    button = reader.page.locator('[data-focus="print"]')
    button.focus()
    reader.page.keyboard.press("Enter")
    dialog = reader.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_label("编制者").press("Enter")
    expect(dialog.get_by_role("button", name="已知悉，继续制作")).to_be_visible()
    reader.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    reader.page.wait_for_function(
        "() => ['print', 'download'].includes(document.activeElement.dataset.focus)"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit: Callable[..., Reader], scheme: str) -> None:
    reader = visit(color_scheme=scheme).open(panel="table")
    dialog = opened(reader)
    dialog.get_by_role("button", name="出图前检查").click()
    expect(dialog.get_by_role("button", name="已知悉，继续制作")).to_be_visible()
    reader.page.evaluate(AXE.read_text(encoding="utf-8"))
    found = reader.page.evaluate(
        "async () => (await axe.run('dialog')).violations.map(({ id, nodes }) => "
        "[id, nodes.map((node) => node.html.slice(0, 120))])"
    )
    assert found == []
