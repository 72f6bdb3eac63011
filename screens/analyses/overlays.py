"""What lies over the map for an analysis: its colours, and places as Leaflet takes them."""

from __future__ import annotations

from typing import Any

from layers.symbols import GROUNDS


def on_grounds(field: str) -> dict[str, str]:
    """Return a colour of :data:`layers.symbols.GROUNDS` by theme."""
    return {theme: getattr(ground, field) for theme, ground in GROUNDS.items()}


def latlng_path(shape: Any) -> list[list[float]]:  # noqa: ANN401 - anything with coordinates
    """Return the places of a shape in WGS 84 as latitude and longitude with five decimals."""
    return [[round(lat, 5), round(lon, 5)] for lon, lat in shape.coords]
