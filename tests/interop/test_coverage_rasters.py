"""Coverage rasters in the hands of GDAL, QGIS and exactextract, none of them ours."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
from exactextract import exact_extract

from geo.coverage.classes import GAINED, WITHIN
from geo.coverage.files import NODATA_M
from layers.coverage import CHANGES, places_at, reaches, zones_of
from outlets.analyses.coverage import Question, answer
from outlets.command import main
from outlets.commands.codes import DONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.build import Dataset

READER = Path(__file__).with_name("qgis_raster.py")
DAY = "2021-01-30"
SIZE = 40.0
PLACES = ("metro_stations", "parks")


@pytest.fixture(scope="module", params=PLACES)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole city; stations are points, parks points, lines and areas."""
    out = tmp_path_factory.mktemp(request.param) / "x.tif"
    arguments = ["--layer", request.param, "--at", DAY, "--resolution", str(SIZE), "--quiet",
                 "--since", "2014-01-01"]  # fmt: skip
    assert main(["coverage", *arguments, "--out", str(out)]) == DONE
    return out


def foreign(*command: object, folder: Path) -> str:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL"))}
    environment = kept | {"QT_QPA_PLATFORM": "offscreen", "HOME": str(folder)}
    run = subprocess.run(
        [str(word) for word in command], env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_gdal_proximity_tells_the_same_distances(
    made: Path, program: Callable[[str], str], dataset: Dataset
) -> None:
    """Within half a cell; theirs passes four times over the raster and is not quite exact."""
    layer = made.parent.name.rstrip("0123456789")
    places = places_at(dataset, layer, date.fromisoformat(DAY)).frame.to_crs(4547)
    source, result = made.with_name("source.gpkg"), made.with_name("proximity.tif")
    burnt = made.with_name("burnt.tif")
    places[["id", "geometry"]].to_file(source)
    with rasterio.open(made) as ours:
        west, south, east, north = ours.bounds
        found = ours.read(1)
    # Stations beyond the city's edge may be the nearest: theirs looks at a wider raster.
    reach = 20_000
    foreign(
        program("gdal_rasterize"), "-q", "-burn", 1, "-at", "-ot", "Byte", "-tr", SIZE, SIZE, "-te",
        west - reach, south - reach, east + reach, north + reach, source, burnt,
        folder=made.parent,
    )  # fmt: skip
    foreign(program("gdal_proximity.py"), "-q", "-distunits", "GEO", "-values", 1, burnt, result,
            folder=made.parent)  # fmt: skip
    margin = round(reach / SIZE)
    with rasterio.open(result) as theirs:
        told = theirs.read(1)[margin:-margin, margin:-margin]
    said = found != NODATA_M
    assert said.sum() > 4e6
    assert np.abs(found - told)[said].max() <= SIZE / 2


def test_gdal_takes_both_for_cloud_optimised(made: Path, program: Callable[[str], str]) -> None:
    program("gdalinfo")
    judge = "osgeo_utils.samples.validate_cloud_optimized_geotiff"
    for path in (made, made.with_suffix(".classes.tif"), made.with_suffix(".change.tif")):
        said = foreign("/usr/bin/python3", "-m", judge, path, folder=made.parent)
        assert "is a valid cloud optimized GeoTIFF" in said


def test_gdalinfo_reads_unit_nodata_and_metadata(made: Path, program: Callable[[str], str]) -> None:
    info = json.loads(foreign(program("gdalinfo"), "-json", made, folder=made.parent))
    assert 'EPSG",4547' in info["coordinateSystem"]["wkt"]
    (band,) = info["bands"]
    assert (band["type"], band["unit"], band["noDataValue"]) == ("Float32", "m", NODATA_M)
    assert band["overviews"]
    told = info["metadata"][""]
    assert told["STATUS_AT"] == DAY
    assert told["LICENCE"] == "ODbL-1.0"
    assert "Euclidean" in told["METHOD"]
    assert "直线距离" in told["LIMITS_ZH"]
    assert info["geoTransform"][0] % SIZE == info["geoTransform"][3] % SIZE == 0


def test_qgis_draws_them_with_our_colours(
    made: Path, program: Callable[[str], str], dataset: Dataset
) -> None:
    program("qgis_process")
    layer = made.parent.name.rstrip("0123456789")
    points = places_at(dataset, layer, date.fromisoformat(DAY)).frame.to_crs(4547)
    spot = points.geometry.iloc[0].centroid
    rasters = (made, made.with_suffix(".classes.tif"), made.with_suffix(".change.tif"))
    said = foreign("/usr/bin/python3", READER, f"{spot.x},{spot.y}", *rasters, folder=made.parent)
    distance, classes, change = json.loads(said.splitlines()[-1])
    assert distance["valid"]
    assert distance["crs"] == classes["crs"] == "EPSG:4547"
    assert distance["value"] == 0
    assert distance["nodata"] == NODATA_M
    assert classes["renderer"] == "paletted"
    kinds = reaches((300.0, 500.0, 800.0))
    assert classes["colours"][1 : len(kinds) + 1] == [kind.colour for kind in kinds]
    assert classes["labels"] == [f"{kind.name.zh} {kind.name.en}" for kind in kinds]
    assert (classes["value"], classes["nodata"]) == (1, 0)
    assert change["colours"][1 : len(CHANGES) + 1] == [kind.colour for kind in CHANGES]
    assert change["labels"] == [f"{kind.name.zh} {kind.name.en}" for kind in CHANGES]
    assert (change["renderer"], change["nodata"]) == ("paletted", 0)
    assert change["value"] in {WITHIN, GAINED}
    assert min(distance["pyramids"], classes["pyramids"]) >= 2


def test_exactextract_tells_the_same_shares(made: Path, dataset: Dataset, tmp_path: Path) -> None:
    """To a hundredth of a percentage point, from the file, over each zone as one piece."""
    zones = zones_of(dataset).reset_index(drop=True)
    told: pd.DataFrame = exact_extract(
        str(made.with_suffix(".classes.tif")), zones[["geometry"]], ["count", "unique", "frac"],
        output="pandas",
    )  # fmt: skip
    layer = made.parent.name.rstrip("0123456789")
    question = Question(layer=layer, day=date.fromisoformat(DAY), resolution_m=SIZE)
    shares = answer(dataset, question, tmp_path).shares  # the table in the file is rounded
    worst = 0.0
    for place, zone in zones.iterrows():
        mine = shares[shares["zone"] == zone["id"]]
        assert len(mine) == 3
        for code, (_, row) in enumerate(mine.iterrows(), start=1):
            inside = told["unique"][place].astype(int) <= code
            cells = (told["frac"][place] * inside).sum() * told["count"][place]
            share: Any = cells * SIZE**2 / zone["geometry"].area * 100
            worst = max(worst, abs(share - 100 * row["share"]))
    assert worst <= 0.01


def test_the_shapes_themselves_lie_within_the_range(made: Path, dataset: Dataset) -> None:
    """Circles of 800 m drawn by shapely: between least and most, and near what the cells say."""
    layer = made.parent.name.rstrip("0123456789")
    places = places_at(dataset, layer, date.fromisoformat(DAY)).frame.to_crs(4547)
    reached = places.buffer(800, quad_segs=64).union_all()
    zones = gpd.GeoDataFrame(zones_of(dataset)).set_index("id")
    true = zones.intersection(reached).area / zones.area * 100
    rows = pd.read_csv(made.with_suffix(".shares.csv"))
    rows = rows[rows["Limit [m]"] == 800].set_index("Zone id")
    assert (rows["At least, by accuracy [%]"] <= true + 0.01).all()
    assert (rows["At most, by accuracy [%]"] >= true - 0.01).all()
    large = zones.area > 50e6
    assert (rows["Within reach [%]"] - true)[large].abs().max() < 3
