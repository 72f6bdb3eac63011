"""What conflicts and the profile of the river are called in files: Chinese first, English too."""

from __future__ import annotations

from layers.vocabulary import Term, terms

VERDICTS = terms(
    certain=("必然重叠", "Overlap wherever the true positions are"),
    likely=("按所画位置重叠", "Overlap as drawn"),
    possible=("仅在定位误差内可能重叠", "May overlap within the accuracies only"),
)
"""How sure an overlap is (:mod:`geo.overlaps`)."""

BANKS = terms(
    left=("左岸", "Left bank"),
    right=("右岸", "Right bank"),
    across=("横跨", "Across"),
    unsure=("定位误差内无法判断", "Not to be told within the accuracies"),
)
"""On which side of the river (:mod:`geo.chainage`)."""

TITLE = Term(
    "conflicts", "图层冲突与沿黄里程", "Conflicts between layers, and along the Yellow River"
)

LAYERS = {
    "rules": "规则 Rules",
    "conflicts": "图层冲突 Conflicts between layers",
    "district_sums": "分区县合计（同一地可计多次） Sums by district (ground may count twice)",
    "by_district": "分区县冲突 Conflicts by district",
    "river_profile": "黄河沿线里程 Along the Yellow River",
    "river_by_district": "黄河与廊道分区县 River and zones by district",
}
"""Tables of the file, besides ``method``."""

LIMITS = Term(
    "limits",
    (
        "重叠是需要核对的问题，不是差错。面积（公顷）、长度（米）均在EPSG:4547中量算，只给最小值和最大值："
        "位置只准确到所注精度，按两侧精度的最不利情况计，并按范围宽度向外取整；点位没有面积。所画轨道、廊道、保护区界线均非"
        "法定界线；河流为1:1000万概图，里程自图上西端起算。不作划界依据。"
    ),
    (
        "An overlap is a question to be checked, not a fault. Areas [ha] and lengths [m] are "
        "measured in EPSG:4547 and given as least and most only: positions are as good as their "
        "accuracy, taken at its worst on both sides, and rounded outwards by how wide the range "
        "is; points have no area. The drawn metro lines, corridor and reserve are not "
        "legal boundaries; the river is a small-scale line, its "
        "chainage counted from its drawn west end. Not for boundary demarcation."
    ),
)
"""What every reader must know beside the numbers."""

HEADINGS = terms(
    id=("编号", "Id"),
    conflict=("重叠编号", "Overlap"),
    rule=("规则", "Rule"),
    title=("规则", "Rule"),
    why=("理由", "Reason"),
    zone_m=("缓冲（米）", "Zone [m]"),
    certain=("必然", "Certain"),
    likely=("按所画", "As drawn"),
    possible=("仅误差内", "Within accuracies"),
    unlocated=("未定位（无法判断）", "Not located: nothing can be said"),
    one=("一方", "One side"),
    status_one=("一方状态", "Its status"),
    other=("另一方", "Other side"),
    status_other=("另一方状态", "Its status (other)"),
    verdict=("把握", "How sure"),
    unit=("单位", "Unit"),
    least=("至少", "Least"),
    most=("至多", "Most"),
    district=("区县", "District"),
    pairs=("重叠数", "Overlaps"),
    length_least=("长度至少（公里）", "Length, least [km]"),
    length_most=("长度至多（公里）", "Length, most [km]"),
    area_least=("面积至少（公顷）", "Area, least [ha]"),
    area_most=("面积至多（公顷）", "Area, most [ha]"),
    record=("要素", "Record"),
    name=("名称", "Name"),
    from_least_m=("起点里程至少（米）", "From, least [m]"),
    from_most_m=("起点里程至多（米）", "From, most [m]"),
    to_least_m=("终点里程至少（米）", "To, least [m]"),
    to_most_m=("终点里程至多（米）", "To, most [m]"),
    bank=("岸别", "Bank"),
    offset_least_m=("距河至少（米）", "Off the line, least [m]"),
    offset_most_m=("距河至多（米）", "Off the line, most [m]"),
)
"""Headings of the tables that people read."""
