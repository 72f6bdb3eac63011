"""Text of the data is text on the screen, whatever it holds."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from layers.build import SOURCE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from e2e.reader import Reader
    from e2e.servers import Server
    from layers.build import Dataset

HOSTILE = (
    "<script>window.hit=1</script><img src=x onerror=window.hit=2></script>'\"`${window.hit=3}"
    "{{ window.hit }}{% raw %} _lost_ \u202eRTL\u202c 🚇 ]]> &amp; <!-- **bold** ![i](http://b.invalid/i.png)"
)  # fmt: skip
FORMULA = '=HYPERLINK("http://b.invalid")'
LINE = "metro-line-8-phase-1"
STATION_LAYER = "metro_stations"


def rewrite(path: Path, change: dict[str, dict[str, str]]) -> None:
    """Change cells of a CSV: row id -> column -> text."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        row.update(change.get(row["id"], {}))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def station(dataset: Dataset) -> dict[str, object]:
    frame = dataset.frames[STATION_LAYER]
    first = frame.iloc[5]
    return {"id": first["id"], "lat": first.geometry.y, "lng": first.geometry.x}


@pytest.fixture(scope="module")
def hostile(
    servers: Callable[..., Server],
    tmp_path_factory: pytest.TempPathFactory,
    station: dict[str, object],
) -> Server:
    folder = tmp_path_factory.mktemp("hostile") / "source"
    shutil.copytree(SOURCE, folder)
    texts = {"name_zh": HOSTILE, "name_en": HOSTILE, "notes_zh": HOSTILE, "notes_en": HOSTILE}
    rewrite(folder / "metro" / "records.csv", {LINE: texts})
    rewrite(folder / STATION_LAYER / "records.csv", {str(station["id"]): texts})
    rewrite(folder / "parks" / "records.csv", {"park-zoo": {"name_zh": FORMULA}})
    rewrite(folder / "commitments" / "commitments.csv", {
        "dead-end-65": {"subject_zh": HOSTILE, "summary_zh": HOSTILE, "notes_zh": HOSTILE}
    })  # fmt: skip
    toml = folder / "metro" / "provenance.toml"
    text = toml.read_text(encoding="utf-8").replace(
        'title = "', f'title = {json.dumps(HOSTILE, ensure_ascii=False)} #"'
    )
    toml.write_text(text, encoding="utf-8")
    return servers(settings={"ZHENGTU_SOURCE": str(folder)})


@pytest.fixture
def victim(visit: Callable[..., Reader], hostile: Server) -> Reader:
    return visit(at=hostile)


def assert_unharmed(reader: Reader) -> None:
    reader.page.wait_for_timeout(150)
    for frame in (reader.page.main_frame, reader.map):
        assert frame.evaluate("() => window.hit") is None
        injected = "img[src='x'], img[src*='invalid'], a[href*='invalid']"
        assert frame.locator(injected).count() == 0


def test_card(victim: Reader) -> None:
    victim.open(id=LINE)
    expect(victim.card.locator("h2")).to_have_text(HOSTILE)
    expect(victim.card.locator(".zt-other")).to_have_text(HOSTILE)
    assert HOSTILE in (victim.card.text_content() or "").replace(HOSTILE, "", 2)  # notes, sources
    victim.card.locator("summary").last.click()
    assert LINE in victim.card.locator("textarea").input_value()
    assert_unharmed(victim)


def test_tooltip_and_labels(victim: Reader, station: dict[str, object]) -> None:
    lat, lng = float(str(station["lat"])), float(str(station["lng"]))
    victim.open(view=f"{lat:.5f},{lng:.5f},17")
    victim.page.mouse.move(*victim.map_point(lat, lng))
    expect(victim.map.locator(".zt-tooltip b")).to_have_text(HOSTILE)
    victim.click_map(lat, lng)
    expect(victim.card.locator("h2")).to_have_text(HOSTILE)
    victim.expect_on_map("zhengtu.selected", station["id"])
    assert_unharmed(victim)


def test_table_and_search(victim: Reader) -> None:
    victim.open(panel="table", q="window.hit")
    names = victim.rows.locator("button.zt-open")
    expect(names.first).to_have_text(HOSTILE)
    assert names.count() == 2
    expect(victim.filters.locator("input[type=search]")).to_have_value("window.hit")
    victim.type_text(HOSTILE[:60])
    expect(victim.rows).to_have_count(2)
    victim.expect_address(q=HOSTILE[:60])
    assert_unharmed(victim)


def test_ledger(victim: Reader) -> None:
    victim.open(panel="ledger", promise="dead-end-65")
    expect(victim.card.locator("h2")).to_have_text(HOSTILE)
    victim.type_text("window.hit")
    expect(victim.rows.locator("button.zt-open").filter(has_text=HOSTILE)).to_have_count(1)
    assert_unharmed(victim)


def test_gaps_page(victim: Reader) -> None:
    victim.open(panel="about")
    for summary in victim.page.locator(".zt-about summary").all():
        summary.click()
    expect(victim.page.locator(".zt-about li").filter(has_text=HOSTILE).first).to_be_visible()
    assert_unharmed(victim)


def test_downloads(hostile: Server) -> None:
    answer, body = hostile.get("/download/geojson?only=metro")
    assert answer.status == 200
    collection = json.loads(zipfile.ZipFile(io.BytesIO(body)).read("metro.geojson"))
    names = {feature["id"]: feature["properties"]["name_zh"] for feature in collection["features"]}
    assert names[LINE] == HOSTILE
    answer, body = hostile.get("/download/csv?layers=parks")
    table = zipfile.ZipFile(io.BytesIO(body)).read("zhengtu.csv").decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
    assert FORMULA not in cells
    assert any(FORMULA in cell for cell in cells)
    assert not any(cell.startswith(("=", "@", "\t")) for cell in cells)
