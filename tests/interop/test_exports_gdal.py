"""GDAL's own programs (Debian's release, not the one that writes) read every format they know."""

from __future__ import annotations

import re
import subprocess
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from geo.exports import FORMATS
from layers.view import THEMATIC_IDS
from outlets.command import main
from outlets.commands.codes import DONE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from layers.build import Dataset

# Debian's GDAL has no GeoParquet; test_exports_readers reads that with DuckDB.
KNOWN = [name for name in FORMATS if name != "parquet"]


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[Path]]:
    """Make an export of everything, once per format, and return its files."""
    kept: dict[str, list[Path]] = {}

    def write(name: str) -> list[Path]:
        if name not in kept:
            kept[name] = unpacked(name, tmp_path_factory.mktemp(name))
        return kept[name]

    return write


def unpacked(name: str, folder: Path, *options: str) -> list[Path]:
    kind = FORMATS[name]
    single = (kind.many_layers or "--layer" in options) and not kind.several_files
    out = folder / (f"zhengtu{kind.suffix}" if single else "zhengtu.zip")
    arguments = ["--format", name, "--candidates", "--quiet", *options, "--out", str(out)]
    assert main(["export", *arguments]) == DONE
    if single:
        return [out]
    with zipfile.ZipFile(out) as archive:
        archive.extractall(folder)
    return sorted(folder.glob(f"*{kind.suffix}"))


@dataclass
class Listed:
    """What ``ogrinfo -al`` prints of a layer (Debian's release has no JSON)."""

    name: str
    crs: list[str] = field(default_factory=list)
    extent: list[float] = field(default_factory=list)
    features: list[dict[str, str]] = field(default_factory=list)


def ogrinfo(program: str, path: Path) -> list[Listed]:
    run = subprocess.run(
        [program, "-ro", "-al", "-geom=NO", path], capture_output=True, text=True, check=True
    )
    assert "ERROR" not in run.stderr, run.stderr
    assert "Warning" not in run.stderr, run.stderr
    layers: list[Listed] = []
    for line in run.stdout.splitlines():
        if line.startswith("Layer name: "):
            layers.append(Listed(line.removeprefix("Layer name: ")))
        elif found := re.match(r' {4}ID\["EPSG",(\d+)\]\]', line):
            layers[-1].crs.append(found[1])
        elif line.startswith("Extent: "):
            layers[-1].extent = [float(part) for part in re.findall(r"-?\d+\.\d+", line)]
        elif found := re.match(r"OGRFeature\(.*\):(.*)", line):
            layers[-1].features.append({"fid": found[1]})
        elif found := re.match(r"  (\S+) \(\w+(?:\(\w+\))?\) = (.*)", line):
            layers[-1].features[-1][found[1].casefold()] = found[2]
    return layers


@pytest.mark.parametrize("name", [name for name in KNOWN if name not in ("csv", "xlsx", "dxf")])
def test_every_record_with_its_chinese_name(
    written: Callable[[str], list[Path]], program: Callable[[str], str], dataset: Dataset, name: str
) -> None:
    layers = [one for path in written(name) for one in ogrinfo(program("ogrinfo"), path)]
    found = {
        feature["id"]: feature["name_zh"]
        for layer in layers if layer.name != "layer_styles" for feature in layer.features
    }  # fmt: skip
    wanted = {
        row.id: row.name_zh for layer in THEMATIC_IDS for row in dataset.frames[layer].itertuples()
    }
    assert {key: found.get(key) for key in wanted} == wanted


@pytest.mark.parametrize("name", KNOWN)
def test_ogr2ogr_makes_a_geopackage_of_it(
    written: Callable[[str], list[Path]], program: Callable[[str], str], tmp_path: Path, name: str
) -> None:
    for path in written(name):
        run = subprocess.run(
            [program("ogr2ogr"), "-f", "GPKG", "-nlt", "GEOMETRY", "-skipfailures",
             tmp_path / f"{path.stem}-{name}.gpkg", path],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert "ERROR" not in run.stderr, run.stderr


@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:4547", "EPSG:4526", "EPSG:32649", "EPSG:3857"])
@pytest.mark.parametrize("name", ["gpkg", "shp", "fgb"])
def test_the_crs_and_the_axes(
    program: Callable[[str], str], tmp_path: Path, dataset: Dataset, name: str, crs: str
) -> None:
    options = ("--layer", "metro_stations", "--crs", crs)
    (path,) = unpacked(name, tmp_path, *options)
    layer = ogrinfo(program("ogrinfo"), path)[0]
    assert layer.crs == [crs[5:]]
    known = dataset.frames["metro_stations"].to_crs(crs).total_bounds
    assert layer.extent == pytest.approx(list(known), abs=1e-5, rel=1e-9)


def test_labels_in_a_drawing(
    written: Callable[[str], list[Path]], program: Callable[[str], str], dataset: Dataset
) -> None:
    (path,) = written("dxf")
    (layer,) = ogrinfo(program("ogrinfo"), path)
    assert layer.name == "entities"
    rows = layer.features
    assert all(row["layer"].isascii() for row in rows)
    labels = {row["text"] for row in rows if "text" in row}
    assert set(dataset.frames["metro_stations"]["name_zh"]) <= labels
    codes = path.with_name("zhengtu-codes.csv").read_text("utf-8-sig")
    used = {row["layer"].removesuffix("_T") for row in rows}
    assert used <= {line.split(",")[0] for line in codes.splitlines()}
