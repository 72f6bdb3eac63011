"""Check and make the maps that the dialog of prints asks for.

Apart from :mod:`screens.printing`, because this brings what draws along.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import ExportError, ZhengtuError
from geo.exports import scratch
from layers.catalogue import CATALOGUE
from layers.selection import select
from layers.statuses import REPORT_DAY
from layers.store import current_store
from layers.view import decode
from layers.vocabulary import DISTRICTS
from outlets.download import MANIFEST, Download, add_file
from outlets.preflight import Drawn, preflight
from outlets.prints import atlas, printing
from outlets.prints.furniture import ratio_text
from outlets.prints.paper import PrintOrder
from outlets.webmap.basemaps import read_settings
from screens import decks
from screens.addresses import refusal
from screens.state import today
from screens.text import said, translator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from geo.validation import Issue
    from layers.selection import Selection
    from layers.view import View
    from layers.vocabulary import Language
    from outlets.jobs import Job

KINDS = ("print", "atlas")
"""The prints in an address."""


def check(parameters: Mapping[str, str]) -> dict[str, Any]:
    """Tell what is missing or doubtful about a print, before it is made.

    Parameters
    ----------
    parameters
        Those of the address: the view's, the print's and ``kind``.

    Returns
    -------
    What the dialog shows: ``lead`` and ``findings``, or ``error`` where nothing can be made.
    """
    view, misread = decode(parameters)
    language = view.language
    if text := refusal(misread, translator(language)):
        return {"error": text}
    try:
        if parameters.get("kind") in decks.SUFFIXES:
            lead, findings = decks.check(parameters["kind"], view, parameters)
            return {"lead": lead, "findings": _told(findings, language)}
        order = order_of(parameters, language)
        selection = select(current_store().dataset(), view, today=today())
        if parameters.get("kind") == "atlas":
            findings, pages, scale = _atlas_findings(selection, order, view), _pages(view), None
        else:
            sheet, findings = printing.check(selection, order, read_settings(), today=today())
            pages, scale = len(sheet.pages), sheet.scale
    except ZhengtuError as error:
        return {"error": said(error.saying, language)}
    return {"lead": _lead(pages, scale, language), "findings": _told(findings, language)}


def _pages(view: View) -> int:
    return len(view.districts or DISTRICTS)


def _atlas_findings(selection: Selection, order: PrintOrder, view: View) -> list[Issue]:
    """Check what holds for every page; what a page alone shows stands in the manifest."""
    since_of(view)
    atlas.check_selection(selection, order, notice=read_settings().notice)
    drawn = Drawn(selection=selection, settings=read_settings(), today=today(),
                  author=order.author)  # fmt: skip
    return preflight(drawn)


def _lead(pages: int, scale: float | None, language: Language) -> str:
    _ = translator(language)
    if scale is None:
        return _("Pages: {count}, each fitted to its district.", count=pages)
    text = _("The map is drawn at {scale}.", scale=ratio_text(scale))
    return text if pages == 1 else text + _(" The legend takes a page of its own.")


def _told(findings: list[Issue], language: Language) -> list[dict[str, str]]:
    """Return findings in the reader's language."""
    titles = {layer.id: layer.label(language) for layer in CATALOGUE}
    return [
        {
            "about": titles.get(finding.file, ""),
            "problem": said(finding.problem, language),
            "remedy": said(finding.remedy, language),
        }
        for finding in findings
    ]


def make(kind: str, view: View, parameters: Mapping[str, str], job: Job) -> Download:
    """Make a print or an atlas, zipped with its manifest.

    Parameters
    ----------
    kind
        One of :data:`KINDS`.
    view
        The reader's choices.
    parameters
        Those of the address.
    job
        Told how far it is; may call it off.

    Raises
    ------
    ExportError
        If it cannot be made; nothing is left of it.
    """
    order = order_of(parameters, view.language)
    dataset, day = current_store().dataset(), today()
    stem = f"zhengtu-{kind}-{order.paper}-{(view.at or day).isoformat()}-{dataset.version}"
    with scratch(Path(tempfile.gettempdir())) as folder:
        file = folder / f"{stem}.{'pdf' if kind == 'atlas' else order.format}"
        if kind == "atlas":
            request = atlas.AtlasRequest(today=day, settings=read_settings(), since=since_of(view))
            manifest = atlas.make(dataset, view, order, file, request=request, progress=job)
        else:
            selection = select(dataset, view, today=day)
            made = printing.make(selection, order, file, settings=read_settings(), today=day,
                                 progress=job)  # fmt: skip
            manifest = made.manifest
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            add_file(archive, file.name, file.read_bytes())
            add_file(archive, MANIFEST, manifest)
    return Download(f"{stem}.zip", stream.getvalue())


def since_of(view: View) -> date:
    """Return the first day of an atlas' changes: the view's, or the report's."""
    return view.since or REPORT_DAY.first


def order_of(parameters: Mapping[str, str], language: Language) -> PrintOrder:
    """Read what is wanted out of an address.

    Raises
    ------
    ExportError
        If something is no number, or cannot be had.
    """
    fields: dict[str, Any] = {
        name: parameters[name] for name in ("paper", "orientation", "format", "title", "author")
        if parameters.get(name)
    }  # fmt: skip
    for name in ("dpi", "scale"):
        if parameters.get(name):
            fields[name] = _number(parameters[name])
    if parameters.get("centre"):
        fields["centre"] = _place(parameters["centre"])
    return PrintOrder(language=language, **fields)


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ExportError("{text} is no whole number.", text=text[:40]) from None


def _place(text: str) -> tuple[float, float]:
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        raise ExportError(
            "The middle of the map is longitude,latitude such as 113.65,34.75, not “{text}”.",
            text=text[:40],
        ) from None
    return lon, lat
