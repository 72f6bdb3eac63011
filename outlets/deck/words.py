"""What stands on slides and one-pagers, in both languages; the rest are the words of prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.vocabulary import terms

if TYPE_CHECKING:
    from layers.vocabulary import Language

WORDS = terms(
    deck=(
        "郑州市分区情况：2021年政府工作报告的空间承诺",
        "Zhengzhou by district: spatial promises of the 2021 Government Work Report",
    ),
    overview=("各区县要素的状态（{day}）", "Records by district and status ({day})"),
    overview_note=(
        "跨区要素在所涉各区县分别计数；功能区与所在区县重叠，各行不可相加。",
        (
            "A record in several districts counts in each; a functional zone overlaps its host "
            "districts, so rows do not add up."
        ),
    ),
    metro=("轨道交通历年运营里程（公里）", "Metro open at the end of each year, km"),
    summed=("各段公布里程之和", "Sum of the phases' published lengths"),
    published=("公布的全网里程（2023年起含许昌境内）", "Published (with Xuchang from 2023)"),
    goal=(
        "报告目标：{year}年底约{km}公里。",
        "Goal of the report: about {km} km by the end of {year}.",
    ),
    metro_note=("不含许昌境内段；没有柱处为未查到公布数。",
                "Without the part in Xuchang; where a bar is missing no figure was found."),
    layer=("图层", "Layer"),
    total=("总数", "All"),
    stale=("末次资料超过24个月", "Last known over 24 months ago"),
    nowhere=("未定位", "Not located"),
    more_lines=("……其余 {count} 类变化见备注", "… {count} more kinds of change in the notes"),
    more_names=("等，全部见备注", " and others, all in the notes"),
    more_in_manifest=("等，全部见随附清单", " and others, all in the manifest"),
    continued=("{title}（续 {at}）", "{title} ({at})"),
    projects_of=(
        "附表 {name}：项目 {first}–{last}，共 {count}",
        "Annex, {name}: projects {first}–{last} of {count}",
    ),
    closing=("来源、许可与使用限制", "Sources, licences and limits of use"),
    no_demarcation=("不作划界依据", "Not for boundary demarcation"),
    partial=(
        "所依据的报告文本不完整，自第二部分中途开始；本材料不代表报告全文。",
        (
            "The text of the report at hand is partial, from within section 二 on: these slides do "
            "not stand for the whole of it."
        ),
    ),
    findings=("出图前检查：{count} 项提示，逐项见随附清单。",
              "Checked before leaving: {count} findings, listed in the manifest beside this file."),
    day=("状态日期 {day}", "Statuses of {day}"),
    compared=("与 {since} 相比", "compared with {since}"),
    version=("数据版本 {version}", "data version {version}"),
    made=("制作于 {day}", "Made on {day}"),
    map_of=("地图：{title}。{about}", "Map: {title}. {about}"),
    marked=("图上标出：", "Marked on the map: "),
    chart_of=("图表：{title}", "Chart: {title}"),
    table_of=("表格：{title}", "Table: {title}"),
)  # fmt: skip


def say(word: str, language: Language, **fields: object) -> str:
    """Return a text of a slide, its fields filled in."""
    text = WORDS[word].label(language)
    return text.format(**fields) if fields else text
