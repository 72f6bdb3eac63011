"""The build: what it makes of the real tables, missing files, its command."""

from __future__ import annotations

import json
import runpy
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from geo.errors import ReadingError
from layers import build as build_module
from layers.build import build, require_sound
from layers.catalogue import CATALOGUE
from layers.statuses import status_at

if TYPE_CHECKING:
    from layers.build import Dataset
    from tables import Tables

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
            ("[layer]", "[layers]", "layer.licence"),
            ('gaps_en = "', 'gaps = "', "layer.gaps_en"),
            ('\ntitle = "', '\nname = "', "source.title"),
            ('\nid = "', '\nname = "', "source.id"),
            ('\ntitle_en = "', '\nname_en = "', "source.title_en"),
            ('\ntitle_zh = "', '\nname_zh = "', "source.title_zh"),
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
        again = '\n[[source]]\nid = "gwr-2021"\ntitle = "再一次"\nlicence = "facts"\n'
        path.write_text(path.read_text("utf-8") + again, "utf-8")
        assert tables.only_error() == ("parks/provenance.toml", None, "source.id", "gwr-2021")

    def test_a_foreign_citation_needs_a_name_in_both_languages(self, tables: Tables) -> None:
        path = tables.root / "parks" / "provenance.toml"
        foreign = '\n[[source]]\nid = "gazette"\ntitle = "Railway Gazette"\nlicence = "facts"\n'
        path.write_text(path.read_text("utf-8") + foreign, "utf-8")
        found = {(i.column, i.value) for i in tables.errors()}
        assert found == {("source.title_zh", "gazette"), ("source.title_en", "gazette")}


class TestUndatedStatements:
    """三全路西延: an undated post says that it is open."""

    FILE = "dead_end_roads/events.csv"
    ROAD = "deadend-sanquan-west-extension"

    def row(self, dataset: Dataset) -> Any:
        frame = dataset.frames["dead_end_roads"]
        return frame[frame["id"] == self.ROAD].iloc[0]

    def test_it_is_told_but_decides_nothing(self, dataset: Dataset) -> None:
        row = self.row(dataset)
        assert [(said.status, said.source) for said in row["undated"]] == [
            ("completed", "forum-xintongqiao-sanquan")
        ]
        assert all(event.date.text <= "2021-12-26" for event in row["events"])
        now = status_at(row["events"], date(2026, 11, 22))
        assert (now.status, now.stale) == ("construction", True)
        assert now.last_event is not None
        assert now.last_event.date.text == "2021-12-26"

    @pytest.mark.parametrize(
        ("date", "qualifier"), [("", ""), ("", "by"), ("2022", "undated"), ("2022-03", "undated")]
    )
    def test_it_has_no_date_and_says_so(self, tables: Tables, date: str, qualifier: str) -> None:
        line = tables.row_of(self.FILE, id=self.ROAD, qualifier="undated")
        tables.set(self.FILE, line, date=date, qualifier=qualifier)
        place = (self.FILE, line, "date")
        assert tables.only_error()[:3] == place

    def test_a_date_that_cannot_be_read_is_told_once(self, tables: Tables) -> None:
        line = tables.row_of(self.FILE, id=self.ROAD, qualifier="undated")
        tables.set(self.FILE, line, date="soon", qualifier="by")
        assert tables.only_error() == (self.FILE, line, "date", "soon")

    def test_the_day_of_reading_is_no_date(self, tables: Tables) -> None:
        line = tables.row_of(self.FILE, id=self.ROAD, qualifier="undated")
        tables.set(self.FILE, line, date="2026-11-22", qualifier="by")
        assert tables.only_error() == (self.FILE, line, "date", "2026-11-22")
        tables.set(self.FILE, line, basis="published")
        assert require_sound(build(tables.root))

    def test_its_source_and_record_are_checked(self, tables: Tables) -> None:
        line = tables.row_of(self.FILE, id=self.ROAD, qualifier="undated")
        tables.set(self.FILE, line, source="nobody")
        assert tables.only_error() == (self.FILE, line, "source", "nobody")
        tables.set(self.FILE, line, source="gwr-2021", id="deadend-nowhere")
        assert tables.only_error() == (self.FILE, line, "id", "deadend-nowhere")


class TestCommand:
    @pytest.fixture(autouse=True)
    def run_on(self, tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(build_module.build, "__defaults__", (tables.root,))

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
