"""Whatever a reader asks for, the pack selects in the browser what the app selects in Python."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from e2e.packs import TODAY, PackReader
from layers.selection import select
from layers.view import CATEGORIES, THEMATIC_IDS, View, encode
from layers.vocabulary import DISTRICTS, PLACEMENTS, STATUSES, THEMES
from views import views

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from layers.build import Dataset

EXAMPLES = 500


def some(words: Any, most: int) -> st.SearchStrategy[tuple[str, ...]]:
    several = st.lists(st.sampled_from(sorted(words)), min_size=1, max_size=most, unique=True)
    return several.map(tuple)


TEXTS = ("郑", "地铁", "huanghe", "GY", "line", "1", " ", "号 线", "ｌｉｎｅ", "Ｌ8", "Straße")
FILTERS: dict[str, st.SearchStrategy[Any]] = {
    "layers": some(THEMATIC_IDS, 7),
    "districts": some(DISTRICTS, 4),
    "statuses": some(STATUSES, 4),
    "themes": some([code for code in THEMES if code != "background"], 5),
    "categories": some(CATEGORIES, 9),
    "placements": some(PLACEMENTS, 3),
    "text": st.sampled_from(TEXTS),
    "candidates": st.booleans(),
}


@st.composite
def likely(draw: st.DrawFn) -> View:
    """Draw a view as readers filter, by one or two things; most of them select something."""
    names = draw(st.lists(st.sampled_from(sorted(FILTERS)), max_size=2, unique=True))
    day = draw(st.none() | st.dates(date(2012, 1, 1), date(2030, 12, 31)))
    return View(at=day, **{name: draw(FILTERS[name]) for name in names})


def test_the_pack_selects_what_the_app_selects(
    read_pack: Callable[..., PackReader], pack_file: Path, dataset: Dataset
) -> None:
    drawn: list[View] = []

    @settings(max_examples=EXAMPLES, database=None, suppress_health_check=list(HealthCheck))
    @given(view=likely() | likely() | views)
    def draw(view: View) -> None:
        drawn.append(view)

    draw()
    reader = read_pack(pack_file).open()
    found = reader.ids(*(f"?{urlencode(encode(view))}" for view in drawn))
    wanted = [select(dataset, view, today=TODAY).ids for view in drawn]
    for view, ids, expected in zip(drawn, found, wanted, strict=True):
        assert ids == expected, view
    assert len(drawn) >= EXAMPLES
    assert sum(bool(ids) for ids in wanted) > EXAMPLES / 3  # it is not nothing that they agree on
    assert len({tuple(ids) for ids in wanted}) > EXAMPLES / 5
