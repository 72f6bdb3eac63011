"""Run by QGIS's own Python: read every layer of a service by the OAPIF provider, as JSON."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from qgis.core import QgsApplication, QgsFeatureRequest, QgsRectangle, QgsVectorLayer


def text(value: Any) -> str | None:
    """Write what QGIS made of a date as we have it."""
    if value is None or (hasattr(value, "isNull") and value.isNull()):
        return None
    return value.toString("yyyy-MM-dd") if hasattr(value, "toString") else str(value)


address, *layers = sys.argv[1:]
app = QgsApplication([], False)  # noqa: FBT003 - no windows
app.initQgis()
box = QgsFeatureRequest().setFilterRect(QgsRectangle(113.6, 34.7, 113.8, 34.9))
found = {}
for name in layers:
    # Pages of seven, so that every layer needs several.
    layer = QgsVectorLayer(f"url='{address}' typename='{name}' pageSize='7'", name, "OAPIF")
    features = list(layer.getFeatures())
    found[name] = {
        "valid": layer.isValid(),
        "crs": layer.crs().authid(),
        "located": {f["id"]: not f.geometry().isNull() for f in features},
        "names": {f["id"]: f["name_zh"] for f in features},
        "in_box": sorted(f["id"] for f in layer.getFeatures(box)),
        "known": {f["id"]: text(f["last_known"]) for f in features}
        if layer.fields().indexOf("last_known") >= 0
        else {},
    }
sys.stdout.write("\n" + json.dumps(found))
sys.stdout.flush()
os._exit(0)  # QGIS 3.22 falls over its own layers on the way out
