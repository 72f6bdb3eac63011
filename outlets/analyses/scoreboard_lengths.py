"""The scoreboard's published quantities: metro length by year against its goal, greening, roads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.dead_end_roads import LAYER as DEAD_END_ROADS
from layers.parks import MEASURES as GREENING
from layers.scoreboard import metro_by_year, metro_goal
from layers.vocabulary import UNITS
from outlets.analyses.scoreboard_board import RowOf

if TYPE_CHECKING:
    from layers.network import NetworkFigure
    from layers.scoreboard import MetroYear
    from outlets.analyses.scoreboard_board import Board, Counted, Row


def metro_rows(board: Board, counted: list[Counted]) -> dict[str, Row]:
    """Return a row for each year of the metro, by the year.

    Parameters
    ----------
    board
        Data, day and language.
    counted
        Takes in the counts.
    """
    goal = metro_goal(board.dataset)
    return {
        f"{year.day.year}": _metro_year(board, year, goal, counted)
        for year in metro_by_year(board.dataset, until=board.day)
    }


def _metro_year(
    board: Board, year: MetroYear, goal: NetworkFigure | None, counted: list[Counted]
) -> Row:
    label = year.day.isoformat()
    cited = (*year.published, *(() if goal is None else (goal,)))
    inside, outside = round(year.inside_km, 1), round(year.outside_km, 1)
    summed = round(year.inside_km + year.outside_km, 1)
    own = RowOf("metro", f"{year.day.year}", label, counted)
    phases = {"inside": year.inside, "outside": year.outside, "unmeasured": year.unmeasured}
    counts = {name: own.count(name, ids) for name, ids in phases.items()}
    return {
        "day": label,
        "inside": counts["inside"],
        "outside": counts["outside"],
        "inside_km": inside,
        "outside_km": outside,
        "summed_km": summed,
        "published_km": "; ".join(f"{f.length_km:g} ({f.date})" for f in year.published) or None,
        **_gaps(year, goal),
        "arithmetic": _added(year, goal),
        "unmeasured": "; ".join(year.unmeasured) or None,
        "note": "; ".join(
            filter(None, (board.say(f.note_zh or "", f.note_en or "") for f in year.published))
        )
        or None,
        "source": "; ".join(dict.fromkeys(figure.source for figure in cited)) or None,
    }


def _added(year: MetroYear, goal: NetworkFigure | None) -> str:
    """Write the sums as exact as the published lengths, so that they add up to the last digit."""
    inside_km, summed_km = year.inside_km, year.inside_km + year.outside_km
    sums = [f"{_exact(inside_km)} + {_exact(year.outside_km)} = {_exact(summed_km)}"]
    if goal is not None:
        sums += [f"{goal.length_km:g} − {_exact(km)} = {_exact(goal.length_km - km)}"
                 for km in dict.fromkeys((inside_km, summed_km))]  # fmt: skip
    return "; ".join(sums)


def _exact(length_km: float) -> str:
    return f"{round(length_km, 3):.10g}"


def _gaps(year: MetroYear, goal: NetworkFigure | None) -> Row:
    if goal is None:
        return {"goal_km": None, "gap_km": None, "gap_with_km": None}
    left_km = goal.length_km - year.inside_km
    return {
        "goal_km": goal.length_km,
        "gap_km": round(left_km, 1),
        "gap_with_km": round(left_km - year.outside_km, 1),
    }


def published_rows(board: Board) -> dict[str, Row]:
    """List what the city itself published beside the promises: opened dead ends, greening goals.

    Parameters
    ----------
    board
        Data and language.
    """
    tables = board.dataset.tables
    rows = [
        {
            "title": board.say(row["note_zh"], row["note_en"]),
            "day": row["date"].text,
            "value": row["value"],
            "unit": board.word(UNITS[row["unit"]]) or None,
            "district": None,
            "source": row["source"],
        }
        for row in tables.get(f"{DEAD_END_ROADS.id}/programme.csv", ())
    ]
    rows += [
        {
            "title": board.word(GREENING[row["measure"]]),
            "day": row["year"].text,
            "value": row["value"],
            "unit": board.word(UNITS[row["unit"]]) or None,
            "district": row["district"],
            "source": row["source"],
        }
        for row in tables.get("parks/targets.csv", ())
    ]
    return {str(number): row for number, row in enumerate(rows, start=1)}
