"""What is measured of each app, as plain numbers."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.browser import CHANGES, WINDOW, Visit
from benchmarks.servers import Server, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

APPS = ("ours_without_map", "ours", "usual")


@dataclass(frozen=True)
class Effort:
    """How often things are repeated.

    Parameters
    ----------
    changes
        Filter changes per app and size, and per session when memory is measured.
    firsts
        First visits, each with an empty cache.
    sessions
        Sessions held open when memory is measured.
    starts
        Starts of the server.
    """

    changes: int = 24
    firsts: int = 9
    sessions: int = 20
    session_changes: int = 20
    starts: int = 9


QUICK = Effort(changes=12, firsts=2, sessions=4, session_changes=4, starts=2)


@dataclass
class AppNumbers:
    """One app at one size; times in ms, sizes in bytes."""

    change_ms: list[float] = field(default_factory=list)
    message_bytes: list[int] = field(default_factory=list)
    socket_bytes: list[int] = field(default_factory=list)
    first_ms: list[float] = field(default_factory=list)
    first_bytes: int = 0
    second_ms: float = 0.0
    second_data_bytes: int = 0


def measure_apps(browser: Browser, *, times: int, effort: Effort) -> dict[str, AppNumbers]:
    """Measure first visits, a second visit and filter changes of the apps, side by side.

    They take turns at every step, so that whatever else the machine does hits all of them.

    Parameters
    ----------
    browser
        A running browser.
    times
        How many times each app carries the data.
    effort
        How often each thing is repeated.
    """
    found = {app: AppNumbers() for app in APPS}
    with ExitStack() as stack:
        servers = {app: stack.enter_context(serving(app, times=times)) for app in APPS}
        for attempt in range(effort.firsts + 1):
            say(f"x{times}: first visit {attempt} of {effort.firsts}")
            for app, numbers in found.items():
                _visit_once(browser, servers[app], app, numbers if attempt else AppNumbers())
        visits = {app: Visit(browser.new_context(viewport=WINDOW), app) for app in APPS}
        for app, visit in visits.items():
            visit.open(servers[app].url)
        for step in range(effort.changes):
            say(f"x{times}: filter change {step + 1} of {effort.changes}")
            for app, numbers in found.items():
                _change(visits[app], CHANGES[step % len(CHANGES)], numbers)
        for app, numbers in found.items():
            _visit_again(visits[app], servers[app], numbers)
    return found


def _visit_once(browser: Browser, server: Server, app: str, numbers: AppNumbers) -> None:
    """Visit with an empty cache; the server's own first time is not counted (see its start)."""
    context = browser.new_context(viewport=WINDOW)
    visit = Visit(context, app)
    numbers.first_ms.append(visit.open(server.url))
    numbers.first_bytes = visit.traffic.http + visit.traffic.socket
    context.close()


def _change(visit: Visit, box: tuple[str, str], numbers: AppNumbers) -> None:
    visit.page.bring_to_front()  # a page behind another is not painted
    numbers.change_ms.append(visit.change(*box))
    numbers.message_bytes.append(visit.traffic.map_message)
    numbers.socket_bytes.append(visit.traffic.socket)


def _visit_again(visit: Visit, server: Server, numbers: AppNumbers) -> None:
    context = visit.page.context
    visit.page.close()
    again = Visit(context, visit.app)
    numbers.second_ms = again.open(server.url)
    numbers.second_data_bytes = again.traffic.data
    context.close()


def measure_memory(browser: Browser, *, times: int, effort: Effort) -> float:
    """Return the server's memory per session of ours [MB], after filter changes in each.

    Every session is a reader of its own and stays connected. Two that came before have made the
    server do everything once.
    """
    say(f"x{times} memory")
    with serving("ours", times=times) as server:
        opened = [_use(browser, server, effort) for _ in range(2)]
        before = server.memory_mb()
        opened += [_use(browser, server, effort) for _ in range(effort.sessions)]
        grown = server.memory_mb() - before
        for visit in opened:
            visit.page.context.close()
    return grown / effort.sessions


def _use(browser: Browser, server: Server, effort: Effort) -> Visit:
    visit = Visit(browser.new_context(viewport=WINDOW), "ours")
    visit.open(server.url)
    for step in range(effort.session_changes):
        visit.change(*CHANGES[step % len(CHANGES)])
    return visit


def measure_starts(browser: Browser, *, effort: Effort) -> dict[str, float]:
    """Return the median time from the start of a server's process to its first picture [ms]."""
    taken: dict[str, list[float]] = {app: [] for app in ("empty", "ours")}
    for attempt in range(effort.starts):
        say(f"start {attempt + 1} of {effort.starts}")
        for app, found in taken.items():
            with serving(app) as server:
                context = browser.new_context(viewport=WINDOW)
                Visit(context, app).open(server.url, rest=False)
                found.append((time.perf_counter() - server.started) * 1000)
                context.close()
    return {app: median(found) for app, found in taken.items()}


def say(what: str) -> None:
    """Tell whoever waits what is being measured."""
    print(what, file=sys.stderr, flush=True)
