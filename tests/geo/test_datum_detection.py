"""The detector on data that it was not made with: other points, lines and outlines, shifted.

The stations are the reference; the data are some of them as another survey would have them (moved
by the usual error of a map service), lines through them, places with the name of their district,
outlines with other vertices. What must stay silent is generated, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo.crs import WGS84, to_metric
from geo.datum import DATUMS, Datum, convert_frame
from geo.datum_detection import CONFIDENT, Finding, detect_datum
from geo.errors import CrsError

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from layers.build import Dataset

METRE_DEG = np.array([1 / 91_300, 1 / 111_000])
"""Degrees of longitude, latitude per metre in Zhengzhou."""

# How the data are moved from the truth by each datum in Zhengzhou [m].
SHIFTS_M = ((0, 0), (556, -121), (1160, 520))

every_datum = pytest.mark.parametrize("datum", DATUMS)
seeds = st.integers(0, 2**32 - 1)
few = settings(max_examples=8)


@dataclass(frozen=True)
class City:
    stations: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    metro: gpd.GeoDataFrame

    @property
    def references(self) -> list[gpd.GeoDataFrame]:
        return [self.stations, self.districts]


@pytest.fixture(scope="module")
def city(dataset: Dataset) -> City:
    named = ["name_zh", "name_en", "geometry"]
    stations, districts, metro = (
        dataset.frames[layer].dropna(subset="geometry")
        for layer in ("metro_stations", "districts", "metro")
    )
    return City(stations[named], districts[named].head(12), metro[named])


def as_if(frame: gpd.GeoDataFrame, datum: Datum) -> gpd.GeoDataFrame:
    """Shift, and claim WGS 84 as the files of the map services do."""
    return convert_frame(frame, source="wgs84", target=datum).set_crs(WGS84, allow_override=True)


def bare(shapes: NDArray[np.object_]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs=WGS84)


def surveyed(frame: gpd.GeoDataFrame, rng: Generator, error_m: float) -> gpd.GeoDataFrame:
    """Move every vertex by the error of another survey; a short wave, so that rings stay closed."""
    phase = rng.uniform(0, 7, 2)

    def move(places: NDArray[np.float64]) -> NDArray[np.float64]:
        wave: NDArray[np.float64] = np.sin(places[:, ::-1] * 5000 + phase)
        apart: NDArray[np.float64] = places + 1.4 * error_m * wave * METRE_DEG
        return apart

    return frame.set_geometry(shapely.transform(frame.geometry.to_numpy(), move))


def moved(frame: gpd.GeoDataFrame, rng: Generator) -> gpd.GeoDataFrame:
    """Move all by one vector of 0.4 to 5 km that no datum explains."""
    vectors = rng.uniform(-5000, 5000, (100, 2))
    far = (np.hypot(*(vectors - shift).T) > 400 for shift in SHIFTS_M)
    vector = vectors[np.logical_and.reduce(list(far))][0]
    shapes = frame.geometry.to_numpy()
    return frame.set_geometry(shapely.transform(shapes, lambda at: at + vector * METRE_DEG))


def downtown(rng: Generator, count: int) -> NDArray[np.float64]:
    return np.column_stack([rng.uniform(113.4, 113.9, count), rng.uniform(34.6, 34.9, count)])


def with_district(places: NDArray[np.float64], districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    points = bare(shapely.points(places))
    joined = points.sjoin(districts.rename(columns={"name_zh": "所属区"}), predicate="within")
    return joined[["所属区", "geometry"]]


def expect(finding: Finding, datum: Datum) -> None:
    assert finding.datum == datum
    assert finding.confidence >= CONFIDENT
    assert (finding.saying is None) == (datum == "wgs84")


@every_datum
@few
@given(seed=seeds, count=st.integers(7, 60))
def test_named_points(city: City, datum: Datum, seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    some = surveyed(city.stations.sample(count, random_state=rng), rng, 40)
    named = some[["geometry"]].assign(名称=some["name_zh"] + "（地铁站）", 编号=range(count))
    finding = detect_datum(as_if(named, datum), city.references)
    expect(finding, datum)


@every_datum
@few
@given(seed=seeds, count=st.integers(40, 200))
def test_points_without_names(city: City, datum: Datum, seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    some = surveyed(city.stations[["geometry"]].sample(count, random_state=rng), rng, 40)
    expect(detect_datum(as_if(some, datum), city.references), datum)


@every_datum
def test_lines_through_the_stations(city: City, datum: Datum) -> None:
    lines = surveyed(city.metro[["geometry"]], np.random.default_rng(3), 20)
    finding = detect_datum(as_if(lines, datum), city.references)
    expect(finding, datum)
    assert finding.basis == "points"


@every_datum
@settings(max_examples=5)
@given(seed=seeds)
def test_places_that_name_their_district(city: City, datum: Datum, seed: int) -> None:
    places = with_district(downtown(np.random.default_rng(seed), 1500), city.districts)
    finding = detect_datum(as_if(places, datum), city.references)
    expect(finding, datum)
    assert finding.basis == "districts"


@every_datum
def test_outlines(city: City, datum: Datum) -> None:
    metric = to_metric(city.districts[["geometry"]])
    other = metric.set_geometry(metric.simplify(120)).to_crs(WGS84)
    other = surveyed(other, np.random.default_rng(5), 60)
    finding = detect_datum(as_if(other, datum), city.references)
    expect(finding, datum)
    assert finding.basis == "outlines"


def test_the_shift_is_measured_in_the_middle_of_the_data(city: City) -> None:
    shifted = as_if(city.stations, "gcj02")
    finding = detect_datum(shifted, city.references)
    away = [
        Geod(ellps="WGS84").inv(*true.coords[0], *false.coords[0])
        for true, false in zip(city.stations.geometry, shifted.geometry, strict=True)
    ]
    assert finding.shift_m == pytest.approx(np.median([m for _, _, m in away]), abs=15)
    assert finding.bearing_deg == pytest.approx(np.median([a for a, _, _ in away]), abs=2)
    assert str(finding.saying).startswith("looks like GCJ-02: 57")


@few
@given(seed=seeds, count=st.integers(1, 500))
def test_random_points_mean_nothing(city: City, seed: int, count: int) -> None:
    points = bare(shapely.points(downtown(np.random.default_rng(seed), count)))
    assert detect_datum(points, city.references).saying is None


@few
@given(seed=seeds)
def test_random_names_mean_nothing(city: City, seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = bare(shapely.points(downtown(rng, 400)))
    names = np.concatenate([city.stations["name_zh"], np.repeat(city.districts["name_zh"], 20)])
    mixed = points.assign(name=rng.permutation(names)[: len(points)])
    assert detect_datum(mixed, city.references).saying is None


@few
@given(seed=seeds)
def test_random_lines_mean_nothing(city: City, seed: int) -> None:
    rng = np.random.default_rng(seed)
    ways = np.cumsum(rng.normal(0, 0.15, (8, 150)), axis=1) + rng.uniform(0, 7, (8, 1))
    steps = 0.002 * np.stack([np.cos(ways), np.sin(ways)], axis=2)
    lines = shapely.linestrings(downtown(rng, 8)[:, None] + np.cumsum(steps, axis=1))
    assert detect_datum(bare(lines), city.references).saying is None


@pytest.mark.parametrize("layer", ["stations", "metro", "districts"])
@few
@given(seed=seeds)
def test_a_move_that_no_datum_explains_is_none(city: City, layer: str, seed: int) -> None:
    frame = moved(getattr(city, layer), np.random.default_rng(seed))
    assert detect_datum(frame, city.references).saying is None


@every_datum
def test_every_layer_that_ships_is_never_taken_for_another_datum(
    dataset: Dataset, city: City, datum: Datum
) -> None:
    found = {
        layer: detect_datum(as_if(frame, datum), city.references).datum
        for layer, frame in dataset.frames.items()
    }
    assert set(found.values()) <= {datum, None}
    assert found["metro_stations"] == found["metro"] == found["districts"] == datum


def test_data_from_elsewhere_and_no_data_mean_nothing(city: City) -> None:
    beijing = bare(shapely.points(np.add(downtown(np.random.default_rng(1), 50), (2.8, 5.2))))
    nowhere = bare(np.array([None, shapely.Point()]))
    for frame in (beijing, nowhere, nowhere.head(0)):
        assert detect_datum(frame, city.references) == Finding(datum=None)
    assert detect_datum(city.stations, []) == Finding(datum=None)
    assert detect_datum(city.stations, [nowhere]) == Finding(datum=None)


def test_evidence_that_disagrees_is_no_opinion(city: City) -> None:
    # Points in one datum, lines in another, in one file.
    mixed = [as_if(city.stations, "gcj02"), as_if(city.metro, "bd09")]
    frame = gpd.GeoDataFrame(
        geometry=[shape for part in mixed for shape in part.geometry], crs=WGS84
    )
    assert detect_datum(frame, city.references) == Finding(datum=None)


def test_a_projected_frame_is_understood(city: City) -> None:
    finding = detect_datum(to_metric(as_if(city.stations, "bd09")), city.references)
    assert finding.datum == "bd09"


def test_several_names_in_a_cell(city: City) -> None:
    places = with_district(downtown(np.random.default_rng(2), 1500), city.districts)
    places["所属区"] = [(name, "郑东新区") for name in places["所属区"]]
    assert detect_datum(as_if(places, "gcj02"), city.references).datum == "gcj02"
    places["所属区"] = ["；".join(names) for names in places["所属区"]]
    assert detect_datum(as_if(places, "gcj02"), city.references).datum == "gcj02"


def test_a_frame_without_crs_is_refused(city: City) -> None:
    loose = city.stations.set_crs(None, allow_override=True)
    with pytest.raises(CrsError, match="no coordinate reference system"):
        detect_datum(loose, city.references)
    with pytest.raises(CrsError, match="no coordinate reference system"):
        detect_datum(city.stations, [loose])
