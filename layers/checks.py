"""What must hold between the tables of a layer; each finding says file, row, column and remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from geo.errors import Saying
from geo.validation import Issue
from layers.statuses import order_problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import geopandas as gpd
    from shapely import Geometry

    from geo.reading import Row
    from layers.records import LayerSource

_FAR_HOP_M = 9_000
_NEAR_HOP_M = 300


def check_layer(source: LayerSource, figure_keys: Iterable[str]) -> Iterator[Issue]:
    """Check the tables of one layer against each other."""
    yield from _check_records(source)
    yield from _check_references(source, set(figure_keys))
    yield from _check_events(source)


def _file(source: LayerSource, table: str) -> str:
    return f"{source.layer.id}/{table}"


def _record_issue(source: LayerSource, row: Row, column: str, *, problem: Saying, remedy: Saying) -> Issue:
    return Issue(
        severity="error",
        file=_file(source, "records.csv"),
        row=row["row"],
        column=column,
        value=row.get(column) or row["id"],
        problem=problem,
        remedy=remedy,
    )


def _check_records(source: LayerSource) -> Iterator[Issue]:
    categories = source.layer.categories
    for row in source.records:
        located = row["id"] in source.geometry
        if row["category"] is not None and row["category"] not in categories:
            yield _record_issue(
                source, row, "category",
                problem=Saying("the category is not declared by the layer"),
                remedy=Saying("Use one of {words}.", words=", ".join(categories)),
            )  # fmt: skip
        if (row["placement"] == "unlocated") == located:
            yield _record_issue(
                source, row, "placement",
                problem=Saying("placement and geometry.geojson disagree"),
                remedy=Saying("An unlocated record has no geometry, every other record has one."),
            )  # fmt: skip
        if (row["accuracy_m"] is None) == located:
            yield _record_issue(
                source, row, "accuracy_m",
                problem=Saying("a located record needs an accuracy, an unlocated one has none"),
                remedy=Saying("Give the honest horizontal estimate in metres."),
            )  # fmt: skip


def _check_references(source: LayerSource, figure_keys: set[str]) -> Iterator[Issue]:
    ids = {row["id"] for row in source.records}
    for table, named in (
        ("geometry.geojson", source.geometry),
        ("events.csv", source.events),
        ("figures.csv", source.figures),
    ):
        for identifier in sorted(set(named) - ids):
            yield _plain(source, table, "id", identifier, Saying("no record has this id"), Saying("Correct the id."))
    for row in source.records:
        for cited in row["sources"]:
            if cited not in source.sources:
                yield _record_issue(
                    source, row, "sources",
                    problem=Saying("the source {name} is not in provenance.toml", name=cited),
                    remedy=Saying("Add it there."),
                )  # fmt: skip
    for identifier, figures in source.figures.items():
        for figure in figures:
            if figure.key not in figure_keys:
                yield _plain(source, "figures.csv", "key", f"{identifier}: {figure.key}",
                             Saying("the figure is not declared"),
                             Saying("Declare it in data/source/figures.csv."))
            if figure.source not in source.sources:
                yield _plain(source, "figures.csv", "source", f"{identifier}: {figure.source}",
                             Saying("the source is not in provenance.toml"), Saying("Add it there."))


def _plain(  # noqa: PLR0913 - the parts of a finding
    source: LayerSource, table: str, column: str, value: str, problem: Saying, remedy: Saying
) -> Issue:
    return Issue(
        severity="error",
        file=_file(source, table),
        column=column,
        value=value,
        problem=problem,
        remedy=remedy,
    )


def _check_events(source: LayerSource) -> Iterator[Issue]:
    for identifier, events in source.events.items():
        rows = source.event_rows[identifier]
        for index, problem in order_problems(events):
            yield Issue(
                severity="error",
                file=_file(source, "events.csv"),
                row=rows[index],
                column="status",
                value=identifier,
                problem=problem,
                remedy=Saying("Order the events, or give the reason (renewal or correction)."),
            )
        for row, event in zip(rows, events, strict=True):
            if event.source not in source.sources:
                yield Issue(
                    severity="error",
                    file=_file(source, "events.csv"),
                    row=row,
                    column="source",
                    value=event.source,
                    problem=Saying("the source is not in provenance.toml"),
                    remedy=Saying("Add it there."),
                )


def check_inside(frame: gpd.GeoDataFrame, city: Geometry) -> Iterator[Issue]:
    """Flag located records outside the city that name a district of it, and the other way round."""
    shapely.prepare(city)
    for index, row in enumerate(frame.itertuples()):
        if row.geometry is None or row.schematic:
            continue
        outside = not city.intersects(row.geometry)
        if outside == bool(row.districts):
            yield Issue(
                severity="warning",
                file=f"{row.layer}/records.csv",
                row=index + 2,
                column="districts",
                value=row.id,
                problem=Saying("the geometry lies outside the city") if outside
                else Saying("the geometry touches the city but no district is named"),
                remedy=Saying("Check the position and the districts."),
            )  # fmt: skip


def check_shares(source: LayerSource, frame: gpd.GeoDataFrame) -> Iterator[Issue]:
    """Compare computed with published lengths and areas, within the layer's tolerance."""
    layer = source.layer
    for key, column, allowed in (
        (layer.length_key, "length_km_computed", layer.length_share),
        (layer.area_key, "area_km2_computed", layer.area_share),
    ):
        if allowed is None:
            continue
        for row in frame.itertuples():
            published = next((f.value for f in row.figures if f.key == key), None)
            computed = getattr(row, column)
            if published is None or computed != computed or row.schematic:  # noqa: PLR0124 - NaN
                continue
            if not allowed[0] <= computed / published <= allowed[1]:
                yield Issue(
                    severity="error",
                    file=_file(source, "figures.csv"),
                    column=key,
                    value=f"{row.id}: {published}",
                    problem=Saying(
                        "the geometry measures {computed:.3f}, {share:.2f} of the published figure",
                        computed=computed,
                        share=computed / published,
                    ),
                    remedy=Saying(
                        "Correct one of them; allowed is {least} to {most}.",
                        least=allowed[0],
                        most=allowed[1],
                    ),
                )


def check_station_order(lines: gpd.GeoDataFrame, stations: gpd.GeoDataFrame) -> Iterator[Issue]:
    """Check that a line passes its stations in order, each on the line, at sensible distances."""
    metric = stations.to_crs("EPSG:4547").geometry
    places = dict(zip(stations["id"], metric, strict=True))
    line_shapes = lines.to_crs("EPSG:4547").geometry
    for row, shape in zip(lines.itertuples(), line_shapes, strict=True):
        yield from _check_one_line(row.id, row.stations, shape, places)


def _check_one_line(
    line: str, order: tuple[str, ...], shape: Geometry, places: dict[str, Geometry]
) -> Iterator[Issue]:
    def issue(value: str, problem: Saying) -> Issue:
        return Issue(
            severity="error", file="metro/records.csv", column="stations", value=f"{line}: {value}",
            problem=problem,
            remedy=Saying("Correct the order, the station's position or the line."),
        )  # fmt: skip

    before = None
    parts = list(shapely.get_parts(shape)) if shape is not None else []
    for name in order:
        place = places.get(name)
        if place is None:
            yield issue(name, Saying("there is no located station with this id"))
            continue
        if shape.distance(place) > _NEAR_HOP_M:
            off_m = shape.distance(place)
            yield issue(name, Saying("the station is {metres:.0f} m off its line", metres=off_m))
        part = min(range(len(parts)), key=lambda index: parts[index].distance(place))
        at = (part, parts[part].project(place))
        if before is not None:
            hop_m = at[1] - before[1] if part == before[0] else None
            if at < before:
                yield issue(name, Saying("the line meets the station before the one above it"))
            elif hop_m is not None and not _NEAR_HOP_M <= hop_m <= _FAR_HOP_M:
                yield issue(
                    name, Saying("it is {metres:.0f} m from the station before it", metres=hop_m)
                )
        before = at
