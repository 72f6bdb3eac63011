"""The command ``zhengtu conflicts``: its layers, its ranges, and what it refuses."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import date
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

from geo.chainage import RANGES
from layers.conflict_rules import RULES
from outlets.analyses import conflict_tables
from outlets.analyses.conflicts import found_at, laid
from outlets.command import main
from outlets.commands.codes import DONE, FAILED, NO_DATA, WRONG

if TYPE_CHECKING:
    from pathlib import Path

    from layers.build import Dataset


def conflicts(*arguments: object) -> int:
    return main(["conflicts", "--quiet", *map(str, arguments)])


def test_the_example_of_the_handbook(tmp_path: Path) -> None:
    out = tmp_path / "x.gpkg"
    assert conflicts("--out", out, "--at", "2021-01-30") == DONE
    assert {path.name for path in tmp_path.iterdir()} == {"x.gpkg", "x.gpkg.manifest.json"}
    layers = [str(name) for name, _ in pyogrio.list_layers(out)]
    drawn = [name for name in layers if name not in ("rules", "district_sums", "method")]
    pairs = [gpd.read_file(out, layer=n) for n in drawn if n.startswith("conflicts")]
    assert all(frame.crs.to_epsg() == 4547 for frame in pairs)
    total = sum(len(frame) for frame in pairs)
    rules = pyogrio.read_dataframe(out, layer="rules")
    assert rules["rule"].tolist() == [rule.id for rule in RULES]
    assert total == rules[["certain", "likely", "possible"]].to_numpy().sum() > 0
    ids = {name for frame in pairs for name in frame["id"]}
    assert len(ids) == total
    parts = [gpd.read_file(out, layer=n) for n in drawn if n.startswith("by_district")]
    assert {name for frame in parts for name in frame["conflict"]} <= ids
    method = pyogrio.read_dataframe(out, layer="method").set_index("item")["text"]
    assert "不是差错" in method["limits_zh"]
    manifest = json.loads((tmp_path / "x.gpkg.manifest.json").read_bytes())
    assert manifest["files"]["x.gpkg"]["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert manifest["rows"] == {
        name: pyogrio.read_info(out, layer=name)["features"] for name in drawn
    }


def test_what_it_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert conflicts("--out", tmp_path / "x.shp") == WRONG
    assert conflicts("--out", tmp_path / "x.gpkg", "--at", "gestern") == WRONG
    assert conflicts("--out", tmp_path / "none" / "x.gpkg") == FAILED
    assert conflicts("--out", tmp_path / "x.gpkg", "--source", tmp_path / "none") == NO_DATA
    assert conflicts("--out", tmp_path / "x.gpkg", "--text", "zzzzqqqq") == FAILED
    assert "gestern" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_filters_leave_pairs_with_a_record_of_theirs(tmp_path: Path) -> None:
    whole, part = tmp_path / "whole.gpkg", tmp_path / "part.gpkg"
    assert conflicts("--out", whole) == DONE
    assert conflicts("--out", part, "--theme", "parks_green") == DONE

    def pairs(path: Path) -> pd.DataFrame:
        names = [str(n) for n, _ in pyogrio.list_layers(path) if str(n).startswith("conflicts")]
        frames = [pd.DataFrame(gpd.read_file(path, layer=name)) for name in names]
        return pd.DataFrame(pd.concat(frames)).set_index("id")

    left, every = pairs(part), pairs(whole)
    assert 0 < len(left) < len(every)
    assert set(left["rule"]) <= {"road-park", "dead-end-park"}
    for name in ("most", "one", "other", "verdict"):
        assert left[name].equals(every.loc[left.index, name])  # the same numbers, fewer of them
    rules = pyogrio.read_dataframe(part, layer="rules")
    assert rules[["certain", "likely", "possible"]].to_numpy().sum() == len(left)


def test_no_range_is_finer_than_it_is_wide(dataset: Dataset) -> None:
    found = found_at(dataset, date(2026, 11, 22))
    for name in ("conflicts", "by_district", "river_by_district"):
        rows = found.frames[name].dropna(subset=["most"])
        wide = rows[rows["most"] - rows["least"] > 1000]
        assert len(wide) > 5
        assert (wide["most"] % 10 == 0).all()
    along = found.frames["river_profile"]
    for column in RANGES:
        assert (along[column] % 100 == 0).all()
    raw = laid(dataset)
    assert (along["from_least_m"] <= raw.profile["from_least_m"]).all()
    assert (along["to_most_m"] >= raw.profile["to_most_m"]).all()
    parts = raw.conflicts.by_district
    for unit, column, scale in (("m", "length", 1000.0), ("ha", "area", 1.0)):
        own = parts[parts["unit"] == unit]
        assert found.sums[f"{column}_least"].sum() <= own["least"].sum() / scale + 1e-6
        assert found.sums[f"{column}_most"].sum() >= own["most"].sum() / scale - 1e-6


def test_list_and_print_have_the_numbers_of_the_file(dataset: Dataset) -> None:
    found = found_at(dataset, date(2026, 11, 22))
    pairs = found.frames["conflicts"]
    rows = list(csv.DictReader(io.StringIO(conflict_tables.sheet(found, "en").decode("utf-8-sig"))))
    assert [row["Id"] for row in rows] == pairs["id"].tolist()
    assert [float(row["Most"] or "nan") for row in rows] == pytest.approx(
        pairs["most"].tolist(), nan_ok=True
    )
    text = conflict_tables.page(found, date(2026, 11, 22), "zh").decode()
    told = [found.rules, found.sums, *found.frames.values()]
    assert text.count("<tr>") == sum(1 + len(frame) for frame in told)
    assert "<script" not in text
