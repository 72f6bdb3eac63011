from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.graticule import STEPS_DEG, graticule, sexagesimal
from geo.mapscale import from_grid

windows = st.tuples(
    st.floats(380_000, 500_000), st.floats(3_750_000, 3_900_000),
    st.floats(2_000, 150_000), st.floats(2_000, 150_000),
).map(lambda w: (w[0], w[1], w[0] + w[2], w[1] + w[3]))  # fmt: skip


@given(windows, st.integers(2, 8))
def test_lines_lie_where_they_say(window: tuple[float, float, float, float], most: int) -> None:
    lines = graticule(window, most=most)
    for kind, place in (("meridian", 0), ("parallel", 1)):
        mine = [line for line in lines if line.kind == kind]
        assert len(mine) <= most + 1
        for line in mine:
            for position in line.positions[[0, 7, -1]]:
                assert from_grid(*position)[place] == pytest.approx(line.degrees, abs=1e-7)
    gaps = np.diff([line.degrees for line in lines if line.kind == "meridian"])
    assert all(any(gap == pytest.approx(step) for step in STEPS_DEG) for gap in gaps)


def test_a_window_has_lines() -> None:
    lines = graticule((410_000, 3_800_000, 520_000, 3_880_000), most=6)
    labels = [line.label for line in lines]
    assert labels == ["113°20′E", "113°40′E", "114°E", "34°20′N", "34°40′N", "35°N"]


@given(st.integers(0, 180 * 3600))
def test_an_angle_is_written_exactly(seconds: int) -> None:
    text = sexagesimal(seconds / 3600)
    parts = text.replace("°", " ").replace("′", " ").replace("″", " ").split()
    values = [int(part) for part in parts] + [0, 0]
    assert values[0] * 3600 + values[1] * 60 + values[2] == seconds
    assert not text.endswith("′00″")
