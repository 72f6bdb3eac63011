"""The dead-end workbench on the page: its form, and the words of its result.

What a run tells is put together in :mod:`screens.street_runs`, which brings the analysis along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screens.base_path import prefix_of

if TYPE_CHECKING:
    from layers.symbols import Theme
    from layers.vocabulary import Language
    from screens.text import Translator

PATH = "/api/streets"

SUFFIXES = (
    ".gpkg", ".geojson", ".json", ".fgb", ".parquet", ".zip", ".osm", ".pbf", ".osm.gz", ".osm.bz2",
)  # fmt: skip
"""Names of files that are taken."""

LARGEST_BYTES = 300_000_000
"""Largest network that is taken."""

_LIMIT_M = 300
"""Longest connection that the form begins with [m]."""


def panel(language: Language, theme: Theme, _: Translator) -> dict[str, Any]:
    """Return what the form shows before anything is asked."""
    return {
        "path": prefix_of(None) + PATH,
        "language": language,
        "theme": theme,
        "accept": ",".join(SUFFIXES),
        "largest": LARGEST_BYTES,
        "limit": _LIMIT_M,
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
        "formats": _("GeoPackage, GeoJSON, zipped Shapefile, FlatGeobuf, GeoParquet, "
                     "OpenStreetMap extract (.osm, .osm.pbf); lines with a CRS"),
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
        "lost": _("The server no longer knows this run; start it again."),
        "unreachable": _("The server does not answer; try again."),
        "sending": _("Sending the network"),
        "waiting": _("Waiting for other runs"),
        "stages": {"read": _("Reading"), "clean": _("Cleaning the network"),
                   "find": _("Finding dead ends and connections"),
                   "rank": _("Ranking connections"), "compare": _("Comparing before and after")},
        "kinds": _("Ends of streets"),
        "ranked": _("Connections, best first"),
        "open": _("Open"),
        "compare": _("Compare before and after"),
        "best": _("Choose the best twelve"),
        "none": _("Choose none"),
        "opened": _("Before and after {count} connections are opened"),
        "measures": [_("Measure"), _("Before"), _("After"), _("Change")],
        "file_of_it": _("GeoPackage with everything: ends, connections, repairs, method"),
        "show": _("Show on the map"),
        "notes": _("Method and limits"),
        "source": _("Source"),
    }  # fmt: skip
