"""Run by QGIS's own Python: draw a layer's vector tiles and its features, compare, as JSON."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsLineSymbol,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
    QgsVectorTileBasicRenderer,
    QgsVectorTileBasicRendererStyle,
    QgsVectorTileLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QColor

SIDE = 400


def line(width: float) -> Any:
    return QgsLineSymbol.createSimple(
        {"color": "0,0,0", "width": str(width), "width_unit": "Pixel", "capstyle": "round"}
    )


def features(address: str, name: str, width: float) -> Any:
    made = QgsVectorLayer(f"url='{address}' typename='{name}'", name, "OAPIF")
    made.setRenderer(QgsSingleSymbolRenderer(line(width)))
    return made


def tiles(address: str, name: str, width: float) -> Any:
    url = f"{address}/collections/{name}/tiles/WebMercatorQuad/%7Bz%7D/%7By%7D/%7Bx%7D"
    made = QgsVectorTileLayer(f"type=xyz&url={url}&zmin=0&zmax=16", name)
    style = QgsVectorTileBasicRendererStyle("lines", name, QgsWkbTypes.LineGeometry)
    style.setSymbol(line(width))
    renderer = QgsVectorTileBasicRenderer()
    renderer.setStyles([style])
    made.setRenderer(renderer)
    return made


def drawn(layer: Any) -> set[tuple[int, int]]:
    """Draw a layer over the middle of the city; return its pixels."""
    mercator = QgsCoordinateReferenceSystem("EPSG:3857")
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    there = QgsCoordinateTransform(degrees, mercator, QgsProject.instance())
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(mercator)
    settings.setExtent(there.transform(QgsRectangle(113.5, 34.6, 113.8, 34.9)))
    settings.setOutputSize(QSize(SIDE, SIDE))
    settings.setBackgroundColor(QColor(Qt.white))
    settings.setFlag(QgsMapSettings.Antialiasing, False)  # noqa: FBT003 - QGIS's own signature
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    return {
        (x, y) for x in range(SIDE) for y in range(SIDE)
        if image.pixelColor(x, y).lightness() < 128
    }  # fmt: skip


address, layer_name = sys.argv[1:]
app = QgsApplication([], False)  # noqa: FBT003 - no windows
app.initQgis()
thin_tiles, thin = drawn(tiles(address, layer_name, 1.5)), drawn(features(address, layer_name, 1.5))
wide_tiles, wide = drawn(tiles(address, layer_name, 6)), drawn(features(address, layer_name, 6))
found = {
    "pixels": len(thin),
    "tiles_off_features": len(thin_tiles - wide),
    "features_off_tiles": len(thin - wide_tiles),
}
sys.stdout.write("\n" + json.dumps(found))
sys.stdout.flush()
os._exit(0)  # QGIS 3.22 falls over its own layers on the way out
