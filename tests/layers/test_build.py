"""The build on broken copies of the source tables: every fault is found, placed and explained."""

from __future__ import annotations

import csv
import io
import json
import runpy
import shutil
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from geo.errors import DataError, ReadingError
from layers import build as build_module
from layers.build import SOURCE, build, require_sound
from layers.catalogue import CATALOGUE
from layers.store import FixedStore, SourceStore, current_store, use_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from geo.validation import Issue
    from layers.build import Dataset

KNOWN_WARNINGS = {
    # A point stands for the metropolitan region, which is no district's.
    ("key_projects/records.csv", "districts", "metro-area-1plus4"),
    # Named a station of line 14, but never opened.
    (
        "metro/records.csv",
        "stations",
        "metro-line-14-phase-1-first-section: metro-station-xushui",
    ),
}


@dataclass
class Tables:
    """A copy of the source tables that a test may break."""

    root: Path

    def lines(self, file: str) -> list[str]:
        return (self.root / file).read_text("utf-8").splitlines()

    def write(self, file: str, lines: list[str]) -> None:
        (self.root / file).write_text("\n".join(lines) + "\n", "utf-8")

    def row_of(self, file: str, **where: str) -> int:
        """Return the line of the first row with the given cells."""
        header, *rows = csv.reader(self.lines(file))
        for line, cells in enumerate(rows, start=2):
            row = dict(zip(header, cells, strict=True))
            if all(row[name] == value for name, value in where.items()):
                return line
        raise LookupError(where)

    def set(self, file: str, line: int, **cells: str) -> None:
        """Overwrite cells of one row."""
        lines = self.lines(file)
        header, row = next(csv.reader([lines[0]])), next(csv.reader([lines[line - 1]]))
        for name, value in cells.items():
            row[header.index(name)] = value
        stream = io.StringIO()
        csv.writer(stream, lineterminator="").writerow(row)
        lines[line - 1] = stream.getvalue()
        self.write(file, lines)

    def move(self, layer: str, identifier: str, change: Callable[[Any], Any]) -> int:
        """Change the coordinates of a feature; returns its line."""
        file = f"{layer}/geometry.geojson"
        lines = self.lines(file)
        number = next(n for n, line in enumerate(lines) if f'"{identifier}"' in line)
        comma = "," if lines[number].endswith(",") else ""
        feature = json.loads(lines[number].removesuffix(","))
        feature["geometry"]["coordinates"] = change(feature["geometry"]["coordinates"])
        lines[number] = json.dumps(feature, separators=(",", ":")) + comma
        self.write(file, lines)
        return number + 1

    def errors(self) -> list[Issue]:
        """Build, check that the whole is refused, and return the blocking issues."""
        dataset = build(self.root)
        with pytest.raises(DataError) as refused:
            require_sound(dataset)
        for issue in refused.value.issues:
            assert str(issue) in str(refused.value)
            assert issue.remedy
        return list(refused.value.issues)

    def only_error(self) -> tuple[str, int | None, str | None, Any]:
        """Build and return the place and value of the only blocking issue."""
        (issue,) = self.errors()
        return issue.file, issue.row, issue.column, issue.value


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    return Tables(shutil.copytree(SOURCE, tmp_path / "source"))


class TestTheRealTables:
    def test_no_issue_blocks_and_every_warning_is_known(self, dataset: Dataset) -> None:
        found = {(issue.file, issue.column, issue.value) for issue in dataset.issues}
        assert {issue.severity for issue in dataset.issues} == {"warning"}
        assert found == KNOWN_WARNINGS

    def test_the_version_is_that_of_the_content(self, dataset: Dataset, tables: Tables) -> None:
        assert build(tables.root).version == dataset.version
        for path in tables.root.rglob("*.csv"):
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
        (tables.root / ".DS_Store").write_text("of a Mac")
        assert build(tables.root).version == dataset.version
        line = tables.row_of("parks/records.csv", id="park-renmin")
        tables.set("parks/records.csv", line, notes_en="Another note.")
        assert build(tables.root).version != dataset.version

    def test_the_manifest_counts_what_is_there(self, dataset: Dataset) -> None:
        manifest = dataset.manifest()
        json.dumps(manifest, allow_nan=False)
        assert list(manifest["layers"]) == [layer.id for layer in CATALOGUE]
        for name, facts in manifest["layers"].items():
            frame = dataset.frames[name]
            assert facts["records"] == len(frame) == sum(facts["placement"].values())
            unlocated = facts["placement"].get("unlocated", 0)
            assert facts["located"] == len(frame) - unlocated
        assert manifest["commitments"] == 232
        assert sum(manifest["links"].values()) == len(dataset.links)


# file, which row, the cells to overwrite, the column and the value that the issue must name
CELLS: list[tuple[str, dict[str, str], dict[str, str], str, str | None]] = [
    ("metro/events.csv", {"status": "construction"}, {"status": "building"}, "status", "building"),
    ("metro/events.csv", {}, {"status": "unknown"}, "status", "unknown"),
    ("metro/events.csv", {}, {"date": "2013-13"}, "date", "2013-13"),
    ("metro/events.csv", {}, {"date": "2013-02-30"}, "date", "2013-02-30"),
    ("metro/events.csv", {}, {"date": "not known"}, "date", "not known"),
    ("metro/events.csv", {}, {"date": ""}, "date", None),
    ("metro/events.csv", {}, {"source": "hearsay"}, "source", "hearsay"),
    ("metro/events.csv", {}, {"basis": "rumour"}, "basis", "rumour"),
    ("metro/events.csv", {}, {"id": "metro-line-99"}, "id", "metro-line-99"),
    ("parks/records.csv", {}, {"districts": "金水"}, "districts", "金水"),
    ("parks/records.csv", {}, {"districts": "二七区;浦东新区"}, "districts", "二七区;浦东新区"),
    ("parks/records.csv", {}, {"category": "garden"}, "category", "garden"),
    ("parks/records.csv", {}, {"theme": "Parks"}, "theme", "Parks"),
    ("parks/records.csv", {}, {"name_en": ""}, "name_en", None),
    ("parks/records.csv", {}, {"due": "next year"}, "due", "next year"),
    ("parks/records.csv", {}, {"sources": "hearsay"}, "sources", "hearsay"),
    ("parks/records.csv", {}, {"sources": ""}, "sources", None),
    ("parks/records.csv", {}, {"licence": "free"}, "licence", "free"),
    ("parks/records.csv", {}, {"licence": "facts"}, "licence", "facts"),
    ("parks/records.csv", {}, {"accuracy_m": "200 m"}, "accuracy_m", "200 m"),
    ("parks/records.csv", {"placement": "unlocated"}, {"accuracy_m": "5"}, "accuracy_m", "5.0"),
    ("parks/records.csv", {}, {"schematic": "yes"}, "schematic", "yes"),
    ("parks/records.csv", {}, {"name_zh": " 人民公园"}, "name_zh", " 人民公园"),
    ("metro/figures.csv", {}, {"value": "26,2"}, "value", "26,2"),
    ("metro/figures.csv", {}, {"source": "hearsay"}, "source", "hearsay"),
    ("metro/figures.csv", {}, {"key": "lenght_km"}, "key", "lenght_km"),
    ("metro/figures.csv", {}, {"id": "metro-line-99"}, "id", "metro-line-99"),
    ("figures.csv", {}, {"unit": "feet"}, "unit", "feet"),
    ("commitments/commitments.csv", {}, {"status_at_report": "done"}, "status_at_report", "done"),
    ("commitments/commitments.csv", {}, {"quantity": "about 3"}, "quantity", "about 3"),
    ("commitments/commitments.csv", {}, {"report_line": "x"}, "report_line", "x"),
    ("commitments/links.csv", {}, {"kind": "perhaps"}, "kind", "perhaps"),
    ("commitments/links.csv", {}, {"commitment_id": "moon-base"}, "commitment_id", "moon-base"),
    ("commitments/links.csv", {}, {"record_id": "moon-base"}, "record_id", "moon-base"),
    ("metro/network.csv", {}, {"length_km": "long"}, "length_km", "long"),
    ("metro/network.csv", {}, {"source": "hearsay"}, "source", "hearsay"),
]


@pytest.mark.parametrize(
    ("file", "where", "cells", "column", "value"),
    CELLS,
    ids=[f"{file.removesuffix('.csv')}-{column}-{value}" for file, _, _, column, value in CELLS],
)
def test_a_wrong_cell(  # noqa: PLR0913 - the columns of the table above
    tables: Tables,
    file: str,
    where: dict[str, str],
    cells: dict[str, str],
    column: str,
    value: str | None,
) -> None:
    line = tables.row_of(file, **where)
    tables.set(file, line, **cells)
    named = file if "/" in file else f"source/{file}"
    found = [
        (issue.file, issue.row, issue.column, None if issue.value is None else str(issue.value))
        for issue in tables.errors()
    ]
    assert (named, line, column, value) in found


class TestIds:
    def test_twice_in_one_layer(self, tables: Tables) -> None:
        lines = tables.lines("parks/records.csv")
        tables.write("parks/records.csv", [*lines, lines[1]])
        place = tables.only_error()
        assert place == ("parks/records.csv", len(lines) + 1, "id", "park-renmin")

    def test_in_two_layers(self, tables: Tables) -> None:
        line = tables.row_of("expressways/records.csv")
        tables.set("expressways/records.csv", line, id="district-410102-zhongyuan")
        found = [(i.file, i.row, i.column) for i in tables.errors()]
        assert ("expressways/records.csv", line, "id") in found

    @pytest.mark.parametrize("identifier", ["Park", "park_1", "公园", "park--1", "-park", "a b"])
    def test_no_slug(self, tables: Tables, identifier: str) -> None:
        tables.set("parks/records.csv", 2, id=identifier)
        assert ("parks/records.csv", 2, "id", identifier) in [
            (i.file, i.row, i.column, i.value) for i in tables.errors()
        ]

    def test_a_commitment_twice(self, tables: Tables) -> None:
        lines = tables.lines("commitments/commitments.csv")
        tables.write("commitments/commitments.csv", [*lines, lines[1]])
        assert tables.only_error()[:3] == ("commitments/commitments.csv", len(lines) + 1, "id")

    def test_a_link_twice(self, tables: Tables) -> None:
        lines = tables.lines("commitments/links.csv")
        tables.write("commitments/links.csv", [*lines, lines[1]])
        assert tables.only_error()[:3] == ("commitments/links.csv", len(lines) + 1, "record_id")

    def test_a_figure_twice(self, tables: Tables) -> None:
        lines = tables.lines("metro/figures.csv")
        tables.write("metro/figures.csv", [*lines, lines[1]])
        assert tables.only_error()[:3] == ("metro/figures.csv", len(lines) + 1, "key")

    def test_a_figure_declared_twice(self, tables: Tables) -> None:
        lines = tables.lines("figures.csv")
        tables.write("figures.csv", [*lines, lines[1]])
        assert tables.only_error()[:3] == ("source/figures.csv", len(lines) + 1, "key")


class TestEvents:
    def test_out_of_order(self, tables: Tables) -> None:
        line = tables.row_of("metro/events.csv", id="metro-line-1-phase-2")
        tables.write(
            "metro/events.csv",
            [
                *tables.lines("metro/events.csv")[: line - 1],
                "metro-line-1-phase-2,2030-01-01,,completed,published,gwr-2021,,,",
                *tables.lines("metro/events.csv")[line - 1 :],
            ],
        )
        found = {(i.row, i.column, i.value) for i in tables.errors()}
        assert (line, "date", "2030-01-01") in found  # after the day of compilation
        assert (line + 1, "date") in {(row, column) for row, column, _ in found}  # before it

    def test_back_from_completed_without_a_reason(self, tables: Tables) -> None:
        lines = tables.lines("metro/events.csv")
        back = "metro-line-1-phase-1,2025-01,,construction,published,govcn-20131228,{},,"
        tables.write("metro/events.csv", [*lines, back.format("")])
        place = ("metro/events.csv", len(lines) + 1, "status", "construction")
        assert tables.only_error() == place
        tables.write("metro/events.csv", [*lines, back.format("renewal")])
        require_sound(build(tables.root))

    def test_a_plan_is_no_event(self, tables: Tables) -> None:
        lines = tables.lines("metro/events.csv")
        plan = "metro-line-1-phase-1,2027,,completed,published,govcn-20131228,,,"
        tables.write("metro/events.csv", [*lines, plan])
        assert tables.only_error() == ("metro/events.csv", len(lines) + 1, "date", "2027")


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


class TestFiles:
    @pytest.mark.parametrize(
        "file",
        [
            *(f"{layer.id}/{name}" for layer in CATALOGUE for name in (
                "records.csv", "events.csv", "figures.csv", "geometry.geojson", "provenance.toml",
            )),
            "figures.csv",
            "commitments/commitments.csv",
            "commitments/links.csv",
            "metro/network.csv",
        ],
    )  # fmt: skip
    def test_a_missing_file(self, tables: Tables, file: str) -> None:
        (tables.root / file).unlink()
        named = file if "/" in file else f"source/{file}"
        with pytest.raises(ReadingError) as refused:
            build(tables.root)
        assert str(refused.value) == f"{named} does not exist."

    @pytest.mark.parametrize(
        ("old", "new", "column"),
        [
            ("compiled = ", "complied = ", "layer.compiled"),
            ('[layer]', "[layers]", "layer.licence"),
            ('gaps_en = "', 'gaps = "', "layer.gaps_en"),
            ('\ntitle = "', '\nname = "', "source.title"),
            ('\nid = "', '\nname = "', "source.id"),
        ],
    )  # fmt: skip
    def test_provenance_that_leaves_something_out(
        self, tables: Tables, old: str, new: str, column: str
    ) -> None:
        path = tables.root / "parks" / "provenance.toml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        found = {(i.file, i.column) for i in tables.errors()}
        assert ("parks/provenance.toml", column) in found

    def test_a_source_twice(self, tables: Tables) -> None:
        path = tables.root / "parks" / "provenance.toml"
        again = '\n[[source]]\nid = "gwr-2021"\ntitle = "Again"\nlicence = "facts"\n'
        path.write_text(path.read_text("utf-8") + again, "utf-8")
        assert tables.only_error() == ("parks/provenance.toml", None, "source.id", "gwr-2021")


class TestCommand:
    @pytest.fixture(autouse=True)
    def run_on(self, tables: Tables, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        monkeypatch.setattr(build_module.build, "__defaults__", (tables.root,))
        return

    def test_sound(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert build_module.main() == 0
        written = capsys.readouterr()
        assert json.loads(written.out)["commitments"] == 232
        assert written.err.count("\n") == len(KNOWN_WARNINGS)

    def test_a_fault(self, tables: Tables, capsys: pytest.CaptureFixture[str]) -> None:
        tables.set("parks/records.csv", 2, theme="Parks")
        assert build_module.main() == 1
        assert (
            "error: parks/records.csv:2 [theme] 'Parks': must be one of" in capsys.readouterr().err
        )

    def test_a_missing_file(self, tables: Tables, capsys: pytest.CaptureFixture[str]) -> None:
        (tables.root / "parks" / "records.csv").unlink()
        assert build_module.main() == 1
        assert capsys.readouterr().err == "error: parks/records.csv does not exist.\n"

    def test_as_a_program(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delitem(sys.modules, "layers.build")
        with pytest.raises(SystemExit) as ended:
            runpy.run_module("layers.build", run_name="__main__")
        assert ended.value.code == 0


class TestStore:
    def test_it_builds_once(self, tables: Tables) -> None:
        store = SourceStore(tables.root)
        assert store.dataset() is store.dataset()

    @pytest.mark.parametrize(
        ("file", "cell"),
        [
            ("parks/records.csv", {"theme": "Parks"}),
            ("parks/events.csv", {"status": "finished"}),
            ("parks/figures.csv", {"value": "many"}),
        ],
    )
    def test_it_leaves_out_what_a_fault_touches_and_keeps_the_rest(
        self, tables: Tables, dataset: Dataset, file: str, cell: dict[str, str]
    ) -> None:
        record = tables.lines(file)[1].split(",")[0]
        tables.set(file, 2, **cell)
        found = SourceStore(tables.root).dataset()
        assert [issue.file for issue in found.issues if issue.severity == "error"] == [file]
        assert set(dataset.frames["parks"]["id"]) - set(found.frames["parks"]["id"]) == {record}
        for name in set(dataset.frames) - {"parks"}:
            assert len(found.frames[name]) == len(dataset.frames[name])
        assert record not in {link["record_id"] for link in found.links}

    @pytest.mark.parametrize("layer", ["parks", "expressways", "districts"])
    def test_a_layer_that_cannot_be_read_is_left_out(self, tables: Tables, layer: str) -> None:
        (tables.root / layer / "records.csv").unlink()
        found = SourceStore(tables.root).dataset()
        assert found.frames[layer].empty
        assert len(found.frames["metro"])
        assert any(issue.file == f"{layer}/" for issue in found.issues)

    def test_another_store_can_take_its_place(self, dataset: Dataset) -> None:
        before = current_store()
        try:
            use_store(FixedStore(dataset))
            assert current_store().dataset() is dataset
        finally:
            use_store(before)
