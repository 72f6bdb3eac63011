"""Key projects: the report's other located promises, with roads, rail nodes and water works."""

from __future__ import annotations

from layers.layer import STAND_IN, Layer
from layers.vocabulary import Term, terms

LAYER = Layer(
    id="key_projects",
    title=Term("key_projects", "重点项目", "Key projects"),
    summary=Term(
        "key_projects",
        "报告中其他可落点的承诺：铁路航空、道路、水利供水、市政、公共服务、文旅、产业；"
        "含道路改造与铁路节点。",
        "The report's other promises with a place: rail and air, roads, water, utilities, public "
        "services, culture, industry; with street renewal and rail nodes.",
    ),
    categories=terms(
        airport=("机场", "Airport"),
        rail=("铁路", "Railway"),
        logistics=("物流", "Logistics"),
        road=("公路与快速路", "Highways and expressways"),
        street_renewal=("道路综合改造", "Street renewal"),
        road_greening=("道路绿化", "Road greening"),
        bus=("公交场站", "Bus station"),
        lighting=("亮化", "Lighting"),
        water_works=("水利工程", "Water works"),
        water_supply=("供水", "Water supply"),
        wastewater=("污水处理", "Wastewater"),
        waste=("垃圾处理", "Waste"),
        heating=("供热", "Heating"),
        health=("医疗卫生", "Health"),
        education=("教育", "Education"),
        museum=("文博场馆", "Museum"),
        scenic=("景区与文化地", "Scenic and cultural sites"),
        zone=("开放平台与示范区", "Zones and platforms"),
        county_town=("县城与县域产业", "County towns and industry"),
        region=("都市圈", "Metropolitan region"),
    ),
    columns=(STAND_IN,),
    # No comparison of lengths: single points and stand-in courses stand for published lengths here.
)
