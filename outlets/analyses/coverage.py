"""Coverage as one piece of work: places and areas in, rasters and shares out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np

from geo.coverage.classes import LIMITS_M, changes, classify, require_limits
from geo.coverage.distance import distances, shapes_of
from geo.coverage.files import write_classes, write_surface
from geo.coverage.grid import grid_over
from geo.coverage.population import people_by_code
from geo.coverage.uncertainty import reach_range
from geo.coverage.walk import Walk
from geo.coverage.walking import walking_distances
from geo.coverage.zones import histogram
from geo.errors import RasterError, UnknownNameError
from geo.exports import sha256
from geo.exports.files import nothing_to_tell
from geo.streets.cleaning import clean
from geo.streets.reading import read_streets
from layers.coverage import CHANGES, REACHED, Places, places_at, reaches, zones_of
from outlets.analyses.coverage_tables import BEFORE, share_rows
from outlets.analyses.coverage_tags import band_tags, class_tags, tags_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from geo.coverage.grid import Grid
    from geo.exports.files import Progress
    from geo.streets.network import Network
    from layers.build import Dataset
    from layers.coverage import Reach

MINUTES = 15.0
"""Time on foot that the last class stands for, given a network [min]."""


STEM = "coverage"
"""Stem of the names of the files that :func:`answer` writes."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked.

    Parameters
    ----------
    layer
        Id of the layer whose records are reached.
    day
        Day of their statuses.
    statuses
        Which statuses count.
    districts
        Official names of the districts asked about; the whole city if there are none.
    resolution_m
        Side of a cell [m].
    limits_m
        Limits of the classes [m].
    since
        An earlier day to compare with.
    network
        File of a street network to walk on; straight distances only without one.
    credit
        Whose data the network is; every result carries it. The file's name if left out.
    walk
        How one walks.
    population
        Raster of people in each cell.

    Raises
    ------
    UnknownNameError
        If the earlier day is not before the day.
    """

    layer: str
    day: date
    statuses: tuple[str, ...] = REACHED
    districts: tuple[str, ...] = ()
    resolution_m: float = 10.0
    limits_m: tuple[float, ...] = LIMITS_M
    since: date | None = None
    network: Path | None = None
    credit: str | None = None
    walk: Walk = field(default_factory=Walk)
    population: Path | None = None

    def __post_init__(self) -> None:
        if self.since is not None and self.since >= self.day:
            raise UnknownNameError(
                "The day to compare with ({since}) must be before the day of the map ({day}).",
                since=self.since.isoformat(),
                day=self.day.isoformat(),
            )

    @property
    def reaches(self) -> tuple[Reach, ...]:
        """The classes; with a network the last is what one walks in :data:`MINUTES`."""
        limits = require_limits(self.limits_m)
        if self.network is None:
            return reaches(limits)
        timed = self.walk.metres(MINUTES)
        return reaches((*(limit for limit in limits if limit < timed), timed), minutes=MINUTES)

    @cached_property
    def digests(self) -> tuple[str | None, ...]:
        """Hashes of the network and of the raster of people: large files, read for it once."""
        files = (self.network, self.population)
        return tuple(None if path is None else sha256(path) for path in files)

    def key(self, dataset: Dataset) -> str:
        """Return a hash of everything that the answer depends on (hexadecimal SHA-256)."""
        parts = [
            dataset.version, self.layer, self.day, self.statuses, self.districts,
            self.resolution_m, self.limits_m, self.since, self.credit, self.walk, self.digests,
        ]  # fmt: skip
        return hashlib.sha256(repr(parts).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was found.

    Parameters
    ----------
    question
        What was asked.
    key
        Hash of everything that it depends on.
    version
        Of the data.
    reaches
        The classes, those beyond all limits last.
    shares
        A row per zone and limit (:func:`outlets.analyses.coverage_tables.share_rows`).
    places
        What is reached at the day.
    new
        Ids of what was not reached before; empty without an earlier day.
    files
        The rasters: ``surface`` [m], ``classes``; given an earlier day ``change`` (of what is
        within the last limit, :func:`geo.coverage.classes.changes`); given a network ``seconds``
        [s].
    grid
        Their cells.
    """

    question: Question
    key: str
    version: str
    reaches: tuple[Reach, ...]
    shares: pd.DataFrame
    places: Places
    new: frozenset[str]
    files: Mapping[str, Path]
    grid: Grid


def answer(
    dataset: Dataset, question: Question, folder: Path, *, progress: Progress = nothing_to_tell
) -> Answer:
    """Work out surfaces, classes and shares, and write the rasters.

    Parameters
    ----------
    dataset
        The built tables.
    question
        What is asked.
    folder
        Empty folder that the rasters are written to.
    progress
        Told what is being done; it may raise to call the work off.

    Raises
    ------
    UnknownNameError
        If there is no such layer, status or district.
    RasterError
        If nothing is reached, or the cells asked for make no sense or too much of them.
    ReadingError, CrsError, NetworkError
        If the network or the population cannot be used.
    """
    work = _Work.begun(dataset, question, folder, progress)
    classes = work.classes_at(question.day, files=True)
    people = None
    if question.population is not None:
        people = people_by_code(
            question.population, classes, work.grid, work.zones, progress=progress
        )
    if question.since is not None:
        classes += BEFORE * work.classes_at(question.since)
        work.write_change(classes)
    counted = histogram(classes, work.grid, work.zones, progress=progress)
    return Answer(
        question=question,
        key=question.key(dataset),
        version=dataset.version,
        reaches=work.reaches,
        shares=share_rows(
            work.zones, counted, work.reaches, ranges=work.ranges(), people=people,
            compared=question.since is not None,
        ),
        places=work.places(question.day),
        new=work.new(),
        files=work.files,
        grid=work.grid,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Work:
    """A question with what both its days share."""

    dataset: Dataset
    question: Question
    reaches: tuple[Reach, ...]
    zones: gpd.GeoDataFrame
    grid: Grid
    area: NDArray[np.bool_]
    network: Network | None
    files: dict[str, Path]
    progress: Progress

    @classmethod
    def begun(cls, dataset: Dataset, question: Question, folder: Path, progress: Progress) -> Self:
        """Refuse what cannot be answered before anything takes long."""
        kinds = question.reaches
        zones = zones_of(dataset, districts=question.districts)
        grid = grid_over(zones, resolution_m=question.resolution_m)
        network = None
        files = {"surface": folder / f"{STEM}.tif", "classes": folder / f"{STEM}.classes.tif"}
        _require_places(dataset, question)
        if question.network is not None:
            progress("read", 0, 1)
            network = clean(read_streets(question.network), progress=progress)
            files["seconds"] = folder / f"{STEM}.seconds.tif"
        if question.since is not None:
            files["change"] = folder / f"{STEM}.change.tif"
        return cls(
            dataset=dataset, question=question, reaches=kinds, zones=zones, grid=grid,
            area=grid.burn(list(zones.geometry)), network=network, files=files, progress=progress,
        )  # fmt: skip

    def places(self, day: date) -> Places:
        """Return what is reached at a day."""
        asked = self.question
        return places_at(self.dataset, asked.layer, day, statuses=asked.statuses)

    def new(self) -> frozenset[str]:
        """Return the ids of what was not reached at the earlier day."""
        asked = self.question
        if asked.since is None:
            return frozenset()
        return self.places(asked.day).ids - self.places(asked.since).ids

    def classes_at(self, day: date, *, files: bool = False) -> NDArray[np.uint8]:
        """Return the classes at a day; write the rasters if these are the ones wanted."""
        surface = self._surface(self.places(day).frame)
        limits = [kind.limit_m for kind in self.reaches[:-1]]
        classes = classify(surface, self.area, self.grid, limits_m=limits)
        if files:
            self._write(surface, classes)
        return classes

    def write_change(self, codes: NDArray[np.uint8]) -> None:
        """Write what became of each cell within the last limit.

        Parameters
        ----------
        codes
            The class at the day plus :data:`BEFORE` times the class before.
        """
        every = np.arange(256, dtype=np.uint8)
        limit = self.reaches[-2]
        found = changes(every % BEFORE, every // BEFORE, limit=limit.code)[codes]
        tags = tags_of(self.dataset, self.question) | {"LIMIT_M": f"{limit.limit_m:g}"}
        write_classes(
            self.files["change"], found, self.grid,
            colours={kind.code: rgba(kind.colour) for kind in CHANGES},
            tags=band_tags("change") | tags | class_tags(CHANGES), progress=self.progress,
        )  # fmt: skip

    def ranges(self) -> pd.DataFrame | None:
        """Return what is within reach at least and at most; None for ways over a network."""
        if self.network is not None:
            return None
        limits = [kind.limit_m for kind in self.reaches[:-1]]
        return reach_range(self.places(self.question.day).frame, self.zones, limits)

    def _surface(self, places: gpd.GeoDataFrame) -> NDArray[np.float32]:
        if places.empty:  # only at the earlier day: nothing was there to be reached
            return np.full(self.grid.shape, np.inf, dtype=np.float32)
        if self.network is None:
            return distances(places, self.grid, progress=self.progress)
        return walking_distances(
            self.network, places, self.grid, walk=self.question.walk, progress=self.progress
        )

    def _write(self, surface: NDArray[np.float32], classes: NDArray[np.uint8]) -> None:
        tags = tags_of(self.dataset, self.question)
        kind = "straight" if self.network is None else "walking"
        surfaces = {"surface": (kind, "m", surface)}
        if "seconds" in self.files:
            surfaces["seconds"] = ("seconds", "s", self.question.walk.seconds(surface))
        for name, (what, unit, values) in surfaces.items():
            write_surface(
                self.files[name], values, self.area, self.grid,
                tags=band_tags(what, unit) | tags, progress=self.progress,
            )  # fmt: skip
        write_classes(
            self.files["classes"], classes, self.grid,
            colours={kind.code: rgba(kind.colour) for kind in self.reaches},
            tags=band_tags("classes") | tags | class_tags(self.reaches), progress=self.progress,
        )  # fmt: skip


def _require_places(dataset: Dataset, question: Question) -> None:
    """Refuse a day at which there is nothing to be reached.

    Raises
    ------
    RasterError
        If no record has one of the statuses, or none of those has a position.
    """
    found = places_at(dataset, question.layer, question.day, statuses=question.statuses)
    if found.frame.empty and found.unlocated.empty:
        raise RasterError(
            "At {day} no record of {layer} has the status {statuses}; choose another date or "
            "status.",
            day=question.day.isoformat(),
            layer=question.layer,
            statuses=", ".join(question.statuses),
        )
    shapes_of(found.frame)


def rgba(colour: str) -> tuple[int, int, int, int]:
    """Return red, green, blue and opacity [0..255] of a colour written ``#rrggbb``."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue, 255
