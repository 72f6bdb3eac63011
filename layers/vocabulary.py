"""The controlled words of a record, each with its Chinese and English name.

Order is the order on screen. A status is a single word: streamlit-folium drops every ``_word``
from a script before it decides whether the map has changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True)
class Term:
    """A code with its name in both languages."""

    code: str
    zh: str
    en: str

    def label(self, language: Language) -> str:
        """Name in the language asked for."""
        return self.zh if language == "zh" else self.en


def terms(**names: tuple[str, str]) -> dict[str, Term]:
    """Make a vocabulary: ``terms(park=("公园", "Park"))``."""
    return {code: Term(code, zh, en) for code, (zh, en) in names.items()}


STATUSES = terms(
    proposed=("谋划", "Proposed"),
    preliminary=("前期", "Preliminary"),
    construction=("在建", "Under construction"),
    completed=("建成", "Completed"),
    suspended=("缓建", "Suspended"),
    unknown=("未核实", "Not verified"),
)

STATUS_ORDER = ("completed", "construction", "preliminary", "proposed", "suspended", "unknown")
"""As legends, bars and tables list them: what is built first, what is not known last."""

PLACEMENTS = terms(
    surveyed=("实测", "Surveyed"),
    digitised=("数字化", "Digitised"),
    approximate=("近似", "Approximate"),
    unlocated=("未定位", "Not located"),
)

BASES = terms(
    report=("政府工作报告", "Government Work Report"),
    published=("公开报道", "Published source"),
    unverified=("未经核实", "Unverified"),
)

UNDATED = "undated"
"""Qualifier of a statement whose source has no date; such a line of events.csv has none either."""

QUALIFIERS = terms(by=("不晚于", "No later than"), undated=("日期不详", "Undated"))

REASONS = terms(
    renewal=("建成后改造", "Works on a finished thing"),
    correction=("更正先前说法", "Corrects an earlier statement"),
)

THEMES = terms(
    core_blocks=("核心板块", "Core blocks"),
    metro=("轨道交通", "Metro"),
    rail_air=("铁路与航空", "Rail and air"),
    roads=("道路", "Roads"),
    dead_end_roads=("断头路", "Dead-end roads"),
    yellow_river=("黄河生态", "Yellow River"),
    parks_green=("公园绿化", "Parks and green"),
    water=("水利供水", "Water"),
    utilities=("市政设施", "Utilities"),
    urban_renewal=("城市更新", "Urban renewal"),
    public_services=("公共服务", "Public services"),
    culture_tourism=("文化旅游", "Culture and tourism"),
    industry=("产业", "Industry"),
    rural=("乡村振兴", "Rural"),
    governance=("治理", "Governance"),
    background=("背景", "Background"),
)

LICENCES = terms(
    odbl=("ODbL 1.0（位置来自 OpenStreetMap）", "ODbL 1.0 (position from OpenStreetMap)"),
    estimate=("ODbL 1.0（本项目估计的位置）", "ODbL 1.0 (our own estimate of the position)"),
    facts=("仅事实，无几何", "Facts only, no geometry"),
    **{
        "public-domain": ("公有领域", "Public domain"),
        "cc-by-sa": ("坐标来自维基百科（CC BY-SA）", "Coordinate from Wikipedia (CC BY-SA)"),
    },
)

UNITS = {
    term.code: term
    for term in (
        Term("100m yuan", "亿元", "100 million yuan"),
        Term("10k people", "万人", "10,000 people"),
        Term("10k yuan", "万元", "10,000 yuan"),
        Term("MW", "兆瓦", "MW"),
        Term("count", "", ""),
        Term("ha", "公顷", "ha"),
        Term("km", "公里", "km"),
        Term("km/h", "公里/时", "km/h"),
        Term("km2", "平方公里", "km²"),
        Term("m", "米", "m"),
        Term("m2", "平方米", "m²"),
        Term("m3", "立方米", "m³"),
        Term("m3/day", "立方米/日", "m³/day"),
        Term("m3/s", "立方米/秒", "m³/s"),
        Term("m3/year", "立方米/年", "m³/year"),
        Term("mu", "亩", "mu (1/15 ha)"),
        Term("people", "人", "people"),
        Term("t", "吨", "t"),
        Term("t/day", "吨/日", "t/day"),
        Term("t/year", "吨/年", "t/year"),
    )
}
"""Units of published figures; a plain count has none."""

LINK_KINDS = terms(
    **{
        "is": ("即该承诺", "Is the thing promised"),
        "part": ("其中一项", "A member of it"),
        "candidate": ("可能属于", "May be a member"),
        "slot": ("未具名的一项", "A counted, unnamed member"),
        "area": ("所在范围", "The place to show it on"),
        "context": ("相关", "Related"),
    }
)

ANSWERING_KINDS = frozenset({"is", "part"})
"""Only these links answer a promise; the others are context."""

CHANGES = terms(
    finished=("建成", "Finished"),
    started=("开工、复工", "Started or resumed"),
    advanced=("推进前期", "Moved on in preparation"),
    suspended=("缓建", "Suspended"),
    recorded=("首次有记载", "First recorded"),
    changed=("其他变化", "Changed otherwise"),
    slipped=("到期未见建成", "Not known done by due date"),
    met=("到期已实现", "Due date passed, done"),
    promised=("报告承诺", "Promised by the report"),
    only_left=("仅左侧有", "On the left only"),
    only_right=("仅右侧有", "On the right only"),
)
"""What may be different between two days, or between two filters, in the order of a list."""

DISTRICTS = (
    "中原区", "二七区", "管城回族区", "金水区", "上街区", "惠济区",
    "中牟县", "巩义市", "荥阳市", "新密市", "新郑市", "登封市",
    "郑东新区", "郑州经济技术开发区", "郑州高新技术产业开发区", "郑州航空港经济综合实验区",
)  # fmt: skip
"""The 12 county-level units, then the 4 functional zones (a zone overlaps its host units)."""
