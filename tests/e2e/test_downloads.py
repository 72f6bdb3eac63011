"""Downloads hold exactly what is selected, and say what they are."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from geo.exports import FORMATS
from layers.catalogue import THEMATIC

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Dialog, Download

    from e2e.reader import Reader
    from layers.selection import Selection


def download(reader: Reader, label: str) -> zipfile.ZipFile:
    """Save what the entry of the download menu that holds this label gives."""
    menu = reader.page.locator(".zt-menu")
    if menu.get_attribute("open") is None:
        menu.locator("> summary").click()
    with reader.page.expect_download() as saved:
        menu.get_by_role("link").filter(has_text=label).first.click()
    return zipfile.ZipFile(io.BytesIO(saved.value.path().read_bytes()))


def ordered(reader: Reader, **choices: str) -> zipfile.ZipFile:
    """Fill in the form of the download menu and save what it gives."""
    menu = reader.page.locator(".zt-menu")
    menu.locator("> summary").click()
    menu.locator(".zt-more > summary").click()
    for label, value in choices.items():
        menu.get_by_label(label).select_option(value)
    with reader.page.expect_download() as saved:
        menu.locator(".zt-more").get_by_role("button").click()
    return zipfile.ZipFile(io.BytesIO(saved.value.path().read_bytes()))


def checked_manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    assert set(archive.namelist()) == {*manifest["files"], "manifest.json"}
    for name, facts in manifest["files"].items():
        data = archive.read(name)
        assert facts == {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    return manifest


def test_geojson_holds_the_selection(
    visit: Callable[..., Reader], python_selects: Callable[..., Selection]
) -> None:
    reader = visit().open(panel="table")
    reader.choose("district", "新郑市")
    reader.choose("layers", "metro_stations")
    reader.set_day("2024-06-30")
    archive = download(reader, "GeoJSON")
    manifest = checked_manifest(archive)
    layers = tuple(layer.id for layer in THEMATIC if layer.id != "metro_stations")
    selection = python_selects(districts=("新郑市",), layers=layers, at=date(2024, 6, 30))
    assert manifest["status_at"] == "2024-06-30"
    assert manifest["filter"]["district"] == "新郑市"
    assert manifest["data_version"] == selection.dataset.version
    assert "ODbL" in manifest["licence"]
    assert manifest["crs"].startswith("EPSG:4326")
    found = []
    for layer in layers:
        collection = json.loads(archive.read(f"{layer}.geojson"))
        ids = [feature["id"] for feature in collection["features"]]
        assert ids == list(selection.frame(layer)["id"])
        assert manifest["counts"][layer] == len(ids)
        assert "crs" not in collection
        statuses = [feature["properties"]["status"] for feature in collection["features"]]
        assert statuses == list(selection.frame(layer)["status"])
        found += ids
    assert found
    assert "metro_stations.geojson" not in archive.namelist()


def test_csv_opens_in_excel_and_holds_the_selection(
    visit: Callable[..., Reader], python_selects: Callable[..., Selection]
) -> None:
    reader = visit().open(panel="table", status="construction", q="公园")
    archive = download(reader, "CSV")
    manifest = checked_manifest(archive)
    (name,) = manifest["files"]
    data = archive.read(name)
    assert data.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    selection = python_selects(statuses=("construction",), text="公园")
    assert [row[0] for row in rows] == selection.ids
    assert header[0] == "编号"
    assert rows


def test_one_layer_alone(
    visit: Callable[..., Reader], python_selects: Callable[..., Selection]
) -> None:
    reader = visit().open(district="登封市")
    archive = ordered(reader, 格式="geojson", 图层="parks")
    manifest = checked_manifest(archive)
    assert [name for name in manifest["files"] if "json" in name] == ["parks.geojson"]
    assert "parks.qml" in manifest["files"]
    ids = [feature["id"] for feature in json.loads(archive.read("parks.geojson"))["features"]]
    assert ids == list(python_selects(districts=("登封市",)).frame("parks")["id"])


def test_download_follows_the_next_filter(
    visit: Callable[..., Reader], python_selects: Callable[..., Selection]
) -> None:
    reader = visit().open(panel="table", layers="parks")
    first = download(reader, "GeoJSON")
    reader.choose("status", "completed")
    second = download(reader, "GeoJSON")
    counts = [json.loads(a.read("manifest.json"))["counts"]["parks"] for a in (first, second)]
    assert counts == [
        len(python_selects(layers=("parks",)).ids),
        len(python_selects(layers=("parks",), statuses=("completed",)).ids),
    ]


def test_another_format_in_another_reference_system(
    visit: Callable[..., Reader], python_selects: Callable[..., Selection]
) -> None:
    reader = visit().open(district="登封市")
    archive = ordered(reader, 格式="gpkg", 坐标系="EPSG:4547")
    manifest = checked_manifest(archive)
    assert [name for name in manifest["files"] if name.endswith(".gpkg")]
    assert manifest["crs"].startswith("EPSG:4547")
    counts = manifest["counts"]
    assert counts["parks"] == len(python_selects(districts=("登封市",)).frame("parks"))
    menu = reader.page.locator(".zt-menu")
    menu.get_by_label("格式").select_option("kml")
    systems = menu.get_by_label("坐标系").locator("option")
    values = systems.evaluate_all("options => options.map(({ value }) => value)")
    assert values == list(FORMATS["kml"].crs)  # at once, not when the server has answered
    for _ in range(4):  # what is saved does not push the form out of reach
        with reader.page.expect_download():
            menu.locator(".zt-more").get_by_role("button").click(timeout=10_000)
    expect(menu.locator('.zt-order[data-state="done"]')).to_have_count(3)
    # What was chosen is still there when the page has run again, in whichever language.
    reader.choose("status", "completed")
    menu.locator("> summary").click()
    expect(menu.get_by_label("格式")).to_have_value("kml")
    with reader.page.expect_download() as saved:
        menu.locator(".zt-more").get_by_role("button").click()
    with zipfile.ZipFile(saved.value.path()) as archive:
        fewer = json.loads(archive.read("manifest.json"))["counts"]["parks"]
    assert fewer == len(
        python_selects(districts=("登封市",), statuses=("completed",)).frame("parks")
    )
    reader.page.locator('[data-focus="language"]').click()
    reader.settle()
    menu.locator("> summary").click()
    expect(menu.get_by_label("Format")).to_be_visible()


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "连接不上服务器。"), ("en", "The server cannot be reached.")]
)
def test_a_server_that_does_not_answer_is_said(
    visit: Callable[..., Reader], language: str, words: str
) -> None:
    reader = visit().open(panel="table", lang=language)
    reader.forgiven = ["ERR_FAILED", "Failed to load"]
    said: list[str] = []

    def hear(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.accept()

    reader.page.on("dialog", hear)
    for path in ("download", "print", "share"):
        reader.page.route(f"**/{path}?lang=*", lambda route: route.abort())
    menu = reader.page.locator(".zt-menu")
    menu.locator("> summary").click()
    menu.locator(".zt-more > summary").click()
    expect(menu.get_by_role("alert")).to_have_text(words)
    for number, opener in enumerate(("print", "share"), start=1):
        reader.page.locator(f'[data-focus="{opener}"]').click()
        while len(said) < number:
            reader.page.wait_for_timeout(20)
    assert said == [words, words]
    reader.page.unroute_all()
    menu.locator("> summary").click()
    for _ in range(2):  # folded and unfolded: the server is asked again
        menu.locator(".zt-more > summary").click()
    expect(menu.locator(".zt-more select").first).to_be_visible()


def test_exports_show_how_far_they_are_and_one_is_called_off(visit: Callable[..., Reader]) -> None:
    reader = visit().open(panel="table")
    menu = reader.page.locator(".zt-menu")
    menu.locator("> summary").click()
    saved: list[Download] = []
    reader.page.on("download", lambda download: saved.append(download))  # noqa: PLW0108 - returns nothing to Playwright
    for _ in range(4):  # two are made at a time, so the last one waits
        menu.get_by_role("link").filter(has_text="GeoJSON").click()
    lines = menu.locator(".zt-order")
    expect(lines).to_have_count(4)
    expect(menu.get_by_role("progressbar").first).to_be_visible()
    lines.last.get_by_role("button", name="取消").click()
    expect(menu.locator('.zt-order[data-state="called off"]')).to_have_count(1)
    expect(lines.last).to_contain_text("已取消")
    expect(menu.locator('.zt-order[data-state="done"]')).to_have_count(3, timeout=90_000)
    reader.page.wait_for_timeout(500)  # a fourth would come by now
    assert len(saved) == 3
    lines.last.get_by_role("button", name="清除").click()
    expect(lines).to_have_count(3)
    assert menu.locator("> summary").inner_text() == "下载"


def test_a_refused_export_says_why(visit: Callable[..., Reader]) -> None:
    reader = visit().open(panel="table")
    reader.page.route("**/download/*/orders?*", lambda route: route.continue_(
        url=route.request.url + "&crs=EPSG:1"))  # fmt: skip
    menu = reader.page.locator(".zt-menu")
    menu.locator("> summary").click()
    menu.get_by_role("link").filter(has_text="GeoJSON").click()
    line = menu.locator('.zt-order[data-state="failed"]')
    expect(line).to_contain_text("EPSG:4326")


def test_a_link_alone_gives_the_same_file(visit: Callable[..., Reader]) -> None:
    reader = visit().open(panel="table", layers="parks")
    menu = reader.page.locator(".zt-menu")
    menu.locator("> summary").click()
    link = menu.get_by_role("link").filter(has_text="GeoJSON")
    plain = reader.page.request.get(reader.server.origin + str(link.get_attribute("href"))).body()
    with reader.page.expect_download() as ordered:
        link.click()
    assert ordered.value.path().read_bytes() == plain
