"""What is read of a network, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import osmium
import pytest
import shapely
from shapely.geometry import LineString, MultiLineString, Point, Polygon

from geo.errors import CrsError, NetworkError, ReadingError
from geo.streets.reading import read_streets, streets_of

if TYPE_CHECKING:
    from pathlib import Path

METRIC = "EPSG:4547"
LINE = LineString([(465_000, 3_845_000), (465_100, 3_845_000)])


def frame(*shapes: object, crs: str | None = METRIC, **columns: list[Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)


OSM = """<?xml version="1.0"?><osm version="0.6">
<node id="1" lat="34.750" lon="113.600"/><node id="2" lat="34.751" lon="113.600"/>
<node id="3" lat="34.752" lon="113.600"><tag k="highway" v="turning_circle"/></node>
<node id="4" lat="34.751" lon="113.602"><tag k="barrier" v="gate"/></node>
<way id="9"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/>
 <tag k="name" v="断头路"/></way>
<way id="8"><nd ref="2"/><nd ref="4"/><tag k="highway" v="service"/><tag k="bridge" v="yes"/>
 <tag k="access" v="private"/></way>
<way id="7"><nd ref="1"/><nd ref="4"/><tag k="highway" v="footway"/></way>
<way id="6"><nd ref="1"/><nd ref="77"/><tag k="highway" v="primary"/></way>
<way id="5"><nd ref="1"/><nd ref="4"/><tag k="waterway" v="river"/></way></osm>"""


class TestOpenStreetMap:
    @pytest.fixture
    def extract(self, tmp_path: Path) -> Path:
        path = tmp_path / "x.osm"
        path.write_text(OSM, "utf-8")
        return path

    def test_streets_tags_and_marks_are_read(self, extract: Path) -> None:
        streets = read_streets(extract)
        assert streets.crs.to_epsg() == 4547  # the zone where the extract lies
        assert streets.attributes["road_class"].tolist() == ["residential", "service", "primary"]
        assert streets.attributes["name"].tolist()[0] == "断头路"
        assert streets.attributes["closed"].tolist() == [False, True, False]
        assert streets.attributes["level"].nunique() == 2
        assert streets.has_levels
        assert streets.marks["mark"].tolist() == ["turning", "gate"]
        assert "4547" in streets.notes[0]

    def test_a_way_with_a_node_outside_is_listed(self, extract: Path) -> None:
        streets = read_streets(extract)
        assert len(streets.lines) == 2
        left_out = streets.repairs.frame(streets.crs)
        assert left_out[["kind", "row"]].to_numpy().tolist() == [["no_geometry", 2]]

    def test_a_binary_extract_holds_the_same(self, extract: Path, tmp_path: Path) -> None:
        packed = tmp_path / "x.osm.pbf"
        with osmium.SimpleWriter(str(packed)) as writer:
            for item in osmium.FileProcessor(str(extract)):
                writer.add(item)
        one, other = read_streets(extract), read_streets(packed)
        assert shapely.equals_exact(one.lines, other.lines, 1e-6).all()
        assert one.attributes.equals(other.attributes)
        assert one.marks["mark"].tolist() == other.marks["mark"].tolist()

    def test_what_is_no_extract_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "broken.osm.pbf"
        path.write_bytes(b"\x00\x00\x00\x0dno OpenStreetMap at all")
        with pytest.raises(ReadingError, match=r"broken\.osm\.pbf is not an OpenStreetMap"):
            read_streets(path)


class TestFiles:
    @pytest.mark.parametrize("name", ["x.gpkg", "x.shp", "x.geojson", "x.parquet", "x.fgb"])
    def test_every_kind_of_file_gives_the_same_streets(self, name: str, tmp_path: Path) -> None:
        path = tmp_path / name
        lonlat = frame(LINE, crs=METRIC, highway=["primary"]).to_crs("EPSG:4326")
        lonlat.to_parquet(path) if name.endswith("parquet") else lonlat.to_file(path)
        streets = read_streets(path)
        assert streets.attributes["road_class"].tolist() == ["primary"]
        assert shapely.length(streets.lines) == pytest.approx([100.0], abs=0.001)

    def test_the_layer_with_lines_is_taken(self, tmp_path: Path) -> None:
        path = tmp_path / "x.gpkg"
        frame(Point(465_000, 3_845_000)).to_file(path, layer="points")
        frame(LINE).to_file(path, layer="roads")
        assert len(read_streets(path).lines) == 1

    def test_which_of_several_layers_was_taken_is_said(self, tmp_path: Path) -> None:
        path = tmp_path / "x.gpkg"
        for layer in ("a", "b"):
            frame(LINE).to_file(path, layer=layer)
        (note,) = read_streets(path).notes
        assert note == "x.gpkg has several layers of lines (a, b): “a” was read."
        assert read_streets(path, layer="b").notes == ()
        with pytest.raises(ReadingError, match="no layer c; it has a, b"):
            read_streets(path, layer="c")

    def test_a_missing_file_and_a_broken_one_are_named(self, tmp_path: Path) -> None:
        with pytest.raises(ReadingError, match=r"none\.gpkg does not exist"):
            read_streets(tmp_path / "none.gpkg")
        for name in ("broken.gpkg", "broken.parquet"):
            (tmp_path / name).write_bytes(b"no file")
            with pytest.raises(ReadingError, match="broken"):
                read_streets(tmp_path / name)

    def test_a_table_without_geometry_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "x.csv"
        path.write_text("a,b\n1,2\n", "utf-8")
        with pytest.raises(ReadingError, match="without geometry"):
            read_streets(path)


class TestFrames:
    def test_without_crs_it_is_refused(self) -> None:
        with pytest.raises(CrsError, match="degrees or metres"):
            streets_of(frame(LINE, crs=None))

    def test_an_empty_frame_is_refused(self) -> None:
        with pytest.raises(NetworkError, match="no record"):
            streets_of(frame(crs=METRIC))

    def test_what_is_no_street_line_is_refused_or_listed(self) -> None:
        others = [Point(465_000, 3_845_000), Polygon([(0, 0), (1, 0), (1, 1)]), None, LineString()]
        with pytest.raises(NetworkError, match="4 records and no street line"):
            streets_of(frame(*others))
        streets = streets_of(frame(*others, LINE, LINE, highway=[""] * 5 + ["footway"]))
        kinds = streets.repairs.frame(streets.crs)["kind"].value_counts().to_dict()
        assert kinds == {"not_a_line": 2, "no_geometry": 2, "not_a_street": 1}
        assert streets.rows.tolist() == [4]

    def test_degrees_that_are_called_metres_are_refused(self) -> None:
        degrees = frame(LINE).to_crs("EPSG:4326").set_crs(METRIC, allow_override=True)
        with pytest.raises(CrsError, match=r"EPSG:4547.* look like degrees"):
            streets_of(degrees)
        near_origin = frame(LineString([(0, 0), (150, 0)]), LineString([(0, 0), (0, 80)]))
        assert len(streets_of(near_origin).lines) == 2

    @pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")  # of making such a line
    def test_a_coordinate_that_is_no_number_is_listed(self) -> None:
        streets = streets_of(frame(LINE, LineString([(465_000, 3_845_050), (np.nan, 0), (1, 1)])))
        assert streets.rows.tolist() == [0]
        assert streets.repairs.frame(streets.crs)["kind"].tolist() == ["no_geometry"]

    def test_endless_coordinates_are_listed(self) -> None:
        endless = LineString([(465_000, 3_845_000), (np.inf, 3_845_000)])
        streets = streets_of(frame(endless, LINE))
        assert streets.rows.tolist() == [1]
        assert streets.repairs.frame(streets.crs)["kind"].tolist() == ["no_geometry"]

    def test_parts_become_lines_of_their_own(self) -> None:
        far = shapely.transform(LINE, lambda xy: xy + 500.0)
        streets = streets_of(frame(MultiLineString([LINE, far]), LINE))
        assert streets.rows.tolist() == [0, 0, 1]
        assert streets.repairs.frame(streets.crs)["amount"].tolist() == [2.0]

    @pytest.mark.parametrize(
        ("crs", "chosen"), [("EPSG:4326", 4547), ("EPSG:3857", 4547), ("EPSG:32649", 32649)]
    )
    def test_lengths_are_true_whatever_the_crs(self, crs: str, chosen: int) -> None:
        streets = streets_of(frame(LINE).to_crs(crs))
        assert streets.crs.to_epsg() == chosen
        assert shapely.length(streets.lines) == pytest.approx([100.0], rel=0.001)
        assert bool(streets.notes) == (crs != "EPSG:32649")

    def test_elsewhere_the_utm_zone_is_taken(self) -> None:
        line = LineString([(174.76, -36.85), (174.77, -36.85)])
        assert streets_of(frame(line, crs="EPSG:4326")).crs.to_epsg() == 32760

    @pytest.mark.parametrize(
        ("column", "word", "found"),
        [
            ("highway", "primary_link", "primary"),
            ("fclass", "Residential", "residential"),
            ("highway", "['tertiary', 'residential']", "tertiary"),
            ("道路等级", "快速路", "trunk"),
            ("road_class", "飞行道", "unknown"),
            ("road_class", None, "unknown"),
        ],
    )
    def test_classes_are_known_by_many_words(
        self, column: str, word: str | None, found: str
    ) -> None:
        streets = streets_of(frame(LINE).assign(**{column: [word]}))
        assert streets.attributes["road_class"].tolist() == [found]

    def test_bridges_and_layers_tell_levels_apart(self) -> None:
        streets = streets_of(
            frame(
                *[LINE] * 5,
                bridge=["no", "F", "yes", None, "viaduct"],
                layer=["", None, "1", "-1", 1],
            )
        )
        level = streets.attributes["level"].tolist()
        assert level[0] == level[1]
        assert level[2] == level[4]
        assert len(set(level)) == 3
