"""Coverage on the page: form and words; what a run tells is in :mod:`.coverage_runs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.catalogue import THEMATIC
from layers.vocabulary import STATUSES
from screens.analyses.rasters import run_words
from screens.analyses.street_files import LARGEST_BYTES, NETWORKS
from screens.base_path import prefix_of

if TYPE_CHECKING:
    from layers.selection import Selection
    from layers.symbols import Theme
    from screens.text import Translator

PATH = "/api/coverage"

RASTERS = (".tif", ".tiff")
"""Names of files that are taken for people."""

_FIRST = ("metro_stations", "parks")
"""Layers that are asked about most."""

_RESOLUTION_M = 50
"""Side of a cell that the form begins with: a second's work, and finer than a map of the city."""

_LIMITS = "300, 500, 800"
_REPORT_DAY = "2021-01-30"


def panel(selection: Selection, theme: Theme, _: Translator) -> dict[str, Any]:
    """Return what the form shows before anything is asked.

    Parameters
    ----------
    selection
        Its day and its districts are those that the form asks about.
    theme
        Light or dark.
    """
    view = selection.view
    day = selection.day.isoformat()
    language = view.language
    layers = sorted(THEMATIC, key=lambda layer: (*_FIRST, layer.id).index(layer.id))
    done, under_way = (STATUSES[code].label(language) for code in ("completed", "construction"))
    where = _(", ").join(view.districts) or _("Whole city")
    return {
        "path": prefix_of(None) + PATH,
        "language": language,
        "theme": theme,
        "layers": [[layer.id, layer.label(language)] for layer in layers],
        "statuses": [["completed", done],
                     ["completed,construction", f"{done} + {under_way}"],
                     [",".join(STATUSES), _("All statuses")]],
        "day": day,
        "districts": list(view.districts),
        "since": _REPORT_DAY if day > _REPORT_DAY else "",
        "resolution": _RESOLUTION_M,
        "limits": _LIMITS,
        "networks": ",".join(NETWORKS),
        "rasters": ",".join(RASTERS),
        "largest": LARGEST_BYTES,
        "asked": _("Statuses of {day}, {where}; date and districts are those on the left.",
                   day=day, where=where),
        "words": run_words(_) | _words(_),
    }  # fmt: skip


def _words(_: Translator) -> dict[str, Any]:
    return {
        "title": _("What is within reach"),
        "why": _("How far it is from everywhere to the nearest station, park or other record, and "
                 "how much of each district and core block lies within reach."),
        "layer": _("Distance to"),
        "status": _("Which statuses count"),
        "since": _("Compare with (may be empty)"),
        "limits": _("Limits [m]"),
        "resolution": _("Side of a cell [m]"),
        "more": _("Walk on a street network, count people"),
        "network": _("Street network (may be left out)"),
        "network_note": _("Without a network distances are straight, not walks. GeoPackage, "
                          "GeoJSON, zipped Shapefile, FlatGeobuf, GeoParquet, .osm, .osm.pbf"),
        "population": _("Raster of people (may be left out)"),
        "population_note": _("GeoTIFF with the number of people in each cell, not a density"),
        "credit": _("Source and licence of the files"),
        "no_credit": _("Say whose data the files are: every result carries its source."),
        "run": _("Work out"),
        "again": _("Another question"),
        "too_large": _("The file is larger than 300 MB; cut out the city first."),
        "sending": _("Sending"),
        "stages": {"read": _("Reading"), "clean": _("Cleaning the network"),
                   "measure": _("Measuring distances"), "write": _("Writing the rasters"),
                   "zones": _("Summarising by district")},
        "sheet": _("On the map"),
        "shares": _("Within reach, share of the area [%]"),
        "range": _("In brackets: at least and at most, by the accuracy of the positions."),
        "change": _("Before and after [km²]"),
        "people": _("People within reach"),
        "zip": _("Zip of everything: GeoTIFFs, workbook, CSV, manifest"),
    }  # fmt: skip
