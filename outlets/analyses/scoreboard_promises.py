"""The scoreboard's rows of promises: what was promised, what is known of it, and the arithmetic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.commitments import DEADLINES
from layers.dead_end_roads import LAYER as DEAD_END_ROADS
from layers.sources import source_name
from layers.vocabulary import STATUSES
from outlets.analyses.scoreboard_board import RowOf

if TYPE_CHECKING:
    from layers.scoreboard import PromiseScore
    from outlets.analyses.scoreboard_board import Board, Counted, Row


def promise_row(board: Board, score: PromiseScore, sheet: str, counted: list[Counted]) -> Row:
    """Return the row of a promise.

    Parameters
    ----------
    board
        Language and filters.
    score
        Of the promise.
    sheet
        Which the row is for.
    counted
        Takes in its counts.
    """
    entry = score.entry
    commitment = entry.commitment
    own = RowOf(sheet, commitment.id, commitment.id, counted)
    return {
        "id": commitment.id,
        "title": board.say(commitment.subject_zh, commitment.subject_en),
        "target": commitment.target(board.language),
        "due": commitment.due.text if commitment.due else None,
        **own.tally(score.tally),
        "not_named": score.not_named,
        "slots": own.count("slots", score.slots),
        "candidates": own.count("candidates", score.candidates),
        "status": board.word(STATUSES[entry.standing.status]),
        "deadline": _deadline(board, score),
        "arithmetic": _arithmetic(board, score),
        "note": board.say(commitment.notes_zh or "", commitment.notes_en or "") or None,
    }


def published_of(board: Board, score: PromiseScore) -> Row:
    """Return what the city published of a target as a whole, without naming the members.

    Parameters
    ----------
    board
        Data and language.
    score
        Of the promise.
    """
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
