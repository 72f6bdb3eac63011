"""The meeting pack in Chromium, from a file, with every network aborted."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from geojson_validator import validate_structure
from playwright.sync_api import expect

from e2e.packs import TODAY, PackReader, located, write_pack
from e2e.test_accessibility import AXE, RUN
from e2e.test_hostile_text import HOSTILE, rewrite
from geo.exports import target
from layers.build import SOURCE, build
from layers.catalogue import CATALOGUE
from layers.ledger import ledger_of
from layers.selection import select
from layers.story_reading import stories_in
from layers.view import THEMATIC_IDS, View
from outlets.export import Order, make
from outlets.pack import building

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from e2e.reader import Reader
    from layers.build import Dataset

START = View(districts=("金水区",), at=date(2024, 6, 30))


def chosen(dataset: Dataset, **fields: Any) -> Any:
    return select(dataset, View(at=TODAY, **fields), today=TODAY)


def test_it_opens_and_shows_the_map(
    read_pack: Callable[..., PackReader], pack_file: Path, dataset: Dataset
) -> None:
    reader = read_pack(pack_file).open()
    expect(reader.page).to_have_title("郑图：郑州规划地图（离线会议包）")
    expect(reader.page.locator("html")).to_have_attribute("lang", "zh-CN")
    selection = chosen(dataset)
    assert reader.shown() == located(selection.view, selection)
    expect(reader.page.locator("#zt-said")).to_contain_text(f"选中 {len(selection.ids)} 条")
    reader.focus("language").click()
    expect(reader.page.locator("html")).to_have_attribute("lang", "en")
    expect(reader.page).to_have_title("Zhengtu: planning map of Zhengzhou (offline meeting pack)")
    reader.map.wait_for_function("() => document.documentElement.lang === 'en'")


def test_filters_search_and_date(
    read_pack: Callable[..., PackReader], pack_file: Path, dataset: Dataset
) -> None:
    reader = read_pack(pack_file).open()
    reader.facet("district")
    reader.page.get_by_label("金水区").check()
    selection = chosen(dataset, districts=("金水区",))
    assert reader.shown() == located(selection.view, selection)
    reader.focus("search").fill("ditie")
    expect(reader.page.locator("#zt-said")).to_contain_text(
        f"选中 {len(chosen(dataset, districts=('金水区',), text='ditie').ids)} 条"
    )
    reader.focus("report-day").click()
    view = View(districts=("金水区",), text="ditie", at=date(2021, 1, 30))
    selection = select(dataset, view, today=TODAY)
    assert selection.ids
    assert reader.shown() == located(view, selection)
    statuses = selection.counts("status")
    reader.focus("status-construction").check()
    expect(reader.page.locator("#zt-said")).to_contain_text(f"选中 {statuses['construction']} 条")
    reader.page.go_back()
    assert reader.shown() == located(view, selection)
    reader.page.reload()
    assert reader.shown() == located(view, selection)
    reader.focus("reset").click()
    assert reader.shown() == located(chosen(dataset).view, chosen(dataset))


def test_the_slider_steps_in_the_browser(
    read_pack: Callable[..., PackReader], pack_file: Path, dataset: Dataset
) -> None:
    reader = read_pack(pack_file).open(at="2021-01-30", status="construction")
    slider = reader.focus("day-at")
    slider.focus()
    reader.page.keyboard.press("ArrowRight")
    view = View(at=date(2021, 1, 31), statuses=("construction",))
    assert reader.shown() == located(view, select(dataset, view, today=TODAY))
    reader.page.keyboard.press("Home")
    view = replace(view, at=date(2013, 1, 1))
    assert reader.shown() == located(view, select(dataset, view, today=TODAY))
    reader.focus("pace").select_option("4")
    reader.focus("play").click()
    reader.page.wait_for_function("() => zhengtuPack.view.at > '2014'")
    reader.focus("play").click()
    at = date.fromisoformat(reader.page.evaluate("() => zhengtuPack.view.at"))
    view = replace(view, at=at)
    assert reader.shown() == located(view, select(dataset, view, today=TODAY))
    assert f"at={at}" in reader.page.url


def test_a_story_is_told(
    read_pack: Callable[..., PackReader], pack_file: Path, dataset: Dataset
) -> None:
    story = next(
        story
        for story in stories_in(SOURCE.parent / "stories", dataset, today=TODAY)
        if story.id == "metro"
    )
    reader = read_pack(pack_file).open()
    reader.panel("stories")
    reader.focus("present-metro").click()
    heading = reader.page.locator("#zt-stage h2").first
    place = reader.page.locator("#zt-stage .zt-place [aria-hidden]")
    for number, chapter in enumerate(story.chapters, start=1):
        expect(place).to_have_text(f"{number} / {len(story.chapters)}")
        title = chapter.title(dataset, today=TODAY, language="zh").text
        expect(heading).to_have_text(title)
        view = chapter.view
        assert reader.shown() == located(view, select(dataset, view, today=TODAY))
        marked = set(reader.map.evaluate("() => zhengtu.marked"))
        assert marked <= set(chapter.highlights)
        if number < len(story.chapters):
            reader.page.keyboard.press("ArrowRight")
    reader.page.keyboard.press("Home")
    expect(place).to_have_text(f"1 / {len(story.chapters)}")
    reader.page.keyboard.press("b")
    expect(reader.page.locator(".zt-black")).to_be_visible()
    reader.page.keyboard.press("b")
    expect(reader.page.locator(".zt-black")).to_be_hidden()
    assert "story=metro" in reader.page.url
    reader.page.reload()
    expect(place).to_have_text(f"1 / {len(story.chapters)}")
    reader.page.locator("#zt-stage h2").first.press("Escape")
    expect(reader.page.locator("#zt-stage")).to_be_hidden()
    expect(reader.page.locator("#zt-bar")).to_be_visible()


def test_a_story_that_is_not_there(read_pack: Callable[..., PackReader], pack_file: Path) -> None:
    reader = read_pack(pack_file).open(story="no-such")
    expect(reader.page.locator("#zt-messages")).to_contain_text("story=no-such")
    reader.page.goto(reader.file.as_uri() + "?story=metro&chapter=no-such")
    expect(reader.page.locator("#zt-stage h2").first).to_be_visible()


def test_the_download_is_the_apps(
    read_pack: Callable[..., PackReader], dataset: Dataset, tmp_path: Path
) -> None:
    reader = read_pack(write_pack(dataset, tmp_path / "start.html", START)).open()
    reader.focus("download").click()
    with reader.page.expect_download() as waiting:
        reader.focus("download-all").click()
    name = waiting.value.suggested_filename
    assert name == f"zhengtu-2024-06-30-{dataset.version}.geojson"
    waiting.value.save_as(tmp_path / name)
    written = json.loads((tmp_path / name).read_text("utf-8"))
    assert not validate_structure(written)
    selection = select(dataset, START, today=TODAY)
    (tmp_path / "app").mkdir()
    make(Order(selection, selection.view.layers, target("geojson")), tmp_path / "app")
    features = [
        feature
        for layer in selection.view.layers
        for feature in json.loads((tmp_path / "app" / f"{layer}.geojson").read_text("utf-8"))[
            "features"
        ]
    ]
    assert written["features"] == features
    assert written["origin"]["filter"] == {"district": "金水区", "at": "2024-06-30"}
    located_ones = [f for f in features if f["geometry"]]
    assert len(located_ones) > 10
    west, south, east, north = written["bbox"]
    assert 112 < west < east < 115
    assert 34 < south < north < 36


def test_table_card_and_ledger(
    read_pack: Callable[..., PackReader], pack_file: Path, dataset: Dataset
) -> None:
    reader = read_pack(pack_file).open(layers="metro")
    reader.panel("table")
    rows = reader.page.locator("#zt-table tbody tr")
    expect(rows).to_have_count(min(25, len(dataset.frames["metro"])))
    reader.focus("sort-length_km").click()
    reader.focus("sort-length_km").click()
    longest = max(
        figure.value
        for figures in dataset.frames["metro"]["figures"]
        for figure in figures
        if figure.key == "length_km"
    )
    expect(rows.first.locator("td").nth(8)).to_have_text(f"{longest:g}")
    rows.first.locator("button").click()
    expect(reader.page.locator("html")).to_have_attribute("data-panel", "map")
    heading = reader.page.locator("#zt-card h2")
    record = reader.page.evaluate("() => zhengtuPack.view.selected")
    named = dataset.frames["metro"].set_index("id")["name_zh"]
    expect(heading).to_have_text(named[record])
    reader.page.locator("#zt-card .zt-open").first.click()
    expect(reader.page.locator("html")).to_have_attribute("data-panel", "ledger")
    promise = reader.page.evaluate("() => zhengtuPack.view.promise")
    entry = ledger_of(dataset).entry(promise, TODAY)
    assert entry is not None
    expect(heading).to_have_text(entry.commitment.subject_zh)
    heading.press("Escape")
    expect(reader.page.locator("#zt-card")).to_be_hidden()
    expect(reader.page.locator("#zt-ledger .zt-total")).to_have_text(
        f"共 {len(dataset.commitments)} 行"
    )


def test_a_click_on_the_map_opens_the_card(
    read_pack: Callable[..., PackReader], pack_file: Path, dataset: Dataset
) -> None:
    record = dataset.frames["dead_end_roads"].loc[lambda f: f.geometry.geom_type == "Point"].iloc[0]
    reader = read_pack(pack_file).open(layers="dead_end_roads", q=record["name_zh"])
    place = reader.map.evaluate("(id) => zhengtu.placeOf(id)", record["id"])
    box = reader.page.locator("#zt-map").bounding_box()
    assert box is not None
    reader.page.mouse.click(box["x"] + place["x"], box["y"] + place["y"])
    expect(reader.page.locator("#zt-card h2")).to_have_text(record["name_zh"])


def test_an_address_that_says_nonsense(
    read_pack: Callable[..., PackReader], pack_file: Path
) -> None:
    reader = read_pack(pack_file).open(
        district="火星区", at="2021-02-30", panel="<b>", id="no-such", q="\u0000x" * 300, lang="fr"
    )
    told = reader.page.locator("#zt-messages")
    expect(told).to_contain_text("district=火星区")
    expect(told).to_contain_text("没有记录 no-such")
    assert reader.page.evaluate("() => zhengtuPack.view.text.length") == 200
    assert reader.page.evaluate("() => zhengtuPack.view.at") is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe(read_pack: Callable[..., PackReader], pack_file: Path, scheme: str) -> None:
    reader = read_pack(pack_file, color_scheme=scheme).open(
        id="metro-line-8-phase-1", district="火星区"
    )
    script = AXE.read_text(encoding="utf-8")
    reader.context.add_init_script(script)
    found = {}
    for panel in ("map", "table", "charts", "stories", "ledger", "about"):
        reader.page.goto(f"{reader.file.as_uri()}?panel={panel}&id=metro-line-8-phase-1")
        reader.settle()
        if panel == "map":
            for facet in ("candidates", "district", "theme", "category", "placement"):
                reader.facet(facet)
            reader.focus("download").click()
        found[panel] = reader.page.evaluate(RUN)
    reader.page.goto(f"{reader.file.as_uri()}?story=metro")
    reader.settle()
    found["story"] = reader.page.evaluate(RUN)
    assert not {name: faults for name, faults in found.items() if faults}


def test_what_the_map_does_not_know_stands_in_the_pack_as_in_the_app(
    read_pack: Callable[..., PackReader], pack_file: Path, dataset: Dataset
) -> None:
    reader = read_pack(pack_file).open(panel="about")
    said = reader.page.locator("#zt-about").inner_text()
    blocks = dataset.frames["core_blocks"]["membership"]
    unnamed = int((blocks == "unnamed").sum())
    assert f"{unnamed} 个连名称也没有" in said
    assert dataset.version in said
    for layer in CATALOGUE:
        assert layer.title.zh in said
    reader.focus("language").click()
    expect(reader.page.locator("#zt-about")).to_contain_text("What this map does not know")


def test_a_record_that_stands_for_more_says_so(
    read_pack: Callable[..., PackReader], pack_file: Path, dataset: Dataset
) -> None:
    frame = next(
        frame
        for frame in dataset.frames.values()
        if "stand_in" in frame and frame["stand_in"].any()
    )
    identifier = frame.loc[frame["stand_in"].astype(bool), "id"].iloc[0]
    reader = read_pack(pack_file).open(id=identifier)
    warnings = reader.page.locator("#zt-card .zt-warning")
    expect(warnings.filter(has_text="所绘位置仅为代表，实际范围更大。")).to_have_count(1)


def test_without_a_mouse(
    read_pack: Callable[..., PackReader], pack_file: Path, dataset: Dataset
) -> None:
    reader = read_pack(pack_file).open()
    keyboard = reader.page.keyboard
    here = "() => document.activeElement?.dataset?.focus ?? document.activeElement?.tagName"
    keyboard.press("Tab")
    assert reader.page.evaluate(here) == "skip"
    seen = []
    for _ in range(40):
        keyboard.press("Tab")
        seen.append(reader.page.evaluate(here))
        if seen[-1] == "layers-metro":
            break
    assert {"panel-table", "download", "language", "search", "at", "layers-parks"} <= set(seen)
    keyboard.press("Space")
    on = tuple(name for name in THEMATIC_IDS if name != "metro")
    assert reader.shown() == located(View(layers=on), chosen(dataset, layers=on))
    reader.focus("download").focus()
    keyboard.press("Enter")
    expect(reader.focus("download-all")).to_be_visible()
    keyboard.press("Escape")
    expect(reader.focus("download-all")).to_be_hidden()
    assert reader.page.evaluate(here) == "download"
    reader.focus("skip").focus()
    keyboard.press("Enter")
    assert reader.page.evaluate(here) == "IFRAME"
    reader.panel("ledger")
    reader.focus("skip").focus()
    keyboard.press("Enter")
    assert reader.page.evaluate("() => document.activeElement.closest('#zt-ledger') !== null")


def test_hostile_text(read_pack: Callable[..., PackReader], tmp_path: Path) -> None:
    folder = tmp_path / "source"
    shutil.copytree(SOURCE, folder)
    texts = {"name_zh": HOSTILE, "name_en": HOSTILE, "notes_zh": HOSTILE, "notes_en": HOSTILE}
    rewrite(folder / "metro" / "records.csv", {"metro-line-8-phase-1": texts})
    rewrite(folder / "commitments" / "commitments.csv", {"dead-end-65": {"subject_zh": HOSTILE}})
    toml = folder / "metro" / "provenance.toml"
    toml.write_text(
        toml.read_text("utf-8").replace(
            'title = "', f'title = {json.dumps(HOSTILE, ensure_ascii=False)} #"'
        ),
        "utf-8",
    )
    file = write_pack(build(folder), tmp_path / "hostile.html", View(text="window hit"))
    reader = read_pack(file).open(id="metro-line-8-phase-1")
    expect(reader.page.locator("#zt-card h2")).to_have_text(HOSTILE)
    for panel in ("table", "ledger", "charts", "about"):
        reader.panel(panel)
    reader.page.goto(file.as_uri() + "?promise=dead-end-65&panel=ledger")
    expect(reader.page.locator("#zt-card h2")).to_have_text(HOSTILE)
    for frame in reader.page.frames:
        assert frame.evaluate("() => window.hit") is None
    assert reader.page.locator("img").count() == 0


def test_one_click_in_the_app(
    reader: Reader, read_pack: Callable[..., PackReader], tmp_path: Path, dataset: Dataset
) -> None:
    reader.open(district="金水区", at="2021-01-30", view="34.76,113.70,12")
    reader.page.locator('[data-focus="download"]').click()
    with reader.page.expect_download() as waiting:
        reader.page.get_by_role("link", name="会议包：单个网页，无需网络").click()
    name = waiting.value.suggested_filename
    assert name == f"zhengtu-pack-2021-01-30-{dataset.version}.html"
    waiting.value.save_as(tmp_path / name)
    taken = read_pack(tmp_path / name).open()
    view = View(districts=("金水区",), at=date(2021, 1, 30))
    assert taken.shown() == located(view, select(dataset, view, today=TODAY))
    assert "view=34.76000%2C113.70000%2C12" in taken.page.url


def test_many_facts_are_packed(
    read_pack: Callable[..., PackReader],
    tmp_path: Path,
    dataset: Dataset,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = write_pack(dataset, tmp_path / "plain.html", START)
    monkeypatch.setattr(building, "LARGE", 0)
    small = write_pack(dataset, tmp_path / "small.html", START)
    assert small.stat().st_size < plain.stat().st_size / 2
    reader = read_pack(small).open()
    assert reader.shown() == located(START, select(dataset, START, today=TODAY))
    old = read_pack(small)
    old.page.add_init_script("delete window.DecompressionStream;")
    old.page.goto(small.as_uri())
    for words in ("请用较新的浏览器打开", "open it with a newer one"):
        expect(old.page.get_by_role("alert")).to_contain_text(words)
    assert "DecompressionStream" in old.faults.pop()


def test_measuring(read_pack: Callable[..., PackReader], pack_file: Path) -> None:
    reader = read_pack(pack_file).open(view="34.75,113.65,12")
    reader.map.get_by_role("button", name="测距").click()
    box = reader.page.locator("#zt-map").bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    reader.page.mouse.click(middle[0] - 100, middle[1])
    reader.page.mouse.click(middle[0] + 100, middle[1])
    expect(reader.map.locator(".zt-measuring:not([hidden]) output")).to_contain_text("6,287 米")
