"""The tables of a layer on disk (data/source/<layer>/): records, events, figures, sources."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from geo.errors import Saying
from geo.reading import (
    Column,
    Row,
    flag,
    number,
    one_of,
    read_geometry,
    read_table,
    read_toml,
    text_list,
)
from geo.validation import Issue
from layers.partial_dates import PartialDate
from layers.sources import titled
from layers.statuses import Event, Statement
from layers.vocabulary import (
    BASES,
    DISTRICTS,
    LICENCES,
    PLACEMENTS,
    QUALIFIERS,
    REASONS,
    STATUSES,
    THEMES,
    UNDATED,
    UNITS,
)

if TYPE_CHECKING:
    from pathlib import Path

    from shapely import Geometry

    from layers.layer import Layer

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def slug(cell: str) -> str:
    """Parse an id: ASCII lower case, digits and single hyphens."""
    if not _SLUG.fullmatch(cell):
        raise ValueError(Saying("must be an ASCII slug (a-z, 0-9, hyphens)"))
    return cell


def districts(cell: str) -> tuple[str, ...]:
    """Parse a list of official district and zone names."""
    names = text_list(cell)
    if unknown := [name for name in names if name not in DISTRICTS]:
        raise ValueError(Saying("{name} is none of the 16 districts and zones", name=unknown[0]))
    return names


COMMON_COLUMNS = (
    Column(name="id", parse=slug, required=True),
    Column(name="name_zh", required=True),
    Column(name="name_en", required=True),
    Column(name="category", required=True),
    Column(name="theme", parse=one_of(*THEMES), required=True),
    Column(name="districts", parse=districts, empty=()),
    Column(name="placement", parse=one_of(*PLACEMENTS), required=True),
    Column(name="schematic", parse=flag, empty=False),
    Column(name="accuracy_m", parse=number),
    Column(name="due", parse=PartialDate),
    Column(name="sources", parse=text_list, empty=(), required=True),
    Column(name="licence", parse=one_of(*LICENCES), required=True),
    Column(name="notes_zh"),
    Column(name="notes_en"),
)

EVENT_COLUMNS = (
    Column(name="id", parse=slug, required=True),
    Column(name="date", parse=PartialDate),
    Column(name="qualifier", parse=one_of(*QUALIFIERS)),
    Column(name="status", parse=one_of(*(s for s in STATUSES if s != "unknown")), required=True),
    Column(name="basis", parse=one_of(*BASES), required=True),
    Column(name="source", required=True),
    Column(name="reason", parse=one_of(*REASONS)),
    Column(name="note_zh"),
    Column(name="note_en"),
)

FIGURE_COLUMNS = (
    Column(name="id", parse=slug, required=True),
    Column(name="key", required=True),
    Column(name="value", parse=number, required=True),
    Column(name="source", required=True),
    Column(name="note_zh"),
    Column(name="note_en"),
)

FIGURE_KEY_COLUMNS = (
    Column(name="key", required=True),
    Column(name="unit", parse=one_of(*UNITS), required=True),
    Column(name="label_zh", required=True),
    Column(name="label_en", required=True),
)


@dataclass(frozen=True)
class Figure:
    """A published figure of a record, with its source; the vocabulary of figures has its unit."""

    key: str
    value: float
    source: str
    note_zh: str | None = None
    note_en: str | None = None


@dataclass
class LayerSource:
    """The parsed tables of one layer, joined by id.

    ``row`` in each record, and the ``_rows`` beside events, figures and geometry, are lines of the
    files. ``undated`` are the lines of events.csv whose source has no date.
    """

    layer: Layer
    records: list[Row]
    events: dict[str, list[Event]] = field(default_factory=dict)
    event_rows: dict[str, list[int]] = field(default_factory=dict)
    undated: dict[str, list[Statement]] = field(default_factory=dict)
    undated_rows: dict[str, list[int]] = field(default_factory=dict)
    figures: dict[str, list[Figure]] = field(default_factory=dict)
    figure_rows: dict[str, list[int]] = field(default_factory=dict)
    geometry: dict[str, Geometry] = field(default_factory=dict)
    geometry_rows: dict[str, int | None] = field(default_factory=dict)
    provenance: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, list[Row]] = field(default_factory=dict)
    lines: dict[tuple[str, int], str] = field(default_factory=dict)
    """Record id at each line of events.csv, figures.csv and geometry.geojson, faulty or not."""

    @cached_property
    def sources(self) -> dict[str, dict[str, Any]]:
        """The sources that the layer's provenance.toml defines, by id."""
        listed = self.provenance.get("source", [])
        return {source["id"]: titled(source) for source in listed if "id" in source}


def read_layer(root: Path, layer: Layer, issues: list[Issue]) -> LayerSource:
    """Read the tables of one layer.

    Parameters
    ----------
    root
        data/source.
    layer
        Its declaration.
    issues
        Findings are appended here.

    Raises
    ------
    ReadingError
        If a table is missing or cannot be read at all.
    """
    folder = root / layer.id
    shapes = read_geometry(folder / "geometry.geojson", issues)
    source = LayerSource(
        layer=layer,
        records=read_table(folder / "records.csv", COMMON_COLUMNS + layer.columns, issues),
        geometry={name: located.geometry for name, located in shapes.items()},
        geometry_rows={name: located.row for name, located in shapes.items()},
        provenance=read_toml(folder / "provenance.toml"),
        tables={
            name: read_table(folder / name, columns, issues)
            for name, columns in layer.tables.items()
        },
    )
    source.lines |= {
        ("geometry.geojson", located.row): name
        for name, located in shapes.items()
        if located.row is not None
    }
    _read_events(source, folder / "events.csv", issues)
    for row in _filled(source, folder / "figures.csv", FIGURE_COLUMNS, issues):
        figure = Figure(**{column.name: row[column.name] for column in FIGURE_COLUMNS[1:]})
        source.figures.setdefault(row["id"], []).append(figure)
        source.figure_rows.setdefault(row["id"], []).append(row["row"])
    return source


def _read_events(source: LayerSource, path: Path, issues: list[Issue]) -> None:
    """Read events.csv; a line says when, or that its source does not."""
    rows = _filled(source, path, EVENT_COLUMNS, issues)
    file = f"{source.layer.id}/{path.name}"
    unreadable = {issue.row for issue in issues if (issue.file, issue.column) == (file, "date")}
    for row in rows:
        undated = row["qualifier"] == UNDATED
        if undated is not (row["date"] is None):
            if row["row"] not in unreadable:
                issues.append(_contradiction(file, row))
            continue
        cells = {column.name: row[column.name] for column in EVENT_COLUMNS[1:]}
        if undated:
            held = {name: cells[name] for name in Statement.__dataclass_fields__}
            source.undated.setdefault(row["id"], []).append(Statement(**held))
            source.undated_rows.setdefault(row["id"], []).append(row["row"])
        else:
            source.events.setdefault(row["id"], []).append(Event(**cells))
            source.event_rows.setdefault(row["id"], []).append(row["row"])


def _contradiction(file: str, row: Row) -> Issue:
    return Issue(
        severity="error",
        file=file,
        row=row["row"],
        column="date",
        value=row["date"],
        problem=Saying("an event has either a date or the qualifier undated"),
        remedy=Saying("Give the date of the source; if it has none, leave the cell empty and write "
                      "undated."),
    )  # fmt: skip


def _filled(
    source: LayerSource, path: Path, columns: tuple[Column, ...], issues: list[Issue]
) -> list[Row]:
    """Read a table and leave out the rows that lack a required cell (each is an issue already)."""
    needed = [column.name for column in columns if column.required]
    rows = read_table(path, columns, issues)
    source.lines |= {(path.name, row["row"]): row["id"] for row in rows if row["id"]}
    return [row for row in rows if all(row[name] is not None for name in needed)]
