"""Every format: what is written reads back as it was, and what does not fit is refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from shapely.geometry import LineString, MultiLineString, MultiPoint, Point, Polygon, box

from geo.crs import WGS84
from geo.errors import CrsError, ExportError, UnknownNameError
from geo.exports import (
    FORMATS,
    CancelledError,
    Style,
    Table,
    pieces,
    prepare,
    read_back,
    rfc7946,
    target,
    write,
)
from geo.exports.formats import PLAIN, SHIFTED
from geo.exports.pieces import Encoded

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exports import Comparison, Target

NAMES = ["郑州东站", "“二七”<广场> & 德化街", "=1+1", 'Zhengzhou, "east"', "金水河\n支流", None]
SHAPES = [
    Point(113.62, 34.75),
    LineString([(113.6, 34.7), (113.61, 34.72), (113.65, 34.71)]),
    Polygon(box(113.6, 34.6, 113.7, 34.7).exterior, [box(113.64, 34.64, 113.66, 34.66).exterior]),
    MultiPoint([(113.5, 34.5), (113.51, 34.52)]),
    MultiLineString([[(113.5, 34.6), (113.51, 34.61)], [(113.52, 34.6), (113.53, 34.61)]]),
    None,
]
DAYS = [dt.date(2021, 1, 30), None, dt.date(2022, 12, 31)] * 2


def table(*shapes: Any, crs: str | None = WGS84, **changes: Any) -> Table:
    shapes = shapes or tuple(SHAPES)
    count = len(shapes)
    ids = [f"r-{index}" for index in range(count)]
    held = {
        "id": pd.Series(ids, dtype=object),
        "name_zh": pd.Series((NAMES * 9)[:count], dtype=object),
        "day": pd.Series((DAYS * 9)[:count], dtype=pd.ArrowDtype(pa.date32())),
        "size_km": np.linspace(0.1, 7.25, count),
        "stale": np.arange(count) % 2 == 0,
        **changes,
    }
    frame = gpd.GeoDataFrame(held, geometry=list(shapes), crs=crs)
    style = Style(code="METRO_CON", title="轨道交通 在建", colour="#b23413", dash=(11, 5))
    drawing = pd.DataFrame(
        {"style": "METRO_CON", "label": frame["name_zh"].str.replace("\n", " "),
         "begin": "2021-01-30", "end": None}, index=frame.index,
    )  # fmt: skip
    return Table(
        name="metro", title="轨道交通线路", summary="各线各期", frame=frame, drawing=drawing,
        styles={"METRO_CON": style},
        headings={"name_zh": "名称", "x": "x", "y": "y", "wkt": "WKT"},
    )  # fmt: skip


def round_trip(source: Table, folder: Path, wanted: Target) -> list[Comparison]:
    folder.mkdir(exist_ok=True)
    prepared = prepare([source], wanted)
    made = write(prepared.tables, folder, stem="zhengtu", target=wanted)
    assert made
    return read_back(prepared.tables, folder, stem="zhengtu", target=wanted)


def small_pieces(monkeypatch: pytest.MonkeyPatch, size: int = 2) -> None:
    """Cut layers into pieces of so many records."""
    for module in (pieces, rfc7946):
        monkeypatch.setattr(module, "AT_ONCE", size)


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


def test_progress_is_told_and_may_call_it_off(tmp_path: Path) -> None:
    told = []

    def progress(step: str, done: int, total: int) -> None:
        told.append((step, done, total))
        if done == 1:
            raise CancelledError("The export was called off.")

    wanted = target("gpkg")
    prepared = prepare([table()], wanted)
    with pytest.raises(CancelledError):
        write(prepared.tables, tmp_path, stem="x", target=wanted, progress=progress)
    assert told == [("write", 0, 3), ("write", 1, 3)]


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


LONG = [Point(113.5 + n / 100, 34.5) for n in range(7)]


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"shp", "tab"}))
def test_a_long_layer_can_be_called_off_on_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    small_pieces(monkeypatch)
    told = []

    def progress(step: str, done: int, total: int) -> None:
        told.append((step, done, total))
        if len(told) == 3:
            raise CancelledError("The export was called off.")

    wanted = target(name)
    prepared = prepare([table(*LONG)], wanted)
    with pytest.raises(CancelledError):
        write(prepared.tables, tmp_path, stem="x", target=wanted, progress=progress)
    assert told == [("write", 0, 4), ("write", 1, 4), ("write", 2, 4)]


@pytest.mark.parametrize("shapes", [LONG, [*LONG[:4], None, None, None]], ids=["all", "some"])
@pytest.mark.parametrize("name", FORMATS)
def test_pieces_make_the_same_file_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, shapes: list[Any]
) -> None:
    """Row groups aside, no reader sees that a layer was written piece by piece.

    Its last piece has no text, no day and no position, so that none of them tells a column's type.
    """
    wanted = target(name)
    note = pd.Series(["一", *[None] * 6], dtype=object)
    compared: list[list[Comparison]] = []
    for size in (100, 3):
        small_pieces(monkeypatch, size)
        folder = tmp_path / str(size)
        compared.append(round_trip(table(*shapes, note=note), folder, wanted))
    whole, cut = (sorted((tmp_path / str(size)).iterdir()) for size in (100, 3))
    assert compared[0] == compared[1]
    assert [path.name for path in whole] == [path.name for path in cut]
    for one, other in zip(whole, cut, strict=True):
        if name == "parquet":
            assert pq.read_table(one).equals(pq.read_table(other))
            assert pq.ParquetFile(other).num_row_groups == 3
        elif name not in {"gpkg", "dxf", "xlsx"}:  # these name the moment when they were made
            assert one.read_bytes() == other.read_bytes()


def test_bytes_are_compared_whatever_pieces_a_file_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    small_pieces(monkeypatch)
    shapes = table(*LONG[:4], None).frame.geometry.to_numpy()
    held = pa.array(shapely.to_wkb(shapes), type=pa.binary())
    for cuts in ([5], [1, 4], [3, 0, 2]):
        ends = np.cumsum(cuts)
        parts = [held[end - size : end] for end, size in zip(ends, cuts, strict=True)]
        assert Encoded(shapes).is_same(pa.chunked_array(parts))
    moved = shapely.to_wkb(np.array([*LONG[:3], LONG[4], None], dtype=object))
    for other in (moved, moved[:4], [*moved[:3], None, moved[3]], [*moved[:4], b""]):
        assert not Encoded(shapes).is_same(pa.chunked_array([pa.array(other, type=pa.binary())]))


@pytest.mark.parametrize("name", ["kml", "dxf", "xlsx"])
def test_a_file_of_many_layers_tells_each(tmp_path: Path, name: str) -> None:
    told = []
    wanted = target(name)
    several = [replace(table(), name=f"layer_{n}", title=f"图层{n}") for n in range(3)]
    prepared = prepare(several, wanted)
    write(prepared.tables, tmp_path, stem="x", target=wanted,
          progress=lambda _step, done, total: told.append((done, total)))  # fmt: skip
    assert told == [(0, 3), (1, 3), (2, 3)]
