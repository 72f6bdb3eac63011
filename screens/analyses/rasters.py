"""Rasters of a reader's on the page: the form, and its words.

What a run tells is put together in :mod:`.raster_runs`, which brings the analysis along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screens.base_path import prefix_of

if TYPE_CHECKING:
    from layers.vocabulary import Language
    from screens.text import Translator

PATH = "/api/rasters"

SUFFIXES = (".tif", ".tiff")
"""Names of files that are taken."""

LARGEST_BYTES = 2_500_000_000
"""Largest raster that is taken."""


def panel(language: Language, _: Translator) -> dict[str, Any]:
    """Return what the form shows before anything is asked."""
    return {
        "path": prefix_of(None) + PATH,
        "language": language,
        "accept": ",".join(SUFFIXES),
        "largest": LARGEST_BYTES,
        "words": run_words(_) | _words(_),
    }


def run_words(_: Translator) -> dict[str, Any]:
    """Return the words of every tool that works beside the page."""
    return {
        "choose": _("Choose a file"),
        "no_file": _("No file chosen yet"),
        "stop": _("Call off"),
        "waiting": _("Waiting for other runs"),
        "notes": _("Method and limits"),
        "source": _("Source"),
    }


def _words(_: Translator) -> dict[str, Any]:
    return {
        "title": _("Rasters of your own"),
        "why": _("Lay a GeoTIFF on the map (population, land cover, elevation, imagery) and "
                 "summarise it by district. It is read on this server only, and forgotten two "
                 "hours after you last looked at it."),
        "file": _("GeoTIFF"),
        "formats": _("GeoTIFF or BigTIFF up to 2.5 GB, in any CRS, stored in tiles or strips"),
        "credit": _("Source and licence of the raster"),
        "kind": _("What its values are"),
        "kinds": [["auto", _("As the file says")], ["values", _("Quantities")],
                  ["classes", _("Classes")]],
        "band": _("Band"),
        "unit": _("Unit of its values"),
        "unit_example": _("people, m …"),
        "run": _("Lay on the map and summarise"),
        "again": _("Another raster"),
        "too_large": _("The file is larger than 2.5 GB; cut out the city first."),
        "sending": _("Sending the raster"),
        "stages": {"read": _("Reading"), "overviews": _("Making smaller copies for the map"),
                   "zones": _("Summarising by district")},
        "go": _("Show the whole raster"),
        "by_district": _("By district"),
        "csv": _("Table as CSV, unrounded, with source and method"),
    }  # fmt: skip
