"""Runs of the dead-end workbench beside the page (see :mod:`outlets.analyses.runs`)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from geo.errors import NetworkError
from geo.streets.ranking import Trips
from outlets.analyses.dead_end_files import write_all
from outlets.analyses.dead_ends import Answer, Question, answer, what_if
from outlets.analyses.runs import Run, Runs, Stages
from outlets.analyses.waiting import Waiting

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from outlets.analyses.laid import Laid
    from outlets.jobs import Job

TRIPS = Trips()
"""Trips of every run, so that runs can be compared."""

STAGES: Stages = {
    "read": {"read": (0.03, 0.02)},
    "download": {"place": (0.0, 0.01), "download": (0.01, 0.01), "graph": (0.02, 0.01)},
    "clean": dict.fromkeys(("grid", "split", "snap", "join", "crossings", "merge"), (0.05, 0.15)),
    "find": dict.fromkeys(("places", "sight", "choice"), (0.2, 0.05)),
    "rank": {"ends": (0.25, 0.1), "trips mm": (0.35, 0.3), "trips code": (0.65, 0.3),
             "near": (0.95, 0.05)},
    "compare": {"before mm": (0.0, 0.25), "before code": (0.25, 0.25), "after mm": (0.5, 0.25),
                "after code": (0.75, 0.25)},
}  # fmt: skip
_RESULT = "dead_ends.gpkg"

_MOST_LAID = 40
"""Files that wait for their network: twice what one network may have beside it."""


def key_of(question: Question, *, version: str) -> str:
    """Return a hash of everything that an answer depends on: equal keys, equal answers.

    Parameters
    ----------
    question
        What is asked; its network lies on the disk.
    version
        Of the data whose points should come near.
    """
    trips = question.trips
    parts = (
        question.digest, question.network.suffix, question.title, question.layer,
        question.credit, question.limit_m, question.tolerance_m, question.crossings,
        question.most, trips.origins, trips.seed, sorted(question.near), version,
        *sorted(one.key for one in question.laid),
    )  # fmt: skip
    return hashlib.sha256(repr(parts).encode()).hexdigest()


@dataclass(eq=False, kw_only=True)
class StreetRun(Run):
    """One network, and what came of it.

    Parameters
    ----------
    question
        What was asked.
    area
        Area whose streets are to be downloaded first, into the file that the question names.
    version
        Of the data whose points should come near.
    chosen, comparison
        Proposals that were opened together, and what that brought.
    compared
        What each chosen set brought.
    """

    question: Question
    area: str | None = None
    version: str = ""
    answer: Answer | None = None
    chosen: list[str] = field(default_factory=list)
    comparison: pd.DataFrame | None = None
    compared: dict[tuple[str, ...], pd.DataFrame] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        """The GeoPackage of a finished run."""
        return self.folder / _RESULT


class Workbench(Runs[StreetRun]):
    """Takes networks."""

    def __init__(self) -> None:
        super().__init__("streets")
        self.laid: Waiting[Laid] = Waiting(_MOST_LAID)

    def begin(self, question: Question, *, area: str | None = None, version: str = "") -> str:
        """Begin a run; return its secret name.

        Parameters
        ----------
        question
            What is asked. Its network lies, or will lie, in a folder from :meth:`folder`, which
            the run takes over.
        area, version
            As of :class:`StreetRun`.

        Raises
        ------
        BusyError
            If too many runs wait already; the folder is gone then.
        """
        folder = question.network.parent
        run = StreetRun(question=question, folder=folder, key="", area=area, version=version)
        return self.take(run, self._answer)

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
        if run.area is not None:
            run.question = _downloaded(run.question, run.area, run.job)
        run.key = key_of(run.question, version=run.version)
        known = self.answered(run.key)
        same = None if known is None else self.find(known)
        found = None if same is None else same.answer
        found = found or answer(run.question, progress=run.job)
        write_all(found, run.file)
        if same is not None:
            run.compared = same.compared
        run.answer = found


def _downloaded(question: Question, area: str, job: Job) -> Question:
    """Download the streets; from then on they are a file like any, with their own credit."""
    from geo.streets.download import download  # noqa: PLC0415 - osmnx is optional

    credit = download(area, question.network, progress=job)
    return replace(question, credit=credit, layer="streets")


def _compare(run: StreetRun) -> None:
    found, key = run.answer, tuple(sorted(run.chosen))
    if found is not None:
        if key not in run.compared:
            run.compared[key] = what_if(found, run.chosen, trips=TRIPS, progress=run.job)
        write_all(found, run.file, comparison=run.compared[key])
        run.comparison = run.compared[key]  # shown when the file has it
