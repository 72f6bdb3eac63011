"""What must hold for the geometry of the layers: place, length, area, stations along a line."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from geo.crs import to_metric
from geo.errors import Saying
from geo.validation import Issue
from layers.checks import record_issue

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from shapely import Geometry

    from geo.reading import Row
    from geo.validation import Severity
    from layers.records import LayerSource

PROVINCE_WINDOW = (110.3, 31.3, 116.7, 36.4)
"""West, south, east, north of Henan [degree]; every position of ours lies inside it."""

OUTLINE_ERROR_M = 600.0
"""How far the generalised district outlines may be off (see the districts' provenance)."""

_FAR_HOP_M = 9_000
_NEAR_HOP_M = 300

_MOVE = Saying("Check the position and the districts.")


def check_positions(
    sources: dict[str, LayerSource], frames: dict[str, gpd.GeoDataFrame]
) -> Iterator[Issue]:
    """Check the geometry of every layer.

    Parameters
    ----------
    sources
        The tables by layer.
    frames
        The frames made of them (WGS 84), in the same order of records.
    """
    ground = _Ground.of(frames["districts"])
    for name, frame in frames.items():
        source = sources[name]
        metric = to_metric(frame).geometry
        for row, lonlat, shape in zip(source.records, frame.geometry, metric, strict=True):
            if lonlat is None or row["schematic"]:
                continue
            yield from _check_window(source, row, lonlat)
            if not source.layer.background:
                yield from _check_place(source, row, shape, ground)
        yield from _check_shares(source, frame)
    yield from _check_stations(sources["metro"], frames["metro"], frames["metro_stations"])


def _check_window(source: LayerSource, row: Row, shape: Geometry) -> Iterator[Issue]:
    if not shapely.box(*PROVINCE_WINDOW).covers(shape):
        yield Issue(
            severity="error",
            file=f"{source.layer.id}/geometry.geojson",
            row=source.geometry_rows.get(row["id"]),
            column="geometry",
            value=row["id"],
            problem=Saying("it lies outside the province"),
            remedy=Saying("Correct the coordinates (WGS 84 longitude, latitude)."),
        )


@dataclass(frozen=True)
class _Ground:
    """The city and its districts and zones by name; EPSG:4547 [m]."""

    city: Geometry
    outlines: dict[str, Geometry]

    @classmethod
    def of(cls, frame: gpd.GeoDataFrame) -> _Ground:
        districts = to_metric(frame[["name_zh", "category", "geometry"]].dropna())
        city = shapely.union_all(districts.geometry[districts["category"] != "zone"].to_numpy())
        shapely.prepare(city)
        return cls(city, dict(zip(districts["name_zh"], districts.geometry, strict=True)))


def _check_place(
    source: LayerSource, row: Row, shape: Geometry, ground: _Ground
) -> Iterator[Issue]:
    """Compare a position with the districts that the record names; EPSG:4547 [m].

    It must come within its accuracy of each of them, and no part of it in the city may lie farther
    than that from all of them. What stands for a larger thing need reach one of them only.
    """
    named = {name: ground.outlines[name] for name in row["districts"] if name in ground.outlines}
    if not row["districts"]:
        if ground.city.intersects(shape):
            yield Issue(
                severity="warning",
                file=f"{source.layer.id}/records.csv",
                row=row["row"],
                column="districts",
                value=row["id"],
                problem=Saying("the geometry touches the city but no district is named"),
                remedy=_MOVE,
            )
        return
    allowed_m = OUTLINE_ERROR_M + (row["accuracy_m"] or 0)
    off_m = {name: outline.distance(shape) for name, outline in named.items()}
    far = {name: metres for name, metres in off_m.items() if metres > allowed_m}
    if len(far) == len(off_m):
        yield record_issue(
            source, row, "districts",
            problem=Saying("the geometry lies {metres:.0f} m from all of them",
                           metres=min(far.values(), default=math.inf)),
            remedy=_MOVE,
        )  # fmt: skip
        return
    if not row.get("stand_in"):
        for name, metres in far.items():
            yield record_issue(
                source, row, "districts",
                problem=Saying("the geometry lies {metres:.0f} m from {name}, which is named",
                               metres=metres, name=name),
                remedy=_MOVE,
            )  # fmt: skip
    beyond_m = _beyond_m(shape, list(named.values()), ground.city, allowed_m=allowed_m)
    if beyond_m > 0:
        yield record_issue(
            source, row, "districts",
            problem=Saying("a part of the geometry lies {metres:.0f} m from all of them",
                           metres=beyond_m),
            remedy=_MOVE,
        )  # fmt: skip


def _beyond_m(shape: Geometry, named: list[Geometry], city: Geometry, *, allowed_m: float) -> float:
    """Return how far the shape reaches into districts that are not named [m]; 0 if it may be so."""
    reach = shapely.union_all(named)
    if _farthest_m(shape, reach) <= allowed_m:  # as nearly always; what follows is slow
        return 0.0
    rest = shapely.difference(shapely.intersection(shape, city), reach.buffer(allowed_m))
    return _farthest_m(rest, reach)


def _farthest_m(shape: Geometry, reach: Geometry) -> float:
    corners = shapely.points(shapely.get_coordinates(shape))
    return float(shapely.distance(corners, reach).max(initial=0.0))


def _check_shares(source: LayerSource, frame: gpd.GeoDataFrame) -> Iterator[Issue]:
    """Compare computed with published lengths and areas, within the layer's tolerance."""
    layer = source.layer
    for key, column, allowed in (
        (layer.length_key, "length_km_computed", layer.length_share),
        (layer.area_key, "area_km2_computed", layer.area_share),
    ):
        if allowed is None:
            continue
        for identifier, computed in zip(frame["id"], frame[column], strict=True):
            if not math.isnan(computed):
                yield from _check_share(source, identifier, key, computed, allowed=allowed)


def _check_share(
    source: LayerSource, identifier: str, key: str, computed: float, *, allowed: tuple[float, float]
) -> Iterator[Issue]:
    rows = source.figure_rows.get(identifier, [])
    for row, figure in zip(rows, source.figures.get(identifier, []), strict=True):
        if figure.key != key:
            continue
        if figure.value > 0 and allowed[0] <= computed / figure.value <= allowed[1]:
            continue
        yield Issue(
            severity="error",
            file=f"{source.layer.id}/figures.csv",
            row=row,
            column="value",
            value=f"{identifier}: {key} {figure.value:.10g}",
            problem=Saying(
                "the geometry measures {computed:.3f}, which is too far from the published figure",
                computed=computed,
            ),
            remedy=Saying(
                "Correct one of them; measured / published may be {least} to {most}.",
                least=allowed[0],
                most=allowed[1],
            ),
        )


def _check_stations(
    source: LayerSource, lines: gpd.GeoDataFrame, stations: gpd.GeoDataFrame
) -> Iterator[Issue]:
    """Check that a line passes its stations in order, each on the line, at sensible distances."""
    located = to_metric(stations[stations.geometry.notna()])
    places = dict(zip(located["id"], located.geometry, strict=True))
    phases = dict(zip(stations["id"], stations["phases"], strict=True))
    for row, shape in zip(source.records, to_metric(lines).geometry, strict=True):
        parts = [part for part in shapely.get_parts(shape) if not part.is_empty]
        for problem, station in _along(row["stations"], parts, places):
            yield _station_issue(source, row, station, problem)
        for station in row["stations"]:
            if row["id"] not in phases.get(station, (row["id"],)):
                problem = Saying("the station does not name this line among its phases")
                yield _station_issue(source, row, station, problem)
        for station, listed in phases.items():
            if row["id"] in listed and station not in row["stations"]:
                # No error: a station may be built without being in use on its line.
                problem = Saying("the line does not list this station, which names it")
                yield _station_issue(source, row, station, problem, severity="warning")


def _station_issue(
    source: LayerSource,
    row: Row,
    station: str,
    problem: Saying,
    *,
    severity: Severity = "error",
) -> Issue:
    return Issue(
        severity=severity,
        file=f"{source.layer.id}/records.csv",
        row=row["row"],
        column="stations",
        value=f"{row['id']}: {station}",
        problem=problem,
        remedy=Saying("Correct the order, the station's position or the line."),
    )


def _along(
    order: tuple[str, ...], parts: list[Geometry], places: dict[str, Geometry]
) -> Iterator[tuple[Saying, str]]:
    """Follow a line (its parts in EPSG:4547 [m]) from station to station."""
    before: tuple[int, float] | None = None
    for name in order:
        place = places.get(name)
        if place is None:
            yield Saying("there is no located station with this id"), name
            continue
        if not parts:
            continue
        off_m, part = min((line.distance(place), index) for index, line in enumerate(parts))
        if off_m > _NEAR_HOP_M:
            yield Saying("the station is {metres:.0f} m off its line", metres=off_m), name
        at = (part, parts[part].project(place))
        if before is not None:
            hop_m = at[1] - before[1] if part == before[0] else None
            if at < before:
                yield Saying("the line meets the station before the one above it"), name
            elif hop_m is not None and not _NEAR_HOP_M <= hop_m <= _FAR_HOP_M:
                yield (
                    Saying("it is {metres:.0f} m from the station before it", metres=hop_m),
                    name,
                )
        before = at
