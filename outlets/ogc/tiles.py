"""Vector tiles of the collections: the provider that pygeoapi asks, and what it keeps.

Every layer has tiles, heavy or not; the same records with the same statuses as its features, less
what is long (sources, events, figures, notes): a feature of that id tells it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import geopandas as gpd
import pandas as pd
from pygeoapi.provider.tile import BaseTileProvider

from geo.crs import WGS84
from geo.tiles import WEB_MERCATOR_QUAD, WORLD_CRS84_QUAD, cut, encode
from layers.store import current_store
from outlets.ogc.errors import NotFoundError, ServiceError
from outlets.ogc.patience import go_on
from outlets.ogc.provider import asked_now
from outlets.ogc.table import Field, fields_of, table
from outlets.ogc.tilesets import MVT, crs_of, tileset, uri_of

if TYPE_CHECKING:
    from datetime import date

    from geo.tiles import Place, Scheme
    from outlets.ogc.table import Table

SCHEMES = {scheme.id: scheme for scheme in (WEB_MERCATOR_QUAD, WORLD_CRS84_QUAD)}
MOST_ZOOM = 16
"""Deepest zoom: a unit of a tile is 15 cm there, and positions are good to a metre."""

_CROWDED = 20_000
"""In a tile of more records each carries only what it is drawn and found by."""

_DRAWN = ("id", "category", "status", "stale", "placement", "schematic", "colour")
_LONG = {"notes_zh", "notes_en"}
_MOST_KEPT, _MOST_KEPT_BYTES = 20_000, 32_000_000
"""Tiles kept, most of them empty, and what they may weigh together."""

_DTYPES = {"number": "float64", "boolean": "boolean"}


def properties_of(layer: str) -> dict[str, Field]:
    """Return the fields that a layer's tiles carry."""
    return {
        name: field
        for name, field in fields_of(layer).items()
        if field.kind != "nested" and name not in _LONG
    }


class TileProvider(BaseTileProvider):  # type: ignore[misc]  # pygeoapi has no types
    """Tiles of one layer (``data`` of the provider's definition is its id)."""

    def __init__(self, definition: dict[str, Any]) -> None:
        super().__init__(definition)
        self.tile_type = "vector"

    def get_layer(self) -> str:
        """Return the name of the layer inside its tiles."""
        return str(self.data)

    def get_fields(self) -> dict[str, dict[str, Any]]:
        """Return the JSON schema of each property."""
        return {name: field.schema() for name, field in properties_of(self.data).items()}

    def get_tiling_schemes(self) -> list[SimpleNamespace]:
        """Return what pygeoapi's list of tile sets says of each scheme."""
        return [
            SimpleNamespace(tileMatrixSet=scheme.id, tileMatrixSetURI=uri_of(scheme),
                            crs=crs_of(scheme)) for scheme in SCHEMES.values()
        ]  # fmt: skip

    def get_tiles_service(self, **asked: Any) -> dict[str, Any]:  # noqa: ANN401 - pygeoapi's own
        """Return links to the tiles themselves."""
        path = asked["servicepath"].partition("?")[0]
        return {"links": [
            {"rel": "item", "type": MVT, "title": scheme, "templated": True,
             "href": path.replace("{tileMatrixSetId}", scheme)} for scheme in SCHEMES
        ]}  # fmt: skip

    def get_metadata(self, **asked: Any) -> dict[str, Any]:  # noqa: ANN401 - pygeoapi's own
        """Describe the layer's tiles in one scheme.

        Raises
        ------
        NotFoundError
            If there is no such scheme.
        """
        dataset = current_store().dataset()
        west, south, east, north = dataset.frames[self.data].total_bounds.tolist()
        about = tileset(
            scheme_named(asked["tileset"]),
            layer=self.data,
            base=asked["server_url"],
            bounds=(west, south, east, north),
            most_zoom=MOST_ZOOM,
        )
        about["layers"][0]["propertiesSchema"] = {
            "type": "object", "properties": self.get_fields()
        }  # fmt: skip
        return about | {"title": asked["title"], "description": asked["description"],
                        "version": dataset.version}  # fmt: skip

    def get_tiles(
        self,
        layer: str,
        tileset: str,
        z: str,
        y: str,
        x: str,
        format_: str,  # noqa: ARG002 - there is one
    ) -> bytes | None:
        """Return a tile; None where nothing lies in it.

        Raises
        ------
        ServiceError
            If a number is none, or there is no such tile.
        """
        scheme, (zoom, row, column) = scheme_named(tileset), _numbers(z, y, x)
        if zoom > MOST_ZOOM or not scheme.holds(zoom, row, column):
            raise NotFoundError(
                "There is no tile {zoom}/{row}/{column} of {scheme}: zooms go from 0 to {most}, "
                "and each has as many rows and columns as its tile matrix says.",
                zoom=zoom, row=row, column=column, scheme=scheme.id, most=MOST_ZOOM,
            )  # fmt: skip
        return _KEEPER.tile(layer, asked_now().day, scheme, (zoom, row, column)) or None


def scheme_named(name: str) -> Scheme:
    """Return the scheme of a name.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    if name not in SCHEMES:
        raise NotFoundError(
            "There is no tile matrix set {name}; there are {known}.",
            name=name[:80], known=", ".join(SCHEMES),
        )  # fmt: skip
    return SCHEMES[name]


def _numbers(*texts: str) -> list[int]:
    if not all(text.isascii() and text.isdigit() and len(text) < 10 for text in texts):  # noqa: PLR2004 - fits any zoom
        raise ServiceError("Zoom, row and column of a tile must be whole numbers.")
    return [int(text) for text in texts]


class _Keeper:
    """Frames ready to be cut, gone with the table that they come from; and the last tiles."""

    def __init__(self) -> None:
        self._frames: WeakKeyDictionary[Table, dict[str, gpd.GeoDataFrame]] = WeakKeyDictionary()
        self._tiles: OrderedDict[tuple[Any, ...], bytes] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def tile(self, layer: str, day: date, scheme: Scheme, at: Place) -> bytes:
        """Return a tile of a layer at a day, made or kept; ``at`` is zoom, row and column."""
        dataset = current_store().dataset()
        key = (dataset.version, layer, day, scheme.id, *at)
        with self._lock:
            if key in self._tiles:
                self._tiles.move_to_end(key)
                return self._tiles[key]
        go_on()
        frame = self._frame(table(dataset, layer, day), layer, scheme)
        part = cut(frame, scheme, at)
        if len(part) > _CROWDED:
            part = part[[*part.columns.intersection(_DRAWN), "geometry"]]
        made = encode(part, scheme, at, layer=layer)
        with self._lock:
            self._bytes += len(made) - len(self._tiles.pop(key, b""))
            self._tiles[key] = made
            while self._bytes > _MOST_KEPT_BYTES or len(self._tiles) > _MOST_KEPT:
                self._bytes -= len(self._tiles.popitem(last=False)[1])
        return made

    def _frame(self, held: Table, layer: str, scheme: Scheme) -> gpd.GeoDataFrame:
        with self._lock:
            frames = self._frames.setdefault(held, {})
            if scheme.crs not in frames:
                frames[scheme.crs] = _drawable(held, layer).to_crs(scheme.crs)
            return frames[scheme.crs]


def _drawable(held: Table, layer: str) -> gpd.GeoDataFrame:
    """Return the records that have a position, with one plain value in each cell."""
    columns: dict[str, pd.Series[Any]] = {}
    for name, field in properties_of(layer).items():
        values = held.columns[name].tolist()
        if field.kind == "list":
            values = [None if cell is None else ";".join(cell) for cell in values]
        dtype: Any = _DTYPES.get(field.kind, object)
        columns[name] = pd.Series(pd.array(values, dtype=dtype))
    frame = gpd.GeoDataFrame(pd.DataFrame(columns), geometry=held.geometry, crs=WGS84)
    return frame[frame.geometry.notna()]


_KEEPER = _Keeper()
