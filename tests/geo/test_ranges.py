from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo.ranges import outward

ends = st.floats(0, 1e7, allow_subnormal=False)


@pytest.mark.parametrize(
    ("least", "most", "finest", "told"),
    [
        (1403.94, 15374.17, 0.1, (1400, 15400)),
        (0.0, 12173.2, 1.0, (0, 12200)),
        (519.0, 37702.0, 1.0, (500, 37800)),
        (41.0, 37702.0, 1.0, (40, 37800)),  # certain: not nothing
        (0.04, 457.66, 0.1, (0, 458)),
        (109_796.0, 117_396.0, 100.0, (109_700, 117_400)),
        (100.0, 100.0, 1.0, (100, 100)),
        (0.3, 0.3, 0.1, (0.3, 0.3)),
        (12.34, 12.34, 0.1, (12.3, 12.4)),
    ],
)
def test_examples(least: float, most: float, finest: float, told: tuple[float, float]) -> None:
    assert tuple(map(float, outward(least, most, finest=finest))) == told


def test_what_is_not_known_stays_unknown() -> None:
    assert all(np.isnan(part).all() for part in outward([np.nan], [np.nan], finest=[np.nan]))


@given(ends, ends, st.sampled_from([0.1, 1.0, 100.0]))
@example(0.1, 0.3, 0.1)
@example(9.999999999, 10.0, 0.1)
def test_a_range_holds_what_it_held_and_is_little_wider(
    one: float, other: float, finest: float
) -> None:
    least, most = sorted((one, other))
    low, high = (float(part) for part in outward(least, most, finest=finest))
    assert low <= least + 1e-6 * finest
    assert most <= high + 1e-6 * finest
    step = max(finest, 0.01 * (most - least))
    assert least - low <= step * (1 + 1e-6)
    assert high - most <= step * (1 + 1e-6)
    assert outward(low, low, finest=finest)[0] == pytest.approx(low)  # whole steps stay
