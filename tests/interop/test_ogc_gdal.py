"""GDAL's drivers against the running app, below a base path: features listed, counted, filtered and
paged by OAPIF; tiles found from the collection's address alone by OGCAPI.
"""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pyogrio
import pytest

from e2e.servers import running
from layers.catalogue import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from layers.build import Dataset

BOX = ("113.6", "34.7", "113.8", "34.9")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("ogc") / "log", base="/zt") as server:
        yield f"OAPIF:{server.url}ogc"


@pytest.fixture(scope="module")
def ogrinfo(program: Callable[[str], str]) -> Callable[..., str]:
    path = program("ogrinfo")

    def run(*arguments: str) -> str:
        ran = subprocess.run(
            [path, "-ro", *arguments], capture_output=True, text=True, check=True, timeout=400
        )
        assert "ERROR" not in ran.stderr + ran.stdout, ran.stderr
        return ran.stdout

    return run


def count(text: str) -> int:
    line = next(line for line in text.splitlines() if line.startswith("Feature Count:"))
    return int(line.split(":")[1])


def test_it_lists_every_layer_by_its_title(service: str, ogrinfo: Callable[..., str]) -> None:
    listed = ogrinfo(service)
    for layer in CATALOGUE:
        assert f"{layer.id} (title: {layer.title.zh})" in listed


@pytest.mark.parametrize("layer", [layer.id for layer in CATALOGUE])
def test_it_counts_every_record(
    layer: str, service: str, ogrinfo: Callable[..., str], dataset: Dataset
) -> None:
    assert count(ogrinfo("-al", "-so", service, layer)) == len(dataset.frames[layer])


def test_it_filters_by_a_box(service: str, ogrinfo: Callable[..., str], dataset: Dataset) -> None:
    west, south, east, north = map(float, BOX)
    expected = len(dataset.frames["parks"].cx[west:east, south:north])
    assert 0 < expected < 79
    assert count(ogrinfo("-al", "-so", "-spat", *BOX, service, "parks")) == expected


def test_it_pages_and_loses_nothing(
    service: str, program: Callable[[str], str], tmp_path: Path, dataset: Dataset
) -> None:
    out = tmp_path / "stations.geojson"
    command = [program("ogr2ogr"), "-f", "GeoJSON", str(out), service, "metro_stations"]
    subprocess.run([*command, "-oo", "PAGE_SIZE=40"], check=True, timeout=400)
    features = json.loads(out.read_text("utf-8"))["features"]
    names = {feature["properties"]["name_zh"] for feature in features}
    assert len(features) == len(dataset.frames["metro_stations"])
    assert names == set(dataset.frames["metro_stations"]["name_zh"])


def test_it_filters_by_a_word(service: str, ogrinfo: Callable[..., str]) -> None:
    text = ogrinfo("-al", "-so", "-where", "status='completed'", service, "metro")
    assert 0 < count(text) < 22


@pytest.mark.parametrize("layer", ["metro_stations", "districts", "key_projects"])
def test_it_finds_the_tiles_and_every_located_record_in_them(
    layer: str, service: str, dataset: Dataset
) -> None:
    # Read by the GDAL of our wheel: Debian's knows no tile matrix set of the standard's version 2.
    address = f"OGCAPI:{service.removeprefix('OAPIF:')}/collections/{layer}"
    found = pyogrio.read_dataframe(address, layer="Zoom level 11", use_arrow=False)
    frame = dataset.frames[layer]
    located = frame[frame.geometry.notna()].set_index("id")
    assert set(found["id"]) == set(located.index)
    for identifier, shape in zip(found["id"], found.geometry, strict=True):
        assert located.geometry[identifier].buffer(0.0002).intersects(shape)


def test_debians_gdal_reads_a_tile(
    service: str, ogrinfo: Callable[..., str], tmp_path: Path, dataset: Dataset
) -> None:
    address = f"{service.removeprefix('OAPIF:')}/collections/metro_stations/tiles"
    path = tmp_path / "7-50-104.pbf"
    with urlopen(f"{address}/WebMercatorQuad/7/50/104", timeout=240) as given:  # noqa: S310 - ours
        assert given.headers["Content-Type"] == "application/vnd.mapbox-vector-tile"
        path.write_bytes(given.read())
    place = ("-oo", "Z=7", "-oo", "Y=50", "-oo", "X=104")
    text = ogrinfo("-al", *place, str(path))
    names = set(re.findall(r"name_zh \(String\) = (.+)", text))
    assert "郑州东站" in names
    assert names <= set(dataset.frames["metro_stations"]["name_zh"])
    assert "3857" in text
