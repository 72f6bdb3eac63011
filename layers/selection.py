"""The one selection that the map, the table, the charts and every download take."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
import shapely
from shapely import GeometryType

from geo.errors import UnknownNameError
from layers.catalogue import THEMATIC
from layers.catalogue import layer as layer_named
from layers.search import haystack, matches
from layers.statuses import CODES, STALE, StatusTable, status_at
from layers.vocabulary import DISTRICTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    import geopandas as gpd
    from numpy.typing import NDArray

    from layers.build import Dataset
    from layers.view import View

    Record = pd.Series[Any]
    """One row of a frame."""

_DRAWN = {
    -1: "nowhere",
    GeometryType.POINT: "point", GeometryType.MULTIPOINT: "point",
    GeometryType.LINESTRING: "line", GeometryType.MULTILINESTRING: "line",
    GeometryType.POLYGON: "area", GeometryType.MULTIPOLYGON: "area",
}  # fmt: skip

FACETS = ("layer", "district", "status", "theme", "category", "placement")


class Facet:
    """A column of few different words, held as numbers, so that it is counted and sought at once.

    Parameters
    ----------
    values
        The word of each row.
    """

    def __init__(self, values: Sequence[str]) -> None:
        self.words = sorted(set(values))
        number_of = {word: number for number, word in enumerate(self.words)}
        self.numbers = np.array([number_of[value] for value in values], dtype=np.int16)

    def values(self) -> list[str]:
        """Return the word of each row."""
        return [self.words[number] for number in self.numbers]

    def rows_with(self, words: Iterable[str]) -> NDArray[np.bool_]:
        """Return which rows hold one of the words."""
        chosen = set(words)
        wanted: NDArray[np.bool_] = np.array([word in chosen for word in self.words], dtype=bool)
        return wanted[self.numbers]

    def counts(self, rows: NDArray[np.bool_]) -> dict[str, int]:
        """Count the words of the given rows; a word without a row is left out."""
        numbers = np.bincount(self.numbers[rows], minlength=len(self.words))
        return {word: int(n) for word, n in zip(self.words, numbers, strict=True) if n}


class Index:
    """What selection needs of a dataset, worked out once: one row per thematic record.

    Rows are the thematic layers' records, one layer after another in catalogue order: the same
    order as on the wire.
    """

    def __init__(self, dataset: Dataset) -> None:
        frames = [dataset.frames[layer.id] for layer in THEMATIC]
        self.layers = [layer.id for layer in THEMATIC]
        self.offsets = np.cumsum([0, *map(len, frames)])
        self.ids = _column(frames, "id")
        layers = _column(frames, "layer")
        self.facets = {
            "layer": Facet(layers.tolist()),
            "theme": Facet(_column(frames, "theme").tolist()),
            "placement": Facet(_column(frames, "placement").tolist()),
            "category": Facet([
                f"{layer}.{category}"
                for layer, category in zip(layers, _column(frames, "category"), strict=True)
            ]),
        }  # fmt: skip
        self.drawn = Facet([
            _DRAWN[kind]
            for frame in frames
            for kind in shapely.get_type_id(frame.geometry.array).tolist()
        ])  # fmt: skip
        self.located = np.concatenate([frame.geometry.notna().to_numpy() for frame in frames])
        self.status = StatusTable(_column(frames, "steps").tolist())
        named = _column(frames, "districts")
        self.district = {
            name: np.array([name in listed for listed in named], dtype=bool) for name in DISTRICTS
        }
        self.candidate = np.concatenate([
            (frame["membership"] == "candidate").to_numpy()
            if "membership" in frame else np.zeros(len(frame), dtype=bool)
            for frame in frames
        ])  # fmt: skip
        self._texts = (
            _column(frames, "name_zh"), _column(frames, "name_en"), _line_names(frames), named,
            self.facets["category"].values(),
        )  # fmt: skip

    @cached_property
    def haystacks(self) -> list[str]:
        """What each row is found by; made at the first search, for pinyin takes its time."""
        return [
            haystack(zh, en, line, "".join(listed), *_kind(category))
            for zh, en, line, listed, category in zip(*self._texts, strict=True)
        ]

    def span(self, layer: str) -> slice:
        """Return where a layer's rows stand.

        Raises
        ------
        UnknownNameError
            If it is not a thematic layer.
        """
        if layer not in self.layers:
            raise UnknownNameError(
                "There is no layer {name}; the layers are {known}.",
                name=layer,
                known=", ".join(self.layers),
            )
        position = self.layers.index(layer)
        return slice(int(self.offsets[position]), int(self.offsets[position + 1]))


def _column(frames: list[gpd.GeoDataFrame], name: str) -> NDArray[Any]:
    parts: list[NDArray[Any]] = []
    for frame in frames:
        values = np.empty(len(frame), dtype=object)
        values[:] = frame[name].tolist()
        parts.append(values)
    return np.concatenate(parts)


@cache
def _kind(category: str) -> tuple[str, ...]:
    """Return the names of a layer and of one of its categories, in both languages."""
    name, _, code = category.partition(".")
    declared = layer_named(name)
    terms = (declared.title, declared.categories[code])
    return tuple(text for term in terms for text in (term.zh, term.en))


def _line_names(frames: list[gpd.GeoDataFrame]) -> list[str | None]:
    return [
        " ".join(lines) if isinstance(lines, tuple) else None
        for frame in frames
        for lines in (frame["lines"] if "lines" in frame else [None] * len(frame))
    ]


_INDEXES: WeakKeyDictionary[Any, Index] = WeakKeyDictionary()


def index_of(dataset: Dataset) -> Index:
    """Return the dataset's index, made once."""
    if dataset not in _INDEXES:
        _INDEXES[dataset] = Index(dataset)
    return _INDEXES[dataset]


@dataclass(frozen=True)
class Selection:
    """The records that a view selects at a day.

    Parameters
    ----------
    dataset
        What is selected from.
    view
        The reader's choices.
    day
        The date at which statuses are taken (``view.at``, or today).
    """

    dataset: Dataset
    view: View
    day: date
    index: Index = field(repr=False)

    @cached_property
    def codes(self) -> NDArray[np.int8]:
        """Status code of every thematic row at the day (see :mod:`layers.statuses`)."""
        return self.index.status.codes_at(self.day)

    @cached_property
    def _tests(self) -> dict[str, NDArray[np.bool_]]:
        view, index = self.view, self.index
        every = np.ones(len(index.ids), dtype=bool)
        tests = {
            "layer": index.facets["layer"].rows_with(view.layers),
            "text": matches(index.haystacks, view.text) if view.text.strip() else every,
            "candidate": every if view.candidates else ~index.candidate,
        }
        for facet, words in (
            ("theme", view.themes), ("category", view.categories), ("placement", view.placements),
        ):  # fmt: skip
            tests[facet] = index.facets[facet].rows_with(words) if words else every
        tests["district"] = (
            np.logical_or.reduce([index.district[name] for name in view.districts])
            if view.districts
            else every
        )
        wanted = [CODES.index(status) for status in view.statuses]
        tests["status"] = np.isin(self.codes % STALE, wanted) if wanted else every
        return tests

    def _mask(self, *, without: str = "") -> NDArray[np.bool_]:
        kept = [test for name, test in self._tests.items() if name != without]
        mask: NDArray[np.bool_] = np.logical_and.reduce(kept)
        return mask

    @cached_property
    def rows(self) -> NDArray[np.bool_]:
        """Selected rows over all thematic layers, layers switched off left out."""
        return self._mask()

    @cached_property
    def filtered(self) -> NDArray[np.bool_]:
        """Rows that pass every filter, whether their layer is switched on or not."""
        return self._mask(without="layer")

    @cached_property
    def at_any_status(self) -> NDArray[np.bool_]:
        """Rows that pass every other filter, whatever their status at the day."""
        return self._mask(without="status")

    @cached_property
    def ids(self) -> list[str]:
        """Ids of the selected records, in wire order."""
        return list(self.index.ids[self.rows])

    def frame(self, layer: str) -> gpd.GeoDataFrame:
        """Return a layer's selected records with ``status``, ``stale`` and ``last_known``.

        ``last_known`` is the date (as text, as precise as its source) of the last event at the day,
        or None. A layer that is switched off gives an empty frame.

        Raises
        ------
        UnknownNameError
            If it is not a thematic layer.
        """
        span = self.index.span(layer)
        keep = self.rows[span]
        codes = self.codes[span][keep]
        frame = self.dataset.frames[layer][keep].copy()
        frame["status"] = [CODES[code % STALE] for code in codes]
        frame["stale"] = codes >= STALE
        known = [_last_known(events, self.day) for events in frame["events"]]
        # As objects: a column of text would turn None into NaN.
        frame["last_known"] = pd.Series(known, index=frame.index, dtype=object)
        return frame

    def counts(self, facet: str) -> dict[str, int]:
        """Count records by a facet's values, with every other filter applied.

        Parameters
        ----------
        facet
            One of :data:`FACETS`.
        """
        mask = self._mask(without=facet)
        if facet == "district":
            return {name: int((rows & mask).sum()) for name, rows in self.index.district.items()}
        if facet == "status":
            return self.status_counts(mask)
        return self.index.facets[facet].counts(mask)

    def candidates(self) -> int:
        """Count the unconfirmed core blocks that the other filters let through."""
        return int((self._mask(without="candidate") & self.index.candidate).sum())

    def status_counts(self, rows: NDArray[np.bool_]) -> dict[str, int]:
        """Count rows by their status at the day; a status without a row is left out."""
        numbers = np.bincount(self.codes[rows] % STALE, minlength=len(CODES))
        return {word: int(n) for word, n in zip(CODES, numbers, strict=True) if n}

    def counts_selected(self) -> dict[str, int]:
        """Count the selected records by status."""
        return self.status_counts(self.rows)

    def record(self, identifier: str) -> Record | None:
        """Return a record of any layer by its id, or None."""
        for frame in self.dataset.frames.values():
            found = frame[frame["id"] == identifier]
            if len(found):
                row: pd.Series[Any] = found.iloc[0]
                return row
        return None


def _last_known(events: tuple[Any, ...], day: date) -> str | None:
    event = status_at(events, day).last_event
    return None if event is None else event.date.text


def select(dataset: Dataset, view: View, *, today: date) -> Selection:
    """Select what a view asks for.

    Parameters
    ----------
    dataset
        What is selected from.
    view
        The reader's choices.
    today
        Date that stands for ``view.at is None``.
    """
    return Selection(dataset, view, view.at or today, index_of(dataset))
