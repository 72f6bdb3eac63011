"""The selected records as rows of the table: each column is worked out for the rows asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from layers.catalogue import THEMATIC
from layers.districts import district_terms, joined
from layers.published import published_area_km2, published_length_km
from layers.statuses import CODES, STALE, status_at
from layers.vocabulary import PLACEMENTS, STATUSES
from screens.table import TableColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from layers.build import Dataset
    from layers.selection import Selection
    from layers.vocabulary import Language
    from screens.text import Translator


def record_columns(_: Translator) -> list[TableColumn]:
    """Return the columns of the record table."""
    return [
        TableColumn("name", _("Name")),
        TableColumn("layer", _("Layer"), "short"),
        TableColumn("category", _("Category")),
        TableColumn("districts", _("Districts")),
        TableColumn("status", _("Status")),
        TableColumn("last_known", _("Last known"), "short"),
        TableColumn("due", _("Due"), "short"),
        TableColumn("placement", _("Position"), "short"),
        TableColumn("accuracy_m", _("± m"), "number"),
        TableColumn("length_km", _("Length, km"), "number"),
        TableColumn("area_km2", _("Area, km²"), "number"),
    ]


class RecordRows:
    """The selected records, in the order of the layers.

    Length and area are the published figures; where none was published the cell is empty (the card
    gives what the drawn shape measures).
    """

    def __init__(self, selection: Selection, language: Language, _: Translator) -> None:
        self._at = np.flatnonzero(selection.rows)
        self._day = selection.day
        self._codes = selection.codes
        self._held = _held(selection.dataset)
        self.ids: Sequence[str] = selection.ids
        names = district_terms(selection.dataset.frames["districts"])
        layers = {layer.id: layer for layer in THEMATIC}
        labels = dict(enumerate(STATUSES[code].label(language) for code in CODES))
        late = _("may have changed")
        labels |= {
            code + STALE: _("{words} ({note})", words=words, note=late)
            for code, words in labels.items()
        }
        self._cells: dict[str, tuple[tuple[str, ...], Callable[..., Any]]] = {
            "name": ((f"name_{language}",), lambda name: name),
            "layer": (("layer",), lambda layer: layers[layer].label(language)),
            "category": (
                ("layer", "category"),
                lambda layer, category: layers[layer].categories[category].label(language),
            ),
            "districts": (("districts",), lambda listed: joined(listed, names, language)),
            "status": (("code",), lambda code: labels[code]),
            "last_known": (("events",), self._last_known),
            "due": (("due",), lambda due: None if due is None else str(due)),
            "placement": (("placement",), lambda code: PLACEMENTS[code].label(language)),
            "accuracy_m": (("accuracy_m",), lambda metres: None if metres != metres else metres),  # noqa: PLR0124 - NaN
            "length_km": (("figures",), lambda figures: published_length_km(_by_key(figures))),
            "area_km2": (("figures",), lambda figures: published_area_km2(_by_key(figures))),
        }

    def values(self, column: str, rows: Sequence[int]) -> list[Any]:
        """Return the cells of some rows in one column."""
        held, cell = self._cells[column]
        at = self._at[np.asarray(rows, dtype=int)]
        lists = (
            self._codes[at].tolist() if name == "code" else self._held.column(name)[at].tolist()
            for name in held
        )
        return [cell(*parts) for parts in zip(*lists, strict=True)]

    def _last_known(self, events: Any) -> str | None:  # noqa: ANN401 - tuple of Event
        event = status_at(events, self._day).last_event
        return None if event is None else event.date.text


class _Held:
    """Columns of the thematic layers, one layer after another as in the selection's index."""

    def __init__(self, dataset: Dataset) -> None:
        self._frames = [dataset.frames[layer.id] for layer in THEMATIC]
        self._columns: dict[str, NDArray[np.object_]] = {}

    def column(self, name: str) -> NDArray[np.object_]:
        if name not in self._columns:
            self._columns[name] = np.concatenate([
                frame[name].to_numpy(dtype=object) for frame in self._frames
            ])  # fmt: skip
        return self._columns[name]


_HELD: WeakKeyDictionary[Dataset, _Held] = WeakKeyDictionary()


def _held(dataset: Dataset) -> _Held:
    if dataset not in _HELD:
        _HELD[dataset] = _Held(dataset)
    return _HELD[dataset]


def _by_key(figures: Any) -> dict[str, float]:  # noqa: ANN401 - tuple of Figure
    return {figure.key: figure.value for figure in figures}
