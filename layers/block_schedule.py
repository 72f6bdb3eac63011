"""The core blocks against the report's own timetable: prepared, first results, formed.

The report dates no year: "in year one prepare, in years two and three results, in year five
formed". Year one may be 2020, when the programme of 32 blocks began, or 2021, the year of the
report; both readings are worked out and neither is called right. What "results" means is not said
either: here a block under construction or completed counts as showing them, for years two and three
alike. A block of which no event is known counts as unknown, never as failed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from layers.statuses import has_started, status_at
from layers.vocabulary import terms

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.build import Dataset
    from layers.scope import Scope
    from layers.statuses import StatusAt

COMMITMENT = "core-blocks-schedule"
"""The commitment that holds the timetable, with its source and its doubt."""

FIRST_YEARS = (2020, 2021)
"""What the report's year one may be."""

STAGES = terms(
    prepared=("一年准备", "Year 1: prepare"),
    first_results=("两年初见成效", "Year 2: first results"),
    large_results=("三年大见成效", "Year 3: large results"),
    formed=("五年基本成型", "Year 5: largely formed"),
)

STAGE_YEARS = {"prepared": 1, "first_results": 2, "large_results": 3, "formed": 5}
"""In which year of the timetable each stage is due."""

STAGE_STATUSES = {
    "prepared": frozenset({"preliminary", "construction", "completed"}),
    "first_results": frozenset({"construction", "completed"}),
    "large_results": frozenset({"construction", "completed"}),
    "formed": frozenset({"completed"}),
}
"""Statuses that show that a stage is reached."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """One block at a day; ``confirmed`` if a source puts it among the 32."""

    id: str
    membership: str
    confirmed: bool
    districts: tuple[str, ...]
    located: bool
    started: bool
    state: StatusAt
    due: Literal["open", "one", "both", "done"]
    """Whether "formed" fell due: under no reading, one of them, both; or the block is completed."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One stage of the timetable under one reading; blocks that a source confirms only.

    ``reached`` and ``below`` are blocks whose status at the due day (or at the day asked for, if
    that is earlier) shows the stage or one before it; ``unknown`` had no event by then.
    """

    stage: str
    first_year: int
    due: date
    is_due: bool
    reached: tuple[str, ...]
    below: tuple[str, ...]
    unknown: tuple[str, ...]


def blocks_at(dataset: Dataset, day: date, scope: Scope | None = None) -> list[Block]:
    """Return every record of the layer with what is known of it at a day.

    Parameters
    ----------
    dataset
        The built tables.
    day
        The date asked for.
    scope
        Only records of this scope.
    """
    return [
        Block(
            id=row.id,
            membership=row.membership,
            confirmed=_confirmed(row.membership),
            districts=row.districts,
            located=row.geometry is not None,
            started=has_started(row.events, day),
            state=(state := status_at(row.events, day)),
            due=_due(state.status, day),
        )
        for row in _blocks(dataset, scope).itertuples()
    ]


def _blocks(dataset: Dataset, scope: Scope | None) -> gpd.GeoDataFrame:
    frame = dataset.frames["core_blocks"]
    return frame if scope is None else frame[frame["id"].isin(scope.records)]


def stages_at(dataset: Dataset, day: date, scope: Scope | None = None) -> list[Stage]:
    """Hold the confirmed blocks against every stage, under both readings of year one.

    Parameters
    ----------
    dataset
        The built tables.
    day
        The date asked for; a stage that is not due then is judged as of that day.
    scope
        Only blocks of this scope.
    """
    frame = _blocks(dataset, scope)
    confirmed = frame[frame["membership"].map(_confirmed).astype(bool)]
    stages = []
    for first_year in FIRST_YEARS:
        for stage, year in STAGE_YEARS.items():
            due = date(first_year + year - 1, 12, 31)
            found: dict[str, list[str]] = {"reached": [], "below": [], "unknown": []}
            for row in confirmed.itertuples():
                status = status_at(row.events, min(due, day)).status
                found[_place(status, stage)].append(row.id)
            stages.append(
                Stage(
                    stage=stage, first_year=first_year, due=due, is_due=day >= due,
                    **{place: tuple(ids) for place, ids in found.items()},
                )
            )  # fmt: skip
    return stages


def _place(status: str, stage: str) -> str:
    if status == "unknown":
        return "unknown"
    return "reached" if status in STAGE_STATUSES[stage] else "below"


def _confirmed(membership: str) -> bool:
    return membership in ("stated", "core")


def _due(status: str, day: date) -> Literal["open", "one", "both", "done"]:
    if status == "completed":
        return "done"
    passed = sum(
        day > date(first_year + STAGE_YEARS["formed"] - 1, 12, 31) for first_year in FIRST_YEARS
    )
    words: tuple[Literal["open", "one", "both"], ...] = ("open", "one", "both")
    return words[passed]
