"""What is within reach of what at a day: which records are reached, which areas are asked about.

A record is reached if it has one of the chosen statuses at the day (``completed`` unless asked
otherwise), a position, and is no symbolic link. Layers of the base have no status: all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from geo.coverage.classes import BEYOND, GAINED, LOST, WITHIN
from geo.crs import CGCS2000_GK114, to_metric
from geo.errors import UnknownNameError
from layers.catalogue import layer as layer_named
from layers.statuses import status_at
from layers.vocabulary import DISTRICTS, STATUSES, Term

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from layers.build import Dataset

REACHED = ("completed",)
"""Statuses of what is reached, unless asked otherwise: nobody gets on at a planned station."""

_COLOURS = ("#0c2c84", "#1d91c0", "#7fcdbb", "#d9f0a3")
"""Classes from near to far: rising lightness, told apart by colour-blind readers and in grey."""

_LIT = ("#edf8b1", "#7fcdbb", "#1d91c0", "#225ea8")
"""The same on a dark map, where what is near stands out as the lightest."""

BEYOND_COLOUR = "#f0f0f0"
"""Colour of what is farther than every limit."""

WHOLE = "city"
"""Id of the zone that is the whole area asked about."""


@dataclass(frozen=True, kw_only=True)
class Reach:
    """A class of distances.

    Parameters
    ----------
    code
        Its number in the raster, from 1.
    limit_m
        Upper limit [m]; infinite for what is beyond all others.
    name
        Name in both languages.
    colour, dark
        As ``#rrggbb``, on a light ground and in files, and on a dark one.
    """

    code: int
    limit_m: float
    name: Term
    colour: str
    dark: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """A class of what became of a place between two days.

    Parameters
    ----------
    code
        Its number in the raster (:func:`geo.coverage.classes.changes`).
    name
        Name in both languages.
    colour, dark
        As ``#rrggbb``, on a light ground and in files, and on a dark one.
    """

    code: int
    name: Term
    colour: str
    dark: str


CHANGES = (
    Change(code=BEYOND, name=Term("beyond", "两日均在范围外", "Beyond reach on both days"),
           colour=BEYOND_COLOUR, dark=BEYOND_COLOUR),
    Change(code=WITHIN, name=Term("within", "两日均在范围内", "Within reach on both days"),
           colour="#a9b4c2", dark="#4a5a70"),
    Change(code=GAINED, name=Term("gained", "新增", "Newly within reach"),
           colour="#0c2c84", dark="#8fd0ff"),
    Change(code=LOST, name=Term("lost", "减少", "No longer within reach"),
           colour="#d35400", dark="#e0761a"),
)  # fmt: skip
"""Blue and orange, told apart with any colour vision, and all four in grey by their lightness."""


@dataclass(frozen=True, kw_only=True)
class Places:
    """Records that are reached at a day.

    Parameters
    ----------
    frame
        Those with a position, as the layer's frame, with ``status``.
    unlocated
        Those whose position nobody knows: the result is without them.
    """

    frame: gpd.GeoDataFrame
    unlocated: pd.DataFrame

    @property
    def ids(self) -> frozenset[str]:
        """Ids of those with a position."""
        return frozenset(self.frame["id"])


def places_at(
    dataset: Dataset, layer: str, day: date, *, statuses: Sequence[str] = REACHED
) -> Places:
    """Return the records of a layer that are reached at a day.

    Parameters
    ----------
    dataset
        The built tables.
    layer
        Id of any layer.
    day
        Day of the statuses.
    statuses
        Which statuses count.

    Raises
    ------
    UnknownNameError
        If there is no such layer or status.
    """
    background = layer_named(layer).background
    for word in statuses:
        if word not in STATUSES:
            raise UnknownNameError("There is no {parameter} {value}.", parameter="status",
                                   value=word)  # fmt: skip
    frame = dataset.frames[layer]
    frame = frame.assign(status=[status_at(events, day).status for events in frame["events"]])
    kept = ~frame["schematic"].astype(bool)
    if not background:
        kept &= frame["status"].isin(list(statuses))
    if "membership" in frame:  # an unconfirmed candidate is no block of the report
        kept &= frame["membership"] != "candidate"
    placed = frame.geometry.notna()
    lost = frame[kept & ~placed]
    return Places(
        frame=frame[kept & placed],
        unlocated=pd.DataFrame(lost[["id", "name_zh", "name_en", "status"]]),
    )


def zones_of(dataset: Dataset, *, districts: Sequence[str] = ()) -> gpd.GeoDataFrame:
    """Return the areas whose shares are told: the whole, districts, core blocks with an outline.

    Parameters
    ----------
    dataset
        The built tables.
    districts
        Official names; the whole city if there are none.

    Returns
    -------
    In EPSG:4547: ``id``, ``kind`` (``whole``, ``district``, ``block``), names, ``accuracy_m``; the
    first row is the whole area asked about. A functional zone overlaps its host districts, so
    districts do not add up to the whole.

    Raises
    ------
    UnknownNameError
        If there is no such district.
    """
    outlines = dataset.frames["districts"]
    unknown = [name for name in districts if name not in DISTRICTS]
    if unknown:
        raise UnknownNameError("There is no {parameter} {value}.", parameter="district",
                               value=unknown[0])  # fmt: skip
    chosen = outlines[outlines["name_zh"].isin(list(districts))] if districts else outlines
    kept = to_metric(chosen).assign(kind="district")
    whole = shapely.union_all(kept.geometry.array)
    blocks = to_metric(_outlined_blocks(dataset)).assign(kind="block")
    blocks = blocks[blocks.intersects(whole)]
    columns = ["id", "kind", "name_zh", "name_en", "accuracy_m", "geometry"]
    first = {
        "id": [WHOLE],
        "kind": ["whole"],
        "name_zh": ["、".join(districts) or "郑州市域"],
        "name_en": [", ".join(kept["name_en"]) if districts else "Whole city"],
        "accuracy_m": [float(kept["accuracy_m"].max())],
    }
    top = gpd.GeoDataFrame(first, geometry=[whole], crs=CGCS2000_GK114)
    parts = [top, kept[columns], blocks[columns]]
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=CGCS2000_GK114)


def blocks_without_outline(dataset: Dataset) -> pd.DataFrame:
    """Return the core blocks that are known as a point only, or not placed: they have no share."""
    blocks = _blocks(dataset)
    outlined = blocks["id"].isin(_outlined_blocks(dataset)["id"])
    return pd.DataFrame(blocks.loc[~outlined, ["id", "name_zh", "name_en", "placement"]])


def reaches(limits_m: Sequence[float], *, minutes: float | None = None) -> tuple[Reach, ...]:
    """Return the classes of some limits, with what is beyond the last.

    Parameters
    ----------
    limits_m
        Limits [m], rising.
    minutes
        Time that the last limit stands for [min]; None where there is no network to walk on.
    """
    found = []
    for place, limit in enumerate(limits_m):
        timed = minutes is not None and place == len(limits_m) - 1
        zh, en = (f"步行{minutes:g}分钟内", f"Within {minutes:g} min on foot") if timed else (
            f"{limit:g}米内", f"Within {limit:g} m"
        )  # fmt: skip
        last = min(place, len(_COLOURS) - 1)
        found.append(Reach(code=place + 1, limit_m=limit, name=Term(f"{limit:g}", zh, en),
                           colour=_COLOURS[last], dark=_LIT[last]))  # fmt: skip
    far = Term("beyond", "更远", "Farther")
    rest = Reach(code=len(found) + 1, limit_m=float("inf"), name=far, colour=BEYOND_COLOUR,
                 dark=BEYOND_COLOUR)  # fmt: skip
    return (*found, rest)


def _blocks(dataset: Dataset) -> gpd.GeoDataFrame:
    frame = dataset.frames["core_blocks"]
    return frame[frame["membership"] != "candidate"]


def _outlined_blocks(dataset: Dataset) -> gpd.GeoDataFrame:
    blocks = _blocks(dataset)
    return blocks[blocks.geom_type.isin(["Polygon", "MultiPolygon"])]
