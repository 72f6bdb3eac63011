"""Dead-end roads to be opened: the named ones as records, the programme as published counts."""

from __future__ import annotations

from geo.reading import Column, number, one_of
from layers.layer import Layer
from layers.partial_dates import PartialDate
from layers.vocabulary import Term, terms

LISTINGS = terms(
    certain=("确定在2021年65条内", "Certainly one of the 65 of 2021"),
    probable=("很可能在65条内", "Probably one of the 65"),
    other=("不属或未说属65条", "Not, or not said to be, one of the 65"),
)
"""How surely a road is one of the 65 that the report promised for 2021."""

ROAD_LEVELS = terms(city=("市级", "City level"), district=("区级", "District level"))
"""Who builds the road."""

PROGRAMME_COLUMNS = (
    Column(name="key", required=True),
    Column(name="value", parse=number, required=True),
    Column(name="unit", parse=one_of("count", "km"), required=True),
    Column(name="date", parse=PartialDate, required=True),
    Column(name="source", required=True),
    Column(name="note_zh", required=True),
    Column(name="note_en", required=True),
)
"""Columns of data/source/dead_end_roads/programme.csv: the programme as published."""

LAYER = Layer(
    id="dead_end_roads",
    title=Term("dead_end_roads", "断头路", "Dead-end roads"),
    summary=Term(
        "dead_end_roads",
        "报告承诺打通的断头路，名单未公布；这里只有具名的道路，多数点只标出路名所在。",
        "The roads promised were never listed; here are those that a source names, "
        "most of them as a point on the named street.",
    ),
    categories=terms(dead_end_road=("断头路", "Dead-end road")),
    columns=(
        Column(name="from_zh"),
        Column(name="to_zh"),
        Column(name="from_en"),
        Column(name="to_en"),
        Column(name="programme_year", parse=PartialDate),
        Column(name="listing", parse=one_of(*LISTINGS), required=True),
        Column(name="road_level", parse=one_of(*ROAD_LEVELS)),
    ),
    length_share=(0.8, 1.2),
    tables={"programme.csv": PROGRAMME_COLUMNS},
)
