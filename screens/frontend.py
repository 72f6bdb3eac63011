"""The front-end files that the app serves: the map's and those of the page around it.

Addresses are relative to streamlit-folium's frame, so that they hold under any base path and
behind any reverse proxy.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from outlets.parts import frontend as parts
from outlets.webmap.frontend import bundle, map_bundle

if TYPE_CHECKING:
    from outlets.webmap.payload import Blob

ASSETS = Path(__file__).parent / "assets"
SCRIPTS = (
    *parts.SCRIPTS,
    ASSETS / "downloads.js",
    ASSETS / "sharing.js",
    ASSETS / "bar.js",
    ASSETS / "presenting.js",
    ASSETS / "desk.js",
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
    ASSETS / "downloads.css",
)
FROM_FRAME = "../../"
"""From ``{base}/component/streamlit_folium.st_folium/`` back to ``{base}/``."""


@cache
def bundles() -> dict[str, Blob]:
    """Every front-end file by its public name, which carries the content's hash.

    Raises
    ------
    MissingAssetError
        If a file is missing.
    """
    return map_bundle() | bundle("page", scripts=SCRIPTS, styles=STYLES)


def asset_name(part: str, suffix: str) -> str:
    """Public name of a bundle: ``asset_name("map", ".js")``.

    Raises
    ------
    MissingAssetError
        If a file is missing.
    """
    return next(n for n in bundles() if n.startswith(f"{part}.") and n.endswith(suffix))


def script_url() -> str:
    """Address of the map's script, relative to the map's frame."""
    return f"{FROM_FRAME}assets/{asset_name('map', '.js')}"


def style_url() -> str:
    """Address of the map's style sheet, relative to the map's frame."""
    return f"{FROM_FRAME}assets/{asset_name('map', '.css')}"
