"""Metro lines by phase: opened, being built or prepared."""

from __future__ import annotations

from geo.reading import Column, flag, text_list
from layers.layer import Layer
from layers.vocabulary import Term, terms

LAYER = Layer(
    id="metro",
    title=Term("metro", "轨道交通线路", "Metro lines"),
    summary=Term(
        "metro",
        "各线各期，按站序直线连接；K1、K2为示意连线。真实线位未公开。",
        "Lines by phase, straight chords from station to station; K1 and K2 are schematic links. "
        "The true alignments are not public.",
    ),
    categories=terms(
        metro=("地铁", "Metro"),
        suburban_rail=("市域（郊）铁路", "Suburban railway"),
        regional_express=("市域快线", "Regional express"),
    ),
    columns=(
        Column(name="line_zh", required=True),
        Column(name="line_en", required=True),
        Column(name="colour"),
        Column(name="named_in_report", parse=flag, empty=False),
        Column(name="stations", parse=text_list, empty=()),
        Column(name="outside_city", parse=flag, empty=False),
    ),
    # Chords cut every curve, so a phase measures up to a tenth less than its published length.
    length_share=(0.90, 1.05),
)
