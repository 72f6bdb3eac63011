"""The provider that pygeoapi asks: our tables as GeoJSON features."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pygeoapi.provider.base import BaseProvider

from layers.store import current_store
from outlets.ogc import filters
from outlets.ogc.errors import NotFoundError
from outlets.ogc.parameters import Question
from outlets.ogc.reference_systems import CRS84, decimals, to_system
from outlets.ogc.table import fields_of, table
from outlets.ogc.truth import tested

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from outlets.ogc.reference_systems import Box
    from outlets.ogc.table import Table


@dataclass(frozen=True)
class Asked:
    """What is asked of the provider beyond what pygeoapi passes on."""

    question: Question = field(default_factory=Question)
    boxes: Sequence[Box] = ()
    expression: Any = None

    @property
    def day(self) -> date:
        """Day at which statuses are taken."""
        day: date | None = self.question.get("datetime")
        return day or date.today()  # noqa: DTZ011 - the server's local day, as on the map


_ASKED: ContextVar[Asked] = ContextVar("asked", default=Asked())  # noqa: B039 - it is frozen


@contextmanager
def asking(asked: Asked) -> Iterator[None]:
    """Let the provider answer this while the context lasts."""
    token = _ASKED.set(asked)
    try:
        yield
    finally:
        _ASKED.reset(token)


def asked_now() -> Asked:
    """Return what is being asked."""
    return _ASKED.get()


class LayerProvider(BaseProvider):  # type: ignore[misc]  # pygeoapi has no types
    """Features of one layer (``data`` of the provider's definition is its id)."""

    def __init__(self, definition: dict[str, Any]) -> None:
        super().__init__(definition)
        self._named = fields_of(self.data)
        self._fields = {name: field.schema() for name, field in self._named.items()}

    def get_fields(self) -> dict[str, dict[str, Any]]:
        """Return the JSON schema of each property."""
        return {name: field.schema() for name, field in self._named.items()}

    def query(
        self,
        offset: int = 0,
        limit: int = 10,
        *,
        skip_geometry: bool = False,
        **asked: Any,  # noqa: ANN401 - what pygeoapi passes on
    ) -> dict[str, Any]:
        """Return a page of features.

        Parameters
        ----------
        offset, limit
            Where the page starts and how many features it may have.
        skip_geometry
            True leaves geometry out.
        **asked
            What else pygeoapi passes on: ``sortby`` and ``select_properties`` count, the rest
            stands in :class:`Asked`.
        """
        held = self._table()
        rows = held.order[_matching(held, _ASKED.get())[held.order]]
        rows = _sorted(held, rows, asked.get("sortby", []))
        page = rows[offset : offset + limit]
        return {
            "type": "FeatureCollection",
            "numberMatched": len(rows),
            "numberReturned": len(page),
            "features": _features(
                held,
                page,
                chosen=tuple(asked.get("select_properties", ())),
                with_geometry=not skip_geometry,
            ),
        }

    def get(self, identifier: str, **_asked: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
        """Return one feature.

        Raises
        ------
        NotFoundError
            If there is none of that id.
        """
        held = self._table()
        row = held.row_of.get(identifier)
        if row is None:
            raise NotFoundError(
                "There is no record {name} in {layer}.", name=identifier[:80], layer=self.data
            )
        return _features(held, np.array([row]))[0]

    def _table(self) -> Table:
        return table(current_store().dataset(), self.data, _ASKED.get().day)


def _matching(held: Table, asked: Asked) -> NDArray[np.bool_]:
    question = asked.question
    kept = np.ones(len(held), dtype=bool)
    for name, wanted in question.values.items():
        if name not in held.fields:
            continue
        if held.fields[name].kind == "list":
            test = tested(lambda value, wanted=wanted: wanted in value, held.columns[name].tolist())
        else:
            test = tested(lambda value, wanted=wanted: value == wanted, held.columns[name].tolist())
        kept &= test.yes
    if asked.boxes:
        inside = [shapely.intersects(held.geometry, shapely.box(*box)) for box in asked.boxes]
        kept &= np.logical_or.reduce(inside)
    if asked.expression is not None:
        kept &= filters.keep(asked.expression, held, crs=question.get("filter-crs", CRS84))
    return kept


def _sorted(held: Table, rows: NDArray[Any], keys: Sequence[dict[str, str]]) -> NDArray[Any]:
    """Sort rows by several columns; what is unknown comes last either way."""
    order = rows.tolist()
    for key in reversed(keys):
        values = held.columns[key["property"]]
        known = [row for row in order if values[row] is not None]
        known.sort(key=values.__getitem__, reverse=key["order"] == "-")
        order = known + [row for row in order if values[row] is None]
    return np.array(order, dtype=int)


def _features(
    held: Table,
    rows: NDArray[Any],
    *,
    chosen: tuple[str, ...] = (),
    with_geometry: bool = True,
) -> list[dict[str, Any]]:
    crs = _ASKED.get().question.get("crs", CRS84)
    shapes: list[dict[str, Any] | None] = [None] * len(rows)
    if with_geometry:
        moved = to_system(held.geometry[rows], crs)
        shapes = [_rounded(shape, decimals(crs)) for shape in moved]
    return [
        {
            "type": "Feature",
            "id": held.ids[row],
            "geometry": shape,
            "properties": held.properties(row, chosen),
        }
        for row, shape in zip(rows.tolist(), shapes, strict=True)
    ]


def _rounded(shape: shapely.Geometry | None, places: int) -> dict[str, Any] | None:
    if shape is None:
        return None
    kept = shapely.transform(shape, lambda points: np.round(points, places))
    mapping: dict[str, Any] = shapely.geometry.mapping(kept)
    return mapping
