"""The tables of a layer on disk (data/source/<layer>/): common columns, events, figures, sources."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.errors import Saying
from geo.reading import Column, Row, flag, number, one_of, read_geometry, read_table, read_toml
from geo.reading import text_list
from geo.validation import Issue
from layers.partial_dates import PartialDate
from layers.statuses import Event
from layers.vocabulary import BASES, DISTRICTS, LICENCES, PLACEMENTS, QUALIFIERS, REASONS
from layers.vocabulary import STATUSES, THEMES, UNITS

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
    Column(name="date", parse=PartialDate, required=True),
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
    """A published figure of a record, with its unit and source."""

    key: str
    value: float
    source: str
    note_zh: str | None = None
    note_en: str | None = None


@dataclass
class LayerSource:
    """The parsed tables of one layer, joined by id; ``row`` in each record is its line."""

    layer: Layer
    records: list[Row]
    events: dict[str, list[Event]] = field(default_factory=dict)
    event_rows: dict[str, list[int]] = field(default_factory=dict)
    figures: dict[str, list[Figure]] = field(default_factory=dict)
    geometry: dict[str, Geometry] = field(default_factory=dict)
    provenance: dict[str, Any] = field(default_factory=dict)

    @property
    def sources(self) -> dict[str, dict[str, Any]]:
        """The sources that the layer's provenance.toml defines, by id."""
        return {source["id"]: source for source in self.provenance.get("source", [])}


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
    source = LayerSource(
        layer=layer,
        records=read_table(folder / "records.csv", COMMON_COLUMNS + layer.columns, issues),
        geometry=read_geometry(folder / "geometry.geojson", issues),
        provenance=read_toml(folder / "provenance.toml"),
    )
    if (folder / "events.csv").exists():
        _read_events(folder, source, issues)
    if (folder / "figures.csv").exists():
        for row in read_table(folder / "figures.csv", FIGURE_COLUMNS, issues):
            figure = Figure(
                row["key"], row["value"], row["source"], row["note_zh"], row["note_en"]
            )
            source.figures.setdefault(row["id"], []).append(figure)
    return source


def _read_events(folder: Path, source: LayerSource, issues: list[Issue]) -> None:
    for row in read_table(folder / "events.csv", EVENT_COLUMNS, issues):
        if row["date"] is None or row["status"] is None:
            continue
        event = Event(**{column.name: row[column.name] for column in EVENT_COLUMNS[1:]})
        source.events.setdefault(row["id"], []).append(event)
        source.event_rows.setdefault(row["id"], []).append(row["row"])
