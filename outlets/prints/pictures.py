"""A map as a picture for somebody else's page: a slide, a document; with its words."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.catalogue import layer as layer_named
from layers.vocabulary import STATUS_ORDER, STATUSES
from outlets.prints.furniture import draw_scale_bar, ratio_text
from outlets.prints.legend import Legend, draw_columns, flow
from outlets.prints.mapping import draw_map
from outlets.prints.pen import Box, Pen
from outlets.prints.scene import scene_of
from outlets.prints.sizes import MM_PER_PX
from outlets.prints.windows import district_window, fitted_window, ground_window
from outlets.prints.words import say
from outlets.prints.writing import write_picture

if TYPE_CHECKING:
    from layers.selection import Selection
    from layers.vocabulary import Language
    from outlets.prints.legend import Block
    from outlets.prints.mapping import DrawnMap, MapStyle

_LEGEND_MM, _TICKS_MM = 46.0, 4.0


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A map as a picture.

    Parameters
    ----------
    png
        The picture.
    alt
        What it shows, in words.
    map
        What was drawn, for the pre-flight check.
    """

    png: bytes
    alt: str
    map: DrawnMap


def map_picture(
    selection: Selection,
    size_mm: tuple[float, float],
    *,
    style: MapStyle,
    dpi: int = 200,
    district: str | None = None,
    ground: tuple[float, float, float, float] | None = None,
) -> Picture:
    """Draw a map with legend and scale bar, but without title and sources.

    Parameters
    ----------
    selection
        The records; fitted to them.
    size_mm
        Width and height [mm].
    style
        Factor, language, review number and chosen districts.
    dpi
        Resolution.
    district
        Official name of a district to fit the map to instead.
    ground
        West, south, east, north, EPSG:4547 [m], to fit the map to instead.

    Raises
    ------
    ExportError
        If nothing of the selection has a position (and neither district nor ground is named).
    """
    factor = style.factor
    ticks, legend_mm = _TICKS_MM * factor, _LEGEND_MM * factor
    box = Box(ticks, ticks, size_mm[0] - legend_mm - 2 * ticks, size_mm[1] - ticks)
    if ground is not None:
        window = ground_window(ground, box)
    elif district is not None:
        window = district_window(selection.dataset, district, box)
    else:
        window = fitted_window(selection, box)
    pen = Pen(*size_mm)
    drawn = draw_map(pen, scene_of(selection, window), style)
    column = Box(box.right + ticks, box.bottom + 12 * factor, size_mm[0], box.top)
    draw_columns(pen, [_legend(drawn, style, column)], [column])
    draw_scale_bar(pen, (column.left, box.bottom), scale=window.scale, north=drawn.north,
                   factor=factor * 0.8)  # fmt: skip
    stream, alt = io.BytesIO(), alt_text(drawn, style.language)
    write_picture(pen, stream, dpi, title=alt)
    return Picture(png=stream.getvalue(), alt=alt, map=drawn)


def _legend(drawn: DrawnMap, style: MapStyle, column: Box) -> list[Block]:
    """Return the legend as one column, smaller where there is much in it."""
    factor, told = style.factor, _labelled(drawn)
    while True:
        legend = Legend(drawn.scene, factor=factor, width=column.width, language=style.language,
                        px=MM_PER_PX * factor, labelled=told)  # fmt: skip
        columns = flow(legend.blocks(), column.height)
        if len(columns) == 1:
            return columns[0]
        factor *= 0.95


def _labelled(drawn: DrawnMap) -> frozenset[str]:
    """Return the names of lines that stand on the map on a plate of their colour."""
    plates = {label.of for label in drawn.labels.placed if label.colour}
    return frozenset(
        feature.name(drawn.language) for feature in drawn.scene.theme if feature.id in plates
    )


def alt_text(drawn: DrawnMap, language: Language) -> str:
    """Say what a map shows: its scale, and how many records of each layer by status."""
    counts: dict[str, Counter[str]] = {}
    for feature in drawn.scene.theme:
        counts.setdefault(feature.layer, Counter())[feature.look.status] += 1
    join = say("separator", language).join
    parts = [
        f"{layer_named(layer).label(language)}{say('colon', language)}"
        + join(f"{STATUSES[code].label(language)} {held[code]}" for code in STATUS_ORDER
               if held[code])
        for layer, held in counts.items()
    ]  # fmt: skip
    scale = say("map_at", language, scale=ratio_text(drawn.scene.window.scale))
    return scale + say("sentence", language) + say("semicolon", language).join(parts)
