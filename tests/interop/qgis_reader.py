"""Run by the Python of QGIS: open the project inside a GeoPackage, say what is in it, draw it.

python3 qgis_reader.py FILE.gpkg PROJECT PICTURE.png
"""

from __future__ import annotations

import json
import sys
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize


def read(path: str, name: str, picture: str) -> dict[str, object]:
    project = QgsProject.instance()
    if not project.read(f"geopackage:{path}?projectName={name}"):
        return {"read": False}
    tree = project.layerTreeRoot()
    layers = [layer_facts(node) for node in tree.findLayers()]
    draw(project, tree.layerOrder(), picture)
    return {
        "read": True,
        "title": project.title(),
        "crs": project.crs().authid(),
        "groups": [group.name() for group in tree.findGroups()],
        "layers": layers,
    }


def layer_facts(node: Any) -> dict[str, object]:
    layer = node.layer()
    renderer = layer.renderer()
    categories = renderer.categories() if renderer.type() == "categorizedSymbol" else []
    fields = layer.fields()
    plain = QgsVectorLayer(layer.source(), "plain", "ogr")
    plain.loadDefaultStyle()
    return {
        "group": node.parent().name(),
        "title": node.name(),
        "table": layer.source().split("layername=")[1],
        "valid": layer.isValid(),
        "crs": layer.crs().authid(),
        "count": layer.featureCount(),
        "labels": layer.labelsEnabled(),
        "attribute": renderer.classAttribute() if categories else None,
        "categories": [[each.value(), each.label()] for each in categories],
        "strokes": {str(each.value()): strokes(each.symbol()) for each in categories},
        "aliases": {field.name(): field.alias() for field in fields},
        "default_style": plain.renderer().type(),
    }


def strokes(symbol: Any) -> list[dict[str, object]]:
    found = []
    for layer in symbol.symbolLayers():
        facts = {"class": layer.layerType(), "colour": layer.color().name()}
        if layer.layerType() == "SimpleLine":
            facts["dash"] = layer.customDashVector() if layer.useCustomDashPattern() else []
        found.append(facts)
    return found


def draw(project: Any, layers: Any, picture: str) -> None:
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(project.crs())
    settings.setBackgroundColor(project.backgroundColor())
    settings.setOutputSize(QSize(1400, 1000))
    settings.setOutputDpi(96)
    settings.setExtent(QgsRectangle(440_000, 3_825_000, 500_000, 3_868_000))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(picture)


if __name__ == "__main__":
    application = QgsApplication([], GUIenabled=False)
    application.initQgis()
    said = read(*sys.argv[1:4])
    QgsProject.instance().clear()
    application.exitQgis()
    sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
