"""How one walks: at which speed, how far from the nearest street (:mod:`geo.coverage.walking`)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import NetworkError

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class Walk:
    """How one walks.

    Parameters
    ----------
    speed_kmh
        Speed [km/h].
    access_m
        Longest straight line between a street and a place or cell [m].
    """

    speed_kmh: float = 4.0
    access_m: float = 300.0

    def __post_init__(self) -> None:
        if not (self.speed_kmh > 0 and math.isfinite(self.speed_kmh)):
            raise NetworkError("Nobody walks at {speed} km/h; give a speed above 0.",
                               speed=f"{self.speed_kmh:g}")  # fmt: skip
        if not (self.access_m > 0 and math.isfinite(self.access_m)):
            raise NetworkError(
                "A way of {access} m between street and place is no limit; give metres above 0.",
                access=f"{self.access_m:g}",
            )

    def metres(self, minutes: float) -> float:
        """Return how far one walks in some minutes [m]."""
        return self.speed_kmh / 3.6 * 60 * minutes

    def seconds(self, metres: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return how long ways take [s]."""
        return metres * np.float32(3.6 / self.speed_kmh)
