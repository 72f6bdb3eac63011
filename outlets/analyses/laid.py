"""Files laid beside a network: what must not be crossed, who should come near, the extent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.errors import CrsError, NetworkError, ReadingError, Saying
from geo.exports import sha256
from geo.rasters import opened, strips, values_in
from geo.streets.obstacles import KINDS as OBSTACLES
from geo.streets.obstacles import Obstacle
from geo.streets.reading import read_vector

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray
    from rasterio.io import DatasetReader
    from rasterio.windows import Window

PEOPLE = "people"
EXTENT = "extent"
KINDS = (*OBSTACLES, PEOPLE, EXTENT)
"""What a file beside a network may be."""

RASTERS = (".tif", ".tiff")
"""Names of files with a number of people in each cell."""

WEIGHTS = ("weight", "population", "pop", "people", "人口", "人口数", "人数")
"""Columns that may tell how many people a point stands for, the first that exists is taken."""

MOST_CELLS = 4_000_000
"""Inhabited cells of a raster that are taken as points."""

_AREA = 2
"""Shapely's dimension of a shape that has an area."""


@dataclass(frozen=True, kw_only=True)
class Laid:
    """A file that was read.

    Parameters
    ----------
    kind
        One of :data:`KINDS`.
    name
        What its owner calls it.
    frame
        Shapes with a CRS; people with ``weight``.
    digest
        Hash of the file.
    bridged
        Whether a connection may cross it by a bridge, at a cost.
    """

    kind: str
    name: str
    frame: gpd.GeoDataFrame
    digest: str
    bridged: bool = False

    @property
    def key(self) -> str:
        """What an answer depends on."""
        return f"{self.kind} {self.bridged} {self.digest}"


def read_laid(path: Path, kind: str, *, name: str, bridged: bool = False) -> Laid:
    """Read a file beside a network.

    Parameters
    ----------
    path
        Any vector file, or a raster of people.
    kind
        One of :data:`KINDS`.
    name
        What messages call it.
    bridged
        Whether a connection may cross it by a bridge, at a cost.

    Raises
    ------
    ReadingError
        If it cannot be read, holds nothing, or is an extent without an area.
    CrsError
        If it has no CRS.
    NetworkError
        If there is no such kind, or a number of people is none.
    """
    if kind not in KINDS:
        raise NetworkError("There is no obstacle {kind}; there are {kinds}.",
                           kind=kind, kinds=", ".join(KINDS))  # fmt: skip
    if path.suffix.lower() in RASTERS:
        if kind != PEOPLE:
            raise ReadingError("{file} is a raster; only people may come as one.", file=name)
        frame = people_of_raster(path, name=name)
    else:
        frame = read_vector(path, name=name)
        if kind == PEOPLE:
            frame = _weighed(frame, name)
    frame = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
    if frame.empty:
        raise ReadingError("{file} holds no shape.", file=name)
    if kind == EXTENT and not (shapely.get_dimensions(frame.geometry.to_numpy()) == _AREA).any():
        raise ReadingError(
            "{file} holds no area: the extent of a network is what it was cut out of.", file=name
        )
    if frame.crs is None:
        raise CrsError(
            "{file} has no coordinate reference system: nobody knows where it lies. Set it and try "
            "again.",
            file=name,
        )
    return Laid(kind=kind, name=name, frame=frame, digest=sha256(path), bridged=bridged)


def _weighed(frame: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    """Name the column that tells how many people a shape stands for; one each if there is none."""
    held = {str(column).lower(): column for column in frame.columns.drop(frame.geometry.name)}
    column = next((held[word] for word in WEIGHTS if word in held), None)
    if column is None:
        return frame
    weight = pd.to_numeric(frame[column], errors="coerce")
    wrong = (frame[column].notna() & weight.isna()) | (weight < 0) | np.isinf(weight)
    if wrong.any():
        raise NetworkError(
            "{file}, row {row}: “{value}” in {column} is no number of people.",
            file=name,
            row=int(wrong.to_numpy().argmax()) + 1,
            value=str(frame[column][wrong].iloc[0])[:40],
            column=column,
        )
    return frame[[frame.geometry.name]].assign(weight=weight)[weight.notna()]


def people_of_raster(path: Path, *, name: str) -> gpd.GeoDataFrame:
    """Take the inhabited cells of a raster (its first band) as points, a strip at a time.

    Raises
    ------
    CrsError, RasterError
        As :func:`geo.rasters.opened`.
    ReadingError
        If more than :data:`MOST_CELLS` cells are inhabited.
    """
    with opened(path, name=name) as raster:
        table = np.concatenate([_inhabited(raster, strip) for strip in strips(raster)])
        crs = raster.crs.to_wkt()
    if len(table) > MOST_CELLS:
        raise ReadingError(
            "{file} has {count} inhabited cells, more than {most}; take larger cells, or a part.",
            file=name,
            count=len(table),
            most=MOST_CELLS,
        )
    points = gpd.points_from_xy(table[:, 0], table[:, 1])
    return gpd.GeoDataFrame({"weight": table[:, 2]}, geometry=points, crs=crs)


def _inhabited(raster: DatasetReader, strip: Window) -> NDArray[np.float64]:
    """Return x, y and people of the inhabited cells of a strip; cells without data have none."""
    people = np.ma.filled(values_in(raster, 1, window=strip), 0.0)
    row, column = np.nonzero(people > 0)
    x, y = raster.xy(row + strip.row_off, column) if len(row) else ([], [])
    return np.column_stack([np.asarray(x), np.asarray(y), people[row, column]])


def obstacles_of(laid: Iterable[Laid]) -> tuple[Obstacle, ...]:
    """Return what connections must not cross, or at a cost."""
    return tuple(
        Obstacle(kind=one.kind, frame=one.frame, bridged=one.bridged)
        for one in laid
        if one.kind in OBSTACLES
    )


def joined(laid: Iterable[Laid], kind: str) -> gpd.GeoDataFrame | None:
    """Return the shapes of all files of a kind in the CRS of the first; None if there is none."""
    frames = [one.frame for one in laid if one.kind == kind]
    if not frames:
        return None
    alike = [frame.to_crs(frames[0].crs) for frame in frames]
    weights = [frame["weight"] if "weight" in frame else pd.Series(1.0, frame.index)
               for frame in alike]  # fmt: skip
    return gpd.GeoDataFrame(
        {"weight": pd.concat(weights, ignore_index=True)},
        geometry=np.concatenate([frame.geometry.to_numpy() for frame in alike]),
        crs=frames[0].crs,
    )


def far_away(laid: Iterable[Laid], area: gpd.GeoSeries) -> list[Saying]:
    """Say which files hold nothing within an area: a wrong CRS looks like that, too.

    Parameters
    ----------
    laid
        Files.
    area
        One box around the network, with a CRS.
    """
    said = []
    for one in laid:
        here = area.to_crs(one.frame.crs).total_bounds
        if not shapely.intersects(shapely.box(*here), one.frame.geometry.to_numpy()).any():
            said.append(
                Saying(
                    "Nothing of {file} lies where the network lies: it changed nothing. Is its "
                    "coordinate reference system right?",
                    file=one.name,
                )
            )
    return said
