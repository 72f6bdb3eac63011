"""Opening the app: the map is there, with every layer, from our own origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from e2e.reader import Reader


def test_start_view_shows_every_layer(
    reader: Reader, python_shows: Callable[..., dict[str, list[str]]]
) -> None:
    reader.expect_shown(python_shows())
    assert sum(map(len, reader.shown().values())) > 200
