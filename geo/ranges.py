"""Ranges without false precision: rounded outwards, to steps that fit how wide they are.

A range of 13,970 that is told to the metre claims to know its ends. Its step is the power of ten
that lies between a thousandth and a hundredth of its width, and never finer than what was measured;
the least goes down to it, the most up, so that a range still holds what it held. A least that would
become nothing keeps one digit: there is something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_SHARE = -2
"""Steps are this power of ten of the width."""

_DIGITS = 6
"""Decimals that are kept of binary fractions."""


def outward(
    least: ArrayLike, most: ArrayLike, *, finest: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Round ranges outwards.

    Parameters
    ----------
    least, most
        Ends of each range, at least 0; NaN stays NaN.
    finest
        Smallest step, in the same unit.

    Returns
    -------
    The new ends.
    """
    low, high = np.asarray(least, dtype=float), np.asarray(most, dtype=float)
    steps = np.maximum(_power(high - low, _SHARE), finest)
    down, up = _floor(low, steps), -_floor(-high, steps)
    one_digit = _floor(low, np.maximum(_power(low, 0), finest))
    return np.where((down == 0) & (low > 0), one_digit, down), up


def _power(values: NDArray[np.float64], shift: int) -> NDArray[np.float64]:
    """Return the power of ten below each value, shifted; 0 where the value is none."""
    known = np.where(values > 0, values, 1.0)
    return np.where(values > 0, 10.0 ** (np.floor(np.log10(known)) + shift), 0.0)


def _floor(values: NDArray[np.float64], steps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round down to steps; what is a whole number of steps but for its last bits stays."""
    whole = np.floor(np.round(values / steps, _DIGITS)) * steps
    return np.asarray(np.round(whole, _DIGITS))
