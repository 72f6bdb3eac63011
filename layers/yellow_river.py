"""The Yellow River corridor: levee, corridor and zones, and the works the report names along it."""

from __future__ import annotations

from layers.layer import STAND_IN, Layer
from layers.vocabulary import Term, terms

LAYER = Layer(
    id="yellow_river",
    title=Term("yellow_river", "黄河生态廊道", "Yellow River corridor"),
    summary=Term(
        "yellow_river",
        "沿黄生态廊道、示范区、大堤、省道312与沿河工程；范围多为近似，四项水利工程见“重点项目”。",
        "Ecological corridor, demonstration zone, levee, S312 and works along the river; most "
        "extents are approximate. The four water works are among the key projects.",
    ),
    categories=terms(
        corridor=("生态廊道", "Ecological corridor"),
        corridor_section=("廊道分段", "Corridor section"),
        planning_zone=("示范区", "Demonstration zone"),
        nature_reserve=("自然保护区", "Nature reserve"),
        ecology=("生态修复", "Ecological restoration"),
        flood_control=("防洪工程", "Flood control"),
        levee=("大堤", "Levee"),
        greenway=("绿道", "Greenway"),
        greening=("绿化", "Greening"),
        road=("道路", "Road"),
        park=("公园", "Park"),
        culture=("文化项目", "Culture"),
        heritage=("文物古迹", "Heritage"),
        place=("地名", "Place"),
    ),
    columns=(STAND_IN,),
    length_share=(0.8, 1.1),
    area_share=(0.8, 1.1),
)
