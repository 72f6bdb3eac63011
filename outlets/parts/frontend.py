"""The parts of a page: framework-free scripts that turn plain values into elements.

A part is a function ``part({ data, parentElement, setTriggerValue })``. It is given everything that
it shows, words included, and says what the reader did; it never decides what is selected. In the
app Python makes the values, in the meeting pack a script does.
"""

from __future__ import annotations

from pathlib import Path

ASSETS = Path(__file__).parent / "assets"
SCRIPTS = tuple(
    ASSETS / name
    for name in (
        "dom.js",
        "folding.js",
        "dates.js",
        "filters.js",
        "table.js",
        "card.js",
        "promise.js",
        "charts.js",
        "timeline.js",
        "compare.js",
        "notes.js",
        "presenter.js",
    )
)
"""In the order in which they run: the first holds the building blocks of the others."""
STYLES = tuple(
    ASSETS / name
    for name in (
        "parts.css",
        "dates.css",
        "timeline.css",
        "compare.css",
        "presenter.css",
        "folding.css",
    )
)
