"""What a step of the time slider and a comparison cost, next to a filter change of the same page.

Run ``python benchmarks/time_and_compare.py [--sizes 1 40] [--steps 10]``. It drives the app in
headless Chromium and prints one Markdown table. A step is shown by the map alone first, then by the
whole page; both are measured. Only ratios within one run mean something.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.browser import CHANGES, WINDOW, Traffic, Visit, chromium
from benchmarks.filter_and_first_map import surroundings
from benchmarks.servers import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MOST_MESSAGE_KB = 5.0
"""The map's message may be this large: a step sends the same small message as a filter."""

VIEWS = {
    "slider": "",
    "changes between two days": "?panel=compare",
    "swipe of two days": "?panel=compare&compare=swipe",
    "swipe of two filters": "?panel=compare&compare=swipe&against=district%3D金水区",
}
_PAGE_MS = """async () => {
  const map = document.querySelector("iframe[src*='streamlit_folium']").contentWindow.zhengtu;
  const input = document.querySelector(".zt-timeline input.zt-at");
  const before = map.painted;
  const from = performance.now();
  input.dispatchEvent(new KeyboardEvent("keydown", { key: "PageDown", bubbles: true }));
  while (map.painted === before) await new Promise((resolve) => setTimeout(resolve, 2));
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
  return performance.now() - from;
}"""
_MAP_MS = """async (day) => {
  const frame = document.querySelector("iframe[src*='streamlit_folium']").contentWindow;
  const from = performance.now();
  frame.zhengtu.showDay(day);
  await new Promise((resolve) => frame.requestAnimationFrame(() => setTimeout(resolve, 0)));
  return performance.now() - from;
}"""


@dataclass
class Steps:
    """What steps of one view cost: times [ms] and bytes."""

    page_ms: list[float] = field(default_factory=list)
    map_ms: list[float] = field(default_factory=list)
    message_bytes: list[int] = field(default_factory=list)
    socket_bytes: list[int] = field(default_factory=list)


def measure(browser: Browser, *, times: int, steps: int) -> tuple[dict[str, Steps], float]:
    """Step through time in each view; also return the median filter change [ms]."""
    found = {name: Steps() for name in VIEWS}
    with serving("ours", times=times) as server:
        visit = Visit(browser.new_context(viewport=WINDOW), "ours")
        visit.open(server.url)
        filters = median(visit.change(*CHANGES[n % len(CHANGES)]) for n in range(steps))
        for name, query in VIEWS.items():
            visit.open(server.url + query)
            for number in range(steps):
                _step(visit, found[name], number)
    return found, filters


def _step(visit: Visit, numbers: Steps, number: int) -> None:
    if number % 10 == 0:  # back to today: the slider begins in 2013
        visit.page.locator(".zt-timeline input.zt-at").press("End")
        visit.page.wait_for_timeout(800)
        visit.rest()
    visit.traffic = Traffic()
    numbers.page_ms.append(visit.page.evaluate(_PAGE_MS))
    numbers.message_bytes.append(visit.traffic.map_message)
    numbers.socket_bytes.append(visit.traffic.socket)
    visit.page.wait_for_timeout(800)  # the address follows
    visit.rest()
    numbers.map_ms.append(visit.page.evaluate(_MAP_MS, 20150601 + 10_000 * (number % 10)))
    visit.page.evaluate(_MAP_MS, None)


def main(arguments: list[str] | None = None) -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 40], metavar="TIMES")
    parser.add_argument("--steps", type=int, default=10)
    chosen = parser.parse_args(arguments)
    print("| step of | data | map's message, largest | page's bytes, largest "
          "| map alone | whole page | × filter change |")  # fmt: skip
    print("| --- | --- | --- | --- | --- | --- | --- |")
    with chromium() as browser:
        for size in chosen.sizes:
            found, filters = measure(browser, times=size, steps=chosen.steps)
            for name, numbers in found.items():
                message = max(numbers.message_bytes) / 1000
                verdict = "✓" if message <= MOST_MESSAGE_KB else "✗"
                page, alone = median(numbers.page_ms), median(numbers.map_ms)
                print(
                    f"| {name} | ×{size} | {message:.1f} KB (≤ {MOST_MESSAGE_KB:g} {verdict}) "
                    f"| {max(numbers.socket_bytes) / 1000:.1f} KB | {alone:.0f} ms "
                    f"| {page:.0f} ms | {page / filters:.2f} |",
                    flush=True,
                )
        print(f"\n{surroundings(browser.version)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
