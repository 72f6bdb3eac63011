"""One map sheet put together: window, scene, names, legend and furniture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import Transformer

from geo.crs import CGCS2000_GK114, WGS84
from geo.errors import ExportError
from geo.mapscale import fitting_scale, north_at, round_scale
from layers.catalogue import THEMATIC
from layers.catalogue import layer as layer_named
from layers.districts import district_terms
from layers.vocabulary import LICENCES, PLACEMENTS, STATUSES, THEMES
from outlets.prints import furniture
from outlets.prints.drawing import draw_scene
from outlets.prints.fonts import MM_PER_PT, fitted, undrawable, width_mm, wrapped
from outlets.prints.labels import Labels, draw_labels, place_labels
from outlets.prints.layout import bare, column_width, layouts
from outlets.prints.legend import Block, Legend, draw_columns, flow
from outlets.prints.pen import Box, Pen, Type
from outlets.prints.scene import MapWindow, Scene, metric_shapes, scene_of
from outlets.prints.sizes import Sizes
from outlets.prints.words import say

if TYPE_CHECKING:
    from geo.mapscale import North
    from layers.selection import Selection
    from outlets.prints.layout import Layout
    from outlets.prints.paper import PrintOrder

_ROOM = 1.06
"""A selection fitted to the frame keeps a little room around it [-]."""
_LEAST_GROUND_M = 2_000.0
"""Ground shown around a single point [m]."""


@dataclass(frozen=True)
class Sheet:
    """A map sheet, drawn.

    Parameters
    ----------
    pages
        The sheet, and the legend's own page if it has one.
    scene
        What the map shows.
    labels
        Names placed, and left out.
    order
        What was asked for.
    """

    pages: list[Pen]
    scene: Scene
    labels: Labels
    order: PrintOrder

    @property
    def scale(self) -> float:
        """Denominator of the scale [-]."""
        return self.scene.window.scale


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
    The sheet; a legend that found no room beside the map is on a second page.

    Raises
    ------
    ExportError
        If nothing of the selection has a position, it does not fit at the scale, or the type
        cannot draw the title.
    """
    if strange := undrawable([order.title or "", order.author, notice]):
        raise ExportError(
            "The print type has no sign for {characters}: leave it out of title, author and map "
            "review number.",
            characters=strange,
        )
    layout, scene, columns = _arranged(selection, order)
    sizes = Sizes(scene.window.scale, order.factor)
    pen = Pen(*order.size_mm)
    draw_scene(pen, scene, sizes, chosen=selection.view.districts)
    north = north_at(*_lonlat(scene.window.centre))
    box, factor = layout.map, order.factor
    furniture.draw_graticule(pen, scene.window, factor=factor)
    note = review_note(notice, order)
    plate = Box(box.left, box.bottom, box.left + width_mm(note, 8.2 * factor, bold=True)
                + 4 * factor, box.bottom + 6 * factor)  # fmt: skip
    arrow = (box.right - 12 * factor, box.top - 2 * factor)
    clear = (plate, Box(arrow[0] - 11 * factor, arrow[1] - 20 * factor, box.right, box.top))
    labels = place_labels(scene, sizes, order.language, keep_clear=clear)
    with pen.inside(box):
        draw_labels(pen, labels)
    furniture.draw_north(pen, arrow, north, factor=factor, language=order.language)
    furniture.draw_note(pen, (box.left, box.bottom), note, factor=factor)
    furniture.draw_frame(pen, box, factor=factor)
    _draw_title(pen, layout, selection, order)
    _draw_footer(pen, layout, selection, scene, order=order, north=north)
    pages = [pen]
    if len(columns) <= len(layout.columns):
        draw_columns(pen, columns, list(layout.columns))
    else:
        pages.append(_legend_page(selection, order, scene))
        own = Legend(scene, factor=factor, width=column_width(order), language=order.language,
                     px=sizes.px)  # fmt: skip
        note_there = own.text(say("continued", order.language))
        draw_columns(pen, [note_there], list(layout.columns))
    return Sheet(pages, scene, labels, order)


def review_note(notice: str, order: PrintOrder) -> str:
    """Return what stands at the map's lower left: the review number, or that there is none."""
    if notice:
        return say("review_number", order.language, number=notice.removeprefix("审图号："))
    return say("unreviewed", order.language)


def _arranged(selection: Selection, order: PrintOrder) -> tuple[Layout, Scene, list[list[Block]]]:
    """Take the first layout with room for its legend; the last one if none has."""
    tried = layouts(order)
    for layout in tried:
        scene = scene_of(selection, _window(selection, order, layout.map))
        columns = flow(_blocks(selection, order, scene), layout.room)
        if len(columns) <= len(layout.columns):
            return layout, scene, columns
    if order.format != "pdf":
        raise ExportError(
            "The legend does not fit on {paper} beside the map, and a {format} has one page: take "
            "a larger paper, fewer layers, or a PDF, which puts the legend on a second page.",
            paper=order.paper,
            format=order.format.upper(),
        )
    layout = tried[0]
    scene = scene_of(selection, _window(selection, order, layout.map))
    return layout, scene, flow(_blocks(selection, order, scene), layout.room)


def _blocks(selection: Selection, order: PrintOrder, scene: Scene) -> list[Block]:
    width, factor = column_width(order), order.factor
    sizes = Sizes(scene.window.scale, factor)
    legend = Legend(scene, factor=factor, width=width, language=order.language, px=sizes.px)
    blocks = legend.blocks()
    for word, missing in (("unlocated", scene.unlocated), ("outside", scene.outside)):
        if missing:
            text = say(word, order.language) + say("colon", order.language)
            blocks += legend.text(text + _counted(missing, order))
    inset = furniture.locator(selection.dataset, scene.window, width=width, factor=factor)
    return [*blocks, legend.gap(), inset] if inset else blocks


def _counted(missing: dict[str, list[str]], order: PrintOrder) -> str:
    language = order.language
    parts = [f"{layer_named(name).label(language)} {len(ids)}" for name, ids in missing.items()]
    return say("separator", language).join(parts)


def _legend_page(selection: Selection, order: PrintOrder, scene: Scene) -> Pen:
    pen, layout = Pen(*order.size_mm), bare(order)
    _draw_title(pen, layout, selection, order)
    columns = flow(_blocks(selection, order, scene), layout.room)
    draw_columns(pen, columns, list(layout.columns))
    return pen


def _window(selection: Selection, order: PrintOrder, box: Box) -> MapWindow:
    """Return the window: as asked for, or the largest round scale that shows the selection."""
    west, south, east, north = _extent(selection)
    middle = ((west + east) / 2, (south + north) / 2)
    ground = (max(east - west, _LEAST_GROUND_M), max(north - south, _LEAST_GROUND_M))
    exact = fitting_scale(ground, (box.width / _ROOM, box.height / _ROOM))
    if order.centre is not None:
        middle = _to_grid().transform(*order.centre)
    if order.scale is None:
        return MapWindow(box, middle, round_scale(exact))
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


def _extent(selection: Selection) -> tuple[float, float, float, float]:
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


def _to_grid() -> Transformer:
    return Transformer.from_crs(WGS84, CGCS2000_GK114, always_xy=True)


def _lonlat(centre: tuple[float, float]) -> tuple[float, float]:
    lon, lat = _to_grid().transform(*centre, direction="INVERSE")
    return float(lon), float(lat)


def _draw_title(pen: Pen, layout: Layout, selection: Selection, order: PrintOrder) -> None:
    box, factor = layout.title, order.factor
    size = 15 * factor
    text = title_of(selection, order)
    while width_mm(text, size, bold=True) > box.width:
        size *= 0.95
    pen.centred((box.middle[0], box.top - 6 * factor), text,
                Type(size_pt=size, bold=True, colour=furniture.INK))  # fmt: skip
    small = 7.4 * factor
    under = fitted(subtitle(selection, order), small, room_mm=box.width)
    pen.centred((box.middle[0], box.top - 10.6 * factor), under,
                Type(size_pt=small, colour=furniture.QUIET))  # fmt: skip


def title_of(selection: Selection, order: PrintOrder) -> str:
    """Return the title asked for, or one that says what is shown."""
    if order.title:
        return order.title
    language, view = order.language, selection.view
    terms = district_terms(selection.dataset.frames["districts"])
    where = say("separator", language).join(terms[name].label(language) for name in view.districts)
    what = say("subject", language)
    if len(view.layers) == 1:
        what = layer_named(view.layers[0]).label(language)
    return (where or say("whole_city", language)) + say("colon", language) + what


def subtitle(selection: Selection, order: PrintOrder) -> str:
    """Say the day and the filters."""
    view, language = selection.view, order.language
    join = say("separator", language).join
    categories = [
        layer_named(layer).categories[code].label(language)
        for layer, _, code in (text.partition(".") for text in view.categories)
    ]
    parts = [
        say("at", language, day=selection.day.isoformat()),
        join(layer_named(name).label(language) for name in view.layers),
        join(STATUSES[code].label(language) for code in view.statuses),
        join(THEMES[code].label(language) for code in view.themes),
        join(categories),
        join(PLACEMENTS[code].label(language) for code in view.placements),
        say("search", language, text=view.text) if view.text.strip() else "",
        say("candidates", language) if view.candidates else "",
    ]
    return " · ".join(part for part in parts if part)


def _draw_footer(
    pen: Pen, layout: Layout, selection: Selection, scene: Scene, *, order: PrintOrder, north: North
) -> None:
    box, factor, language = layout.footer, order.factor, order.language
    furniture.draw_scale_bar(pen, (box.left + 2 * factor, box.bottom + 2.4 * factor),
                             scale=scene.window.scale, north=north, factor=factor)  # fmt: skip
    left, size = box.left + 66 * factor, 5.8 * factor
    author = say("author", language, author=order.author) if order.author else ""
    lines = [author or say("no_author", language), *facts(selection, order)]
    y = box.top - 2.6 * factor
    for text in lines:
        for part in wrapped(text, size, room_mm=box.right - left):
            pen.text((left, y), part, Type(size_pt=size, colour=furniture.INK))
            y -= size * MM_PER_PT * 1.32


def facts(selection: Selection, order: PrintOrder) -> list[str]:
    """Return date, sources, licences and disclaimer, as every sheet carries them."""
    dataset, language = selection.dataset, order.language
    layers = [name for name in dataset.frames if name in selection.view.layers
              or layer_named(name).background]  # fmt: skip
    compiled = {str(dataset.provenance[name].get("compiled", "?")) for name in layers}
    count = len({source for name in layers for source in dataset.sources[name]})
    held = {code for name in layers for code in dataset.frames[name]["licence"]}
    names = say("separator", language).join(
        term.label(language) for code, term in LICENCES.items() if code in held
    )
    return [
        say("dates", language, day=selection.day.isoformat(), compiled=max(compiled),
            version=dataset.version),
        say("sources", language, count=count),
        say("attribution", language),
        say("licences", language, names=names),
        f"{say('grid', language)}；" + say("disclaimer", language) if language == "zh"
        else f"{say('grid', language)}; " + say("disclaimer", language),
    ]  # fmt: skip


def unprintable(sheet: Sheet) -> str:
    """Return the characters of names that the type cannot draw."""
    return undrawable(
        f.name(sheet.order.language) for f in (*sheet.scene.theme, *sheet.scene.background)
    )
