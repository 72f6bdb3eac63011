"""Wrong coordinates, lengths, areas and stations are found, placed and explained."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import pytest

from layers.build import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tables import Tables


class TestGeometry:
    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (lambda at: [at[1], at[0]], "longitude, latitude"),
            (lambda at: [at[0] + 10, at[1]], "outside the province"),
            (lambda at: [at[0], at[1] - 0.00001234], "more than 5 decimals"),
            (lambda _: [], "empty"),
            (lambda _: ["x", "y"], "cannot be read"),
        ],
    )
    def test_a_wrong_coordinate(
        self, tables: Tables, change: Callable[[Any], Any], said: str
    ) -> None:
        line = tables.move("parks", "park-renmin", change)
        found = [i for i in tables.errors() if i.file == "parks/geometry.geojson"]
        assert {(i.row, i.column, i.value) for i in found} == {(line, "geometry", "park-renmin")}
        assert any(said in issue.problem for issue in found)

    def test_a_slip_of_one_digit_leaves_the_district(self, tables: Tables) -> None:
        tables.move("parks", "park-renmin", lambda at: [at[0] + 0.1, at[1]])
        line = tables.row_of("parks/records.csv", id="park-renmin")
        file, row, column, value = tables.only_error()
        assert (file, row, column, value) == ("parks/records.csv", line, "districts", "二七区")

    def test_the_wrong_district(self, tables: Tables) -> None:
        line = tables.row_of("parks/records.csv", id="park-renmin")
        tables.set("parks/records.csv", line, districts="登封市")
        assert tables.only_error()[:3] == ("parks/records.csv", line, "districts")

    def test_a_district_too_many(self, tables: Tables) -> None:
        line = tables.row_of("parks/records.csv", id="park-renmin")
        tables.set("parks/records.csv", line, districts="二七区;登封市")
        (found,) = tables.errors()
        assert (found.file, found.row, found.column) == ("parks/records.csv", line, "districts")
        assert "from 登封市" in found.problem

    def test_a_district_too_few(self, tables: Tables) -> None:
        line = tables.row_of("metro/records.csv", id="metro-line-8-phase-1")
        tables.set("metro/records.csv", line, districts="中原区")
        (found,) = tables.errors()
        assert (found.file, found.row, found.column) == ("metro/records.csv", line, "districts")
        assert "a part of the geometry" in found.problem

    def test_a_stand_in_need_reach_only_one(self, tables: Tables) -> None:
        file = "key_projects/records.csv"
        line = tables.row_of(file, id="ring-freight-corridor")
        tables.set(file, line, stand_in="")
        found = tables.errors()
        assert {(i.file, i.row, i.column) for i in found} == {(file, line, "districts")}
        assert {name for i in found for name in ("二七区", "新密市") if name in i.problem} == {
            "二七区", "新密市",
        }  # fmt: skip
        tables.set(file, line, stand_in="true", districts="登封市")
        assert [i.row for i in tables.errors()] == [line]

    def test_no_district_inside_the_city_is_flagged(self, tables: Tables) -> None:
        line = tables.row_of("parks/records.csv", id="park-renmin")
        tables.set("parks/records.csv", line, districts="")
        found = {(i.severity, i.file, i.row, i.column) for i in build(tables.root).issues}
        assert ("warning", "parks/records.csv", line, "districts") in found

    def test_a_record_without_its_geometry(self, tables: Tables) -> None:
        lines = tables.lines("metro/geometry.geojson")
        kept = [line for line in lines if '"metro-line-1-phase-1"' not in line]
        assert len(kept) == len(lines) - 1
        tables.write("metro/geometry.geojson", kept)
        row = tables.row_of("metro/records.csv", id="metro-line-1-phase-1")
        found = {(i.file, i.row, i.column) for i in tables.errors()}
        assert ("metro/records.csv", row, "placement") in found

    def test_a_geometry_without_its_record(self, tables: Tables) -> None:
        lines = tables.lines("parks/geometry.geojson")
        line = next(n for n, text in enumerate(lines) if '"park-renmin"' in text)
        lines[line] = lines[line].replace("park-renmin", "park-of-nobody")
        tables.write("parks/geometry.geojson", lines)
        place = ("parks/geometry.geojson", line + 1, "id", "park-of-nobody")
        assert place in [(i.file, i.row, i.column, i.value) for i in tables.errors()]

    def test_a_broken_district_does_not_stop_the_checks(self, tables: Tables) -> None:
        name = "district-410102-zhongyuan"
        line = tables.move("districts", name, lambda rings: [rings[0][:2] + rings[0][1:2]])
        assert ("districts/geometry.geojson", line) in {(i.file, i.row) for i in tables.errors()}


class TestMeasures:
    def test_a_wrong_published_length(self, tables: Tables) -> None:
        line = tables.row_of("metro/figures.csv", id="metro-line-1-phase-1", key="length_km")
        tables.set("metro/figures.csv", line, value="62.2")
        file, row, column, value = tables.only_error()
        assert (file, row, column) == ("metro/figures.csv", line, "value")
        assert value == "metro-line-1-phase-1: length_km 62.2"

    def test_a_wrong_published_area(self, tables: Tables) -> None:
        line = tables.row_of("districts/figures.csv", key="area_official_km2")
        tables.set("districts/figures.csv", line, value="1")
        assert tables.only_error()[:3] == ("districts/figures.csv", line, "value")

    def test_a_length_of_nothing(self, tables: Tables) -> None:
        line = tables.row_of("metro/figures.csv", id="metro-line-1-phase-1", key="length_km")
        tables.set("metro/figures.csv", line, value="0")
        assert tables.only_error()[:3] == ("metro/figures.csv", line, "value")


class TestStations:
    LINE = "metro-line-1-phase-1"

    def row(self, tables: Tables) -> tuple[int, list[str]]:
        line = tables.row_of("metro/records.csv", id=self.LINE)
        header, row = (
            next(csv.reader([tables.lines("metro/records.csv")[n]])) for n in (0, line - 1)
        )
        return line, row[header.index("stations")].split(";")

    def test_a_station_off_its_line(self, tables: Tables) -> None:
        line, stations = self.row(tables)
        tables.move("metro_stations", stations[5], lambda at: [at[0], round(at[1] + 0.008, 5)])
        found = [i for i in tables.errors() if i.file == "metro/records.csv" and i.row == line]
        assert found[0].value == f"{self.LINE}: {stations[5]}"
        assert "m off its line" in found[0].problem

    def test_two_stations_in_the_wrong_order(self, tables: Tables) -> None:
        line, stations = self.row(tables)
        stations[4], stations[5] = stations[5], stations[4]
        tables.set("metro/records.csv", line, stations=";".join(stations))
        found = tables.errors()
        assert {(i.file, i.row, i.column) for i in found} == {
            ("metro/records.csv", line, "stations")
        }
        assert any("before the one above it" in issue.problem for issue in found)

    def test_a_station_left_out(self, tables: Tables) -> None:
        line, stations = self.row(tables)
        tables.set("metro/records.csv", line, stations=";".join(stations[:4] + stations[5:]))
        named = {i.value for i in build(tables.root).issues if i.row == line}
        assert f"{self.LINE}: {stations[4]}" in named

    def test_a_station_that_does_not_exist(self, tables: Tables) -> None:
        line, stations = self.row(tables)
        tables.set("metro/records.csv", line, stations=";".join([*stations, "metro-station-moon"]))
        place = ("metro/records.csv", line, "stations", f"{self.LINE}: metro-station-moon")
        assert tables.only_error() == place

    def test_a_station_of_another_line(self, tables: Tables) -> None:
        _, stations = self.row(tables)
        line = tables.row_of("metro_stations/records.csv", id=stations[3])
        tables.set("metro_stations/records.csv", line, phases="metro-line-2-phase-1")
        found = [i for i in tables.errors() if i.value == f"{self.LINE}: {stations[3]}"]
        assert any("does not name this line" in issue.problem for issue in found)
