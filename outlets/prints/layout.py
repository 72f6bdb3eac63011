"""Where things stand on a sheet of a map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outlets.prints.pen import Box

if TYPE_CHECKING:
    from outlets.prints.paper import PrintOrder

_MARGIN_MM, _TITLE_MM, _FOOT_MM, _TICKS_MM, _GAP_MM = 8.0, 12.5, 17.5, 3.6, 3.0
_COLUMN_MM = {"zh": 46.0, "en": 54.0}
_MOST_COLUMNS = 2
_BAND_STEPS_MM = (44.0, 54.0, 64.0, 76.0, 88.0)
_MOST_BAND = 0.36
"""Most of a portrait sheet's height that the legend takes [share]."""


_ATLAS_MAP, _ATLAS_UPPER = 0.5, 0.42
"""Share of an atlas page that the map takes: of its width; of its height, if portrait."""

_ATLAS_BANDS_MM = (34.0, 40.0, 46.0, 54.0, 62.0, 72.0, 84.0)
_LEAST_PART_MM = 50.0


@dataclass(frozen=True)
class Layout:
    """The parts of a sheet [mm].

    Parameters
    ----------
    title, map, footer
        Boxes of the title, the map's frame and the lines below.
    columns
        Boxes of the legend's columns.
    """

    title: Box
    map: Box
    footer: Box
    columns: tuple[Box, ...]

    @property
    def room(self) -> float:
        """Height of one column [mm]."""
        return self.columns[0].height


def column_width(order: PrintOrder) -> float:
    """Return the width of a legend's column [mm]."""
    return _COLUMN_MM[order.language] * order.factor


def layouts(order: PrintOrder) -> list[Layout]:
    """Return the layouts that an order allows, the one with the most map first.

    Parameters
    ----------
    order
        Paper and orientation.
    """
    if order.orientation == "landscape":
        return [_beside(order, count) for count in range(1, _MOST_COLUMNS + 1)]
    page = order.size_mm[1]
    bands = [step * order.factor for step in _BAND_STEPS_MM]
    return [_below(order, band) for band in bands if band <= page * _MOST_BAND]


def bare(order: PrintOrder) -> Layout:
    """Return a sheet without a map: columns only, for a legend that found no room beside it."""
    body = _body(order)
    width = column_width(order)
    count = max(1, int((body.width + _GAP_MM) // (width + _GAP_MM * order.factor)))
    title, footer = _title(order), _footer(order)
    return Layout(title, body, footer, _columns(body, count, width, _GAP_MM * order.factor))


def _sheet(order: PrintOrder) -> Box:
    width, height = order.size_mm
    return Box(0, 0, width, height).inset(_MARGIN_MM * order.factor)


def _title(order: PrintOrder) -> Box:
    sheet = _sheet(order)
    return Box(sheet.left, sheet.top - _TITLE_MM * order.factor, sheet.right, sheet.top)


def _footer(order: PrintOrder) -> Box:
    sheet = _sheet(order)
    return Box(sheet.left, sheet.bottom, sheet.right, sheet.bottom + _FOOT_MM * order.factor)


def _body(order: PrintOrder) -> Box:
    sheet = _sheet(order)
    return Box(sheet.left, _footer(order).top, sheet.right, _title(order).bottom)


def _beside(order: PrintOrder, count: int) -> Layout:
    body, ticks, gap = _body(order), _TICKS_MM * order.factor, _GAP_MM * order.factor
    width = column_width(order)
    panel = count * width + (count - 1) * gap
    place = Box(body.left + ticks, body.bottom + ticks, body.right - panel - gap - ticks,
                body.top - ticks)  # fmt: skip
    beside = Box(body.right - panel, place.bottom, body.right, place.top)
    return Layout(_title(order), place, _footer(order), _columns(beside, count, width, gap))


def _below(order: PrintOrder, band: float) -> Layout:
    body, ticks, gap = _body(order), _TICKS_MM * order.factor, _GAP_MM * order.factor
    width = column_width(order)
    place = Box(body.left + ticks, body.bottom + band + gap + ticks, body.right - ticks,
                body.top - ticks)  # fmt: skip
    below = Box(body.left, body.bottom + gap / 2, body.right, body.bottom + gap / 2 + band)
    count = int((below.width + gap) // (width + gap))
    return Layout(_title(order), place, _footer(order), _columns(below, count, width, gap))


def _columns(box: Box, count: int, width: float, gap: float) -> tuple[Box, ...]:
    return tuple(
        Box(box.left + at * (width + gap), box.bottom, box.left + at * (width + gap) + width,
            box.top)
        for at in range(count)
    )  # fmt: skip


@dataclass(frozen=True)
class AtlasLayout(Layout):
    """The parts of an atlas page [mm].

    Parameters
    ----------
    panel
        Box of key figures, changes and projects.
    """

    panel: Box


def atlas_layouts(order: PrintOrder) -> list[AtlasLayout]:
    """Return the layouts of an atlas page, the one with the most map first.

    Parameters
    ----------
    order
        Paper and orientation.
    """
    bands = [band * order.factor for band in _ATLAS_BANDS_MM]
    made = _atlas_across if order.orientation == "landscape" else _atlas_down
    return [layout for band in bands if (layout := made(order, band)) is not None]


def _atlas_across(order: PrintOrder, band: float) -> AtlasLayout | None:
    """Map over legend on the left, panel on the right."""
    body, ticks, gap = _body(order), _TICKS_MM * order.factor, _GAP_MM * order.factor
    middle = body.left + body.width * _ATLAS_MAP
    place = Box(body.left + ticks, body.bottom + band + gap + ticks, middle - ticks,
                body.top - ticks)  # fmt: skip
    below = Box(body.left, body.bottom + gap / 2, middle, body.bottom + gap / 2 + band)
    panel = Box(middle + gap, body.bottom + gap / 2, body.right, place.top)
    return _atlas(order, place, _spread(below, column_width(order), gap), panel)


def _atlas_down(order: PrintOrder, band: float) -> AtlasLayout | None:
    """Map over legend over panel."""
    body, ticks, gap = _body(order), _TICKS_MM * order.factor, _GAP_MM * order.factor
    middle = body.top - body.height * _ATLAS_UPPER
    place = Box(body.left + ticks, middle + ticks, body.right - ticks, body.top - ticks)
    below = Box(body.left, middle - gap - band, body.right, middle - gap)
    panel = Box(body.left, body.bottom + gap / 2, body.right, below.bottom - gap)
    return _atlas(order, place, _spread(below, column_width(order), gap), panel)


def _atlas(
    order: PrintOrder, place: Box, columns: tuple[Box, ...], panel: Box
) -> AtlasLayout | None:
    least = _LEAST_PART_MM * order.factor
    if min(place.width, place.height, panel.height) < least:
        return None
    return AtlasLayout(_title(order), place, _footer(order), columns, panel)


def _spread(box: Box, width: float, gap: float) -> tuple[Box, ...]:
    """Return as many columns as fit, spread over a box."""
    count = max(1, int((box.width + gap) // (width + gap)))
    across = (box.width - gap * (count - 1)) / count
    return _columns(box, count, across, gap)
