"""A layer as the map reads it: columns instead of features, a third of the bytes of its GeoJSON.

Where GeoJSON says every property's name and opens brackets around every position, here a layer is
one object of arrays, which a browser parses four times as quickly (``table`` in ``features.js``
reads it). Rows stand in row order, because a feature's place is its bit in the message that says
which rows are selected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

DECIMALS = 5
"""Of a position [degree]: about a metre."""

NONE, POINT, LINE, AREA = range(4)
KINDS = np.array([POINT, LINE, NONE, AREA, POINT, LINE, AREA, NONE], dtype=np.uint8)
"""Kind of feature by shapely's type number; a collection and a bare ring are not drawn."""


def columns(frame: gpd.GeoDataFrame, properties: Mapping[str, list[Any]]) -> dict[str, Any]:
    """Write a layer as columns.

    Parameters
    ----------
    frame
        Records in row order, EPSG:4326, with a column ``id``; a missing geometry is allowed.
    properties
        Column name to one plain value (what JSON can say) per row; None where nothing is known.

    Returns
    -------
    ``ids``; ``kinds`` (:data:`KINDS`); ``parts``: number of points, lines or rings of each row;
    ``sizes``: number of positions of each part; ``places``: longitude and latitude of every
    position as whole multiples of 10^-5 degree, in each part as differences from the one before;
    ``columns``: see :func:`_column`.
    """
    shapes = np.asarray(frame.geometry.array)
    there = ~shapely.is_missing(shapes)
    kinds = np.zeros(len(shapes), dtype=np.uint8)
    kinds[there] = KINDS[shapely.get_type_id(shapes[there])]
    rows, parts = _parts(shapes, kinds)
    sizes = shapely.get_num_coordinates(parts)
    return {
        "ids": list(frame["id"]),
        "kinds": kinds.tolist(),
        "parts": np.bincount(rows, minlength=len(shapes)).tolist(),
        "sizes": sizes.tolist(),
        "places": _places(parts, sizes).ravel().tolist(),
        "columns": {name: _column(values) for name, values in properties.items()},
    }


def _parts(shapes: NDArray[Any], kinds: NDArray[np.uint8]) -> tuple[NDArray[np.intp], NDArray[Any]]:
    """Take features apart into points, lines and rings, with the row of each, in row order."""
    drawn = np.flatnonzero(kinds)
    simple, at = shapely.get_parts(shapes[drawn], return_index=True)
    rows = drawn[at]
    is_area = kinds[rows] == AREA
    # Outer rings one way, holes the other: so the map may fill many areas as one.
    rings, at = shapely.get_rings(shapely.orient_polygons(simple[is_area]), return_index=True)
    rows = np.concatenate([rows[~is_area], rows[is_area][at]])
    order = np.argsort(rows, kind="stable")
    return rows[order], np.concatenate([simple[~is_area], rings])[order]


def _places(parts: NDArray[Any], sizes: NDArray[np.int32]) -> NDArray[np.int64]:
    whole = np.rint(shapely.get_coordinates(parts) * 10**DECIMALS).astype(np.int64)
    steps: NDArray[np.int64] = np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    firsts = (np.cumsum(sizes) - sizes)[sizes > 0]
    steps[firsts] = whole[firsts]
    return steps


def _column(values: list[Any]) -> dict[str, list[Any]]:
    """Write a column: its ``values``; where they repeat, each once, and which is ``at`` a row."""
    places: dict[Hashable, int] = {}
    at = [places.setdefault(key, len(places)) for key in map(_key, values)]
    if 2 * len(places) > len(values):
        return {"values": values}
    once: list[Any] = [None] * len(places)
    for place, value in zip(at, values, strict=True):
        once[place] = value
    return {"values": once, "at": at}


def _key(value: object) -> Hashable:
    """Tell values apart by type as well: 1 and True are equal in Python, and not in JSON."""
    if isinstance(value, list):
        return tuple(map(_key, value))
    return type(value), value
