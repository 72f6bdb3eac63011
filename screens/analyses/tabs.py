"""The panel of analyses: its tools as tabs, and which part of the page shows each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.view import TOOLS
from screens.analyses import coverage, rasters, streets
from screens.analyses.questions import CONFLICTS, SCOREBOARD, panel
from screens.parts import mount
from screens.state import change, point_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.selection import Selection
    from layers.symbols import Theme
    from screens.text import Translator


def show_analysis(selection: Selection, theme: Theme, _: Translator) -> None:
    """Show the tabs and the tool that is chosen.

    Parameters
    ----------
    selection
        What is selected: a tool takes its date and filters.
    theme
        Light or dark.
    """
    tool = shown_tool(selection.view.tool)
    mount("analyses", tabs(tool, _), on_change=_on_tab)
    SHOW[tool](selection, theme, _)


def shown_tool(asked: str) -> str:
    """Return the tool that stands for the one of an address."""
    return asked if asked in SHOW else next(name for name in TOOLS if name in SHOW)


def tabs(tool: str, _: Translator) -> dict[str, Any]:
    """Return what the row of tabs shows."""
    labels = {
        "scoreboard": _("Scoreboard"), "conflicts": _("Conflicts"), "coverage": _("Coverage"),
        "rasters": _("Rasters"), "streets": _("Dead-end roads"),
    }  # fmt: skip
    return {
        "tool": tool,
        "tools": [[name, labels[name]] for name in TOOLS if name in SHOW],
        "label": _("Analyses"),
        "again": _("Try again"),
    }


def _on_tab(made: dict[str, Any]) -> None:
    if made.get("tool") in SHOW:
        change(tool=str(made["tool"]))


def on_record(made: dict[str, Any]) -> None:
    """Go to the record or the promise that a reader asks for, or from it; stay in the analysis."""
    if isinstance(made.get("select"), str):
        change(selected=made["select"], promise=None)
        point_at()
    elif isinstance(made.get("promise"), str):
        change(promise=made["promise"], selected=None)
    elif made.get("close"):
        change(selected=None, promise=None)


def _on_scoreboard(made: dict[str, Any]) -> None:
    if "count" in made:
        change(count=made["count"])
    else:
        on_record(made)


def _show_scoreboard(selection: Selection, theme: Theme, _: Translator) -> None:
    data = panel(SCOREBOARD, selection, theme) | {"count": selection.view.count}
    mount("scoreboard", data, on_change=_on_scoreboard)


def _show_conflicts(selection: Selection, theme: Theme, _: Translator) -> None:
    mount("conflicts", panel(CONFLICTS, selection, theme), on_change=on_record)


def _show_coverage(selection: Selection, theme: Theme, _: Translator) -> None:
    mount("coverage", coverage.panel(selection, theme, _), on_change=lambda _made: None)


def _show_rasters(selection: Selection, _theme: Theme, _: Translator) -> None:
    data = rasters.panel(selection.view.language, _)
    mount("rasters", data, on_change=lambda _made: None)


def _show_streets(selection: Selection, theme: Theme, _: Translator) -> None:
    data = streets.panel(selection.view.language, theme, _)
    mount("streets", data, on_change=lambda _made: None)


SHOW: dict[str, Callable[[Selection, Theme, Translator], None]] = {
    "scoreboard": _show_scoreboard,
    "conflicts": _show_conflicts,
    "coverage": _show_coverage,
    "rasters": _show_rasters,
    "streets": _show_streets,
}
"""Tool -> what mounts its part. The part's function carries the tool's name and fills
``toolRoot(component, name)`` of ``assets/analyses.js``."""
