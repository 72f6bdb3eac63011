"""One map sheet put together: map, title, legend and the lines below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shapely import STRtree, box

from geo.errors import ExportError
from layers.catalogue import layer as layer_named
from outlets.prints import furniture
from outlets.prints.fonts import MM_PER_PT, fitted, undrawable, width_mm, wrapped
from outlets.prints.layout import bare, column_width, layouts
from outlets.prints.legend import Block, Legend, draw_columns, flow
from outlets.prints.mapping import DrawnMap, MapStyle, draw_map, north_of
from outlets.prints.pen import Box, Pen, Type
from outlets.prints.scene import scene_of
from outlets.prints.sizes import Sizes
from outlets.prints.texts import facts, subtitle, title_of
from outlets.prints.windows import window_for
from outlets.prints.words import say

if TYPE_CHECKING:
    from layers.selection import Selection
    from outlets.prints.layout import Layout
    from outlets.prints.paper import PrintOrder
    from outlets.prints.scene import MapWindow, Scene

_TITLE_PT, _SUBTITLE_PT, _FACT_PT, _LEAST_FACT_PT = 15.0, 7.4, 5.8, 4.5
_SCALE_BAR_MM = 66.0
_INSET = 0.72
"""Width of a locator inside the map, as a share of a column's."""


@dataclass(frozen=True)
class Sheet:
    """A map sheet, drawn.

    Parameters
    ----------
    pages
        The sheet, and the legend's own pages if it has any.
    map
        The map on it.
    order
        What was asked for.
    """

    pages: list[Pen]
    map: DrawnMap
    order: PrintOrder

    @property
    def scale(self) -> float:
        """Denominator of the scale [-]."""
        return self.map.scene.window.scale


def compose(selection: Selection, order: PrintOrder, *, notice: str = "") -> Sheet:
    """Draw a map sheet.

    Parameters
    ----------
    selection
        The records.
    order
        Paper, scale and words.
    notice
        The map review number (审图号); empty if there is none.

    Returns
    -------
    The sheet; a legend that found no room beside the map is on pages of its own.

    Raises
    ------
    ExportError
        If nothing of the selection has a position, it does not fit at the scale, or the type
        cannot draw the title.
    """
    check_words(order, notice)
    plan = _arranged(selection, order)
    layout, columns = plan.layout, plan.columns
    pen = Pen(*order.size_mm)
    style = MapStyle(
        factor=order.factor, language=order.language, notice=notice,
        chosen=selection.view.districts, keep_clear=(plan.corner,) if plan.corner else (),
    )  # fmt: skip
    drawn = draw_map(pen, plan.scene, style)
    if plan.inset and plan.corner:
        plan.inset.draw(pen, (plan.corner.left, plan.corner.top))
    draw_title(pen, layout.title, title_of(selection, order), subtitle(selection, order.language),
               factor=order.factor)  # fmt: skip
    draw_footer(pen, layout.footer, selection, order, plan.scene.window)
    pages = [pen]
    if len(columns) > len(layout.columns):
        pages += _legend_pages(columns, selection, order)
        columns = [_legend_of(order, plan.scene).text(say("continued", order.language))]
    draw_columns(pen, columns, layout.columns)
    return Sheet(pages, drawn, order)


def check_words(order: PrintOrder, notice: str) -> None:
    """Refuse words that the type cannot draw.

    Raises
    ------
    ExportError
        Names the characters.
    """
    if strange := undrawable([order.title or "", order.author, notice]):
        raise ExportError(
            "The print type has no sign for {characters}: leave it out of title, author and map "
            "review number.",
            characters=strange,
        )


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """How a sheet is divided.

    ``inset`` is the locator where it stands in a ``corner`` of the map and not in a column.
    """

    layout: Layout
    scene: Scene
    columns: list[list[Block]]
    inset: Block | None = None
    corner: Box | None = None


def _arranged(selection: Selection, order: PrintOrder) -> _Plan:
    """Take the first layout with room for its legend; the one with the largest map if none has."""
    tried = []
    for layout in layouts(order):
        scene = scene_of(selection, window_for(selection, order, layout.map))
        plan = _planned(selection, order, layout, scene)
        if len(plan.columns) <= len(layout.columns):
            return plan
        tried.append(plan)
    if order.format != "pdf":
        raise ExportError(
            "The legend does not fit on {paper} beside the map, and a {format} has one page: take "
            "a larger paper, fewer layers, or a PDF, which puts the legend on a second page.",
            paper=order.paper,
            format=order.format.upper(),
        )
    return tried[0]


def _planned(selection: Selection, order: PrintOrder, layout: Layout, scene: Scene) -> _Plan:
    """Put the locator below the legend, or, where that is full, into a corner of the map."""
    dataset, factor, width = selection.dataset, order.factor, column_width(order)
    blocks = _blocks(order, scene)
    inset = furniture.locator(dataset, scene.window, width=width, factor=factor)
    if inset is None:
        columns = flow(blocks, layout.room)
        return _Plan(layout=layout, scene=scene, columns=columns)
    columns = flow([*blocks, _legend_of(order, scene).gap(), inset], layout.room)
    without = flow(blocks, layout.room)
    if len(columns) <= len(layout.columns) or len(without) > len(layout.columns):
        return _Plan(layout=layout, scene=scene, columns=columns)
    small = furniture.locator(dataset, scene.window, width=width * _INSET, factor=factor)
    height = (small or inset).height - furniture.LOCATOR_GAP_MM * factor
    corner = _corner(scene, width * _INSET, height)
    return _Plan(layout=layout, scene=scene, columns=without, inset=small, corner=corner)


def _corner(scene: Scene, width: float, height: float) -> Box:
    """Return the corner of the map, of those that hold nothing yet, that hides the fewest."""
    frame = scene.window.box
    corners = (
        Box(frame.right - width, frame.bottom, frame.right, frame.bottom + height),
        Box(frame.left, frame.top - height, frame.left + width, frame.top),
    )
    tree = STRtree([feature.shape for feature in scene.theme])
    return min(corners, key=lambda corner: len(tree.query(box(*corner), predicate="intersects")))


def _legend_of(order: PrintOrder, scene: Scene) -> Legend:
    sizes = Sizes(scene.window.scale, order.factor)
    return Legend(scene, factor=order.factor, width=column_width(order), language=order.language,
                  px=sizes.px)  # fmt: skip


def _blocks(order: PrintOrder, scene: Scene) -> list[Block]:
    legend = _legend_of(order, scene)
    return [*legend.blocks(), *absent_blocks(legend, scene, order)]


def absent_blocks(legend: Legend, scene: Scene, order: PrintOrder) -> list[Block]:
    """Say how many selected records of each layer the map cannot show, and why."""
    language, blocks = order.language, []
    for word, missing in (("unlocated", scene.unlocated), ("outside", scene.outside)):
        if missing:
            counts = say("separator", language).join(
                f"{layer_named(name).label(language)} {len(ids)}" for name, ids in missing.items()
            )
            blocks += legend.text(say(word, language) + say("colon", language) + counts)
    return blocks


def _legend_pages(blocks: list[list[Block]], selection: Selection, order: PrintOrder) -> list[Pen]:
    layout, pages = bare(order), []
    columns = flow((block for column in blocks for block in column), layout.room)
    for first in range(0, len(columns), len(layout.columns)):
        pen = Pen(*order.size_mm)
        draw_title(pen, layout.title, title_of(selection, order), say("legend", order.language),
                   factor=order.factor)  # fmt: skip
        draw_columns(pen, columns[first : first + len(layout.columns)], layout.columns)
        pages.append(pen)
    return pages


def draw_title(pen: Pen, box: Box, title: str, under: str, *, factor: float) -> None:
    """Write a title, and a line below it."""
    size = _TITLE_PT * factor
    while width_mm(title, size, bold=True) > box.width:
        size *= 0.95
    pen.centred((box.middle[0], box.top - 6 * factor), title,
                Type(size_pt=size, bold=True, colour=furniture.INK))  # fmt: skip
    small = _SUBTITLE_PT * factor
    text = fitted(under, small, room_mm=box.width)
    pen.centred((box.middle[0], box.top - 10.6 * factor), text,
                Type(size_pt=small, colour=furniture.QUIET))  # fmt: skip


def draw_footer(
    pen: Pen, box: Box, selection: Selection, order: PrintOrder, window: MapWindow
) -> None:
    """Draw the scale bar and write author, dates, sources and licences."""
    factor, language = order.factor, order.language
    furniture.draw_scale_bar(pen, (box.left + 2 * factor, box.bottom + 2.4 * factor),
                             scale=window.scale, north=north_of(window), factor=factor)  # fmt: skip
    author = say("author", language, author=order.author) if order.author else ""
    lines = [author or say("no_author", language), *facts(selection, language)]
    left = box.left + _SCALE_BAR_MM * factor
    room = Box(left, box.bottom, box.right, box.top - factor)
    for at, text, size_pt in _set_in(lines, _FACT_PT * factor, room):
        pen.text(at, text, Type(size_pt=size_pt, colour=furniture.INK))


def _set_in(
    texts: list[str], size_pt: float, box: Box
) -> list[tuple[tuple[float, float], str, float]]:
    """Set texts below each other, smaller if there is no room: place, line and size of each."""
    while True:
        lines = [line for text in texts for line in wrapped(text, size_pt, room_mm=box.width)]
        step = size_pt * MM_PER_PT * 1.3
        if step * len(lines) <= box.height or size_pt < _LEAST_FACT_PT:
            return [((box.left, box.top - step * (at + 0.78)), line, size_pt)
                    for at, line in enumerate(lines)]  # fmt: skip
        size_pt *= 0.96
