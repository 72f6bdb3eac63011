"""Random views of the data, for properties."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from layers.view import (
    CATEGORIES,
    COMPARISONS,
    DEEPEST_ZOOM,
    MERCATOR_LAT,
    PANELS,
    TEXT_LIMIT,
    THEMATIC_IDS,
    TOOLS,
    Place,
    View,
)
from layers.vocabulary import DISTRICTS, PLACEMENTS, STATUSES, THEMES

WORDS = ("公园", "ditie", "zz", "Line", "路 西", "8号线", "", " ", "无此字样", "郑东", "PARK")
"""Search texts that find all, some or nothing."""


def some(words: tuple[str, ...], *, most: int = 3) -> st.SearchStrategy[tuple[str, ...]]:
    """Draw a few words out of a vocabulary."""
    return st.lists(st.sampled_from(words), max_size=most, unique=True).map(tuple)


slugs = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,3}", fullmatch=True).map(lambda s: s[:120])
places = st.builds(
    Place,
    lat=st.floats(-MERCATOR_LAT, MERCATOR_LAT),
    lng=st.floats(-180, 180),
    zoom=st.floats(0, DEEPEST_ZOOM),
)
days = st.dates(date(1900, 1, 1), date(2049, 12, 31))

filters_alone = st.builds(
    View,
    layers=some(THEMATIC_IDS, most=len(THEMATIC_IDS)),
    districts=some(DISTRICTS),
    statuses=some(tuple(STATUSES)),
    text=st.text(max_size=20),
    candidates=st.booleans(),
)
"""Filters as the left side of a comparison may have them."""

views = st.builds(
    View,
    layers=some(THEMATIC_IDS, most=len(THEMATIC_IDS)),
    districts=some(DISTRICTS),
    statuses=some(tuple(STATUSES)),
    themes=some(tuple(code for code in THEMES if code != "background")),
    categories=some(CATEGORIES),
    placements=some(tuple(PLACEMENTS)),
    at=st.none() | days,
    text=st.text(max_size=TEXT_LIMIT + 5),
    candidates=st.booleans(),
    panel=st.sampled_from(PANELS),
    tool=st.sampled_from(TOOLS),
    count=st.none() | st.from_regex(r"[a-z]{1,9}\.[a-z0-9-]{1,20}\.[a-z_]{1,9}", fullmatch=True),
    selected=st.none() | slugs,
    promise=st.none() | slugs,
    story=st.none() | slugs,
    chapter=st.none() | slugs,
    compare=st.sampled_from(COMPARISONS),
    since=st.none() | days,
    against=st.none() | filters_alone,
    data=st.none() | st.from_regex(r"[0-9a-f]{8,12}", fullmatch=True),
    place=st.none() | places,
    language=st.sampled_from(["zh", "en"]),
)
"""Any view at all."""

filters = st.builds(
    View,
    layers=some(THEMATIC_IDS, most=len(THEMATIC_IDS)),
    districts=some(DISTRICTS),
    statuses=some(tuple(STATUSES)),
    themes=some(tuple(code for code in THEMES if code != "background")),
    categories=some(CATEGORIES),
    placements=some(tuple(PLACEMENTS)),
    at=st.none() | st.dates(date(2013, 1, 1), date(2030, 1, 1)),
    text=st.sampled_from(WORDS),
    candidates=st.booleans(),
)
"""Views as readers filter; most of them select something."""
