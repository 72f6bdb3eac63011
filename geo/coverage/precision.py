"""How many decimals of a figure can be believed.

Method
------
Three digits that count, unless less is known. Where a figure may lie anywhere in a range, half of
the range is told with one digit (two if it begins below 3.55, as the Particle Data Group rounds),
and the figure no finer: 26 ± 14, but 26.3 ± 1.4 and 26 ± 6. No decimal is smaller than the first
digit of one cell. Whole numbers are never cut.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

DIGITS = 3
"""Digits that count, at most."""

_TURN = 3.55
"""Where one digit of an uncertainty is told instead of two, by the rule."""


def decimals_of(
    values: ArrayLike, *, ranges: ArrayLike = np.nan, cell: ArrayLike
) -> NDArray[np.int_]:
    """Return how many decimals of figures can be believed.

    Parameters
    ----------
    values
        The figures.
    ranges
        Width of the range in which each may lie, same unit; NaN: not known.
    cell
        What one cell adds to a figure, same unit.
    """
    size = np.abs(np.asarray(values, dtype=float))
    half = np.asarray(ranges, dtype=float) / 2
    smallest = _place(np.asarray(cell, dtype=float))
    with np.errstate(divide="ignore"):
        known = np.where(half > 0, _place(half / _TURN), np.inf)
        nothing = np.where(half > 0, np.inf, 0)
        digits = np.where(size > 0, _place(size) + DIGITS - 1, nothing)
    found = np.minimum(np.minimum(digits, known), smallest)
    return np.maximum(found, 0).astype(int)


def _place(size: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the decimal at which numbers begin: 0 for 1 to 9.99, 1 for 0.1, -1 for 10."""
    place: NDArray[np.float64] = -np.floor(np.log10(size))
    return place


def rounded(value: float, digits: int = DIGITS) -> float:
    """Return a number with no more digits that count; 0 and what is no number stay as they are."""
    return float(f"{value:.{digits}g}") if np.isfinite(value) else value
