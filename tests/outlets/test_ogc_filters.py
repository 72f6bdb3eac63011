"""CQL2: each operator against the same question put to the frame by hand."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

from layers.partial_dates import PartialDate
from outlets.ogc import filters
from outlets.ogc.errors import ServiceError, SlowError
from outlets.ogc.matching import like
from outlets.ogc.patience import patience
from outlets.ogc.reference_systems import CRS84
from outlets.ogc.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.build import Dataset

    Record = dict[str, Any]

EPSG = "http://www.opengis.net/def/crs/EPSG/0/"


@pytest.fixture(scope="module")
def table(dataset: Dataset) -> Table:
    return Table(dataset, "key_projects", date(2024, 6, 1))


def found(table: Table, text: str, *, crs: str = CRS84, language: str = "cql2-text") -> set[str]:
    kept = filters.keep(filters.read(text, language=language), table, crs=crs)
    return {table.ids[row] for row in kept.nonzero()[0]}


def by_hand(table: Table, test: Callable[[Record], bool]) -> set[str]:
    rows = range(len(table))
    records = [
        {**table.properties(row), "id": table.ids[row], "geometry": table.geometry[row]}
        for row in rows
    ]
    return {record["id"] for record in records if test(record)}


BOX = box(113.6, 34.7, 113.8, 34.8)


def last(text: str | None) -> date | None:
    return PartialDate(text).last if text else None


QUESTIONS: dict[str, Callable[[Record], bool]] = {
    "status = 'construction'": lambda r: r["status"] == "construction",
    "status <> 'construction'": lambda r: r["status"] != "construction",
    "category = 'x' OR placement = 'unlocated' AND status = 'completed'": lambda r: (
        r["placement"] == "unlocated" and r["status"] == "completed"
    ),
    "NOT (placement = 'unlocated' OR stale = TRUE)": lambda r: (
        r["placement"] != "unlocated" and not r["stale"]
    ),
    "stale": lambda r: r["stale"],
    "accuracy_m > 100": lambda r: r["accuracy_m"] is not None and r["accuracy_m"] > 100,
    "NOT accuracy_m > 100": lambda r: r["accuracy_m"] is not None and r["accuracy_m"] <= 100,
    "accuracy_m BETWEEN 100 AND 500": lambda r: 100 <= (r["accuracy_m"] or 0) <= 500,
    "accuracy_m / 2 + 1 >= 251": lambda r: (r["accuracy_m"] or 0) >= 500,
    "accuracy_m IS NULL": lambda r: r["accuracy_m"] is None,
    "accuracy_m IS NOT NULL": lambda r: r["accuracy_m"] is not None,
    "status IN ('construction', 'completed')": lambda r: (
        r["status"] in {"construction", "completed"}
    ),
    "status NOT IN ('construction')": lambda r: r["status"] != "construction",
    "name_zh LIKE '%路%'": lambda r: "路" in r["name_zh"],
    "name_zh NOT LIKE '%路%'": lambda r: "路" not in r["name_zh"],
    "CASEI(name_en) LIKE CASEI('%RAILWAY%')": lambda r: "railway" in r["name_en"].lower(),
    "name_zh = name_en": lambda r: r["name_zh"] == r["name_en"],
    "last_known > DATE('2021-06-30')": lambda r: (
        (last(r["last_known"]) or date.min) > date(2021, 6, 30)
    ),
    "last_known <= '2021-06-30'": lambda r: (r["last_known"] or "9") <= "2021-06-30",
    "T_AFTER(last_known, DATE('2021-06-30'))": lambda r: (
        r["last_known"] is not None and PartialDate(r["last_known"]).first > date(2021, 6, 30)
    ),
    "T_INTERSECTS(last_known, INTERVAL('2021-01-01', '..'))": lambda r: (
        (last(r["last_known"]) or date.min) >= date(2021, 1, 1)
    ),
    "A_CONTAINS(districts, ('金水区'))": lambda r: "金水区" in r["districts"],
    "A_CONTAINEDBY(districts, ('金水区', '二七区'))": lambda r: (
        set(r["districts"]) <= {"金水区", "二七区"}
    ),
    "A_EQUALS(districts, ('金水区'))": lambda r: r["districts"] == ["金水区"],
    "A_OVERLAPS(districts, ('金水区', '二七区'))": lambda r: (
        bool({"金水区", "二七区"} & set(r["districts"]))
    ),
    "S_INTERSECTS(geometry, BBOX(113.6,34.7,113.8,34.8))": lambda r: (
        r["geometry"] is not None and r["geometry"].intersects(BOX)
    ),
    "S_DISJOINT(geometry, BBOX(113.6,34.7,113.8,34.8))": lambda r: (
        r["geometry"] is not None and r["geometry"].disjoint(BOX)
    ),
    f"S_WITHIN(geometry, {BOX.wkt})": lambda r: (
        r["geometry"] is not None and r["geometry"].within(BOX)
    ),
    "S_CROSSES(geometry, LINESTRING(113 34.75,114.5 34.75))": lambda r: (
        r["geometry"] is not None and r["geometry"].geom_type == "LineString"
        and r["geometry"].bounds[1] < 34.75 < r["geometry"].bounds[3]
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_filter_finds_what_is_found_by_hand(text: str, table: Table) -> None:
    assert found(table, text) == by_hand(table, QUESTIONS[text])


def test_every_question_finds_something(table: Table) -> None:
    idle = {text for text in QUESTIONS if not found(table, text)}
    assert idle <= {"name_zh = name_en"}


@pytest.mark.parametrize("text", QUESTIONS)
def test_json_says_the_same_as_text(text: str, table: Table) -> None:
    as_json = json.dumps(filters.read(text))
    assert found(table, as_json, language="cql2-json") == found(table, text)


def test_a_geometry_of_the_filter_stands_in_its_own_system(table: Table) -> None:
    plain = found(table, "S_INTERSECTS(geometry, BBOX(113.6,34.7,113.8,34.8))")
    turned = found(table, "S_INTERSECTS(geometry, BBOX(34.7,113.6,34.8,113.8))", crs=f"{EPSG}4490")
    assert turned == plain
    point = Point(450_000, 3_850_000)  # easting, northing: the wrong way round for 4547
    wrong = f"S_INTERSECTS(geometry, {point.buffer(1e5).wkt})"
    try:
        assert found(table, wrong, crs=f"{EPSG}4547") == set()
    except ServiceError as error:
        assert "outside" in str(error)  # noqa: PT017 - either refusal is right


BAD = (
    "1", "'a'", "nope = 1", "status = 1", "accuracy_m = 'x'",
    "districts = '金水区'", "events = '1'",
    "LOWER(name_en) = 'x'", "S_INTERSECTS(geometry, 'a')",
    "S_INTERSECTS(geometry, POLYGON((1 1, 2 2)))",
    "S_BUFFER(geometry, 1)", "T_AFTER(name_zh, DATE('2021-01-01'))",
    "T_AFTER(due, DATE('2021-13-01'))",
    "last_known > DATE('soon')", "A_CONTAINS(name_zh, ('a'))", "name_zh LIKE name_en",
    "status LIKE 1",
    "status IN 3", "geometry = 1", "geometry > geometry", "name_zh + 1 = 2",
    "S_INTERSECTS(geometry, BBOX(1,2,3))", "((((", "AND", "\x00",
)  # fmt: skip


@pytest.mark.parametrize("text", BAD)
def test_nonsense_is_refused(text: str, table: Table) -> None:
    with pytest.raises(ServiceError):
        found(table, text)


_POSITION = '{"op": "s_intersects", "args": [{"property": "geometry"}, %s]}'
JSON_BAD = (
    "", "{}", "[]", "{", "null", "[" * 5_000, '{"op": "="}', '{"op": "=", "args": []}',
    '{"op": "and", "args": []}', '{"op": "not", "args": [true, false]}',
    '{"op": "in", "args": [{"property": "status"}, 3]}', '{"op": "between", "args": [1]}',
    '{"op": 3, "args": 4}', _POSITION % '{"type": "Point", "coordinates": []}',
    _POSITION % '{"bbox": [1, 2]}', _POSITION % '{"type": "Blob", "coordinates": [1, 2]}',
    '{"op": "t_after", "args": [{"property": "due"}, {"interval": ["x", "y"]}]}',
)  # fmt: skip


@pytest.mark.parametrize("text", JSON_BAD)
def test_nonsense_in_json_is_refused(text: str, table: Table) -> None:
    with pytest.raises(ServiceError):
        found(table, text, language="cql2-json")


@pytest.mark.parametrize(
    "text", ["(" * 6_000, "NOT " * 2_000, "-" * 6_000 + "1", "f(" * 3_000, "a" * 9_000]
)
def test_depth_and_length_are_bounded_before_the_parser_sees_them(text: str) -> None:
    with pytest.raises(ServiceError, match=r"nested|longer"):
        filters.read(text)


def test_a_long_chain_is_no_depth(table: Table) -> None:
    text = " OR ".join(["stale"] * 900)
    assert found(table, text) == found(table, "stale")


@given(st.text(alphabet="AND OR NOT()='%_status<>1.,DATE[]{}\"geometry", max_size=60))
def test_no_text_does_worse_than_be_refused(text: str) -> None:
    try:
        filters.read(text)
    except ServiceError:
        return


@given(st.text(max_size=12), st.text(alphabet="ab%_\\路", max_size=8))
def test_like_agrees_with_a_slow_matcher(text: str, pattern: str) -> None:
    def slow(text: str, tokens: list[tuple[str, bool]]) -> bool:
        if not tokens:
            return not text
        (letter, plain), rest = tokens[0], tokens[1:]
        if letter == "%" and not plain:
            return any(slow(text[start:], rest) for start in range(len(text) + 1))
        return (
            bool(text)
            and (text[0] == letter or (letter == "_" and not plain))
            and slow(text[1:], rest)
        )

    letters = iter(pattern)
    tokens = [
        (next(letters, "\\"), True) if letter == "\\" else (letter, False) for letter in letters
    ]
    assert like(text, pattern) == slow(text, tokens)


def test_a_hostile_pattern_is_matched_at_once() -> None:
    assert not like("a" * 500, "%a" * 200 + "b")


def test_work_ends_when_its_time_is_up(table: Table) -> None:
    with patience(-1), pytest.raises(SlowError) as caught:
        found(table, "stale OR accuracy_m * 2 > 3")
    assert caught.value.status == 503
