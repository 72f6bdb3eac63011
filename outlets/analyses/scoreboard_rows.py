"""The rows of the scoreboard's sheets, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from layers.block_schedule import COMMITMENT, STAGES, blocks_at, stages_at
from layers.commitments import DEADLINES
from layers.core_blocks import MEMBERSHIPS
from layers.dead_end_roads import LAYER as DEAD_END_ROADS
from layers.districts import district_terms, joined
from layers.parks import MEASURES as GREENING
from layers.scoreboard import MEASURES, TARGETS, by_district, by_promise, metro_by_year, metro_goal
from layers.sources import source_name
from layers.statuses import status_at
from layers.vocabulary import STATUSES, UNITS
from outlets.analyses.answers import Answers
from outlets.analyses.scoreboard_words import BLOCK_DUE, HEADINGS, SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from layers.block_schedule import Block
    from layers.build import Dataset
    from layers.network import NetworkFigure
    from layers.scope import Scope
    from layers.scoreboard import MetroYear, PromiseScore, Tally
    from layers.vocabulary import Language, Term

    Row = dict[str, Any]

REPORT = "gwr-2021"
"""Source id of the report that every commitment is read from."""

CITY = {"zh": "全市（不重复）", "en": "City (every record once)"}


@dataclass(frozen=True, kw_only=True)
class Board:
    """The scores of a day, in a language; of a scope only, if there is one."""

    dataset: Dataset
    day: date
    language: Language
    scope: Scope | None = None

    def word(self, term: Term) -> str:
        """Say a term."""
        return term.label(self.language)

    def say(self, zh: str, en: str) -> str:
        """Choose one of two texts."""
        return zh if self.language == "zh" else en

    @cached_property
    def records(self) -> dict[str, tuple[str, tuple[Any, ...]]]:
        """Name and events of every record."""
        return {
            row.id: (getattr(row, f"name_{self.language}"), row.events)
            for frame in self.dataset.frames.values()
            for row in frame.itertuples()
        }


@dataclass(frozen=True)
class Counted:
    """One count with the records behind it."""

    sheet: str
    row: str
    measure: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """The rows of every sheet by their key, and every count in them with its records."""

    sheets: dict[str, dict[str, Row]]
    counted: tuple[Counted, ...]


_SCORES: Answers[Score] = Answers(16)


def score_of(board: Board) -> Score:
    """Return the scores, worked out once for the same data, day, scope and language.

    Parameters
    ----------
    board
        Data, day, language and scope.
    """
    key = (board.dataset.version, board.day, board.language, board.scope)
    return _SCORES.of(key, lambda: _scored(board))


def rows_of(board: Board) -> dict[str, list[Row]]:
    """Return the rows of every sheet, and ``counts``: one row for each count.

    Parameters
    ----------
    board
        Data, day, language and scope.
    """
    score = score_of(board)
    sheets = {name: list(rows.values()) for name, rows in score.sheets.items()}
    sheets["records"] = [row for one in score.counted for row in _detail(board, one)]
    sheets["counts"] = [
        {
            "sheet": board.word(SHEETS[one.sheet]), "row": one.row, "measure": one.measure,
            "count": len(one.ids), "records": "; ".join(one.ids),
        }
        for one in score.counted
    ]  # fmt: skip
    return sheets


def _scored(board: Board) -> Score:
    counted: list[Counted] = []
    scores = by_promise(board.dataset, board.day, board.scope)
    first = sorted(
        (score for score in scores if score.entry.commitment.id in TARGETS),
        key=lambda score: TARGETS.index(score.entry.commitment.id),
    )
    sheets = {
        "targets": {
            score.entry.commitment.id:
            _promise(board, score, "targets", counted) | _progress(board, score)
            for score in first
        },
        "promises": {
            score.entry.commitment.id: _promise(board, score, "promises", counted)
            for score in scores
        },
        "districts": _districts(board, counted),
        "blocks": {
            block.id: _block(board, block)
            for block in blocks_at(board.dataset, board.day, board.scope)
        },
        "stages": _stages(board, counted),
        "metro": _metro(board, counted),
        "published": _published(board),
    }  # fmt: skip
    return Score(sheets=sheets, counted=tuple(counted))


def _tally(board: Board, sheet: str, row: str, tally: Tally, counted: list[Counted]) -> Row:
    counted.extend(
        Counted(sheet, row, board.word(term), tally.ids(code)) for code, term in MEASURES.items()
    )
    return {board.word(term): len(tally.ids(code)) for code, term in MEASURES.items()}


def _promise(board: Board, score: PromiseScore, sheet: str, counted: list[Counted]) -> Row:
    entry = score.entry
    commitment = entry.commitment
    counts = _tally(board, sheet, commitment.id, score.tally, counted)
    for name, ids in (("slots", score.slots), ("candidates", score.candidates)):
        counted.append(Counted(sheet, commitment.id, board.word(HEADINGS[name]), ids))
    return {
        "id": commitment.id,
        "title": board.say(commitment.subject_zh, commitment.subject_en),
        "target": commitment.target(board.language),
        "due": commitment.due.text if commitment.due else None,
        **counts,
        "not_named": score.not_named,
        "slots": len(score.slots),
        "candidates": len(score.candidates),
        "status": board.word(STATUSES[entry.standing.status]),
        "deadline": _deadline(board, score),
        "arithmetic": _arithmetic(board, score),
        "note": board.say(commitment.notes_zh or "", commitment.notes_en or "") or None,
    }


def _progress(board: Board, score: PromiseScore) -> Row:
    """Return what the city published of a target as a whole, without naming the members."""
    wanted = {"dead-end-65": "finished_2021", "dead-end-all": "programme_roads_total"}
    key = wanted.get(score.entry.commitment.id)
    rows = board.dataset.tables.get(f"{DEAD_END_ROADS.id}/programme.csv", ())
    row = next((row for row in rows if row["key"] == key), None)
    if row is None:
        return {"published": None}
    note = board.say(row["note_zh"], row["note_en"])
    source = board.dataset.sources[DEAD_END_ROADS.id].get(row["source"])
    cited = row["source"] if source is None else source_name(source, board.language)
    return {"published": f"{row['value']:g}: {note} ({cited})"}


def _deadline(board: Board, score: PromiseScore) -> str:
    deadline = score.entry.deadline
    if deadline.state != "silent" or deadline.since is None:
        return board.word(DEADLINES[deadline.state])
    return board.say(
        f"到期后未见实现；最近资料 {deadline.since}",
        f"Due date passed; no event known since {deadline.since}",
    )


def _arithmetic(board: Board, score: PromiseScore) -> str:
    tally, rest, whole = score.tally, score.not_named, score.named_at_all
    named = len(tally.named)
    parts = []
    if rest is not None and rest >= 0:
        parts.append(board.say(
            f"承诺{whole + rest} = 具名{whole} + 未具名{rest}",
            f"{whole + rest} promised = {whole} named + {rest} not named",
        ))  # fmt: skip
    elif rest is not None:
        parts.append(board.say(
            f"具名{whole}，比承诺的{whole + rest}多{-rest}",
            f"{whole} named, {-rest} more than the {whole + rest} promised",
        ))  # fmt: skip
    if board.scope is not None and whole:
        parts.append(board.say(
            f"具名{whole} = 符合筛选{named} + 其他{whole - named}",
            f"{whole} named = {named} within the filters + {whole - named} others",
        ))  # fmt: skip
    if named:
        left = named - len(tally.started)
        there, gone = len(tally.located), named - len(tally.located)
        parts += [
            board.say(
                f"具名{named} = 已定位{there} + 未定位{gone}",
                f"{named} named = {there} located + {gone} not located",
            ),
            board.say(
                f"具名{named} = 已开工{len(tally.started)} + 未见开工{left}",
                f"{named} named = {len(tally.started)} started + {left} not known to have started",
            ),
        ]
    return board.say("；", "; ").join(parts) or board.say("无对应要素", "no record answers it")


def _districts(board: Board, counted: list[Counted]) -> dict[str, Row]:
    names = district_terms(board.dataset.frames["districts"])
    rows = {}
    for score in by_district(board.dataset, board.day, board.scope):
        label = board.word(names[score.district]) if score.district else CITY[board.language]
        counted.append(
            Counted("districts", label, board.word(HEADINGS["promised"]), score.promised)
        )
        counts = _tally(board, "districts", label, score.tally, counted)
        rows[label] = {"district": label, "promised": len(score.promised)} | counts
    return rows


def _block(board: Board, block: Block) -> Row:
    event = block.state.last_event
    since = event.date.text if event else board.say("（无资料）", "(nothing known)")
    yes, no = board.say("是", "yes"), board.say("否", "no")
    names = district_terms(board.dataset.frames["districts"])
    return {
        "id": block.id,
        "title": board.records[block.id][0],
        "membership": board.word(MEMBERSHIPS[block.membership]),
        "district": joined(block.districts, names, board.language) or None,
        "located": yes if block.located else no,
        "started": yes if block.started else board.say("未见", "not known"),
        "status": board.word(STATUSES[block.state.status]),
        "last": event.date.text if event else None,
        "deadline": board.word(BLOCK_DUE[block.due]).format(since=since) if block.confirmed
        else board.say("未证实属于32个，不判断", "Not confirmed as one of the 32: not judged"),
    }  # fmt: skip


def _stages(board: Board, counted: list[Counted]) -> dict[str, Row]:
    promises = (row for row in board.dataset.commitments if row["id"] == COMMITMENT)
    timetable = next(promises, None)
    if timetable is None:  # without the report's timetable there is nothing to hold blocks against
        return {}
    doubt = timetable[f"notes_{board.language}"]
    rows = {}
    for stage in stages_at(board.dataset, board.day, board.scope):
        label = f"{board.word(STAGES[stage.stage])} ({stage.first_year})"
        places = {
            "reached": (board.word(HEADINGS["reached"]), stage.reached),
            "below": (board.word(HEADINGS["below"]), stage.below),
            "unknown": (board.word(HEADINGS["unknown"]), stage.unknown),
        }
        counted.extend(Counted("stages", label, word, ids) for word, ids in places.values())
        total = sum(len(ids) for _, ids in places.values())
        rows[label] = {
            "stage": board.word(STAGES[stage.stage]),
            "first_year": stage.first_year,
            "due": stage.due.isoformat(),
            **{code: len(ids) for code, (_, ids) in places.items()},
            "arithmetic": f"{total} = " + " + ".join(str(len(i)) for _, i in places.values()),
            "note": doubt if stage.is_due else board.say("未到期", "not due yet"),
            "source": f"{REPORT}: {COMMITMENT}",
        }
    return rows


def _metro(board: Board, counted: list[Counted]) -> dict[str, Row]:
    goal = metro_goal(board.dataset)
    return {
        year.day.isoformat(): _metro_year(board, year, goal, counted)
        for year in metro_by_year(board.dataset, until=board.day)
    }


def _metro_year(
    board: Board, year: MetroYear, goal: NetworkFigure | None, counted: list[Counted]
) -> Row:
    label = year.day.isoformat()
    cited = (*year.published, *(() if goal is None else (goal,)))
    inside, outside = round(year.inside_km, 1), round(year.outside_km, 1)
    summed = round(year.inside_km + year.outside_km, 1)
    phases = {"inside": year.inside, "outside": year.outside, "unmeasured": year.unmeasured}
    counted.extend(
        Counted("metro", label, board.word(HEADINGS[name]), ids) for name, ids in phases.items()
    )
    return {
        "day": label,
        "inside": len(year.inside),
        "outside": len(year.outside),
        "inside_km": inside,
        "outside_km": outside,
        "summed_km": summed,
        "published_km": "; ".join(f"{f.length_km:g} ({f.date})" for f in year.published) or None,
        **_gaps(year, goal),
        "arithmetic": _added(inside, outside, goal),
        "unmeasured": "; ".join(year.unmeasured) or None,
        "note": "; ".join(
            filter(None, (board.say(f.note_zh or "", f.note_en or "") for f in year.published))
        )
        or None,
        "source": "; ".join(dict.fromkeys(figure.source for figure in cited)) or None,
    }


def _added(inside_km: float, outside_km: float, goal: NetworkFigure | None) -> str:
    summed_km = round(inside_km + outside_km, 1)
    sums = [f"{inside_km:g} + {outside_km:g} = {summed_km:g}"]
    if goal is not None:
        sums += [f"{goal.length_km:g} − {km:g} = {goal.length_km - km:.1f}"
                 for km in dict.fromkeys((inside_km, summed_km))]  # fmt: skip
    return "; ".join(sums)


def _gaps(year: MetroYear, goal: NetworkFigure | None) -> Row:
    if goal is None:
        return {"goal_km": None, "gap_km": None, "gap_with_km": None}
    left_km = goal.length_km - year.inside_km
    return {
        "goal_km": goal.length_km,
        "gap_km": round(left_km, 1),
        "gap_with_km": round(left_km - year.outside_km, 1),
    }


def _published(board: Board) -> dict[str, Row]:
    """List what the city itself published beside the promises: opened dead ends, greening goals."""
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


def _detail(board: Board, one: Counted) -> Iterable[Row]:
    promises = {row["id"]: row for row in board.dataset.commitments}
    for name in one.ids:
        title, events = board.records.get(name, (None, ()))
        state = status_at(events, board.day)
        is_promise = name in promises
        yield {
            "sheet": board.word(SHEETS[one.sheet]),
            "row": one.row,
            "measure": one.measure,
            "record": name,
            "name": promises[name][f"subject_{board.language}"] if is_promise else title,
            "status": None if is_promise else board.word(STATUSES[state.status]),
            "last": state.last_event.date.text if state.last_event else None,
        }
