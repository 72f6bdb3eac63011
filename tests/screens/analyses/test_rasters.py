"""Rasters over HTTP: what is taken, what is refused, what is told, tiles and table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from asking import Client
from raster_drawing import checked, numbered, tif
from screens.analyses import run_routes
from screens.analyses.raster_routes import raster_routes
from screens.analyses.rasters import PATH

if TYPE_CHECKING:
    from pathlib import Path

GIVEN = {
    "name": "我的 人口.tif",
    "credit": "某院，CC BY",
    "kind": "auto",
    "band": "1",
    "unit": "人",
}
TILE = "/tiles/12/3340/1625.png"
PNG = b"\x89PNG"


@pytest.fixture(scope="module")
def client() -> Client:
    return Client(raster_routes(base_path=""), PATH)


@pytest.fixture(scope="module")
def body(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("rasters") / "x.tif"
    return tif(path, numbered(), nodata=-1.0).read_bytes()


def laid(client: Client, body: bytes, **changed: str) -> str:
    code, begun = client.ask("POST", "", body, **(GIVEN | changed))
    assert code == 202
    return f"/{begun['run']}"


class TestRun:
    def test_from_the_file_to_tiles_and_table(self, client: Client, body: bytes) -> None:
        run = laid(client, body)
        told = client.ended(run[1:], lang="zh")
        assert told["state"] == "done"
        result = told["result"]
        facts = dict(result["facts"])
        assert (facts["栅格"], facts["坐标系"]) == ("我的 人口.tif", "EPSG:4547")
        assert (facts["无效值"], facts["数值单位"]) == ("-1", "人")
        assert result["source"] == "某院，CC BY"
        assert len(result["rows"]) == 17
        assert {len(row) for row in result["rows"]} == {len(result["columns"])}
        assert any("exactextract" in note for note in result["notes"])
        code, over = client.ask("GET", f"{run}/map", lang="zh")
        assert (code, over["source"]) == (200, "某院，CC BY")
        assert over["raster"]["tiles"] == f"{PATH}{run}/tiles/{{z}}/{{x}}/{{y}}.png"
        assert over["raster"]["legend"]["kind"] == "values"
        assert over["raster"]["legend"]["high"].endswith(" 人")
        plain, shifted = (
            client.ask("GET", run + TILE, datum=datum) for datum in ("wgs84", "gcj02")
        )
        assert (plain[0], plain[1][:4], shifted[0], shifted[1][:4]) == (200, PNG, 200, PNG)
        assert plain[1] != shifted[1]
        code, here = client.ask("GET", f"{run}/value", lon="113.6", lat="34.76", lang="zh")
        assert (code, here["text"].endswith(" 人")) == (200, True)
        away = client.ask("GET", f"{run}/value", lon="0", lat="0", lang="zh")
        assert away == (200, {"text": "此处无值"})
        code, table = client.ask("GET", f"{run}/table.csv", lang="en")
        assert (code, table[:3]) == (200, b"\xef\xbb\xbf")
        assert "Jinshui District" in table.decode()

    def test_classes_are_listed_by_their_colours(self, client: Client, tmp_path: Path) -> None:
        palette = {1: (255, 0, 0, 255), 2: (0, 0, 255, 255)}
        path = tif(tmp_path / "x.tif", checked(40, 60, 10), palette=palette)
        run = laid(client, path.read_bytes())
        assert client.ended(run[1:])["state"] == "done"
        legend = client.ask("GET", f"{run}/map")[1]["raster"]["legend"]
        assert legend["items"] == [["rgb(255 0 0 / 1)", "1"], ["rgb(0 0 255 / 1)", "2"]]

    def test_what_is_wrong_is_told_in_the_reader_s_language(
        self, client: Client, tmp_path: Path
    ) -> None:
        path = tif(tmp_path / "x.tif", numbered(), crs=None)
        run = laid(client, path.read_bytes())
        assert "我的 人口.tif" in client.ended(run[1:], lang="zh")["error"]
        assert "没有坐标系" in client.ended(run[1:], lang="zh")["error"]
        assert "no coordinate reference" in client.ended(run[1:], lang="en")["error"]
        for rest in ("/map", TILE, "/value", "/table.csv"):
            assert client.ask("GET", run + rest)[0] == 400

    def test_all_nodata_is_told(self, client: Client, tmp_path: Path) -> None:
        path = tif(tmp_path / "x.tif", np.zeros((9, 9), "uint8"), nodata=0)
        run = laid(client, path.read_bytes())
        assert "没有任何有值的像元" in client.ended(run[1:], lang="zh")["error"]


class TestRefused:
    @pytest.mark.parametrize(
        ("changed", "body", "said"),
        [
            ({"credit": " "}, b"II*\x00", "whose data"),
            ({"name": "x.vrt"}, b"<VRTDataset>", "no raster that can be read"),
            ({"name": "../../x.png"}, b"\x89PNG", "no raster that can be read"),
            ({}, b"<VRTDataset>", "not what its name says"),
            ({}, b"", "empty"),
            ({"kind": "all"}, b"II*\x00", "no band 1 of all"),
            ({"band": "-1"}, b"II*\x00", "no band -1"),
            ({"band": "0"}, b"II*\x00", ""),
        ],
    )
    def test_what_is_no_raster(
        self, client: Client, changed: dict[str, str], body: bytes, said: str
    ) -> None:
        code, told = client.ask("POST", "", body, **(GIVEN | changed | {"lang": "en"}))
        if code == 202:  # read before it is refused
            told = client.ended(told["run"], lang="en")
        assert told["error"]
        assert said in told["error"]

    def test_a_file_that_is_too_large_is_not_kept(
        self, client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr("screens.analyses.raster_routes.LARGEST_BYTES", 100_000)
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        code, told = client.ask("POST", "", b"II*\x00" + bytes(200_000), **GIVEN, lang="en")
        assert (code, "2.5 GB" in told["error"]) == (400, True)
        assert list(tmp_path.iterdir()) == []

    def test_a_full_disk_is_told_before_anything_is_sent(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(run_routes, "_SPARE_BYTES", 10**18)
        code, told = client.ask("POST", "", b"II*\x00", **GIVEN, lang="en")
        assert (code, "no room" in told["error"]) == (503, True)

    def test_another_site_s_page_is_turned_away(self, client: Client, body: bytes) -> None:
        assert client.ask("POST", "", body, origin="https://evil.example", **GIVEN)[0] == 403

    @pytest.mark.parametrize("rest", ["", "/map", TILE, "/value", "/table.csv"])
    def test_a_run_that_is_not_known(self, client: Client, rest: str) -> None:
        assert client.ask("GET", f"/none{rest}", lang="en")[0] == 404

    @pytest.mark.parametrize(
        ("rest", "query"),
        [("/tiles/3/9/0.png", {}), ("/tiles/30/0/0.png", {}), (TILE, {"datum": "bd09"}),
         ("/value", {}), ("/value", {"lon": "x", "lat": "1"}),
         ("/value", {"lon": "nan", "lat": "1"}), ("/value", {"lon": "1e9", "lat": "1"})],
    )  # fmt: skip
    def test_an_address_that_asks_for_nothing(
        self, client: Client, body: bytes, rest: str, query: dict[str, Any]
    ) -> None:
        run = laid(client, body)
        client.ended(run[1:])
        code, told = client.ask("GET", run + rest, **query, lang="en")
        assert (code, bool(told["error"])) == (400, True)

    @pytest.mark.parametrize(
        "rest", ["/tiles/12/-1/0.png", "/tiles/../../etc/passwd", "/raster.tif"]
    )
    def test_no_path_leads_anywhere_else(self, client: Client, body: bytes, rest: str) -> None:
        assert client.ask("GET", laid(client, body) + rest)[0] == 404
