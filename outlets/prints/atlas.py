"""The district atlas: a page for each district and zone, one PDF with bookmarks."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages

from geo.errors import ExportError
from geo.exports import scratch
from geo.exports.files import nothing_to_tell
from layers.selection import select
from layers.statuses import REPORT_DAY
from layers.vocabulary import DISTRICTS
from outlets.briefs import brief_of
from outlets.filing import put_described
from outlets.preflight import Drawn, preflight
from outlets.prints.composing import absent_blocks, check_words, draw_footer, draw_title
from outlets.prints.layout import atlas_layouts, bare
from outlets.prints.legend import Legend, draw_columns, flow
from outlets.prints.mapping import MapStyle, draw_map
from outlets.prints.panels import Panels
from outlets.prints.pen import Pen
from outlets.prints.printing import check_name, manifest_of
from outlets.prints.scene import scene_of
from outlets.prints.sizes import MM_PER_PX, Sizes
from outlets.prints.texts import subtitle
from outlets.prints.windows import district_window
from outlets.prints.words import say
from outlets.prints.writing import PAGES, bind

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from geo.exports.files import Progress
    from geo.validation import Issue
    from layers.build import Dataset
    from layers.selection import Selection
    from layers.view import View
    from outlets.briefs import Brief, Project
    from outlets.prints.mapping import DrawnMap
    from outlets.prints.paper import PrintOrder
    from outlets.webmap.basemaps import MapSettings


@dataclass(frozen=True)
class AtlasPage:
    """One district's page, drawn.

    Parameters
    ----------
    brief
        What there is to say.
    map
        The map.
    pens
        The sheet, and more of them where a table is long.
    """

    brief: Brief
    map: DrawnMap
    pens: list[Pen]


def page_of(brief: Brief, order: PrintOrder, *, notice: str = "") -> AtlasPage:
    """Draw the page of one district.

    Parameters
    ----------
    brief
        What there is to say (:func:`outlets.briefs.brief_of`).
    order
        Paper and words; its scale and centre are not heeded.
    notice
        The map review number (审图号); empty if there is none.

    Raises
    ------
    ExportError
        If the paper is too small for the legend.
    """
    selection, factor = brief.selection, order.factor
    for layout in atlas_layouts(order):
        window = district_window(selection.dataset, brief.official, layout.map)
        scene = scene_of(selection, window)
        sizes = Sizes(window.scale, factor)
        legend = Legend(scene, factor=factor, width=layout.columns[0].width,
                        language=order.language, px=sizes.px)  # fmt: skip
        columns = flow([*legend.blocks(), *absent_blocks(legend, scene, order)], layout.room)
        if len(columns) <= len(layout.columns):
            break
    else:
        raise ExportError(
            "A page of the atlas has no room for its legend on {paper}: take a larger paper or "
            "fewer layers.",
            paper=order.paper,
        )
    pen = Pen(*order.size_mm)
    style = MapStyle(factor=factor, language=order.language, notice=notice,
                     chosen=(brief.official,))  # fmt: skip
    drawn = draw_map(pen, scene, style)
    draw_title(pen, layout.title, page_title(brief, order), subtitle(selection, order.language),
               factor=factor)  # fmt: skip
    draw_columns(pen, columns, layout.columns)
    rest = Panels(pen, factor, sizes.px, order.language).draw(layout.panel, brief)
    draw_footer(pen, layout.footer, selection, order, window)
    return AtlasPage(brief, drawn, [pen, *_continued(brief, order, rest)])


def _continued(brief: Brief, order: PrintOrder, rest: list[Project]) -> list[Pen]:
    """Draw the rest of a table on sheets of its own."""
    pens, layout = [], bare(order)
    while rest:
        pen = Pen(*order.size_mm)
        draw_title(pen, layout.title, page_title(brief, order), say("projects", order.language),
                   factor=order.factor)  # fmt: skip
        panels = Panels(pen, order.factor, MM_PER_PX * order.factor, order.language)
        rest = panels.table(layout.map, rest)
        pens.append(pen)
    return pens


def page_title(brief: Brief, order: PrintOrder) -> str:
    """Return the title of a district's page."""
    subject = order.title or say("subject", order.language)
    return brief.name + say("colon", order.language) + subject


def save(
    dataset: Dataset,
    view: View,
    order: PrintOrder,
    out: Path,
    *,
    request: AtlasRequest,
    progress: Progress = nothing_to_tell,
) -> list[Path]:
    """Make an atlas as FILE and FILE.manifest.json.

    Parameters
    ----------
    dataset
        The data.
    view
        Layers and filters; its districts are the pages, all 16 if it names none.
    order
        Paper and words.
    out
        File to make; an older one of that name is replaced, but only by a whole one.
    request
        Days and settings.
    progress
        Told how far it is; may raise CancelledError.

    Returns
    -------
    What was made.

    Raises
    ------
    ExportError
        If it cannot be made; nothing is left of it.
    """
    check_name("pdf", out)
    with scratch(out.parent) as folder:
        file = folder / out.name
        manifest = make(dataset, view, order, file, request=request, progress=progress)
        return put_described(file, manifest, out)


@dataclass(frozen=True, kw_only=True)
class AtlasRequest:
    """The days and settings of an atlas.

    Parameters
    ----------
    today
        The day on which it leaves; statuses are of that day unless the view names one.
    settings
        The operator's settings.
    since
        First day of the changes.
    """

    today: date
    settings: MapSettings
    since: date = REPORT_DAY.first


def make(
    dataset: Dataset,
    view: View,
    order: PrintOrder,
    file: Path,
    *,
    request: AtlasRequest,
    progress: Progress = nothing_to_tell,
) -> bytes:
    """Make the PDF in a folder of its own; return the text of its manifest (see :func:`save`)."""
    view = replace(view, language=order.language)
    names = view.districts or DISTRICTS
    whole = select(dataset, view, today=request.today)
    check_selection(whole, order, notice=request.settings.notice)
    told: list[dict[str, Any]] = []
    marks: list[tuple[str, int]] = []
    findings: list[Issue] = []
    pages = file.with_name(PAGES)
    with PdfPages(pages, metadata={"CreationDate": None}) as book:
        for at, name in enumerate(names):
            progress("write", at, len(names))
            brief = brief_of(dataset, view, name, since=request.since, today=request.today)
            page = page_of(brief, order, notice=request.settings.notice)
            marks.append((brief.name, book.get_pagecount()))
            for pen in page.pens:
                FigureCanvasPdf(pen.figure)
                book.savefig(pen.figure)
            findings += _new(findings, _check(page, order, request))
            told.append(_about(page))
    progress("describe", 0, 1)
    title = order.title or say("atlas", order.language)
    bind(pages, file, marks=marks, order=order, title=title)
    described = manifest_of(whole, order, findings, files=[file])
    described |= {"title": title, "since": request.since.isoformat(), "pages": told}
    return json.dumps(described, ensure_ascii=False, indent=1, default=str).encode()


def check_selection(whole: Selection, order: PrintOrder, *, notice: str) -> None:
    """Refuse an atlas of nothing, and words that the type cannot draw.

    Raises
    ------
    ExportError
        With what is wrong.
    """
    check_words(order, notice)
    if not whole.rows.any():
        raise ExportError("There is nothing to print: no record passes the filters. Widen them.")


def _check(page: AtlasPage, order: PrintOrder, request: AtlasRequest) -> list[Issue]:
    return preflight(Drawn(
        selection=page.brief.selection, settings=request.settings, today=request.today,
        shown=page.map.shown, scale=page.map.scene.window.scale, author=order.author,
        undrawable=page.map.undrawable, unnamed=len(page.map.labels.left_out),
    ))  # fmt: skip


def _new(known: list[Issue], found: list[Issue]) -> list[Issue]:
    """Return findings about the whole atlas once; those about a page stand with the page."""
    return [issue for issue in found if issue.value is None and issue not in known]


def _about(page: AtlasPage) -> dict[str, Any]:
    scene = page.map.scene
    return {
        "district": page.brief.official,
        "scale": scene.window.scale,
        "records": page.brief.selection.counts_selected(),
        "records_not_located": scene.unlocated,
        "records_outside_the_map": scene.outside,
        "sheets": len(page.pens),
        "changes": {
            group.kind: [f"{name} {when}".strip() for name, when, _ in group.items]
            for group in page.brief.changes
        },
        "names_without_room": page.map.labels.left_out,
    }
