"""The command line: what it writes, what it refuses, and its exit codes."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pyogrio
import pytest
from shapely.geometry import Point, Polygon

from geo.datum import convert_frame
from geo.exports import FORMATS, files
from layers.store import source_folder
from layers.view import THEMATIC_IDS
from outlets.command import main
from outlets.commands.codes import CALLED_OFF, DONE, FAILED, FAULTS, NO_DATA, WRONG

if TYPE_CHECKING:
    from layers.build import Dataset

ROOT = Path(__file__).parent.parent.parent


def export(*arguments: object) -> int:
    return main(["export", "--quiet", *map(str, arguments)])


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_example_of_the_handbook(tmp_path: Path) -> None:
    out = tmp_path / "x.gpkg"
    done = export(
        "--layer", "metro", "--status", "construction", "--at", "2021-01-30",
        "--district", "金水区", "--format", "gpkg", "--crs", "EPSG:4547", "--out", out,
    )  # fmt: skip
    assert done == DONE
    assert left_in(tmp_path) == ["x.gpkg", "x.gpkg.manifest.json"]
    read = pyogrio.read_dataframe(out, layer="metro")
    assert read.crs.to_epsg() == 4547
    assert set(read["status"]) == {"construction"}
    assert all("金水区" in named.split(";") for named in read["districts"])
    manifest = json.loads((tmp_path / "x.gpkg.manifest.json").read_bytes())
    assert manifest["filter"] == {
        "status": "construction", "district": "金水区", "at": "2021-01-30",
    }  # fmt: skip
    assert manifest["counts"]["metro"] == len(read) > 0
    assert manifest["files"]["x.gpkg"]["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert manifest["transformation"]["name"]
    assert manifest["read_back"][0]["worst_m"] < 0.001


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_of_every_layer(tmp_path: Path, dataset: Dataset, name: str) -> None:
    kind = FORMATS[name]
    one = kind.many_layers and not kind.several_files
    out = tmp_path / ("all" + (kind.suffix if one else ".zip"))
    assert export("--format", name, "--candidates", "--out", out) == DONE
    assert left_in(tmp_path) == [out.name, f"{out.name}.manifest.json"]
    manifest = json.loads((tmp_path / f"{out.name}.manifest.json").read_bytes())
    wanted = {layer: len(dataset.frames[layer]) for layer in THEMATIC_IDS}
    assert {layer: manifest["counts"][layer] for layer in THEMATIC_IDS} == wanted
    if not one:
        with zipfile.ZipFile(out) as archive:
            assert set(archive.namelist()) == {*manifest["files"], "manifest.json"}
            for file, facts in manifest["files"].items():
                assert hashlib.sha256(archive.read(file)).hexdigest() == facts["sha256"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--format", "dwg", "--out", "a.dwg"), WRONG),
        (("--format", "kml", "--crs", "EPSG:4547", "--out", "a.kml"), WRONG),
        (("--format", "gpkg", "--layer", "subway", "--out", "a.gpkg"), WRONG),
        (("--format", "gpkg", "--status", "built", "--out", "a.gpkg"), WRONG),
        (("--format", "gpkg", "--at", "yesterday", "--out", "a.gpkg"), WRONG),
        (("--format", "gpkg", "--out", "a.shp"), WRONG),
        (("--format", "gpkg", "--out", ".."), WRONG),
        (("--format", "gpkg", "--out", "a:b.gpkg"), WRONG),
        (("--format", "gpkg", "--out", "郑" * 80 + ".gpkg"), WRONG),
        (("--format", "gpkg", "--district", "金水", "--out", "a.gpkg"), WRONG),
        (("--format", "csv", "--crs", "bd-09", "--out", "a.csv"), WRONG),
        (("--format", "gpkg", "--out", "missing/a.gpkg"), FAILED),
        (("--format", "gpkg", "--source", "missing", "--out", "a.gpkg"), NO_DATA),
    ],
)  # fmt: skip
def test_what_is_refused_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert export(*arguments) == code
    assert left_in(tmp_path) == []
    said = capsys.readouterr().err
    assert said.startswith("zhengtu: ")
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("code", "said"),
    [(errno.ENOSPC, "is full"), (errno.EROFS, "cannot be written to"), (errno.EIO, "could not")],
)
def test_faults_of_the_disk_leave_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    code: int, said: str,
) -> None:  # fmt: skip
    def fail(*_: object, **__: object) -> None:
        raise OSError(code, "as the disk says")

    (tmp_path / "a.gpkg").write_text("an older one")
    monkeypatch.setattr("outlets.export.write", fail)
    assert export("--format", "gpkg", "--out", tmp_path / "a.gpkg") == FAILED
    assert said in capsys.readouterr().err
    assert left_in(tmp_path) == ["a.gpkg"]
    assert (tmp_path / "a.gpkg").read_text() == "an older one"


def test_a_disk_that_takes_no_more_leaves_nothing_anywhere(tmp_path: Path) -> None:
    """Files may grow to 20 KB: every writer meets the system's own error, in the middle of one."""
    pytest.importorskip("resource", reason="a limit that Windows has not")
    made, scratch = tmp_path / "made", tmp_path / "scratch"
    made.mkdir()
    scratch.mkdir()
    program = (
        "import resource; from outlets.command import main; from geo.exports import FORMATS\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "for name, kind in FORMATS.items():\n"
        "    suffix = '.zip' if kind.several_files else kind.suffix\n"
        "    code = main(['export', '--format', name, '--layer', 'key_projects', '--quiet',\n"
        f"                '--out', {str(made)!r} + '/a' + suffix])\n"
        "    print(name, code)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "TMPDIR": str(scratch)},
    )  # fmt: skip
    assert run.stdout.split() == [word for name in FORMATS for word in (name, str(FAILED))]
    assert "Traceback" not in run.stderr
    assert run.stderr.count("zhengtu: ") == len(FORMATS)
    assert left_in(made) == []
    assert left_in(scratch) == []


def test_called_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("outlets.export.read_back", interrupt)
    assert export("--format", "gpkg", "--out", tmp_path / "a.gpkg") == CALLED_OFF
    assert left_in(tmp_path) == []


def test_it_runs_without_the_screens(tmp_path: Path) -> None:
    program = (
        "import sys; from outlets.command import main\n"
        f"code = main(['export', '--format', 'csv', '--out', {str(tmp_path / 'a.csv')!r}])\n"
        "assert not {'streamlit', 'folium', 'screens'} & set(sys.modules), 'imports a screen'\n"
        "sys.exit(code)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == DONE, run.stderr
    assert "read back 1/1" in run.stderr


class TestCheck:
    def checked(self, path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, Any]:
        code = main(["check", "--json", str(path)])
        return code, json.loads(capsys.readouterr().out)["issues"]

    @pytest.mark.parametrize("name", ["gpkg", "geojson", "fgb", "parquet", "kml", "tab", "shp"])
    def test_our_own_files_are_sound(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
    ) -> None:
        kind = FORMATS[name]
        out = tmp_path / ("a.zip" if kind.several_files else f"a{kind.suffix}")
        assert export("--format", name, "--layer", "metro_stations", "--out", out) == DONE
        capsys.readouterr()
        if kind.several_files:
            with zipfile.ZipFile(out) as archive:
                archive.extractall(tmp_path)
            out = tmp_path / f"metro_stations{kind.suffix}"
        assert self.checked(out, capsys) == (DONE, [])

    def test_a_shifted_file(
        self, tmp_path: Path, dataset: Dataset, capsys: pytest.CaptureFixture[str]
    ) -> None:
        stations = dataset.frames["metro_stations"][["id", "geometry"]]
        shifted = convert_frame(stations, source="wgs84", target="gcj02")
        shifted.set_crs(4326, allow_override=True).to_file(tmp_path / "a.gpkg")
        code, (issue,) = self.checked(tmp_path / "a.gpkg", capsys)
        assert code == FAULTS
        assert "look like GCJ-02" in issue["problem"]

    @pytest.mark.parametrize(
        ("frame", "problem"),
        [
            (gpd.GeoDataFrame({"n": [1]}, geometry=[Point(34.7, 113.6)], crs=4326), "latitude"),
            (gpd.GeoDataFrame({"n": [1]}, geometry=[Point(113, 34)], crs=4547), "like degrees"),
            (gpd.GeoDataFrame({"n": [1]}, geometry=[Point(5e5, 4e6)], crs=4326), "not degrees"),
            (gpd.GeoDataFrame(
                {"n": [1]}, geometry=[Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])], crs=4326,
            ), "not valid"),
            (gpd.GeoDataFrame({"id": ["a", "a"]}, geometry=[Point(1, 1)] * 2, crs=4326), "twice"),
            (gpd.GeoDataFrame(
                {"n": ["郑州东站".encode().decode("latin-1")]}, geometry=[Point(1, 1)], crs=4326,
            ), "garbled"),
            (gpd.GeoDataFrame(
                {"n": ["郑州东站".encode("gbk").decode("latin-1")]}, geometry=[Point(1, 1)],
                crs=4326,
            ), "garbled"),
        ],
    )  # fmt: skip
    def test_faults(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], frame: gpd.GeoDataFrame,
        problem: str,
    ) -> None:  # fmt: skip
        frame.to_file(tmp_path / "a.gpkg")
        code, issues = self.checked(tmp_path / "a.gpkg", capsys)
        assert code == FAULTS
        assert [issue for issue in issues if problem in issue["problem"]], issues

    def test_a_word_that_is_none_of_ours_is_a_warning(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        frame = gpd.GeoDataFrame({"status": ["built"]}, geometry=[Point(113, 34)], crs=4326)
        frame.to_file(tmp_path / "a.gpkg")
        code, (issue,) = self.checked(tmp_path / "a.gpkg", capsys)
        assert (code, issue["severity"], issue["value"]) == (DONE, "warning", "built")

    def test_a_shapefile_without_its_companions(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        frame = gpd.GeoDataFrame({"n": [1]}, geometry=[Point(113, 34)], crs=4326)
        frame.to_file(tmp_path / "a.shp")
        for suffix in (".prj", ".cpg"):
            (tmp_path / f"a{suffix}").unlink()
        code, issues = self.checked(tmp_path / "a.shp", capsys)
        assert code == FAULTS
        assert {issue["value"] for issue in issues} == {".prj", ".cpg", None}

    @pytest.mark.parametrize("data", [b"", b"\x00\xff", b"{}", b"PK\x03\x04"])
    def test_what_is_no_vector_file(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes
    ) -> None:
        (tmp_path / "a.gpkg").write_bytes(data)
        assert main(["check", str(tmp_path / "a.gpkg")]) == FAILED
        assert capsys.readouterr().err.startswith("zhengtu: a.gpkg")

    def test_a_shapefile_that_cannot_be_read_for_want_of_a_part(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        gpd.GeoDataFrame({"id": ["a"]}, geometry=[Point(113, 34)], crs=4326).to_file(
            tmp_path / "a.shp"
        )
        (tmp_path / "a.shx").unlink()
        code, issues = self.checked(tmp_path / "a.shp", capsys)
        assert code == FAULTS
        assert [(issue["severity"], issue["value"]) for issue in issues] == [("error", ".shx")]

    def test_a_table_is_said_to_have_no_geometry(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "a.csv").write_text("id,lon,lat\na,113,34\n")
        code, (issue,) = self.checked(tmp_path / "a.csv", capsys)
        assert (code, issue["severity"]) == (DONE, "warning")
        assert "no geometry" in issue["problem"]

    def test_what_is_not_there(self, tmp_path: Path) -> None:
        assert main(["check", str(tmp_path / "a.gpkg")]) == FAILED

    def test_it_speaks_as_asked(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        frame = gpd.GeoDataFrame({"id": ["a", "a"]}, geometry=[Point(1, 1)] * 2, crs=4326)
        frame.to_file(tmp_path / "a.gpkg")
        for language, words in (("zh", ("错误", "编号重复")), ("en", ("Error", "stands twice"))):
            assert main(["check", str(tmp_path / "a.gpkg"), "--lang", language]) == FAULTS
            said = capsys.readouterr().out
            assert all(word in said for word in words), said
        kinds = set()
        for language in ("zh", "en"):
            main(["check", "--json", str(tmp_path / "a.gpkg"), "--lang", language])
            (issue,) = json.loads(capsys.readouterr().out)["issues"]
            kinds.add((issue["kind"], issue["severity"]))
        assert kinds == {("the id stands twice", "error")}

    @pytest.mark.parametrize(
        ("variables", "said"),
        [({"LANG": "zh_CN.UTF-8"}, "不存在"), ({"LANG": "de_DE.UTF-8"}, "does not exist"),
         ({"LC_ALL": "zh_TW", "LANG": "en_US"}, "不存在"),
         ({"LC_ALL": "C", "LANG": "zh_CN"}, "does not exist")],
    )  # fmt: skip
    def test_it_speaks_as_the_machine_does(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
        variables: dict[str, str], said: str,
    ) -> None:  # fmt: skip
        for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        assert main(["check", str(tmp_path / "a.gpkg")]) == FAILED
        assert said in capsys.readouterr().err


def test_a_hash_is_that_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 3_000_000)
    assert files.sha256(path) == hashlib.sha256(path.read_bytes()).hexdigest()


def test_rows_with_faults_are_left_out_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "source"
    shutil.copytree(source_folder(), source)
    table = source / "metro" / "records.csv"
    lines = table.read_text("utf-8").split("\n")
    lines[3] = lines[3].replace(",", ",oops,", 1)
    table.write_text("\n".join(lines), "utf-8")
    out = tmp_path / "metro.csv"
    options = ("--layer", "metro", "--format", "csv", "--source", str(source), "--out", str(out))
    assert main(["export", *options]) == 0
    assert "zhengtu: metro/records.csv" in capsys.readouterr().err
    rows = pyogrio.read_dataframe(out, encoding="utf-8")
    assert len(rows) == len(lines) - 3  # the header, the faulty row, the end of the last line
