"""Broken data, a missing file, a failing layer: a sentence that helps, and no traceback."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from layers.build import SOURCE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from e2e.reader import Reader
    from e2e.servers import Server

INDOORS = ("Traceback", "Error:", 'File "', "site-packages", ".py")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("broken") / "source"
    shutil.copytree(SOURCE, folder)
    path = folder / "parks" / "events.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = lines[3].split(",")
    cells[1] = "2021-02-30"
    lines[3] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def broken(servers: Callable[..., Server], source: Path) -> Server:
    return servers(settings={"ZHENGTU_SOURCE": str(source)})


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_broken_row_is_named_with_its_remedy_and_the_rest_works(
    visit: Callable[..., Reader], broken: Server, language: str
) -> None:
    reader = visit(at=broken).open(lang=language)
    for word in ("parks/events.csv", "4", "date", "2021-02-30"):
        expect(reader.messages).to_contain_text(word)
    text = reader.page.locator("body").inner_text()
    assert not any(word in text for word in INDOORS), text
    said = reader.messages.inner_text()
    assert ("请" in said) if language == "zh" else ("date" in said)
    shown = reader.shown()
    assert all(shown.values())
    reader.choose("district", "金水区")
    reader.panel("about")
    expect(reader.page.locator(".zt-about")).to_contain_text("2021-02-30")
    answer, _body = broken.get("/api/layers")
    assert answer.status == 200


def test_a_missing_folder_is_named(
    visit: Callable[..., Reader], servers: Callable[..., Server], tmp_path: Path
) -> None:
    nowhere = tmp_path / "nowhere"
    reader = visit(at=servers(settings={"ZHENGTU_SOURCE": str(nowhere)}))
    reader.forgiven = ["503"]
    reader.go()
    expect(reader.page.get_by_role("alert")).to_contain_text(".csv")
    text = reader.page.locator("body").inner_text()
    assert not any(word in text for word in INDOORS), text


def test_a_layer_that_fails_is_named_and_comes_back(
    visit: Callable[..., Reader], python_shows: Callable[..., dict[str, list[str]]]
) -> None:
    reader = visit()
    reader.forgiven = ["ERR_FAILED", "Failed to load"]
    reader.context.route("**/api/{map,layers/metro}.*.json", lambda route: route.abort())
    reader.open()
    status = reader.map.locator(".zt-status")
    expect(status).to_contain_text("轨道交通线路")
    shown = reader.shown()
    assert shown["parks"] == python_shows()["parks"]  # the rest works
    reader.context.unroute_all()
    status.get_by_role("button").click()
    reader.expect_shown(python_shows())
    expect(status).to_be_hidden()


def test_the_index_that_fails_is_said(
    visit: Callable[..., Reader], python_shows: Callable[..., dict[str, list[str]]]
) -> None:
    reader = visit()
    reader.forgiven = ["503", "Failed to load", "layers", "symbols"]
    # The map's script brings the index along; the symbols are asked for.
    fails = "**/api/{map,symbols}.*.json"
    reader.context.route(fails, lambda route: route.fulfill(status=503, body="{}"))
    reader.go()
    reader.page.locator("#zt-filters").wait_for()
    status = reader.map.locator(".zt-status")
    expect(status).to_contain_text("未能加载")
    reader.context.unroute_all()
    status.get_by_role("button").click()
    expect(status).to_be_hidden()
    reader.expect_shown(python_shows())


def test_values_that_no_reader_sends_change_nothing(
    reader: Reader, python_shows: Callable[..., dict[str, list[str]]]
) -> None:
    for value in (
        {"event": "click", "layer": "nope", "id": "no-such-id"},
        {"event": "click", "layer": "metro", "id": "<script>"},
        {"event": "explode"}, "text", [1, 2], None, {"event": "click", "id": 7},
    ):  # fmt: skip
        reader.map.evaluate(
            "(value) => { Z.PlanMap.prototype.act = function () { this.send(value); };"
            " zhengtu.map.fire('click', { latlng: zhengtu.map.getCenter() }); }", value
        )  # fmt: skip
        reader.page.wait_for_timeout(150)
    reader.settle()
    reader.expect_shown(python_shows())
    text = reader.page.locator("body").inner_text()
    assert not any(word in text for word in INDOORS)
