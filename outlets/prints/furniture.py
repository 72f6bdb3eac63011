"""What stands around and on a map: scale bar, north arrow, graticule, locator, review note."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from geo.graticule import graticule
from geo.mapscale import fitting_scale, scale_bar
from outlets.prints.appearance import GROUND, background_look
from outlets.prints.fonts import MM_PER_PT, middle_mm, width_mm
from outlets.prints.legend import Block
from outlets.prints.pen import Box, Stroke, Type, path_of, rectangle
from outlets.prints.scene import MapWindow, metric_shapes
from outlets.prints.words import say

if TYPE_CHECKING:
    from geo.mapscale import North
    from layers.build import Dataset
    from layers.vocabulary import Language
    from outlets.prints.pen import Pen

LOCATOR_GAP_MM = 1.5
"""Room below a locator in a column of A4 [mm]."""

NOTE_PT = 8.2
"""Size of the review note on A4 [pt]."""

INK, QUIET = GROUND.text, GROUND.quiet_text
_GRID = "#6f7f8c"
_SAME_NORTH_DEG = 0.005
_GRATICULE_LINES = 6


def draw_scale_bar(
    pen: Pen, at: tuple[float, float], *, scale: float, north: North, factor: float
) -> None:
    """Draw the ratio and, below it, a bar of true ground lengths.

    Parameters
    ----------
    pen
        Draws.
    at
        Left lower corner of the bar [mm].
    scale
        Denominator [-].
    north
        The grid at the middle of the map: its stretch is taken out of the bar.
    factor
        Factor of the paper [-].
    """
    bar = scale_bar(scale, longest_mm=52 * factor, stretch=north.stretch)
    (x, y), height, size = at, 1.3 * factor, 6.4 * factor
    for step in range(bar.steps):
        left, right = x + step * bar.step_mm, x + (step + 1) * bar.step_mm
        shape = rectangle(Box(left, y, right, y + height))
        pen.fill(shape, INK if step % 2 == 0 else "#ffffff")
        pen.stroke(shape, Stroke(colour=INK, width=0.18 * factor), name=f"scale-bar-{step}")
    for step in range(bar.steps + 1):
        text = bar.label(step) + (f" {bar.unit}" if step == bar.steps else "")
        half = width_mm(bar.label(step), size) / 2
        pen.text((x + step * bar.step_mm - half, y + height + 0.8 * factor), text,
                 Type(size_pt=size, colour=INK))  # fmt: skip
    ratio = Type(size_pt=9 * factor, bold=True, colour=INK)
    pen.text((x, y + height + 4.3 * factor), ratio_text(scale), ratio)


def ratio_text(scale: float) -> str:
    """Write a scale as a ratio: ``1:250 000``."""
    return f"1:{scale:,.0f}".replace(",", " ")


def draw_north(
    pen: Pen, top: tuple[float, float], north: North, *, factor: float, language: Language
) -> Box:
    """Draw an arrow to true north, and say how far the grid's differs.

    Parameters
    ----------
    pen
        Draws.
    top
        Where the middle of its upper end stands [mm].
    north
        The grid at the middle of the map.
    factor
        Factor of the paper [-].
    language
        Language of the note.

    Returns
    -------
    The room that it takes.
    """
    (x, y), tall = top, 13 * factor
    size = 5.6 * factor
    texts = (say("north", language), _grid_note(north, language))
    half_width = max(width_mm(text, size) for text in texts) / 2 + factor
    room = Box(x - half_width, y - tall - 6.4 * factor, x + half_width, y)
    pen.fill(rectangle(room), "#ffffff", alpha=0.72)
    turned = Affine2D().scale(factor).rotate_deg(north.convergence_deg)
    turned = turned.translate(x, y - 9.5 * factor)
    for side, colour in ((-1, INK), (1, "#ffffff")):
        half = [(0, 5.0), (2.6 * side, -4.0), (0, -2.2), (0, 5.0)]
        shape = turned.transform_path(Path(np.array(half), closed=True))
        pen.stroke(shape, Stroke(colour="#ffffff", width=0.9 * factor))
        pen.fill(shape, colour)
        pen.stroke(shape, Stroke(colour=INK, width=0.22 * factor), name="north-arrow")
    letter = Type(size_pt=9 * factor, bold=True, colour=INK, halo="#ffffff")
    pen.centred((x, y - 3.4 * factor), "N", letter)
    note = Type(size_pt=size, colour=INK, halo="#ffffff")
    for at, text in enumerate(texts):
        pen.centred((x, y - tall - (2.6 + 2.6 * at) * factor), text, note)
    return room


def _grid_note(north: North, language: Language) -> str:
    angle = north.convergence_deg
    if abs(angle) < _SAME_NORTH_DEG:
        return say("grid_same", language)
    return say("grid_east" if angle > 0 else "grid_west", language, angle=f"{abs(angle):.2f}")


def draw_graticule(pen: Pen, window: MapWindow, *, factor: float) -> None:
    """Draw meridians and parallels, named at the frame's edges."""
    frame, size = window.box, 5.4 * factor
    look = Type(size_pt=size, colour=QUIET)
    for drawn in graticule(window.ground, most=_GRATICULE_LINES):
        course = shapely.LineString(window.positions(drawn.positions))
        seen = shapely.intersection(course, shapely.box(*frame))
        if seen.is_empty or seen.length == 0:
            continue
        thin = Stroke(colour=_GRID, width=0.12 * factor, alpha=0.55)
        pen.stroke(path_of([seen]), thin)
        ends = shapely.get_coordinates(seen)[[0, -1]].tolist()
        half = width_mm(drawn.label, size) / 2
        for x, y in ends:
            if drawn.kind == "meridian" and frame.left + half < x < frame.right - half:
                over = y > frame.middle[1]
                drop = 1.0 * factor if over else -1.0 * factor - size * MM_PER_PT * 0.75
                pen.text((x - half, y + drop), drawn.label, look)
            elif drawn.kind == "parallel" and frame.bottom + half < y < frame.top - half:
                left = x < frame.middle[0]
                gap = -1.0 * factor if left else 1.0 * factor + size * MM_PER_PT * 0.75
                pen.text((x + gap, y - half), drawn.label, look, turn_deg=90)


def draw_frame(pen: Pen, box: Box, *, factor: float) -> None:
    """Draw the frame of a map."""
    pen.stroke(rectangle(box), Stroke(colour=INK, width=0.35 * factor), name="map-frame")


def draw_note(pen: Pen, corner: tuple[float, float], text: str, *, factor: float) -> Box:
    """Write the map review number, or that there is none, on a plate at the map's lower left."""
    size = NOTE_PT * factor
    width, height = width_mm(text, size, bold=True) + 3 * factor, 5 * factor
    plate = Box(corner[0], corner[1], corner[0] + width, corner[1] + height)
    pen.fill(rectangle(plate), "#ffffff", alpha=0.92)
    pen.stroke(rectangle(plate), Stroke(colour=INK, width=0.25 * factor))
    at = (plate.left + 1.5 * factor, plate.middle[1] - middle_mm(size))
    pen.text(at, text, Type(size_pt=size, bold=True, colour=INK))
    return plate


def locator(dataset: Dataset, window: MapWindow, *, width: float, factor: float) -> Block | None:
    """Return a small map of the city with the window on it; None if the window shows all of it."""
    frame = dataset.frames["districts"]
    units = metric_shapes(dataset, "districts")[(frame["category"] == "district").to_numpy()]
    west, south, east, north = shapely.total_bounds(units)
    ground = shapely.box(*window.ground)
    if shapely.box(west, south, east, north).within(ground):
        return None
    height = width * (north - south) / (east - west)
    scale = fitting_scale((east - west, north - south), (width * 0.96, height * 0.96))
    look = background_look("districts")

    def draw(pen: Pen, at: tuple[float, float]) -> None:
        box = Box(at[0], at[1] - height, at[0] + width, at[1])
        small = MapWindow(box, ((west + east) / 2, (south + north) / 2), scale)
        with pen.inside(box):
            pen.fill(rectangle(box), GROUND.land)
            path = path_of(small.shapes(units))
            pen.fill(path, look.fill)
            pen.stroke(path, Stroke(colour=look.colour, width=0.15 * factor))
            shown = path_of(small.shapes(np.array([ground])))
            pen.fill(shown, GROUND.highlight, alpha=0.15)
            pen.stroke(shown, Stroke(colour=GROUND.highlight, width=0.5 * factor))
        pen.stroke(rectangle(box), Stroke(colour=INK, width=0.2 * factor))

    return Block(height + LOCATOR_GAP_MM * factor, draw)
