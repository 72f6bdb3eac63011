"""Selections to print, and readers of what a pen drew."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from matplotlib.text import Text

from layers.selection import select
from layers.view import View

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.build import Dataset
    from layers.selection import Selection
    from outlets.prints.pen import Pen

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def chosen(dataset: Dataset) -> Callable[..., Selection]:
    """Select by the fields of a view."""
    return lambda **fields: select(dataset, View(**fields), today=TODAY)


@pytest.fixture(scope="session")
def words() -> Callable[[Pen], list[str]]:
    """Read what stands on a sheet."""
    return lambda pen: [text.get_text() for text in pen.figure.findobj(Text) if text.get_text()]
