"""What holds for every layer, whatever it is about; a new layer is tested by being declared."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from geo.exports import geojson
from geo.reading import read_toml
from layers.build import SOURCE
from layers.catalogue import CATALOGUE, THEMATIC, layer
from layers.checks import LAYER_FACTS
from layers.position_checks import PROVINCE_WINDOW
from layers.sources import source_name
from layers.symbols import CATEGORY_SYMBOLS, LAYER_SYMBOLS
from layers.vocabulary import (
    BASES,
    DISTRICTS,
    LICENCES,
    LINK_KINDS,
    PLACEMENTS,
    QUALIFIERS,
    REASONS,
    STATUSES,
    THEMES,
    UNITS,
    Term,
)

if TYPE_CHECKING:
    from layers.build import Dataset
    from layers.layer import Layer

ROOT = Path(__file__).parent.parent
HAN = re.compile(r"[\u4e00-\u9fff]")
BY_HAND = re.compile(r"\((mirror|reprint)|（(转载|镜像)）")
VOCABULARIES = {
    "statuses": STATUSES, "placements": PLACEMENTS, "bases": BASES, "qualifiers": QUALIFIERS,
    "reasons": REASONS, "themes": THEMES, "licences": LICENCES, "links": LINK_KINDS,
}  # fmt: skip

every_layer = pytest.mark.parametrize("declared", CATALOGUE, ids=lambda item: item.id)


def in_both_languages(term: Term) -> bool:
    return bool(HAN.search(term.zh)) and bool(term.en) and not HAN.search(term.en)


def rows(dataset: Dataset, declared: Layer) -> list[Any]:
    return list(dataset.frames[declared.id].itertuples())


@every_layer
def test_layer(declared: Layer, dataset: Dataset) -> None:
    """Look over a layer from its declaration to its records."""
    assert in_both_languages(declared.title)
    assert in_both_languages(declared.summary)
    assert all(in_both_languages(term) for term in declared.categories.values())
    assert declared.id in LAYER_SYMBOLS
    assert (declared in THEMATIC) is not declared.background
    assert layer(declared.id) is declared

    provenance = dataset.provenance[declared.id]
    assert all(provenance.get(fact) for fact in LAYER_FACTS)
    assert provenance["licence"] == "ODbL-1.0"
    assert HAN.search(provenance["method_zh"])
    assert not HAN.search(provenance["method_en"])

    frame = dataset.frames[declared.id]
    assert frame.crs is not None
    assert frame.crs.to_epsg() == 4326
    assert list(frame.index) == list(range(len(frame)))
    located = frame[frame.geometry.notna() & ~frame["schematic"].astype(bool)]
    assert len(located) > 0
    west, south, east, north = located.total_bounds
    assert PROVINCE_WINDOW[0] <= west <= east <= PROVINCE_WINDOW[2]
    assert PROVINCE_WINDOW[1] <= south <= north <= PROVINCE_WINDOW[3]


@every_layer
def test_every_record(declared: Layer, dataset: Dataset) -> None:
    sources = dataset.sources[declared.id]
    for row in rows(dataset, declared):
        assert HAN.search(row.name_zh), row.id
        assert not HAN.search(row.name_en), row.id
        assert row.category in declared.categories, row.id
        assert (row.theme == "background") is declared.background, row.id
        assert set(row.districts) <= set(DISTRICTS), row.id
        assert set(row.sources) <= set(sources), row.id
        assert row.sources, row.id
        assert (row.geometry is None) == (row.placement == "unlocated"), row.id
        assert (row.notes_zh is None) == (row.notes_en is None), row.id
        # A Chinese character may stand in brackets, to tell one name from another.
        assert not HAN.search(re.sub(r"\([^)]*\)", "", row.notes_en or "")), row.id


@every_layer
def test_every_event(declared: Layer, dataset: Dataset) -> None:
    for row in rows(dataset, declared):
        for event in row.events:
            assert event.status != "unknown", row.id
            assert (event.basis == "report") <= (event.source == "gwr-2021"), row.id
            assert (event.basis == "report") <= (event.date.text == "2021-01-30"), row.id
        for said in (*row.events, *row.undated):
            assert (said.note_zh is None) == (said.note_en is None), (row.id, said)
        assert list(row.steps) == sorted(row.steps, key=lambda step: step[0]), row.id


@every_layer
def test_every_source(declared: Layer, dataset: Dataset) -> None:
    for name, source in dataset.sources[declared.id].items():
        assert HAN.search(source_name(source, "zh")), name
        assert not BY_HAND.search(source["title"]), (name, "say mirror = true")
        assert bool(source.get("mirror")) is source_name(source, "zh").endswith("（转载）"), name
        assert bool(source.get("mirror")) is source_name(source, "en").endswith(" (mirror)"), name


def test_a_source_is_the_same_in_every_layer() -> None:
    stated: dict[str, tuple[str, dict[str, Any]]] = {}
    for path in sorted(SOURCE.glob("*/provenance.toml")):
        for source in read_toml(path)["source"]:
            place, first = stated.setdefault(source["id"], (path.parent.name, source))
            assert source == first, (place, path.parent.name)


@every_layer
def test_every_figure(declared: Layer, dataset: Dataset) -> None:
    for row in rows(dataset, declared):
        for figure in row.figures:
            key = dataset.figure_keys[figure.key]
            assert in_both_languages(key.label), figure.key
            assert key.unit.code in UNITS
            assert key.value(figure.value, "zh")
            assert key.value(figure.value, "en")
            assert (figure.note_zh is None) == (figure.note_en is None), (row.id, figure.key)


@every_layer
def test_it_can_be_exported(declared: Layer, dataset: Dataset) -> None:
    frame = dataset.frames[declared.id]
    read = json.loads(geojson(frame, ["name_zh", "name_en"]))
    assert [feature["id"] for feature in read["features"]] == list(frame["id"])


@every_layer
def test_its_folder_holds_nothing_that_nobody_reads(declared: Layer) -> None:
    common = {"records.csv", "events.csv", "figures.csv", "geometry.geojson", "provenance.toml"}
    own = {*declared.tables} | ({"network.csv"} if declared.id == "metro" else set())
    found = {path.name for path in (SOURCE / declared.id).iterdir()}
    assert found == common | own


def test_every_folder_is_a_layer_and_every_layer_has_a_file() -> None:
    folders = {path.name for path in SOURCE.iterdir() if path.is_dir()}
    assert folders == {declared.id for declared in CATALOGUE} | {"commitments"}
    for declared in CATALOGUE:
        assert (ROOT / "layers" / f"{declared.id}.py").is_file()
    symbols = {name for name, _ in CATEGORY_SYMBOLS} | set(LAYER_SYMBOLS)
    assert symbols == {declared.id for declared in CATALOGUE}
    for name, category in CATEGORY_SYMBOLS:
        assert category in layer(name).categories


def test_every_id_is_unique_over_all_layers(dataset: Dataset) -> None:
    ids = [identifier for frame in dataset.frames.values() for identifier in frame["id"]]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", identifier) for identifier in ids)


def test_links_name_what_is_there(dataset: Dataset) -> None:
    carried = sum(len(row.links) for d in CATALOGUE for row in rows(dataset, d))
    to_the_city = sum(link["record_id"] == "city-410100-zhengzhou" for link in dataset.links)
    assert carried + to_the_city == len(dataset.links)


@pytest.mark.parametrize("name", VOCABULARIES)
def test_vocabulary(name: str) -> None:
    for code, term in VOCABULARIES[name].items():
        assert term.code == code
        assert in_both_languages(term), code
        assert (term.label("zh"), term.label("en")) == (term.zh, term.en)
        # streamlit-folium drops every "_word" from a script before it compares it.
        assert name != "statuses" or "_" not in code
