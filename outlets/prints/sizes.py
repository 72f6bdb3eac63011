"""How large symbols are on paper: the symbol table's pixels at a scale and a paper size."""

from __future__ import annotations

import math
from dataclasses import dataclass

MM_PER_PX = 0.225
"""A table's pixel on an A4 sheet [mm]: a CSS pixel is 0.265 mm, but paper is held closer."""

_ZOOM_0_M_PER_MM = 485_000.0
"""Metres of ground under a millimetre of CSS pixels at web map zoom 0 and latitude 34.7°."""


@dataclass(frozen=True)
class Sizes:
    """Sizes at one scale on one paper.

    Parameters
    ----------
    scale
        Denominator of the map's scale [-].
    factor
        Factor of the paper (:data:`outlets.prints.paper.TYPE_FACTORS`) [-].
    """

    scale: float
    factor: float = 1.0

    @property
    def zoom(self) -> float:
        """The web map's zoom that shows as much in as much room [-]."""
        return math.log2(_ZOOM_0_M_PER_MM * 1000 * self.factor / self.scale)

    @property
    def growth(self) -> float:
        """Symbols are given for zoom 13; over the whole city they shrink, in a street they grow."""
        return min(1.35, max(0.5, 0.56 + (self.zoom - 9) * 0.11))

    @property
    def px(self) -> float:
        """A pixel of paper furniture, such as a legend's symbols [mm]."""
        return MM_PER_PX * self.factor

    @property
    def map_px(self) -> float:
        """A pixel of the map's symbols [mm]."""
        return self.px * self.growth
