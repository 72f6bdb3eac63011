"""The map's front-end files: one script and one style sheet, each under its content's hash.

The browser gets one request for code and one for style, however many readable files they are
written in.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import ReadingError
from outlets.blobs import Blob

if TYPE_CHECKING:
    from collections.abc import Iterable

ASSETS = Path(__file__).parent / "assets"
WIRE = ("wire.js", "vendor/fflate.min.js")
"""What brings layers and messages; it asks for them while the other scripts are being read."""
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
    """Join the map's scripts and style sheets.

    Parameters
    ----------
    index
        Index of the layers; the script begins with it, so that it asks for them at once. None: the
        script asks for the index first.

    Returns
    -------
    Public name (``map.<hash>.js``, ``map.<hash>.css``) to content.

    Raises
    ------
    MissingAssetError
        If a file is missing.
    """
    scripts, styles = ([ASSETS / name for name in names] for names in (SCRIPTS, STYLES))
    given = b"" if index is None else b"window.zhengtuIndex = " + index.body + b";\n"
    return bundle("map", scripts=scripts, styles=styles, given=given)


def bundle(
    part: str, *, scripts: Iterable[Path], styles: Iterable[Path], given: bytes = b""
) -> dict[str, Blob]:
    """Join files into one script and one style sheet, named after their content.

    Parameters
    ----------
    part
        First word of the public names.
    scripts, styles
        Files, in the order in which the browser reads them.
    given
        Script before all others.

    Returns
    -------
    Public name to content.

    Raises
    ------
    MissingAssetError
        If a file is missing.
    """
    script = Blob(given + joined(scripts, between=b"\n;\n"), "text/javascript")
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
