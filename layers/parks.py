"""Parks, green corridors and greening works, and the greening targets beside them."""

from __future__ import annotations

from geo.reading import Column, number, one_of
from layers.layer import Layer
from layers.partial_dates import PartialDate
from layers.vocabulary import DISTRICTS, Term, terms

MEASURES = terms(
    new_green_space=("新增绿地", "New green space"),
    new_green_space_urban=("新增绿地（市区）", "New green space, urban districts"),
    new_green_space_counties=("新增绿地（县市）", "New green space, counties"),
    parks_and_pocket_parks=("公园和游园", "Parks and pocket parks"),
    parks_over_5000_m2=("5000平方米以上公园", "Parks of 5,000 m² or more"),
    pocket_parks_under_5000_m2=("5000平方米以下游园", "Pocket parks under 5,000 m²"),
    parks_upgraded=("提升改造公园", "Parks upgraded"),
    parks_opened=("开放公园", "Parks opened"),
    ecological_corridors_to_start=("开工生态廊道", "Ecological corridors to start"),
    demonstration_greenways=("示范性绿道", "Demonstration greenways"),
    roads_greened=("道路绿化", "Roads greened"),
)
"""What the greening targets count."""

DOCUMENTS = terms(
    report=("政府工作报告", "Government Work Report"),
    plan=("年度绿化方案", "Annual greening plan"),
)
"""Where a greening target stands; the two disagree for 2021."""

TARGET_COLUMNS = (
    Column(name="year", parse=PartialDate, required=True),
    Column(name="district", parse=one_of(*DISTRICTS)),
    Column(name="measure", parse=one_of(*MEASURES), required=True),
    Column(name="value", parse=number, required=True),
    Column(name="unit", parse=one_of("m2", "count"), required=True),
    Column(name="document", parse=one_of(*DOCUMENTS), required=True),
    Column(name="source", required=True),
    Column(name="note_zh"),
    Column(name="note_en"),
)
"""Columns of data/source/parks/targets.csv; a row without district is for the whole city."""

LAYER = Layer(
    id="parks",
    title=Term("parks", "公园与绿化", "Parks and greening"),
    summary=Term(
        "parks",
        "公园（以点代面）、生态廊道与道路绿化；报告所承诺的新公园均未具名。",
        "Parks (a point stands for the area), green corridors and road greening; "
        "none of the new parks promised is named.",
    ),
    categories=terms(
        park=("公园", "Park"),
        botanical_garden=("植物园", "Botanical garden"),
        zoo=("动物园", "Zoo"),
        scenic_area=("风景区", "Scenic area"),
        wetland_park=("湿地公园", "Wetland park"),
        ecological_corridor=("生态廊道", "Ecological corridor"),
        river_greenway=("河道绿廊", "River greenway"),
        canal_greenway=("渠道绿廊", "Canal greenway"),
        road_greening=("道路绿化", "Road greening"),
        demonstration_greenway=("示范性绿道", "Demonstration greenway"),
    ),
    # Zhongyuan West Road is drawn past the corridor's unknown west end: 14.4 km against 11 km.
    length_share=(0.85, 1.35),
    area_share=(0.85, 1.15),
    area_key="outline_area_km2",
    tables={"targets.csv": TARGET_COLUMNS},
)
