"""QGIS counts the same dead ends in our clean network, and its own routes are as long as ours."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest

from benchmarks.generated_streets import city
from benchmarks.removed_links import cut_short
from outlets.command import main
from outlets.commands.codes import DONE

if TYPE_CHECKING:
    from collections.abc import Callable

READER = Path(__file__).with_name("qgis_network.py")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("streets")
    streets, out = folder / "streets.gpkg", folder / "dead-ends.gpkg"
    cut_short(city("grown", 4, size=14), 40, 4).frame.to_file(streets)
    arguments = ["--quiet", "--rank", "60", "--origins", "20", "--out", str(out)]
    assert main(["dead-ends", str(streets), *arguments]) == DONE
    return out


@pytest.fixture(scope="module")
def qgis(program: Callable[[str], str], file: Path) -> dict[str, Any]:
    """What QGIS says of the file."""
    program("qgis_process")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL"))}
    run = subprocess.run(
        ["/usr/bin/python3", READER, file],
        env=environment | {"QT_QPA_PLATFORM": "offscreen", "HOME": str(file.parent)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    said: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return said


def test_qgis_counts_the_same_dead_ends(qgis: dict[str, Any], file: Path) -> None:
    assert qgis["crs"] == "EPSG:4547"
    assert qgis["ends"] == len(gpd.read_file(file, layer="dead_ends")) > 40


def test_its_routes_are_as_long_as_ours(qgis: dict[str, Any], file: Path) -> None:
    proposals = gpd.read_file(file, layer="proposals").set_index("id")
    ours = proposals["before_m"].dropna()
    assert len(ours) >= 40
    theirs = np.array([qgis["ways"][name] for name in ours.index])
    # Each of our segments is rounded to the millimetre; theirs are not.
    assert np.abs(ours.to_numpy() - theirs).max() < 0.1
