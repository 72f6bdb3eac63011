"""The front-end files: a script and a style sheet for map and page, each under its content's hash.

The browser gets one request for code and one for style, however many readable files they are
written in. Addresses are relative to streamlit-folium's frame, so that they hold under any base
path and behind any reverse proxy.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from geo.errors import ReadingError
from screens.payload import Blob

ASSETS = Path(__file__).parent / "assets"
SCRIPTS = (
    "vendor/leaflet.js",
    "vendor/geographiclib-geodesic.min.js",
    "words.js",
    "datum.js",
    "wire.js",
    "features.js",
    "symbols.js",
    "marks.js",
    "draw.js",
    "ground.js",
    "labels.js",
    "pointing.js",
    "legend.js",
    "measure.js",
    "controls.js",
    "basemaps.js",
    "view.js",
    "map.js",
)
"""In the order in which they run: each stands on those before it."""
STYLES = ("vendor/leaflet.css", "map.css")
PAGE_SCRIPTS = (
    "page/dom.js",
    "page/bar.js",
    "page/filters.js",
    "page/table.js",
    "page/card.js",
    "page/promise.js",
    "page/charts.js",
)
"""The page's own parts (see :mod:`screens.parts`)."""
PAGE_STYLES = ("page/page.css",)
FROM_FRAME = "../../"
"""From ``{base}/component/streamlit_folium.st_folium/`` back to ``{base}/``."""


class MissingAssetError(ReadingError):
    """A front-end file is not on disk; the message says how to bring it."""


@cache
def bundles() -> dict[str, Blob]:
    """Join the scripts and the style sheets.

    Returns
    -------
    Public name (with the content's hash) to content: script and style sheet of the map's frame
    (``map.*``) and of the page around it (``page.*``).

    Raises
    ------
    MissingAssetError
        If a file is missing.
    """
    made: dict[str, Blob] = {}
    for part, scripts, styles in (
        ("map", SCRIPTS, STYLES),
        ("page", PAGE_SCRIPTS, PAGE_STYLES),
    ):
        script = Blob(_joined(scripts, between=b"\n;\n"), "text/javascript")
        style = Blob(_joined(styles, between=b"\n"), "text/css")
        made |= {f"{part}.{script.digest}.js": script, f"{part}.{style.digest}.css": style}
    return made


def asset_name(part: str, suffix: str) -> str:
    """Public name of a bundle: ``asset_name("map", ".js")``.

    Raises
    ------
    MissingAssetError
        If a file is missing.
    """
    return next(n for n in bundles() if n.startswith(f"{part}.") and n.endswith(suffix))


def script_url() -> str:
    """Address of the script, relative to the map's frame."""
    return f"{FROM_FRAME}assets/{asset_name('map', '.js')}"


def style_url() -> str:
    """Address of the style sheet, relative to the map's frame."""
    return f"{FROM_FRAME}assets/{asset_name('map', '.css')}"


def _joined(names: tuple[str, ...], *, between: bytes) -> bytes:
    return between.join(_read(name) for name in names)


def _read(name: str) -> bytes:
    path = ASSETS / name
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise MissingAssetError(
            "The map's front-end file {file} is missing. Files in vendor/ come at install: "
            "run `pip install -e .` in the project's folder again.",
            file=path.name,
        ) from None
    # Source maps are not served: without this line the browser's tools would ask for them.
    return b"\n".join(line for line in data.split(b"\n") if b"sourceMappingURL=" not in line)
