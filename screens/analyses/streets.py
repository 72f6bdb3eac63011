"""The dead-end workbench on the page: its form, and the words of its result.

What a run tells is put together in :mod:`.street_runs`, which brings the analysis along.
"""

from __future__ import annotations

import importlib.util
import os
from typing import TYPE_CHECKING, Any

from outlets.analyses.dead_end_words import CLASS_TITLES, LAID_TITLES
from screens.analyses.street_files import BESIDE, LARGEST_BYTES, NETWORKS
from screens.base_path import prefix_of

if TYPE_CHECKING:
    from layers.symbols import Theme
    from layers.vocabulary import Language
    from screens.text import Translator

PATH = "/api/streets"

DRAWN = ("residential", "tertiary", "secondary", "primary", "trunk")
"""Classes of streets that can be drawn, the first unless chosen otherwise."""

_LIMIT_M = 300
"""Longest connection that the form begins with [m]."""

LONGEST_M = 5_000
"""Longest connection that may be asked for [m] (:data:`geo.streets.proposals.LONGEST_M`)."""

_TOLERANCE_M = 1
"""Snapping distance that the form begins with [m]."""

_ALLOWED = {"1", "true", "yes", "on"}


def may_download() -> bool:
    """Tell whether this server may ask OpenStreetMap for streets.

    It contacts nobody unless its operator sets ``ZHENGTU_DOWNLOADS=1`` and has osmnx installed.
    """
    allowed = os.environ.get("ZHENGTU_DOWNLOADS", "").strip().lower() in _ALLOWED
    return allowed and importlib.util.find_spec("osmnx") is not None


def panel(language: Language, theme: Theme, _: Translator) -> dict[str, Any]:
    """Return what the form shows before anything is asked."""
    return {
        "path": prefix_of(None) + PATH,
        "language": language,
        "theme": theme,
        "accept": ",".join(NETWORKS),
        "beside": ",".join(BESIDE),
        "largest": LARGEST_BYTES,
        "limit": _LIMIT_M,
        "longest": LONGEST_M,
        "tolerance": _TOLERANCE_M,
        "sources": ["file", "draw", "paste", *(["download"] if may_download() else [])],
        "kinds": [[kind, term.label(language)] for kind, term in LAID_TITLES.items()],
        "classes": [[name, CLASS_TITLES[name].label(language)] for name in DRAWN],
        "words": _words(_),
    }


def _words(_: Translator) -> dict[str, Any]:
    return {
        "title": _("Dead-end roads: what connecting them would bring"),
        "why": _(
            "No street network of Zhengzhou that may be used here could be had under an open "
            "licence. Lay in your own: nothing is shown without a network and its source, and "
            "nothing leaves this server."
        ),
        "formats": _("GeoPackage, GeoJSON, zipped Shapefile, FlatGeobuf, GeoParquet, WKT, "
                     "OpenStreetMap extract (.osm, .osm.pbf); lines with a CRS"),
        "from": _("The network comes from"),
        "sources": {"file": _("A file"), "draw": _("Drawing on the map"),
                    "paste": _("Pasted coordinates"), "download": _("OpenStreetMap")},
        "draw": _("Draw streets"),
        "drawing": _("Stop drawing"),
        "draw_how": _("Click the map (or move it and press Enter) to set points; a point near a "
                      "drawn street joins it, lines that cross are taken for junctions."),
        "drawn": _("{count} streets, {length} km drawn"),
        "drawn_by": _("Drawn by the user, no survey"),
        "drawn_none": _("Nothing has been drawn yet."),
        "erase": _("Remove the last street"),
        "erase_all": _("Remove all"),
        "class": _("Class of the streets drawn next"),
        "paste": _("GeoJSON, or LINESTRING lines of WKT (longitude latitude)"),
        "pasted_none": _("Nothing has been pasted yet."),
        "area": _("Place, or west,south,east,north in degrees"),
        "area_view": _("Take the map's view"),
        "area_none": _("Name a place, or give west,south,east,north in degrees."),
        "download_how": _("The server asks OpenStreetMap (Nominatim, Overpass) for the streets; "
                          "© OpenStreetMap contributors, ODbL 1.0 goes with the result."),
        "tolerance": _("Join ends within [m]"),
        "beside": _("Obstacles, people, extent (optional)"),
        "beside_how": _("Connections do not run through obstacles. Metro stations and core blocks "
                        "of this map count by themselves where the network reaches them. People: "
                        "points with a column weight or population, or a GeoTIFF."),
        "beside_kind": _("What the next file holds"),
        "beside_file": _("Add a file"),
        "beside_sending": _("Reading {file}"),
        "bridged": _("May be bridged, at a cost"),
        "shapes": _("{count} shapes"),
        "remove": _("Remove"),
        "file": _("Street network"),
        "choose": _("Choose a file"),
        "no_file": _("No file chosen yet"),
        "legend": [_("Street of the network"), _("Proposed connection"),
                   _("Chosen to be opened"), _("Dead-end road")],
        "credit": _("Source and licence of the network"),
        "limit": _("Longest connection [m]"),
        "run": _("Find and rank"),
        "stop": _("Call off"),
        "again": _("Another network"),
        "too_large": _("The file is larger than 300 MB; cut out the city first."),
        "sending": _("Sending the network"),
        "waiting": _("Waiting for other runs"),
        "stages": {"download": _("Downloading from OpenStreetMap"), "read": _("Reading"),
                   "clean": _("Cleaning the network"),
                   "find": _("Finding dead ends and connections"),
                   "rank": _("Ranking connections"), "compare": _("Comparing before and after")},
        "kinds": _("Ends of streets"),
        "ranked": _("Connections, best first"),
        "ranked_none": _("No dead-end road has a street within the limit to be connected to."),
        "open": _("Open"),
        "compare": _("Compare before and after"),
        "best": _("Choose the best twelve"),
        "none": _("Choose none"),
        "opened": _("Before and after {count} connections are opened"),
        "measures": [_("Measure"), _("Before"), _("After"), _("Change")],
        "file_of_it": _("GeoPackage with everything: ends, connections, repairs, method"),
        "print": _("Page to print"),
        "export": _("Ranked connections and ends in another format"),
        "export_format": _("Format"),
        "export_crs": _("Coordinates"),
        "export_get": _("Download"),
        "preparing": _("Preparing the file"),
        "show": _("Show on the map"),
        "notes": _("Method and limits"),
        "source": _("Source"),
    }  # fmt: skip
