"""Drawn sheets as PDF, SVG and PNG."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages
from matplotlib.backends.backend_svg import FigureCanvasSVG
from pypdf import PdfWriter
from pypdf.generic import NameObject, TextStringObject

from geo.exports.files import nothing_to_tell
from outlets.export import ATTRIBUTION
from outlets.prints.png import PngStream

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import BinaryIO

    from numpy.typing import NDArray

    from geo.exports.files import Progress
    from outlets.prints.paper import PrintOrder
    from outlets.prints.pen import Pen

MAKER = "Zhengtu 郑图"
PAGES = ".pages.pdf"
"""Pages while they are drawn, in the folder of the file."""

_MM_PER_INCH = 25.4
_EDGE_MM = 25.0
"""Drawn beyond a band and thrown away: half of the broadest stroke on A0, a soft edge [mm]."""

_WHOLE = 1e-9
"""Share by which a canvas is too large, so that a row is not lost to rounding."""

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
        with file.open("wb") as stream:
            write_picture(pages[0], stream, order.dpi, title=title, progress=progress)


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


def write_picture(
    pen: Pen, stream: BinaryIO, dpi: int, *, title: str, progress: Progress = nothing_to_tell
) -> None:
    """Write a sheet as a PNG, drawn in bands.

    Parameters
    ----------
    pen
        The sheet.
    stream
        Where to write.
    dpi
        Resolution.
    title
        Title in the file's own description.
    progress
        Told how far it is; may raise CancelledError.
    """
    across = round(pen.sheet.width / _MM_PER_INCH * dpi)
    down = round(pen.sheet.height / _MM_PER_INCH * dpi)
    rows = max(1, _BAND_PIXELS // across)
    words = {"Title": title, "Copyright": ATTRIBUTION}
    picture = PngStream(stream, (across, down), dpi=dpi, words=words)
    starts = range(0, down, rows)
    if len(starts) > 1:
        pen.cut_dashes()
    for at, first in enumerate(starts):
        progress("write", at, len(starts))
        picture.rows(_band(pen, (across, down), range(first, min(first + rows, down))))
    picture.finish()
    pen.show(0, pen.sheet.height)


def _band(pen: Pen, size: tuple[int, int], rows: range) -> NDArray[np.uint8]:
    """Draw some rows of a picture, on white.

    More is drawn than is kept: where a picture ends, so do the strokes that cross its edge.
    """
    across, down = size
    height = pen.sheet.height
    above = min(rows.start, round(_EDGE_MM / height * down))
    below = min(down - rows.stop, round(_EDGE_MM / height * down))
    pen.show(height * (1 - (rows.stop + below) / down), height * (1 - (rows.start - above) / down))
    canvas = FigureCanvasAgg(pen.figure)
    pen.figure.set_dpi(across / (pen.sheet.width / _MM_PER_INCH) * (1 + _WHOLE))
    pen.figure.patch.set(facecolor="white", visible=True)
    canvas.draw()  # type: ignore[no-untyped-call]
    pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
    return np.ascontiguousarray(pixels[above : above + len(rows), :across, :3])
