"""The promise ledger: every commitment with the records tied to it, searched and filtered."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from geo.reading import Column, read_table
from geo.validation import DataError
from layers.build import CITY_ID, SOURCE
from layers.catalogue import CATALOGUE
from layers.commitments import Answer, Commitment, deadline, standing
from layers.search import haystack, matches
from layers.vocabulary import THEMES, Term

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from geo.reading import Row
    from geo.validation import Issue
    from layers.build import Dataset
    from layers.commitments import Deadline, Standing
    from layers.view import View


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the ledger at a day.

    Parameters
    ----------
    commitment
        The promise with its target, unit and due date.
    answers
        Every record tied to it, those that answer it first.
    standing
        Its status at the day and what that rests on.
    deadline
        How it stands against its due date.
    """

    commitment: Commitment
    answers: tuple[Answer, ...]
    standing: Standing
    deadline: Deadline

    @property
    def districts(self) -> tuple[str, ...]:
        """Districts that the report names, and those of the answering records."""
        named = [*self.commitment.districts]
        for answer in self.answers:
            if answer.answers:
                named += answer.districts
        return tuple(dict.fromkeys(named))


class Ledger:
    """The commitments of a dataset joined to its records, once.

    Parameters
    ----------
    dataset
        The built tables.
    """

    def __init__(self, dataset: Dataset) -> None:
        names = {field.name for field in fields(Commitment)}
        self.commitments = tuple(
            Commitment(**{key: value for key, value in row.items() if key in names})
            for row in dataset.commitments
        )
        records = _records(dataset)
        tied: dict[str, list[Answer]] = {commitment.id: [] for commitment in self.commitments}
        for link in dataset.links:
            tied[link["commitment_id"]].append(_answer(link, records[link["record_id"]]))
        self.answers = {
            name: tuple(sorted(found, key=lambda answer: not answer.answers))
            for name, found in tied.items()
        }
        self.entries = lru_cache(maxsize=8)(self._entries)

    @cached_property
    def haystacks(self) -> list[str]:
        """What each commitment is found by; made at the first search."""
        return [_texts(commitment, self.answers[commitment.id]) for commitment in self.commitments]

    def _entries(self, day: date) -> tuple[Entry, ...]:
        return tuple(
            Entry(
                commitment=commitment,
                answers=self.answers[commitment.id],
                standing=standing(commitment, self.answers[commitment.id], day),
                deadline=deadline(commitment, self.answers[commitment.id], day),
            )
            for commitment in self.commitments
        )

    def entry(self, identifier: str, day: date) -> Entry | None:
        """Return one commitment at a day, or None if there is no such commitment."""
        return next((e for e in self.entries(day) if e.commitment.id == identifier), None)

    def select(self, view: View, *, today: date) -> list[Entry]:
        """Return the commitments that a view asks for, in the report's order.

        District, status, theme and text filter commitments themselves; category and placement ask
        for an answering record of that kind. Layers do not filter: a promise without a place
        stays in the ledger.

        Parameters
        ----------
        view
            The reader's choices.
        today
            Date that stands for ``view.at is None``.
        """
        return [entry for entry in self._found(view, today) if _passes(entry, view)]

    def counts(self, view: View, facet: str, *, today: date) -> dict[str, int]:
        """Count commitments by a facet's values, with every other filter applied.

        Parameters
        ----------
        view
            The reader's choices.
        facet
            ``district``, ``status``, ``theme``, ``category`` or ``placement``.
        today
            Date that stands for ``view.at is None``.
        """
        passing = (e for e in self._found(view, today) if _passes(e, view, without=facet))
        return dict(Counter(value for entry in passing for value in _facets(entry)[facet]))

    def _found(self, view: View, today: date) -> list[Entry]:
        hits = matches(self.haystacks, view.text)
        entries = self.entries(view.at or today)
        return [entry for entry, hit in zip(entries, hits, strict=True) if hit]


def _facets(entry: Entry) -> dict[str, tuple[str, ...]]:
    """Return what each facet of the filters sees of a commitment."""
    answering = [answer for answer in entry.answers if answer.answers]
    return {
        "district": entry.districts,
        "status": (entry.standing.status,),
        "theme": (entry.commitment.theme,),
        "category": tuple({f"{answer.layer}.{answer.category}" for answer in answering}),
        "placement": tuple({answer.placement for answer in answering}),
    }


def _passes(entry: Entry, view: View, *, without: str = "") -> bool:
    wanted = {
        "district": view.districts,
        "status": view.statuses,
        "theme": view.themes,
        "category": view.categories,
        "placement": view.placements,
    }
    return all(
        facet == without or _any(values, wanted[facet]) for facet, values in _facets(entry).items()
    )


def _any(values: Iterable[str], wanted: tuple[str, ...]) -> bool:
    return not wanted or any(value in wanted for value in values)


def _records(dataset: Dataset) -> dict[str, dict[str, Any]]:
    background = {layer.id for layer in CATALOGUE if layer.background}
    city = {
        "record": CITY_ID, "layer": "districts", "name_zh": "郑州市", "name_en": "Zhengzhou",
        "category": "city", "placement": "digitised", "located": True, "background": True,
    }  # fmt: skip
    records: dict[str, dict[str, Any]] = {CITY_ID: city}
    for layer, frame in dataset.frames.items():
        for row in frame.itertuples():
            records[row.id] = {
                "record": row.id, "layer": layer, "name_zh": row.name_zh, "name_en": row.name_en,
                "category": row.category, "placement": row.placement, "events": row.events,
                "districts": row.districts, "located": row.geometry is not None,
                "background": layer in background,
            }  # fmt: skip
    return records


def _answer(link: Row, record: dict[str, Any]) -> Answer:
    return Answer(**record, kind=link["kind"], note_zh=link["note_zh"], note_en=link["note_en"])


def _texts(commitment: Commitment, answers: tuple[Answer, ...]) -> str:
    names = [
        name for answer in answers if answer.answers for name in (answer.name_zh, answer.name_en)
    ]
    theme = THEMES[commitment.theme]
    return haystack(
        theme.zh, theme.en,
        commitment.subject_zh, commitment.subject_en, commitment.summary_zh, commitment.summary_en,
        "".join(commitment.districts), *names,
    )  # fmt: skip


def read_sections(root: Path = SOURCE) -> dict[str, Term]:
    """Read the sections of the report, in their order, by their number.

    Parameters
    ----------
    root
        data/source.

    Raises
    ------
    DataError
        If a row is faulty.
    ReadingError
        If the table is missing.
    """
    columns = tuple(
        Column(name=name, required=True) for name in ("section", "heading_zh", "heading_en")
    )
    issues: list[Issue] = []
    rows = read_table(root / "commitments" / "sections.csv", columns, issues)
    if issues:
        raise DataError(tuple(issues))
    return {
        row["section"]: Term(row["section"], row["heading_zh"], row["heading_en"]) for row in rows
    }


_LEDGERS: WeakKeyDictionary[Dataset, Ledger] = WeakKeyDictionary()


def ledger_of(dataset: Dataset) -> Ledger:
    """Return the dataset's ledger, made once."""
    if dataset not in _LEDGERS:
        _LEDGERS[dataset] = Ledger(dataset)
    return _LEDGERS[dataset]
