"""QGIS, headless, against the running app: every layer by one address; tiles beside features."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from e2e.servers import running
from layers.catalogue import CATALOGUE, THEMATIC
from layers.selection import select
from layers.view import View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from layers.build import Dataset

FEATURES = Path(__file__).with_name("qgis_reads_ogc.py")
TILES = Path(__file__).with_name("qgis_reads_tiles.py")
QGIS_PYTHON = "/usr/bin/python3"
"""python3-qgis belongs to the system's Python, not to ours."""


@pytest.fixture(scope="module")
def qgis(
    program: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Any]]:
    """Run a script in QGIS's Python against the app, and read the JSON that it writes last."""
    program("qgis_process")
    folder = tmp_path_factory.mktemp("qgis")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
    } | {"QT_QPA_PLATFORM": "offscreen", "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
    with running(folder / "log", base="/zt") as server:

        def run(script: Path, *arguments: str) -> Any:
            ran = subprocess.run(
                [QGIS_PYTHON, str(script), f"{server.url}ogc", *arguments],
                capture_output=True, text=True, check=False, timeout=500, env=environment,
            )  # fmt: skip
            assert ran.returncode == 0, ran.stderr
            return json.loads(ran.stdout.splitlines()[-1])

        yield run


@pytest.fixture(scope="module")
def read(qgis: Callable[..., Any]) -> Any:
    return qgis(FEATURES, *(layer.id for layer in CATALOGUE))


@pytest.mark.parametrize("layer", [layer.id for layer in CATALOGUE])
def test_every_record_arrives_with_its_name(layer: str, read: Any, dataset: Dataset) -> None:
    frame, found = dataset.frames[layer], read[layer]
    assert found["valid"]
    assert found["crs"] in {"EPSG:4326", "OGC:CRS84"}
    assert found["names"] == dict(zip(frame["id"], frame["name_zh"], strict=True))
    assert found["located"] == dict(zip(frame["id"], frame.geometry.notna().tolist(), strict=True))


@pytest.mark.parametrize("layer", [layer.id for layer in CATALOGUE])
def test_a_box_finds_what_lies_in_it(layer: str, read: Any, dataset: Dataset) -> None:
    frame = dataset.frames[layer]
    inside = set(frame.cx[113.6:113.8, 34.7:34.9]["id"])
    by_bounds = set(frame["id"][[
        shape is not None and shape.bounds[0] <= 113.8 and shape.bounds[2] >= 113.6
        and shape.bounds[1] <= 34.9 and shape.bounds[3] >= 34.7 for shape in frame.geometry
    ]])  # fmt: skip
    assert inside <= set(read[layer]["in_box"]) <= by_bounds


def test_dates_known_to_a_month_survive(read: Any, dataset: Dataset) -> None:
    """A field that QGIS takes for whole days would drop them."""
    today = date.today()  # noqa: DTZ011 - the server's day
    selection = select(dataset, View(candidates=True), today=today)
    for layer in THEMATIC:
        frame = selection.frame(layer.id)
        known = dict(zip(frame["id"], frame["last_known"], strict=True))
        assert read[layer.id]["known"] == known


def test_tiles_are_drawn_where_the_features_are(qgis: Callable[..., Any]) -> None:
    found = qgis(TILES, "metro")
    assert found["pixels"] > 2000
    assert found["tiles_off_features"] == 0
    assert found["features_off_tiles"] == 0
