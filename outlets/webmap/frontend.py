"""The map's front end: one script, under its content's hash, that brings the style as well.

The browser gets one request, however many readable files it is written in. A style sheet of its own
would come later: the map would be laid out without it first, in another size.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import ReadingError
from outlets.blobs import Blob

if TYPE_CHECKING:
    from collections.abc import Iterable

ASSETS = Path(__file__).parent / "assets"
LATE = "vendor/fflate.min.js"
"""Stands in ``window.zhengtuMakeFflate``, which ``wire.js`` calls when a message first needs it: it
makes tables, and the first map would wait for them."""
WIRE = ("wire.js", LATE)
"""What brings layers and messages; it asks for them while the other scripts are being read."""
DRESS = "style.js"
"""Runs first: it puts the style sheets on that come with the script."""
SCRIPTS = (
    "words.js",
    *WIRE,
    "vendor/leaflet.js",
    "vendor/geographiclib-geodesic.min.js",
    "datum.js",
    "features.js",
    "symbols.js",
    "stamps.js",
    "marks.js",
    "draw.js",
    "ground.js",
    "labels.js",
    "pointing.js",
    "legend.js",
    "course.js",
    "measure.js",
    "sketch.js",
    "controls.js",
    "basemaps.js",
    "view.js",
    "compare.js",
    "rasters.js",
    "overlay.js",
    "shapes.js",
    "furniture.js",
    "map.js",
    "face.js",
)
"""In the order in which they run: each stands on those before it."""
STYLES = ("vendor/leaflet.css", "map.css", "compare.css")


class MissingAssetError(ReadingError):
    """A front-end file is not on disk; the message says how to bring it."""


@lru_cache(maxsize=2)
def map_bundle(index: Blob | None = None) -> dict[str, Blob]:
    """Join the map's scripts, with its style sheets in them.

    Parameters
    ----------
    index
        Index of the layers; the script begins with it, so that it asks for them at once. None: the
        script asks for the index first.

    Returns
    -------
    Public name (``map.<hash>.js``) to content.

    Raises
    ------
    MissingAssetError
        If a file is missing.
    """
    style = joined((ASSETS / name for name in STYLES), between=b"\n").decode()
    given = [b"window.zhengtuStyle = " + json.dumps(style).encode()]
    if index is not None:
        given.append(b"window.zhengtuIndex = " + index.body)
    scripts = (map_script(name) for name in (DRESS, *SCRIPTS))
    script = Blob(b"\n;\n".join([*given, *scripts]), "text/javascript")
    return {f"map.{script.digest}.js": script}


def map_script(name: str) -> bytes:
    """Return one of the map's scripts as it stands in the bundle.

    Raises
    ------
    MissingAssetError
        If the file is missing.
    """
    script = _read(ASSETS / name)
    return b"window.zhengtuMakeFflate = () => {\n%s\n};" % script if name == LATE else script


def bundle(part: str, *, scripts: Iterable[Path], styles: Iterable[Path]) -> dict[str, Blob]:
    """Join files into one script and one style sheet, named after their content.

    Parameters
    ----------
    part
        First word of the public names.
    scripts, styles
        Files, in the order in which the browser reads them.

    Returns
    -------
    Public name to content.

    Raises
    ------
    MissingAssetError
        If a file is missing.
    """
    script = Blob(joined(scripts, between=b"\n;\n"), "text/javascript")
    style = Blob(joined(styles, between=b"\n"), "text/css")
    return {f"{part}.{script.digest}.js": script, f"{part}.{style.digest}.css": style}


def joined(paths: Iterable[Path], *, between: bytes) -> bytes:
    """Join files, each without its link to a source map.

    Raises
    ------
    MissingAssetError
        If a file is missing.
    """
    return between.join(_read(path) for path in paths)


def _read(path: Path) -> bytes:
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
