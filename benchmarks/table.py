"""The benchmark's answer: one Markdown table with ratios, and whether each aim is met."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.measures import AppNumbers


@dataclass
class Findings:
    """Everything that one run found; ``apps`` by size and app, memory by size [MB], starts [ms]."""

    apps: dict[int, dict[str, AppNumbers]] = field(default_factory=dict)
    memory_mb: dict[int, float] = field(default_factory=dict)
    start_ms: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """A line of the table; an aim is a limit on ``value``, None where there is none."""

    what: str
    size: int
    texts: tuple[str, ...]
    value: float
    at_most: float | None = None
    at_least: float | None = None

    @property
    def verdict(self) -> str:
        """Say whether the aim is met; empty without one."""
        if self.at_most is not None:
            return f"≤ {self.at_most:g} {'✓' if self.value <= self.at_most else '✗'}"
        if self.at_least is not None:
            return f"≥ {self.at_least:g} {'✓' if self.value >= self.at_least else '✗'}"
        return ""


HEAD = ("", "data", "ours", "without map", "usual app", "figure", "aim")


def rows(found: Findings) -> list[Row]:
    """Return the lines of the table, size by size."""
    lines: list[Row] = []
    for size, apps in found.apps.items():
        lines += _change_rows(size, apps) + _first_rows(size, apps)
        if size in found.memory_mb:
            lines.append(_memory_row(size, found.memory_mb[size]))
    if found.start_ms:
        ours, empty = found.start_ms["ours"], found.start_ms["empty"]
        texts = (_ms(ours), f"{_ms(empty)} (empty app)", "")
        lines.append(
            Row("start of the server to first map, × empty app", 1, texts, ours / empty, at_most=2)
        )
    return lines


def _change_rows(size: int, apps: dict[str, AppNumbers]) -> list[Row]:
    ours, bare, usual = (apps[name] for name in ("ours", "ours_without_map", "usual"))
    message, usual_message = max(ours.message_bytes), max(usual.message_bytes)
    socket = [max(app.socket_bytes) for app in (ours, bare, usual)]
    taken = [median(app.change_ms) for app in (ours, bare, usual)]
    times = tuple(map(_ms, taken))
    return [
        Row("filter change: the map's message, largest, KB", size,
            (_kb(message), "", _kb(usual_message)), message / 1000, at_most=5),
        Row("filter change: the page's WebSocket bytes, largest, KB", size,
            tuple(map(_kb, socket)), socket[0] / 1000, at_most=_at(size, 20, 30)),
        Row("filter change to painted map, × the page without a map", size, times,
            taken[0] / taken[1], at_most=_at(size, 1.5, 2)),
        Row("filter change to painted map, times faster than the usual app", size, times,
            taken[2] / taken[0], at_least=_at(size, None, 5)),
    ]  # fmt: skip


def _first_rows(size: int, apps: dict[str, AppNumbers]) -> list[Row]:
    ours, bare, usual = (apps[name] for name in ("ours", "ours_without_map", "usual"))
    taken = [median(app.first_ms) for app in (ours, bare, usual)]
    times = tuple(map(_ms, taken))
    loaded = tuple(_kb(app.first_bytes) for app in (ours, bare, usual))
    again = tuple(_ms(app.second_ms) for app in (ours, bare, usual))
    return [
        Row("first painted map, × the page without a map", size, times,
            taken[0] / taken[1], at_most=_at(size, 1.5, None)),
        Row("first painted map, times faster than the usual app", size, times,
            taken[2] / taken[0], at_least=_at(size, None, 5)),
        Row("first visit: everything downloaded, KB", size, loaded, ours.first_bytes / 1000),
        Row("second visit: first painted map", size, again, ours.second_ms / bare.second_ms),
        Row("second visit: data downloaded, KB", size, (_kb(ours.second_data_bytes), "", ""),
            ours.second_data_bytes / 1000, at_most=0),
    ]  # fmt: skip


def _memory_row(size: int, memory: float) -> Row:
    return Row("memory per session after the filter changes, MB", size, (f"{memory:.2f}", "", ""),
               memory, at_most=_at(size, 1, 5))  # fmt: skip


def _at(size: int, small: float | None, large: float | None) -> float | None:
    """Return the aim of a size: the issue names one for the real data and one for forty times."""
    return {1: small, 40: large}.get(size)


def _ms(value: float) -> str:
    return f"{value:,.0f} ms"


def _kb(value: float) -> str:
    return f"{value / 1000:,.1f}"


def markdown(found: Findings) -> str:
    """Write the table."""
    lines = [HEAD, ("---",) * len(HEAD)]
    lines += [
        (row.what, f"×{row.size}", *row.texts, f"{row.value:.2f}", row.verdict)
        for row in rows(found)
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
