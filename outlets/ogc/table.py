"""A layer at a day as the service queries it: columns, features and the fields' declarations."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakKeyDictionary

import numpy as np

from geo.reading import flag, number, text_list
from layers.catalogue import layer as layer_named
from layers.records import COMMON_COLUMNS, districts
from layers.selection import select
from layers.view import View
from layers.vocabulary import LICENCES, PLACEMENTS, STATUSES, THEMES
from outlets.fields import COMMON, OWN
from outlets.records import PROPERTIES, exported

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from numpy.typing import NDArray

    from layers.build import Dataset
    from layers.vocabulary import Language

Kind = Literal["text", "number", "boolean", "date", "list", "nested"]

_KINDS: dict[Any, Kind] = {number: "number", flag: "boolean", text_list: "list", districts: "list"}
_GIVEN: dict[str, Kind] = {
    "length_km_computed": "number", "area_km2_computed": "number", "stale": "boolean",
    "due": "date", "last_known": "date", "status_at": "date", "promise": "list",
    "events": "nested", "figures": "nested", "sources": "nested",
}  # fmt: skip
_DATED = {"status", "status_zh", "stale", "last_known", "status_at"}
"""Fields that a background layer has not: it knows no status."""

_WORDS: dict[str, Mapping[str, Any]] = {
    "theme": THEMES, "status": STATUSES, "placement": PLACEMENTS, "licence": LICENCES,
}  # fmt: skip
_NAMES = {field.code: field for field in COMMON} | OWN
_KEPT = 24
"""Tables kept at once: every layer at two dates, and some."""


@dataclass(frozen=True)
class Field:
    """One property of a collection's features.

    Parameters
    ----------
    name
        Name of the property.
    kind
        What its values are; a date is text as precise as its source (YYYY, YYYY-MM, YYYY-MM-DD).
    words
        Allowed words, if they are few.
    """

    name: str
    kind: Kind
    words: tuple[str, ...] = ()

    def label(self, language: Language) -> str:
        """Name for people."""
        return field_label(self.name, language)

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of a value."""
        if self.kind == "list":
            return {"type": "array", "items": {"type": "string"}}
        if self.kind == "nested":
            return {"type": "object" if self.name == "figures" else "array"}
        plain = {"type": "string" if self.kind in {"text", "date"} else self.kind}
        return plain | ({"enum": list(self.words)} if self.words else {})


def field_label(code: str, language: Language) -> str:
    """Name of a field for people; its code if it has none."""
    named = _NAMES.get(code)
    return named.label(language) if named else code


def word_label(code: str, word: object, language: Language) -> object:
    """Name of a word of a field with few words; anything else stays as it is."""
    term = _WORDS.get(code, {}).get(word) if isinstance(word, str) else None
    return term.label(language) if term else word


def fields_of(name: str) -> dict[str, Field]:
    """Return the fields of a layer's features, by name, in order; ``id`` comes first."""
    layer = layer_named(name)
    columns = {column.name: column for column in (*COMMON_COLUMNS, *layer.columns)}
    words = {code: tuple(terms) for code, terms in _WORDS.items()}
    words["category"] = tuple(layer.categories)
    names = ["id", *PROPERTIES, *(column.name for column in layer.columns)]
    fields = {}
    for code in names:
        if layer.background and code in _DATED:
            continue
        parse = columns[code].parse if code in columns else None
        kind = _GIVEN.get(code) or _KINDS.get(parse, "text")
        fields[code] = Field(code, kind, words.get(code, ()))
    return fields


class Table:
    """A layer's records at a day.

    Parameters
    ----------
    dataset
        Where they come from.
    name
        Layer id.
    day
        Day at which statuses are taken.
    """

    def __init__(self, dataset: Dataset, name: str, day: date) -> None:
        view = View(at=day, candidates=True)
        frame = exported(select(dataset, view, today=day), name)
        self.fields = fields_of(name)
        self.ids: list[str] = frame["id"].tolist()
        self.geometry: NDArray[Any] = frame.geometry.to_numpy()
        self.columns: dict[str, NDArray[Any]] = {}
        for code in self.fields:
            values = np.empty(len(frame), dtype=object)
            values[:] = frame[code].tolist() if code in frame else [None] * len(frame)
            self.columns[code] = values

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def row_of(self) -> dict[str, int]:
        """Row by id."""
        return {identifier: row for row, identifier in enumerate(self.ids)}

    @cached_property
    def order(self) -> NDArray[np.int_]:
        """Rows in the order in which they are given unless asked otherwise.

        GIS clients guess a field's type from the first few features: where those hold whole days,
        QGIS and GDAL make a date field, and a later "2021-12" is lost. So a record that shows what
        a field may hold comes first: one with a partial date, and one with a number at all.
        """
        leading = [
            row
            for code, field in self.fields.items()
            if (row := _telling(self.columns[code], field.kind)) is not None
        ]
        rows = dict.fromkeys([*leading, *range(len(self))])
        return np.array(list(rows), dtype=int)

    def properties(self, row: int, chosen: tuple[str, ...] = ()) -> dict[str, Any]:
        """Return a record's properties; all of them, or those chosen. ``id`` stands outside."""
        return {
            code: values[row]
            for code, values in self.columns.items()
            if code != "id" and (not chosen or code in chosen)
        }


def _telling(values: NDArray[Any], kind: Kind) -> int | None:
    """Find a row whose value shows what kind of field it is."""
    if kind not in {"date", "number"}:
        return None
    known = [row for row, value in enumerate(values) if value is not None]
    partial = (row for row in known if kind == "date" and len(values[row]) < _WHOLE_DAY)
    return next(partial, known[0] if known else None)


_WHOLE_DAY = len("2021-01-30")
_TABLES: WeakKeyDictionary[Any, OrderedDict[tuple[str, date], Table]] = WeakKeyDictionary()
_LOCK = threading.Lock()


def table(dataset: Dataset, name: str, day: date) -> Table:
    """Return a layer at a day; the last few are kept."""
    with _LOCK:
        kept = _TABLES.setdefault(dataset, OrderedDict())
        if (name, day) not in kept:
            kept[name, day] = Table(dataset, name, day)
            while len(kept) > _KEPT:
                kept.popitem(last=False)
        kept.move_to_end((name, day))
        return kept[name, day]
