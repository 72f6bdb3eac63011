"""Metro stations; an interchange is one point."""

from __future__ import annotations

from geo.reading import Column, flag, text_list
from layers.layer import Layer
from layers.vocabulary import Term, terms

LAYER = Layer(
    id="metro_stations",
    title=Term("metro_stations", "轨道交通车站", "Metro stations"),
    summary=Term(
        "metro_stations",
        "已开通与在建线路的车站，含许昌段；换乘站只有一个点，不含出入口。",
        "Stations of the lines opened or being built, with the Xuchang section; an interchange is "
        "one point, entrances are not included.",
    ),
    categories=terms(
        station=("车站", "Station"),
        interchange=("换乘站", "Interchange"),
    ),
    columns=(
        Column(name="lines", parse=text_list, empty=()),
        Column(name="phases", parse=text_list, empty=()),
        Column(name="outside_city", parse=flag, empty=False),
    ),
)
