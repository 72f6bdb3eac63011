"""Classes of streets: what a network's file may call them, how fast one travels, what is an artery.

Words are those of OpenStreetMap's key ``highway`` (wiki.openstreetmap.org/wiki/Key:highway) and of
Chinese road planning (快速路, 主干路, 次干路, 支路).

Speeds are assumptions for free-flowing trips, not measurements. They lie within the design speeds
that CJJ 37-2012 (2016), table 3.2.1, gives for 快速路 60-100, 主干路 40-60, 次干路 30-50 and
支路 20-40 km/h; no file that we know of carries measured ones. A street of unknown class travels as
支路 does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNKNOWN = "unknown"
"""Class of a street of which the file says nothing that we know."""

_ENTRANCE = 6
"""Rank from which on a way is taken for the inside of a compound, not for a public street."""


@dataclass(frozen=True)
class RoadClass:
    """One class of streets.

    Parameters
    ----------
    id
        The word that frames carry.
    speed_kmh
        Assumed speed of a trip [km/h].
    rank
        0 for expressways up to 7 for paths: the lower, the more traffic it is built for.
    artery
        Whether micro-circulation is meant to take traffic off it (快速路 and 主干路).
    words
        What files call it, besides the id.
    """

    id: str
    speed_kmh: float
    rank: int
    artery: bool = False
    words: tuple[str, ...] = ()

    @property
    def public(self) -> bool:
        """Whether streets of this class are for all, as far as their class tells."""
        return self.rank < _ENTRANCE

    @property
    def metres_per_second(self) -> float:
        """Assumed speed [m/s]."""
        return self.speed_kmh / 3.6


CLASSES = {
    kind.id: kind
    for kind in (
        RoadClass("motorway", 80.0, 0, artery=True, words=("motorway_link", "高速公路", "高速")),
        RoadClass("trunk", 60.0, 1, artery=True, words=("trunk_link", "快速路", "国道")),
        RoadClass("primary", 50.0, 2, artery=True, words=("primary_link", "主干路", "主干道")),
        RoadClass("secondary", 40.0, 3, words=("secondary_link", "次干路", "次干道")),
        RoadClass("tertiary", 30.0, 4, words=("tertiary_link", "支路", "县道")),
        RoadClass("unclassified", 30.0, 5, words=("road", "乡道")),
        RoadClass("residential", 25.0, 5, words=("街坊路", "居住区道路")),
        RoadClass(UNKNOWN, 30.0, 5),
        RoadClass("living_street", 15.0, 6, words=("小区路",)),
        RoadClass("service", 15.0, 6, words=("内部路", "内部道路", "busway", "escape", "raceway")),
        RoadClass("track", 15.0, 6, words=("机耕路",)),
        RoadClass("pedestrian", 5.0, 7, words=("步行街",)),
        RoadClass("path", 5.0, 7, words=("footway", "cycleway", "steps", "bridleway", "corridor")),
    )
}
"""Every class by its id."""

ORDER = tuple(CLASSES)
"""Ids in the order of the codes that arrays carry."""

_BY_WORD = {word: kind.id for kind in CLASSES.values() for word in (kind.id, *kind.words)}

COLUMNS = ("highway", "fclass", "road_class", "roadclass", "class", "road_type", "道路等级", "等级")
"""Columns of a file that may carry the class, the first that exists is taken."""

_FIRST_WORD = re.compile(r"[\w\u4e00-\u9fff]+")


def class_ids(values: pd.Series[Any]) -> pd.Series[str]:
    """Return the class of each street.

    Parameters
    ----------
    values
        Words of a file; of a list (``"['residential', 'tertiary']"``, as osmnx writes merged
        streets) the first is taken.

    Returns
    -------
    Ids of :data:`CLASSES` on the same index; ``unknown`` for words that we do not know.
    """
    words = {value: _class_of(value) for value in values.dropna().astype(str).unique()}
    found = values.astype(object).map(lambda value: words.get(str(value), UNKNOWN))
    return found.astype(str)


def _class_of(text: str) -> str:
    first = _FIRST_WORD.search(text.strip().lower())
    return _BY_WORD.get(first.group(), UNKNOWN) if first else UNKNOWN


def codes(ids: pd.Series[str]) -> NDArray[np.int64]:
    """Return the position of each class id in :data:`ORDER`."""
    return pd.Categorical(ids, categories=ORDER).codes.astype(np.int64)


def of_codes(field: str) -> NDArray[Any]:
    """Return one property of every class, by code: ``of_codes("rank")[codes]``."""
    return np.array([getattr(kind, field) for kind in CLASSES.values()])
