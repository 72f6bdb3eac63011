"""Coverage worked out beside the page, and what of it lies on the map (see :mod:`.runs`)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.coverage.classes import BEYOND
from geo.rasters import describe
from layers.coverage import CHANGES
from layers.symbols import GROUNDS
from outlets.analyses.coverage import Answer, Question, answer, rgba
from outlets.analyses.coverage_files import zipped
from outlets.analyses.raster_looks import look_of
from outlets.analyses.runs import Run, Runs, Stages
from outlets.analyses.sheets import Sheet
from outlets.analyses.waiting import SentFile, Waiting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from layers.build import Dataset
    from layers.coverage import Change, Reach
    from layers.vocabulary import Language
    from outlets.analyses.raster_looks import Look

STAGES: Stages = {
    "read": {"read": (0.0, 0.02)},
    "clean": dict.fromkeys(("grid", "split", "snap", "join", "crossings", "merge"), (0.02, 0.2)),
    "measure": {"burn": (0.22, 0.02), "enter": (0.22, 0.02), "walk": (0.24, 0.1),
                "streets": (0.3, 0.2), "distance": (0.24, 0.2), "access": (0.4, 0.2)},
    "write": {"write m": (0.5, 0.2), "write s": (0.6, 0.1), "write classes": (0.7, 0.05)},
    "zones": {"people": (0.75, 0.05), "zones": (0.8, 0.2)},
}  # fmt: skip

_MOST_SENT = 20
"""Files that wait for their question; each may be large."""

DARK = "-dark"
"""Ends the names of sheets for a dark map: what is near, or new, stands out there as the lightest.
"""

_CLEAR = (0, 0, 0, 0)


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
    """

    dataset: Dataset
    question: Question
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
        self.sent: Waiting[SentFile] = Waiting(_MOST_SENT)

    def begin(
        self, dataset: Dataset, question: Question, *, files: tuple[SentFile, ...] = ()
    ) -> str:
        """Begin a run, or find the one that has answered the same; return its secret name.

        Parameters
        ----------
        dataset
            The built tables.
        question
            What is asked.
        files
            Those that the question names: they stay until the run has ended.

        Raises
        ------
        BusyError
            If too many runs wait already.
        """
        key = question.key(dataset)
        if (name := self.answered(key)) is not None:
            return name
        run = CoverageRun(
            folder=self.folder(), key=key, dataset=dataset, question=question, needs=files
        )
        return self.take(run, _work)


def _work(run: CoverageRun) -> None:
    found = answer(run.dataset, run.question, run.folder, progress=run.job)
    rasters = {name: describe(path) for name, path in found.files.items()}
    looks = {name: look_of(raster) for name, raster in rasters.items()}
    near = found.reaches[0]
    looks |= _over_ground(
        "classes", looks["classes"], found.reaches, beyond=found.reaches[-1].code,
        edges=(near.colour, near.dark),
    )  # fmt: skip
    if "change" in looks:
        looks |= _over_ground(
            "change", looks["change"], CHANGES, beyond=BEYOND,
            edges=(GROUNDS["light"].grey, GROUNDS["dark"].grey),
        )  # fmt: skip
    sheets = {
        name: Sheet(path=found.files[name.removesuffix(DARK)], look=look)
        for name, look in looks.items()
    }
    run.answer = CoverageAnswer(found=found, sheets=sheets, bounds=rasters["classes"].bounds)


def _over_ground(
    name: str, look: Look, kinds: Sequence[Reach | Change], *, beyond: int, edges: tuple[str, str]
) -> dict[str, Look]:
    """Return how a sheet is drawn on a light and on a dark map; what is beyond is seen through.

    On a dark map the light grey that it has in the file would glare.
    """
    light = {kind.code: rgba(kind.colour) for kind in kinds}
    dark = {kind.code: rgba(kind.dark) for kind in kinds}
    return {
        end: replace(look, colours=colours | {beyond: _CLEAR}, edge=rgba(edge))
        for end, colours, edge in zip((name, name + DARK), (light, dark), edges, strict=True)
    }
