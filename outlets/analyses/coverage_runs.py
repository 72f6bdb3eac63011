"""Coverage worked out beside the page, and what of it lies on the map (see :mod:`.runs`)."""

from __future__ import annotations

import secrets
import shutil
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.errors import ReadingError
from geo.rasters import describe
from outlets.analyses.coverage import Answer, Question, answer
from outlets.analyses.coverage_files import zipped
from outlets.analyses.raster_looks import look_of
from outlets.analyses.runs import Run, Runs, Stages
from outlets.analyses.sheets import Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from layers.build import Dataset
    from layers.vocabulary import Language
    from outlets.analyses.raster_looks import Colour

STAGES: Stages = {
    "read": {"read": (0.0, 0.02)},
    "clean": dict.fromkeys(("grid", "split", "snap", "join", "crossings", "merge"), (0.02, 0.2)),
    "measure": {"burn": (0.22, 0.02), "enter": (0.22, 0.02), "walk": (0.24, 0.1),
                "streets": (0.3, 0.2), "distance": (0.24, 0.2), "access": (0.4, 0.2)},
    "write": {"write m": (0.5, 0.2), "write s": (0.6, 0.1), "write classes": (0.7, 0.05)},
    "zones": {"people": (0.75, 0.05), "zones": (0.8, 0.2)},
}  # fmt: skip

LAID_S = 3600.0
"""How long a file waits for the run that it is for [s]."""

MOST_LAID = 20

DARK = "classes-dark"
"""The sheet of classes on a dark map: what is near stands out there as the lightest."""

_CLEAR = (0, 0, 0, 0)


@dataclass(frozen=True, kw_only=True)
class Laid:
    """A file that waits for a run: a street network, or a raster of people."""

    path: Path
    credit: str
    since: float


@dataclass(frozen=True, kw_only=True)
class CoverageAnswer:
    """What was found, and the sheets of it that can lie on the map."""

    found: Answer
    sheets: Mapping[str, Sheet]
    bounds: tuple[float, float, float, float]


@dataclass(eq=False, kw_only=True)
class CoverageRun(Run):
    """One question, and what came of it.

    Parameters
    ----------
    dataset
        The built tables that it is asked of.
    question
        What is asked.
    credit
        Whose data the files laid in are.
    """

    dataset: Dataset
    question: Question
    credit: str
    answer: CoverageAnswer | None = None

    def zip_in(self, language: Language) -> Path:
        """Return the zip of everything, with tables in a language; it is made once.

        Raises
        ------
        ReadingError
            If the run is not finished.
        ExportError
            If a table cannot be written.
        """
        found = self.require_answer().found
        path = self.folder / f"coverage-{language}.zip"
        if not path.exists():
            zipped(self.dataset, found, path, language=language)
        return path


class CoverageRuns(Runs[CoverageRun]):
    """Takes questions, and files for them."""

    def __init__(self) -> None:
        super().__init__("coverage")
        self._laid: dict[str, Laid] = {}

    def lay(self, path: Path, credit: str) -> str:
        """Keep a file that a question will name; return its secret name.

        Parameters
        ----------
        path
            In a folder from :meth:`folder`, which is ours from now on.
        credit
            Whose data it is.
        """
        now = time.monotonic()
        name = secrets.token_urlsafe(16)
        with self.lock:
            self._laid[name] = Laid(path=path, credit=credit, since=now)
            oldest = sorted(self._laid, key=lambda each: self._laid[each].since)
            surplus = len(oldest) - MOST_LAID
            for place, each in enumerate(oldest):
                if place < surplus or now - self._laid[each].since > LAID_S:
                    shutil.rmtree(self._laid.pop(each).path.parent, ignore_errors=True)
        return name

    def laid(self, name: str) -> Laid:
        """Return a file that was laid in.

        Raises
        ------
        ReadingError
            If it is not known, or no more.
        """
        held = self._laid.get(name)
        if held is None:
            raise ReadingError("The server no longer knows this file; choose it again.")
        return held

    def begin(self, dataset: Dataset, question: Question, *, credit: str) -> str:
        """Begin a run, or find the one that has answered the same; return its secret name.

        Parameters
        ----------
        dataset
            The built tables.
        question
            What is asked.
        credit
            Whose data the files laid in are.

        Raises
        ------
        BusyError
            If too many runs wait already.
        """
        key = f"{question.key(dataset)} {credit}"
        if (name := self.known(key)) is not None:
            return name
        run = CoverageRun(
            folder=self.folder(), key=key, dataset=dataset, question=question, credit=credit
        )
        return self.take(run, _work)


def _work(run: CoverageRun) -> None:
    found = answer(run.dataset, run.question, run.folder, progress=run.job)
    rasters = {name: describe(path) for name, path in found.files.items()}
    looks = {name: look_of(raster) for name, raster in rasters.items()}
    # What is beyond reach lets the ground through: on a dark map the file's light grey would glare.
    beyond = found.reaches[-1].code
    colours = looks["classes"].colours | {beyond: _CLEAR}
    looks["classes"] = replace(looks["classes"], colours=colours)
    looks[DARK] = replace(looks["classes"], colours=_lit(colours, beyond))
    files = {**found.files, DARK: found.files["classes"]}
    sheets = {name: Sheet(path=files[name], look=look) for name, look in looks.items()}
    run.answer = CoverageAnswer(found=found, sheets=sheets, bounds=rasters["classes"].bounds)


def _lit(colours: dict[int, Colour], beyond: int) -> dict[int, Colour]:
    """Return the colours of classes the other way round."""
    near = range(1, beyond)
    return colours | {code: colours[beyond - code] for code in near}
