"""Our page with everything but the map."""

from typing import Any

from benchmarks.multiplied import serve_multiplied
from screens import map as map_screen
from streamlit_app import app


def _show_nothing(*_parts: Any, **_named: Any) -> None:  # noqa: ANN401 - whatever the page passes
    """Stand where the map stood."""


serve_multiplied()
# The page's script asks for `show_map` by name on every run, so it finds this one.
map_screen.show_map = _show_nothing

__all__ = ["app"]
