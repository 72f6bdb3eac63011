"""What a message tells of every row survives the wire, as the browser's own script unpacks it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from outlets.webmap.frontend import WIRE
from outlets.webmap.packing import encode_numbers, encode_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

SPANS = [slice(0, 7), slice(7, 7), slice(7, 21_000)]
LAYERS = [
    {"id": str(at), "count": span.stop - span.start, "background": False}
    for at, span in enumerate(SPANS)
]


@pytest.fixture
def unpack(in_frame: Callable[..., Any]) -> Callable[[str], Any]:
    """``unpack("Z.wire.…")`` evaluates an expression with the map's own script in node."""
    given = """
      window.zhengtuIndex = { whole: "none", layers: [], symbols: "none" };
      window.fetch = async () => { throw new Error("nothing is fetched here"); };
    """
    return lambda expression: in_frame(WIRE, expression, before=given)


def _choices() -> list[NDArray[np.bool_]]:
    """Choices of every density, with long gaps, at the ends, of all and of nothing."""
    rng = np.random.default_rng(20210130)
    count = SPANS[-1].stop
    found = [rng.random(count) < share for share in (0, 0.0003, 0.02, 0.12, 0.5, 0.9, 0.999, 1)]
    lone = np.zeros(count, dtype=bool)
    lone[[0, 254, 509, 510, 1021, count - 1]] = True
    return [*found, lone, ~lone]


def test_rows_arrive_whatever_their_form(unpack: Callable[[str], Any]) -> None:
    texts = [encode_rows(chosen) for chosen in _choices()]
    assert {text[:2] for text in texts} >= {"+.", "-.", "+e", "-e", "eN"}
    read = unpack(f"""{json.dumps(texts)}.map((text) => {{
      const chosen = Z.wire.selection(text, {json.dumps(LAYERS)});
      return {json.dumps(LAYERS)}.flatMap(({{ id, count }}) =>
        Array.from({{ length: count }}, (_, row) => Number(chosen.get(id)(row))));
    }})""")
    for chosen, arrived in zip(_choices(), read, strict=True):
        assert np.array_equal(chosen, arrived)


@pytest.mark.parametrize("count", [600, 11_000, 12_500, 16_000, 22_000])
def test_what_can_be_pressed_is_short_at_any_size(count: int) -> None:
    middle = np.zeros(count, dtype=bool)
    middle[count // 3 : count // 2] = True
    numbers = middle.astype(np.uint8)
    assert len(encode_rows(middle)) <= 2_001
    assert len(encode_numbers(numbers, [slice(0, count)], likeness=numbers)) <= 2_001


def test_what_unpacks_is_made_ready_when_it_is_needed(unpack: Callable[[str], Any]) -> None:
    _, _, _, *few, many = sorted(map(encode_rows, _choices()), key=len)
    read = (
        f"(text) => {{ Z.wire.selection(text, {json.dumps(LAYERS)}); return 'fflate' in window; }}"
    )
    assert unpack(f"{json.dumps([few[0], many])}.map({read})") == [False, True]


def test_numbers_arrive_in_their_own_order(unpack: Callable[[str], Any]) -> None:
    rng = np.random.default_rng(1)
    numbers = rng.integers(0, 12, SPANS[-1].stop).astype(np.uint8)
    likeness = rng.integers(0, 128, len(numbers)).astype(np.uint8)
    text = encode_numbers(numbers, SPANS, likeness=likeness)
    given = [likeness[span].tolist() for span in SPANS]
    read = unpack(f"""(async () => {{
      const kinds = await Z.wire.numbers("{text}", {json.dumps(LAYERS)});
      return {json.dumps(given)}.flatMap((likeness, at) => {{
        const reader = kinds(String(at), Uint8Array.from(likeness));
        return likeness.map((_, row) => reader(row));
      }});
    }})()""")
    assert read == numbers.tolist()
