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
from layers.symbols import STATUS_SYMBOLS
from layers.vocabulary import STATUSES
from outlets.command import main
from outlets.commands.codes import DONE
from outlets.fields import COMMON, OWN, fields_of
from outlets.looks import LAYER_CODES, STATUS_CODES, style_of
from outlets.qgis.geopackage import PROJECT
from outlets.qgis.qml import qml
from outlets.qgis.sld import sld

if TYPE_CHECKING:
    from pathlib import Path

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
