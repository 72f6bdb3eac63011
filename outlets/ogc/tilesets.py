"""Documents about tiles: tile matrix sets, and what a layer's tiles in one of them are.

Made here and not by pygeoapi, whose table of tile matrix sets has rounded cells and a wrong title,
and whose model of a tile set holds one limit where the standard wants a list.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pyproj import Transformer

from outlets.export import ATTRIBUTION, DATA_LICENCE
from outlets.ogc.reference_systems import CRS84

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.tiles import Bounds, Scheme

MVT = "application/vnd.mapbox-vector-tile"

_PIXELS = 256
_PIXEL_M = 0.00028
"""Size of the standard's rendering pixel [m]."""

_RADIUS_M = 6_378_137.0
_REL = "http://www.opengis.net/def/rel/ogc/1.0/"
_SETS = "http://www.opengis.net/def/tilematrixset/OGC/1.0/"
_TITLES = {
    "WebMercatorQuad": "Google Maps Compatible for the World",
    "WorldCRS84Quad": "CRS84 for the World",
}
_SCALES = {"WebMercatorQuad": "GoogleMapsCompatible", "WorldCRS84Quad": "GoogleCRS84Quad"}
_AXES = {"WebMercatorQuad": ["E", "N"], "WorldCRS84Quad": ["Lon", "Lat"]}


def uri_of(scheme: Scheme) -> str:
    """Return the name of a scheme in the OGC's registry."""
    return f"{_SETS}{scheme.id}"


def crs_of(scheme: Scheme) -> str:
    """Return the URI of a scheme's system, longitude or easting first."""
    number = scheme.crs.removeprefix("EPSG:")
    return CRS84 if number == "4326" else f"http://www.opengis.net/def/crs/EPSG/0/{number}"


def matrix_set(scheme: Scheme, *, most_zoom: int) -> dict[str, Any]:
    """Describe a scheme down to a zoom (Two Dimensional Tile Matrix Set 2.0)."""
    return {
        "id": scheme.id,
        "title": _TITLES[scheme.id],
        "uri": uri_of(scheme),
        "crs": crs_of(scheme),
        "orderedAxes": _AXES[scheme.id],
        "wellKnownScaleSet": f"http://www.opengis.net/def/wkss/OGC/1.0/{_SCALES[scheme.id]}",
        "tileMatrices": [_matrix(scheme, zoom) for zoom in range(most_zoom + 1)],
    }


def _matrix(scheme: Scheme, zoom: int) -> dict[str, Any]:
    cell = scheme.side(zoom) / _PIXELS
    metres = math.radians(_RADIUS_M) if crs_of(scheme) == CRS84 else 1.0
    return {
        "id": str(zoom),
        "scaleDenominator": cell * metres / _PIXEL_M,
        "cellSize": cell,
        "cornerOfOrigin": "topLeft",
        "pointOfOrigin": [scheme.left, scheme.top],
        "matrixWidth": scheme.columns << zoom,
        "matrixHeight": scheme.rows << zoom,
        "tileWidth": _PIXELS,
        "tileHeight": _PIXELS,
    }


def matrix_sets(schemes: Iterable[Scheme], *, base: str) -> dict[str, Any]:
    """List the schemes, each with a link to its description."""
    return {
        "tileMatrixSets": [
            {
                "id": scheme.id,
                "title": _TITLES[scheme.id],
                "uri": uri_of(scheme),
                "crs": crs_of(scheme),
                "links": [_link("self", f"{base}/tileMatrixSets/{scheme.id}", scheme.id)],
            }
            for scheme in schemes
        ]
    }


def tileset(
    scheme: Scheme, *, layer: str, base: str, bounds: Bounds, most_zoom: int
) -> dict[str, Any]:
    """Describe a layer's tiles in a scheme (OGC API - Tiles, tile set metadata).

    Parameters
    ----------
    scheme
        The pyramid of tiles.
    layer
        Layer id.
    base
        Address of the service.
    bounds
        West, south, east and north of the layer [degree].
    most_zoom
        Deepest zoom.
    """
    address = f"{base}/collections/{layer}/tiles/{scheme.id}"
    corners = Transformer.from_crs("OGC:CRS84", scheme.crs, always_xy=True).transform_bounds(
        *bounds
    )
    tiles = "{tileMatrix}/{tileRow}/{tileCol}"
    return {
        "title": layer,
        "attribution": ATTRIBUTION,
        "license": DATA_LICENCE,
        "dataType": "vector",
        "mediaTypes": [MVT],
        "tileMatrixSetURI": uri_of(scheme),
        "crs": crs_of(scheme),
        "tileMatrixSetLimits": [
            _limits(scheme, corners, zoom) for zoom in range(most_zoom + 1)
        ],
        "boundingBox": {
            "lowerLeft": list(bounds[:2]), "upperRight": list(bounds[2:]), "crs": CRS84,
        },
        "layers": [
            {
                "id": layer,
                "dataType": "vector",
                "minTileMatrix": "0",
                "maxTileMatrix": str(most_zoom),
            }
        ],
        "links": [
            _link("self", f"{address}?f=json", scheme.id),
            _link("alternate", f"{address}?f=html", scheme.id, kind="text/html"),
            _link(f"{_REL}tiling-scheme", f"{base}/tileMatrixSets/{scheme.id}", scheme.id),
            _link("item", f"{address}/{tiles}", layer, kind=MVT) | {"templated": True},
        ],
    }  # fmt: skip


def _limits(scheme: Scheme, bounds: Bounds, zoom: int) -> dict[str, Any]:
    names = ("minTileRow", "maxTileRow", "minTileCol", "maxTileCol")
    return {"tileMatrix": str(zoom)} | dict(zip(names, scheme.limits(bounds, zoom), strict=True))


def _link(rel: str, href: str, title: str, *, kind: str = "application/json") -> dict[str, Any]:
    return {"rel": rel, "type": kind, "title": title, "href": href}
