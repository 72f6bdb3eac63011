"""QGIS opens the GeoPackage and the project in it, and it looks like the web map."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import rasterio

from layers.catalogue import CATALOGUE, THEMATIC
from layers.symbols import GROUNDS, LAYER_SYMBOLS, STATUS_SYMBOLS
from layers.vocabulary import STATUSES
from outlets.command import main
from outlets.commands.codes import DONE
from outlets.qgis.geopackage import PROJECT
from outlets.qgis.symbols import PT_PER_PX

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.build import Dataset

READER = Path(__file__).with_name("qgis_reader.py")
STYLES = Path(__file__).with_name("qgis_styles.py")


@pytest.fixture(scope="module")
def opened(
    program: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What QGIS says of an export of everything; ``picture`` is what it draws."""
    program("qgis_process")
    folder = tmp_path_factory.mktemp("qgis")
    out, picture = folder / "everything.gpkg", folder / "map.png"
    arguments = ["--format", "gpkg", "--crs", "EPSG:4547", "--candidates", "--quiet"]
    assert main(["export", *arguments, "--out", str(out)]) == DONE
    return qgis(folder, READER, out, PROJECT, picture) | {"picture": picture}


def qgis(home: Path, *command: Path | str) -> dict[str, Any]:
    """Run a script with QGIS's Python; return the JSON that it writes last."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL"))}
    run = subprocess.run(
        ["/usr/bin/python3", *command],
        env=environment | {"QT_QPA_PLATFORM": "offscreen", "HOME": str(home)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    said: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return said


def test_the_project_opens_with_every_layer_valid(opened: dict[str, Any]) -> None:
    assert opened["read"]
    assert opened["title"].startswith("郑图")
    assert opened["crs"] == "EPSG:4547"
    assert opened["groups"] == ["专题图层 Themes", "底图 Background"]
    for layer in opened["layers"]:
        assert layer["valid"], layer["table"]
        assert layer["crs"] == "EPSG:4547"
        assert layer["labels"]


def test_every_record_is_there_under_its_chinese_title(
    opened: dict[str, Any], dataset: Dataset
) -> None:
    for layer in CATALOGUE:
        parts = [part for part in opened["layers"] if part["title"].startswith(layer.title.zh)]
        assert parts, layer.id
        assert sum(part["count"] for part in parts) == len(dataset.frames[layer.id])
        for part in parts:
            assert part["table"].startswith(layer.id)
            assert part["aliases"]["status"] == "状态代码"


def test_layers_lie_in_the_order_of_the_web_map(opened: dict[str, Any]) -> None:
    places = [
        next(n for n, layer in enumerate(CATALOGUE) if part["title"].startswith(layer.title.zh))
        for part in opened["layers"]
    ]
    assert places == sorted(places, reverse=True)


@pytest.mark.parametrize("layer", [layer.id for layer in THEMATIC])
def test_categories_are_those_of_the_symbol_table(opened: dict[str, Any], layer: str) -> None:
    title = next(one.title.zh for one in THEMATIC if one.id == layer)
    for part in (part for part in opened["layers"] if part["title"].startswith(title)):
        assert part["attribute"] == "status"
        assert part["default_style"] == "categorizedSymbol"  # also without the project
        assert part["categories"] == [[code, term.zh] for code, term in STATUSES.items()]
        for code, drawn in part["strokes"].items():
            look, base = STATUS_SYMBOLS[code], LAYER_SYMBOLS[layer]
            colour = GROUNDS["light"].grey if look.grey else base.light
            assert colour in [stroke["colour"] for stroke in drawn], (part["table"], code)
            lines = [stroke for stroke in drawn if stroke["class"] == "SimpleLine"]
            if lines:
                stretch = max(0.75, base.weight_px * look.weight / 3) * PT_PER_PX
                wanted = [part * stretch for part in look.dash]
                assert lines[-1]["dash"] == pytest.approx(wanted, rel=1e-3)


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_the_picture_has_the_legends_colours(opened: dict[str, Any], dataset: Dataset) -> None:
    with rasterio.open(opened["picture"]) as image:
        pixels = image.read()[:3].reshape(3, -1).T
    seen, counts = np.unique(pixels, axis=0, return_counts=True)
    drawn = {"#" + "".join(f"{part:02x}" for part in colour): int(count)
             for colour, count in zip(seen, counts, strict=True)}  # fmt: skip
    lines = set(dataset.frames["metro"]["colour"].dropna())
    own = {LAYER_SYMBOLS[name].light for name in ("parks", "key_projects", "yellow_river")}
    for colour in sorted({*lines, *own, LAYER_SYMBOLS["districts"].fill_light}):
        assert drawn.get(colour.lower(), 0) > 20, colour


@pytest.fixture(scope="module")
def beside(
    program: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What QGIS says of single files out of zips, each opened alone."""
    program("qgis_process")
    folder = tmp_path_factory.mktemp("styles")
    for kind in ("shp", "geojson"):
        arguments = ["--format", kind, "--quiet", "--out", str(folder / f"{kind}.zip")]
        assert main(["export", *arguments]) == DONE
        with zipfile.ZipFile(folder / f"{kind}.zip") as archive:
            archive.extractall(folder / kind)
    names = ("shp/metro.shp", "shp/metro_stations.shp", "shp/parks_point.shp",
             "geojson/metro.geojson", "geojson/metro_stations.geojson",
             "geojson/parks.geojson|geometrytype=Point",
             "geojson/parks.geojson|geometrytype=LineString")  # fmt: skip
    return qgis(folder, STYLES, *(str(folder / name) for name in names))


@pytest.mark.parametrize(
    "name", ["metro.shp", "metro_stations.shp", "parks_point.shp", "metro.geojson",
             "metro_stations.geojson", "parks.geojson|geometrytype=Point"]
)  # fmt: skip
def test_a_file_of_a_zip_looks_like_the_web_map_by_itself(
    beside: dict[str, Any], dataset: Dataset, name: str
) -> None:
    opened = beside[name]
    assert opened["valid"]
    assert opened["renderer"] == "categorizedSymbol"
    assert opened["labels"]
    assert "名称" in opened["aliases"]
    wanted = {LAYER_SYMBOLS["parks"].light}
    if name.startswith("metro"):  # lines wear their colour, and stations that of their line
        shown = dataset.frames["metro"].cx[113.5:113.8, 34.65:34.85]
        wanted = {colour.lower() for colour in shown["colour"].dropna()}
    drawn = {colour: count for colour, count in opened["colours"].items() if count > 20}
    assert wanted <= set(drawn)


def test_a_style_is_left_off_a_part_of_another_kind(beside: dict[str, Any]) -> None:
    assert beside["parks.geojson|geometrytype=LineString"]["renderer"] == "singleSymbol"
