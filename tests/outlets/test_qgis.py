"""Styles and project in a GeoPackage, as far as one sees without QGIS (tests/interop has it)."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from layers.catalogue import CATALOGUE
from layers.network import line_colours
from layers.symbols import LAYER_SYMBOLS, STATUS_SYMBOLS
from layers.vocabulary import STATUSES
from outlets.command import main
from outlets.commands.codes import DONE
from outlets.fields import COMMON, OWN, fields_of
from outlets.looks import LAYER_CODES, STATUS_CODES, style_of
from outlets.qgis.geopackage import PROJECT
from outlets.qgis.qml import qml
from outlets.qgis.sld import sld
from outlets.qgis.symbols import PT_PER_PX, SCHEMATIC_GAP

if TYPE_CHECKING:
    from pathlib import Path

    from layers.build import Dataset

EVERY_LAYER = pytest.mark.parametrize("layer", [layer.id for layer in CATALOGUE])
EVERY_KIND = pytest.mark.parametrize("kind", ["point", "line", "polygon"])


@EVERY_LAYER
@EVERY_KIND
def test_a_category_for_every_status(layer: str, kind: str) -> None:
    root = ET.fromstring(qml(layer, kind).decode().partition("\n")[2])  # noqa: S314 - ours
    symbols = [symbol.get("name") for symbol in root.findall("renderer-v2/symbols/symbol")]
    categories = root.findall("renderer-v2/categories/category")
    if not next(one for one in CATALOGUE if one.id == layer).background:
        assert [(c.get("value"), c.get("label")) for c in categories] == [
            (code, term.zh) for code, term in STATUSES.items()
        ]
    assert [c.get("symbol") for c in categories] in (symbols, [])
    assert len(set(symbols)) == len(symbols) > 0


@EVERY_LAYER
@EVERY_KIND
def test_a_rule_for_every_status(layer: str, kind: str) -> None:
    root = ET.fromstring(sld(layer, kind).decode())  # noqa: S314 - ours
    spaces = {"sld": "http://www.opengis.net/sld", "ogc": "http://www.opengis.net/ogc"}
    rules = root.findall(".//sld:Rule", spaces)
    if next(one for one in CATALOGUE if one.id == layer).background:
        assert len(rules) == 1
        return
    named = [rule.findtext(".//ogc:Literal", namespaces=spaces) for rule in rules]
    assert named == list(STATUSES)


def test_the_same_data_give_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        out = tmp_path / name / "x.gpkg"
        arguments = ["--format", "gpkg", "--at", "2021-01-30", "--quiet", "--out", str(out)]
        assert main(["export", *arguments]) == DONE
        made.append(out.read_bytes())
    assert made[0] == made[1]


def test_the_project_is_where_qgis_looks(tmp_path: Path) -> None:
    out = tmp_path / "中文 name.gpkg"
    assert main(["export", "--format", "gpkg", "--quiet", "--out", str(out)]) == DONE
    with closing(sqlite3.connect(out)) as store:
        rows = store.execute("SELECT name, content FROM qgis_projects").fetchall()
        styled = {row[0] for row in store.execute("SELECT f_table_name FROM layer_styles")}
        tables = {row[0] for row in store.execute(
            "SELECT table_name FROM gpkg_contents WHERE data_type = 'features'")}  # fmt: skip
        titles = [row[0] for row in store.execute("SELECT identifier FROM gpkg_contents")]
        assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert styled == tables
    assert len(set(titles)) == len(titles)
    ((name, content),) = rows
    assert name == PROJECT
    with zipfile.ZipFile(io.BytesIO(bytes.fromhex(content))) as archive:
        text = archive.read("zhengtu.qgs").decode()
    assert "./中文 name.gpkg|layername=metro" in text


def test_every_column_of_every_layer_has_a_published_name() -> None:
    own = {column.name for layer in CATALOGUE for column in layer.columns}
    assert set(OWN) == own
    aliases = [field.alias for field in fields_of(tuple(OWN))]
    assert len(set(aliases)) == len(aliases)
    for field in (*COMMON, *OWN.values()):
        assert field.alias.isascii()
        assert len(field.alias) <= 8
        assert field.zh
        assert field.en


def test_codes_of_cad_layers_are_short_ascii_and_unlike() -> None:
    assert set(LAYER_CODES) == {layer.id for layer in CATALOGUE}
    assert set(STATUS_CODES) == set(STATUSES) == set(STATUS_SYMBOLS)
    codes = [style_of(layer, status).code for layer in LAYER_CODES for status in STATUSES]
    assert len(set(codes)) == len(codes)
    assert all(code.isascii() and len(code) <= 31 - len("_DASH") for code in codes)


def expressions(document: bytes) -> list[str]:
    root = ET.fromstring(document.decode().partition("\n")[2])  # noqa: S314 - ours
    return [
        each.get("value", "") for each in root.iter("Option") if each.get("name") == "expression"
    ]


def test_stations_wear_the_colour_of_their_first_line(dataset: Dataset) -> None:
    colours = line_colours(dataset.frames["metro"])
    assert colours["1号线"] == "#D20200"
    written = expressions(qml("metro_stations", "point", line_colours=colours))
    assert any("'1号线', '#D20200'" in text and '"lines"' in text for text in written)
    assert not any("1号线" in text for text in expressions(qml("parks", "point",
                                                            line_colours=colours)))  # fmt: skip


def test_a_schematic_link_is_a_row_of_dots_whatever_its_status() -> None:
    root = ET.fromstring(qml("metro", "line").decode().partition("\n")[2])  # noqa: S314 - ours
    width = LAYER_SYMBOLS["metro"].weight_px
    for symbol, look in zip(
        root.findall("renderer-v2/symbols/symbol"), STATUS_SYMBOLS.values(), strict=True
    ):
        dots = [
            {option.get("name"): option.get("value") for option in layer.findall("Option/Option")}
            for layer in symbol.findall("layer")
            if '"schematic"' in ET.tostring(layer, "unicode").replace("&quot;", '"')
        ]
        round_ones = [one for one in dots if one["capstyle"] == "round"]
        assert len(round_ones) == 2  # the casing, and the dots
        gap = float(str(round_ones[1]["customdash"]).split(";")[1])
        wanted = width * look.weight * SCHEMATIC_GAP * PT_PER_PX
        assert gap == pytest.approx(wanted, rel=1e-3)


class TestBeside:
    def made(self, folder: Path, kind: str, *names: str) -> set[str]:
        out = folder / f"{kind}.zip"
        layers = [part for name in names for part in ("--layer", name)]
        assert main(["export", "--format", kind, *layers, "--quiet", "--out", str(out)]) == DONE
        with zipfile.ZipFile(out) as archive:
            archive.extractall(folder)
            return set(archive.namelist())

    def test_every_shapefile_has_its_styles(self, tmp_path: Path) -> None:
        made = self.made(tmp_path, "shp", "parks", "metro")
        shapes = {name.removesuffix(".shp") for name in made if name.endswith(".shp")}
        for suffix in (".qml", ".sld"):
            assert {name.removesuffix(suffix) for name in made if name.endswith(suffix)} == shapes

    def test_styles_call_the_fields_as_the_file_does(self, tmp_path: Path) -> None:
        self.made(tmp_path, "shp", "parks", "metro")
        written = (tmp_path / "parks_point.qml").read_text("utf-8")
        assert 'attr="STATUS"' in written
        assert "&quot;PLACED&quot;" in written
        assert "&quot;placement&quot;" not in written
        assert "<ogc:PropertyName>STATUS<" in (tmp_path / "parks_point.sld").read_text("utf-8")

    def test_a_mixture_has_a_style_for_each_kind(self, tmp_path: Path) -> None:
        made = self.made(tmp_path, "geojson", "parks", "metro")
        assert made == {
            "parks.geojson", "parks.qml", "parks.sld", "parks_line.qml", "parks_line.sld",
            "parks_polygon.qml", "parks_polygon.sld", "metro.geojson", "metro.qml", "metro.sld",
            "manifest.json",
        }  # fmt: skip
        commonest = (tmp_path / "parks.qml").read_text("utf-8")
        assert "<layerGeometryType>0</layerGeometryType>" in commonest

    def test_one_file_stays_one(self, tmp_path: Path) -> None:
        out = tmp_path / "x.geojson"
        arguments = ["--format", "geojson", "--layer", "metro", "--quiet", "--out", str(out)]
        assert main(["export", *arguments]) == DONE
        assert {path.name for path in tmp_path.iterdir()} == {out.name, f"{out.name}.manifest.json"}
