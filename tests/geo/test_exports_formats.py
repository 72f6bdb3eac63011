"""Every format: what is written reads back as it was, and what does not fit is refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pytest
from shapely.geometry import Point

from exported import SHAPES, round_trip, table
from geo.errors import CrsError, ExportError, UnknownNameError
from geo.exports import (
    FORMATS,
    prepare,
    read_back,
    spreadsheets,
    target,
    write,
)
from geo.exports.formats import PLAIN, SHIFTED

if TYPE_CHECKING:
    from pathlib import Path


CASES = [
    (kind.id, crs, encoding)
    for kind in FORMATS.values() for crs in kind.crs for encoding in kind.encodings
]  # fmt: skip


@pytest.mark.parametrize(("name", "crs", "encoding"), CASES)
def test_every_format_in_every_crs_reads_back(
    tmp_path: Path, name: str, crs: str, encoding: str
) -> None:
    wanted = target(name, crs=crs, encoding=encoding)
    compared = round_trip(table(), tmp_path, wanted)
    # A point of two places becomes two records in MapInfo, which the manifest says.
    assert sum(one.count for one in compared) == len(SHAPES) + (name == "tab")
    assert all(one.worst_m <= wanted.format.tolerance_m for one in compared)


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_selected_is_a_sound_file(tmp_path: Path, name: str) -> None:
    source = table()
    assert source.drawing is not None
    none = replace(source, frame=source.frame.iloc[:0], drawing=source.drawing.iloc[:0])
    compared = round_trip(none, tmp_path, target(name))
    assert [one.count for one in compared] == [0]


@pytest.mark.parametrize("name", FORMATS)
def test_records_without_a_position_are_kept(tmp_path: Path, name: str) -> None:
    compared = round_trip(table(None, None), tmp_path, target(name))
    assert [(one.count, one.located) for one in compared] == [(2, 0)]


# The three corners are measured with PROJ's own command line: cs2cs EPSG:4326 EPSG:4547.
KNOWN = {
    (113.6253, 34.7466): (465_689.121, 3_846_545.092),
    (114.0, 34.0): (500_000.0, 3_763_661.442),
    (113.0, 34.9): (408_599.293, 3_863_955.319),
}


class TestPlace:
    @pytest.mark.parametrize("name", [kind.id for kind in FORMATS.values() if PLAIN[2] in kind.crs])
    def test_easting_comes_first_in_every_format(self, tmp_path: Path, name: str) -> None:
        source = table(*map(Point, KNOWN))
        prepared = prepare([source], target(name, crs="EPSG:4547"))
        for shape, (east, north) in zip(
            prepared.tables[0].frame.geometry, KNOWN.values(), strict=True
        ):
            assert shape.distance(Point(east, north)) < 1, (shape, east, north)
        assert round_trip(source, tmp_path, target(name, crs="EPSG:4547"))

    def test_zone_38_stands_before_the_easting(self) -> None:
        plain, zoned = (
            prepare([table(Point(113.6, 34.7))], target("gpkg", crs=crs)).tables[0].frame
            for crs in ("EPSG:4547", "EPSG:4526")
        )
        assert zoned.geometry.x[0] - plain.geometry.x[0] == pytest.approx(38_000_000)

    def test_the_transformation_is_named_with_its_accuracy(self) -> None:
        made = prepare([table()], target("gpkg", crs="EPSG:4547")).transformation
        assert "Gauss-Kruger CM 114E" in made.name
        assert made.accuracy_m is None  # PROJ calls WGS 84 to CGCS2000 a ballpark: nobody knows
        exact = prepare([table()], target("gpkg", crs="EPSG:32649")).transformation
        assert exact.accuracy_m is not None

    @pytest.mark.parametrize("crs", SHIFTED)
    def test_a_shifted_file_is_off_and_says_so(self, tmp_path: Path, crs: str) -> None:
        wanted = target("geojson", crs=crs)
        moved = prepare([table(Point(113.62, 34.75))], wanted)
        gap = moved.tables[0].frame.geometry[0].distance(Point(113.62, 34.75)) * 100_000
        assert 300 < gap < 1500
        assert moved.transformation.shifted
        round_trip(table(), tmp_path, wanted)
        assert all("shifted" in path.name for path in tmp_path.iterdir())

    def test_out_of_the_area_of_use(self) -> None:
        with pytest.raises(ExportError, match=r"metro reaches .* out of the area of use"):
            prepare([table(Point(121.5, 31.2))], target("gpkg", crs="EPSG:4547"))

    def test_a_little_out_is_told(self) -> None:
        made = prepare([table(Point(114.3, 34.7))], target("gpkg", crs="EPSG:32649"))
        assert made.transformation.beyond_area

    def test_no_crs(self) -> None:
        with pytest.raises(CrsError):
            prepare([table(crs=None)], target("gpkg", crs="EPSG:4547"))


class TestLimits:
    def test_unknown_format(self) -> None:
        with pytest.raises(UnknownNameError, match="geojson, geojsonl, gpkg"):
            target("dwg")

    @pytest.mark.parametrize(
        ("name", "options"),
        [("geojson", {"crs": "EPSG:4547"}), ("dxf", {"crs": "EPSG:4326"}),
         ("shp", {"encoding": "latin1"}), ("tab", {"encoding": "UTF-8"}),
         ("gpkg", {"crs": "GCJ-02"}), ("csv", {"geometry": "hex"})],
    )  # fmt: skip
    def test_what_a_format_cannot(self, name: str, options: dict[str, str]) -> None:
        with pytest.raises(ExportError, match="choose one of"):
            target(name, **options)

    def test_a_name_that_would_be_cut(self) -> None:
        with pytest.raises(ExportError, match="Shapefile: metro, the field name 建设状态 has 12"):
            prepare([table(建设状态=["在建"] * 6)], target("shp"))

    def test_the_same_name_fits_in_gbk(self, tmp_path: Path) -> None:
        round_trip(table(建设状态=["在建"] * 6), tmp_path, target("shp", encoding="GBK"))

    def test_a_long_text(self) -> None:
        with pytest.raises(ExportError, match="field note holds a text of 300 bytes"):
            prepare([table(note=["郑" * 100] * 6)], target("shp"))

    def test_a_character_that_gbk_lacks(self) -> None:
        with pytest.raises(ExportError, match="GBK has no “😀”"):
            prepare([table(note=["好😀"] * 6)], target("tab"))

    @pytest.mark.parametrize("name", ["shp", "xlsx"])
    def test_a_date_before_1900(self, name: str) -> None:
        early = pd.Series([dt.date(1899, 12, 31)] * 6, dtype=pd.ArrowDtype(pa.date32()))
        with pytest.raises(ExportError, match="field day holds a date of the year 1899"):
            prepare([table(day=early)], target(name))

    @pytest.mark.parametrize(
        ("limit", "said"),
        [("MOST_ROWS", "metro has 6 records; a sheet holds 3"),
         ("MOST_CHARACTERS", "field id holds a text of 4 characters; a cell holds 3")],
    )  # fmt: skip
    def test_what_a_sheet_does_not_hold(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, said: str
    ) -> None:
        monkeypatch.setattr(spreadsheets, limit, 3)
        made = prepare([table(id=[f"r-{n:02}" for n in range(6)])], target("xlsx"))
        with pytest.raises(ExportError, match=said):
            write(made.tables, tmp_path, stem="x", target=target("xlsx"))

    def test_two_names_that_a_database_takes_for_one(self) -> None:
        with pytest.raises(ExportError, match="twice"):
            prepare([table(NAME_ZH=["x"] * 6)], target("gpkg"))


def test_a_file_that_was_changed_is_not_offered(tmp_path: Path) -> None:
    wanted = target("geojson")
    prepared = prepare([table()], wanted)
    (path,) = write(prepared.tables, tmp_path, stem="x", target=wanted)
    path.write_text(path.read_text("utf-8").replace("郑州东站", "郑州西站"), "utf-8")
    with pytest.raises(ExportError, match="name_zh was “郑州东站” and is “郑州西站”"):
        read_back(prepared.tables, tmp_path, stem="x", target=wanted)


NESTED = {
    "sources": [{"id": "gwr-2021", "title": "郑州市政府工作报告"}, {"id": "b", "url": None}],
    "districts": ["金水区", "郑东新区"],
    "figures": {"length_km": 41.2},
}


@pytest.mark.parametrize("name", ["geojson", "geojsonl"])
@pytest.mark.parametrize(
    ("changed", "instead", "column"),
    [("郑州市政府工作报告", "政府工作报告", "sources"), ('"b"', '"c"', "sources"),
     ("郑东新区", "郑东", "districts"), ("41.2", "41.3", "figures")],
)  # fmt: skip
def test_a_change_deep_in_a_property_is_found(
    tmp_path: Path, name: str, changed: str, instead: str, column: str
) -> None:
    wanted = target(name)
    point = Point(113.6, 34.7)
    held: dict[str, Any] = {
        key: pd.Series([value, None], dtype=object) for key, value in NESTED.items()
    }
    prepared = prepare([table(point, point, **held)], wanted)
    (path,) = write(prepared.tables, tmp_path, stem="x", target=wanted)
    read_back(prepared.tables, tmp_path, stem="x", target=wanted)
    text = path.read_text("utf-8")
    assert changed in text
    path.write_text(text.replace(changed, instead), "utf-8")
    with pytest.raises(ExportError, match=f"{column} was"):
        read_back(prepared.tables, tmp_path, stem="x", target=wanted)


@pytest.mark.parametrize("name", ["csv", "xlsx"])
@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "''-1", "\u200b@x", "'", "'a'"])
def test_hostile_text_comes_back_from_a_sheet(tmp_path: Path, name: str, text: str) -> None:
    round_trip(table(Point(113, 34), name_zh=[text]), tmp_path, target(name))


def test_a_moved_vertex_is_found(tmp_path: Path) -> None:
    wanted = target("geojson")
    prepared = prepare([table()], wanted)
    (path,) = write(prepared.tables, tmp_path, stem="x", target=wanted)
    path.write_text(path.read_text("utf-8").replace("[113.62,34.75]", "[113.6201,34.75]"), "utf-8")
    with pytest.raises(ExportError, match=r"a coordinate moved by 11\.1 m"):
        read_back(prepared.tables, tmp_path, stem="x", target=wanted)


def test_shapes_split_by_kind_lose_none(tmp_path: Path) -> None:
    made = prepare([table()], target("shp"))
    assert [one.name for one in made.tables] == ["metro_point", "metro_line", "metro_polygon"]
    assert made.notices == [{"split": "metro", "into": [one.name for one in made.tables]}]
    assert sum(len(one.frame) for one in made.tables) == len(SHAPES)
    compared = round_trip(table(), tmp_path, target("shp"))
    assert [one.geometry_types for one in compared] == [
        ["MultiPoint"], ["MultiLineString"], ["Polygon"],
    ]  # fmt: skip
    for part in made.tables:
        for suffix in (".shp", ".dbf", ".shx", ".prj", ".cpg"):
            assert (tmp_path / f"{part.name}{suffix}").stat().st_size


def test_the_code_page_is_named(tmp_path: Path) -> None:
    for encoding in ("UTF-8", "GBK"):
        folder = tmp_path / encoding
        round_trip(table(Point(113, 34)), folder, target("shp", encoding=encoding))
        assert (folder / "metro.cpg").read_text() == encoding
        assert "郑州东站".encode(encoding) in (folder / "metro.dbf").read_bytes()


@pytest.mark.parametrize("name", FORMATS)
class TestAnyDifferenceIsFound:
    """What was written is compared with something else: every format must tell."""

    def differs(self, folder: Path, name: str, **changes: Any) -> None:
        wanted = target(name)
        source = table(Point(113.6, 34.7), Point(113.7, 34.8))
        made = prepare([source], wanted)
        write(made.tables, folder, stem="x", target=wanted)
        assert source.drawing is not None
        frame = source.frame.assign(**changes)
        drawing = source.drawing.assign(label=frame["name_zh"])
        other = prepare([replace(source, frame=frame, drawing=drawing)], wanted)
        with pytest.raises(ExportError, match="does not read back"):
            read_back(other.tables, folder, stem="x", target=wanted)

    def test_a_moved_point(self, tmp_path: Path, name: str) -> None:
        self.differs(tmp_path, name, geometry=[Point(113.6001, 34.7), Point(113.7, 34.8)])

    def test_a_name(self, tmp_path: Path, name: str) -> None:
        self.differs(tmp_path, name, name_zh=["郑州东站", "郑州西站"])

    def test_a_missing_position(self, tmp_path: Path, name: str) -> None:
        self.differs(tmp_path, name, geometry=[Point(113.6, 34.7), None])
