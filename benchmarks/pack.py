"""What the meeting pack costs: making it, opening it, and a step of its slider.

``python -m benchmarks.pack`` makes the page and the zip by the command line, each in a process of
its own, then opens the page from a file in headless Chromium without a network, and steps the
slider of time through every month in which something happens. A step counts until the map is
painted; requests are counted over the whole visit.
"""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from benchmarks.browser import WINDOW, chromium
from benchmarks.prints import Case, Cost, measure
from layers.build import build
from layers.selection import select
from layers.view import View
from outlets.pack.building import pack
from outlets.pack.describing import PackOrder

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGE_S, PAGE_MB = 5.0, 10.0
"""Aims: the page of the shipped data."""

CASES = (
    Case("meeting pack, one page", "pack.html", ("pack",)),
    Case("meeting pack with print, slides and data, zip", "pack.zip", ("pack",)),
)
STEP = """async () => {
  const slider = document.querySelector('[data-focus="day-at"]');
  const painted = () => new Promise((done) => {
    const look = () => (zhengtuPack.isPainted ? done() : setTimeout(look, 0));
    look();
  });
  const took = [];
  slider.focus();
  const press = (key) => slider.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  press("Home");
  await painted();
  for (let month = 0; month < 160; month += 1) {
    const before = performance.now();
    press("ArrowRight");
    await painted();
    took.push(performance.now() - before);
    await new Promise((next) => requestAnimationFrame(() => setTimeout(next, 0)));
  }
  return took;
}"""


def visit(page: Page, file: Path) -> tuple[float, list[float], int]:
    """Open a pack and step its slider.

    Returns
    -------
    Time to the painted map, of each step [ms], and how many requests were made beyond the file.
    """
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    page.wait_for_function("() => zhengtuPack.isPainted")
    first: Any = page.evaluate("() => performance.now()")
    steps: Any = page.evaluate(STEP)
    others = [url for url in asked if not url.startswith((file.as_uri(), "about:", "blob:"))]
    return float(first), [float(step) for step in steps], len(others)


def row(what: str, figure: str, aim: str = "", *, met: bool = True) -> None:
    """Print a row of the table."""
    print(
        f"| {what} | {figure} | {f'{aim} {chr(0x2713) if met else chr(0x2717)}' if aim else ''} |"
    )


def main() -> None:
    """Measure and print the table."""
    print("| | figure | aim |\n| --- | --- | --- |")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        costs: list[Cost] = [measure(case, folder) for case in CASES]
        for case, cost in zip(CASES, costs, strict=True):
            aim = f"≤ {PAGE_S:g} s" if case.name.endswith(".html") else ""
            row(f"{case.title}: made in, process and imports included", f"{cost.wall_s:.1f} s",
                aim, met=cost.wall_s <= PAGE_S)  # fmt: skip
            aim = f"≤ {PAGE_MB:g} MB" if case.name.endswith(".html") else ""
            row(f"{case.title}: size", f"{cost.size_mb * 2**20 / 1e6:.1f} MB", aim,
                met=cost.size_mb * 2**20 / 1e6 <= PAGE_MB)  # fmt: skip
        file = folder / "pack.html"
        dataset = build()
        selection = select(dataset, View(), today=date.today())  # noqa: DTZ011 - the browser's day
        file.write_bytes(pack(PackOrder(selection=selection, today=selection.day)))
        with chromium() as browser:
            context = browser.new_context(viewport=WINDOW, offline=True, reduced_motion="reduce")
            first, steps, requests = visit(context.new_page(), file)
        row("opened from a file, to the painted map", f"{first:.0f} ms")
        row("a month's step of the slider to the painted map, median", f"{median(steps):.0f} ms")
        row("the same, slowest twentieth", f"{quantiles(steps, n=20)[-1]:.0f} ms")
        row("requests beyond the file itself", str(requests), "= 0", met=requests == 0)


if __name__ == "__main__":
    main()
