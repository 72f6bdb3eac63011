"""What coverage is called in files: Chinese first, English too."""

from __future__ import annotations

from layers.vocabulary import Term, terms

HEADINGS = terms(
    zone=("区域编号", "Zone id"),
    kind=("类型", "Kind"),
    name=("区域", "Zone"),
    area_km2=("区域面积（平方公里）", "Area of the zone [km²]"),
    limit_m=("距离上限（米）", "Limit [m]"),
    reach=("范围", "Reach"),
    within_km2=("范围内面积（平方公里）", "Within reach [km²]"),
    share=("范围内占比（%）", "Within reach [%]"),
    least_share=("占比下限（%，按定位精度）", "At least, by accuracy [%]"),
    most_share=("占比上限（%，按定位精度）", "At most, by accuracy [%]"),
    before_km2=("此前范围内面积（平方公里）", "Within reach before [km²]"),
    gained_km2=("新增面积（平方公里）", "Newly within reach [km²]"),
    lost_km2=("减少面积（平方公里）", "No longer within reach [km²]"),
    people=("范围内人口（栅格合计）", "People within reach, by the raster"),
    people_share=("人口占比（%）", "Share of people [%]"),
    id=("编号", "Id"),
    name_zh=("名称", "Name (Chinese)"),
    name_en=("英文名称", "Name (English)"),
    status=("状态", "Status"),
    placement=("定位", "Placement"),
    accuracy_m=("精度（米）", "Accuracy [m]"),
    since=("起始日后新增", "New since"),
    why=("未计入的原因", "Why it does not count"),
    item=("项目", "Item"),
    text=("内容", "Text"),
)
"""Headings of every sheet."""

SHEETS = terms(
    shares=("覆盖占比", "Shares"),
    places=("起算点", "Places reached"),
    left_out=("未计入", "Left out"),
    method=("方法与来源", "Method and sources"),
)

KINDS = terms(
    whole=("全部范围", "Whole area"),
    district=("区县及功能区", "District or zone"),
    block=("核心板块", "Core block"),
)

WHY = terms(
    unlocated=("位置未知", "Its position is not known"),
    no_outline=("只有点位或未定位，无面积占比", "A point or not placed: it has no area"),
)

SURFACES = terms(
    straight=("到最近起算点的直线距离", "Straight distance to the nearest place"),
    walking=("到最近起算点的步行距离（沿路网）", "Walking distance over the network"),
    seconds=("到最近起算点的步行时间", "Walking time over the network"),
    classes=("距离分级", "Classes of distance"),
    change=("范围的变化", "Change of what is within reach"),
)
"""What a raster holds."""

STRAIGHT = Term(
    "limits",
    "直线距离（欧氏距离），不是步行距离：没有路网，不计河流、铁路、围墙的绕行。在EPSG:4547中按像元"
    "中心量算，与到实际形状的距离相差不超过像元对角线的一半。占比的上下限只计起算点的定位精度；"
    "区界、板块按所画计，不作划界依据。功能区与所在区县重叠，各区相加不等于全市。",
    "Straight (Euclidean) distance, not a walk: without a network no detour round rivers, "
    "railways or walls is known. Measured in EPSG:4547 between cell centres, which differs "
    "from the distance to the shape itself by half a cell's diagonal at most. The range of a "
    "share tells the accuracy of the places only; outlines of zones are taken as drawn and "
    "are not for boundary demarcation. Functional zones overlap their host districts: the "
    "districts do not add up to the city.",
)

WALKED = Term(
    "limits",
    "步行距离：起算点到最近街道的直线、沿所给路网的最短路、街道到像元的直线之和，高速路、快速路不走人；步速恒定，不计"
    "过街等候、坡度与出入口；默认每小时4公里，即15分钟约1公里（上海15分钟社区生活圈规划导则的尺度，据同济大学学报2025年"
    "的引述）。路网由使用者提供，缺漏之处即不可达，其位置误差未知，故不给上下限。"
    "区界、板块按所画计，不作划界依据。功能区与所在区县重叠，各区相加不等于全市。",
    "Walking distance: straight from the place to the nearest street, the shortest way over "
    "the given network, and straight from the street to the cell, never along motorways or "
    "expressways; at constant speed, without waiting at crossings, slopes or entrances; 4 km/h "
    "unless another is given, about 1 km in 15 minutes, as Shanghai's guidelines for 15-minute "
    "community circles take it (quoted in the Journal of Tongji University, 2025). The network is "
    "the user's: what it lacks cannot be reached, and its accuracy is not known, so no range is "
    "given. Outlines of zones are taken as drawn and are not for boundary demarcation. "
    "Functional zones overlap their host districts: the districts do not add up to the city.",
)
