"""Build every layer from data/source: read, validate, join, measure, and write a manifest.

Run ``python -m layers.build`` to check the source tables; it prints every issue and the manifest,
and exits with 1 if an issue blocks.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from geo.console import print_any_text
from geo.crs import WGS84
from geo.errors import ReadingError, Saying
from geo.measures import area_km2, length_km
from geo.reading import Row, read_table
from geo.validation import DataError, Issue
from layers.catalogue import CATALOGUE
from layers.checks import check_layer
from layers.network import NetworkFigure, read_network
from layers.position_checks import check_positions
from layers.promises import read_commitments, read_links
from layers.quarantine import errors_of, sound_rows, without_faults
from layers.records import COMMON_COLUMNS, FIGURE_KEY_COLUMNS, LayerSource, read_layer
from layers.statuses import steps
from layers.story_reading import stories_in
from layers.vocabulary import UNITS, Term

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers.layer import Layer
    from layers.vocabulary import Language

SOURCE = Path(__file__).parent.parent / "data" / "source"
"""The tables that ship with the project."""

CITY_ID = "city-410100-zhengzhou"
"""Id under which links name the whole city; its outline is that of the districts together."""


@dataclass(frozen=True)
class FigureKey:
    """Name and unit of a published figure."""

    label: Term
    unit: Term

    def value(self, number: float, language: Language) -> str:
        """Write a number with its unit."""
        return f"{number:,.10g} {self.unit.label(language)}".strip()


@dataclass(frozen=True, eq=False)
class Dataset:
    """Everything that the map shows, built once and shared by every session; never changed.

    ``frames`` holds one GeoDataFrame per layer (WGS 84; a default RangeIndex, in the order of
    records.csv) with the common columns of a record, the layer's own, and ``layer``, ``events``
    (tuple of Event), ``undated`` (tuple of Statement), ``steps``, ``figures`` (tuple of Figure),
    ``links`` (tuple of (commitment id, kind)), ``length_km_computed`` and ``area_km2_computed``
    (NaN where not measurable).
    """

    frames: dict[str, gpd.GeoDataFrame]
    sources: dict[str, dict[str, dict[str, Any]]]
    provenance: dict[str, dict[str, Any]]
    commitments: list[Row]
    links: list[Row]
    figure_keys: dict[str, FigureKey]
    network: list[NetworkFigure]
    tables: dict[str, list[Row]]
    issues: tuple[Issue, ...]
    version: str

    def manifest(self) -> dict[str, Any]:
        """Return counts, bounds and issues of the build, as plain values."""
        return {
            "version": self.version,
            "layers": {name: _facts(frame) for name, frame in self.frames.items()},
            "commitments": len(self.commitments),
            "links": dict(Counter(link["kind"] for link in self.links)),
            "issues": [asdict(issue) | {"value": str(issue.value)} for issue in self.issues],
        }


def _facts(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    located = frame[frame.geometry.notna()]
    bounds = [round(float(value), 5) for value in located.total_bounds] if len(located) else None
    return {
        "records": len(frame),
        "located": len(located),
        "placement": dict(Counter(frame["placement"])),
        "bounds": bounds,
    }


def build(root: Path = SOURCE, *, keep_faulty: bool = True) -> Dataset:
    """Read and validate the source tables and build the frames.

    Parameters
    ----------
    root
        Folder of the source tables.
    keep_faulty
        False leaves out the records, commitments and links that a blocking issue touches; a table
        that cannot be read then is an issue as well.

    Returns
    -------
    The dataset; its ``issues`` may hold errors (see :func:`require_sound`).

    Raises
    ------
    ReadingError
        If a table is missing or unreadable (unless it is a layer's and ``keep_faulty`` is false).
    """
    issues: list[Issue] = []
    figure_keys = _read_figure_keys(root, issues)
    sources = {
        layer.id: _read_layer(root, layer, issues, strict=keep_faulty) for layer in CATALOGUE
    }
    unread = {issue.file.rstrip("/") for issue in issues if issue.file.endswith("/")}
    for name, source in sources.items():
        if name not in unread:
            issues.extend(check_layer(source, figure_keys))
    issues.extend(_check_unique(sources))
    commitments = read_commitments(root, issues)
    known = {row["id"] for source in sources.values() for row in source.records} | {CITY_ID}
    links = read_links(root, issues, commitments={row["id"] for row in commitments}, records=known)
    frames = {name: _frame(source, links) for name, source in sources.items()}
    network = read_network(root, issues, sources=sources["metro"].sources)
    issues.extend(check_positions(sources, frames))
    if not keep_faulty and errors_of(issues):
        sources = {name: without_faults(source, issues) for name, source in sources.items()}
        commitments = sound_rows(commitments, issues, "commitments/commitments.csv")
        links = _sound_links(links, issues, sources, commitments)
        frames = {name: _frame(source, links) for name, source in sources.items()}
    return Dataset(
        frames=frames,
        sources={name: source.sources for name, source in sources.items()},
        provenance={name: source.provenance.get("layer", {}) for name, source in sources.items()},
        commitments=commitments,
        links=links,
        figure_keys=figure_keys,
        network=network,
        tables={
            f"{source.layer.id}/{name}": rows
            for source in sources.values()
            for name, rows in source.tables.items()
        },
        issues=tuple(issues),
        version=version_of(root),
    )


def require_sound(dataset: Dataset) -> Dataset:
    """Return the dataset, or refuse it if an issue blocks.

    Raises
    ------
    DataError
        Lists every blocking issue with file, row, column, value and remedy.
    """
    if errors := errors_of(dataset.issues):
        raise DataError(errors)
    return dataset


def _read_layer(root: Path, layer: Layer, issues: list[Issue], *, strict: bool) -> LayerSource:
    try:
        return read_layer(root, layer, issues)
    except ReadingError as error:
        if strict:
            raise
        issues.append(
            Issue(
                severity="error",
                file=f"{layer.id}/",
                problem=error.saying,
                remedy=Saying("Restore the file; the layer is left out until then."),
            )
        )
        return LayerSource(layer=layer, records=[])


def _sound_links(
    links: list[Row],
    issues: list[Issue],
    sources: dict[str, LayerSource],
    commitments: list[Row],
) -> list[Row]:
    records = {row["id"] for source in sources.values() for row in source.records} | {CITY_ID}
    promised = {row["id"] for row in commitments}
    return [
        link
        for link in sound_rows(links, issues, "commitments/links.csv")
        if link["record_id"] in records and link["commitment_id"] in promised
    ]


def _read_figure_keys(root: Path, issues: list[Issue]) -> dict[str, FigureKey]:
    rows = read_table(root / "figures.csv", FIGURE_KEY_COLUMNS, issues)
    issues.extend(_repeated("source/figures.csv", "key", rows))
    return {
        row["key"]: FigureKey(
            Term(row["key"], row["label_zh"], row["label_en"]), UNITS[row["unit"]]
        )
        for row in rows
        if row["unit"] is not None
    }


def _repeated(file: str, column: str, rows: list[Row]) -> Iterator[Issue]:
    seen: set[str] = set()
    for row in rows:
        if row[column] in seen:
            yield Issue(
                severity="error",
                file=file,
                row=row["row"],
                column=column,
                value=row[column],
                problem=Saying("the id stands twice"),
                remedy=Saying("Keep one."),
            )
        seen.add(row[column])


def _check_unique(sources: dict[str, LayerSource]) -> Iterator[Issue]:
    seen: dict[str, str] = {}
    for name, source in sources.items():
        for row in source.records:
            if row["id"] in seen:
                yield Issue(
                    severity="error",
                    file=f"{name}/records.csv",
                    row=row["row"],
                    column="id",
                    value=row["id"],
                    problem=Saying("the id stands in {layer} too", layer=seen[row["id"]]),
                    remedy=Saying("An id is unique over all layers."),
                )
            seen[row["id"]] = name


def _frame(source: LayerSource, links: list[Row]) -> gpd.GeoDataFrame:
    columns = [column.name for column in COMMON_COLUMNS + source.layer.columns]
    data: dict[str, list[Any]] = {name: [row[name] for row in source.records] for name in columns}
    ids = data["id"]
    data["layer"] = [source.layer.id] * len(ids)
    data["events"] = [tuple(source.events.get(name, ())) for name in ids]
    data["undated"] = [tuple(source.undated.get(name, ())) for name in ids]
    data["steps"] = [tuple(steps(events)) for events in data["events"]]
    data["figures"] = [tuple(source.figures.get(name, ())) for name in ids]
    answered: dict[str, list[tuple[str, str]]] = {}
    for link in links:
        answered.setdefault(link["record_id"], []).append((link["commitment_id"], link["kind"]))
    data["links"] = [tuple(answered.get(name, ())) for name in ids]
    table = pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in data.items()})
    table["accuracy_m"] = table["accuracy_m"].astype(float)
    frame = gpd.GeoDataFrame(
        table, geometry=gpd.GeoSeries([source.geometry.get(name) for name in ids], crs=WGS84)
    )
    measured = frame.geometry.where(~frame["schematic"].astype(bool))
    frame["length_km_computed"] = length_km(frame.set_geometry(measured))
    frame["area_km2_computed"] = area_km2(frame.set_geometry(measured))
    return frame


def version_of(root: Path) -> str:
    """Return the version of source tables: a hash of their names and contents."""
    digest = hashlib.sha256()
    tables = (path for path in root.rglob("*") if path.suffix in {".csv", ".geojson", ".toml"})
    for path in sorted(tables, key=lambda path: path.relative_to(root).as_posix()):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]


def main() -> int:
    """Check the source tables and the stories; print issues and manifest; 1 if an issue blocks."""
    print_any_text()
    try:
        dataset = build()
    except ReadingError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    sound = build(keep_faulty=False) if errors_of(dataset.issues) else dataset
    stories = stories_in(SOURCE.parent / "stories", sound, today=date.today())  # noqa: DTZ011 - local day
    issues = [*dataset.issues, *(issue for story in stories for issue in story.issues)]
    sys.stdout.write(json.dumps(dataset.manifest(), ensure_ascii=False, indent=1) + "\n")
    sys.stderr.writelines(f"{issue}\n" for issue in issues)
    return int(bool(errors_of(issues)))


if __name__ == "__main__":
    sys.exit(main())
