"""One map in its frame: content, names, graticule, north arrow and review note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.mapscale import from_grid, north_at
from outlets.prints import furniture
from outlets.prints.drawing import draw_marked, draw_scene
from outlets.prints.fonts import undrawable, width_mm
from outlets.prints.labels import Labels, draw_labels, place_labels
from outlets.prints.pen import Box
from outlets.prints.sizes import Sizes
from outlets.prints.texts import review_note

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.mapscale import North
    from layers.vocabulary import Language
    from outlets.prints.pen import Pen
    from outlets.prints.scene import MapWindow, Scene


@dataclass(frozen=True, kw_only=True)
class MapStyle:
    """What a map looks like besides its content.

    Parameters
    ----------
    factor
        Factor of the paper on type and symbols (:data:`outlets.prints.paper.TYPE_FACTORS`) [-].
    language
        Language of the names.
    notice
        The map review number (审图号); empty if there is none.
    chosen
        Official names of districts to set off from what lies around them.
    keep_clear
        Where no name may stand.
    marked
        Ids of records to point at.
    """

    factor: float = 1.0
    language: Language = "zh"
    notice: str = ""
    chosen: Iterable[str] = ()
    keep_clear: tuple[Box, ...] = ()
    marked: Iterable[str] = ()


@dataclass(frozen=True)
class DrawnMap:
    """A map that was drawn.

    Parameters
    ----------
    scene
        What it shows.
    labels
        Names placed, and left out.
    language
        Language of the names.
    """

    scene: Scene
    labels: Labels
    language: Language

    @property
    def north(self) -> North:
        """The grid at the middle of the map."""
        return north_of(self.scene.window)

    @property
    def shown(self) -> dict[str, list[str]]:
        """Layer -> ids of the records drawn."""
        found: dict[str, list[str]] = {}
        for feature in self.scene.theme:
            found.setdefault(feature.layer, []).append(feature.id)
        return found

    @property
    def undrawable(self) -> str:
        """Characters of names that the type cannot draw."""
        features = (*self.scene.theme, *self.scene.background)
        return undrawable(feature.name(self.language) for feature in features)


def draw_map(pen: Pen, scene: Scene, style: MapStyle) -> DrawnMap:
    """Draw a map in its frame.

    Parameters
    ----------
    pen
        Draws.
    scene
        What the window shows (:func:`outlets.prints.scene.scene_of`).
    style
        Sizes, language, review number.
    """
    factor, box = style.factor, scene.window.box
    sizes = Sizes(scene.window.scale, factor)
    draw_scene(pen, scene, sizes, chosen=style.chosen)
    draw_marked(pen, scene, sizes, set(style.marked))
    furniture.draw_graticule(pen, scene.window, factor=factor)
    note = review_note(style.notice, style.language)
    arrow = (box.right - 12 * factor, box.top - 1.5 * factor)
    clear = (*_clear(box, arrow, note, factor), *style.keep_clear)
    labels = place_labels(scene, sizes, style.language, keep_clear=clear)
    with pen.inside(box):
        draw_labels(pen, labels)
    north = north_of(scene.window)
    furniture.draw_north(pen, arrow, north, factor=factor, language=style.language)
    furniture.draw_note(pen, (box.left, box.bottom), note, factor=factor)
    furniture.draw_frame(pen, box, factor=factor)
    return DrawnMap(scene, labels, style.language)


def north_of(window: MapWindow) -> North:
    """Return the grid at the middle of a window."""
    return north_at(*from_grid(*window.centre))


def _clear(box: Box, arrow: tuple[float, float], note: str, factor: float) -> tuple[Box, Box]:
    """Return where furniture stands on the map: no name goes there."""
    across = width_mm(note, furniture.NOTE_PT * factor, bold=True) + 4 * factor
    plate = Box(box.left, box.bottom, box.left + across, box.bottom + 6 * factor)
    return plate, Box(arrow[0] - 12 * factor, arrow[1] - 20 * factor, box.right, box.top)
