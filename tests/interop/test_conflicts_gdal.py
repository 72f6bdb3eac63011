"""GDAL's SpatiaLite overlays the same records as we do, and ogrinfo reads what we write."""

from __future__ import annotations

import csv
import subprocess
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from layers.conflict_rules import RULES
from layers.conflicts import conflicts_of
from outlets.command import main
from outlets.commands.codes import DONE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from layers.build import Dataset

DRAWN = "ST_Intersection(a.geom, ST_Buffer(b.geom, b.margin, 16))"
WIDEST_AREA = (
    "ST_Intersection(ST_Buffer(a.geom, a.accuracy * {more}, 64), "
    "ST_Buffer(ST_Buffer(b.geom, b.margin, 16), b.accuracy * {more}, 64))"
)
WIDEST_LINE = (
    "ST_Intersection(a.geom, "
    "ST_Buffer(ST_Buffer(b.geom, b.margin, 16), (a.accuracy + b.accuracy) * {more}, 64))"
)
OUTSIDE = 1.0025
"""Our circles lie inside the polygons that stand for them, whose corners are 0.12 % farther out."""

MEASURES = f"""SELECT a.id AS id, ST_Area({DRAWN}) AS drawn_m2, ST_Length({DRAWN}) AS drawn_m,
ST_Area({WIDEST_AREA.format(more=1)}) AS widest_m2,
ST_Length({WIDEST_LINE.format(more=1)}) AS widest_m,
ST_Area({WIDEST_AREA.format(more=OUTSIDE)}) AS wider_m2,
ST_Length({WIDEST_LINE.format(more=OUTSIDE)}) AS wider_m
FROM one a JOIN other b ON a.id = b.id"""  # noqa: S608 - constants of this file
"""The overlap as drawn, the widest that the accuracies allow, and a little more than that."""


@pytest.fixture(scope="module")
def pairs(dataset: Dataset) -> pd.DataFrame:
    """Overlaps with a measure whose first side is a line in a zone, or an area on an area."""
    found = conflicts_of(dataset).pairs
    measured: pd.DataFrame = found[found["unit"].notna()].reset_index(drop=True)
    return measured


@pytest.fixture(scope="module")
def theirs(
    program: Callable[[str], str], dataset: Dataset, pairs: pd.DataFrame,
    tmp_path_factory: pytest.TempPathFactory,
) -> pd.DataFrame:  # fmt: skip
    """What GDAL says of both sides, brought to EPSG:4547 by GDAL as well."""
    ogr2ogr = program("ogr2ogr")
    folder = tmp_path_factory.mktemp("sides")
    records = pd.concat([frame[["id", "accuracy_m", "geometry"]]
                         for frame in dataset.frames.values()]).set_index("id")  # fmt: skip
    margins = {rule.id: rule.margin_m for rule in RULES}
    for side in ("one", "other"):
        own = records.loc[pairs[side]]
        frame = gpd.GeoDataFrame(
            {"id": pairs.index, "accuracy": own["accuracy_m"].to_numpy(),
             "margin": [margins[rule] for rule in pairs["rule"]]},
            geometry=own["geometry"].to_numpy(), crs="EPSG:4326",
        )  # fmt: skip
        frame.to_file(folder / "sides.gpkg", layer=side, geometry_name="geom")
    metric, out = folder / "metric.gpkg", folder / "measures.csv"
    run(ogr2ogr, "-t_srs", "EPSG:4547", metric, folder / "sides.gpkg")
    run(ogr2ogr, "-f", "CSV", out, metric, "-dialect", "SQLite", "-sql", " ".join(MEASURES.split()))
    with out.open(encoding="utf-8", newline="") as stream:
        rows = [{k: float(v or 0) for k, v in row.items()} for row in csv.DictReader(stream)]
    return pd.DataFrame(rows).set_index("id").sort_index()


def run(*arguments: object) -> str:
    return subprocess.run(
        list(map(str, arguments)), capture_output=True, text=True, check=True, timeout=120
    ).stdout


def test_they_measure_what_we_measure(pairs: pd.DataFrame, theirs: pd.DataFrame) -> None:
    assert len(theirs) == len(pairs) > 100
    is_area = (pairs["unit"] == "ha").to_numpy()
    ours = pairs.geometry.area.where(is_area, pairs.geometry.length).to_numpy()
    drawn = np.where(is_area, theirs["drawn_m2"], theirs["drawn_m"])
    sure = (pairs["verdict"] != "possible").to_numpy()
    assert sure.sum() > 50
    np.testing.assert_allclose(ours[sure], drawn[sure], rtol=1e-4, atol=0.5)
    assert (drawn[~sure] < 0.5).all()  # what we call possible does not overlap as drawn


def test_their_widest_is_our_most(pairs: pd.DataFrame, theirs: pd.DataFrame) -> None:
    is_area = (pairs["unit"] == "ha").to_numpy()
    most = np.where(is_area, pairs["most"] * 1e4, pairs["most"])
    widest = np.where(is_area, theirs["widest_m2"], theirs["widest_m"])
    wider = np.where(is_area, theirs["wider_m2"], theirs["wider_m"])
    assert (most >= widest * (1 - 1e-9) - 0.01).all()
    assert (most <= wider * (1 + 1e-9) + 0.01).all()


def test_ogrinfo_reads_the_file(program: Callable[[str], str], tmp_path: Path) -> None:
    out = tmp_path / "x.gpkg"
    assert main(["conflicts", "--quiet", "--out", str(out), "--district", "金水区"]) == DONE
    told = run(program("ogrinfo"), "-so", "-al", out)
    assert 'ID["EPSG",4547]' in told
    assert {"Layer name: conflicts_line", "Layer name: rules"} <= set(told.splitlines())
    counted = run(
        program("ogrinfo"),
        "-q",
        out,
        "-sql",
        "SELECT SUM(possible + likely + certain) AS n FROM rules",
    )
    features = [
        int(line.rpartition(": ")[2])
        for name in ("point", "line", "polygon")
        for line in run(program("ogrinfo"), "-so", out, f"conflicts_{name}").splitlines()
        if line.startswith("Feature Count")
    ]
    assert f"= {sum(features)}" in counted
