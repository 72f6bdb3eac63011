"""What the dead-end workbench is called on screens and in files: Chinese first, English too."""

from __future__ import annotations

from typing import Any

KIND_TITLES = {
    "dead_end": ("断头路", "dead-end road"),
    "cul_de_sac": ("尽端路", "cul-de-sac"),
    "gated": ("小区或封闭道路", "gated or compound street"),
    "motorway": ("高速公路或匝道端点", "end of a motorway or ramp"),
    "map_edge": ("路网边缘", "edge of the map"),
    "data_error": ("数据问题", "data error"),
}
"""Kinds of dead end (:mod:`geo.streets.kinds`): Chinese, English."""

CLASS_TITLES = {
    "motorway": ("高速公路", "motorway"),
    "trunk": ("快速路", "trunk road"),
    "primary": ("主干路", "primary road"),
    "secondary": ("次干路", "secondary road"),
    "tertiary": ("支路", "tertiary road"),
    "unclassified": ("其他道路", "unclassified road"),
    "residential": ("居住区道路", "residential street"),
    "unknown": ("等级不明", "class unknown"),
    "living_street": ("小区路", "living street"),
    "service": ("内部道路", "service road"),
    "track": ("机耕路", "track"),
    "pedestrian": ("步行街", "pedestrian street"),
    "path": ("小路", "path"),
}
"""Classes of streets (:mod:`geo.streets.classes`): Chinese, English."""

_OBSTACLES_ZH = {
    "water": "水体",
    "rail": "铁路",
    "expressway": "快速路",
    "building": "建筑",
    "protected": "保护区",
}

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

LIMITS_ZH = (
    "抽样出行不是实测交通量；车速为假定值，未计路口延误、拥堵、单行和转弯限制；"
    "打通方案均为直线，未计权属、高差和数据中没有的围墙；干路减负为上限。"
)
LIMITS_EN = (
    "Sampled trips are no counted traffic; speeds are assumed; delay at junctions, congestion, "
    "one-way streets and turn restrictions are left out. Connections are straight lines: land "
    "ownership, heights and walls that the file does not hold are not seen. Relief of arteries is "
    "an upper bound."
)
"""What every reader must know beside the numbers."""


def why_zh(row: dict[str, Any]) -> str:
    """Return in Chinese why an end is what it is."""
    words = {
        "road_class": CLASS_TITLES[row["road_class"]][0],
        "blocked_by": "、".join(_OBSTACLES_ZH[kind] for kind in row["blocked_by"].split()),
    }
    return REASONS_ZH[row["reason"]].format(**(row | words))
