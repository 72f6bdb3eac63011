"""Run by the Python of QGIS: count ends of a network, and measure shortest ways with its own graph.

python3 qgis_network.py FILE.gpkg
"""

from __future__ import annotations

import json
import sys

from qgis.analysis import (
    QgsGraphAnalyzer,
    QgsGraphBuilder,
    QgsNetworkDistanceStrategy,
    QgsVectorLayerDirector,
)
from qgis.core import QgsApplication, QgsPointXY, QgsVectorLayer

TOLERANCE_M = 0.001
"""The grid of our networks; a place amid a street lies beside it by rounding."""


def read(path: str) -> dict[str, object]:
    streets = QgsVectorLayer(f"{path}|layername=streets", "streets", "ogr")
    links = QgsVectorLayer(f"{path}|layername=proposals", "proposals", "ogr")
    director = QgsVectorLayerDirector(streets, -1, "", "", "", QgsVectorLayerDirector.DirectionBoth)
    director.addStrategy(QgsNetworkDistanceStrategy())
    builder = QgsGraphBuilder(streets.crs(), topologyTolerance=TOLERANCE_M, ellipsoidID="NONE")
    ranked = [link for link in links.getFeatures() if link["rank"]]
    points: list[QgsPointXY] = []
    for link in ranked:
        line = link.geometry().asPolyline()
        points += [line[0], line[-1]]
    tied = director.makeGraph(builder, points)
    graph = builder.graph()
    ways = {}
    for place, link in enumerate(ranked):
        start = graph.findVertex(tied[2 * place])
        stop = graph.findVertex(tied[2 * place + 1])
        _, costs = QgsGraphAnalyzer.dijkstra(graph, start, 0)
        ways[link["id"]] = costs[stop]
    return {"ends": ends(streets), "ways": ways, "crs": streets.crs().authid()}


def ends(streets: QgsVectorLayer) -> int:
    """Count places where one line ends and no other begins."""
    met: dict[tuple[float, float], int] = {}
    for street in streets.getFeatures():
        line = street.geometry().asPolyline()
        for tip in (line[0], line[-1]):
            key = (round(tip.x(), 3), round(tip.y(), 3))
            met[key] = met.get(key, 0) + 1
    return sum(count == 1 for count in met.values())


if __name__ == "__main__":
    application = QgsApplication([], GUIenabled=False)
    application.initQgis()
    print(json.dumps(read(sys.argv[1])))  # noqa: T201 - the test reads it
    application.exitQgis()
