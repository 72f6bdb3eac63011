"""What must hold between the tables of a layer; each finding says file, row, column and remedy."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from geo.errors import Saying
from geo.validation import Issue
from layers.statuses import order_problems

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from geo.reading import Row
    from layers.records import LayerSource
    from layers.statuses import Event, Statement

LAYER_FACTS = ("compiled", "datum", "method_zh", "method_en", "gaps_zh", "gaps_en", "licence")
"""What the [layer] table of provenance.toml must say."""

SOURCE_FACTS = ("id", "licence")
"""What every [[source]] of provenance.toml must say, beside its title (:func:`_untitled`)."""

_HAN = re.compile(r"[\u4e00-\u9fff]")

_ADD_SOURCE = Saying("Add it there.")


def check_layer(source: LayerSource, figure_keys: Collection[str]) -> Iterator[Issue]:
    """Check the tables of one layer against each other.

    Parameters
    ----------
    source
        The tables.
    figure_keys
        The figures that data/source/figures.csv declares.
    """
    yield from _check_provenance(source)
    for row in source.records:
        yield from _check_record(source, row)
        yield from _check_cited(source, row)
    yield from _check_ids(source)
    yield from _check_figures(source, figure_keys)
    for identifier, events in source.events.items():
        rows = source.event_rows[identifier]
        yield from _check_order(source, rows, events)
        yield from _check_dates(source, rows, events)
        yield from _check_event_sources(source, rows, events)
    for identifier, statements in source.undated.items():
        yield from _check_event_sources(source, source.undated_rows[identifier], statements)


def _file(source: LayerSource, table: str) -> str:
    return f"{source.layer.id}/{table}"


def _check_provenance(source: LayerSource) -> Iterator[Issue]:
    def missing(table: str, fact: str, value: object = None) -> Issue:
        return Issue(
            severity="error",
            file=_file(source, "provenance.toml"),
            column=f"{table}.{fact}",
            value=value,
            problem=Saying("it is not said"),
            remedy=Saying("Add it."),
        )

    stated = source.provenance.get("layer", {})
    yield from (missing("layer", fact) for fact in LAYER_FACTS if not stated.get(fact))
    listed = source.provenance.get("source", [])
    for cited in listed:
        absent = [fact for fact in SOURCE_FACTS if not cited.get(fact)] + _untitled(cited)
        yield from (missing("source", fact, cited.get("id")) for fact in absent)
    for name, count in Counter(cited.get("id") for cited in listed).items():
        if count > 1:
            yield Issue(
                severity="error",
                file=_file(source, "provenance.toml"),
                column="source.id",
                value=name,
                problem=Saying("the id stands twice"),
                remedy=Saying("Keep one."),
            )


def _untitled(source: dict[str, Any]) -> list[str]:
    """Return the titles that a source lacks: a Chinese citation does alone, nothing else does."""
    given = [fact for fact in ("title", "title_zh", "title_en") if source.get(fact)]
    if not given:
        return ["title"]
    if "title" in given and _HAN.search(source["title"]):
        return []
    return [fact for fact in ("title_zh", "title_en") if fact not in given]


def record_issue(
    source: LayerSource, row: Row, column: str, *, problem: Saying, remedy: Saying
) -> Issue:
    """Make the blocking issue of one cell of records.csv."""
    value = row[column]
    return Issue(
        severity="error",
        file=_file(source, "records.csv"),
        row=row["row"],
        column=column,
        value=";".join(value) if isinstance(value, tuple) else value,
        problem=problem,
        remedy=remedy,
    )


def _check_record(source: LayerSource, row: Row) -> Iterator[Issue]:
    categories = source.layer.categories
    located = row["id"] in source.geometry
    if row["category"] is not None and row["category"] not in categories:
        yield record_issue(
            source, row, "category",
            problem=Saying("the category is not declared by the layer"),
            remedy=Saying("Use one of {words}.", words=", ".join(categories)),
        )  # fmt: skip
    if (row["placement"] == "unlocated") == located:
        yield record_issue(
            source, row, "placement",
            problem=Saying("placement and geometry.geojson disagree"),
            remedy=Saying("An unlocated record has no geometry, every other record has one."),
        )  # fmt: skip
    if (row["accuracy_m"] is None) == located:
        yield record_issue(
            source, row, "accuracy_m",
            problem=Saying("a located record needs an accuracy, an unlocated one has none"),
            remedy=Saying("Give the honest horizontal estimate in metres."),
        )  # fmt: skip
    if (row["licence"] == "facts") == located:
        yield record_issue(
            source, row, "licence",
            problem=Saying("only a record without geometry holds nothing but facts"),
            remedy=Saying("Give the licence of the position, or 'facts' if there is none."),
        )  # fmt: skip


def _check_cited(source: LayerSource, row: Row) -> Iterator[Issue]:
    for cited in row["sources"]:
        if cited not in source.sources:
            yield record_issue(
                source, row, "sources",
                problem=Saying("the source {name} is not in provenance.toml", name=cited),
                remedy=_ADD_SOURCE,
            )  # fmt: skip


def _check_ids(source: LayerSource) -> Iterator[Issue]:
    ids = {row["id"] for row in source.records}
    for table, rows in (
        ("geometry.geojson", {name: [row] for name, row in source.geometry_rows.items()}),
        ("events.csv", source.undated_rows | source.event_rows),
        ("figures.csv", source.figure_rows),
    ):
        for identifier in rows.keys() - ids:
            yield Issue(
                severity="error",
                file=_file(source, table),
                row=rows[identifier][0],
                column="id",
                value=identifier,
                problem=Saying("no record has this id"),
                remedy=Saying("Correct the id."),
            )


def _check_figures(source: LayerSource, figure_keys: Collection[str]) -> Iterator[Issue]:
    def issue(row: int, column: str, value: str, *, problem: Saying, remedy: Saying) -> Issue:
        return Issue(
            severity="error", file=_file(source, "figures.csv"), row=row, column=column,
            value=value, problem=problem, remedy=remedy,
        )  # fmt: skip

    for identifier, figures in source.figures.items():
        seen: set[str] = set()
        for row, figure in zip(source.figure_rows[identifier], figures, strict=True):
            if figure.key not in figure_keys:
                yield issue(
                    row, "key", figure.key,
                    problem=Saying("the figure is not declared"),
                    remedy=Saying("Declare it in data/source/figures.csv."),
                )  # fmt: skip
            if figure.key in seen:
                yield issue(
                    row, "key", figure.key,
                    problem=Saying("the record has this figure already"),
                    remedy=Saying("Keep one; a second source goes into the note."),
                )  # fmt: skip
            seen.add(figure.key)
            if figure.source not in source.sources:
                yield issue(
                    row, "source", figure.source,
                    problem=Saying("the source is not in provenance.toml"),
                    remedy=_ADD_SOURCE,
                )  # fmt: skip


def _event_issue(
    source: LayerSource, row: int, column: str, value: object, *, problem: Saying, remedy: Saying
) -> Issue:
    return Issue(
        severity="error", file=_file(source, "events.csv"), row=row, column=column,
        value=str(value), problem=problem, remedy=remedy,
    )  # fmt: skip


def _check_order(source: LayerSource, rows: list[int], events: list[Event]) -> Iterator[Issue]:
    for index, column, problem in order_problems(events):
        yield _event_issue(
            source, rows[index], column, getattr(events[index], column), problem=problem,
            remedy=Saying("Order the events, or give the reason (renewal or correction)."),
        )  # fmt: skip


def _check_dates(source: LayerSource, rows: list[int], events: list[Event]) -> Iterator[Issue]:
    """Find plans, and undated statements that were given the day on which they were read."""
    compiled = source.provenance.get("layer", {}).get("compiled")
    if not isinstance(compiled, date):
        return
    for row, event in zip(rows, events, strict=True):
        if event.date.first > compiled:
            yield _event_issue(
                source, row, "date", event.date,
                problem=Saying("it lies after the day on which the layer was compiled"),
                remedy=Saying("A plan is no event; correct the date or remove the line."),
            )  # fmt: skip
        elif event.date.first == compiled and event.basis != "published":
            yield _event_issue(
                source, row, "date", event.date,
                problem=Saying("it is the day on which the layer was compiled"),
                remedy=Saying("The day of reading dates nothing: leave the cell empty and write "
                              "undated."),
            )  # fmt: skip


def _check_event_sources(
    source: LayerSource, rows: list[int], statements: Sequence[Statement]
) -> Iterator[Issue]:
    for row, statement in zip(rows, statements, strict=True):
        if statement.source not in source.sources:
            yield _event_issue(
                source, row, "source", statement.source,
                problem=Saying("the source is not in provenance.toml"),
                remedy=_ADD_SOURCE,
            )  # fmt: skip
