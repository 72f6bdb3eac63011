"""The five national expressways that OpenStreetMap-derived waypoints give: quiet background."""

from __future__ import annotations

from geo.reading import Column
from layers.layer import Layer
from layers.vocabulary import Term, terms

LAYER = Layer(
    id="expressways",
    title=Term("expressways", "高速公路", "Expressways"),
    summary=Term(
        "expressways",
        "五条国家高速公路，按互通立交等节点连线；省级高速不在其内。",
        "Five national expressways, drawn between interchanges; provincial ones are missing.",
    ),
    categories=terms(expressway=("高速公路", "Expressway")),
    columns=(Column(name="ref", required=True),),
    background=True,
)
