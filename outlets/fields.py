"""The fields of an export, each with its names: code, Chinese, English, and alias for Shapefiles.

The alias table is published: it stands in every manifest and in the workbook.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from layers.vocabulary import Language


@dataclass(frozen=True)
class Field:
    """One field.

    ``alias`` has at most 8 ASCII letters, so that ``_2`` fits behind it where a long text goes on
    in a second field of a Shapefile. ``kind`` is text, real, bool or date.
    """

    code: str
    zh: str
    en: str
    alias: str
    kind: str = "text"

    def label(self, language: Language) -> str:
        """Name in the language asked for."""
        return self.zh if language == "zh" else self.en


COMMON = (
    Field("id", "编号", "Id", "ID"),
    Field("layer", "图层", "Layer", "LAYER"),
    Field("name_zh", "名称", "Name (Chinese)", "NAME_ZH"),
    Field("name_en", "英文名称", "Name (English)", "NAME_EN"),
    Field("theme", "主题", "Theme", "THEME"),
    Field("category", "类别", "Category", "CATEGORY"),
    Field("districts", "区县", "Districts", "DISTRICT"),
    Field("status", "状态代码", "Status code", "STATUS"),
    Field("status_zh", "状态", "Status (Chinese)", "STAT_ZH"),
    Field("stale", "可能已变化", "May have changed", "STALE", "bool"),
    Field("last_known", "最近资料", "Last known", "KNOWN"),
    Field("status_at", "状态日期", "Status at", "STAT_AT", "date"),
    Field("due", "期限", "Due", "DUE"),
    Field("due_last", "期限末日", "Last day of due date", "DUE_LAST", "date"),
    Field("placement", "定位", "Placement", "PLACED"),
    Field("accuracy_m", "精度（米）", "Accuracy [m]", "ACCUR_M", "real"),
    Field("schematic", "示意", "Schematic", "SCHEMAT", "bool"),
    Field("promise", "承诺", "Promise", "PROMISE"),
    Field("events", "状态记录", "Events", "EVENTS"),
    Field("figures", "公布数据", "Published figures", "FIGURES"),
    Field("length_km_computed", "绘制长度（公里）", "Drawn length [km]", "LEN_KM", "real"),
    Field("area_km2_computed", "绘制面积（平方公里）", "Drawn area [km2]", "AREA_KM2", "real"),
    Field("licence", "许可", "Licence", "LICENCE"),
    Field("sources", "来源", "Sources", "SOURCES"),
    Field("notes_zh", "说明", "Notes (Chinese)", "NOTES_ZH"),
    Field("notes_en", "英文说明", "Notes (English)", "NOTES_EN"),
)
"""Fields of every layer, in order."""

OWN = {
    field.code: field
    for field in (
        Field("adcode", "行政区划代码", "Division code", "ADCODE"),
        Field("colour", "颜色", "Colour", "COLOUR"),
        Field("from_en", "起点（英文）", "From (English)", "FROM_EN"),
        Field("from_zh", "起点", "From (Chinese)", "FROM_ZH"),
        Field("function_en", "功能（英文）", "Function (English)", "FUNC_EN"),
        Field("function_zh", "功能", "Function (Chinese)", "FUNC_ZH"),
        Field("hosts", "所在行政区", "Host units", "HOSTS"),
        Field("line_en", "线路（英文）", "Line (English)", "LINE_EN"),
        Field("line_zh", "线路", "Line (Chinese)", "LINE_ZH"),
        Field("lines", "所属线路", "Lines", "LINES"),
        Field("listing", "列入计划情况", "Listing", "LISTING"),
        Field("membership", "列入情况", "Membership", "MEMBER"),
        Field("named_in_report", "报告点名", "Named in the report", "INREPORT", "bool"),
        Field("outside_city", "市域外", "Outside the city", "OUTSIDE", "bool"),
        Field("phases", "所属分期", "Phases", "PHASES"),
        Field("population_2020_class", "2020年人口等级", "Population class 2020", "POP2020"),
        Field("programme_year", "计划年度", "Programme year", "PROGYEAR"),
        Field("ref", "路线编号", "Road number", "REF"),
        Field("road_level", "道路等级", "Road level", "ROADLVL"),
        Field("short_en", "简称（英文）", "Short name (English)", "SHORT_EN"),
        Field("short_zh", "简称", "Short name (Chinese)", "SHORT_ZH"),
        Field("stand_in", "代表位置", "Stand-in", "STANDIN", "bool"),
        Field("stations", "车站", "Stations", "STATIONS"),
        Field("to_en", "终点（英文）", "To (English)", "TO_EN"),
        Field("to_zh", "终点", "To (Chinese)", "TO_ZH"),
    )
}
"""Fields that only some layers have; a test holds them against the layers' declarations."""


def fields_of(own: tuple[str, ...]) -> tuple[Field, ...]:
    """Return the fields of a layer, given the codes of its own columns."""
    return COMMON + tuple(OWN[code] for code in own)
