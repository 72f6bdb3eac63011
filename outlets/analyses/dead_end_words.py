"""What the dead-end workbench is called on screens and in files: Chinese first, English too."""

from __future__ import annotations

from typing import Any

from layers.vocabulary import Term, terms

KIND_TITLES = terms(
    dead_end=("断头路", "dead-end road"),
    cul_de_sac=("尽端路", "cul-de-sac"),
    gated=("小区或封闭道路", "gated or compound street"),
    motorway=("高速公路或匝道端点", "end of a motorway or ramp"),
    map_edge=("路网边缘", "edge of the map"),
    data_error=("数据问题", "data error"),
)
"""Kinds of dead end (:mod:`geo.streets.kinds`)."""

CLASS_TITLES = terms(
    motorway=("高速公路", "motorway"),
    trunk=("快速路", "trunk road"),
    primary=("主干路", "primary road"),
    secondary=("次干路", "secondary road"),
    tertiary=("支路", "tertiary road"),
    unclassified=("其他道路", "unclassified road"),
    residential=("居住区道路", "residential street"),
    unknown=("等级不明", "class unknown"),
    living_street=("小区路", "living street"),
    service=("内部道路", "service road"),
    track=("机耕路", "track"),
    pedestrian=("步行街", "pedestrian street"),
    path=("小路", "path"),
)
"""Classes of streets (:mod:`geo.streets.classes`)."""

LAID_TITLES = terms(
    water=("水体", "water"),
    rail=("铁路", "railway"),
    expressway=("快速路", "expressway"),
    building=("建筑", "buildings"),
    protected=("保护区", "protected area"),
    people=("人口", "people"),
    extent=("路网范围", "extent of the network"),
)
"""What a file beside a network may be (:data:`outlets.analyses.laid.KINDS`)."""

REASONS_ZH = {
    "loose_piece": "位于总长 {piece_m:.0f} 米的孤立路段上",
    "spur": "整条道路仅长 {street_m:.1f} 米，应为制图毛刺",
    "missed": "距前方道路仅 {ahead_m:.1f} 米，应为漏接",
    "edge": "位于路网边缘，范围之外不在数据中",
    "closed": "道路不对公众开放",
    "compound": "道路等级（{road_class}）属小区或内部道路",
    "gate": "尽端设有大门或路障",
    "motorway": "高速公路或匝道的端点，不属可打通的道路",
    "turning": "尽端设有回车场",
    "noexit": "数据注明此处为尽端",
    "nothing_ahead": "限距内前方没有道路",
    "blocked": "与前方道路之间有障碍：{blocked_by}",
    "short": "{road_class}仅长 {street_m:.0f} 米，应为设计尽端",
    "facing": "前方 {ahead_m:.0f} 米处另有断头路相对",
    "points_at": "止于所指道路之前 {ahead_m:.0f} 米",
}
"""Why, by rule: the Chinese of :data:`geo.streets.kinds.REASONS`."""

MEASURES_ZH = {
    "dead_ends": "路网尽端数",
    "trips": "可达的抽样出行数",
    "length_m": "最短路径平均长度",
    "detour": "平均绕行系数（最短路径 / 直线距离）",
    "time_s": "最快路径平均用时",
    "artery_m": "最快路径平均占用干路长度",
}
"""The Chinese of :data:`geo.streets.comparison.MEASURES`."""

UNITS_ZH = {"count": "个", "m": "米", "ratio": "", "s": "秒"}
"""Units of comparisons in Chinese."""

LIMITS = Term(
    "limits",
    (
        "抽样出行不是实测交通量；车速为假定值，未计路口延误、拥堵、单行和转弯限制；"
        "打通方案均为直线，未计权属、高差和数据中没有的围墙；干路减负为上限。"
    ),
    (
        "Sampled trips are no counted traffic; speeds are assumed; delay at junctions, congestion, "
        "one-way streets and turn restrictions are left out. Connections are straight lines: land "
        "ownership, heights and walls that the file does not hold are not seen. Relief of arteries "
        "is an upper bound."
    ),
)
"""What every reader must know beside the numbers."""


MAP_WORDS = terms(
    whole=("路网与打通方案", "Network and connections"),
    best=("前 {count} 名近看", "The best {count} from near"),
    opened=("所选 {count} 条近看", "The {count} chosen from near"),
    street=("道路", "Street"),
    artery=("快速路、主干路", "Expressway or main road"),
    ranked=("打通方案（数字为名次）", "Connection (its number is its rank)"),
    chosen=("所选打通方案", "Connection chosen to be opened"),
    unranked=("未列入排名的断头路", "Dead-end road without a ranked connection"),
    numbered=(
        "{count} 条方案中有 {numbered} 条标出名次，其余会互相遮盖，只画点；名次与下表一致。",
        (
            "{numbered} of {count} connections carry their rank, the others would lie on each "
            "other and are dots; ranks are those of the table below."
        ),
    ),
    source=("来源", "Source"),
    scale=(
        "按原尺寸打印于A4时比例尺为1:{scale}；比例尺条任何时候都准。",
        "1:{scale} if printed on A4 at its own size; the scale bar holds at any size.",
    ),
)
"""Words of the printed maps."""


def why_zh(row: dict[str, Any]) -> str:
    """Return in Chinese why an end is what it is."""
    words = {
        "road_class": CLASS_TITLES[row["road_class"]].zh,
        "blocked_by": "、".join(LAID_TITLES[kind].zh for kind in row["blocked_by"].split()),
    }
    return REASONS_ZH[row["reason"]].format(**(row | words))


FIELDS = {
    "id": ("编号", "id", "id"),
    "dead_end": ("尽端编号", "dead end", "dead_end"),
    "rank": ("名次", "rank", "rank"),
    "end": ("尽端序号", "number of the end", "end_no"),
    "choice": ("该尽端的第几方案", "choice of this end", "choice"),
    "node": ("节点", "node", "node"),
    "road_class": ("道路等级", "road class", "road_class"),
    "segment": ("路段", "segment", "segment"),
    "along_m": ("沿路段距离（米）", "along the segment [m]", "along_m"),
    "target_node": ("所接节点", "node that it leads to", "to_node"),
    "faces": ("与另一尽端相对", "faces another end", "faces"),
    "length_m": ("长度（米）", "length [m]", "length_m"),
    "deflection_deg": ("偏转角（度）", "turn [deg]", "turn_deg"),
    "likelihood": ("可能性", "likelihood", "likelihood"),
    "crosses": ("穿越", "crosses", "crosses"),
    "structure_m": ("桥隧长度（米）", "structure [m]", "struct_m"),
    "cost_m": ("折算造价（道路米数）", "cost [m of street]", "cost_m"),
    "before_m": ("现状路程（米）", "way today [m]", "before_m"),
    "detour_before": ("现状绕行系数", "detour before", "detour_0"),
    "detour_after": ("打通后绕行系数", "detour after", "detour_1"),
    "joins_pieces": ("连通两片路网", "joins pieces", "joins"),
    "trips_shorter": ("缩短的抽样出行", "sampled trips shortened", "trips_n"),
    "trips_saved_m": ("抽样出行共省（米）", "saved in sample [m]", "trips_m"),
    "trips_detour_before": ("其绕行系数（前）", "their detour before", "trips_dt0"),
    "trips_detour_after": ("其绕行系数（后）", "their detour after", "trips_dt1"),
    "trips_joined": ("新连通的抽样出行", "sampled trips joined", "trips_join"),
    "trips_faster": ("加快的抽样出行", "sampled trips faster", "faster_n"),
    "trips_saved_s": ("抽样出行共省（秒）", "saved in sample [s]", "trips_s"),
    "artery_saved_m": ("少占干路（米）", "off arteries [m]", "artery_m"),
    "near_metro_stations": ("新增十分钟可达车站", "stations newly near", "near_metro"),
    "near_core_blocks": ("新增十分钟可达核心板块", "core blocks newly near", "near_block"),
    "near_people": ("新增十分钟可达人口", "people newly near", "near_pop"),
    "kind": ("类型", "kind", "kind"),
    "kind_zh": ("类型名称", "kind (Chinese)", "kind_zh"),
    "why_zh": ("判定依据", "why (Chinese)", "why_zh"),
    "why": ("判定依据（英文）", "why", "why"),
    "reason": ("判定规则", "rule", "reason"),
    "heading_deg": ("朝向（度）", "heading [deg]", "head_deg"),
    "street_m": ("道路长度（米）", "street [m]", "street_m"),
    "street": ("道路名称", "street", "street"),
    "closed": ("不对公众开放", "closed", "closed"),
    "row": ("原文件行", "row of the file", "row"),
    "piece": ("所在连通片", "piece", "piece"),
    "piece_m": ("连通片总长（米）", "piece [m]", "piece_m"),
    "mark": ("端点标记", "mark", "mark"),
    "ahead_m": ("前方距离（米）", "ahead [m]", "ahead_m"),
    "blocked_by": ("障碍", "blocked by", "blocked_by"),
    "choices": ("方案数", "proposals", "choices"),
}
"""Columns of the exports: Chinese, English, and the alias of formats with short field names."""
