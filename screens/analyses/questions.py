"""Where the parts of the analyses ask for what they show: addresses with date and filters.

What is told comes over HTTP, so that the page itself is sent nothing but an address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from layers.view import encode
from screens.base_path import prefix_of

if TYPE_CHECKING:
    from layers.selection import Selection
    from layers.symbols import Theme

SCOREBOARD = "/api/scoreboard"
CONFLICTS = "/api/conflicts"

_ELSEWHERE = ("panel", "tool", "count", "layers", "candidates", "compare", "since", "against",
              "id", "promise", "story", "chapter", "view", "data")  # fmt: skip
"""Parameters of a view that change nothing in what is counted."""


def panel(path: str, selection: Selection, theme: Theme) -> dict[str, Any]:
    """Return what a part is sent: where to ask, and with which question.

    Parameters
    ----------
    path
        Of the analysis.
    selection
        The reader's date, filters and language.
    theme
        Colours of the page.
    """
    view = selection.view
    query = encode(view) | {"at": selection.day.isoformat(), "lang": view.language}
    return {
        "path": prefix_of(None) + path,
        "query": urlencode({name: text for name, text in query.items() if name not in _ELSEWHERE}),
        "selected": view.selected,
        "language": view.language,
        "theme": theme,
    }
