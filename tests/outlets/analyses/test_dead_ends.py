"""The command ``zhengtu dead-ends``: what it writes, what it refuses, and its exit codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pyogrio
import pytest
import shapely

from benchmarks.generated_streets import city
from benchmarks.removed_links import cut_short
from geo.streets.comparison import MEASURES
from outlets.analyses.dead_ends import Question, answer, layer_of, what_if
from outlets.command import main
from outlets.commands.codes import CALLED_OFF, DONE, FAILED, WRONG
from overpass import Answers, serving
from street_drawing import CRS, ORIGIN, drawn, square

if TYPE_CHECKING:
    from pathlib import Path

FEW = ("--origins", "30", "--rank", "20")


def dead_ends(*arguments: object) -> int:
    return main(["dead-ends", "--quiet", *map(str, arguments)])


@pytest.fixture
def network(tmp_path: Path) -> Path:
    path = tmp_path / "streets.gpkg"
    cut_short(city("grown", 1, size=10), 15, 1).frame.to_file(path)
    return path


def left_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


class TestFile:
    def test_the_example_of_the_handbook(
        self, network: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = tmp_path / "x.gpkg"
        assert dead_ends(network, "--limit", 300, "--out", out, "--open", 3, *FEW) == DONE
        assert left_in(tmp_path) == {"streets.gpkg", "x.gpkg"}
        layers = dict(pyogrio.list_layers(out))
        assert layers == {"dead_ends": "Point", "proposals": "LineString", "repairs": "Point",
                          "streets": "LineString", "method": None, "comparison": None}  # fmt: skip
        ends, proposals = (gpd.read_file(out, layer=name) for name in ("dead_ends", "proposals"))
        assert ends.crs.to_epsg() == proposals.crs.to_epsg() == 4547
        assert capsys.readouterr().out.startswith(f"{out}\n{len(ends)} dead ends, ")
        assert set(proposals["dead_end"]) <= set(ends["id"])
        assert proposals["id"].is_unique
        assert ends["id"].is_unique
        assert proposals["length_m"].max() <= 300
        ranked = proposals[proposals["rank"].notna()]
        assert ranked["rank"].tolist() == list(range(1, len(ranked) + 1))
        assert len(ranked) == 20
        at_ends = ends.set_index("id").loc[proposals["dead_end"]].geometry.to_numpy()
        assert shapely.distance(proposals.geometry.to_numpy(), at_ends).max() < 1e-6

    def test_method_source_and_limits_travel_with_it(self, network: Path, tmp_path: Path) -> None:
        out = tmp_path / "x.gpkg"
        dead_ends(network, "--out", out, "--credit", "某市路网，授权使用", *FEW)
        method = pyogrio.read_dataframe(out, layer="method").set_index("item")["text"]
        assert method["source"] == "某市路网，授权使用"
        assert "streets.gpkg, sha256 " in method["network"]
        assert "seed 0" in method["trips"]
        assert method["limit_m"] == "300"
        for part in ("cleaning", "kinds", "proposals", "ranking"):
            assert "Limits" in method[part]
        assert "抽样出行" in method["limits_zh"]

    def test_the_same_question_has_the_same_answer(self, network: Path) -> None:
        question = Question(network=network, most=20)
        one, other = answer(question), answer(question)
        assert one.proposals.equals(other.proposals)
        assert one.ends.equals(other.ends)
        chosen = one.ranked["id"].head(2).tolist()
        table = what_if(one, chosen)
        assert table["measure"].tolist() == list(MEASURES)
        assert table.set_index("measure")["change"]["length_m"] < 0

    def test_obstacles_points_and_extent_are_laid_beside(
        self, network: Path, tmp_path: Path
    ) -> None:
        bounds = gpd.read_file(network).total_bounds
        south = shapely.box(bounds[0], bounds[1], bounds[2], (bounds[1] + bounds[3]) / 2)
        lake, area = tmp_path / "lake.geojson", tmp_path / "area.gpkg"
        gpd.GeoDataFrame(geometry=[south], crs=CRS).to_crs("EPSG:4326").to_file(lake)
        gpd.GeoDataFrame(geometry=[shapely.box(*bounds)], crs=CRS).to_file(area)
        stations = tmp_path / "stations.gpkg"
        points = shapely.points(layer_of(network).geometry.centroid.get_coordinates().to_numpy())
        gpd.GeoDataFrame(geometry=points, crs=CRS).to_file(stations)
        plain, laid = tmp_path / "plain.gpkg", tmp_path / "laid.gpkg"
        assert dead_ends(network, "--out", plain, *FEW) == DONE
        done = dead_ends(network, "--out", laid, "--obstacle", f"water={lake}", "--extent", area,
                         "--near", f"stations={stations}", "--demand", stations, *FEW)  # fmt: skip
        assert done == DONE
        proposals = gpd.read_file(laid, layer="proposals")
        dry = proposals.geometry.intersection(south.buffer(-1.0)).length
        assert dry.max() < 1.0
        assert len(proposals) < len(gpd.read_file(plain, layer="proposals"))
        assert proposals["near_stations"].max() > 0
        bridged = tmp_path / "bridged.gpkg"
        dead_ends(network, "--out", bridged, "--obstacle", f"water={lake}", "--bridge", "water",
                  *FEW)  # fmt: skip
        over = gpd.read_file(bridged, layer="proposals")
        assert (over["cost_m"] > over["length_m"] + 1).any()


class TestRefused:
    def test_a_limit_of_0(
        self, network: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert dead_ends(network, "--limit", 0, "--out", tmp_path / "x.gpkg") == WRONG
        assert "no connection could be that long" in capsys.readouterr().err
        assert left_in(tmp_path) == {"streets.gpkg"}

    @pytest.mark.parametrize(
        ("options", "code", "said"),
        [
            (("--out", "x.shp"), WRONG, "does not tell its format"),
            (("--out", "x.shp", "--format", "shp"), WRONG, "must end in .zip"),
            (("--out", "x.csv", "--open", "3"), WRONG, "into a GeoPackage only"),
            (("--out", "x.gpkg", "--layer", "dead_ends"), WRONG, "leave --layer out"),
            (("--out", "x.csv", "--crs", "EPSG:1"), WRONG, "choose one of"),
            (("--out", "x.geojson", "--layer", "dead_ends", "--layer", "proposals"), WRONG, ".zip"),
            (("--out", "x.gpkg", "--obstacle", "water"), WRONG, "written NAME=FILE"),
            (("--out", "x.gpkg", "--obstacle", "swamp=streets.gpkg"), WRONG, "no obstacle swamp"),
            (("--out", "x.gpkg", "--near", "a=none.gpkg"), FAILED, "none.gpkg does not exist"),
            (("--out", "x.gpkg", "--origins", "1"), FAILED, "make no trip"),
            (("--out", "x.gpkg", "--seed", "-1"), FAILED, "give 0 or more"),
            (("--out", "x.gpkg", "--rank", "0"), FAILED, "0 connections to rank are none"),
            (("--out", "x.gpkg", "--limit", "1e6"), WRONG, "a road of its own"),
            (("--out", "x.gpkg", "--open", "0"), WRONG, "--open 0 opens nothing"),
            (("--out", "streets.gpkg"), WRONG, "it would be written over"),
            (("--out", "x.gpkg", "--bridge", "water"), WRONG, "bridges nothing"),
            (("--out", "x.gpkg", "--obstacle", "people=streets.gpkg"), WRONG, "no obstacle people"),
            (("--out", "x.gpkg", "--extent", "streets.gpkg"), FAILED, "holds no area"),
            (("--out", "x.gpkg", "--network-layer", "a"), FAILED, "no layer a; it has streets"),
            (("--out", "none/x.gpkg"), FAILED, "There is no folder"),
        ],
    )
    def test_each_fault_is_named(
        self,
        network: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        options: tuple[str, ...],
        code: int,
        said: str,
    ) -> None:
        monkeypatch.chdir(network.parent)
        assert dead_ends("streets.gpkg", *FEW, *options) == code
        assert said in capsys.readouterr().err
        assert left_in(network.parent) == {"streets.gpkg"}

    def test_a_file_beside_it_without_a_shape(
        self, network: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        none = tmp_path / "none.parquet"
        drawn([(0, 0), (9, 9)]).set_geometry([None], crs=CRS).to_parquet(none)
        for option in (("--demand", none), ("--near", f"stations={none}")):
            assert dead_ends(network, "--out", tmp_path / "x.gpkg", *option, *FEW) == WRONG
            assert "holds no shape" in capsys.readouterr().err

    @pytest.mark.parametrize("kind", ["without CRS", "empty", "points", "missing"])
    def test_a_network_that_is_none(
        self, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "streets.parquet"
        frame = drawn([(0, 0), (100, 0)])
        made = {
            "without CRS": frame.set_crs(None, allow_override=True),
            "empty": frame.head(0),
            "points": frame.set_geometry([shapely.Point(ORIGIN)], crs=CRS),
        }
        if kind in made:
            made[kind].to_parquet(path)
        assert dead_ends(path, "--out", tmp_path / "x.gpkg") == FAILED
        said = {"without CRS": "no coordinate reference system", "empty": "no record",
                "points": "no street line", "missing": "does not exist"}  # fmt: skip
        assert said[kind] in capsys.readouterr().err
        assert "x.gpkg" not in left_in(tmp_path)

    def test_pieces_without_a_way_between_them_are_told(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "streets.gpkg"
        drawn(*square(), [(5000, 0), (6000, 0)]).to_file(path)
        found = answer(Question(network=path))
        (note,) = [note for note in found.notes if "pieces" in note]
        assert note.fields["count"] == 2
        assert note in found.method["text"].tolist()
        assert dead_ends(path, "--out", tmp_path / "x.gpkg", *FEW) == DONE
        assert f"zhengtu: {note}\n" in capsys.readouterr().err

    def test_a_snapping_distance_that_leaves_nothing(
        self, network: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert dead_ends(network, "--out", tmp_path / "x.gpkg", "--tolerance", 90_000) == FAILED
        assert "a smaller snapping distance" in capsys.readouterr().err

    def test_what_is_downloaded_is_kept_and_credited(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        pytest.importorskip("osmnx")
        kept, out = tmp_path / "network.gpkg", tmp_path / "x.gpkg"
        with serving(Answers(city("grid", 2, size=6).to_crs("EPSG:4326"))) as address:
            monkeypatch.setenv("ZHENGTU_OVERPASS_URL", f"{address}/api")
            area = "113.5,34.6,113.65,34.75"
            assert dead_ends(kept, "--download", area, "--out", out, *FEW) == DONE
        method = pyogrio.read_dataframe(out, layer="method").set_index("item")["text"]
        assert method["source"].startswith("© OpenStreetMap contributors, ODbL 1.0, 20")
        assert left_in(tmp_path) == {"network.gpkg", "x.gpkg"}
        again = tmp_path / "again.gpkg"
        assert dead_ends(kept, "--network-layer", "streets", "--out", again, *FEW) == DONE
        ends = [len(gpd.read_file(path, layer="dead_ends")) for path in (out, again)]
        assert ends[0] == ends[1] > 0
        monkeypatch.setenv("ZHENGTU_OVERPASS_URL", "http://127.0.0.1:9/api")
        assert dead_ends("--download", area, "--out", out, *FEW) == FAILED
        assert "is there internet here" in capsys.readouterr().err
        assert dead_ends("--out", out, *FEW) == WRONG

    def test_a_network_without_dead_ends_is_an_answer(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path, out = tmp_path / "ring.gpkg", tmp_path / "x.gpkg"
        drawn(*square(), [(0, 0), (1000, 1000)]).to_file(path)
        assert dead_ends(path, "--out", out, *FEW) == DONE
        assert capsys.readouterr().out == f"{out}\n0 dead ends\n"
        assert dead_ends(path, "--out", tmp_path / "y.gpkg", "--open", 3, *FEW) == FAILED
        assert "leave --open out" in capsys.readouterr().err
        assert "y.gpkg" not in left_in(tmp_path)
        for layer in ("dead_ends", "proposals"):
            assert pyogrio.read_info(out, layer=layer)["features"] == 0

    def test_called_off_it_leaves_nothing(
        self, network: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def stop(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("outlets.analyses.dead_end_files.place", stop)
        assert dead_ends(network, "--out", tmp_path / "x.gpkg", *FEW) == CALLED_OFF
        assert left_in(tmp_path) == {"streets.gpkg"}
