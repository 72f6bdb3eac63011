"""What the scoreboard says: Chinese and English, in one place."""

from __future__ import annotations

from layers.scoreboard import MEASURES
from layers.vocabulary import Term, terms

SHEETS = terms(
    about=("说明", "About"),
    targets=("重点指标", "Targets"),
    promises=("承诺", "Promises"),
    districts=("区县", "Districts"),
    blocks=("核心板块", "Core blocks"),
    stages=("板块时间表", "Block timetable"),
    metro=("轨道里程", "Metro length"),
    published=("已公布数字", "Published figures"),
    records=("计数明细", "Records behind counts"),
    sources=("来源", "Sources"),
)
"""Sheets of the workbook, in order."""

HEADINGS = MEASURES | terms(
    id=("编号", "Id"),
    title=("名称", "Name"),
    action=("承诺动作", "Verb"),
    target=("承诺数", "Promised"),
    due=("期限", "Due"),
    promised=("涉及的承诺", "Promises that concern it"),
    not_named=("未具名", "Not named"),
    slots=("未具名条目", "Unnamed entries"),
    candidates=("候选（不计）", "Candidates (not counted)"),
    status=("状态", "Status"),
    deadline=("对照期限", "Against the due date"),
    arithmetic=("算式", "Arithmetic"),
    note=("说明", "Note"),
    district=("区县", "District"),
    membership=("列入情况", "Membership"),
    last=("最近资料", "Last known"),
    stage=("阶段", "Stage"),
    first_year=("第一年", "Year one"),
    reached=("已达到", "Reached"),
    below=("未见达到", "Not known to be reached"),
    unknown=("无资料", "Nothing known"),
    day=("截至", "At"),
    inside=("市内已开通（段）", "Open phases, city"),
    outside=("许昌段已开通（段）", "Open phases, Xuchang part"),
    inside_km=("市内合计（公里）", "Summed, city [km]"),
    outside_km=("许昌段（公里）", "Xuchang part [km]"),
    summed_km=("含许昌段合计（公里）", "Summed with Xuchang [km]"),
    published=("对整体已公布的数", "Published of the whole"),
    published_km=("公布（公里）", "Published [km]"),
    goal_km=("目标（约，公里）", "Goal, about [km]"),
    gap_km=("距目标，不含许昌段（公里）", "To the goal, without Xuchang [km]"),
    gap_with_km=("距目标，含许昌段（公里）", "To the goal, with Xuchang [km]"),
    unmeasured=("无公布长度的已开通段", "Open, without published length"),
    sheet=("表", "Sheet"),
    row=("行", "Row"),
    measure=("计数", "Count"),
    record=("要素编号", "Record"),
    name=("要素名称", "Name of the record"),
    value=("数值", "Value"),
    unit=("单位", "Unit"),
    source=("来源编号", "Source"),
    item=("项", "Item"),
    text=("内容", "Text"),
    count=("数量", "Number"),
    records=("要素编号", "Records"),
)
"""Headings of the columns, those of the counts among them."""

PARTS = terms(
    completed=("已建成", "Completed"),
    started=("已开工、未见建成", "Started, not known to be completed"),
    named=("具名、未见开工", "Named, not known to have started"),
    rest=("未具名", "Not named"),
)
"""Parts of what was promised, that add up to it."""

BLOCK_DUE = terms(
    open=("两种读法均未到期", "Not due under either reading"),
    one=("一种读法已到期（2024年末）；自{since}起未见消息",
         "Due under one reading (end of 2024); no event known since {since}"),
    both=("两种读法均已到期（2024、2025年末）；自{since}起未见消息",
          "Due under both readings (end of 2024 and 2025); no event known since {since}"),
    done=("已建成", "Completed"),
)  # fmt: skip
"""How a block stands against year five of the timetable."""

ABOUT = terms(
    late=(
        "“到期后未见消息”指期限已过、资料中没有实现的事件，是资料的沉默，不等于未完成。",
        (
            "“Due date passed, no event known” is silence of the sources; it does not mean "
            "that the work was not done."
        ),
    ),
    counts=(
        (
            "只计与承诺对应的要素（即该承诺、其中一项）；候选、未具名条目和背景图层不计。每个数都等于"
            "“计数明细”中的行数。"
        ),
        (
            "Only records that answer a promise count (the thing promised, or a member of "
            "it); not candidates, unnamed entries or background layers. Every count equals "
            "its rows in “Records behind counts”."
        ),
    ),
    districts=(
        "跨区要素在每个区各计一次，功能区与所在区县重叠，各区相加不等于全市。",
        (
            "A record in two districts counts in both and zones overlap their hosts: the "
            "districts do not add up to the city."
        ),
    ),
    single=(
        "长度、面积类指标的组成部分，以及已知要素多于承诺数的，不逐项按该承诺的期限判断。",
        (
            "Parts of a length or area, and records of a promise that has more of them than "
            "it promised, are not judged one by one by its due date."
        ),
    ),
    overlap=(
        "指标之间有包含关系（如20个综合公园应含在100个之内），不可相加。",
        (
            "Promises contain each other (the 20 large parks are presumably among the 100): "
            "do not add them."
        ),
    ),
    stages=(
        (
            "报告未写明第一年是哪年：按2020年和2021年两种读法并列。“见效”的标准报告也未写，这里以在建"
            "或建成为准；仅计有来源的板块。"
        ),
        (
            "The report does not say which year is year one: 2020 and 2021 stand side by "
            "side. Nor does it say what results are: here, under construction or completed. "
            "Only blocks that a source confirms."
        ),
    ),
    metro=(
        (
            "合计为各期公布长度之和；公布数字照录，口径（是否含许昌段）见说明。报告未说明700公里指"
            "运营还是建成。"
        ),
        (
            "Summed: the published lengths of the phases added up. Published: as printed; the"
            " note says whether with Xuchang. The report does not say whether its 700 km are "
            "open or built."
        ),
    ),
    partial=(
        "手头的报告不完整，从第二部分开始。",
        "The report that we have is partial: it begins in section 二.",
    ),
    whole=("未设筛选，为全部承诺与要素", "No filters: all promises and records"),
    filtered=(
        "按筛选：承诺{promises}项，要素{records}个；轨道里程与已公布数字不受筛选",
        (
            "Filtered: {promises} promises, {records} records; metro lengths and published "
            "figures are not filtered"
        ),
    ),
)
"""What every reader must know beside the counts."""

ITEMS = terms(
    day=("截至日期", "As of"),
    filters=("筛选", "Filters"),
    version=("数据版本", "Data version"),
    licence=("许可", "Licence"),
)
"""Lines of the first sheet that are not a rule."""

PAGE_TITLE = Term(
    "page", "郑州2021年政府工作报告 承诺兑现统计",
    "Scoreboard of the promises of Zhengzhou's 2021 Government Work Report",
)  # fmt: skip
PAGE_NOTE = Term(
    "note", "没有对应要素的承诺从略；它们和每个计数背后的要素、来源见同名工作簿（XLSX）。",
    "Promises that no record answers are left out here: they, the records behind every count and "
    "the sources are in the workbook (XLSX) of that name.",
)  # fmt: skip
