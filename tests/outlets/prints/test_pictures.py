"""A map on somebody else's page: its legend says what the map does not say itself."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from outlets.prints import pictures
from outlets.prints.mapping import MapStyle

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.selection import Selection
    from outlets.prints.pen import Pen

SLIDE_MM = (208.0, 150.0)


@pytest.mark.parametrize("district", ["金水区", None])
def test_each_line_is_named_on_its_colour_once(
    chosen: Callable[..., Selection], words: Callable[[Pen], list[str]],
    monkeypatch: pytest.MonkeyPatch, district: str | None,
) -> None:  # fmt: skip
    """On a plate of its colour on the map, or beside a chip of it in the legend."""
    pens: list[Pen] = []

    def kept(pen: Pen, *_given: Any, **_named: Any) -> None:
        pens.append(pen)

    monkeypatch.setattr(pictures, "write_picture", kept)
    selection = chosen()
    picture = pictures.map_picture(
        selection, SLIDE_MM, style=MapStyle(factor=1.45, language="zh"), district=district
    )
    theme = picture.map.scene.theme
    metro = selection.frame("metro").set_index("id")
    official = {f.names[0] for f in theme if f.layer == "metro" and metro["colour"].get(f.id)}
    plates = {label.of for label in picture.map.labels.placed if label.colour}
    on_map = {f.names[0] for f in theme if f.id in plates}
    assert bool(on_map) is (district is not None)  # over the whole city there is no room for plates
    written = Counter(words(pens[0]))
    written.subtract(label.text for label in picture.map.labels.placed)
    assert {name: written[name] for name in official} == {
        name: int(name not in on_map) for name in official
    }
