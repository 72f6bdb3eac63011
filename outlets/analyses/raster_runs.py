"""Rasters of a reader's: laid in, looked at, summarised by district (see :mod:`.runs`)."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import CrsError, RasterError
from geo.exports import sha256
from geo.raster_overviews import build_overviews
from geo.raster_zones import Summary, summarise
from geo.rasters import Raster, band_of, describe, value_at
from outlets.analyses.raster_looks import Kind, Look, look_of
from outlets.analyses.runs import Run, Runs, Stages
from outlets.analyses.sheets import Sheet

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from geo.exports.files import Progress

STAGES: Stages = {
    "read": {"read": (0.0, 0.05)},
    "overviews": {"overviews": (0.05, 0.35)},
    "zones": {"zones": (0.4, 0.6)},
}


@dataclass(frozen=True, kw_only=True)
class RasterQuestion:
    """What is asked of a raster.

    Parameters
    ----------
    path
        The file.
    name
        What it is called where it comes from.
    credit
        Whose data it is, and under which licence.
    band
        Counted from 1.
    kind
        What its values are; None: what the file says.
    unit
        Unit of the values; empty: what the file says.
    zones
        Areas to summarise by: ``name_zh``, ``name_en``, ``category``.
    """

    path: Path
    name: str
    credit: str
    band: int
    kind: Kind | None
    unit: str
    zones: gpd.GeoDataFrame


@dataclass(frozen=True, kw_only=True)
class RasterAnswer:
    """What came of it.

    Parameters
    ----------
    question
        What was asked.
    raster
        What the file is.
    look
        How it is drawn.
    summary
        What it says of the areas.
    unit
        Unit of its values; empty if nobody says.
    sheet
        What lies on the map.
    """

    question: RasterQuestion
    raster: Raster
    look: Look
    summary: Summary
    unit: str
    sheet: Sheet

    def at(self, lon: float, lat: float) -> list[float] | None:
        """Return what the file holds at a place, band by band; None where it holds nothing."""
        return value_at(self.question.path, lon, lat, bands=self.look.bands)


def look_into(question: RasterQuestion, *, progress: Progress) -> RasterAnswer:
    """Describe a raster, make it quick to show, and summarise it.

    Raises
    ------
    CrsError, RasterError
        If it cannot be used; the message names the file as its sender does.
    """
    progress("read", 0, 1)
    raster = describe(question.path)
    band = band_of(raster, question.band)
    # Overviews first: the look of a large raster is chosen from them.
    # A palette's numbers have no mean, whatever they are shown as.
    named = question.kind == "classes" or bool(raster.palette)
    build_overviews(question.path, classes=named, progress=progress)
    look = look_of(raster, band=band, kind=question.kind)
    summary = summarise(
        question.path,
        question.zones,
        band=look.bands[0],
        classes=look.kind == "classes",
        progress=progress,
    )
    if not summary.table["valid_share"].any():
        raise RasterError(
            "{file} holds no value in Zhengzhou: it lies at {west}, {south} to {east}, {north}.",
            file=question.name,
            **{name: f"{value:.3f}" for name, value in
               zip(("west", "south", "east", "north"), raster.bounds, strict=True)},
        )  # fmt: skip
    unit = question.unit or raster.units[look.bands[0] - 1]
    sheet = Sheet(path=question.path, look=look)
    return RasterAnswer(
        question=question, raster=raster, look=look, summary=summary, unit=unit, sheet=sheet
    )


@dataclass(eq=False, kw_only=True)
class RasterRun(Run):
    """One raster, and what came of it."""

    question: RasterQuestion
    answer: RasterAnswer | None = None


class RasterRuns(Runs[RasterRun]):
    """Takes rasters."""

    def __init__(self) -> None:
        super().__init__("rasters")

    def begin(self, question: RasterQuestion) -> str:
        """Begin a run, or find the one that has answered the same; return its secret name.

        Parameters
        ----------
        question
            Its file lies in a folder from :meth:`folder`, which is the run's from now on.

        Raises
        ------
        BusyError
            If too many runs wait already; the folder is gone then.
        """
        asked = (question.band, question.kind, question.unit, question.credit, question.name)
        key = f"{sha256(question.path)} {asked!r}"
        if (name := self.answered(key)) is not None:
            shutil.rmtree(question.path.parent, ignore_errors=True)
            return name
        return self.take(RasterRun(question=question, folder=question.path.parent, key=key), _work)


def _work(run: RasterRun) -> None:
    try:
        run.answer = look_into(run.question, progress=run.job)
    except (CrsError, RasterError) as error:
        said = error.saying
        if said.fields.get("file") != run.question.path.name:
            raise
        # On disk it has another name than where it comes from.
        raise type(error)(said.template, **{**said.fields, "file": run.question.name}) from error
