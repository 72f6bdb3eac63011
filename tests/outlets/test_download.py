from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest

from geo.exports import target
from layers.selection import Selection, select
from layers.view import THEMATIC_IDS, View, decode
from layers.vocabulary import ANSWERING_KINDS
from outlets.download import Download, download
from outlets.export import Order
from outlets.records import PROPERTIES, exported
from outlets.tables import CSV_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from layers.build import Dataset

TODAY = date(2026, 11, 22)
PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
EVERYTHING = View(candidates=True)


def chosen(dataset: Dataset, view: View = EVERYTHING) -> Selection:
    return select(dataset, view, today=TODAY)


def unzipped(download: Download) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(download.data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def geojson_download(selection: Selection, layers: Sequence[str]) -> Download:
    return download(Order(selection, layers, target("geojson")))


def csv_download(selection: Selection) -> Download:
    return download(Order(selection, selection.view.layers, target("csv")))


def manifest(files: dict[str, bytes]) -> dict[str, Any]:
    return dict(json.loads(files["manifest.json"]))


@pytest.fixture(scope="module")
def files(dataset: Dataset) -> dict[str, bytes]:
    """Everything as GeoJSON."""
    return unzipped(geojson_download(chosen(dataset), THEMATIC_IDS))


class TestManifest:
    def test_it_says_what_was_chosen_and_when(self, dataset: Dataset) -> None:
        view = View(
            layers=("parks", "metro"), districts=("金水区",), at=date(2021, 1, 30), text="路",
        )  # fmt: skip
        said = manifest(unzipped(geojson_download(chosen(dataset, view), view.layers)))
        assert decode(said["filter"]) == (view, [])
        assert said["status_at"] == "2021-01-30"
        assert said["data_version"] == dataset.version
        assert said["crs"].startswith("EPSG:4326")
        assert said["licence"] == "ODbL-1.0"
        assert "OpenStreetMap" in said["attribution"]

    def test_the_date_is_said_when_it_is_today(self, files: dict[str, bytes]) -> None:
        assert manifest(files)["status_at"] == TODAY.isoformat()

    def test_every_file_is_listed_with_its_hash(self, files: dict[str, bytes]) -> None:
        listed = manifest(files)["files"]
        assert set(listed) == set(files) - {"manifest.json"}
        for name, facts in listed.items():
            assert facts["sha256"] == hashlib.sha256(files[name]).hexdigest()
            assert facts["bytes"] == len(files[name])

    def test_it_counts_and_names_the_sources_of_what_is_in_it(self, dataset: Dataset) -> None:
        found = chosen(dataset)
        said = manifest(unzipped(geojson_download(found, ["parks"])))
        assert said["counts"] == {"parks": len(dataset.frames["parks"])}
        assert set(said["sources"]) == {"parks"}
        assert {s["id"] for s in said["sources"]["parks"]} == set(dataset.sources["parks"])
        assert all(s["title"] and s["licence"] for s in said["sources"]["parks"])
        assert set(said["licences_of_records"]) == set(dataset.frames["parks"]["licence"])

    def test_the_same_selection_gives_the_same_bytes(self, dataset: Dataset) -> None:
        once, again = (geojson_download(chosen(dataset), ["parks"]) for _ in range(2))
        assert once == again
        assert dataset.version in once.name
        assert once.name.isascii()

    def test_it_is_compressed(self, dataset: Dataset, files: dict[str, bytes]) -> None:
        size = len(geojson_download(chosen(dataset), THEMATIC_IDS).data)
        assert size < sum(map(len, files.values())) / 4


class TestGeojson:
    @pytest.mark.parametrize("layer", THEMATIC_IDS)
    def test_it_reads_back_as_it_was(
        self, dataset: Dataset, files: dict[str, bytes], tmp_path: Path, layer: str
    ) -> None:
        path = tmp_path / f"{layer}.geojson"
        path.write_bytes(files[path.name])
        read = gpd.read_file(path)
        frame = chosen(dataset).frame(layer)
        assert read.crs.to_epsg() == 4326
        assert list(read["id"]) == list(frame["id"])
        for column in ("name_zh", "name_en", "status", "placement", "licence"):
            assert list(read[column]) == list(frame[column]), column
        for before, after in zip(frame.geometry, read.geometry, strict=True):
            assert (before is None) == (after is None)
            assert before is None or before.normalize().equals_exact(after.normalize(), 1e-7)

    @pytest.mark.parametrize("layer", THEMATIC_IDS)
    def test_properties(self, files: dict[str, bytes], layer: str) -> None:
        read = json.loads(files[f"{layer}.geojson"])
        assert "crs" not in read
        for feature in read["features"]:
            properties = feature["properties"]
            assert set(PROPERTIES) <= set(properties)
            assert properties["status_at"] == TODAY.isoformat()
            dates = [properties["due"], properties["last_known"]]
            dates += [event["date"] for event in properties["events"]]
            assert all(PARTIAL_DATE.fullmatch(text) for text in dates if text is not None)
            assert isinstance(properties["districts"], list)
            assert all(source["title"] for source in properties["sources"])
            unlocated = properties["placement"] == "unlocated"
            assert (feature["geometry"] is None) == unlocated
            assert (properties["accuracy_m"] is None) == unlocated

    def test_an_undated_statement_has_no_date(self, files: dict[str, bytes]) -> None:
        read = json.loads(files["dead_end_roads.geojson"])
        properties = next(
            feature["properties"] for feature in read["features"]
            if feature["id"] == "deadend-sanquan-west-extension"
        )  # fmt: skip
        assert properties["events"][-1] == {
            "date": None, "qualifier": "undated", "status": "completed", "basis": "unverified",
            "source": "forum-xintongqiao-sanquan",
        }  # fmt: skip
        assert (properties["status"], properties["last_known"]) == ("construction", "2021-12-26")

    def test_sources_are_named_in_both_languages(self, files: dict[str, bytes]) -> None:
        read = json.loads(files["metro.geojson"])
        named = {s["id"]: s for f in read["features"] for s in f["properties"]["sources"]}
        assert named["gwr-2021"]["title_en"] == "Zhengzhou Government Work Report 2021"
        assert named["baike-line12"]["title"].endswith("（转载）")
        assert named["baike-line12"]["title_en"].endswith(" (mirror)")

    def test_a_promise_is_one_that_the_record_answers(
        self, dataset: Dataset, files: dict[str, bytes]
    ) -> None:
        answering = {
            (link["record_id"], link["commitment_id"])
            for link in dataset.links
            if link["kind"] in ANSWERING_KINDS
        }
        written = {
            (feature["id"], promise)
            for layer in THEMATIC_IDS
            for feature in json.loads(files[f"{layer}.geojson"])["features"]
            for promise in feature["properties"]["promise"]
        }
        assert written <= answering
        ours = set(chosen(dataset).ids)
        assert {pair for pair in answering if pair[0] in ours} == written

    def test_only_what_is_selected(self, dataset: Dataset) -> None:
        view = View(districts=("登封市",), statuses=("completed",))
        found = chosen(dataset, view)
        read = unzipped(geojson_download(found, THEMATIC_IDS))
        ids = [
            feature["id"]
            for layer in THEMATIC_IDS
            for feature in json.loads(read[f"{layer}.geojson"])["features"]
        ]
        assert ids == found.ids

    def test_an_empty_selection_is_a_sound_file(self, dataset: Dataset) -> None:
        read = unzipped(geojson_download(chosen(dataset, View(text="无此字样")), ["parks"]))
        made = {"type": "FeatureCollection", "features": []}
        assert json.loads(read["parks.geojson"]) == made

    @pytest.mark.parametrize("layer", THEMATIC_IDS)
    def test_gdal_reads_it(
        self,
        dataset: Dataset,
        files: dict[str, bytes],
        tmp_path: Path,
        program: Callable[[str], str],
        layer: str,
    ) -> None:
        path = tmp_path / f"{layer}.geojson"
        path.write_bytes(files[path.name])
        run = subprocess.run(
            [program("ogrinfo"), "-ro", "-al", "-so", str(path)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        )
        assert run.stderr == ""
        said = dict(re.findall(r"^([^:\n]+): (.*)$", run.stdout, re.MULTILINE))
        frame = dataset.frames[layer]
        extent = [float(number) for number in re.findall(r"[\d.]+", said["Extent"])]
        assert said["Layer name"] == layer
        assert int(said["Feature Count"]) == len(frame)
        assert extent == pytest.approx(list(frame.total_bounds))
        assert 'ID["EPSG",4326]]' in run.stdout
        assert said["status_at"].startswith("Date")
        assert {"id", "name_zh", "status", "due"} <= set(said)


class TestCsv:
    @pytest.fixture
    def rows(self, dataset: Dataset) -> list[dict[str, str]]:
        data = unzipped(csv_download(chosen(dataset)))["zhengtu.csv"]
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.count(b"\r\n") >= data.count(b"\n") - 5
        return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))

    def test_a_row_for_every_record_with_chinese_headings(
        self, dataset: Dataset, rows: list[dict[str, str]]
    ) -> None:
        assert [row["编号"] for row in rows] == chosen(dataset).ids
        assert list(rows[0]) == [
            *(heading for _, heading in CSV_COLUMNS), "经度 WGS 84", "纬度 WGS 84",
        ]  # fmt: skip
        assert {row["图层"] for row in rows} >= {"轨道交通线路", "公园与绿化"}

    def test_cells(self, rows: list[dict[str, str]]) -> None:
        (line,) = [row for row in rows if row["编号"] == "metro-line-1-phase-1"]
        assert line["状态"] == "建成"
        assert line["状态日期"] == "2026-11-22"
        assert "运营里程" in line["公布数据"] or "公里" in line["公布数据"]
        assert 112 < float(line["经度 WGS 84"]) < 115
        assert 34 < float(line["纬度 WGS 84"]) < 35
        assert "nan" not in {cell.lower() for row in rows for cell in row.values()}
        assert "None" not in {cell for row in rows for cell in row.values()}

    def test_unlocated_records_have_no_coordinates(self, rows: list[dict[str, str]]) -> None:
        for row in rows:
            assert (row["定位"] == "未定位") == (row["经度 WGS 84"] == ""), row["编号"]

    def test_hostile_text(self, dataset: Dataset) -> None:
        frame = dataset.frames["parks"].copy()
        frame.loc[0, "name_zh"] = '=HYPERLINK("http://x","郑")'
        frame.loc[0, "notes_zh"] = "@SUM(A1),\r\n</script>"
        hostile = replace(dataset, frames={**dataset.frames, "parks": frame})
        view = View(layers=("parks",))
        read = unzipped(csv_download(chosen(hostile, view)))["zhengtu.csv"]
        row = next(csv.DictReader(io.StringIO(read.decode("utf-8-sig"), newline="")))
        assert row["名称"] == '\'=HYPERLINK("http://x","郑")'
        assert row["说明"] == "'@SUM(A1),\r\n</script>"


def test_exported_frames_hold_only_plain_values(dataset: Dataset) -> None:
    found = chosen(dataset)
    for layer in THEMATIC_IDS:
        frame = exported(found, layer)
        plain = frame.drop(columns="geometry").to_dict("records")
        json.dumps(plain, allow_nan=False, ensure_ascii=False)
