"""Rivers, canals, lakes and reservoirs: a quiet background, never for measuring."""

from __future__ import annotations

from layers.layer import Layer
from layers.vocabulary import Term, terms

LAYER = Layer(
    id="hydrography",
    title=Term("hydrography", "河湖水系", "Rivers and lakes"),
    summary=Term(
        "hydrography",
        "黄河、市区主要河渠与湖库的示意位置；多为据地标数字化，不可量算。",
        "The Yellow River, the main city rivers and canals, lakes and reservoirs; mostly digitised "
        "from landmarks, not for measuring.",
    ),
    categories=terms(
        river=("河流", "River"),
        canal=("渠道", "Canal"),
        lake=("湖泊", "Lake"),
        reservoir=("水库", "Reservoir"),
        wetland=("湿地", "Wetland"),
    ),
    background=True,
    length_share=(0.75, 1.05),
    area_share=(0.9, 1.1),
    area_key="water_area_km2",
)
