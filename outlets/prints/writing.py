"""Drawn sheets as PDF, SVG and PNG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages
from matplotlib.backends.backend_svg import FigureCanvasSVG
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfWriter
from pypdf.generic import NameObject, TextStringObject

from geo.exports.files import nothing_to_tell
from outlets.export import ATTRIBUTION

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.exports.files import Progress
    from outlets.prints.paper import PrintOrder
    from outlets.prints.pen import Pen

MAKER = "Zhengtu 郑图"
PAGES = ".pages.pdf"
"""Pages while they are drawn, in the folder of the file."""

_MM_PER_INCH = 25.4
_BAND_PIXELS = 24_000_000
"""Pixels of a picture that are drawn at once: a sheet of A0 at 600 dpi has 560 million."""


def write(
    pages: Sequence[Pen],
    file: Path,
    *,
    order: PrintOrder,
    title: str,
    progress: Progress = nothing_to_tell,
) -> None:
    """Write drawn sheets; only a PDF can hold several.

    Parameters
    ----------
    pages
        The sheets.
    file
        File to write.
    order
        Format, resolution and author.
    title
        Title in the file's own description.
    progress
        Told how far it is; may raise CancelledError.
    """
    if order.format == "pdf":
        drawn = file.with_name(PAGES)
        with PdfPages(drawn, metadata={"CreationDate": None}) as book:
            for at, pen in enumerate(pages):
                progress("write", at, len(pages))
                FigureCanvasPdf(pen.figure)
                book.savefig(pen.figure)
        bind(drawn, file, order=order, title=title)
    elif order.format == "svg":
        progress("write", 0, 1)
        by = order.author or MAKER
        about = {"Title": title, "Creator": by, "Rights": ATTRIBUTION, "Date": None}
        FigureCanvasSVG(pages[0].figure)
        pages[0].figure.savefig(file, format="svg", metadata=about)
    else:
        _write_png(pages[0], file, dpi=order.dpi, title=title, progress=progress)


def bind(
    drawn: Path, file: Path, *, order: PrintOrder, title: str, marks: Sequence[tuple[str, int]] = ()
) -> None:
    """Turn drawn pages into a document: title, author, language, bookmarks.

    Parameters
    ----------
    drawn
        PDF with the pages.
    file
        File to write.
    order
        Author and language.
    title
        Title of the document.
    marks
        Bookmarks: name and number of the page, from 0.
    """
    writer = PdfWriter(clone_from=str(drawn))
    for name, page in marks:
        writer.add_outline_item(title=name, page_number=page)
    if marks:
        writer.page_mode = "/UseOutlines"
    writer.add_metadata({
        "/Title": title, "/Author": order.author or MAKER, "/Creator": MAKER,
        "/Subject": ATTRIBUTION,
    })  # fmt: skip
    writer.pdf_header = "%PDF-1.4"  # transparency
    language = {"zh": "zh-CN", "en": "en"}[order.language]
    writer.root_object[NameObject("/Lang")] = TextStringObject(language)
    writer.write(file)
    writer.close()
    drawn.unlink()


def _write_png(pen: Pen, file: Path, *, dpi: int, title: str, progress: Progress) -> None:
    words = PngInfo()
    words.add_itxt("Title", title)
    words.add_itxt("Copyright", ATTRIBUTION)
    picture_of(pen, dpi, progress=progress).save(file, "PNG", dpi=(dpi, dpi), pnginfo=words)


def picture_of(pen: Pen, dpi: int, *, progress: Progress = nothing_to_tell) -> Image.Image:
    """Return a sheet as a picture, drawn in bands: one copy is in memory, not four.

    Parameters
    ----------
    pen
        The sheet.
    dpi
        Resolution.
    progress
        Told how far it is; may raise CancelledError.
    """
    across = round(pen.sheet.width / _MM_PER_INCH * dpi)
    down = round(pen.sheet.height / _MM_PER_INCH * dpi)
    rows = max(1, _BAND_PIXELS // across)
    picture = Image.new("RGB", (across, down), "white")
    starts = range(0, down, rows)
    for at, first in enumerate(starts):
        progress("write", at, len(starts))
        last = min(first + rows, down)
        top = pen.sheet.height * (1 - first / down)
        bottom = pen.sheet.height * (1 - last / down)
        picture.paste(_band(pen, (bottom, top), (across, last - first)), (0, first))
    pen.show(0, pen.sheet.height)
    return picture


def _band(pen: Pen, heights: tuple[float, float], size: tuple[int, int]) -> Image.Image:
    pen.show(*heights)
    canvas = FigureCanvasAgg(pen.figure)
    dpi = size[0] / (pen.sheet.width / _MM_PER_INCH)
    pen.figure.set_dpi(dpi)
    pen.figure.set_facecolor("white")
    canvas.draw()  # type: ignore[no-untyped-call]
    pixels = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
    drawn = Image.frombuffer("RGBA", canvas.get_width_height(), pixels)
    opaque = Image.new("RGB", drawn.size, "white")
    opaque.paste(drawn, mask=drawn.getchannel("A"))
    return opaque.crop((0, 0, *size))
