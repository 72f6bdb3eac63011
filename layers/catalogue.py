"""Every layer, bottom of the map first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import UnknownNameError
from layers.core_blocks import LAYER as CORE_BLOCKS
from layers.dead_end_roads import LAYER as DEAD_END_ROADS
from layers.districts import LAYER as DISTRICTS
from layers.expressways import LAYER as EXPRESSWAYS
from layers.hydrography import LAYER as HYDROGRAPHY
from layers.key_projects import LAYER as KEY_PROJECTS
from layers.metro import LAYER as METRO
from layers.metro_stations import LAYER as METRO_STATIONS
from layers.parks import LAYER as PARKS
from layers.yellow_river import LAYER as YELLOW_RIVER

if TYPE_CHECKING:
    from layers.layer import Layer

CATALOGUE: tuple[Layer, ...] = (
    DISTRICTS,
    HYDROGRAPHY,
    EXPRESSWAYS,
    YELLOW_RIVER,
    CORE_BLOCKS,
    PARKS,
    KEY_PROJECTS,
    DEAD_END_ROADS,
    METRO,
    METRO_STATIONS,
)

THEMATIC: tuple[Layer, ...] = tuple(layer for layer in CATALOGUE if not layer.background)
"""The layers of the report, which filters apply to; in this order on the wire."""

_BY_ID = {layer.id: layer for layer in CATALOGUE}


def layer(identifier: str) -> Layer:
    """Return a layer by its id.

    Raises
    ------
    UnknownNameError
        If there is none; the message lists those that exist.
    """
    try:
        return _BY_ID[identifier]
    except KeyError:
        raise UnknownNameError(
            "There is no layer {name}; the layers are {known}.",
            name=identifier[:60],
            known=", ".join(_BY_ID),
        ) from None
