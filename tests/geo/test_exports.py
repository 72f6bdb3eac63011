from __future__ import annotations

import csv
import io
import json
from typing import Any

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import (
    GeometryCollection,
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    box,
)

from geo.crs import CGCS2000_GK114, WGS84
from geo.errors import CrsError
from geo.exports import csv_table, geojson, safe_cell


def frame(*shapes: object, crs: str | None = WGS84, **columns: list[object]) -> gpd.GeoDataFrame:
    ids = [f"r-{index}" for index in range(len(shapes))]
    return gpd.GeoDataFrame({"id": ids, **columns}, geometry=list(shapes), crs=crs)


def written(*shapes: object, **options: Any) -> dict[str, Any]:
    return dict(json.loads(geojson(frame(*shapes, **options), [])))


class TestGeojson:
    def test_members_after_rfc_7946(self) -> None:
        made = written(Point(113.5, 34.5), LineString([(113, 34), (114, 35)]), None)
        assert list(made) == ["type", "bbox", "features"]
        assert made["bbox"] == [113, 34, 114, 35]
        for feature in made["features"]:
            assert list(feature) == ["type", "id", "geometry", "properties"]

    def test_an_unlocated_record_is_kept_with_null_geometry(self) -> None:
        made = written(None, Point(), Point(113, 34))
        assert [f["geometry"] for f in made["features"][:2]] == [None, None]
        assert [f["id"] for f in made["features"]] == ["r-0", "r-1", "r-2"]

    def test_nothing_located_means_no_bbox(self) -> None:
        assert "bbox" not in written(None)
        assert written() == {"type": "FeatureCollection", "features": []}

    @pytest.mark.parametrize("ccw", [True, False])
    def test_outer_rings_run_counter_clockwise_and_holes_clockwise(self, *, ccw: bool) -> None:
        outer = box(113, 34, 114, 35, ccw=ccw).exterior
        hole = box(113.4, 34.4, 113.6, 34.6, ccw=ccw).exterior
        cut = Polygon(outer, [hole])
        made = written(cut, MultiPolygon([cut]))
        single, multi = (feature["geometry"]["coordinates"] for feature in made["features"])
        for rings in (single, multi[0]):
            assert shapely.LinearRing(rings[0]).is_ccw
            assert not shapely.LinearRing(rings[1]).is_ccw

    def test_at_most_seven_decimals(self) -> None:
        data = geojson(frame(Point(113 + 1 / 3, 34 + 2 / 3)), [])
        assert b"[113.3333333,34.6666667]" in data

    def test_any_crs_is_brought_to_wgs84(self) -> None:
        made = written(Point(500_000, 3_846_857), crs=CGCS2000_GK114)
        lon, lat = made["features"][0]["geometry"]["coordinates"]
        assert (lon, lat) == (pytest.approx(114, abs=1e-7), pytest.approx(34.747, abs=0.01))

    def test_a_frame_without_crs_is_refused(self) -> None:
        with pytest.raises(CrsError):
            geojson(frame(Point(113, 34), crs=None), [])

    def test_nan_is_never_written(self) -> None:
        with pytest.raises(ValueError, match="not JSON compliant"):
            geojson(frame(Point(113, 34), size=[float("nan")]), ["size"])

    def test_hostile_text_is_only_text(self) -> None:
        name = '</script><script>alert("郑")</script>\u202e{{ x }}😀'
        data = geojson(frame(Point(113, 34), name=[name]), ["name"])
        assert json.loads(data)["features"][0]["properties"] == {"name": name}
        assert not data.startswith(b"\xef\xbb\xbf")


lons = st.floats(110, 117)
lats = st.floats(31, 37)
points = st.tuples(lons, lats)
lines = st.lists(points, min_size=2, max_size=5, unique=True)
boxes = (
    st.tuples(points, points)
    .map(lambda pair: box(*pair[0], *pair[1]))
    .filter(lambda shape: shape.area > 1e-6)
)
shapes = st.one_of(
    st.none(),
    points.map(Point),
    lines.map(LineString),
    boxes,
    st.lists(points, min_size=1, max_size=4).map(MultiPoint),
    st.lists(lines, min_size=1, max_size=3).map(MultiLineString),
    st.tuples(points.map(Point), lines.map(LineString)).map(GeometryCollection),
)
words = st.text(max_size=20)


@given(st.lists(st.tuples(shapes, words), min_size=1, max_size=6))
def test_what_is_written_reads_back_the_same(rows: list[tuple[Any, str]]) -> None:
    given_ = frame(*(shape for shape, _ in rows), name=[name for _, name in rows])
    read = json.loads(geojson(given_, ["name"]))["features"]
    assert [feature["id"] for feature in read] == list(given_["id"])
    assert [feature["properties"]["name"] for feature in read] == list(given_["name"])
    for feature, shape in zip(read, given_.geometry, strict=True):
        if shape is None:
            assert feature["geometry"] is None
            continue
        back = shapely.from_geojson(json.dumps(feature["geometry"]))
        assert back.geom_type == shape.geom_type
        assert shapely.normalize(back).equals_exact(shapely.normalize(shape), 1e-7) or (
            back.hausdorff_distance(shape) <= 1e-7
        )


def parsed(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


class TestCsv:
    def test_excel_sees_utf8_and_windows_line_ends(self) -> None:
        data = csv_table(["编号", "名称"], [["a", "郑州,东"], ["b", None]])
        assert data == '\ufeff编号,名称\r\na,"郑州,东"\r\nb,\r\n'.encode()

    @pytest.mark.parametrize(
        "text",
        [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "=cmd|' /C calc'!A0",
            " =1+1",
            "\u3000=1+1",
            "\u200b=1+1",
            "＝1+1",
            "＋1",
            "－1",
            "＠SUM(A1)",
            "﹦1+1",
            "\ufeff=1+1",
            "\u00ad=1+1",
            "\u061c-1",
            "\u202e\u2066@SUM(A1)",
            "\U000e0041=1+1",
            "\u3164=1+1",
            "\ufe0f+1",
            "\x00=1",
            "\u2028=1",
            "'=1+1",
        ],
    )
    def test_formulas_are_only_text(self, text: str) -> None:
        assert safe_cell(text) == f"'{text}"

    @pytest.mark.parametrize(
        ("value", "cell"),
        [
            (-1.5, "-1.5"), (3, "3"), (0.1 + 0.2, "0.3"), (None, ""), (float("nan"), ""),
            (True, "true"), (False, "false"), ("郑州", "郑州"), ("a=b", "a=b"), ("", ""),
            ("'90年代", "'90年代"), ("\u200b郑州", "\u200b郑州"), ("（=1）", "（=1）"),
        ],
    )  # fmt: skip
    def test_numbers_stay_numbers(self, value: object, cell: str) -> None:
        assert safe_cell(value) == cell

    @given(st.text(st.characters(categories=["Cf", "Cc", "Zs", "Zl", "Zp"])), words)
    def test_what_nobody_sees_saves_no_formula(self, unseen: str, text: str) -> None:
        assert safe_cell(f"{unseen}={text}") == f"'{unseen}={text}"

    @given(st.lists(st.lists(words, min_size=2, max_size=2), max_size=5))
    def test_any_text_comes_back_and_no_cell_is_a_formula(self, rows: list[list[str]]) -> None:
        header, *back = parsed(csv_table(["a", "b"], rows))
        assert header == ["a", "b"]
        for row, cells in zip(rows, back, strict=True):
            for text, cell in zip(row, cells, strict=True):
                assert cell in (text, f"'{text}")
                assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
