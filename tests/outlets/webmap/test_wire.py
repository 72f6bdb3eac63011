"""What the map begins with comes in one answer; what that does not bring is asked for by itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from outlets.webmap.frontend import WIRE

if TYPE_CHECKING:
    from collections.abc import Callable

INDEX = {
    "whole": "map.1.json",
    "symbols": "symbols.1.json",
    "layers": [{"columns": "layers/parks.1.json"}, {"columns": "layers/metro.1.json"}],
}
PARTS = {
    name: {"is": name} for name in ("symbols.1.json", "layers/parks.1.json", "layers/metro.1.json")
}


@pytest.fixture
def visit(in_frame: Callable[..., Any]) -> Callable[..., Any]:
    """``visit({"map.1.json": …}, "…")`` evaluates where the server has these answers, no others."""

    def run(answers: dict[str, Any], expression: str, *, index: object = INDEX) -> Any:
        given = f"""
          {"" if index is None else f"window.zhengtuIndex = {json.dumps(index)};"}
          window.asked = [];
          window.answers = {json.dumps(answers)};
          window.fetch = async (url) => {{
            const path = url.href.replace("http://a.test/api/", "");
            asked.push(path);
            const read = () => (answers[path] === "broken" ? JSON.parse("<html>") : answers[path]);
            return {{ ok: path in answers, status: 404, json: async () => read() }};
          }};
          window.told = (path) => Z.wire.getJson(path).catch((error) => error.message);
        """
        return in_frame(WIRE, f"({expression})()", before=given)

    return run


ALL = f"async () => [await Promise.all({json.dumps(list(PARTS))}.map(told)), asked]"


def test_one_answer_brings_everything(visit: Callable[..., Any]) -> None:
    found, asked = visit({"map.1.json": PARTS}, ALL)
    assert found == list(PARTS.values())
    assert asked == ["map.1.json"]


@pytest.mark.parametrize("whole", [{}, {"map.1.json": "broken"}, {"map.1.json": {}}])
def test_without_it_each_is_asked_for_once(
    visit: Callable[..., Any], whole: dict[str, Any]
) -> None:
    found, asked = visit(PARTS | whole, ALL)
    assert found == list(PARTS.values())
    assert asked == ["map.1.json", *PARTS]


def test_what_it_lacks_is_asked_for(visit: Callable[..., Any]) -> None:
    lacking = {name: part for name, part in PARTS.items() if "metro" not in name}
    found, asked = visit({"map.1.json": lacking, **PARTS}, ALL)
    assert found == list(PARTS.values())
    assert asked == ["map.1.json", "layers/metro.1.json"]


def test_one_that_fails_leaves_the_others_and_may_be_asked_for_again(
    visit: Callable[..., Any],
) -> None:
    there = {name: part for name, part in PARTS.items() if "metro" not in name}
    again = f"""async () => {{
      const first = await Promise.all({json.dumps(list(PARTS))}.map(told));
      answers["layers/metro.1.json"] = "there";
      return [first, await told("layers/metro.1.json")];
    }}"""
    first, then = visit(there, again)
    assert first == [*there.values(), "404 layers/metro.1.json"]
    assert then == "there"


def test_a_failure_that_nobody_asks_about_is_no_fault(visit: Callable[..., Any]) -> None:
    asked = visit({}, "() => new Promise((done) => setTimeout(() => done(asked), 20))")
    assert asked == ["map.1.json", *PARTS]


def test_where_the_data_have_moved_on_the_server_is_asked(visit: Callable[..., Any]) -> None:
    newer = {"version": "2", "symbols": "symbols.1.json", "layers": []}
    found = visit(
        {"map.1.json": PARTS, "layers": newer, "symbols.1.json": "newer"},
        """async () => {
          const first = await Z.wire.index();
          const then = await Z.wire.again();
          return [first.whole, then, await Z.wire.index(), await told("symbols.1.json"), asked];
        }""",
    )
    assert found == [
        "map.1.json",
        newer,
        newer,
        "newer",
        ["map.1.json", "layers", "symbols.1.json"],
    ]


def test_without_an_index_it_is_asked_for(visit: Callable[..., Any]) -> None:
    found = visit({"layers": INDEX}, "async () => [await Z.wire.index(), asked]", index=None)
    assert found == [INDEX, ["layers"]]
