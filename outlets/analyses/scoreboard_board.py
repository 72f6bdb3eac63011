"""What is asked of the scoreboard, and how a count is named in every sheet, file and address."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from layers.scoreboard import MEASURES
from outlets.analyses.scoreboard_words import HEADINGS

if TYPE_CHECKING:
    from datetime import date

    from layers.build import Dataset
    from layers.scope import Scope
    from layers.scoreboard import Tally
    from layers.vocabulary import Language, Term

    Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Board:
    """The scores of a day, in a language; of what filters leave only, if there are any."""

    dataset: Dataset
    day: date
    language: Language
    scope: Scope | None = None

    def word(self, term: Term) -> str:
        """Say a term."""
        return term.label(self.language)

    def heading(self, code: str) -> str:
        """Say what a column holds."""
        return self.word(HEADINGS[code])

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


@dataclass(frozen=True, kw_only=True)
class Counted:
    """One count with the records behind it.

    ``sheet``, ``key`` and ``measure`` are the same in every language and on every day.

    Parameters
    ----------
    sheet, key, measure
        Sheet, row and column.
    row
        What people call the row.
    ids
        The records.
    """

    sheet: str
    key: str
    measure: str
    row: str
    ids: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name of the count in an address (:attr:`layers.view.View.count`)."""
        return f"{self.sheet}.{self.key}.{self.measure}"


@dataclass(frozen=True)
class RowOf:
    """A row whose counts are being collected."""

    sheet: str
    key: str
    label: str
    counted: list[Counted]

    def count(self, measure: str, ids: tuple[str, ...]) -> int:
        """Take a count in with its records; returns how many they are."""
        self.counted.append(
            Counted(sheet=self.sheet, key=self.key, measure=measure, row=self.label, ids=ids)
        )
        return len(ids)

    def tally(self, tally: Tally) -> Row:
        """Take in everything that is counted of records which answer a promise."""
        return {measure: self.count(measure, tally.ids(measure)) for measure in MEASURES}
