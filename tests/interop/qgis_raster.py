"""Run by the Python of QGIS: what it makes of rasters.

python3 qgis_raster.py X,Y FILE.tif …
"""

from __future__ import annotations

import json
import sys

from qgis.core import QgsApplication, QgsPointXY, QgsRasterLayer


def read(path: str, spot: QgsPointXY) -> dict[str, object]:
    layer = QgsRasterLayer(path, "raster")
    provider = layer.dataProvider()
    value, known = provider.sample(spot, 1)
    return {
        "valid": layer.isValid(),
        "crs": layer.crs().authid(),
        "renderer": layer.renderer().type(),
        "colours": [entry.color.name() for entry in provider.colorTable(1)][:6],
        "labels": [one.label for one in layer.renderer().classes()]
        if layer.renderer().type() == "paletted"
        else [],
        "nodata": provider.sourceNoDataValue(1),
        "size": [layer.width(), layer.height()],
        "value": value if known else None,
        "pyramids": sum(one.getExists() for one in provider.buildPyramidList()),
    }


def main() -> None:
    QgsApplication.setPrefixPath("/usr", True)  # noqa: FBT003 - QGIS's own signature
    application = QgsApplication([], False)  # noqa: FBT003 - QGIS's own signature
    application.initQgis()
    x, y = map(float, sys.argv[1].split(","))
    said = [read(path, QgsPointXY(x, y)) for path in sys.argv[2:]]
    sys.stdout.write(json.dumps(said) + "\n")
    application.exitQgis()


main()
