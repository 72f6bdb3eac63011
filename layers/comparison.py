"""Two sides of the map laid beside each other: of two days, or of two filters.

The right side is the reader's view; the left one has the day ``since`` and, where they differ, the
filters ``against``. With the same filters on both sides the difference is what changed between the
days (:mod:`layers.changes`). With two filters it is what only one of them lets through, and of what
both let through, what changed its status.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from layers.changes import COMMITMENTS, STATUS_KINDS, Change, changes
from layers.selection import Selection, select
from layers.statuses import CODES, REPORT_DAY, STALE, status_at
from layers.vocabulary import CHANGES

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from datetime import date

    from numpy.typing import NDArray

    from layers.build import Dataset
    from layers.view import View


@dataclass(frozen=True)
class Comparison:
    """Both sides as selections.

    Parameters
    ----------
    left, right
        What each side shows at its day.
    """

    left: Selection
    right: Selection

    @property
    def is_of_filters(self) -> bool:
        """Whether the left side has filters of its own."""
        return self.right.view.against is not None

    @property
    def days(self) -> tuple[date, date]:
        """The earlier and the later of the two days."""
        return min(self.left.day, self.right.day), max(self.left.day, self.right.day)

    @cached_property
    def differences(self) -> list[Change]:
        """What is different, by kind in the order of ``layers.vocabulary.CHANGES``."""
        start, end = self.days
        dataset, view = self.right.dataset, self.right.view
        if not self.is_of_filters:
            return changes(dataset, view, start=start, end=end)
        both = self.left.rows & self.right.rows
        shared = set(self.right.index.ids[both])
        moved = [
            change
            for change in changes(dataset, view, start=start, end=end)
            if change.kind in STATUS_KINDS and change.record in shared
        ]
        found = [*moved, *self._lone("only_left"), *self._lone("only_right")]
        order = list(CHANGES)
        return sorted(found, key=lambda change: order.index(change.kind))

    def _lone(self, kind: str) -> Iterator[Change]:
        here, there = (self.left, self.right) if kind == "only_left" else (self.right, self.left)
        rows = here.rows & ~there.rows
        sides = (self.left.codes, self.right.codes)
        for layer in here.index.layers:
            span = here.index.span(layer)
            events = here.dataset.frames[layer]["events"].to_numpy()
            for place in np.flatnonzero(rows[span]):
                row = span.start + place
                before, after = (CODES[codes[row] % STALE] for codes in sides)
                yield Change(
                    record=str(here.index.ids[row]), layer=layer, kind=kind,
                    before=before, after=after,
                    event=status_at(events[place], here.day).last_event,
                )  # fmt: skip

    def kinds_of_rows(self, kinds: Container[str]) -> NDArray[np.uint8]:
        """Return for every thematic row the number of its first difference among some kinds.

        Numbers count in the order of ``layers.vocabulary.CHANGES`` from 1; 0 for none.
        """
        order = {kind: number for number, kind in enumerate(CHANGES, start=1)}
        first: dict[str, int] = {}
        for change in self.differences:
            if change.kind in kinds and change.layer != COMMITMENTS:
                first.setdefault(change.record, order[change.kind])
        return np.array([first.get(name, 0) for name in self.right.index.ids], dtype=np.uint8)

    def likeness(self) -> NDArray[np.uint8]:
        """Return for every thematic row what the map can tell by itself of how it differs.

        Status on the left and on the right, and whether the right side lets it through; rows that
        are alike in it mostly differ in the same way.
        """
        left, right = (side.codes.astype(np.uint8) % STALE for side in (self.left, self.right))
        found: NDArray[np.uint8] = (left * STALE + right) * 2 + self.right.filtered
        return found


def left_day(view: View) -> date:
    """Return the day of a view's left side: that of the report, unless the view says another."""
    return view.since or REPORT_DAY.first


def compare(dataset: Dataset, view: View, *, today: date) -> Comparison:
    """Select both sides of a view.

    Parameters
    ----------
    dataset
        What is selected from.
    view
        The reader's choices: the right side, and what the left one differs by.
    today
        Date that stands for ``view.at is None``.
    """
    filters = view.against or view.only_filters()
    left = replace(filters, at=left_day(view), language=view.language)
    return Comparison(
        left=select(dataset, left, today=today), right=select(dataset, view, today=today)
    )
