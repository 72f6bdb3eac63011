"""A dashed line as many short ones.

A large picture is drawn band by band, and each band would begin its dashes anew: they must be cut
before, once, along the whole line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FINE = 100.0
"""Curves are straightened to a hundredth of a millimetre."""


def cut(path: Path, dash: tuple[float, ...]) -> Path:
    """Return the dashes of a line as a path of pieces.

    Parameters
    ----------
    path
        Lines and curves [mm].
    dash
        On/off lengths [mm], beginning anew with each line.
    """
    fine = Affine2D().scale(_FINE)
    pieces = [
        piece
        for line in fine.transform_path(path).to_polygons(closed_only=False)
        for piece in _pieces(np.asarray(line) / _FINE, dash)
    ]
    if not pieces:
        return Path(np.empty((0, 2)))
    codes = np.concatenate([_codes(len(piece)) for piece in pieces])
    return Path(np.concatenate(pieces), codes)


def _pieces(line: NDArray[np.float64], dash: tuple[float, ...]) -> list[NDArray[np.float64]]:
    """Cut one line."""
    steps = np.hypot(*np.diff(line, axis=0).T)
    keep = np.concatenate([[True], steps > 0])
    line, far = line[keep], np.concatenate([[0.0], np.cumsum(steps[steps > 0])])
    if len(line) < 2:  # noqa: PLR2004 - a line has two ends
        return []
    starts = np.concatenate([[0.0], np.cumsum(dash)])
    whole = starts[-1]
    found = []
    for turn in range(int(far[-1] // whole) + 1):
        for on in range(0, len(dash), 2):
            begin, end = starts[on] + turn * whole, starts[on + 1] + turn * whole
            if begin < far[-1]:
                found.append(_between(line, far, begin, min(end, far[-1])))
    return found


def _between(
    line: NDArray[np.float64], far: NDArray[np.float64], begin: float, end: float
) -> NDArray[np.float64]:
    inner = (far > begin) & (far < end)
    ends = np.column_stack([np.interp([begin, end], far, line[:, axis]) for axis in (0, 1)])
    return np.concatenate([ends[:1], line[inner], ends[1:]])


def _codes(count: int) -> NDArray[np.uint8]:
    codes = np.full(count, Path.LINETO, dtype=np.uint8)
    codes[0] = Path.MOVETO
    return codes
