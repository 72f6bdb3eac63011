"""OGC API - Tiles: every located record in its tiles, with its status; clear refusals."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pyogrio
import pytest
from pygeoapi.models.provider.base import TileMatrixSetEnum
from shapely import box

from geo.tiles import EXTENT
from layers.catalogue import CATALOGUE
from layers.selection import select
from layers.store import FixedStore, current_store, use_store
from layers.view import View
from outlets.ogc import tiles
from outlets.ogc.service import Answer, Request, answer
from outlets.ogc.tiles import MOST_ZOOM, SCHEMES, properties_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from layers.build import Dataset

BASE = "https://plans.example/zt/ogc"
LAYERS = [layer.id for layer in CATALOGUE]


@pytest.fixture(autouse=True)
def _store(dataset: Dataset) -> Iterator[None]:
    before = current_store()
    use_store(FixedStore(dataset))
    yield
    use_store(before)


def ask(path: str, **query: str) -> Answer:
    return answer(Request(path=path, base=BASE, query=list(query.items())))


def get(path: str, **query: str) -> Any:
    given = ask(path, **query)
    assert given.status == 200, given.body.decode()
    return json.loads(given.body)


def read(layer: str, scheme: str, place: tuple[int, int, int], folder: Path, **query: str) -> Any:
    """Read a tile with GDAL, in the scheme's CRS; None if it is empty."""
    zoom, row, column = place
    given = ask(f"/collections/{layer}/tiles/{scheme}/{zoom}/{row}/{column}", **query)
    if given.status == 204:
        assert given.body == b""
        return None
    assert given.status == 200, given.body.decode()
    assert given.headers["Content-Type"] == "application/vnd.mapbox-vector-tile"
    path = folder / "tile.pbf"
    path.write_bytes(given.body)
    found = pyogrio.read_dataframe(path, layer=layer, use_arrow=False)
    west, south, _, _ = SCHEMES[scheme].bounds(*place)
    unit = SCHEMES[scheme].side(zoom) / EXTENT
    moved = found.geometry.affine_transform([unit, 0, 0, unit, west, south])
    return found.set_geometry(moved.set_crs(SCHEMES[scheme].crs, allow_override=True))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("layer", LAYERS)
def test_every_located_record_is_in_the_tiles_where_it_lies(
    layer: str, scheme: str, dataset: Dataset, tmp_path: Path
) -> None:
    about = get(f"/collections/{layer}/tiles/{scheme}")
    limits = about["tileMatrixSetLimits"][9]
    frame = dataset.frames[layer]
    located = frame[frame.geometry.notna()].to_crs(SCHEMES[scheme].crs).set_index("id").geometry
    unit = SCHEMES[scheme].side(9) / EXTENT
    seen: set[str] = set()
    for row in range(limits["minTileRow"], limits["maxTileRow"] + 1):
        for column in range(limits["minTileCol"], limits["maxTileCol"] + 1):
            found = read(layer, scheme, (9, row, column), tmp_path)
            window = box(*SCHEMES[scheme].bounds(9, row, column)).buffer(-unit)
            inside = set(located[located.intersects(window)].index)
            ids = set() if found is None else set(found["id"])
            assert inside <= ids
            seen |= ids
            for identifier, shape in (
                {} if found is None else found.set_index("id").geometry
            ).items():
                near = located[identifier].buffer(2 * unit)
                assert near.covers(shape), identifier
    assert seen == set(located.index)


@pytest.mark.parametrize("day", ["2016-06-30", "2021-01-30", "2026-01-01"])
def test_datetime_is_the_as_of_date(day: str, dataset: Dataset, tmp_path: Path) -> None:
    selection = select(dataset, View(candidates=True), today=date.fromisoformat(day))
    frame = selection.frame("metro")
    wanted = dict(zip(frame["id"], frame["status"], strict=True))
    found = read("metro", "WebMercatorQuad", (0, 0, 0), tmp_path, datetime=day)
    shown = dict(zip(found["id"], found["status"], strict=True))
    assert len(shown) == 20  # of 22: two are shorter than a unit of the world's tile
    assert shown.items() <= wanted.items()
    assert set(found["status_at"]) == {day}


def test_a_tile_carries_what_its_description_says(tmp_path: Path) -> None:
    about = get("/collections/metro/tiles/WebMercatorQuad")
    named = about["layers"][0]["propertiesSchema"]["properties"]
    assert list(named) == list(properties_of("metro"))
    found = read("metro", "WebMercatorQuad", (0, 0, 0), tmp_path)
    assert set(found.columns) - {"mvt_id", "geometry"} <= set(named)
    assert {"id", "name_zh", "status", "stale", "colour", "districts"} <= set(found.columns)
    assert not {"notes_zh", "sources", "events"} & set(found.columns)


def test_a_crowded_tile_carries_what_draws_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tiles, "_CROWDED", 10)
    monkeypatch.setattr(tiles, "_KEEPER", tiles._Keeper())  # noqa: SLF001 - nothing kept yet
    found = read("metro_stations", "WebMercatorQuad", (5, 12, 26), tmp_path)
    assert len(found) == 235
    assert {"id", "category", "status", "stale", "placement"} <= set(found.columns)
    assert "name_zh" not in found.columns


def test_the_same_tile_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []

    def counted(*given: Any, layer: str) -> bytes:
        made.append((given, layer))
        return bytes(10)

    monkeypatch.setattr(tiles, "encode", counted)
    monkeypatch.setattr(tiles, "_KEEPER", tiles._Keeper())  # noqa: SLF001 - nothing kept yet
    path = "/collections/parks/tiles/WebMercatorQuad/8/101/208"
    first, again = ask(path), ask(path)
    other = ask(path, datetime="2021-01-30")
    assert (first, len(made)) == (again, 2)
    assert first.headers["ETag"] == other.headers["ETag"]  # the same ten bytes


def test_what_is_kept_stays_within_its_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = tiles._Keeper()  # noqa: SLF001 - what it keeps is not told outside
    monkeypatch.setattr(tiles, "_KEEPER", keeper)
    monkeypatch.setattr(tiles, "_MOST_KEPT_BYTES", 20_000)
    for row in range(400, 412):
        for column in range(830, 840):
            ask(f"/collections/metro_stations/tiles/WebMercatorQuad/10/{row}/{column}")
    sizes = [len(made) for made in keeper._tiles.values()]  # noqa: SLF001 - as above
    assert 0 < sum(sizes) == keeper._bytes <= 20_000  # noqa: SLF001 - as above


@pytest.mark.parametrize(
    ("path", "status"),
    [("metro/tiles/WebMercatorQuad/x/0/0", 400), ("metro/tiles/WebMercatorQuad/1/-1/0", 400),
     ("metro/tiles/WebMercatorQuad/1/٣/0", 400), ("metro/tiles/WebMercatorQuad/1/0.5/0", 400),
     ("metro/tiles/WebMercatorQuad/17/0/0", 404), ("metro/tiles/WebMercatorQuad/1/2/0", 404),
     ("metro/tiles/WebMercatorQuad/99999999999/0/0", 400),
     ("metro/tiles/WebMercatorQuad/1/0/2", 404), ("metro/tiles/Mercator/0/0/0", 404),
     ("metro/tiles/WebMercatorQuad/0/0", 404), ("metro/tiles/WebMercatorQuad/0/0/0/0", 404),
     ("metro/tiles/Mercator", 404), ("trams/tiles/WebMercatorQuad/0/0/0", 404)],
)  # fmt: skip
def test_what_is_refused(path: str, status: int) -> None:
    given = ask(f"/collections/{path}")
    assert given.status == status
    content = json.loads(given.body)
    assert content["status"] == status
    assert content["description"]


@pytest.mark.parametrize(
    "query", [{"datetime": "yesterday"}, {"f": "json"}, {"crs": "x"}, {"limit": "3"}]
)
def test_parameters_that_are_none(query: dict[str, str]) -> None:
    assert ask("/collections/metro/tiles/WebMercatorQuad/0/0/0", **query).status == 400


def test_a_matrix_set_that_is_none() -> None:
    assert ask("/tileMatrixSets/Mercator").status == 404
    assert ask("/tileMatrixSets/WebMercatorQuad/0").status == 404


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_matrix_set_is_the_registered_one(scheme: str) -> None:
    theirs = next(e.value for e in TileMatrixSetEnum if e.value.tileMatrixSet == scheme)
    ours = get(f"/tileMatrixSets/{scheme}")
    assert ours["crs"] == theirs.crs
    assert ours["uri"] == theirs.tileMatrixSetURI
    assert ours["wellKnownScaleSet"] == theirs.wellKnownScaleSet
    assert len(ours["tileMatrices"]) == MOST_ZOOM + 1
    for mine, known in zip(ours["tileMatrices"], theirs.tileMatrices, strict=False):
        assert mine["id"] == known["id"]
        assert mine["matrixWidth"] == known["matrixWidth"]
        assert mine["matrixHeight"] == known["matrixHeight"]
        assert mine["pointOfOrigin"] == pytest.approx(known["pointOfOrigin"])
        assert mine["scaleDenominator"] == pytest.approx(known["scaleDenominator"], rel=1e-6)


def test_links_lead_from_the_collection_to_a_tile() -> None:
    """As a client goes that knows nothing of our addresses."""

    def follow(content: Any, rel: str, kind: str = "application/json") -> str:
        links = [link for link in content["links"] if (link["rel"], link["type"]) == (rel, kind)]
        href: str = links[0]["href"]
        assert href.startswith(BASE)
        return href.removeprefix(BASE).partition("?")[0]

    rel = "http://www.opengis.net/def/rel/ogc/1.0/"
    listed = get(follow(get("/collections/parks"), f"{rel}tilesets-vector"))
    assert [tileset["title"] for tileset in listed["tilesets"]] == [
        f"公园与绿化 ({scheme})" for scheme in SCHEMES
    ]
    for tileset in listed["tilesets"]:
        about = get(follow(tileset, "self"))
        assert about["tileMatrixSetURI"] == tileset["tileMatrixSetURI"]
        matrices = get(follow(about, f"{rel}tiling-scheme"))
        assert matrices["uri"] == about["tileMatrixSetURI"]
        path = follow(about, "item", "application/vnd.mapbox-vector-tile")
        limits = about["tileMatrixSetLimits"][3]
        for name, value in (
            ("{tileMatrix}", limits["tileMatrix"]), ("{tileRow}", limits["minTileRow"]),
            ("{tileCol}", limits["minTileCol"]),
        ):  # fmt: skip
            path = path.replace(name, str(value))
        assert ask(path).status == 200


@pytest.mark.parametrize(
    "path",
    ["/tileMatrixSets", "/tileMatrixSets/WorldCRS84Quad", "/collections/parks/tiles",
     "/collections/parks/tiles/WebMercatorQuad"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["zh", "en"])
def test_documents_as_pages(path: str, language: str) -> None:
    given = ask(path, f="html", lang=language)
    assert given.status == 200
    text = given.body.decode()
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in text
    assert "<script" not in text


def test_an_empty_layer_has_no_tiles(dataset: Dataset) -> None:
    none = gpd.GeoDataFrame(dataset.frames["parks"].iloc[:0])
    use_store(FixedStore(replace(dataset, version="none",
                                 frames={**dataset.frames, "parks": none})))  # fmt: skip
    assert ask("/collections/parks/tiles/WebMercatorQuad/0/0/0").status == 204
