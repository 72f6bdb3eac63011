"""Published length and area of a record in one unit, whichever the source uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def published_length_km(figures: Mapping[str, float]) -> float | None:
    """Return the published length [km], whichever unit the source uses."""
    if "length_km" in figures:
        return figures["length_km"]
    return figures["length_m"] / 1000 if "length_m" in figures else None


def published_area_km2(figures: Mapping[str, float]) -> float | None:
    """Return the published area [km2], whichever unit the source uses."""
    for key, factor in (("area_km2", 1.0), ("area_ha", 0.01), ("planned_area_km2", 1.0)):
        if key in figures:
            return round(figures[key] * factor, 6)
    return None
