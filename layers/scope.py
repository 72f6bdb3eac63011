"""What a reader's filters leave of promises and records, for the counts of the scoreboard."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from layers.ledger import ledger_of
from layers.selection import select

if TYPE_CHECKING:
    from layers.selection import Selection


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What filters leave.

    Parameters
    ----------
    promises
        Ids of the promises that the ledger lists with the same filters.
    records
        Ids of the records that pass them, candidates among them, whatever layer is switched off.
    """

    promises: frozenset[str]
    records: frozenset[str]


def scope_of(selection: Selection) -> Scope | None:
    """Return what a selection's filters leave; None if it has none.

    Parameters
    ----------
    selection
        The reader's selection. Layers that are switched off filter nothing here, as in the ledger.
    """
    view = selection.view
    if not (view.districts or view.statuses or view.themes or view.categories
            or view.placements or view.text.strip()):  # fmt: skip
        return None
    whole = select(selection.dataset, replace(view, candidates=True), today=selection.day)
    entries = ledger_of(selection.dataset).select(view, today=selection.day)
    return Scope(
        promises=frozenset(entry.commitment.id for entry in entries),
        records=frozenset(map(str, whole.index.ids[whole.filtered])),
    )
