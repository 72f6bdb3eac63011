"""A print as a file: PDF, SVG or PNG, whole or not there, with its manifest beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages
from matplotlib.backends.backend_svg import FigureCanvasSVG
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from geo.errors import ExportError
from geo.exports import place, safe_name, scratch, sha256
from geo.exports.files import nothing_to_tell
from layers.catalogue import CATALOGUE
from layers.view import encode
from layers.vocabulary import LICENCES
from outlets.export import ATTRIBUTION, DATA_LICENCE
from outlets.preflight import Drawn, plain, preflight
from outlets.prints.composing import compose
from outlets.prints.texts import title_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from geo.exports.files import Progress
    from geo.validation import Issue
    from layers.selection import Selection
    from outlets.prints.composing import Sheet
    from outlets.prints.paper import PrintOrder
    from outlets.prints.pen import Pen
    from outlets.webmap.basemaps import MapSettings

MANIFEST = "manifest.json"
_MM_PER_INCH = 25.4
_BAND_PIXELS = 24_000_000
"""Pixels of a picture that are drawn at once: a sheet of A0 at 600 dpi has 560 million."""


@dataclass(frozen=True)
class Printed:
    """A print that was made.

    Parameters
    ----------
    file
        The file.
    manifest
        Text of its manifest.
    findings
        What the pre-flight check found.
    """

    file: Path
    manifest: bytes
    findings: list[Issue]


def check(
    selection: Selection, order: PrintOrder, settings: MapSettings, *, today: date
) -> tuple[Sheet, list[Issue]]:
    """Draw a sheet and say what is missing or doubtful about it, without writing anything.

    Parameters
    ----------
    selection
        The records.
    order
        What is wanted.
    settings
        The operator's settings; ``notice`` is the map review number.
    today
        The day on which the map leaves.

    Raises
    ------
    ExportError
        If nothing has a position, or it does not fit.
    """
    sheet = compose(selection, order, notice=settings.notice)
    return sheet, preflight(drawn_of(selection, sheet, settings, today=today))


def drawn_of(selection: Selection, sheet: Sheet, settings: MapSettings, *, today: date) -> Drawn:
    """Return what the pre-flight check needs to know of a sheet."""
    return Drawn(
        selection=selection, settings=settings, today=today, shown=sheet.map.shown,
        scale=sheet.scale, author=sheet.order.author, undrawable=sheet.map.undrawable,
        unnamed=len(sheet.map.labels.left_out),
    )  # fmt: skip


def make(
    selection: Selection,
    order: PrintOrder,
    file: Path,
    *,
    settings: MapSettings,
    today: date,
    progress: Progress = nothing_to_tell,
) -> Printed:
    """Make a print in a folder of its own.

    Parameters
    ----------
    selection
        The records.
    order
        What is wanted.
    file
        File to write, in a folder of its own; on an error its content is worthless.
    settings
        The operator's settings.
    today
        The day on which the map leaves.
    progress
        Told what is being done; may raise CancelledError.

    Raises
    ------
    ExportError
        If it cannot be made.
    """
    progress("collect", 0, 1)
    sheet, findings = check(selection, order, settings, today=today)
    title = title_of(selection, order)
    write(sheet.pages, file, order=order, title=title, progress=progress)
    progress("describe", 0, 1)
    described = manifest_of(selection, order, findings, files=[file])
    described |= {
        "scale": sheet.scale,
        "pages": len(sheet.pages),
        "title": title,
        "window": _window_of(sheet),
        "records_not_located": sheet.map.scene.unlocated,
        "records_outside_the_map": sheet.map.scene.outside,
        "names_without_room": sheet.map.labels.left_out,
    }
    text = json.dumps(described, ensure_ascii=False, indent=1, default=str)
    return Printed(file, text.encode(), findings)


def _window_of(sheet: Sheet) -> dict[str, Any]:
    west, south, east, north = (round(value, 2) for value in sheet.map.scene.window.ground)
    return {"crs": "EPSG:4547", "west": west, "south": south, "east": east, "north": north}


def manifest_of(
    selection: Selection, order: PrintOrder, findings: Sequence[Issue], *, files: Sequence[Path]
) -> dict[str, Any]:
    """Return what the manifests of prints and atlases have in common."""
    dataset = selection.dataset
    layers = [la.id for la in CATALOGUE if la.background or la.id in selection.view.layers]
    held = {code for name in layers for code in dataset.frames[name]["licence"]}
    return {
        "coverage": "The report that these data answer is partial: it begins in section 二.",
        "data_version": dataset.version,
        "status_at": selection.day.isoformat(),
        "filter": encode(selection.view),
        "counts": {name: len(selection.frame(name)) for name in selection.view.layers},
        "paper": f"{order.paper} {order.orientation}",
        "format": order.format,
        "dpi": order.dpi if order.format == "png" else None,
        "author": order.author,
        "preflight": plain(findings),
        "licence": DATA_LICENCE,
        "attribution": ATTRIBUTION,
        "disclaimer": "不作划界依据 Not for boundary demarcation",
        "licences_of_records": {
            code: {"zh": term.zh, "en": term.en} for code, term in LICENCES.items() if code in held
        },
        "type": "Noto Sans SC, SIL Open Font License 1.1",
        "sources": {name: list(dataset.sources[name].values()) for name in layers},
        "files": {
            path.name: {"bytes": path.stat().st_size, "sha256": sha256(path)} for path in files
        },
    }


def save(
    selection: Selection,
    order: PrintOrder,
    out: Path,
    *,
    settings: MapSettings,
    today: date,
    progress: Progress = nothing_to_tell,
) -> list[Path]:
    """Make a print as FILE and FILE.manifest.json.

    Parameters
    ----------
    selection, order, settings, today, progress
        As for :func:`make`.
    out
        File to make; an older one of that name is replaced, but only by a whole one.

    Returns
    -------
    What was made.

    Raises
    ------
    ExportError
        If the name does not end as the format does, or it cannot be made; nothing is left of it.
    """
    check_name(order.format, out)
    with scratch(out.parent) as folder:
        file = folder / out.name
        made = make(selection, order, file, settings=settings, today=today, progress=progress)
        return put(made.file, made.manifest, out)


def put(file: Path, manifest: bytes, out: Path) -> list[Path]:
    """Put a finished file and its manifest where they belong."""
    beside = file.parent / MANIFEST
    beside.write_bytes(manifest)
    described = out.with_name(f"{out.name}.{MANIFEST}")
    place(file, out)
    place(beside, described)
    return [out, described]


def check_name(form: str, out: Path) -> None:
    """Refuse a file name that is none, or ends otherwise than the format.

    Raises
    ------
    ExportError
        With what is wrong.
    """
    safe_name(out.name)
    if out.suffix.lower() != f".{form}":
        raise ExportError(
            "The name of this print must end in {suffix}, not in “{wrong}”.",
            suffix=f".{form}",
            wrong=out.suffix,
        )


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
    author = order.author or "Zhengtu 郑图"
    if order.format == "pdf":
        about = {"Title": title, "Author": author, "Creator": "Zhengtu 郑图",
                 "Subject": ATTRIBUTION, "CreationDate": None, "ModDate": None}  # fmt: skip
        with PdfPages(file, metadata=about) as book:
            for at, pen in enumerate(pages):
                progress("write", at, len(pages))
                FigureCanvasPdf(pen.figure)
                book.savefig(pen.figure)
    elif order.format == "svg":
        progress("write", 0, 1)
        about = {"Title": title, "Creator": author, "Rights": ATTRIBUTION, "Date": None}
        FigureCanvasSVG(pages[0].figure)
        pages[0].figure.savefig(file, format="svg", metadata=about)
    else:
        _write_png(pages[0], file, dpi=order.dpi, title=title, progress=progress)


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
