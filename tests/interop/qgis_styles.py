"""Run by the Python of QGIS: open files as a reader does, say how each looks by itself, as JSON.

python3 qgis_styles.py FILE…
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize

SIDE = 700


def colours(layer: Any) -> dict[str, int]:
    """Draw a layer over the city without smoothing; count its pixels by colour."""
    layer.setLabelsEnabled(False)
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    settings.setExtent(QgsRectangle(113.5, 34.65, 113.8, 34.85))
    settings.setOutputSize(QSize(SIDE, SIDE))
    settings.setFlag(QgsMapSettings.Antialiasing, False)  # noqa: FBT003 - QGIS's own signature
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    pixels = Counter(image.pixelColor(x, y).name() for x in range(SIDE) for y in range(SIDE))
    return dict(pixels.most_common(60))


app = QgsApplication([], False)  # noqa: FBT003 - no windows
app.initQgis()
found = {}
for path in sys.argv[1:]:
    opened = QgsVectorLayer(path, "opened", "ogr")
    found[os.path.basename(path)] = {  # noqa: PTH119 - may carry GDAL's options
        "valid": opened.isValid(),
        "renderer": opened.renderer().type(),
        "labels": opened.labelsEnabled(),
        "aliases": [field.alias() for field in opened.fields()],
        "colours": colours(opened),
    }
sys.stdout.write("\n" + json.dumps(found))
sys.stdout.flush()
os._exit(0)  # QGIS 3.22 falls over its own layers on the way out
