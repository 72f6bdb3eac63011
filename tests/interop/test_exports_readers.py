"""Readers that are not GDAL: DuckDB and a validator for GeoParquet, RFC 7946, LibreOffice."""

from __future__ import annotations

import csv
import json
import logging
import subprocess
from typing import TYPE_CHECKING

import duckdb
import geojson_validator
import geoparquet_validator
import openpyxl
import pytest

from interop.test_exports_gdal import unpacked
from layers.catalogue import layer as layer_named
from layers.view import THEMATIC_IDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from layers.build import Dataset

SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
"""LibreOffice: comma, quotes, UTF-8, cells as shown, every sheet."""


@pytest.fixture(scope="module")
def geojson_files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    logging.disable(logging.CRITICAL)
    return unpacked("geojson", tmp_path_factory.mktemp("geojson"))


def test_every_geojson_is_after_rfc_7946(geojson_files: list[Path]) -> None:
    assert len(geojson_files) == len(THEMATIC_IDS)
    for path in geojson_files:
        held = json.loads(path.read_bytes())
        assert geojson_validator.validate_structure(held) == {}, path.name
        assert geojson_validator.validate_geometries(held)["invalid"] == {}, path.name
        assert not {"crs", "name"} & set(held)


@pytest.fixture(scope="module")
def parquet_files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return unpacked("parquet", tmp_path_factory.mktemp("parquet"), "--crs", "EPSG:4547")


def test_geoparquet_is_after_its_specification(parquet_files: list[Path]) -> None:
    for path in parquet_files:
        report = geoparquet_validator.check(str(path))
        assert [one for one in report["outcomes"] if one["status"] == "fail"] == [], path.name
        assert {one["status"] for one in report["outcomes"]} >= {"pass"}


def test_duckdb_reads_geoparquet(parquet_files: list[Path], dataset: Dataset) -> None:
    for path in parquet_files:
        frame = dataset.frames[path.stem]
        found = duckdb.sql(
            f"select id, name_zh, bbox.xmin, octet_length(geometry::blob) from '{path}'"  # noqa: S608 - our own path
        )
        assert found is not None
        rows = found.fetchall()
        assert [row[:2] for row in rows] == list(zip(frame["id"], frame["name_zh"], strict=True))
        assert [row[2] is None for row in rows] == list(frame.geometry.isna())


def test_a_workbook_has_real_dates_and_numbers(tmp_path: Path, dataset: Dataset) -> None:
    (path,) = unpacked("xlsx", tmp_path, "--at", "2021-01-30")
    book = openpyxl.load_workbook(path)
    titles = [layer_named(name).title.zh for name in THEMATIC_IDS]
    assert set(book.sheetnames) == {*titles, "来源 Sources", "字段 Fields"}
    for name, title in zip(THEMATIC_IDS, titles, strict=True):
        sheet = book[title]
        heading, *rows = list(sheet.iter_rows(values_only=True))
        assert len(rows) == len(dataset.frames[name])
        assert sheet.freeze_panes == "C2"
        assert all(sheet.column_dimensions[cell.column_letter].width > 4 for cell in sheet[1])
        columns = dict(zip(heading, zip(*rows, strict=True), strict=True))
        assert {str(day.date()) for day in columns["状态日期"]} == {"2021-01-30"}
        assert all(isinstance(value, float | int | None) for value in columns["精度（米）"])
        assert list(columns["名称"]) == list(dataset.frames[name]["name_zh"])


def test_libreoffice_opens_the_workbook(
    tmp_path: Path, program: Callable[[str], str], dataset: Dataset
) -> None:
    (path,) = unpacked("xlsx", tmp_path)
    convert(program("soffice"), path, SHEETS)
    for name in THEMATIC_IDS:
        made = tmp_path / f"zhengtu-{layer_named(name).title.zh}.csv"
        with made.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
        assert [row["名称"] for row in rows] == list(dataset.frames[name]["name_zh"])


def test_libreoffice_opens_the_csv(
    tmp_path: Path, program: Callable[[str], str], dataset: Dataset
) -> None:
    (path,) = unpacked("csv", tmp_path)
    convert(program("soffice"), path, "xlsx", "--infilter=CSV:44,34,76,1")
    rows = list(openpyxl.load_workbook(tmp_path / "zhengtu.xlsx").active.values)
    place = rows[0].index("名称")
    names = [row[place] for row in rows[1:]]
    assert len(names) == sum(len(dataset.frames[name]) for name in THEMATIC_IDS)
    assert set(dataset.frames["metro_stations"]["name_zh"]) <= set(names)


def convert(program: str, path: Path, to: str, *options: str) -> None:
    profile = (path.parent / "profile").as_uri()
    subprocess.run(
        [program, f"-env:UserInstallation={profile}", "--headless", *options, "--convert-to", to,
         "--outdir", path.parent, path],
        capture_output=True, check=True, timeout=500,
    )  # fmt: skip
