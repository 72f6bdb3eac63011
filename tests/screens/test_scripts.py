"""What scripts know as well as Python is the same on both sides: what is changed on one is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from layers import timeline, view
from outlets.webmap import columns, packing
from screens import message, table

ROOT = Path(__file__).parents[2]
WEST, SOUTH, EAST, NORTH = message.WHOLE_CITY
CARD_PX = message.CARD_WIDTH_PX


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("outlets/parts/assets/folding.css", f"--zt-card: {CARD_PX}px;"),
        ("outlets/pack/assets/mapframe.js", f"CARD_WIDTH_PX = {CARD_PX};"),
        ("outlets/pack/assets/mapframe.js", f"MARGIN_DEG = {message.MARGIN_DEG};"),
        ("outlets/pack/assets/staging.js", f"WHOLE_CITY = [{WEST}, {SOUTH}, {EAST}, {NORTH}];"),
        ("outlets/webmap/assets/view.js", f"HOME = [[{SOUTH}, {WEST}], [{NORTH}, {EAST}]];"),
        ("outlets/webmap/assets/view.js", f"Math.abs(lat) <= {view.MERCATOR_LAT:g}"),
        ("outlets/webmap/assets/view.js", f"zoom <= {view.DEEPEST_ZOOM};"),
        ("outlets/webmap/assets/wire.js", f"LONG_GAP = {packing.LONG_GAP};"),
        ("outlets/webmap/assets/features.js", f"PER_DEGREE = 1e{columns.DECIMALS};"),
        ("outlets/pack/assets/inlined.js", f"Math.round(x * 1e{columns.DECIMALS})"),
        ("outlets/pack/assets/tables.js", f"PAGE_SIZE = {table.PAGE_SIZE};"),
        ("outlets/pack/assets/clock.js", f'FIRST = "{timeline.FIRST.isoformat()}";'),
        ("outlets/pack/assets/graphs.js", f"FIRST_YEAR = {timeline.FIRST.year};"),
        ("outlets/parts/assets/filters.js", f"maxlength: {view.TEXT_LIMIT},"),
    ],
)
def test_a_number_is_the_same_in_the_script(file: str, said: str) -> None:
    assert said in (ROOT / file).read_text("utf-8")


def test_kinds_of_features_are_numbered_alike() -> None:
    numbers = (columns.NONE, columns.POINT, columns.LINE, columns.AREA)
    script = (ROOT / "outlets/webmap/assets/features.js").read_text("utf-8")
    for name, number in zip(("NONE", "POINT", "LINE", "AREA"), numbers, strict=True):
        assert f"const {name} = {number};" in script
    kinds = re.search(r"KINDS = \{(.*)\}", (ROOT / "outlets/pack/assets/inlined.js").read_text())
    assert kinds is not None
    for name, number in zip(("Point", "LineString", "Polygon"), numbers[1:], strict=True):
        assert f" {name}: {number}," in kinds[0]
        assert f" Multi{name}: {number}" in kinds[0]


def test_a_place_in_an_address_has_one_form() -> None:
    script = (ROOT / "outlets/webmap/assets/view.js").read_text("utf-8")
    assert f"PLACE = /^{view.PLACE.pattern}$/" in script
