"""QML of a raster of classes: their names in the legend, in the colours that the file has."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from outlets.qgis.qml import HEAD, QGIS_VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.coverage import Change, Reach

_OPAQUE, _FAINT = "255", "90"
"""What is beyond every limit must not hide the map below."""


def classes_qml(kinds: Sequence[Reach | Change], *, faint: int) -> bytes:
    """Return the style of a raster of classes as a QML document.

    Parameters
    ----------
    kinds
        The classes.
    faint
        Code of the one that is beyond every limit.
    """
    root = Element("qgis", {"version": QGIS_VERSION, "styleCategories": "Symbology"})
    drawn = SubElement(SubElement(root, "pipe"), "rasterrenderer", {
        "type": "paletted", "band": "1", "opacity": "1", "alphaBand": "-1", "nodataColor": "",
    })  # fmt: skip
    palette = SubElement(drawn, "colorPalette")
    for kind in kinds:
        SubElement(palette, "paletteEntry", {
            "value": str(kind.code),
            "color": kind.colour,
            "alpha": _FAINT if kind.code == faint else _OPAQUE,
            "label": f"{kind.name.zh} {kind.name.en}",
        })  # fmt: skip
    text: bytes = tostring(root, encoding="utf-8")
    return HEAD + text
