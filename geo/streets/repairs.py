"""What was mended in a network, one row each: nothing is repaired in silence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

REPAIRS = {
    "not_a_line": "left out: the record has no line",
    "not_a_street": "left out: a footpath, cycle track or stairs",
    "no_geometry": "left out: the record has no geometry, or a coordinate that is no number",
    "parts": "a line of several parts was taken apart (amount: parts)",
    "zero_length": "left out: the line has no length",
    "duplicate": "left out: the same line stands there already",
    "shared_vertex": "split where lines share a vertex (amount: splits of this line)",
    "overlap": "split where it runs on another line, both alike (amount: such places)",
    "snapped": "the end was moved onto a neighbouring end (amount: metres)",
    "collapsed": "left out: shorter than the snapping distance (amount: metres)",
    "joined_to_line": "the end was moved onto the line beside it (amount: metres)",
    "crossing_split": "split where lines cross on one level (amount: splits of this line)",
    "crossing_kept": "lines cross without a junction: taken for a bridge or tunnel, not split",
    "self_crossing": "a line that crosses itself was split (amount: pieces)",
    "merged": "pieces that meet where nothing branches became one (amount: pieces)",
}
"""Kinds of repair and what each means."""


@dataclass
class Repairs:
    """Collects repairs, a batch at a time."""

    _kinds: list[str] = field(default_factory=list)
    _rows: list[NDArray[np.int64]] = field(default_factory=list)
    _amounts: list[NDArray[np.float64]] = field(default_factory=list)
    _places: list[NDArray[Any]] = field(default_factory=list)

    def add(
        self,
        kind: str,
        rows: NDArray[np.int64],
        places: NDArray[Any],
        amounts: NDArray[Any] | float = np.nan,
    ) -> None:
        """Note one kind of repair of several records.

        Parameters
        ----------
        kind
            One of :data:`REPAIRS`.
        rows
            Rows of the file, counted from 0.
        places
            Points where it happened, or None.
        amounts
            How far [m] or how many, see :data:`REPAIRS`.
        """
        if kind not in REPAIRS:
            raise KeyError(kind)
        if len(rows):
            self._kinds.append(kind)
            self._rows.append(np.asarray(rows, dtype=np.int64))
            self._places.append(places)
            self._amounts.append(np.broadcast_to(np.asarray(amounts, dtype=float), len(rows)))

    def copy(self) -> Repairs:
        """Return a list that can be added to without changing this one."""
        return Repairs(list(self._kinds), list(self._rows), list(self._amounts), list(self._places))

    def frame(self, crs: CRS) -> gpd.GeoDataFrame:
        """Return every repair as a row: ``kind``, ``row``, ``amount``, ``meaning``, a point."""
        kinds = [np.full(len(rows), k) for k, rows in zip(self._kinds, self._rows, strict=True)]
        kind = np.concatenate(kinds) if kinds else np.array([], dtype=object)
        return gpd.GeoDataFrame(
            {
                "kind": pd.Series(kind, dtype="str"),
                "row": _joined(self._rows, np.int64),
                "amount": _joined(self._amounts, np.float64),
                "meaning": pd.Series([REPAIRS[name] for name in kind], dtype="str"),
            },
            geometry=_joined(self._places, object),
            crs=crs,
        )


def _joined(parts: list[NDArray[Any]], dtype: Any) -> NDArray[Any]:  # noqa: ANN401 - a dtype
    return np.concatenate(parts) if parts else np.array([], dtype=dtype)


def middle(lines: NDArray[Any]) -> NDArray[Any]:
    """Return the point half-way along each line: where its repair is shown."""
    return np.asarray(shapely.line_interpolate_point(lines, 0.5, normalized=True))
