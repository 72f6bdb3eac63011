"""What the browser gets is what the dataset holds, in row order, unlocated records included."""

from __future__ import annotations

import gzip
import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import brotli
import geopandas as gpd
import pytest
from shapely.geometry import Point

from layers.catalogue import CATALOGUE
from layers.store import current_store
from outlets.webmap.basemaps import Basemap, MapSettings
from outlets.webmap.payload import LayerFeed, PayloadKeeper, build, feeds_of

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "</script><img src=x onerror=alert(1)>\"'`{{ 1 }}\u202e😀"


def _feed(**columns: list[object]) -> LayerFeed:
    frame = gpd.GeoDataFrame(
        {"id": ["a", "b"], "name_zh": ["甲", None], "name_en": [HOSTILE, "B"], **columns},
        geometry=[Point(113.5, 34.7), None],
        crs="EPSG:4326",
    )
    return LayerFeed(id="parks", title_zh="公园", title_en="Parks", background=False, frame=frame)


@pytest.mark.parametrize("layer", [layer.id for layer in CATALOGUE])
def test_every_layer_goes_out_whole(layer: str) -> None:
    dataset = current_store().dataset()
    payload = build(feeds_of(dataset), version=dataset.version)
    features = json.loads(payload.geojson(layer).body)["features"]
    frame = dataset.frames[layer]
    assert [feature["id"] for feature in features] == list(frame["id"])
    located = [feature["geometry"] is not None for feature in features]
    assert located == list(frame.geometry.notna())
    entry = next(e for e in json.loads(payload.index.body)["layers"] if e["id"] == layer)
    assert entry["count"] == len(frame)
    assert payload.columns[layer].digest in entry["url"]
    assert payload.columns[layer].digest in entry["columns"]


def test_a_feature_says_only_what_is_known() -> None:
    feed = _feed(schematic=[True, False], accuracy_m=[90.0, float("nan")])
    features = json.loads(build([feed], version="v").geojson("parks").body)["features"]
    assert features[0]["properties"] == {
        "name_zh": "甲", "name_en": HOSTILE, "accuracy_m": 90, "schematic": True,
    }  # fmt: skip
    assert features[1]["properties"] == {"name_en": "B"}
    assert features[1]["geometry"] is None


def test_stations_wear_the_colours_of_their_lines() -> None:
    dataset = current_store().dataset()
    stations = next(f.frame for f in feeds_of(dataset) if f.id == "metro_stations")
    row = stations.set_index("id").loc["metro-station-zijingshan"]
    assert list(row["colours"]) == ["#D20200", "#D28F00"]
    assert "colours" not in dataset.frames["metro_stations"]


def test_encodings_hold_the_same_bytes() -> None:
    blob = build([_feed()], version="v").geojson("parks")
    assert brotli.decompress(blob.coded("br")) == blob.body
    assert gzip.decompress(blob.coded("gzip")) == blob.body
    assert blob.coded("identity") is blob.body
    assert blob.coded("br") is blob.coded("br")


def test_the_index_carries_the_operators_basemaps() -> None:
    basemap = Basemap(id="t", title_zh="天", title_en="T", urls=("https://t.example/{z}/{x}/{y}",))
    settings = MapSettings(basemaps=(basemap,), notice="豫S(2026)1号")
    index = json.loads(build([_feed()], version="v", settings=settings).index.body)
    assert index["notice"] == "豫S(2026)1号"
    assert index["basemaps"][0]["datum"] == "wgs84"


def test_a_faulty_basemap_file_leaves_the_map_without_basemaps(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "maps.toml"
    file.write_text("notice =", encoding="utf-8")
    monkeypatch.setenv("ZHENGTU_BASEMAPS", str(file))
    payload = PayloadKeeper(lambda: current_store().dataset())()
    assert json.loads(payload.index.body)["basemaps"] == []
    assert "maps.toml" in str(payload.fault)


def test_the_payload_is_built_once_per_dataset() -> None:
    dataset = current_store().dataset()
    current: list[Any] = [dataset]
    keeper = PayloadKeeper(lambda: current[0])
    first = keeper()
    assert keeper() is first
    current[0] = SimpleNamespace(frames=dataset.frames, version="other")
    assert keeper().version == "other"
