"""Runs of the dead-end workbench beside the page: begun, watched, called off, kept for a while."""

from __future__ import annotations

import logging
import secrets
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import NetworkError, ZhengtuError
from geo.exports import CancelledError, sha256
from geo.streets.ranking import Trips
from outlets.dead_ends import Answer, Question, answer, what_if, write
from outlets.jobs import Job

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import pandas as pd

_LOG = logging.getLogger(__name__)

MOST_WAITING = 8
"""Runs that are not finished yet."""

MOST_KEPT = 6
"""Finished runs that are kept; the one that nobody asked after for longest goes first."""

KEPT_S = 7200.0
"""How long a finished run is kept after somebody last asked for it [s]."""

TRIPS = Trips()
"""Trips of every run, so that runs can be compared."""

STAGES = {
    "read": {"read": (0.0, 0.05)},
    "clean": dict.fromkeys(("grid", "split", "snap", "join", "crossings", "merge"), (0.05, 0.15)),
    "find": dict.fromkeys(("places", "sight", "choice"), (0.2, 0.05)),
    "rank": {"ends": (0.25, 0.1), "trips mm": (0.35, 0.3), "trips code": (0.65, 0.3),
             "near": (0.95, 0.05)},
    "compare": {"before mm": (0.0, 0.25), "before code": (0.25, 0.25), "after mm": (0.5, 0.25),
                "after code": (0.75, 0.25)},
}  # fmt: skip
"""What a reader is told, by the steps of the analysis: share done before, and share of each."""

_RESULT = "dead_ends.gpkg"


def stage(job: Job) -> tuple[str, float]:
    """Return what a run is at, and how much of it is done, about [0..1]."""
    for name, steps in STAGES.items():
        if job.step in steps:
            before, share = steps[job.step]
            return name, before + share * job.done / max(job.total, 1)
    return "read", 0.0


@dataclass(eq=False)
class Run:
    """One run, and what came of it.

    Parameters
    ----------
    question
        What was asked.
    folder
        Holds the network as it was sent, and the file that came of it.
    key
        Hash of everything that the answer depends on.
    state
        ``waiting``, ``working``, ``done``, ``failed`` or ``called off``.
    error
        Why it failed; None also for a fault of ours, which the log tells.
    chosen, comparison
        Proposals that were opened together, and what that brought.
    """

    question: Question
    folder: Path
    key: str
    job: Job = field(default_factory=Job)
    state: str = "waiting"
    answer: Answer | None = None
    error: ZhengtuError | None = None
    chosen: list[str] = field(default_factory=list)
    comparison: pd.DataFrame | None = None
    asked: float = field(default_factory=time.monotonic)

    @property
    def ended(self) -> bool:
        """Tell whether nothing more will happen by itself."""
        return self.state not in {"waiting", "working"}

    @property
    def file(self) -> Path:
        """The GeoPackage of a finished run."""
        return self.folder / _RESULT


class Workbench:
    """Takes networks, and works on one at a time: each run keeps a processor busy."""

    def __init__(self) -> None:
        self._runs: dict[str, Run] = {}
        self._lock = threading.Lock()
        self._busy = threading.Lock()

    def folder(self) -> Path:
        """Make a folder for a network that is being sent."""
        return Path(tempfile.mkdtemp(prefix="zhengtu-streets-"))

    def begin(
        self, network: Path, credit: str, limit_m: float, near: Mapping[str, gpd.GeoDataFrame]
    ) -> str:
        """Begin a run in a thread of its own; return its secret name.

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
        NetworkError
            If too many runs wait already; the folder is gone then.
        """
        question = Question(network=network, credit=credit, limit_m=limit_m, near=near, trips=TRIPS)
        key = f"{sha256(network)} {network.suffix} {limit_m!r} {credit}"
        run = Run(question=question, folder=network.parent, key=key)
        with self._lock:
            self._forget()
            if sum(not held.ended for held in self._runs.values()) >= MOST_WAITING:
                shutil.rmtree(run.folder, ignore_errors=True)
                raise NetworkError("Too many networks are being worked on; try again in a minute.")
            name = secrets.token_urlsafe(16)
            self._runs[name] = run
        self._start(run, self._answer)
        return name

    def find(self, name: str) -> Run | None:
        """Return a run, and note that somebody still wants it."""
        run = self._runs.get(name)
        if run is not None:
            run.asked = time.monotonic()
        return run

    def call_off(self, run: Run) -> None:
        """End a run before its next step."""
        run.job.call_off()

    def open(self, run: Run, chosen: list[str]) -> None:
        """Begin the comparison of a finished run before and after some proposals are opened.

        Raises
        ------
        NetworkError
            If the run is not finished, or none of its proposals was named.
        """
        with self._lock:
            if run.state != "done" or run.answer is None:
                raise NetworkError("The run is not finished: there is nothing to compare yet.")
            known = set(run.answer.ranked["id"])
            if not known.intersection(chosen):
                raise NetworkError("No connection was chosen: there is nothing to compare.")
            run.chosen = [name for name in chosen if name in known]
            run.state, run.job, run.comparison = "waiting", Job(), None
        self._start(run, _compare)

    def _start(self, run: Run, work: Callable[[Run], None]) -> None:
        threading.Thread(target=self._work, args=(run, work), daemon=True).start()

    def _work(self, run: Run, work: Callable[[Run], None]) -> None:
        try:
            with self._busy:
                run.job("read", 0, 1)  # called off while it waited
                run.state = "working"
                work(run)
        except CancelledError:
            run.state = "called off" if run.answer is None else "done"
        except ZhengtuError as error:
            run.error, run.state = error, "failed"
        except Exception:  # noqa: BLE001 - said in the log, and to the reader
            _LOG.exception("A run of the dead-end workbench failed")
            run.state = "failed"
        else:
            run.state = "done"

    def _answer(self, run: Run) -> None:
        """Answer; the same question was perhaps answered before."""
        with self._lock:
            same = [held for held in self._runs.values() if held.key == run.key and held.answer]
        found = same[0].answer if same else None
        found = found or answer(run.question, progress=run.job)
        write(found, run.file)
        run.answer = found

    def _forget(self) -> None:
        """Forget runs that nobody wants any more."""
        now = time.monotonic()
        ended = sorted((run.asked, name) for name, run in self._runs.items() if run.ended)
        surplus = len(ended) - MOST_KEPT
        for place, (asked, name) in enumerate(ended):
            if place < surplus or now - asked > KEPT_S:
                shutil.rmtree(self._runs.pop(name).folder, ignore_errors=True)


def _compare(run: Run) -> None:
    found = run.answer
    if found is not None:
        run.comparison = what_if(found, run.chosen, trips=TRIPS, progress=run.job)
        write(found, run.file, comparison=run.comparison)
