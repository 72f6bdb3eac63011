"""Runs of the dead-end workbench beside the page (see :mod:`outlets.runs`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.errors import NetworkError
from geo.exports import sha256
from geo.streets.ranking import Trips
from outlets.dead_ends import Answer, Question, answer, what_if, write
from outlets.runs import Run, Runs, Stages, stage_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from outlets.jobs import Job

TRIPS = Trips()
"""Trips of every run, so that runs can be compared."""

STAGES: Stages = {
    "read": {"read": (0.0, 0.05)},
    "clean": dict.fromkeys(("grid", "split", "snap", "join", "crossings", "merge"), (0.05, 0.15)),
    "find": dict.fromkeys(("places", "sight", "choice"), (0.2, 0.05)),
    "rank": {"ends": (0.25, 0.1), "trips mm": (0.35, 0.3), "trips code": (0.65, 0.3),
             "near": (0.95, 0.05)},
    "compare": {"before mm": (0.0, 0.25), "before code": (0.25, 0.25), "after mm": (0.5, 0.25),
                "after code": (0.75, 0.25)},
}  # fmt: skip
_RESULT = "dead_ends.gpkg"


def stage(job: Job) -> tuple[str, float]:
    """Return what a run is at, and how much of it is done, about [0..1]."""
    return stage_of(job, STAGES)


@dataclass(eq=False, kw_only=True)
class StreetRun(Run):
    """One network, and what came of it.

    Parameters
    ----------
    question
        What was asked.
    chosen, comparison
        Proposals that were opened together, and what that brought.
    """

    question: Question
    answer: Answer | None = None
    chosen: list[str] = field(default_factory=list)
    comparison: pd.DataFrame | None = None

    @property
    def file(self) -> Path:
        """The GeoPackage of a finished run."""
        return self.folder / _RESULT


class Workbench(Runs[StreetRun]):
    """Takes networks."""

    def __init__(self) -> None:
        super().__init__("streets")

    def begin(
        self, network: Path, credit: str, limit_m: float, near: Mapping[str, gpd.GeoDataFrame]
    ) -> str:
        """Begin a run; return its secret name.

        Parameters
        ----------
        network
            The file, in a folder from :meth:`folder`, which the run takes over.
        credit
            Whose data it is.
        limit_m
            Longest connection [m].
        near
            Points that should come near, by name.

        Raises
        ------
        BusyError
            If too many runs wait already; the folder is gone then.
        """
        question = Question(network=network, credit=credit, limit_m=limit_m, near=near, trips=TRIPS)
        key = f"{sha256(network)} {network.suffix} {limit_m!r} {credit}"
        return self.take(StreetRun(question=question, folder=network.parent, key=key), self._answer)

    def open(self, run: StreetRun, chosen: list[str]) -> None:
        """Begin the comparison of a finished run before and after some proposals are opened.

        Raises
        ------
        NetworkError
            If the run is not finished, or none of its proposals was named.
        """
        with self.lock:
            if run.state != "done" or run.answer is None:
                raise NetworkError("The run is not finished: there is nothing to compare yet.")
            known = set(run.answer.ranked["id"])
            if not known.intersection(chosen):
                raise NetworkError("No connection was chosen: there is nothing to compare.")
            run.chosen = [name for name in chosen if name in known]
            run.comparison = None
            self.again(run, _compare)

    def _answer(self, run: StreetRun) -> None:
        """Answer; the same question was perhaps answered before."""
        same = self.answered(run.key)
        found = None if same is None else same.answer
        found = found or answer(run.question, progress=run.job)
        write(found, run.file)
        run.answer = found


def _compare(run: StreetRun) -> None:
    found = run.answer
    if found is not None:
        run.comparison = what_if(found, run.chosen, trips=TRIPS, progress=run.job)
        write(found, run.file, comparison=run.comparison)
