"""What stands on a sheet, in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from layers.vocabulary import Term, terms

if TYPE_CHECKING:
    from layers.vocabulary import Language

WORDS = terms(
    legend=("图例", "Legend"),
    status=("状态（各图层相同）", "Status (alike in all layers)"),
    layers=("图层", "Layers"),
    lines=("线路标识色", "Line colours"),
    marks=("标记", "Marks"),
    background=("底图", "Base"),
    locator=("位置示意", "Location"),
    counts=("未绘出的记录", "Records not drawn"),
    unlocated=("未定位", "Not located"),
    outside=("图幅以外", "Outside this sheet"),
    district=("区县", "County-level unit"),
    zone=("功能区（近似）", "Functional zone (approximate)"),
    expressway=("高速公路", "Expressway"),
    water=("水系（部分近似）", "Water (partly approximate)"),
    whole_city=("郑州市", "Zhengzhou"),
    subject=("2021年政府工作报告的空间承诺", "spatial promises of the 2021 Government Work Report"),
    unreviewed=("未经审核 内部资料", "Not reviewed · internal use only"),
    review_number=("审图号：{number}", "Map review no. {number}"),
    disclaimer=(
        "行政区轮廓为概化，不作划界依据",
        "District outlines are generalised: not for boundary demarcation",
    ),
    attribution=(
        "© OpenStreetMap contributors（openstreetmap.org/copyright）；郑图，数据许可 ODbL 1.0",
        "© OpenStreetMap contributors (openstreetmap.org/copyright); Zhengtu, data under ODbL 1.0",
    ),
    dates=(
        "状态日期 {day}；资料整理于 {compiled}；数据版本 {version}",
        "Statuses as of {day}; data compiled {compiled}; data version {version}",
    ),
    sources=(
        (
            "来源：2021年政府工作报告（文本不全，自第二部分中途开始）、公开报道、OpenStreetMap "
            "等 {count} 项，逐项见随图清单"
        ),
        ("Sources: Government Work Report 2021 (partial text, from section 二 on), press, "
        "OpenStreetMap and others, {count} in all, listed in the manifest of this map"),
    ),
    licences=("位置许可：{names}", "Licences of positions: {names}"),
    grid=(
        "CGCS2000 高斯-克吕格 3°带 中央经线 114°E（EPSG:4547）；经纬网 WGS 84",
        "CGCS2000 Gauss-Kruger, 3°, CM 114°E (EPSG:4547); graticule WGS 84",
    ),
    author=("编制：{author}", "Author: {author}"),
    no_author=("编制：未注明", "Author: not stated"),
    north=("真北", "True N"),
    grid_east=("坐标北偏东 {angle}°", "grid north {angle}° E"),
    grid_west=("坐标北偏西 {angle}°", "grid north {angle}° W"),
    grid_same=("与坐标北一致", "same as grid north"),
    at=("状态 {day}", "Status {day}"),
    search=("搜索“{text}”", "search “{text}”"),
    candidates=("含候选板块", "with candidate blocks"),
    figures=("主要数字", "Key figures"),
    changes=("变化 {since} 至 {until}", "Changes {since} to {until}"),
    projects=("项目", "Projects"),
    name=("名称", "Name"),
    status_head=("状态", "Status"),
    known_head=("末次资料", "Last known"),
    due_head=("期限", "Due"),
    placed_head=("定位", "Position"),
    stale_count=("{count} 条末次资料超过 24 个月", "{count} last known over 24 months ago"),
    nowhere_count=("{count} 条未定位", "{count} not located"),
    stations_count=("车站 {count} 座", "{count} stations"),
    no_changes=("没有查到变化。", "No change is known."),
    no_projects=("没有符合筛选的记录。", "No record passes the filters."),
    more_projects=(
        "其余 {count} 条续见下页",
        "{count} more on the next page",
    ),
    more_changes=("……其余见随图清单", "… the rest in the manifest"),
    on=("（{date}）", " ({date})"),
    on_or_before=("（不晚于 {date}）", " (by {date})"),
    atlas=(
        "郑州市分区图集：2021年政府工作报告的空间承诺",
        "Zhengzhou by district: spatial promises of the 2021 Government Work Report",
    ),
    continued=("图例见第 2 页", "Legend on page 2"),
    entries=("{count} 条", "{count}"),
    map_at=("地图，{scale}", "Map at {scale}"),
    sentence=("。", ". "),
    semicolon=("；", "; "),
    separator=("、", ", "),
    colon=("：", ": "),
)  # fmt: skip


def say(word: str, language: Language, **fields: object) -> str:
    """Return a text of the sheet, its fields filled in."""
    text = _term(word).label(language)
    return text.format(**fields) if fields else text


_REFUSED = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Return a text without the characters that XML 1.0 refuses; its lines end in a line feed."""
    return _REFUSED.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def _term(word: str) -> Term:
    return WORDS[word]
