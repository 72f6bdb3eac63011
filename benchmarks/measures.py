"""What is measured of each app, as plain numbers."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.browser import CHANGES, WINDOW, Visit
from benchmarks.servers import Server, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MAPLESS = ("ours_without_map", "empty")


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
    firsts: int = 5
    sessions: int = 20
    session_changes: int = 20
    starts: int = 5


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


def measure_app(browser: Browser, app: str, *, times: int, effort: Effort) -> AppNumbers:
    """Measure first visits, a second visit and filter changes of an app.

    Parameters
    ----------
    browser
        A running browser.
    app
        Module of :mod:`benchmarks.apps`.
    times
        How many times it carries the data.
    effort
        How often each thing is repeated.
    """
    say(f"x{times} {app}")
    numbers = AppNumbers()
    with serving(app, times=times) as server:
        _visit_once(browser, app, server)  # the server's own first time is measured elsewhere
        for _ in range(effort.firsts):
            _visit_once(browser, app, server, numbers)
        context = browser.new_context(viewport=WINDOW)
        visit = Visit(context, app)
        visit.open(server.url)
        for step in range(effort.changes):
            numbers.change_ms.append(visit.change(*CHANGES[step % len(CHANGES)]))
            numbers.message_bytes.append(visit.traffic.map_message)
            numbers.socket_bytes.append(visit.traffic.socket)
        visit.page.close()
        again = Visit(context, app)
        numbers.second_ms = again.open(server.url)
        numbers.second_data_bytes = again.traffic.data
        context.close()
    return numbers


def _visit_once(
    browser: Browser, app: str, server: Server, numbers: AppNumbers | None = None
) -> None:
    context = browser.new_context(viewport=WINDOW)
    visit = Visit(context, app)
    shown = visit.open(server.url)
    if numbers is not None:
        numbers.first_ms.append(shown)
        numbers.first_bytes = visit.traffic.http + visit.traffic.socket
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


def measure_start(browser: Browser, app: str, *, effort: Effort) -> float:
    """Return the median time from the start of a server's process to its first picture [ms]."""
    say(f"start of {app}")
    taken = []
    for _ in range(effort.starts):
        with serving(app) as server:
            context = browser.new_context(viewport=WINDOW)
            Visit(context, app).open(server.url, rest=False)
            taken.append((time.perf_counter() - server.started) * 1000)
            context.close()
    return median(taken)


def say(what: str) -> None:
    """Tell whoever waits what is being measured."""
    print(what, file=sys.stderr, flush=True)
