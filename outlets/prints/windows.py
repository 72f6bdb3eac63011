"""Which piece of ground a map shows: fitted to the selection, or as asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.errors import ExportError
from geo.mapscale import fitting_scale, round_scale, to_grid
from layers.catalogue import THEMATIC
from outlets.prints.scene import MapWindow, metric_shapes

if TYPE_CHECKING:
    from layers.build import Dataset
    from layers.selection import Selection
    from outlets.prints.paper import PrintOrder
    from outlets.prints.pen import Box

_ROOM = 1.06
"""A selection fitted to the frame keeps a little room around it [-]."""

_LEAST_GROUND_M = 2_000.0
"""Ground shown around a single point [m]."""


def window_for(selection: Selection, order: PrintOrder, box: Box) -> MapWindow:
    """Return the window: as asked for, or the largest round scale that shows the selection.

    Parameters
    ----------
    selection
        The records.
    order
        Scale and centre, if they matter.
    box
        Map frame on the sheet [mm].

    Raises
    ------
    ExportError
        If nothing has a position, or the selection does not fit at the scale.
    """
    fitted = fitted_window(selection, box)
    middle = fitted.centre if order.centre is None else to_grid(*order.centre)
    if order.scale is None:
        return MapWindow(box, middle, fitted.scale)
    ground = _ground(extent_of(selection))
    least = fitting_scale(ground, (box.width, box.height))
    if order.centre is None and order.scale < least:
        raise ExportError(
            "At 1:{scale} the selection needs {needs} mm, and the map on {paper} is {has} mm: take "
            "1:{fits} or smaller, a larger paper, or name the middle of the map to print a part.",
            scale=order.scale,
            needs=" × ".join(f"{length / order.scale * 1000:.0f}" for length in ground),
            paper=order.paper,
            has=f"{box.width:.0f} × {box.height:.0f}",
            fits=round_scale(least),
        )
    return MapWindow(box, middle, order.scale)


def fitted_window(selection: Selection, box: Box) -> MapWindow:
    """Return the window at the largest round scale that shows a selection.

    Raises
    ------
    ExportError
        If nothing has a position.
    """
    return ground_window(extent_of(selection), box)


def _ground(bounds: tuple[float, float, float, float]) -> tuple[float, float]:
    west, south, east, north = bounds
    return max(east - west, _LEAST_GROUND_M), max(north - south, _LEAST_GROUND_M)


def district_window(dataset: Dataset, name: str, box: Box) -> MapWindow:
    """Return the window with one district or zone, at the largest round scale that shows it.

    Parameters
    ----------
    dataset
        The data.
    name
        Official Chinese name.
    box
        Map frame on the sheet [mm].
    """
    chosen = (dataset.frames["districts"]["name_zh"] == name).to_numpy()
    bounds = shapely.total_bounds(metric_shapes(dataset, "districts")[chosen])
    return ground_window(_bounds(bounds), box)


def ground_window(ground: tuple[float, float, float, float], box: Box) -> MapWindow:
    """Return the window at the largest round scale that shows a piece of ground.

    Parameters
    ----------
    ground
        West, south, east, north, EPSG:4547 [m].
    box
        Map frame on the sheet [mm].
    """
    west, south, east, north = ground
    exact = fitting_scale(_ground(ground), (box.width / _ROOM, box.height / _ROOM))
    return MapWindow(box, ((west + east) / 2, (south + north) / 2), round_scale(exact))


def extent_of(selection: Selection) -> tuple[float, float, float, float]:
    """Return the bounds of what is to be shown, EPSG:4547 [m].

    The chosen districts; else the selected records, as far as they lie in the city's rectangle,
    because a railway to another province would make the city a dot.
    """
    dataset, view = selection.dataset, selection.view
    frame = dataset.frames["districts"]
    districts = metric_shapes(dataset, "districts")
    shapes = [
        metric_shapes(dataset, layer.id)[selection.frame(layer.id).index]
        for layer in THEMATIC if layer.id in view.layers
    ]  # fmt: skip
    located = [shape for some in shapes for shape in some if shape is not None]
    if not located:
        raise ExportError(
            "There is nothing to print: no selected record has a position. Widen the filters."
        )
    if view.districts:
        chosen = frame["name_zh"].isin(view.districts).to_numpy()
        return _bounds(shapely.total_bounds(districts[chosen]))
    city = shapely.box(*shapely.total_bounds(districts))
    within = shapely.intersection(np.array(located, dtype=object), city)
    seen = within[~shapely.is_empty(within)]
    return _bounds(shapely.total_bounds(seen if len(seen) else np.array(located, dtype=object)))


def _bounds(
    values: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> tuple[float, float, float, float]:
    west, south, east, north = (float(value) for value in values)
    return west, south, east, north
