"""The command ``zhengtu coverage``: its files, what changed, walking, people, and refusals."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import rasterio
import shapely
from affine import Affine

from geo.coverage.classes import GAINED, LOST, WITHIN
from geo.coverage.files import NODATA_M
from geo.errors import CancelledError
from layers.coverage import CHANGES, places_at, zones_of
from outlets.analyses.coverage import Question, answer
from outlets.analyses.coverage_files import save
from outlets.analyses.coverage_tables import share_sheet
from outlets.command import main
from outlets.commands.codes import DONE, FAILED, NO_DATA, WRONG

if TYPE_CHECKING:
    from pathlib import Path

    from layers.build import Dataset

DAY, SINCE = date(2026, 11, 1), date(2021, 1, 30)


def coverage(out: Path, *arguments: object) -> int:
    words = ["coverage", "--quiet", "--layer", "metro_stations", "--out", out, "--resolution", 100]
    return main([str(word) for word in (*words, *arguments)])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("coverage") / "x.tif"
    assert coverage(out, "--at", DAY, "--since", SINCE) == DONE
    return out


class TestFiles:
    def test_all_of_them_and_nothing_else(self, made: Path) -> None:
        tables = {"x.shares.xlsx", "x.shares.csv", "x.tif.manifest.json"}
        names = {"x.tif", "x.classes.tif", "x.classes.qml", "x.change.tif", "x.change.qml", *tables}
        assert {path.name for path in made.parent.iterdir()} == names
        manifest = json.loads((made.parent / "x.tif.manifest.json").read_bytes())
        for name in names - {"x.tif.manifest.json"}:
            digest = hashlib.sha256((made.parent / name).read_bytes()).hexdigest()
            assert manifest["files"][name]["sha256"] == digest
        assert manifest["crs"] == "EPSG:4547"
        assert manifest["status_at"] == DAY.isoformat()
        assert "no network" in manifest["method"]

    def test_both_rasters_say_the_same_where_they_say_something(self, made: Path) -> None:
        with rasterio.open(made) as metres, rasterio.open(made.with_suffix(".classes.tif")) as kind:
            assert metres.crs == kind.crs == "EPSG:4547"
            assert (metres.dtypes, kind.dtypes) == (("float32",), ("uint8",))
            assert (metres.nodata, kind.nodata, metres.units) == (NODATA_M, 0, ("m",))
            far, code, colours = metres.read(1), kind.read(1), kind.colormap(1)
            assert kind.tags()["CLASS_1"].startswith("300米内 Within 300 m (#")
        assert ((code == 0) == (far == NODATA_M)).all()
        for number, (least, most) in enumerate([(-1, 300), (300, 500), (500, 800), (800, 1e9)], 1):
            held = far[code == number]
            assert held.size
            assert least < held.min() <= held.max() <= most
            assert f"#{bytes(colours[number][:3]).hex()}" in kind_tags(made)[f"CLASS_{number}"]

    def test_the_workbook_tells_shares_places_and_what_is_left_out(self, made: Path) -> None:
        book = openpyxl.load_workbook(made.with_suffix(".shares.xlsx"))
        assert book.sheetnames == ["Shares", "Places reached", "Left out", "Method and sources"]
        told = dict(book["Method and sources"].iter_rows(min_row=2, values_only=True))
        assert "not a walk" in str(told["limits_en"])
        assert told["network"] == "none: straight distances only"
        assert book["Places reached"].max_row > 200
        rows = pd.read_csv(made.with_suffix(".shares.csv"))
        assert len(rows) == book["Shares"].max_row - 1


def kind_tags(made: Path) -> dict[str, str]:
    with rasterio.open(made.with_suffix(".classes.tif")) as raster:
        tags: dict[str, str] = raster.tags()
    return tags


class TestChange:
    def test_it_equals_both_days_apart(self, dataset: Dataset, made: Path, tmp_path: Path) -> None:
        both = answer(
            dataset,
            Question(layer="metro_stations", day=DAY, since=SINCE, resolution_m=100),
            tmp_path,
        ).shares
        apart = {}
        for day in (SINCE, DAY):
            folder = tmp_path / day.isoformat()
            folder.mkdir()
            question = Question(layer="metro_stations", day=day, resolution_m=100)
            apart[day] = answer(dataset, question, folder).shares["within_km2"].to_numpy()
        assert both["before_km2"].to_numpy() == pytest.approx(apart[SINCE])
        assert both["within_km2"].to_numpy() == pytest.approx(apart[DAY])
        gained = both["gained_km2"] - both["lost_km2"]
        assert gained.to_numpy() == pytest.approx(apart[DAY] - apart[SINCE], abs=1e-9)
        assert (both["lost_km2"] == 0).all()  # no station was closed
        told = pd.read_csv(made.with_suffix(".shares.csv"))  # rounded, none by half its range
        for name, exact in (
            ("Within reach [km²]", apart[DAY]),
            ("Within reach before [km²]", apart[SINCE]),
        ):
            assert (abs(told[name] - exact) <= np.maximum(0.05 * exact, 0.5)).all()
        assert told["Within reach [km²]"].round(2).equals(told["Within reach [km²]"])

    def test_the_city_gains_what_circles_say(self, dataset: Dataset, made: Path) -> None:
        """«The lines opened since 2021 brought x km² within 800 m», drawn by shapely."""
        circles = [
            places_at(dataset, "metro_stations", day).frame.to_crs(4547).buffer(800).union_all()
            for day in (SINCE, DAY)
        ]
        city = zones_of(dataset).geometry.iloc[0]
        true = shapely.intersection(shapely.difference(circles[1], circles[0]), city).area / 1e6
        rows = pd.read_csv(made.with_suffix(".shares.csv"))
        row = rows[(rows["Zone id"] == "city") & (rows["Limit [m]"] == 800)].iloc[0]
        assert row["Newly within reach [km²]"] == pytest.approx(true, rel=0.03)

    def test_the_raster_draws_what_the_table_counts(self, made: Path) -> None:
        with rasterio.open(made.with_suffix(".change.tif")) as raster:
            codes, colours, tags = raster.read(1), raster.colormap(1), raster.tags()
            assert (raster.dtypes, raster.nodata, raster.crs) == (("uint8",), 0, "EPSG:4547")
            assert raster.overviews(1)
        with rasterio.open(made.with_suffix(".classes.tif")) as raster:
            now = raster.read(1)
        assert ((codes == 0) == (now == 0)).all()
        assert ((codes == WITHIN) | (codes == GAINED)).tolist() == (
            (now >= 1) & (now <= 3)
        ).tolist()
        for kind in CHANGES:
            assert f"#{bytes(colours[kind.code][:3]).hex()}" == kind.colour
            assert tags[f"CLASS_{kind.code}"].startswith(f"{kind.name.zh} {kind.name.en} (#")
        assert (tags["SINCE"], tags["LIMIT_M"]) == (SINCE.isoformat(), "800")
        rows = pd.read_csv(made.with_suffix(".shares.csv"))
        row = rows[(rows["Zone id"] == "city") & (rows["Limit [m]"] == 800)].iloc[0]
        for code, name in (
            (GAINED, "Newly within reach [km²]"),
            (LOST, "No longer within reach [km²]"),
        ):
            assert (codes == code).sum() * 0.01 == pytest.approx(row[name], rel=0.01)

    def test_before_there_was_anything_nothing_was_near(
        self, dataset: Dataset, tmp_path: Path
    ) -> None:
        found = answer(
            dataset,
            Question(layer="metro_stations", day=SINCE, since=date(1990, 1, 1), resolution_m=250,
                     districts=("金水区",)),
            tmp_path,
        )  # fmt: skip
        assert (found.shares["before_km2"] == 0).all()
        assert found.shares["gained_km2"].to_numpy() == pytest.approx(found.shares["within_km2"])
        assert found.new == found.places.ids


@pytest.fixture(scope="module")
def streets(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Streets every 400 m in 金水区, made up; no file of the real ones has an open licence."""
    west, south, east, north = zones_of(dataset, districts=["金水区"]).total_bounds
    lines = [shapely.LineString([(x, south), (x, north)]) for x in np.arange(west, east, 400)]
    lines += [shapely.LineString([(west, y), (east, y)]) for y in np.arange(south, north, 400)]
    path = tmp_path_factory.mktemp("streets") / "grid.gpkg"
    gpd.GeoDataFrame({"highway": ["residential"] * len(lines)}, geometry=lines, crs=4547).to_file(
        path
    )
    return path


class TestWalking:
    def test_ways_are_longer_and_time_is_told(self, streets: Path, tmp_path: Path) -> None:
        out = tmp_path / "x.tif"
        told = ("--district", "金水区", "--resolution", 50, "--at", SINCE, "--credit", "made up")
        assert coverage(out, *told, "--network", streets) == DONE
        straight = tmp_path / "y.tif"
        assert coverage(straight, *told[:-2]) == DONE
        with (
            rasterio.open(out) as ways, rasterio.open(straight) as crow,
            rasterio.open(out.with_suffix(".seconds.tif")) as times,
        ):  # fmt: skip
            way, line, seconds = ways.read(1), crow.read(1), times.read(1)
            assert times.units == ("s",)
            assert ways.tags()["NETWORK"] == "made up"
            assert "4 km/h" in ways.tags()["METHOD"]
        walked = way != NODATA_M
        assert walked.any()
        assert (way[walked] >= line[walked] - 2 * 50 * np.sqrt(2)).all()
        assert seconds[walked] == pytest.approx(way[walked] * 0.9)
        assert np.median(way[walked] / np.maximum(line[walked], 1)) > 1.1
        rows = pd.read_csv(out.with_suffix(".shares.csv"))
        assert rows["Limit [m]"].unique().tolist() == [300, 500, 800, 1000]
        assert rows["Reach"].tolist()[3] == "Within 15 min on foot"
        assert "At least, by accuracy [%]" not in rows
        near = pd.read_csv(straight.with_suffix(".shares.csv"))
        less = rows[rows["Limit [m]"] == 800]["Within reach [%]"].to_numpy()
        assert (less < near[near["Limit [m]"] == 800]["Within reach [%]"].to_numpy()).all()

    def test_a_network_of_another_city_is_refused(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        elsewhere = tmp_path / "far.gpkg"
        line = shapely.LineString([(600_000, 3_400_000), (601_000, 3_400_000)])
        gpd.GeoDataFrame({"highway": ["residential"]}, geometry=[line], crs=4547).to_file(elsewhere)
        out = tmp_path / "x.tif"
        assert coverage(out, "--district", "金水区", "--network", elsewhere) == FAILED
        assert "within 300 m of a street" in capsys.readouterr().err
        assert [path.name for path in tmp_path.iterdir()] == ["far.gpkg"]


def test_people_are_counted_by_the_raster(dataset: Dataset, tmp_path: Path) -> None:
    """Seven to a hectare everywhere: the share of people is the share of the area."""
    west, south, east, north = zones_of(dataset, districts=["金水区"]).total_bounds
    path = tmp_path / "people.tif"
    shape = int((north - south) / 100) + 2, int((east - west) / 100) + 2
    with rasterio.open(
        path, "w", driver="GTiff", width=shape[1], height=shape[0], count=1, dtype="float32",
        crs="EPSG:4547", transform=Affine(100, 0, west - 50, 0, -100, north + 50), nodata=-1,
    ) as raster:  # fmt: skip
        raster.write(np.full(shape, 7, dtype=np.float32), 1)
    question = Question(layer="metro_stations", day=DAY, districts=("金水区",), population=path,
                        resolution_m=20)  # fmt: skip
    found = answer(dataset, question, tmp_path)
    rows = found.shares[found.shares["zone"] == "city"]
    assert rows["people_share"].to_numpy() == pytest.approx(rows["share"], abs=1e-3)
    assert rows["people"].to_numpy() == pytest.approx(rows["within_km2"] * 700, rel=0.01)
    told = share_sheet(found, "en")["people"]
    assert (told[told >= 10_000] % 100 == 0).all()  # three digits
    assert told.to_numpy() == pytest.approx(found.shares["people"], rel=0.005)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--resolution", 0), WRONG, "makes no cells"),
        (("--resolution", "nan"), WRONG, "makes no cells"),
        (("--resolution", 0.5), FAILED, "million cells, more than the"),
        (("--limits", "0"), WRONG, "no limits of classes"),
        (("--limits", "x"), WRONG, "no limits of classes"),
        (("--at", "1990-01-01"), FAILED, "no record of metro_stations has the status completed"),
        (("--at", "gestern"), WRONG, "--at takes a day"),
        (("--since", "gestern"), WRONG, "--since takes a day from 1900-01-01 to"),
        (("--since", "2999-01-01"), WRONG, "--since takes a day"),
        (("--since", "2040-01-01"), WRONG, "must be before the day of the map"),
        (("--layer", "trams"), WRONG, "no layer trams"),
        (("--status", "open"), WRONG, "--status knows no “open”; it takes such as"),
        (("--district", "朝阳区"), WRONG, "--district knows no “朝阳区”; it takes such as"),
        (("--speed", 0), WRONG, "Nobody walks at 0 km/h"),
        (("--access", -1), WRONG, "is no limit"),
        (("--network", "none.gpkg"), FAILED, "none.gpkg"),
        (("--population", "none.tif"), FAILED, "none.tif"),
        (("--source", "none"), NO_DATA, ""),
    ],
)  # fmt: skip
def test_what_it_refuses(
    arguments: tuple[Any, ...], code: int, said: str, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert coverage(tmp_path / "x.tif", *arguments) == code
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_rasters_of_people_that_cannot_be_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "people.tif", tmp_path / "x.tif"
    for crs, value, said in ((None, 1, "reference system"), ("EPSG:4547", -1, "holds nobody")):
        with rasterio.open(
            path, "w", driver="GTiff", width=200, height=200, count=1, dtype="float32", crs=crs,
            transform=Affine(1000, 0, 380_000, 0, -1000, 3_880_000), nodata=-1,
        ) as raster:  # fmt: skip
            raster.write(np.full((200, 200), value, dtype=np.float32), 1)
        assert coverage(out, "--population", path) == FAILED
        assert said in capsys.readouterr().err
        assert [one.name for one in tmp_path.iterdir()] == ["people.tif"]


@pytest.mark.parametrize("step", ["distance", "write m", "write classes", "zones", "place"])
def test_called_off_nothing_is_kept(dataset: Dataset, tmp_path: Path, step: str) -> None:
    def stop(told: str, _done: int, _total: int) -> None:
        if told == step:
            raise CancelledError("off")

    question = Question(layer="parks", day=DAY, resolution_m=250, districts=("金水区",))
    with pytest.raises(CancelledError):
        save(dataset, question, tmp_path / "x.tif", progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_no_geotiff(tmp_path: Path) -> None:
    assert coverage(tmp_path / "x.gpkg") == WRONG
    assert coverage(tmp_path / "none" / "x.tif", "--district", "金水区") == FAILED


def test_the_key_tells_questions_apart(dataset: Dataset, streets: Path) -> None:
    asked = [
        Question(layer="parks", day=DAY),
        Question(layer="parks", day=SINCE),
        Question(layer="parks", day=DAY, resolution_m=20),
        Question(layer="parks", day=DAY, network=streets),
        Question(layer="parks", day=DAY, network=streets, credit="made up"),
    ]
    assert len({question.key(dataset) for question in asked}) == len(asked)
    assert asked[0].key(dataset) == Question(layer="parks", day=DAY).key(dataset)
