"""A print as a file: PDF, SVG or PNG, whole or not there, with its manifest beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.errors import ExportError
from geo.exports import safe_name, scratch, sha256
from geo.exports.files import nothing_to_tell
from layers.catalogue import CATALOGUE
from layers.view import encode
from layers.vocabulary import LICENCES
from outlets.export import ATTRIBUTION, DATA_LICENCE
from outlets.filing import put_described
from outlets.preflight import Drawn, plain, preflight
from outlets.prints.composing import compose
from outlets.prints.texts import title_of
from outlets.prints.writing import write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from geo.exports.files import Progress
    from geo.validation import Issue
    from layers.selection import Selection
    from outlets.prints.composing import Sheet
    from outlets.prints.paper import PrintOrder
    from outlets.webmap.basemaps import MapSettings


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
        return put_described(made.file, made.manifest, out)


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
