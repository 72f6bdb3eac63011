"""Answers are worked out once for a key, and the oldest are forgotten."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from outlets.analyses import conflicts, scoreboard_rows
from outlets.analyses.answers import Answers
from outlets.analyses.scoreboard_board import Board
from outlets.analyses.scoreboard_rows import score_of

if TYPE_CHECKING:
    import pytest

    from layers.build import Dataset


def test_an_answer_is_worked_out_once() -> None:
    made: list[str] = []
    answers: Answers[str] = Answers(2)

    def ask(key: str) -> str:
        return answers.of(key, lambda: made.append(key) or key.upper())  # type: ignore[func-returns-value]

    assert [ask("a"), ask("b"), ask("a"), ask("c"), ask("a")] == ["A", "B", "A", "C", "A"]
    assert made == ["a", "b", "c"]
    assert answers.knows("a")
    assert not answers.knows("b")  # nobody had asked for it for longest
    assert ask("b") == "B"
    assert made == ["a", "b", "c", "b"]


def test_the_scoreboard_of_another_day_is_another_answer(dataset: Dataset) -> None:
    early, late = (Board(dataset=dataset, day=day, language="zh")
                   for day in (date(2021, 6, 1), date(2026, 11, 22)))  # fmt: skip
    assert score_of(early) is score_of(Board(dataset=dataset, day=early.day, language="zh"))
    assert score_of(early) is not score_of(late)
    assert scoreboard_rows.score_of(late) is score_of(late)


def test_layers_are_laid_over_each_other_once(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = conflicts.laid(dataset)
    monkeypatch.setattr(conflicts, "conflicts_of", None)  # a second time would fail
    assert conflicts.laid(dataset) is first
    assert conflicts.is_laid(dataset)
