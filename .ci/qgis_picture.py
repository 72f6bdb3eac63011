"""Take the README's picture of QGIS with a GeoPackage of ours open; run by QGIS itself.

    zhengtu export --format gpkg --crs EPSG:4547 --candidates --out zhengtu.gpkg
    xvfb-run -s "-screen 0 1440x900x24" qgis --nologo --lang zh-Hans --code .ci/qgis_picture.py

Reads ``zhengtu.gpkg`` and writes ``qgis.png`` in the working folder.
"""

import os
from pathlib import Path

from qgis.core import QgsProject, QgsRectangle
from qgis.PyQt.QtCore import QTimer
from qgis.utils import iface

CITY = QgsRectangle(448_000, 3_835_000, 492_000, 3_860_000)
"""What to show, in EPSG:4547 [m]."""


def show() -> None:
    """Zoom to the city and unfold the legend; draw before the picture is taken."""
    iface.mapCanvas().setExtent(CITY)
    iface.mapCanvas().refresh()
    iface.layerTreeView().expandAll()
    QTimer.singleShot(9_000, save)


def save() -> None:
    """Save the window and leave without questions about unsaved work."""
    iface.mainWindow().grab().save("qgis.png")
    os._exit(0)


path = Path("zhengtu.gpkg").resolve()
QgsProject.instance().read(f"geopackage:{path}?projectName=郑图")
iface.mainWindow().resize(1440, 900)
QTimer.singleShot(4_000, show)
