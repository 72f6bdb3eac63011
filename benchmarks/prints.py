"""What prints cost: the 16-page A3 atlas with every layer, single sheets, and pictures.

``python -m benchmarks.prints`` runs the command line in a process of its own for each, and prints
wall clock, processor time and peak memory beside the aims; ``--quick`` leaves the largest out.
A PDF is lines and letters throughout, finer than any resolution: there ``--dpi`` costs nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ATLAS_S, ATLAS_MB = 60.0, 1536.0
"""Aims: the 16-page A3 atlas at 300 dpi."""

DECK_S, DECK_MB = 15.0, 1536.0
"""Aims: a deck of 10 slides (a story of eight chapters, title, sources, and its charts)."""


@dataclass(frozen=True)
class Case:
    """One print.

    Parameters
    ----------
    title
        What the table calls it.
    name
        Name of the file.
    arguments
        Of ``zhengtu``, without ``--out``.
    aims
        Most seconds and megabytes, where there is an aim.
    slow
        Left out by ``--quick``.
    """

    title: str
    name: str
    arguments: tuple[str, ...]
    aims: tuple[float, float] | None = None
    slow: bool = False


CASES = (
    Case("atlas, 16 pages A3, PDF", "atlas.pdf", ("atlas", "--paper", "A3", "--dpi", "300"),
         aims=(ATLAS_S, ATLAS_MB)),
    Case("deck of a story, 8 chapters, PPTX", "deck.pptx", ("deck", "--story", "metro"),
         aims=(DECK_S, DECK_MB)),
    Case("whole city A4, PDF", "a4.pdf", ("print", "--paper", "A4")),
    Case("whole city A0, PDF", "a0.pdf", ("print", "--paper", "A0")),
    Case("whole city A3, SVG", "a3.svg", ("print", "--paper", "A3")),
    Case("whole city A3, PNG 300 dpi", "a3.png", ("print", "--paper", "A3", "--dpi", "300")),
    Case("whole city A0, PNG 300 dpi", "a0.png", ("print", "--paper", "A0", "--dpi", "300"),
         slow=True),
    Case("whole city A0, PNG 600 dpi", "a0x.png", ("print", "--paper", "A0", "--dpi", "600"),
         slow=True),
)  # fmt: skip


@dataclass(frozen=True)
class Cost:
    """What one print took.

    Parameters
    ----------
    wall_s, processor_s
        Time [s].
    peak_mb
        Largest resident memory [MiB].
    size_mb
        The file [MiB].
    """

    wall_s: float
    processor_s: float
    peak_mb: float
    size_mb: float


def measure(case: Case, folder: Path) -> Cost:
    """Make one print in a process of its own.

    Raises
    ------
    RuntimeError
        If it fails.
    """
    out = folder / case.name
    command = [sys.executable, "-m", "outlets.command", *case.arguments, "--quiet", "--out",
               str(out)]  # fmt: skip
    began = time.perf_counter()
    with (folder / "log").open("wb") as log:
        files = [(os.POSIX_SPAWN_DUP2, log.fileno(), 1), (os.POSIX_SPAWN_DUP2, log.fileno(), 2)]
        child = os.posix_spawn(command[0], command, os.environ, file_actions=files)
        _, status, used = os.wait4(child, 0)
    wall = time.perf_counter() - began
    if status:
        msg = f"{case.title}: {(folder / 'log').read_text()}"
        raise RuntimeError(msg)
    size = out.stat().st_size
    out.unlink()
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, size / 2**20)


def line(case: Case, cost: Cost) -> str:
    """Return a row of the table."""
    aim = ""
    if case.aims:
        seconds, megabytes = case.aims
        kept = cost.wall_s <= seconds and cost.peak_mb <= megabytes
        aim = f"≤ {seconds:g} s, ≤ {megabytes:g} MiB {'✓' if kept else '✗'}"
    return (f"| {case.title} | {cost.wall_s:.1f} | {cost.processor_s:.1f} | {cost.peak_mb:.0f} | "
            f"{cost.size_mb:.1f} | {aim} |")  # fmt: skip


def main() -> None:
    """Measure every case and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave the largest out")
    quick = parser.parse_args().quick
    print("| print | wall clock, s | processor, s | peak memory, MiB | file, MiB | aim |")
    print("| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            if not (quick and case.slow):
                print(line(case, measure(case, Path(folder))), flush=True)


if __name__ == "__main__":
    main()
