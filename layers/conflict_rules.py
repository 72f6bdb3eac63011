"""The rules by which records of two layers are laid over each other: the one table of them.

A rule only says what is worth looking at; an overlap is a question for a planner, not a fault.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from layers.vocabulary import Term

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.build import Dataset

METRO_ZONE_M = 50.0
"""Width of the protection zone on each side of a metro line [m]; of the drawn line, not of tunnel
walls, which are not public."""


@dataclass(frozen=True)
class Side:
    """Records of a layer, of some categories only if any are named."""

    layer: str
    categories: tuple[str, ...] = field(default=())

    def records(self, dataset: Dataset) -> gpd.GeoDataFrame:
        """Return the records with a position that may be measured: no schematic links."""
        frame = dataset.frames[self.layer]
        kept = frame.geometry.notna() & ~frame["schematic"].astype(bool)
        if "membership" in frame:  # an unconfirmed candidate is no block of the report
            kept &= frame["membership"] != "candidate"
        if self.categories:
            kept &= frame["category"].isin(self.categories)
        return frame[kept]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What is laid over what, and why.

    Parameters
    ----------
    id
        Name of the rule.
    title
        Name for people.
    why
        Why an overlap matters, and where that is from.
    one, other
        The two sides.
    margin_m
        Zone around each record of the other side [m].
    """

    id: str
    title: Term
    why: Term
    one: Side
    other: Side
    margin_m: float = 0.0


def _rule(
    name: str, *, title: tuple[str, str], why: tuple[str, str], sides: tuple[Side, Side],
    margin_m: float = 0.0,
) -> Rule:  # fmt: skip
    return Rule(
        id=name, title=Term(name, *title), why=Term(name, *why), one=sides[0], other=sides[1],
        margin_m=margin_m,
    )  # fmt: skip


_ROADS = Side("key_projects", ("road", "street_renewal"))
_CORRIDOR = Side("yellow_river", ("corridor",))
_RESERVE = Side("yellow_river", ("nature_reserve",))
_METRO = Side("metro")

_METRO_WHY = (
    "动工前应核对轨道保护区。50米按所画线位两侧计，真实结构边线未公开；宽度以本市规定为准。",
    (
        "To be checked against the metro's protection zone before digging: 50 m each side of the "
        "drawn line, for the true structure is not public; the city's regulation decides the width."
    ),
)

RULES = (
    _rule(
        "block-corridor",
        title=("核心板块 × 沿黄生态廊道", "Core block × Yellow River corridor"),
        why=("报告要求沿黄建设生态廊道，板块开发与之重叠处须协调。",
             "The report wants an ecological corridor along the river; building there needs care."),
        sides=(Side("core_blocks"), _CORRIDOR),
    ),
    _rule(
        "block-reserve",
        title=("核心板块 × 黄河湿地自然保护区", "Core block × wetland reserve"),
        why=("自然保护区内建设受限，须核对界线。",
             "Building in a nature reserve is restricted: check the true boundary."),
        sides=(Side("core_blocks"), _RESERVE),
    ),
    _rule(
        "road-corridor",
        title=("道路项目 × 沿黄生态廊道", "Road project × Yellow River corridor"),
        why=("道路穿越廊道处须协调。", "A road through the corridor needs care."),
        sides=(_ROADS, _CORRIDOR),
    ),
    _rule(
        "project-reserve",
        title=("重点项目 × 黄河湿地自然保护区", "Key project × wetland reserve"),
        why=("自然保护区内建设受限，须核对界线。",
             "Building in a nature reserve is restricted: check the true boundary."),
        sides=(Side("key_projects"), _RESERVE),
    ),
    _rule(
        "road-park",
        title=("道路项目 × 公园绿地", "Road project × park or greenway"),
        why=("道路项目可能占用或分割绿地；多数公园只有点位，无法给出面积。",
             ("A road may take or cut green space; most parks are known as a point only, so no "
              "area can be told.")),
        sides=(_ROADS, Side("parks")),
    ),
    _rule(
        "dead-end-park",
        title=("打通断头路 × 公园绿地", "Dead-end road × park or greenway"),
        why=("打通道路可能穿越绿地。", "Opening a road may cut through green space."),
        sides=(Side("dead_end_roads"), Side("parks")),
    ),
    _rule(
        "project-metro",
        title=("重点项目 × 轨道保护区（50米）", "Key project × metro protection zone (50 m)"),
        why=_METRO_WHY,
        sides=(Side("key_projects"), _METRO),
        margin_m=METRO_ZONE_M,
    ),
    _rule(
        "block-metro",
        title=("核心板块 × 轨道保护区（50米）", "Core block × metro protection zone (50 m)"),
        why=_METRO_WHY,
        sides=(Side("core_blocks"), _METRO),
        margin_m=METRO_ZONE_M,
    ),
)  # fmt: skip
"""Every rule, in the order of lists."""
