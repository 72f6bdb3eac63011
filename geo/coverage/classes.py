"""Distances in classes: within 300 m, within 500 m, and so on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import RasterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.coverage.grid import Grid

OUTSIDE = 0
"""Class of cells outside the area, about which nothing is said: the files' nodata."""

LIMITS_M = (300.0, 500.0, 800.0)
"""Limits unless asked otherwise [m]: what GB 50180-2018 is quoted with for five, ten and fifteen
minutes on foot to services of a neighbourhood (fifteen minutes: 800 to 1,000 m). Its own text was
not at hand; the Encyclopedia of China (中国大百科全书) has about 500 m for ten."""


BEYOND, WITHIN, GAINED, LOST = 1, 2, 3, 4
"""Classes of change between two days: beyond the limit or within it on both, or on one of them."""


def require_limits(limits_m: Sequence[float]) -> tuple[float, ...]:
    """Refuse limits that make no classes.

    Raises
    ------
    RasterError
        If there is none, one is not above 0, or they do not rise.
    """
    limits = tuple(float(limit) for limit in limits_m)
    sound = all(math.isfinite(limit) and limit > 0 for limit in limits)
    if not limits or not sound or list(limits) != sorted(set(limits)):
        raise RasterError(
            "{limits} are no limits of classes; give metres above 0 in rising order, such as "
            "300, 500, 800.",
            limits=", ".join(f"{limit:g}" for limit in limits) or "-",
        )
    return limits


def classify(
    distances_m: NDArray[np.float32],
    area: NDArray[np.bool_],
    grid: Grid,
    *,
    limits_m: Sequence[float] = LIMITS_M,
) -> NDArray[np.uint8]:
    """Return the class of every cell.

    Parameters
    ----------
    distances_m
        From :func:`geo.coverage.distance.distances`; infinite where nothing can be reached.
    area
        Cells that something is said about.
    grid
        The cells of both.
    limits_m
        Upper limits [m], rising; a limit belongs to its class.

    Returns
    -------
    1 within the first limit, 2 within the second, ..., one more beyond the last;
    :data:`OUTSIDE` outside the area.

    Raises
    ------
    RasterError
        If the limits do not rise from above 0.
    """
    edges = np.asarray(require_limits(limits_m), dtype=np.float32)
    found = np.zeros(grid.shape, dtype=np.uint8)
    for rows in grid.strips():
        classes = np.ones_like(found[rows])
        for edge in edges:
            classes += distances_m[rows] > edge
        np.multiply(classes, area[rows], out=found[rows])
    return found


def changes(now: NDArray[np.uint8], before: NDArray[np.uint8], *, limit: int) -> NDArray[np.uint8]:
    """Return what became of every cell between two days.

    Parameters
    ----------
    now, before
        Classes at the later and at the earlier day, from :func:`classify` with the same limits.
    limit
        The widest class that counts as within.

    Returns
    -------
    :data:`BEYOND`, :data:`WITHIN`, :data:`GAINED` or :data:`LOST`; :data:`OUTSIDE` outside the
    area.
    """
    inside, earlier = (now >= 1) & (now <= limit), (before >= 1) & (before <= limit)
    kept = np.where(inside, WITHIN, BEYOND)
    found = np.where(inside == earlier, kept, np.where(inside, GAINED, LOST))
    return np.where(now == OUTSIDE, OUTSIDE, found).astype(np.uint8)
