"""Styles beside files that hold none: QGIS loads ``metro.qml`` by itself with ``metro.shp``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.exports.tables import KINDS
from geo.exports.writing import path_of
from outlets.fitting import ALIASES
from outlets.qgis.qml import qml
from outlets.qgis.sld import sld

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd

    from geo.exports import Table, Target
    from outlets.qgis.symbols import LineColours

STYLED = frozenset({"geojson", "geojsonl", "shp", "fgb", "parquet", "tab"})
"""Formats that QGIS opens a file at a time, and that have no place for a style."""


def add_styles(
    tables: Sequence[Table], folder: Path, target: Target, line_colours: LineColours
) -> list[Path]:
    """Write QML and SLD beside every file, for the commonest kind of shape in it.

    A GeoJSON layer of several kinds gets a style for each of the others too, to be loaded by hand:
    QGIS takes the file apart by kind, and looks for one style only.

    Parameters
    ----------
    tables
        What was written.
    folder
        Where.
    target
        Format, CRS and encoding.
    line_colours
        Colours that stations wear.

    Returns
    -------
    The files made; none for a format that carries its looks, or has none.
    """
    if target.format.id not in STYLED:
        return []
    made = []
    for table in tables:
        path = path_of(table, folder, stem="", target=target)
        layer = table.source or table.name
        # A Shapefile's fields have short names.
        names = {code: alias for code, alias in ALIASES.items() if alias in table.fields}
        for place, kind in enumerate(_kinds(table.frame)):
            stem = path.stem if place == 0 else f"{path.stem}_{kind}"
            looks = {
                ".qml": qml(layer, kind, line_colours=line_colours, names=names),
                ".sld": sld(layer, kind, names=names),
            }
            for suffix, text in looks.items():
                made.append(folder / f"{stem}{suffix}")
                made[-1].write_bytes(text)
    return made


def _kinds(frame: gpd.GeoDataFrame) -> list[str]:
    """Return the kinds of shape in a frame, the commonest first; points if there is none."""
    dimensions = shapely.get_dimensions(frame.geometry.to_numpy())
    found, counts = np.unique(dimensions[dimensions >= 0], return_counts=True)
    return [KINDS[int(found[place])] for place in np.argsort(-counts, kind="stable")] or ["point"]
