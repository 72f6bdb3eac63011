"""Districts: 12 county-level units (one coverage) and the 4 functional zones laid over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.reading import Column, text_list
from layers.layer import Layer
from layers.vocabulary import DISTRICTS, Term, terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from layers.vocabulary import Language

LAYER = Layer(
    id="districts",
    title=Term("districts", "区县与功能区", "Districts and zones"),
    summary=Term(
        "districts",
        "12 个区县（概化轮廓）与 4 个功能区（近似范围）；不作划界依据。",
        "12 county-level units (generalised) and 4 functional zones (approximate); "
        "not for boundary demarcation.",
    ),
    categories=terms(
        district=("区县", "County-level unit"),
        zone=("功能区", "Functional zone"),
    ),
    columns=(
        Column(name="short_zh", required=True),
        Column(name="short_en", required=True),
        Column(name="adcode"),
        Column(name="hosts", parse=text_list, empty=()),
        Column(name="population_2020_class"),
    ),
    background=True,
    area_share=(0.85, 1.15),
    area_key="area_official_km2",
)


def district_terms(frame: gpd.GeoDataFrame) -> dict[str, Term]:
    """Return the name of each district and zone in both languages, by its official name.

    Parameters
    ----------
    frame
        The built frame of this layer.
    """
    english = dict(zip(frame["name_zh"], frame["name_en"], strict=True))
    return {name: Term(name, name, english.get(name, name)) for name in DISTRICTS}


def joined(names: Iterable[str], terms: Mapping[str, Term], language: Language) -> str:
    """Join districts into one text in the reader's language."""
    labels = [terms[name].label(language) for name in names]
    return "、".join(labels) if language == "zh" else ", ".join(labels)
