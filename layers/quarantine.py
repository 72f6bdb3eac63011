"""Leave out what a blocking issue touches, so that the rest of the map keeps working.

The build for tests and releases refuses a table with blocking issues; a running server shows them
and goes on without the records concerned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.records import LayerSource

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.reading import Row
    from geo.validation import Issue

_HEADER = 1


def errors_of(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Return the blocking ones of the issues."""
    return tuple(issue for issue in issues if issue.severity == "error")


def without_faults(source: LayerSource, issues: Iterable[Issue]) -> LayerSource:
    """Return a layer's tables without the records that a blocking issue touches.

    A fault in the header, or in a table as a whole, leaves no record of the layer; one in
    provenance.toml touches none.

    Parameters
    ----------
    source
        The tables of the layer.
    issues
        Findings about any table.
    """
    faulty: set[str] = set()
    for issue in errors_of(issues):
        folder, _, table = issue.file.partition("/")
        if folder != source.layer.id or table in {"provenance.toml", *source.layer.tables}:
            continue
        found = _ids_at(source, table, issue)
        if found is None:
            return LayerSource(layer=source.layer, records=[], provenance=source.provenance)
        faulty |= found
    return LayerSource(
        layer=source.layer,
        records=[row for row in source.records if row["id"] not in faulty],
        events=source.events,
        undated=source.undated,
        figures=source.figures,
        geometry=source.geometry,
        provenance=source.provenance,
        tables={
            name: sound_rows(rows, issues, f"{source.layer.id}/{name}")
            for name, rows in source.tables.items()
        },
    )


def _ids_at(source: LayerSource, table: str, issue: Issue) -> set[str] | None:
    """Return the ids at the place of an issue, or None if it is about the whole table."""
    if table == "records.csv" and issue.row not in (None, _HEADER):
        return {row["id"] for row in source.records if row["row"] == issue.row}
    if (found := source.lines.get((table, issue.row or 0))) is not None:
        return {found}
    if str(issue.value) in {row["id"] for row in source.records}:
        return {str(issue.value)}
    return None if issue.row in (None, _HEADER) else set()


def sound_rows(rows: list[Row], issues: Iterable[Issue], file: str) -> list[Row]:
    """Return the rows of a table that no blocking issue touches."""
    touched = {issue.row for issue in errors_of(issues) if issue.file == file}
    return [row for row in rows if row["row"] not in touched and _HEADER not in touched]
