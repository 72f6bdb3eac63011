"""The workbench over HTTP: what is taken, what is refused, what is told."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely

from asking import Client
from benchmarks.generated_streets import city
from benchmarks.removed_links import cut_short
from overpass import Answers, serving
from screens.analyses import street_routes as module
from screens.analyses.street_routes import street_routes
from screens.analyses.streets import LONGEST_M, PATH, panel
from screens.text import translator

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def client() -> Client:
    return Client(street_routes(base_path=""), PATH)


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("streets") / "x.parquet"
    cut_short(city("grown", 2, size=8), 10, 2).frame.to_parquet(path)
    return path.read_bytes()


GIVEN = {"name": "路网.parquet", "credit": "某院", "limit": "300"}


class TestRun:
    def test_from_the_file_to_the_comparison(self, client: Client, network: bytes) -> None:
        code, begun = client.ask("POST", "", network, **GIVEN)
        assert code == 202
        told = client.ended(begun["run"], lang="zh")
        assert told["state"] == "done"
        result = told["result"]
        assert result["source"] == "某院"
        assert [row["cells"][0] for row in result["rows"]][:3] == ["1", "2", "3"]
        assert sum(count for _, count in result["kinds"]) > 20
        assert {"断头路", "尽端路"} <= {kind for kind, _ in result["kinds"]}
        west, south, east, north = result["bounds"]
        assert 112 < west < east < 115
        assert 34 < south < north < 35
        address = f"/{begun['run']}"
        code, over = client.ask("GET", f"{address}/map")
        assert code == 200
        assert over["source"] == "某院"
        assert [link["rank"] for link in over["links"]] == list(range(1, len(over["links"]) + 1))
        assert {link["id"] for link in over["links"]} >= {row["id"] for row in result["rows"]}
        lats = [lat for path in over["streets"] for lat, _ in path]
        assert south - 1e-4 <= min(lats) <= max(lats) <= north + 1e-4
        code, page = client.ask("GET", f"{address}/print", lang="zh")
        assert code == 200
        printed = ["".join(re.findall(r"<td[^>]*>([^<]*)</td>", line))
                   for line in page.decode().split("<tr>")]  # fmt: skip
        assert all("".join(row["cells"]) in printed for row in result["rows"])
        assert sum(line.startswith(tuple("123456789")) for line in printed) >= len(over["links"])
        code, file = client.ask("GET", f"{address}/file")
        assert (code, file[:6]) == (200, b"SQLite")
        code, _ = client.ask("POST", address, json.dumps(result["best"][:2]).encode())
        assert code == 200
        compared = client.ended(begun["run"], lang="en")["result"]
        assert compared["chosen"] == result["best"][:2]
        assert len(compared["comparison"]["rows"]) == 6
        assert all(len(row) == 4 for row in compared["comparison"]["rows"])

    def test_points_that_come_near_are_a_column(
        self, client: Client, network: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        frame = gpd.read_parquet(io.BytesIO(network))
        points = gpd.GeoDataFrame(geometry=frame.boundary.explode(), crs=frame.crs)
        monkeypatch.setattr(module, "_near", lambda: ({"metro_stations": points}, "x"))
        _, begun = client.ask("POST", "", network, **(GIVEN | {"credit": "near"}))
        result = client.ended(begun["run"])["result"]
        assert result["columns"][-1] == "新增步行十分钟可达车站"
        assert any(int(row["cells"][-1]) > 0 for row in result["rows"])
        assert {len(row["cells"]) for row in result["rows"]} == {len(result["columns"])}

    def test_a_network_without_crs_is_told_in_the_reader_s_language(
        self, client: Client, tmp_path: Path
    ) -> None:
        path = tmp_path / "x.parquet"
        city("grid", 1, size=4).set_crs(None, allow_override=True).to_parquet(path)
        _, begun = client.ask("POST", "", path.read_bytes(), **GIVEN)
        assert "没有坐标系" in client.ended(begun["run"], lang="zh")["error"]
        assert "no coordinate reference" in client.ended(begun["run"], lang="en")["error"]
        assert client.ask("GET", f"/{begun['run']}/map")[0] == 400
        assert client.ask("GET", f"/{begun['run']}/file")[0] == 400
        assert client.ask("POST", f"/{begun['run']}", b'["d00001-1"]')[0] == 400


class TestBeside:
    def test_an_obstacle_in_the_way_and_a_format_of_choice(
        self, client: Client, network: bytes, tmp_path: Path
    ) -> None:
        frame = gpd.read_parquet(io.BytesIO(network))
        west, south, east, north = frame.total_bounds
        half = gpd.GeoDataFrame(
            geometry=[shapely.box(west, south, east, (south + north) / 2)], crs=frame.crs
        )
        half.to_file(tmp_path / "lake.gpkg")
        body = (tmp_path / "lake.gpkg").read_bytes()
        code, lake = client.ask("POST", "/beside", body, name="../湖.gpkg", kind="water")
        assert (code, lake["name"], lake["count"]) == (201, "湖.gpkg", 1)
        given = GIVEN | {"credit": "beside", "laid": lake["laid"], "tolerance": "2"}
        _, begun = client.ask("POST", "", network, **given)
        result = client.ended(begun["run"])["result"]
        assert "同时使用：水体，来自 湖.gpkg，1 个图形（不穿越）。" in result["notes"]
        assert "相距 2 米以内的端点视为相接。" in result["notes"]
        _, over = client.ask("GET", f"/{begun['run']}/map")
        middle = half.to_crs("EPSG:4326").total_bounds[3]
        assert over["links"]
        assert all(lat > middle - 1e-4 for link in over["links"] for lat, _ in link["path"])
        formats = {name: [crs for crs, _ in systems] for name, _, systems in result["formats"]}
        assert "EPSG:4547" in formats["shp"]
        file = f"/{begun['run']}/file"
        code, made = client.ask("GET", file, format="shp", crs="EPSG:4547")
        assert code == 200
        assert "proposals.shp" in zipfile.ZipFile(io.BytesIO(made)).namelist()
        assert client.ask("GET", file, format="shp", crs="EPSG:1")[0] == 400
        assert client.ask("GET", file, format="exe")[0] == 400

    @pytest.mark.parametrize(
        ("name", "kind", "body", "said"),
        [
            ("x.vrt", "water", b"<OGRVRTDataSource>", "of no kind that can be read"),
            ("x.osm", "water", b"<osm>", "of no kind that can be read"),
            ("x.tif", "people", b"<VRTDataset>", "not what its name says"),
            ("x.gpkg", "water", b"", "empty"),
            ("x.wkt", "swamp", b"LINESTRING (1 2, 3 4)", "no obstacle swamp"),
            ("x.wkt", "water", b"POINT (1 2)", "x.wkt, line 1"),
        ],
    )
    def test_what_cannot_lie_beside_is_refused_at_once(
        self, client: Client, name: str, kind: str, body: bytes, said: str
    ) -> None:
        code, told = client.ask("POST", "/beside", body, name=name, kind=kind, lang="en")
        assert (code, said in told["error"]) == (400, True), told


class TestDrawn:
    CROSS = "LINESTRING (113.60 34.70, 113.62 34.70)\nLINESTRING (113.61 34.69, 113.61 34.71)"

    def test_lines_that_cross_are_junctions_and_their_source_is_the_user(
        self, client: Client
    ) -> None:
        given = {"name": "pasted.wkt", "credit": "使用者绘制", "limit": "300", "drawn": "1"}
        _, begun = client.ask("POST", "", self.CROSS.encode(), **given)
        result = client.ended(begun["run"])["result"]
        assert result["source"] == "使用者绘制"
        assert sum(count for _, count in result["kinds"]) == 4
        assert "按要求，交叉处已打断。" in result["notes"]
        assert "按 5 个抽样出行点" in result["summary"]


class TestDownload:
    AREA = "113.6,34.7,113.61,34.71"

    def test_nobody_is_asked_unless_the_operator_allows_it(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("ZHENGTU_DOWNLOADS", raising=False)
        code, told = client.ask("POST", "", area=self.AREA, limit="300", lang="en")
        assert (code, "not allowed downloads" in told["error"]) == (400, True)
        assert "download" not in panel("zh", "light", translator("zh"))["sources"]

    def test_where_it_is_allowed_the_streets_come_with_their_credit(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pytest.importorskip("osmnx")
        monkeypatch.setenv("ZHENGTU_DOWNLOADS", "1")
        assert "download" in panel("zh", "light", translator("zh"))["sources"]
        with serving(Answers(city("grid", 2, size=8).to_crs("EPSG:4326"))) as address:
            monkeypatch.setenv("ZHENGTU_OVERPASS_URL", f"{address}/api")
            _, begun = client.ask("POST", "", area="113.5,34.6,113.65,34.75", limit="300")
            result = client.ended(begun["run"])["result"]
        assert result["source"].startswith("© OpenStreetMap contributors, ODbL 1.0, 20")
        monkeypatch.setenv("ZHENGTU_OVERPASS_URL", "http://127.0.0.1:9/api")
        _, begun = client.ask("POST", "", area=self.AREA, limit="300")
        told = client.ended(begun["run"])
        assert (told["state"], "无法连接" in told["error"]) == ("failed", True)


def packed(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return stream.getvalue()


class TestRefused:
    @pytest.mark.parametrize(
        ("changed", "body", "said"),
        [
            ({"credit": "  "}, b"PAR1", "whose data"),
            ({"limit": "0"}, b"PAR1", "above 0"),
            ({"limit": str(LONGEST_M + 1)}, b"PAR1", "a road of its own"),
            ({"limit": "far"}, b"PAR1", "above 0"),
            ({"tolerance": "-1"}, b"PAR1", "from 0 to 50"),
            ({"tolerance": "wide"}, b"PAR1", "from 0 to 50"),
            ({"laid": "gone"}, b"PAR1", "choose it again"),
            ({}, b"", "empty"),
            ({"name": "x.exe"}, b"MZ", "of no kind that can be read"),
            ({"name": "x.vrt"}, b"<OGRVRTDataSource>", "of no kind that can be read"),
            ({"name": ""}, b"", "of no kind that can be read"),
            ({}, b"no parquet", "not what its name says"),
            ({"name": "x.gpkg"}, b"<OGRVRTDataSource>", "not what its name says"),
            ({"name": "x.geojson"}, b"<OGRVRTDataSource>", "not what its name says"),
            ({"name": "x.osm"}, b"<OGRVRTDataSource>", "not what its name says"),
            ({"name": "x.zip"}, b"PK no zip", "not what its name says"),
            ({"name": "x.zip"}, packed("a.vrt"), "Shapefile and nothing else"),
            ({"name": "x.zip"}, packed("a.shp", "a.dbf", "b.vrt"), "Shapefile and nothing else"),
        ],
    )
    def test_what_is_no_network_is_refused_before_anything_reads_it(
        self, client: Client, changed: dict[str, str], body: bytes, said: str
    ) -> None:
        code, told = client.ask("POST", "", body, **(GIVEN | changed | {"lang": "en"}))
        assert code == 400
        assert said in told["error"]

    def test_a_file_that_is_too_large_is_not_kept(
        self, client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(module, "LARGEST_BYTES", 100_000)
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        code, told = client.ask("POST", "", b"PAR1" + bytes(200_000), **GIVEN, lang="en")
        assert (code, "300 MB" in told["error"]) == (400, True)
        assert list(tmp_path.iterdir()) == []

    def test_another_site_s_page_is_turned_away(self, client: Client, network: bytes) -> None:
        code, _ = client.ask("POST", "", network, origin="https://evil.example", **GIVEN)
        assert code == 403
        code, _ = client.ask("POST", "", network, origin="http://us.example", **GIVEN)
        assert code == 202

    @pytest.mark.parametrize("path", ["/none", "/none/map", "/none/file"])
    def test_a_run_that_is_not_known(self, client: Client, path: str) -> None:
        code, told = client.ask("GET", path, lang="zh")
        assert (code, told["error"]) == (404, "服务器已不再保留此次分析，请重新开始。")

    @pytest.mark.parametrize("body", [b"", b"{}", b"no json", json.dumps(["x"] * 501).encode()])
    def test_what_is_no_list_of_connections(
        self, client: Client, network: bytes, body: bytes
    ) -> None:
        _, begun = client.ask("POST", "", network, **GIVEN)
        client.ended(begun["run"])
        assert client.ask("POST", f"/{begun['run']}", body)[0] == 400
