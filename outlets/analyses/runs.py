"""Analyses under way beside the page: begun, watched, called off, kept for a while.

What is asked and answered is each analysis's own; the threads, the names and the forgetting are
here, once.
"""

from __future__ import annotations

import logging
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from geo.errors import BusyError, CancelledError, ReadingError, ZhengtuError
from outlets.jobs import Job

if TYPE_CHECKING:
    from collections.abc import Callable

_LOG = logging.getLogger(__name__)

MOST_WAITING = 8
"""Runs of one analysis that are not finished yet."""

MOST_KEPT = 6
"""Finished runs that are kept; the one that nobody asked after for longest goes first."""

KEPT_S = 7200.0
"""How long a finished run is kept after somebody last asked for it [s]."""


Stages = Mapping[str, Mapping[str, tuple[float, float]]]
"""What a reader is told, by the steps of an analysis: share done before, and share of each."""


def stage_of(job: Job, stages: Stages) -> tuple[str, float]:
    """Return what a run is at, and how much of it is done, about [0..1]."""
    for name, steps in stages.items():
        if job.step in steps:
            before, share = steps[job.step]
            return name, before + share * job.done / max(job.total, 1)
    return next(iter(stages)), 0.0


@dataclass(eq=False, kw_only=True)
class Run:
    """One run, and what came of it.

    Parameters
    ----------
    folder
        Holds what was sent, and the files that came of it.
    key
        Hash of everything that the answer depends on.
    state
        ``waiting``, ``working``, ``done``, ``failed`` or ``called off``.
    answer
        What was found; None before that.
    error
        Why it failed; None also for a fault of ours, which the log tells.
    needs
        What was sent for it and may be gone when it has ended (:mod:`.waiting`).
    """

    folder: Path
    key: str
    job: Job = field(default_factory=Job)
    state: str = "waiting"
    answer: Any = None
    error: ZhengtuError | None = None
    needs: tuple[object, ...] = ()
    asked: float = field(default_factory=time.monotonic)

    @property
    def ended(self) -> bool:
        """Tell whether nothing more will happen by itself."""
        return self.state not in {"waiting", "working"}

    def require_answer(self, *, at_rest: bool = False) -> Any:  # noqa: ANN401 - each analysis's own
        """Return what was found.

        Parameters
        ----------
        at_rest
            Whether nothing may be under way that adds to it.

        Raises
        ------
        ReadingError
            If the run is not finished.
        """
        if self.answer is None or (at_rest and not self.ended):
            raise ReadingError("The run is not finished: there is nothing to show yet.")
        return self.answer


R = TypeVar("R", bound=Run)


class Runs(Generic[R]):
    """Runs of one analysis, one at a time: each keeps a processor busy.

    Parameters
    ----------
    kind
        Its name in folders and in the log.

    ``lock`` guards what several requests may change at once.
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._runs: dict[str, R] = {}
        self.lock = threading.Lock()
        self._busy = threading.Lock()

    def folder(self) -> Path:
        """Make a folder for what is being sent."""
        return Path(tempfile.mkdtemp(prefix=f"zhengtu-{self._kind}-"))

    def take(self, run: R, work: Callable[[R], None]) -> str:
        """Begin a run in a thread of its own; return its secret name.

        Parameters
        ----------
        run
            Its folder is the run's from now on.
        work
            Sets the run's answer.

        Raises
        ------
        BusyError
            If too many runs wait already; the folder is gone then.
        """
        with self.lock:
            self._forget()
            if sum(not held.ended for held in self._runs.values()) >= MOST_WAITING:
                shutil.rmtree(run.folder, ignore_errors=True)
                raise BusyError("Too many analyses are being worked on; try again in a minute.")
            name = secrets.token_urlsafe(16)
            self._runs[name] = run
        self._start(run, work)
        return name

    def find(self, name: str) -> R | None:
        """Return a run, and note that somebody still wants it."""
        run = self._runs.get(name)
        if run is not None:
            run.asked = time.monotonic()
        return run

    def answered(self, key: str) -> str | None:
        """Return the name of a run that has answered the same question, and keep it longer."""
        with self.lock:
            for name, run in self._runs.items():
                if run.key == key and run.answer is not None:
                    run.asked = time.monotonic()
                    return name
        return None

    def call_off(self, run: R) -> None:
        """End a run before its next step."""
        run.job.call_off()

    def again(self, run: R, work: Callable[[R], None]) -> None:
        """Begin another piece of work on a run that has ended."""
        run.state, run.job = "waiting", Job()
        self._start(run, work)

    def _start(self, run: R, work: Callable[[R], None]) -> None:
        threading.Thread(target=self._work, args=(run, work), daemon=True).start()

    def _work(self, run: R, work: Callable[[R], None]) -> None:
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
            _LOG.exception("A run of %s failed", self._kind)
            run.state = "failed"
        else:
            run.state = "done"
        finally:
            run.needs = ()

    def _forget(self) -> None:
        """Forget runs that nobody wants any more."""
        now = time.monotonic()
        ended = sorted((run.asked, name) for name, run in self._runs.items() if run.ended)
        surplus = len(ended) - MOST_KEPT
        for place, (asked, name) in enumerate(ended):
            if place < surplus or now - asked > KEPT_S:
                shutil.rmtree(self._runs.pop(name).folder, ignore_errors=True)
