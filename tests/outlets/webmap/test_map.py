"""The map shows exactly what it was told, and tells exactly what was clicked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pyproj import Geod

from layers.catalogue import THEMATIC
from layers.statuses import CODES, STALE, StatusTable
from outlets.webmap.packing import encode_rows
from screens.map import Highlight, Move

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd

    from layers.build import Dataset

STATION = "metro-station-zijingshan"
LAPTOP = {"width": 1440, "height": 900}
HOSTILE = '<img src=x onerror="window.hit=1">\'</script>{{ 1 }}\u202e😀 <b>'


def _expected(dataset: Dataset, rows: Any, on: tuple[str, ...]) -> dict[str, list[str]]:
    expected, start = {}, 0
    for layer in THEMATIC:
        frame = dataset.frames[layer.id]
        keep = rows[start : start + len(frame)] & frame.geometry.notna().to_numpy()
        expected[layer.id] = list(frame["id"][keep]) if layer.id in on else []
        start += len(frame)
    return expected


def test_the_map_shows_exactly_the_selected_rows(
    dataset: Dataset, open_plan: Callable[..., Any], message: Callable[..., Any]
) -> None:
    plan = open_plan(dataset)
    random = np.random.default_rng(20210130)
    ids = [layer.id for layer in THEMATIC]
    for share in (0.0, 0.02, 0.3, 0.5, 0.9, 1.0, *random.random(12)):
        rows = random.random(plan.rows) < share
        on = tuple(name for name in ids if random.random() < 0.7)
        plan.tell(message(rows=encode_rows(rows), on=on))
        assert plan.ask("() => zhengtu.shownIds()") == _expected(dataset, rows, on)


def test_every_status_is_what_python_says_on_any_day(
    dataset: Dataset, open_plan: Callable[..., Any], message: Callable[..., Any]
) -> None:
    plan = open_plan(dataset)
    frames: list[gpd.GeoDataFrame] = [dataset.frames[layer.id] for layer in THEMATIC]
    ids = [name for frame in frames for name in frame["id"]]
    table = StatusTable([steps for frame in frames for steps in frame["steps"]])
    days = [date(1900, 1, 1), date(2021, 1, 30), date(2049, 12, 31)]
    days += [date(2005, 1, 1) + timedelta(days=331 * step) for step in range(20)]
    for day in days:
        plan.tell(message(at=day))
        found = plan.ask("(ids) => ids.map((id) => zhengtu.statusOf(id))", ids)
        assert found == [CODES[code % STALE] for code in table.codes_at(day)]


def test_the_map_is_made_once(
    dataset: Dataset, open_plan: Callable[..., Any], message: Callable[..., Any]
) -> None:
    plan = open_plan(dataset)
    plan.tell(message())
    plan.look_at(34.7, 113.6, 13)
    plan.ask("() => { window.before = [zhengtu.map, ...document.querySelectorAll('canvas')]; }")
    plan.tell(message(theme="dark", lang="zh", rows=encode_rows(np.zeros(plan.rows, dtype=bool))))
    same = "() => before[0] === zhengtu.map && before.slice(1, 4).every((c) => c.isConnected)"
    assert plan.ask(same)
    assert plan.ask("() => zhengtu.map.getZoom()") == 13
    assert plan.page.locator(".zt-status").inner_text() == "当前筛选没有可在图上绘制的要素"


def test_a_click_tells_the_topmost_and_lists_all(
    dataset: Dataset, open_plan: Callable[..., Any], message: Callable[..., Any]
) -> None:
    plan = open_plan(dataset)
    plan.tell(message())
    plan.look_at(34.7625, 113.6767, 15)
    plan.page.mouse.click(*plan.place_of(STATION))
    first = {"event": "click", "layer": "metro_stations", "id": STATION}
    assert plan.ask("() => sent") == [first]
    listed = plan.page.locator(".zt-chooser li")
    assert listed.count() >= 3  # the station and the two lines that call there
    listed.filter(has_text="Line 2 Phase 1").locator("button").click()
    assert plan.ask("() => sent.at(-1).id") == "metro-line-2-phase-1"
    assert plan.ask("() => sent.length") == 2


def test_a_click_on_nothing_clears_once_something_is_selected(
    dataset: Dataset, open_plan: Callable[..., Any], message: Callable[..., Any]
) -> None:
    plan = open_plan(dataset)
    nothing = encode_rows(np.zeros(plan.rows, dtype=bool))
    plan.tell(message(rows=nothing))
    plan.page.mouse.click(600, 300)
    assert plan.ask("() => sent.length") == 0
    plan.tell(message(rows=nothing, highlight=Highlight(layer="metro", id="metro-line-4", n=1)))
    plan.page.mouse.click(600, 300)
    assert plan.ask("() => sent.map((event) => event.event)") == ["clear"]


def test_a_wish_to_move_counts_once_per_number(
    dataset: Dataset, open_plan: Callable[..., Any], message: Callable[..., Any]
) -> None:
    plan = open_plan(dataset)
    bounds = (113.6, 34.7, 113.7, 34.8)
    plan.tell(message())
    plan.tell(message(move=Move(bounds=bounds, n=1)))
    there = plan.ask("() => zhengtu.map.getCenter()")
    assert there == pytest.approx({"lat": 34.75, "lng": 113.65}, abs=0.002)
    plan.look_at(34.5, 113.2, 12)
    plan.tell(message(move=Move(bounds=bounds, n=1), lang="zh"))
    assert plan.ask("() => zhengtu.map.getCenter().lat") == pytest.approx(34.5, abs=1e-3)
    plan.tell(message(move=Move(bounds=bounds, n=2)))
    assert plan.ask("() => zhengtu.map.getCenter().lat") == pytest.approx(34.75, abs=0.002)


def test_the_address_keeps_the_view(
    dataset: Dataset, open_plan: Callable[..., Any], message: Callable[..., Any]
) -> None:
    plan = open_plan(dataset)
    plan.tell(message())
    plan.look_at(34.71234, 113.61234, 12.5)
    assert "view=34.71234%2C113.61234%2C12.5" in plan.page.url
    plan.page.reload()
    plan.tell(message(move=Move(bounds=(113.0, 34.4, 113.1, 34.5), n=9)))
    assert plan.ask("() => zhengtu.map.getCenter().lat") == pytest.approx(34.71234, abs=1e-3)


def test_any_text_is_shown_as_text(
    dataset: Dataset, open_plan: Callable[..., Any], message: Callable[..., Any]
) -> None:
    frames = {
        name: frame.assign(name_zh=HOSTILE, name_en=HOSTILE, line_en=HOSTILE)
        for name, frame in dataset.frames.items()
    }
    plan = open_plan(replace(dataset, frames=frames))
    plan.tell(message())
    plan.look_at(34.7625, 113.6767, 15)
    x, y = plan.place_of(STATION)
    plan.page.mouse.move(x - 2, y)
    tooltip = plan.page.locator(".zt-tooltip")
    tooltip.wait_for(state="visible")
    assert HOSTILE in (tooltip.text_content() or "")
    plan.page.mouse.click(x, y)
    assert HOSTILE in (plan.page.locator(".zt-chooser").text_content() or "")
    assert HOSTILE in (plan.page.locator(".zt-legend").text_content() or "")
    assert plan.page.locator(".leaflet-container img, .leaflet-container script").count() == 0
    assert plan.ask("() => window.hit === undefined")


def test_measures_are_geodesic(dataset: Dataset, open_plan: Callable[..., Any]) -> None:
    plan = open_plan(dataset)
    ellipsoid, random = Geod(ellps="WGS84"), np.random.default_rng(4)
    for _ in range(20):
        lats, lngs = random.uniform(34.2, 35.0, 5), random.uniform(112.7, 114.2, 5)
        places = np.column_stack([lats, lngs]).tolist()
        length = plan.ask("(p) => zhengtu.measure(p, false).length", places)
        assert length == pytest.approx(ellipsoid.line_length(lngs, lats), abs=1e-3)
        hull = [[34.2, 112.8], [34.2, 114.0], [34.9, 114.1 + random.random() / 10]]
        area, perimeter = ellipsoid.polygon_area_perimeter(
            [p[1] for p in hull], [p[0] for p in hull]
        )
        found = plan.ask("(p) => zhengtu.measure(p, true)", hull)
        assert found["area"] == pytest.approx(abs(area), rel=1e-9)
        assert found["length"] == pytest.approx(perimeter, abs=1e-3)


def test_the_datum_shift_is_undone_to_a_millimetre(
    dataset: Dataset, open_plan: Callable[..., Any]
) -> None:
    plan = open_plan(dataset)
    shifted = plan.ask("() => zhengtu.toGcj(113.66, 34.75)")
    _, _, metres = Geod(ellps="WGS84").inv(113.66, 34.75, *shifted)
    assert 400 < metres < 800
    for lng, lat in (
        np.random.default_rng(5).uniform([112.7, 34.2], [114.2, 35.0], (50, 2)).tolist()
    ):
        back = plan.ask("(p) => zhengtu.fromGcj(...zhengtu.toGcj(...p))", [lng, lat])
        assert back == pytest.approx([lng, lat], abs=1e-9)


GCJ_BASEMAP = """
notice = "豫S(2026)1号"
[[basemap]]
id = "shifted"
title_zh = "偏移底图"
title_en = "Shifted"
datum = "gcj02"
attribution = "<b>Tiles</b>"
urls = ["https://tiles.example/{z}/{x}/{y}.png"]
"""


def test_a_shifted_basemap_moves_the_layers_not_the_coordinates(
    dataset: Dataset, open_plan: Callable[..., Any], message: Callable[..., Any],
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    file = tmp_path / "basemaps.toml"
    file.write_text(GCJ_BASEMAP, encoding="utf-8")
    monkeypatch.setenv("ZHENGTU_BASEMAPS", str(file))
    plan = open_plan(dataset)
    plan.page.route("https://tiles.example/**", lambda route: route.fulfill(status=204))
    plan.tell(message())
    plan.look_at(34.7625, 113.6767, 14)
    point = dataset.frames["metro_stations"].set_index("id").geometry[STATION]
    plain = plan.ask("(p) => zhengtu.map.project(p, 14)", [point.y, point.x])
    plan.page.get_by_label("Basemap").select_option("shifted")
    assert plan.ask("() => zhengtu.map.getCenter().lat") == pytest.approx(34.7625, abs=1e-5)
    shifted = plan.ask("(p) => zhengtu.map.project(p, 14)", [point.y, point.x])
    gcj = plan.ask("(p) => zhengtu.toGcj(p[0], p[1])", [point.x, point.y])
    degrees = 256 * 2**14 / 360
    assert shifted["x"] - plain["x"] == pytest.approx((gcj[0] - point.x) * degrees, abs=1e-6)
    x, y = plan.place_of(STATION)
    drawn = plan.ask("(p) => zhengtu.map.containerPointToLatLng(p)", [x, y])
    assert drawn == pytest.approx({"lat": point.y, "lng": point.x}, abs=1e-6)
    imprint = plan.page.locator(".zt-credit").inner_text()
    assert "<b>Tiles</b>" in imprint
    assert "GCJ-02" in imprint
    assert "豫S(2026)1号" in plan.page.locator(".zt-notice").inner_text()
    assert any("asked for https://tiles.example/14/" in fault for fault in plan.faults)
    plan.faults[:] = [fault for fault in plan.faults if "tiles.example" not in fault]


def test_length_can_be_measured_by_keys_alone(
    dataset: Dataset, open_plan: Callable[..., Any], message: Callable[..., Any]
) -> None:
    plan = open_plan(dataset)
    plan.tell(message())
    plan.page.get_by_role("button", name="Measure a length").press("Enter")
    for key in ("Enter", "ArrowRight", "Enter"):
        plan.page.keyboard.press(key)
        plan.page.wait_for_function("() => !zhengtu.map._panAnim?._inProgress")  # it glides
    result = plan.page.locator(".zt-measuring:not([hidden]) output")
    assert result.inner_text().startswith("Length ")
    assert result.inner_text() != "Length 0.0 m"
    plan.page.get_by_role("button", name="Done").click()
    assert plan.ask("() => sent.length") == 0
    plan.page.keyboard.press("Escape")


def test_the_legend_follows_what_is_drawn(
    dataset: Dataset, open_plan: Callable[..., Any], message: Callable[..., Any]
) -> None:
    plan = open_plan(dataset, viewport=LAPTOP)
    layers = plan.page.locator(".zt-layers li")
    statuses = plan.page.locator(".zt-legend section").first.locator("li")
    plan.tell(message(on=("parks", "metro")))
    assert layers.all_inner_texts() == ["Parks and greening", "Metro lines"]
    assert statuses.all_inner_texts().count("Completed") == 1
    plan.tell(message())
    assert layers.all_inner_texts() == [layer.title.en for layer in THEMATIC]
    plan.tell(message(on=("parks",), at=date(1900, 1, 1)))
    assert layers.all_inner_texts() == ["Parks and greening"]
    assert statuses.all_inner_texts() == ["Not verified"]
    plan.tell(message(on=()))
    assert plan.page.locator(".zt-legend").is_hidden()
    assert plan.page.locator(".zt-status").inner_text() == "No layer is switched on"


def test_folded_parts_of_the_legend_stay_as_the_reader_left_them(
    dataset: Dataset, open_plan: Callable[..., Any], message: Callable[..., Any]
) -> None:
    plan = open_plan(dataset, viewport=LAPTOP)
    plan.tell(message())
    colours = plan.page.locator(".zt-lines")
    assert colours.is_hidden()
    plan.page.locator("summary", has_text="Line colours").click()
    colours.wait_for()
    plan.tell(message(on=("metro",)))
    assert colours.is_visible()


@pytest.mark.parametrize(
    "viewport", [{"width": 1280, "height": 720}, {"width": 390, "height": 800}]
)
def test_the_legend_is_folded_in_small_windows(
    dataset: Dataset, open_plan: Callable[..., Any], message: Callable[..., Any],
    viewport: dict[str, int],
) -> None:  # fmt: skip
    plan = open_plan(dataset, viewport=viewport)
    plan.tell(message())
    body = plan.page.locator(".zt-legend-body")
    assert body.is_hidden()
    plan.page.get_by_role("button", name="Legend").click()
    assert body.is_visible()


def test_the_map_keeps_clear_of_the_card_from_the_first_message_on(
    dataset: Dataset, open_plan: Callable[..., Any], message: Callable[..., Any]
) -> None:
    plan = open_plan(dataset, viewport={"width": 1168, "height": 720})
    bounds = (113.6, 34.7, 113.7, 34.8)
    plan.tell(message(inset=344, move=Move(bounds=bounds, n=1)))
    middle = plan.ask("() => zhengtu.map.latLngToContainerPoint([34.75, 113.65])")
    assert middle["x"] == pytest.approx((1168 - 344) / 2, abs=2)
    for part in (".zt-toolbar", ".zt-credit", ".zt-coordinates"):
        box = plan.page.locator(part).bounding_box()
        assert box["x"] + box["width"] <= 1168 - 344, part
    plan.tell(message())
    assert plan.page.locator(".zt-toolbar").bounding_box()["x"] > 1168 - 60


def test_a_small_frame_folds_tools_and_notices(
    dataset: Dataset, open_plan: Callable[..., Any], message: Callable[..., Any]
) -> None:
    plan = open_plan(dataset, viewport={"width": 360, "height": 200})
    plan.tell(message())
    measure = plan.page.get_by_role("button", name="Measure a length")
    notice = plan.page.locator(".zt-notice")
    assert measure.is_hidden()
    assert notice.is_hidden()
    plan.page.get_by_role("button", name="More tools").click()
    plan.page.get_by_role("button", name="Sources and notices").click()
    assert measure.is_visible()
    assert notice.is_visible()


def test_a_layer_that_does_not_come_is_said_and_tried_again(
    dataset: Dataset, open_plan: Callable[..., Any], message: Callable[..., Any]
) -> None:
    plan = open_plan(dataset)
    plan.page.route("**/api/{map,layers/parks}.*", lambda route: route.abort())
    plan.page.reload()
    plan.tell(message())
    status = plan.page.locator(".zt-status")
    assert "Parks and greening" in status.inner_text()
    assert plan.ask("() => zhengtu.shownIds().metro.length") > 0
    plan.page.unroute_all()
    status.get_by_role("button", name="Try again").click()
    status.wait_for(state="hidden")
    assert plan.ask("() => zhengtu.shownIds().parks.length") > 0
    plan.faults.clear()  # the browser's own line about the layer that was held back


def test_rows_of_another_version_of_the_data_are_not_shown(
    dataset: Dataset, open_plan: Callable[..., Any], message: Callable[..., Any]
) -> None:
    plan = open_plan(dataset)
    plan.tell(message())
    before = plan.ask("() => zhengtu.shownIds()")
    none = encode_rows(np.zeros(plan.rows, dtype=bool))
    plan.tell(message(version="other", rows=none), wait=False)
    plan.page.get_by_text("The map's data could not be loaded.").wait_for()
    assert plan.ask("() => zhengtu.shownIds()") == before
    plan.faults.clear()  # the map logs why


def test_a_frame_that_was_hidden_comes_back_whole(
    dataset: Dataset, open_plan: Callable[..., Any], message: Callable[..., Any]
) -> None:
    plan = open_plan(dataset)
    plan.tell(message())
    plan.look_at(34.7, 113.6, 12)
    hide = "(how) => { document.getElementById('parent').style.display = how; }"
    plan.ask(hide, "none")
    plan.page.wait_for_timeout(100)
    plan.ask(hide, "")
    plan.page.wait_for_function("() => zhengtu.map.getSize().x === 1200")
    assert plan.ask("() => zhengtu.map.getCenter().lat") == pytest.approx(34.7, abs=1e-3)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_control_has_a_name_in_the_readers_language(
    dataset: Dataset, open_plan: Callable[..., Any], message: Callable[..., Any], language: str
) -> None:
    plan = open_plan(dataset)
    plan.tell(message(lang=language))
    assert plan.ask("() => document.documentElement.lang") == {"zh": "zh-CN", "en": "en"}[language]
    names = plan.ask(
        "() => [...document.querySelectorAll('button')]"
        ".map((b) => b.getAttribute('aria-label') || b.textContent)"
    )
    assert names
    assert all(names)
    is_chinese = [any("一" <= letter <= "鿿" for letter in name) for name in names if name != "×"]
    assert all(is_chinese) if language == "zh" else not any(is_chinese)


def test_no_flag_and_the_licence_in_the_imprint(
    dataset: Dataset, open_plan: Callable[..., Any], message: Callable[..., Any]
) -> None:
    plan = open_plan(dataset)
    plan.tell(message(lang="zh"))
    text = plan.page.locator("body").inner_text()
    for words in ("OpenStreetMap", "ODbL", "未经审核 内部资料", "不作划界依据"):
        assert words in text
    assert "Leaflet" not in text
    assert plan.page.locator(".leaflet-attribution-flag").count() == 0
