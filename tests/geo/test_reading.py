from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from shapely.geometry import Point

from geo.errors import ReadingError
from geo.reading import (
    Column,
    Located,
    flag,
    number,
    one_of,
    read_geometry,
    read_table,
    read_toml,
    text_list,
)

if TYPE_CHECKING:
    from pathlib import Path

    from geo.validation import Issue

COLUMNS = (
    Column(name="id", required=True),
    Column(name="kind", parse=one_of("park", "zoo")),
    Column(name="size", parse=number),
    Column(name="open", parse=flag, empty=False),
    Column(name="lines", parse=text_list, empty=()),
)
HEADER = "id,kind,size,open,lines\n"


def read(tmp_path: Path, text: str | bytes) -> tuple[list[dict[str, object]], list[Issue]]:
    path = tmp_path / "parks" / "records.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    issues: list[Issue] = []
    return read_table(path, COLUMNS, issues), issues


def only(issues: list[Issue]) -> Issue:
    (issue,) = issues
    assert issue.severity == "error"
    assert issue.problem
    assert issue.remedy
    return issue


class TestTable:
    def test_a_sound_table(self, tmp_path: Path) -> None:
        rows, issues = read(tmp_path, HEADER + 'a,park,1.5,true,"1号线; 2号线"\nb,,,,\n')
        assert issues == []
        assert rows == [
            {"row": 2, "id": "a", "kind": "park", "size": 1.5, "open": True,
             "lines": ("1号线", "2号线")},
            {"row": 3, "id": "b", "kind": None, "size": None, "open": False, "lines": ()},
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("line", "column", "value"),
        [
            (",park,,,", "id", None),
            ("a,garden,,,", "kind", "garden"),
            ("a,Park,,,", "kind", "Park"),
            ("a,,1 000,,", "size", "1 000"),
            ("a,,1_000,,", "size", "1_000"),
            ("a,,１２,,", "size", "１２"),
            ("a,,0x10,,", "size", "0x10"),
            ("a,,nan,,", "size", "nan"),
            ("a,,-inf,,", "size", "-inf"),
            ("a,,,yes,", "open", "yes"),
            ("a,,,True,", "open", "True"),
            ("a, park,,,", "kind", " park"),
            ("a,park\u3000,,,", "kind", "park\u3000"),
        ],
    )
    def test_a_faulty_cell(self, tmp_path: Path, line: str, column: str, value: str | None) -> None:
        issue = only(read(tmp_path, HEADER + "ok,,,,\n" + line + "\n")[1])
        place = (issue.file, issue.row, issue.column, issue.value)
        assert place == ("parks/records.csv", 3, column, value)
        shown = str(issue)
        assert "parks/records.csv:3" in shown
        assert column in shown
        assert str(issue.remedy) in shown

    def test_a_faulty_cell_is_empty_in_the_row(self, tmp_path: Path) -> None:
        rows, _ = read(tmp_path, HEADER + "a,garden,x,,\n")
        assert (rows[0]["kind"], rows[0]["size"]) == (None, None)

    @pytest.mark.parametrize("line", ["a,park", "a,park,1,true,x,one too many"])
    def test_a_line_with_too_few_or_too_many_cells(self, tmp_path: Path, line: str) -> None:
        issue = only(read(tmp_path, HEADER + line + "\n")[1])
        assert (issue.row, issue.column) == (2, None)
        assert "cells" in issue.problem

    def test_a_missing_column(self, tmp_path: Path) -> None:
        issue = only(read(tmp_path, "id,kind,size,open\na,,,\n")[1])
        assert (issue.row, issue.column) == (1, "lines")

    def test_a_column_that_nobody_declared(self, tmp_path: Path) -> None:
        issue = only(read(tmp_path, "id,kind,size,open,lines,colour\na,,,,,red\n")[1])
        assert (issue.row, issue.column) == (1, "colour")

    def test_a_column_that_stands_twice(self, tmp_path: Path) -> None:
        issue = only(read(tmp_path, "id,kind,size,open,lines,kind\na,park,,,,zoo\n")[1])
        assert (issue.row, issue.column) == (1, "kind")

    def test_an_empty_file(self, tmp_path: Path) -> None:
        rows, issues = read(tmp_path, "")
        assert rows == []
        assert {issue.column for issue in issues} == {column.name for column in COLUMNS}

    def test_a_row_is_named_by_its_line_in_the_file(self, tmp_path: Path) -> None:
        issue = only(read(tmp_path, HEADER + '"a","park",,,"1;\n2"\n\nb,garden,,,\n')[1])
        assert issue.row == 5

    def test_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(ReadingError, match=r"parks/records\.csv does not exist"):
            read_table(tmp_path / "parks" / "records.csv", COLUMNS, [])

    @pytest.mark.parametrize(
        "content", [HEADER.encode() + "公园".encode("gb18030"), HEADER.encode() + b'"a\n']
    )
    def test_what_is_not_utf8_or_not_csv(self, tmp_path: Path, content: bytes) -> None:
        with pytest.raises(ReadingError, match=r"parks/records\.csv cannot be read .*UTF-8"):
            read(tmp_path, content)

    def test_a_byte_order_mark_does_not_hide_the_first_column(self, tmp_path: Path) -> None:
        rows, issues = read(tmp_path, ("\ufeff" + HEADER + "a,park,,,\n").encode())
        assert [row["id"] for row in rows] == ["a"] or issues


def geometry(tmp_path: Path, *features: object) -> tuple[dict[str, object], list[Issue]]:
    path = tmp_path / "parks" / "geometry.geojson"
    path.parent.mkdir(exist_ok=True)
    lines = ",\n".join(json.dumps(feature) for feature in features)
    path.write_text('{"type":"FeatureCollection","features":[\n' + lines + "\n]}\n")
    issues: list[Issue] = []
    return dict(read_geometry(path, issues)), issues


def point(identifier: object = "a", at: object = (113.5, 34.5)) -> dict[str, object]:
    shape = {"type": "Point", "coordinates": at}
    return {"type": "Feature", "id": identifier, "properties": {}, "geometry": shape}


class TestGeometry:
    def test_by_id(self, tmp_path: Path) -> None:
        assert geometry(tmp_path, point()) == ({"a": Located(Point(113.5, 34.5), 2)}, [])

    @pytest.mark.parametrize(
        ("broken", "said"),
        [
            (point(at=(34.5, 113.5)), "longitude, latitude"),
            (point(at=(12_640_000, 4_100_000)), "longitude, latitude"),
            (point(at=(113.123456, 34.5)), "5 decimals"),
            (point(at=(113.5, 34.5, 100)), "height"),
            (point(at=()), "empty"),
            (point(at="here"), "cannot be read"),
            (point() | {"geometry": None}, "cannot be read"),
            (point() | {"geometry": {"type": "Circle", "coordinates": [1, 2]}}, "cannot be read"),
            (
                point() | {"geometry": {
                    "type": "Polygon",
                    "coordinates": [[(113, 34), (114, 35), (114, 34), (113, 35), (113, 34)]],
                }},
                "not valid",
            ),
        ],
    )  # fmt: skip
    def test_a_faulty_feature_is_named_by_its_line(
        self, tmp_path: Path, broken: object, said: str
    ) -> None:
        shapes, issues = geometry(tmp_path, point("first"), broken)
        issue = only(issues)
        assert (issue.file, issue.row, issue.column) == ("parks/geometry.geojson", 3, "geometry")
        assert said in issue.problem
        assert "first" in shapes

    def test_a_coordinate_that_is_no_number(self, tmp_path: Path) -> None:
        _, issues = geometry(tmp_path, point(at=(113.5, float("nan"))))
        assert {issue.row for issue in issues} == {2}

    @pytest.mark.parametrize("broken", ["not a feature", None, {"type": "Feature"}])
    def test_what_has_no_id_is_still_said(self, tmp_path: Path, broken: object) -> None:
        shapes, issues = geometry(tmp_path, broken, point("last"))
        issue = only(issues)
        assert (issue.file, issue.row, issue.column) == ("parks/geometry.geojson", None, "geometry")
        assert shapes == {"last": Located(Point(113.5, 34.5), 3)}

    def test_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(ReadingError, match=r"parks/geometry\.geojson does not exist"):
            read_geometry(tmp_path / "parks" / "geometry.geojson", [])

    def test_an_id_that_stands_twice(self, tmp_path: Path) -> None:
        issue = only(geometry(tmp_path, point(), point(at=(113, 34)))[1])
        assert (issue.row, issue.column, issue.value) == (3, "id", "a")

    @pytest.mark.parametrize("content", ["", "[]", "{}", "{", '{"features": 5}', "\xff"])
    def test_what_is_not_geojson(self, tmp_path: Path, content: str) -> None:
        path = tmp_path / "geometry.geojson"
        path.write_text(content, encoding="latin-1")
        with pytest.raises(ReadingError, match="is not GeoJSON"):
            read_geometry(path, [])


class TestToml:
    def test_missing(self, tmp_path: Path) -> None:
        with pytest.raises(ReadingError, match=r"parks/provenance\.toml does not exist"):
            read_toml(tmp_path / "parks" / "provenance.toml")

    @pytest.mark.parametrize("content", [b"compiled = ", b"title = '\xff'"])
    def test_broken(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "provenance.toml"
        path.write_bytes(content)
        with pytest.raises(ReadingError, match="is not TOML"):
            read_toml(path)
