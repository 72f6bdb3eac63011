"""What the workbench found in every format and CRS: read back, and the same numbers everywhere."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyogrio
import pytest

from benchmarks.generated_streets import city
from benchmarks.removed_links import cut_short
from geo.exports import FORMATS, target
from geo.streets.ranking import Trips
from outlets.analyses.dead_end_files import RANKED, save_layers, write_all, zipped
from outlets.analyses.dead_end_words import FIELDS
from outlets.analyses.dead_ends import Question, answer
from outlets.analyses.runs import Run
from screens.analyses.street_runs import told
from screens.text import translator

if TYPE_CHECKING:
    from pathlib import Path

    from outlets.analyses.dead_ends import Answer

ALL = [(kind.id, crs) for kind in FORMATS.values() for crs in kind.crs]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    network = tmp_path_factory.mktemp("streets") / "network.parquet"
    cut_short(city("grown", 2, size=8), 10, 2).frame.to_parquet(network)
    return answer(Question(network=network, credit="某院", trips=Trips(origins=30)))


def packed(found: Answer, name: str, crs: str | None = None) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(zipped(found, target(name, crs=crs), stem="dead-ends")))


@pytest.mark.parametrize(("name", "crs"), ALL)
def test_every_format_in_every_crs_holds_all_records(found: Answer, name: str, crs: str) -> None:
    made = packed(found, name, crs)  # was read back and compared on the way
    manifest = json.loads(made.read("manifest.json"))
    assert manifest["rows"] == {"proposals": len(found.ranked), "dead_ends": len(found.ends)}
    assert manifest["source"] == "某院"
    assert manifest["crs"] == crs
    assert set(manifest["files"]) == set(made.namelist()) - {"manifest.json"}


def test_every_column_has_its_words(found: Answer) -> None:
    known = set(FIELDS) | {"geometry", "name"}
    assert set(found.ranked.columns) | set(found.ends.columns) <= known
    aliases = [alias for *_, alias in FIELDS.values()]
    assert len(set(aliases)) == len(aliases)
    assert max(len(alias) for alias in aliases) <= 10


def test_the_csv_says_what_the_screen_says(found: Answer, tmp_path: Path) -> None:
    made = packed(found, "csv")
    rows = list(csv.DictReader(io.TextIOWrapper(made.open("proposals.csv"), "utf-8-sig")))
    run = Run(folder=tmp_path, key="", state="done", answer=found)
    run.question = Question(network=tmp_path / "x")  # type: ignore[attr-defined]
    run.chosen, run.comparison = [], None  # type: ignore[attr-defined]
    shown = told(run, "en", translator("en"))["result"]["rows"]  # type: ignore[arg-type]
    assert len(shown) == len(rows) == len(found.ranked)
    for row, line in zip(shown, rows, strict=True):
        assert row["id"] == line["编号 id"]
        rank, _, length, way, saved, arteries, *_ = row["cells"]
        assert rank == line["名次 rank"]
        assert length == f"{float(line['长度（米） length [m]']):,.0f}"
        before = line["现状路程（米） way today [m]"]
        assert way == (f"{float(before):,.0f}" if before else "none")
        assert saved == f"{float(line['抽样出行共省（秒） saved in sample [s]']) / 3600:,.1f}"
        assert arteries == f"{float(line['少占干路（米） off arteries [m]']) / 1000:,.1f}"


def test_a_file_of_one_layer_and_its_manifest(found: Answer, tmp_path: Path) -> None:
    out = tmp_path / "x.geojson"
    assert save_layers(found, out, target("geojson")) == [out, tmp_path / "x.geojson.manifest.json"]
    frame = gpd.read_file(out)
    assert len(frame) == len(found.ranked)
    there = frame.to_crs(found.ranked.crs).geometry.to_numpy()
    gap = [one.hausdorff_distance(other)
           for one, other in zip(there, found.ranked.geometry, strict=True)]  # fmt: skip
    assert max(gap) < 0.02
    save_layers(found, tmp_path / "x.zip", target("shp"), layers=RANKED)
    names = zipfile.ZipFile(tmp_path / "x.zip").namelist()
    assert {"proposals.shp", "dead_ends.shp"} <= set(names)


def test_the_whole_geopackage_in_another_crs(found: Answer, tmp_path: Path) -> None:
    write_all(found, tmp_path / "x.gpkg", crs="EPSG:4490")
    for layer in ("dead_ends", "proposals", "repairs", "streets"):
        assert pyogrio.read_info(tmp_path / "x.gpkg", layer=layer)["crs"] == "EPSG:4490"
    bounds = pyogrio.read_info(tmp_path / "x.gpkg", layer="streets")["total_bounds"]
    assert np.all((np.array(bounds) > 30) & (np.array(bounds) < 120))
