"""How many decimals can be believed: by three digits, by the range, by the cell."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coverage.precision import decimals_of, rounded


@pytest.mark.parametrize(
    ("value", "width", "cell", "decimals"),
    [
        (26.3, 28.0, 1e-4, 0),  # 26 ± 14
        (26.3, 2.8, 1e-4, 1),  # 26.3 ± 1.4
        (26.3, 12.0, 1e-4, 0),  # 26 ± 6
        (0.8279, 0.75, 1e-6, 1),  # 0.8 ± 0.4
        (7571.4, np.nan, 1e-4, 0),
        (11.799, np.nan, 1e-4, 1),
        (2.96493, np.nan, 1e-4, 2),
        (2.96493, np.nan, 0.0625, 2),  # cells of 250 m
        (2.96493, np.nan, 1.0, 0),
        (0.0, 0.0, 1e-4, 0),
        (0.0, np.nan, 1e-4, 0),
        (0.0, 0.04, 1e-2, 2),  # 0.00, and at most 0.04
    ],
)
def test_decimals(value: float, width: float, cell: float, decimals: int) -> None:
    assert decimals_of([value], ranges=[width], cell=cell).tolist() == [decimals]


@given(value=st.floats(1e-6, 1e6), share=st.floats(1e-6, 1.0), cell=st.floats(1e-8, 1e-2))
def test_what_is_cut_off_is_less_than_nobody_knows(value: float, share: float, cell: float) -> None:
    (decimals,) = decimals_of([value], ranges=[2 * share * value], cell=cell)
    step = 10.0 ** -int(decimals)
    assert abs(round(value, decimals) - value) <= step / 2 * 1.001
    # No finer than a tenth of the uncertainty or of a cell, unless these are whole numbers.
    assert decimals == 0 or step >= share * value / 35.6
    assert decimals == 0 or step >= cell / 10.001


def test_numbers_with_three_digits() -> None:
    assert [rounded(value) for value in (1_234_567.0, 1.239, 0.0)] == [1_230_000.0, 1.24, 0.0]
    assert np.isnan(rounded(float("nan")))
