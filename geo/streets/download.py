"""Street networks downloaded from OpenStreetMap with osmnx, where there is internet.

Nothing else of this program asks a foreign server, and this only on an explicit wish: the command's
``--download``, or the page's if its operator allows it. osmnx asks Nominatim for the outline of a
place and Overpass for its streets; whose servers they are, ``ZHENGTU_NOMINATIM_URL`` and
``ZHENGTU_OVERPASS_URL`` say (OpenStreetMap's own otherwise). The streets are those that
:mod:`geo.streets.osm` takes from an extract.

Limits: ways that leave the area are cut after the first node outside it. While the server waits for
an answer it cannot be called off.
"""

from __future__ import annotations

import importlib.util
import math
import os
import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pyproj
import shapely

from geo.crs import WGS84
from geo.errors import NetworkError, Saying
from geo.exports.files import nothing_to_tell
from geo.reasons import quoted
from geo.streets.osm import GATES, NO_STREETS, PARKING, TAGS, TURNING
from geo.streets.reading import MARKS

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exports.files import Progress

CREDIT = "© OpenStreetMap contributors, ODbL 1.0"
"""Whose data they are: goes with everything that comes of them."""

MOST_KM2 = 10_000.0
"""Largest area that is asked for [km2]; a city with its counties."""

_WAIT_S = 180
"""How long an answer of a server is waited for [s]."""

_LOOK_S = 20
"""How long it may take to learn that a server is there [s]."""

_US = "Zhengtu (planning map, with OSMnx)"
_BUSY = {429, 504}
_TAIL_BYTES = 2_000
_BOX = 4
_SERVERS = {"nominatim_url": "ZHENGTU_NOMINATIM_URL", "overpass_url": "ZHENGTU_OVERPASS_URL"}
_APART = ("highway", "name", "bridge", "tunnel", "layer", "access", "service")
"""Tags in which two ways differ that are not to become one."""


def can_download() -> bool:
    """Tell whether osmnx is installed."""
    return importlib.util.find_spec("osmnx") is not None


def download(area: str, out: Path, *, progress: Progress = nothing_to_tell) -> str:
    """Download the streets of an area into a GeoPackage with layers ``streets`` and ``marks``.

    Parameters
    ----------
    area
        ``west,south,east,north`` in degrees, or the name of a place.
    out
        GeoPackage to make.
    progress
        Told what is being done; it may raise to call the work off.

    Returns
    -------
    Credit with the day of the download.

    Raises
    ------
    NetworkError
        If osmnx is not installed, no server can be reached, the place is not known, the area is
        too large or has no street.
    """
    ox = _osmnx()
    import requests  # noqa: PLC0415 - comes with osmnx, which is optional

    resolver = socket.getaddrinfo  # osmnx puts its own in its place
    try:
        progress("place", 0, 1)
        shape = _shape(ox, area)
        progress("download", 0, 1)
        # Without this look osmnx would wait a minute before it noticed that there is no internet.
        status = f"{ox.settings.overpass_url.rstrip('/')}/status"
        requests.get(status, timeout=_LOOK_S, headers={"User-Agent": _US})
        graph = ox.graph_from_polygon(
            shape, custom_filter=_filter(), simplify=False, retain_all=True, truncate_by_edge=True
        )
    except requests.RequestException as error:
        raise NetworkError(
            "{server} cannot be reached: is there internet here, perhaps through a proxy? "
            "({cause})",
            server=_server_of(error, ox),
            cause=_unreachable(error),
        ) from error
    except ValueError as error:  # osmnx's own errors are
        raise NetworkError("OpenStreetMap has no streets of “{area}” to give ({cause}).",
                           area=area, cause=quoted(str(error))) from error  # fmt: skip
    finally:
        socket.getaddrinfo = resolver
    progress("graph", 0, 1)
    _write(ox, graph, out)
    return f"{CREDIT}, {datetime.now(UTC):%Y-%m-%d}"


def _osmnx() -> Any:  # noqa: ANN401 - a module
    """Return osmnx, set up to ask no one but the two servers, and to keep nothing on disk."""
    if not can_download():
        raise NetworkError(
            "Downloading needs osmnx, which is not installed: pip install 'zhengtu[osm]'."
        )
    import osmnx  # noqa: PLC0415 - optional, and slow to import

    osmnx.settings.use_cache = False
    osmnx.settings.requests_timeout = _WAIT_S
    osmnx.settings.doh_url_template = None  # asks a foreign resolver otherwise
    osmnx.settings.http_user_agent = _US
    osmnx.settings.requests_kwargs = {"hooks": {"response": _require_whole}}
    osmnx.settings.useful_tags_way = [*TAGS, "area", "oneway"]
    osmnx.settings.useful_tags_node = ["highway", "barrier", "noexit"]
    for option, variable in _SERVERS.items():
        if address := os.environ.get(variable):
            setattr(osmnx.settings, option, address)
    return osmnx


def _require_whole(response: Any, **_: object) -> None:  # noqa: ANN401 - of requests, optional
    """Refuse an answer that is not the whole one.

    Raises
    ------
    NetworkError
        If the server is busy (osmnx would ask for ever), or gave up on the way and says so in a
        remark at the end (osmnx would take the part for the whole).
    """
    server = str(response.url).split("?")[0]
    if response.status_code in _BUSY:
        raise NetworkError("{server} is busy; try again in a few minutes.", server=server)
    if b'"remark"' in response.content[-_TAIL_BYTES:]:
        raise NetworkError(
            "{server} gave up before everything was told; take a smaller area. ({cause})",
            server=server,
            cause=quoted(str(response.json().get("remark"))),
        )


def _filter() -> str:
    """Ask Overpass for the ways that are streets in an extract, too."""
    ways, services = "|".join(sorted(NO_STREETS)), "|".join(sorted(PARKING))
    return f'["highway"]["highway"!~"^({ways})$"]["area"!~"yes"]["service"!~"^({services})$"]'


def _server_of(error: Exception, ox: Any) -> str:  # noqa: ANN401 - osmnx
    asked = getattr(getattr(error, "request", None), "url", None)
    return str(asked or ox.settings.overpass_url).split("?")[0]


def _unreachable(error: Exception) -> Saying:
    """Say why no answer came; what is no common reason is quoted."""
    import requests  # noqa: PLC0415 - comes with osmnx, which is optional

    match error:
        case requests.exceptions.ProxyError():
            return Saying("the proxy lets nothing through")
        case requests.exceptions.SSLError():
            return Saying("its certificate is not trusted here")
        case requests.exceptions.Timeout():
            return Saying("no answer came in time")
        case requests.exceptions.ConnectionError():
            return Saying("no connection came about")
    return quoted(type(error).__name__)


def _shape(ox: Any, area: str) -> shapely.Polygon | shapely.MultiPolygon:  # noqa: ANN401 - osmnx
    """Return the outline of a place, or a box."""
    parts = area.split(",")
    if all(_is_number(part) for part in parts):
        west, south, east, north = map(float, parts) if len(parts) == _BOX else (math.nan,) * _BOX
        if not (-180 <= west < east <= 180 and -90 < south < north < 90):  # noqa: PLR2004 - degrees
            raise NetworkError(
                "{area} is no area: give west,south,east,north in degrees.", area=area
            )
        shape: Any = shapely.box(west, south, east, north)
    else:
        if not area.strip():
            raise NetworkError("Name a place, or give west,south,east,north in degrees.")
        try:
            shape = ox.geocode_to_gdf(area).union_all()
        except TypeError as error:  # what osmnx raises if the place has no outline
            raise NetworkError(
                "OpenStreetMap has no outline of “{area}”; give west,south,east,north in degrees.",
                area=area,
            ) from error
    square_km = abs(pyproj.Geod(ellps="WGS84").geometry_area_perimeter(shape)[0]) / 1e6
    if square_km > MOST_KM2:
        raise NetworkError(
            "The area has {area} km²; at most {most} are downloaded. Take a part of it.",
            area=round(square_km),
            most=round(MOST_KM2),
        )
    return shape


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _write(ox: Any, graph: Any, out: Path) -> None:  # noqa: ANN401 - osmnx and its graph
    """Write each street once, from junction to junction, and what stands at nodes."""
    whole = ox.simplify_graph(graph, edge_attrs_differ=list(_APART))
    nodes, edges = ox.graph_to_gdfs(ox.convert.to_undirected(whole))
    edges = edges.reset_index(drop=True)
    streets = {
        tag: edges[tag].map(_text) if tag in edges else pd.Series("", index=edges.index)
        for tag in TAGS
    }
    frame = gpd.GeoDataFrame(streets, geometry=edges.geometry, crs=edges.crs).to_crs(WGS84)
    pyogrio.write_dataframe(frame, out, layer="streets", driver="GPKG")
    tags = pd.DataFrame(nodes.drop(columns="geometry")).reindex(
        columns=["highway", "barrier", "noexit"]
    )
    mark = pd.Series("", index=nodes.index)
    mark[tags["noexit"] == "yes"] = "noexit"
    mark[tags["barrier"].isin(GATES)] = "gate"
    mark[tags["highway"].isin(TURNING)] = "turning"
    marked = gpd.GeoDataFrame({"mark": mark}, geometry=nodes.geometry, crs=nodes.crs)
    marked = marked[mark != ""].reset_index(drop=True)
    pyogrio.write_dataframe(
        marked.to_crs(WGS84), out, layer=MARKS, driver="GPKG", geometry_type="Point", append=True
    )


def _text(value: Any) -> str:  # noqa: ANN401 - a tag, a list of tags, or nothing
    """Return a tag; of a list (streets that became one) the first."""
    first = value[0] if isinstance(value, list) else value
    return "" if first is None or first != first else str(first)  # noqa: PLR0124 - NaN
