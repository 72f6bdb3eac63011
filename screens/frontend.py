"""The front-end files that the app serves: the map's and those of the page around it.

Addresses are relative to streamlit-folium's frame, so that they hold under any base path and
behind any reverse proxy.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import ZhengtuError
from outlets.parts import frontend as parts
from outlets.webmap.frontend import bundle, map_bundle
from outlets.webmap.payload import current_payload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from outlets.blobs import Blob
    from outlets.webmap.payload import Payload

ASSETS = Path(__file__).parent / "assets"
SCRIPTS = (
    *parts.SCRIPTS,
    ASSETS / "outbox.js",
    ASSETS / "plan.js",
    ASSETS / "asking.js",
    ASSETS / "downloads.js",
    ASSETS / "printing.js",
    ASSETS / "sharing.js",
    ASSETS / "bar.js",
    ASSETS / "presenting.js",
    ASSETS / "desk.js",
    ASSETS / "analyses.js",
    ASSETS / "runs.js",
    ASSETS / "rasters.js",
    ASSETS / "coverage.js",
    ASSETS / "scoreboard.js",
    ASSETS / "conflicts.js",
    ASSETS / "streets.js",
    ASSETS / "street_form.js",
)
"""The parts of the page (see :mod:`screens.parts`)."""
STYLES = (
    *parts.STYLES,
    ASSETS / "page.css",
    ASSETS / "time.css",
    ASSETS / "comparing.css",
    ASSETS / "sharing.css",
    ASSETS / "presenting.css",
    ASSETS / "desk.css",
    ASSETS / "analyses.css",
    ASSETS / "runs.css",
    ASSETS / "scoreboard.css",
    ASSETS / "conflicts.css",
    ASSETS / "streets.css",
    ASSETS / "downloads.css",
    ASSETS / "printing.css",
)
FROM_FRAME = "../../"
"""From ``{base}/component/streamlit_folium.st_folium/`` back to ``{base}/``."""


@cache
def page_bundle() -> dict[str, Blob]:
    """Script and style sheet of the page's parts, by public name.

    Raises
    ------
    MissingAssetError
        If a file is missing.
    """
    return bundle("page", scripts=SCRIPTS, styles=STYLES)


def map_files(payload: Callable[[], Payload] = current_payload) -> dict[str, Blob]:
    """Script of the map, by public name.

    Where the layers cannot be had, the map's script comes without their index: it then asks for it,
    and says what the answer says is wrong.

    Parameters
    ----------
    payload
        Returns the layers that the map shows.

    Raises
    ------
    MissingAssetError
        If a file is missing.
    """
    try:
        index = payload().index
    except ZhengtuError:
        index = None
    return map_bundle(index)


def bundles(payload: Callable[[], Payload] = current_payload) -> dict[str, Blob]:
    """Every front-end file by its public name, which carries the content's hash.

    Parameters
    ----------
    payload
        Returns the layers that the map shows.

    Raises
    ------
    MissingAssetError
        If a file is missing.
    """
    return map_files(payload) | page_bundle()


def named(files: Iterable[str], suffix: str) -> str:
    """Return the public name with a suffix, such as ``.js``."""
    return next(name for name in files if name.endswith(suffix))


def script_url(payload: Callable[[], Payload] = current_payload) -> str:
    """Address of the map's script, relative to the map's frame."""
    return f"{FROM_FRAME}assets/{named(map_files(payload), '.js')}"
