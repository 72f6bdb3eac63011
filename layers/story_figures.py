"""Figures that a story's text asks for by name, so that no number on screen is typed.

In a text ``{metro.open_km}`` is the open length at the chapter's day and ``{count:layers=metro}`` a
count; ``@`` gives another day: ``{metro.open_km@2013-12-31}``. A figure that nobody knows is said
as unknown; a name that does not exist is an error of the story.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from geo.errors import Saying, UnknownNameError
from layers.catalogue import layer as layer_named
from layers.selection import select
from layers.statuses import STALE, status_at
from layers.summary import metro_length_km, summarise
from layers.view import View, decode
from layers.vocabulary import QUALIFIERS, STATUSES, UNITS, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from layers.build import Dataset
    from layers.partial_dates import PartialDate
    from layers.selection import Record, Selection
    from layers.vocabulary import Language

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_CALL = re.compile(r"([a-z]+(?:[._][a-z]+)*)(?::([^@]+))?(?:@([0-9]{4}-[0-9]{2}-[0-9]{2}))?")
_UNKNOWN = Term("unknown", "不详", "unknown")


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a figure is worked out from: the data, the day of the chapter, the reader's language."""

    dataset: Dataset
    day: date
    language: Language

    def selection(self, query: str) -> Selection:
        """Select by the words of a page's address (``layers=metro&status=completed``)."""
        view, misread = decode(dict(parse_qsl(query)))
        if misread:
            raise _no_such(misread[0].value)
        return select(self.dataset, replace(view, at=self.day), today=self.day)

    def record(self, identifier: str) -> Record:
        """Return a record of any layer."""
        found = select(self.dataset, View(), today=self.day).record(identifier)
        if found is None:
            raise _no_such(identifier)
        return found


@dataclass(frozen=True)
class StoryFigure:
    """A figure by its name: what it is, an example, and how it is worked out.

    ``compute`` takes the scope and what stands behind the colon (or nothing).
    """

    about: Term
    example: str
    compute: Callable[[Scope, str], str]


def fill(text: str, scope: Scope) -> str:
    """Replace every ``{figure}`` of a plain text.

    Raises
    ------
    UnknownNameError
        If there is no such figure (the check of a story finds it first).
    """
    return _PLACEHOLDER.sub(lambda found: _value(found[1], scope), text)


def figure_problems(text: str, scope: Scope) -> Iterator[tuple[str, Saying]]:
    """Find placeholders that mean nothing: (placeholder, what is wrong)."""
    for name in _PLACEHOLDER.findall(text):
        try:
            _value(name, scope)
        except UnknownNameError as error:
            yield f"{{{name}}}", error.saying


def _value(placeholder: str, scope: Scope) -> str:
    call = _CALL.fullmatch(placeholder)
    figure = FIGURES.get(call[1]) if call else None
    if call is None or figure is None:
        raise UnknownNameError("there is no figure {name}; there are {known}",
                               name=placeholder, known=", ".join(FIGURES))  # fmt: skip
    if call[3]:
        try:
            scope = replace(scope, day=date.fromisoformat(call[3]))
        except ValueError:
            raise _no_such(call[3]) from None
    return figure.compute(scope, call[2] or "")


def _no_such(name: str) -> UnknownNameError:
    return UnknownNameError("there is no {name} in the data", name=name)


def written_date(text: str, language: Language) -> str:
    """Write a date as precise as it is known: ``2013-12`` is 2013年12月, December 2013."""
    parts = [int(part) for part in text.split("-")]
    if language == "zh":
        return "".join(f"{part}{unit}" for part, unit in zip(parts, "年月日", strict=False))
    words = [str(parts[0])] if parts else []
    if len(parts) > 1:
        words.insert(0, _MONTHS[parts[1] - 1])
    return " ".join([str(part) for part in parts[2:]] + words)


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _date(value: PartialDate | None, scope: Scope) -> str:
    return written_date(value.text, scope.language) if value else _UNKNOWN.label(scope.language)


def _split(argument: str) -> tuple[str, str]:
    head, _, tail = argument.rpartition(".")
    return head, tail


def _day(scope: Scope, _argument: str) -> str:
    return written_date(scope.day.isoformat(), scope.language)


def _open_km(scope: Scope, _argument: str) -> str:
    return f"{metro_length_km(scope.dataset, scope.day):.1f}"


def _open_km_all(scope: Scope, _argument: str) -> str:
    return f"{metro_length_km(scope.dataset, scope.day, outside_city=True):.1f}"


def _goal_km(scope: Scope, _argument: str) -> str:
    goals = [figure.length_km for figure in scope.dataset.network if figure.kind == "goal"]
    return f"{goals[0]:,.10g}" if goals else _UNKNOWN.label(scope.language)


def _goal_share(scope: Scope, _argument: str) -> str:
    goals = [figure.length_km for figure in scope.dataset.network if figure.kind == "goal"]
    if not goals:
        return _UNKNOWN.label(scope.language)
    return f"{metro_length_km(scope.dataset, scope.day) / goals[0]:.0%}"


def _published(scope: Scope, part: str) -> str:
    known = [
        figure
        for figure in scope.dataset.network
        if (figure.kind, figure.basis) == ("open", "published") and figure.date.last <= scope.day
    ]
    if part not in ("km", "date"):
        raise _no_such(part)
    if not known:
        return _UNKNOWN.label(scope.language)
    return f"{known[-1].length_km:,.10g}" if part == "km" else _date(known[-1].date, scope)


def _count(scope: Scope, query: str) -> str:
    return str(int(scope.selection(query).rows.sum()))


def _stale(scope: Scope, query: str) -> str:
    selection = scope.selection(query)
    return str(int((selection.rows & (selection.codes >= STALE)).sum()))


def _located(scope: Scope, query: str) -> str:
    selection = scope.selection(query)
    return str(int((selection.rows & selection.index.located).sum()))


def _named(scope: Scope, layer: str) -> str:
    layer_named(layer)
    return str(summarise(scope.selection("candidates=1"), layer).named)


def _certain(scope: Scope, layer: str) -> str:
    layer_named(layer)
    certain = summarise(scope.selection("candidates=1"), layer).certain
    return _UNKNOWN.label(scope.language) if certain is None else str(certain)


def _unnamed(scope: Scope, layer: str) -> str:
    layer_named(layer)
    summary = summarise(scope.selection("candidates=1"), layer)
    if len(summary.promised) != 1:
        return _UNKNOWN.label(scope.language)
    return f"{summary.promised[0][1] - summary.named:.0f}"


def _candidates(scope: Scope, _argument: str) -> str:
    return str(scope.selection("").candidates())


def _figure(scope: Scope, argument: str) -> str:
    identifier, key = _split(argument)
    figures = {figure.key: figure for figure in scope.record(identifier)["figures"]}
    if key not in figures:
        raise _no_such(argument)
    written = scope.dataset.figure_keys[key].value(figures[key].value, scope.language)
    return _set(written, scope.language)


def _set(written: str, language: Language) -> str:
    """Return a number and its unit as running text has them: Chinese leaves no blank."""
    return written.replace(" ", "") if language == "zh" else written


def _commitment(scope: Scope, identifier: str) -> dict[str, object]:
    found = next((row for row in scope.dataset.commitments if row["id"] == identifier), None)
    if found is None:
        raise _no_such(identifier)
    return found


def _target(scope: Scope, identifier: str) -> str:
    row = _commitment(scope, identifier)
    if row["quantity"] is None:
        return _UNKNOWN.label(scope.language)
    unit = row[f"unit_{scope.language}"] or ""
    space = "" if str(unit).startswith("%") else " "
    return _set(f"{row['quantity']:,.10g}{space}{unit}".strip(), scope.language)


def _due(scope: Scope, identifier: str) -> str:
    due = _commitment(scope, identifier)["due"]
    return _date(due, scope)  # type: ignore[arg-type]  # a parsed cell


def _since(scope: Scope, argument: str) -> str:
    identifier, status = _split(argument)
    if status not in STATUSES:
        raise _no_such(status)
    begun = None
    before = None
    for event in scope.record(identifier)["events"]:
        if event.status == status != before:
            begun = event  # a correction may have taken an earlier one back
        before = event.status
    if begun is None:
        return _UNKNOWN.label(scope.language)
    return _qualified(begun.qualifier, _date(begun.date, scope), scope.language)


def _qualified(qualifier: str | None, text: str, language: Language) -> str:
    if qualifier is None:
        return text
    words = QUALIFIERS[qualifier].label(language)
    return f"{words}{text}" if language == "zh" else f"{words[0].lower()}{words[1:]} {text}"


def _status(scope: Scope, identifier: str) -> str:
    state = status_at(scope.record(identifier)["events"], scope.day)
    label = STATUSES[state.status].label(scope.language)
    if not state.stale or state.last_event is None:
        return label
    last = _date(state.last_event.date, scope)
    known = (
        f"（{last}之后未见消息）" if scope.language == "zh" else f" (nothing known since {last})"
    )
    return label + known


def _name(scope: Scope, identifier: str) -> str:
    return str(scope.record(identifier)[f"name_{scope.language}"])


def _programme(scope: Scope, key: str) -> str:
    rows = scope.dataset.tables.get("dead_end_roads/programme.csv", [])
    row = next((row for row in rows if row["key"] == key), None)
    if row is None:
        raise _no_such(key)
    unit = UNITS[row["unit"]].label(scope.language)
    return _set(f"{row['value']:,.10g} {unit}".strip(), scope.language)


FIGURES: dict[str, StoryFigure] = {
    name: StoryFigure(Term(name, zh, en), example, compute)
    for name, zh, en, example, compute in (
        ("day", "本章日期", "The chapter's day", "{day}", _day),
        ("metro.open_km", "当日运营里程之和（不含许昌段），公里",
         "Sum of the lengths open at the day, without Xuchang, km", "{metro.open_km}", _open_km),
        ("metro.open_km_with_xuchang", "当日运营里程之和（含许昌段），公里",
         "The same with the Xuchang section, km", "{metro.open_km_with_xuchang}", _open_km_all),
        ("metro.goal_km", "报告的里程目标，公里", "The report's goal, km",
         "{metro.goal_km}", _goal_km),
        ("metro.goal_share", "当日运营里程之和（不含许昌段）占目标的比例",
         "Share of the goal open at the day, without Xuchang", "{metro.goal_share}", _goal_share),
        ("metro.published", "当日之前最近公布的全网里程（km）或其日期（date）",
         "Length of the network last published before the day (km), or its date",
         "{metro.published:km}", _published),
        ("count", "符合条件的要素数（条件同网址参数）",
         "Records that match (in the words of a page's address)",
         "{count:layers=metro&status=construction}", _count),
        ("stale", "其中两年以上无消息的数量", "Those without news for over 24 months",
         "{stale:layers=parks}", _stale),
        ("located", "其中有位置的数量", "Those with a position",
         "{located:layers=parks}", _located),
        ("named", "某图层有具体名称的数量", "Records of a layer with a name of their own",
         "{named:dead_end_roads}", _named),
        ("certain", "某图层中来源明确的数量", "Those that a source names without doubt",
         "{certain:core_blocks}", _certain),
        ("unnamed", "某图层承诺数量中没有查到名称的数量",
         "Of a layer's promised number, those that no source names",
         "{unnamed:dead_end_roads}", _unnamed),
        ("candidates", "未经证实的候选核心板块数", "Unconfirmed candidates among the core blocks",
         "{candidates}", _candidates),
        ("figure", "某要素公布的数值", "A published figure of a record",
         "{figure:metro-line-1-phase-1.length_km}", _figure),
        ("target", "某项承诺的数量", "Quantity of a promise", "{target:core-blocks-32}", _target),
        ("due", "某项承诺的期限", "Due date of a promise", "{due:metro-network-700km}", _due),
        ("since", "某要素首次处于某状态的日期", "Date on which a record reached a status",
         "{since:metro-line-1-phase-1.completed}", _since),
        ("status", "某要素当日的状态", "Status of a record at the day",
         "{status:metro-line-8-phase-1}", _status),
        ("name", "某要素的名称", "Name of a record", "{name:metro-line-8-phase-1}", _name),
        ("programme", "断头路计划中公布的数值", "A published figure of the dead-end road programme",
         "{programme:finished_2021}", _programme),
    )
}  # fmt: skip
"""The declared set of figures, by name."""
