"""The OGC service, asked without a web server: what it gives, and what it refuses."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from pyproj import Transformer

from layers.catalogue import CATALOGUE, THEMATIC
from layers.selection import select
from layers.statuses import CODES, STALE
from layers.store import FixedStore, current_store, use_store
from layers.view import View
from outlets.ogc.reference_systems import CRS84, SYSTEMS
from outlets.ogc.service import Answer, Request, answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers.build import Dataset

BASE = "https://plans.example/zt/ogc"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"


@pytest.fixture(autouse=True)
def _store(dataset: Dataset) -> Iterator[None]:
    before = current_store()
    use_store(FixedStore(dataset))
    yield
    use_store(before)


def ask(path: str, query: dict[str, str] | None = None, **known: str) -> Answer:
    return answer(Request(path=path, base=BASE, query=list((query or {}).items()), **known))  # type: ignore[arg-type]


def get(path: str, **query: str) -> Any:
    given = ask(path, {name.replace("_", "-"): value for name, value in query.items()})
    assert given.status == 200, given.body.decode()
    return json.loads(given.body)


def items(layer: str, **query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = get(f"/collections/{layer}/items", **query)["features"]
    return found


def refused(path: str, *query: tuple[str, str], method: str = "GET") -> dict[str, Any]:
    given = answer(Request(path=path, base=BASE, query=query, method=method))
    assert 400 <= given.status < 500, given.body.decode()
    content: dict[str, Any] = json.loads(given.body)
    assert content["status"] == given.status
    return content


def links(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        if isinstance(content.get("href"), str):
            yield content["href"]
        content = list(content.values())
    if isinstance(content, list):
        for part in content:
            yield from links(part)


def test_every_layer_is_a_collection_with_its_titles() -> None:
    for language in ("zh", "en"):
        found = get("/collections", lang=language)["collections"]
        assert [c["id"] for c in found] == [layer.id for layer in CATALOGUE]
        assert [c["title"] for c in found] == [layer.label(language) for layer in CATALOGUE]
    assert all(c["crs"] == list(SYSTEMS) and c["storageCrs"] == CRS84 for c in found)


@pytest.mark.parametrize("layer", [layer.id for layer in CATALOGUE])
def test_a_collection_gives_every_record_located_or_not(layer: str, dataset: Dataset) -> None:
    frame = dataset.frames[layer]
    found = {feature["id"]: feature for feature in items(layer)}
    assert sorted(found) == sorted(frame["id"])
    for identifier, shape in zip(frame["id"], frame.geometry, strict=True):
        assert (found[identifier]["geometry"] is None) == (shape is None)


@pytest.mark.parametrize("day", ["2016-06-30", "2021-01-30", "2026-01-01"])
def test_datetime_is_the_date_of_the_statuses_and_filters_nothing(
    day: str, dataset: Dataset
) -> None:
    selection = select(dataset, View(candidates=True), today=date.fromisoformat(day))
    expected = {
        name: (CODES[code % STALE], bool(code >= STALE))
        for name, code in zip(selection.index.ids, selection.codes, strict=True)
    }
    found = {
        feature["id"]: (feature["properties"]["status"], feature["properties"]["stale"])
        for layer in THEMATIC
        for feature in items(layer.id, datetime=day)
    }
    assert found == expected


def test_of_an_interval_the_end_counts_and_an_open_end_is_today() -> None:
    at = {
        asked: items("metro", datetime=asked)[0]["properties"]["status_at"]
        for asked in (
            "2019-01-01/2020-02-03",
            "../2020-02-03",
            "2020-02-03T10:00:00Z",
            "2019-01-01/..",
        )
    }
    assert set(list(at.values())[:3]) == {"2020-02-03"}
    assert at["2019-01-01/.."] == date.today().isoformat()  # noqa: DTZ011 - the server's day


def test_a_record_by_its_id_at_a_date_and_in_a_system() -> None:
    path = "/collections/metro/items/metro-line-1-phase-1"
    assert get(path)["properties"]["status"] == "completed"
    assert get(path, datetime="2001-01-01")["properties"]["status"] == "unknown"
    assert ask(path, {"crs": EPSG + "4547"}).headers["Content-Crs"] == f"<{EPSG}4547>"
    assert refused(f"{path}-none")["code"] == "NotFound"


@pytest.mark.parametrize("code", [4326, 4490, 4547, 4526, 32649, 3857])
def test_coordinates_stand_in_the_official_order_of_their_axes(code: int) -> None:
    expected = Transformer.from_crs("OGC:CRS84", f"EPSG:{code}")
    plain = {f["id"]: f["geometry"] for f in items("metro_stations")}
    for feature in items("metro_stations", crs=f"{EPSG}{code}")[:20]:
        lon, lat = plain[feature["id"]]["coordinates"]
        near = 2e-6 if code in {4326, 4490} else 2e-3
        assert feature["geometry"]["coordinates"] == pytest.approx(
            expected.transform(lon, lat), abs=near
        )
    if code in {4326, 4490}:
        assert feature["geometry"]["coordinates"][0] < 40  # latitude first
    if code == 4547:
        assert feature["geometry"]["coordinates"][0] > 3_000_000  # northing first


def test_one_box_in_every_system_finds_the_same_records() -> None:
    west, south, east, north = 113.6, 34.7, 113.8, 34.8
    expected = [f["id"] for f in items("metro_stations", bbox=f"{west},{south},{east},{north}")]
    assert 20 < len(expected) < 235
    for code in (4326, 4490):
        found = items(
            "metro_stations", bbox=f"{south},{west},{north},{east}", bbox_crs=f"{EPSG}{code}"
        )
        assert [f["id"] for f in found] == expected
    to_metres = Transformer.from_crs("OGC:CRS84", "EPSG:4547")
    corners = [to_metres.transform(x, y) for x in (west, east) for y in (south, north)]
    low, high = ([pick(c[axis] for c in corners) for axis in (0, 1)] for pick in (min, max))
    box = ",".join(map(str, [*low, *high]))
    found = items("metro_stations", bbox=box, bbox_crs=f"{EPSG}4547")
    assert set(expected) <= {f["id"] for f in found}
    assert len(found) <= len(expected) + 5  # the box is turned by a few minutes of arc


def test_a_box_across_the_dateline_finds_what_lies_on_either_side() -> None:
    assert len(items("metro_stations", bbox="113,30,-170,40")) == 235
    assert items("metro_stations", bbox="170,30,-170,40") == []


def test_a_record_without_position_is_in_no_box(dataset: Dataset) -> None:
    everywhere = items("parks", bbox="-180,-90,180,90")
    assert len(everywhere) == dataset.frames["parks"].geometry.notna().sum()


def test_pages_give_every_record_once() -> None:
    found, page = [], get("/collections/parks/items", limit="7", lang="en")
    while True:
        found += [feature["id"] for feature in page["features"]]
        following = [link["href"] for link in page["links"] if link["rel"] == "next"]
        if not following:
            break
        query = dict(part.split("=") for part in following[0].split("?")[1].split("&"))
        assert query["limit"] == "7"
        page = get("/collections/parks/items", **query)
    assert len(found) == len(set(found)) == page["numberMatched"] == 79


def test_a_page_is_never_longer_than_the_limit_allows() -> None:
    assert get("/collections/metro_stations/items", limit="999999999")["numberReturned"] == 235
    assert get("/collections/metro_stations/items", limit="3")["numberReturned"] == 3
    assert "offset=3" in get("/collections/metro_stations/items", limit="3")["links"][2]["href"]


def test_links_keep_what_was_asked() -> None:
    asked = {
        "filter": "status='completed' AND name_zh LIKE '%1%'",
        "datetime": "2021-01-30",
        "limit": "1",
    }
    page = get("/collections/metro/items", **asked)
    following = next(link["href"] for link in page["links"] if link["rel"] == "next")
    for part in ("filter=status%3D%27completed%27", "datetime=2021-01-30", "limit=1", "offset=1"):
        assert part in following


def test_every_link_leads_below_the_address_that_was_asked() -> None:
    away = set()
    for path in ("", "/collections", "/collections/metro", "/collections/metro/items",
                 "/collections/metro/items/metro-line-1-phase-1"):  # fmt: skip
        document = get(path)
        document.pop("features", None), document.pop("properties", None)
        for href in links(document):
            if not href.startswith(BASE):
                away.add(href)
                continue
            path_of, _, query = href.removeprefix(BASE).partition("?")
            asked = dict(part.split("=", 1) for part in query.split("&") if part)
            assert ask(path_of, asked).status == 200, href
    assert away == {"https://plans.example/zt/", "https://opendatacommons.org/licenses/odbl/1-0/"}


def test_properties_filter_sort_and_are_chosen() -> None:
    assert {f["properties"]["status"] for f in items("metro", status="completed")} == {"completed"}
    jinshui = items("metro_stations", districts="金水区")
    assert jinshui
    assert all("金水区" in f["properties"]["districts"] for f in jinshui)
    names = [
        f["properties"]["name_en"] for f in items("metro", sortby="-name_en", properties="name_en")
    ]
    assert names == sorted(names, reverse=True)
    assert list(items("metro", properties="name_en,status")[0]["properties"]) == [
        "name_en",
        "status",
    ]
    assert items("metro", skipGeometry="true")[0]["geometry"] is None


def test_what_is_unknown_sorts_last_either_way() -> None:
    for sign in ("", "-"):
        due = [f["properties"]["due"] for f in items("parks", sortby=f"{sign}due")]
        known = [value for value in due if value is not None]
        assert due[: len(known)] == known == sorted(known, reverse=bool(sign))


@pytest.mark.parametrize("layer", [layer.id for layer in THEMATIC])
def test_the_first_features_show_what_fields_hold(layer: str) -> None:
    """QGIS guesses types from the first ten features; a partial date in a date field is lost."""
    whole = re.compile(r"\d{4}-\d{2}-\d{2}")
    found = items(layer)
    for code in ("due", "last_known"):
        values = [feature["properties"][code] for feature in found]
        if any(value and not whole.fullmatch(value) for value in values):
            assert any(value and not whole.fullmatch(value) for value in values[:10]), code


def test_queryables_and_schema_name_the_fields() -> None:
    for kind in ("queryables", "schema"):
        fields = get(f"/collections/metro/{kind}", lang="zh")["properties"]
        assert fields["status"]["title"] == "状态代码"
        assert fields["status"]["enum"][0] == "proposed"
    assert "events" not in get("/collections/metro/queryables")["properties"]


def test_the_openapi_text_says_that_datetime_is_the_as_of_date() -> None:
    for language, said in (("zh", "状态日期"), ("en", "As-of date")):
        paths = get("/openapi", lang=language)["paths"]
        for layer in CATALOGUE:
            parameters = paths[f"/collections/{layer.id}/items"]["get"]["parameters"]
            described = {p["name"]: p["description"] for p in parameters}
            assert described["datetime"].startswith(said)


def test_the_openapi_document_needs_no_other_document() -> None:
    references = re.findall(r'"\$ref": ?"([^"]+)"', ask("/openapi").body.decode())
    assert references
    assert all(reference.startswith("#/") for reference in references)


BAD = {
    "limit": ["0", "-1", "a", "1.5", "1e3", ""],
    "offset": ["-1", "x", "9999999999"],
    "bbox": ["1,2,3", "1,2,3,x", "nan,1,2,3", "1,5,2,3", "1,inf,2,3"],
    "bbox-crs": [CRS84],
    "crs": ["EPSG:4547", "http://www.opengis.net/def/crs/EPSG/0/9999", ""],
    "datetime": ["", "..", "today", "2021-02-30", "1500-01-01", "2022-01-01/2021-01-01",
                 "2021-01-30/x"],
    "filter": ["", "status =", "nope = 1", "status > 3", "foo(1) = 2", "(" * 500,
               "NOT " * 500 + "stale"],
    "filter-lang": ["sql"],
    "properties": ["nope", ""],
    "sortby": ["", "nope", "+", "events"],
    "skipGeometry": ["1"],
    "status": ["done"],
    "accuracy_m": ["x", "nan"],
    "stale": ["maybe"],
    "f": ["xml", "jsonld"],
    "lang": ["fr"],
    "unknown": ["1"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in BAD.items() for v in values])
def test_bad_input_is_refused_with_a_sentence(name: str, value: str) -> None:
    content = refused("/collections/metro/items", (name, value))
    assert content["code"] == "InvalidParameterValue"
    assert content["description"]


def test_a_parameter_given_twice_is_refused() -> None:
    assert refused("/collections/metro/items", ("limit", "1"), ("limit", "2"))


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_written(method: str) -> None:
    assert refused("/collections/metro/items", method=method)["status"] == 405


@pytest.mark.parametrize(
    "path", ["/x", "/processes", "/jobs", "/stac", "/TileMatrixSets", "/collections/none",
             "/admin/config",
             "/collections/metro/items/a/b", "/collections/metro/map"]
)  # fmt: skip
def test_what_is_not_served_is_not_found(path: str) -> None:
    assert refused(path)["status"] == 404


PAGES = ("", "/openapi", "/conformance", "/collections", "/collections/metro",
         "/collections/metro/schema", "/collections/metro/queryables",
         "/collections/metro/items", "/collections/parks/items",
         "/collections/metro/items/metro-line-1-phase-1", "/nothing")  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_load_nothing_and_run_nothing(path: str, language: str) -> None:
    given = ask(path, {"f": "html", "lang": language})
    text = given.body.decode()
    assert given.headers["Content-Type"].startswith("text/html")
    assert given.headers["Content-Language"] == language
    assert (
        re.search(r"<(script|link|img|iframe|object|embed|base)\b|\bon\w+=|@import|url\(", text)
        is None
    )
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in text


def test_what_was_asked_cannot_become_markup() -> None:
    given = ask("/collections/metro/items", {"f": "html", "<script>alert(1)</script>": "1"})
    assert b"<script>" not in given.body


def test_a_browser_gets_pages_and_a_program_json() -> None:
    accepts = {
        "text/html,application/xhtml+xml,*/*;q=0.8": "text/html",
        "application/geo+json,application/json": "application/geo+json",
        "*/*": "application/geo+json", "": "application/geo+json",
        "image/png": "application/geo+json",
        "application/json;q=0.1, text/html;q=0.9": "text/html",
        "text/html;q=0": "application/geo+json", "text/html; q=much": "application/geo+json",
    }  # fmt: skip
    for accept, media_type in accepts.items():
        given = ask("/collections/metro/items", accept=accept)
        assert given.headers["Content-Type"].startswith(media_type)
    assert ask("", accept_language="en-GB,zh;q=0.5").headers["Content-Language"] == "en"
    assert ask("", accept_language="fr, zh-CN;q=0.5").headers["Content-Language"] == "zh"
