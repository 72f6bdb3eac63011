"""A map sheet: what stands on it, what its legend says, and what cannot be printed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from geo.errors import ExportError
from layers.catalogue import layer as layer_named
from layers.view import THEMATIC_IDS
from layers.vocabulary import STATUS_ORDER, STATUSES
from outlets.prints import layout
from outlets.prints.composing import Sheet, compose
from outlets.prints.legend import Block, flow
from outlets.prints.paper import FORMATS, ORIENTATIONS, PAPERS, PrintOrder
from outlets.prints.pen import Box

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.selection import Selection
    from outlets.prints.pen import Pen


def joined(words: Callable[[Pen], list[str]], sheet: Sheet) -> str:
    return "\n".join(text for pen in sheet.pages for text in words(pen))


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("paper", ["A4", "A2", "A0"])
def test_everything_that_a_map_must_carry_stands_on_it(
    chosen: Callable[..., Selection], words: Callable[[Pen], list[str]], paper: str,
    orientation: Any,
) -> None:  # fmt: skip
    selection = chosen(districts=("金水区",), at=date(2025, 6, 1))
    order = PrintOrder(paper=paper, orientation=orientation, author="规划编制科")
    sheet = compose(selection, order)
    width, height = sheet.pages[0].sheet.width, sheet.pages[0].sheet.height
    assert sorted((width, height)) == sorted(PAPERS[paper])
    assert (width > height) is (orientation == "landscape")
    text = joined(words, sheet)
    for wanted in (
        "金水区：", "状态 2025-06-01", "未经审核 内部资料", "不作划界依据", "规划编制科",
        "OpenStreetMap", "ODbL 1.0", "EPSG:4547", "真北", f"1:{sheet.scale:,.0f}".replace(",", " "),
        selection.dataset.version, "113°",
    ):  # fmt: skip
        assert wanted in text, wanted


def test_a_review_number_takes_the_place_of_the_note(
    chosen: Callable[..., Selection], words: Callable[[Pen], list[str]]
) -> None:
    text = joined(words, compose(chosen(), PrintOrder(), notice="豫S(2026)001号"))
    assert "审图号：豫S(2026)001号" in text
    assert "未经审核" not in text


@pytest.mark.parametrize(
    "fields",
    [
        {}, {"layers": ("metro",)}, {"statuses": ("construction",)}, {"districts": ("登封市",)},
        {"layers": ("parks", "core_blocks"), "at": date(2021, 1, 30)},
    ],
)  # fmt: skip
def test_the_legend_lists_what_is_visible_and_nothing_else(
    chosen: Callable[..., Selection], words: Callable[[Pen], list[str]], fields: dict[str, Any]
) -> None:
    sheet = compose(chosen(**fields), PrintOrder(paper="A2"))
    said = words(sheet.pages[0])
    theme = sheet.map.scene.theme
    names = {layer_named(name).title.zh: name for name in THEMATIC_IDS}
    assert {names[text] for text in said if text in names} == {f.layer for f in theme}
    known = {STATUSES[code].zh: code for code in STATUS_ORDER}
    assert {known[text] for text in said if text in known} == {f.look.status for f in theme}
    assert ("示意连线（非线位）" in said) is any(f.look.schematic for f in theme)
    assert ("末次已知超过 24 个月" in said) is any(f.look.stale for f in theme)


def test_metro_lines_stand_in_the_legend_with_their_official_colours(
    chosen: Callable[..., Selection], words: Callable[[Pen], list[str]]
) -> None:
    selection = chosen(layers=("metro",))
    sheet = compose(selection, PrintOrder(paper="A2"))
    metro = selection.frame("metro")
    official = dict(zip(metro["id"], metro["colour"], strict=True))
    drawn = {f.id: f.look.colour for f in sheet.map.scene.theme}
    assert {i: c for i, c in drawn.items() if official[i]} == {
        i: official[i] for i in drawn if official[i]
    }
    named = set(metro["line_zh"][metro["colour"].notna()])
    assert named <= set(words(sheet.pages[0]))


def test_nothing_is_dropped_in_silence(
    chosen: Callable[..., Selection], words: Callable[[Pen], list[str]]
) -> None:
    selection = chosen(layers=("parks", "metro_stations"))
    sheet = compose(selection, PrintOrder(scale=100_000, paper="A4", centre=(113.65, 34.75)))
    scene = sheet.map.scene
    for layer in ("parks", "metro_stations"):
        drawn = {f.id for f in scene.theme if f.layer == layer}
        nowhere, beyond = scene.unlocated.get(layer, []), scene.outside.get(layer, [])
        assert sorted([*drawn, *nowhere, *beyond]) == sorted(selection.frame(layer)["id"])
        assert beyond
    text = "".join(words(sheet.pages[0])).replace(" ", "")
    assert f"未定位：公园与绿化{len(scene.unlocated['parks'])}" in text
    assert f"轨道交通车站{len(scene.outside['metro_stations'])}" in text


def test_a_selection_without_a_position_is_refused(chosen: Callable[..., Selection]) -> None:
    with pytest.raises(ExportError, match="nothing to print"):
        compose(chosen(placements=("unlocated",)), PrintOrder())
    with pytest.raises(ExportError, match="nothing to print"):
        compose(chosen(text="无此字样"), PrintOrder())


def test_a_scale_that_does_not_fit_names_one_that_does(chosen: Callable[..., Selection]) -> None:
    selection = chosen(districts=("登封市",))
    with pytest.raises(ExportError, match="1:50000 the selection needs") as caught:
        compose(selection, PrintOrder(scale=50_000))
    fits = int(caught.value.saying.fields["fits"])  # type: ignore[call-overload]
    assert compose(selection, PrintOrder(scale=fits)).scale == fits
    assert compose(selection, PrintOrder(scale=50_000, centre=(113.0, 34.5))).scale == 50_000


@pytest.mark.parametrize(
    "fields",
    [
        {"paper": "A9"}, {"orientation": "diagonal"}, {"format": "bmp"}, {"dpi": 72},
        {"dpi": 1200}, {"scale": 0}, {"scale": -5}, {"scale": 10**9}, {"centre": (34.7, 113.6)},
        {"title": "长" * 61}, {"author": "长" * 81},
    ],
)  # fmt: skip
def test_what_no_print_can_be_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ExportError):
        PrintOrder(**fields)


def test_a_title_that_cannot_be_drawn_is_refused(chosen: Callable[..., Selection]) -> None:
    with pytest.raises(ExportError, match="no sign for 😀"):
        compose(chosen(), PrintOrder(title="规划😀"))


def test_hostile_words_are_only_words(
    chosen: Callable[..., Selection], words: Callable[[Pen], list[str]]
) -> None:
    title = r"$\frac{1}{0}$ <b>&amp;</b> %s {x}"
    sheet = compose(chosen(), PrintOrder(title=title, author="$x$\n\\undefined"))
    said = words(sheet.pages[0])
    assert title in said
    assert any("$x$ \\undefined" in text for text in said)


def test_a_legend_too_long_for_its_sheet_goes_to_a_second_page(
    chosen: Callable[..., Selection], words: Callable[[Pen], list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    whole = compose(chosen(), PrintOrder())
    assert len(whole.pages) == 1
    monkeypatch.setattr(layout, "_MOST_COLUMNS", 1)
    monkeypatch.setattr("outlets.prints.legend._ROW_MM", 9.0)
    sheet = compose(chosen(), PrintOrder())
    assert len(sheet.pages) > 1
    assert "图例见第 2 页" in words(sheet.pages[0])
    on_first, rest = words(whole.pages[0]), [w for pen in sheet.pages[1:] for w in words(pen)]
    assert {text for text in on_first if text in {t.zh for t in STATUSES.values()}} <= set(rest)
    for form in set(FORMATS) - {"pdf"}:
        with pytest.raises(ExportError, match="legend does not fit"):
            compose(chosen(), PrintOrder(format=form))


def test_on_a4_the_legend_takes_a_second_column(chosen: Callable[..., Selection]) -> None:
    sheet = compose(chosen(), PrintOrder(paper="A4", language="en"))
    assert sheet.map.scene.window.box.right < layout.layouts(PrintOrder())[0].map.right - 40


def test_a_locator_without_room_in_its_column_stands_in_a_corner_of_the_map(
    chosen: Callable[..., Selection],
) -> None:
    order = PrintOrder(paper="A4")
    sheet = compose(chosen(districts=("金水区",)), order)
    frame = sheet.map.scene.window.box
    assert frame == layout.layouts(order)[0].map
    width = layout.column_width(order) * 0.72
    corners = (
        Box(frame.right - width, frame.bottom, frame.right, frame.bottom + 20),
        Box(frame.left, frame.top - 20, frame.left + width, frame.top),
    )
    free = [c for c in corners if not any(n.box.touches(c) for n in sheet.map.labels.placed)]
    assert free


def test_columns_keep_headings_with_what_follows() -> None:
    def block(height: float, *, heads: bool = False) -> Block:
        return Block(height, lambda _pen, _at: None, heads=heads)

    columns = flow([block(6), block(2, heads=True), block(4), block(4)], 10)
    assert [[b.height for b in column] for column in columns] == [[6], [2, 4, 4]]


def test_approximate_positions_look_uncertain(chosen: Callable[..., Selection]) -> None:
    sheet = compose(chosen(), PrintOrder())
    frames = {name: chosen().frame(name).set_index("id") for name in THEMATIC_IDS}
    for feature in sheet.map.scene.theme:
        placement = frames[feature.layer].loc[feature.id, "placement"]
        assert feature.look.soft is (placement == "approximate")
        schematic = frames[feature.layer].loc[feature.id, "schematic"]
        assert feature.look.schematic == schematic
