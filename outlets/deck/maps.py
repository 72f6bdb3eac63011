"""The maps of a deck: pictures in print resolution, each drawn once, with what the check found."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import shapely

from geo.mapscale import to_grid
from outlets.preflight import Drawn, plain, preflight
from outlets.prints.mapping import MapStyle
from outlets.prints.pictures import map_picture
from outlets.prints.scene import metric_shapes
from outlets.prints.windows import extent_of

if TYPE_CHECKING:
    from geo.validation import Issue
    from layers.selection import Selection
    from layers.stories import Chapter
    from layers.view import Place
    from outlets.deck.order import DeckOrder
    from outlets.prints.pictures import Picture

DPI = 200
"""Resolution of a picture: sharper than any projector, and sharp enough on paper."""

_FACTOR = 1.45
"""Type and symbols on a slide are read from further away than on A4 [-]."""

_ZOOM_0_M_PER_PX = 156_543.034
_SEEN_PX = (640, 600)
"""The map beside a chapter's text, on a usual screen: what its zoom is meant to show [px]."""


class Maps:
    """Draws the maps of one deck.

    Parameters
    ----------
    order
        What is wanted.
    size_mm
        Width and height of the pictures [mm].
    factor
        Factor on type and symbols [-].
    """

    def __init__(
        self, order: DeckOrder, size_mm: tuple[float, float], factor: float = _FACTOR
    ) -> None:
        self.order, self.size_mm, self.factor = order, size_mm, factor
        self.findings: list[Issue] = []
        self._drawn: dict[Any, Picture] = {}
        self._checked: list[tuple[Picture, list[Issue]]] = []

    def about(self, selection: Selection, picture: Picture) -> dict[str, Any]:
        """Return what the manifest says of a map that was drawn here."""
        found = next(found for drawn, found in self._checked if drawn is picture)
        scene = picture.map.scene
        return {
            "scale": scene.window.scale,
            "status_at": selection.day.isoformat(),
            "records": selection.counts_selected(),
            "records_not_located": scene.unlocated,
            "records_outside_the_map": scene.outside,
            "names_without_room": picture.map.labels.left_out,
            "findings": plain(issue for issue in found if issue.value is not None),
        }

    def of_district(self, selection: Selection, name: str) -> Picture:
        """Draw one district."""
        style = self._style(selection, chosen=(name,))
        picture = map_picture(selection, self.size_mm, style=style, dpi=DPI, district=name)
        self._check(selection, picture)
        return picture

    def of_chapter(self, selection: Selection, chapter: Chapter) -> Picture:
        """Draw what a chapter shows, where it shows it; chapters that show the same share it."""
        key = (selection.view, chapter.bounds, chapter.highlights)
        if key not in self._drawn:
            style = self._style(selection, chosen=selection.view.districts,
                                marked=chapter.highlights)  # fmt: skip
            self._drawn[key] = map_picture(selection, self.size_mm, style=style, dpi=DPI,
                                           ground=ground_of(selection, chapter))  # fmt: skip
            self._check(selection, self._drawn[key])
        return self._drawn[key]

    def _style(self, selection: Selection, **fields: Any) -> MapStyle:  # noqa: ANN401 - the style's
        notice = self.order.settings.notice
        return MapStyle(factor=self.factor, language=selection.view.language, notice=notice,
                        **fields)  # fmt: skip

    def _check(self, selection: Selection, picture: Picture) -> None:
        found = preflight(_drawn(self.order, selection, picture))
        self._checked.append((picture, found))
        self.findings += [i for i in found if i.value is None and i not in self.findings]


def _drawn(order: DeckOrder, selection: Selection, picture: Picture) -> Drawn:
    """Return what the pre-flight check needs to know of a map."""
    drawn = picture.map
    return Drawn(
        selection=selection, settings=order.settings, today=order.today, shown=drawn.shown,
        scale=drawn.scene.window.scale, author=order.author, undrawable=drawn.undrawable,
        unnamed=len(drawn.labels.left_out),
    )  # fmt: skip


def ground_of(selection: Selection, chapter: Chapter) -> tuple[float, float, float, float]:
    """Return west, south, east, north of what a chapter shows, EPSG:4547 [m].

    Its bounds or place; else what it selects; else, where nothing of that has a position, the city.
    """
    if chapter.bounds is not None:
        west, south, east, north = chapter.bounds
        corners = [to_grid(lon, lat) for lon in (west, east) for lat in (south, north)]
        bounds = shapely.MultiPoint(corners).bounds
    elif chapter.view.place is not None:
        bounds = _around(chapter.view.place)
    elif (selection.rows & selection.index.located).any():
        bounds = extent_of(selection)
    else:
        bounds = tuple(shapely.total_bounds(metric_shapes(selection.dataset, "districts")))
    left, bottom, right, top = (float(value) for value in bounds)
    return left, bottom, right, top


def _around(place: Place) -> tuple[float, float, float, float]:
    metres = _ZOOM_0_M_PER_PX * math.cos(math.radians(place.lat)) / 2**place.zoom
    east, north = to_grid(place.lng, place.lat)
    half = (_SEEN_PX[0] * metres / 2, _SEEN_PX[1] * metres / 2)
    return east - half[0], north - half[1], east + half[0], north + half[1]
