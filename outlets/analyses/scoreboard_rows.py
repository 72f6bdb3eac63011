"""The rows of the scoreboard's sheets, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.block_schedule import COMMITMENT, STAGES, blocks_at, stages_at
from layers.core_blocks import MEMBERSHIPS
from layers.districts import district_terms, joined
from layers.scoreboard import TARGETS, by_district, by_promise
from layers.statuses import status_at
from layers.vocabulary import STATUSES
from outlets.analyses.answers import Answers
from outlets.analyses.scoreboard_board import RowOf
from outlets.analyses.scoreboard_lengths import metro_rows, published_rows
from outlets.analyses.scoreboard_promises import promise_row, published_of
from outlets.analyses.scoreboard_words import BLOCK_DUE, SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers.block_schedule import Block
    from outlets.analyses.scoreboard_board import Board, Counted, Row

REPORT = "gwr-2021"
"""Source id of the report that every commitment is read from."""

CITY = {"zh": "全市（不重复）", "en": "City (every record once)"}


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
            "sheet": board.word(SHEETS[one.sheet]), "row": one.row,
            "measure": board.heading(one.measure),
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
            promise_row(board, score, "targets", counted) | published_of(board, score)
            for score in first
        },
        "promises": {
            score.entry.commitment.id: promise_row(board, score, "promises", counted)
            for score in scores
        },
        "districts": _districts(board, counted),
        "blocks": {
            block.id: _block(board, block)
            for block in blocks_at(board.dataset, board.day, board.scope)
        },
        "stages": _stages(board, counted),
        "metro": metro_rows(board, counted),
        "published": published_rows(board),
    }  # fmt: skip
    return Score(sheets=sheets, counted=tuple(counted))


def _districts(board: Board, counted: list[Counted]) -> dict[str, Row]:
    frame = board.dataset.frames["districts"]
    names, ids = district_terms(frame), dict(zip(frame["name_zh"], frame["id"], strict=True))
    rows = {}
    for score in by_district(board.dataset, board.day, board.scope):
        label = board.word(names[score.district]) if score.district else CITY[board.language]
        own = RowOf("districts", ids[score.district] if score.district else "city", label, counted)
        promised = {"promised": own.count("promised", score.promised)}
        rows[own.key] = {"district": label} | promised | own.tally(score.tally)
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
        key = f"{stage.stage}-{stage.first_year}".replace("_", "-")
        own = RowOf("stages", key, label, counted)
        parts = {"reached": stage.reached, "below": stage.below, "unknown": stage.unknown}
        counts = {measure: own.count(measure, ids) for measure, ids in parts.items()}
        rows[key] = {
            "stage": board.word(STAGES[stage.stage]),
            "first_year": stage.first_year,
            "due": stage.due.isoformat(),
            **counts,
            "arithmetic": f"{sum(counts.values())} = " + " + ".join(map(str, counts.values())),
            "note": doubt if stage.is_due else board.say("未到期", "not due yet"),
            "source": f"{REPORT}: {COMMITMENT}",
        }
    return rows


def _detail(board: Board, one: Counted) -> Iterable[Row]:
    promises = {row["id"]: row for row in board.dataset.commitments}
    for name in one.ids:
        title, events = board.records.get(name, (None, ()))
        state = status_at(events, board.day)
        is_promise = name in promises
        yield {
            "sheet": board.word(SHEETS[one.sheet]),
            "row": one.row,
            "measure": board.heading(one.measure),
            "record": name,
            "name": promises[name][f"subject_{board.language}"] if is_promise else title,
            "status": None if is_promise else board.word(STATUSES[state.status]),
            "last": state.last_event.date.text if state.last_event else None,
        }
