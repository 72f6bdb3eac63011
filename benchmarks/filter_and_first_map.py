"""How long a filter change and a first visit take, next to the app that people write today.

Run ``python benchmarks/filter_and_first_map.py [--sizes 1 10 40] [--quick]``. It drives four apps
(see :mod:`benchmarks.apps`) by turns in headless Chromium and prints one Markdown table. Only
ratios within one run mean something: the times are those of the machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.browser import chromium
from benchmarks.measures import QUICK, Effort, measure_apps, measure_memory, measure_starts
from benchmarks.table import Findings, markdown


def main(arguments: list[str] | None = None) -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 10, 40], metavar="TIMES",
                        help="how many times the data are repeated")  # fmt: skip
    parser.add_argument("--quick", action="store_true", help="few repetitions, rough numbers")
    chosen = parser.parse_args(arguments)
    effort = QUICK if chosen.quick else Effort()
    with chromium() as browser:
        found = Findings()
        for size in chosen.sizes:
            found.apps[size] = measure_apps(browser, times=size, effort=effort)
            found.memory_mb[size] = measure_memory(browser, times=size, effort=effort)
        found.start_ms = measure_starts(browser, effort=effort)
        engine = browser.version
    print(markdown(found))
    print(f"\n{surroundings(engine)}")
    return 0


def surroundings(engine: str) -> str:
    """Say on what the numbers were measured."""
    day = date.today()  # noqa: DTZ011 - of whoever measures
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return (
        f"{day:%Y-%m-%d}, {os.cpu_count()} cores ({platform.machine()}), "
        f"load {load:.1f}, Python {platform.python_version()}, Streamlit {version('streamlit')}, "
        f"Chromium {engine}. Medians; a box ticked or cleared is one filter change."
    )


if __name__ == "__main__":
    sys.exit(main())
