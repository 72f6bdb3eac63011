"""The page without a browser: every panel, the empty selection, errors (Streamlit's AppTest)."""

from __future__ import annotations

import json
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from streamlit.testing.v1 import AppTest

from layers import store
from layers.view import PANELS, View
from screens.filters import changed_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers.build import Dataset

PAGE = Path(__file__).parents[2] / "screens" / "main.py"  # the entry itself would run empty


@pytest.fixture
def in_memory(dataset: Dataset) -> Iterator[None]:
    """Let the page take the data that the other tests have built."""
    before = store.current_store()
    store.use_store(store.FixedStore(dataset))
    yield
    store.use_store(before)


def run(**parameters: str) -> AppTest:
    """Run the page once at an address."""
    app = AppTest.from_file(str(PAGE), default_timeout=60)
    for name, value in parameters.items():
        app.query_params[name] = value
    return app.run()


def parts(app: AppTest) -> dict[str, Any]:
    """Data of every part on the page, by its name."""
    sent = [json.loads(element.proto.bytes) for element in app.get("bidi_component")]
    return {data["part"]: data for data in sent}


def html(app: AppTest) -> str:
    return unescape(" ".join(element.proto.body for element in app.get("html")))


@pytest.mark.usefixtures("in_memory")
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("panel", PANELS)
def test_every_panel_runs(panel: str, language: str) -> None:
    app = run(panel=panel, lang=language)
    assert not app.exception
    found = parts(app)
    assert found["bar"]["panel"] == panel
    assert found["bar"]["language"] == language
    assert {"bar", "filters"} <= set(found)
    assert len(app.get("component_instance")) == 1  # the map is on every panel
    if panel in ("table", "ledger"):
        assert found["table"]["rows"]
    if panel == "charts":
        assert len(found["charts"]["charts"]) == 2
    if panel == "about":
        assert "zt-about" in html(app)


@pytest.mark.usefixtures("in_memory")
@pytest.mark.parametrize("panel", PANELS)
def test_an_empty_selection_says_so(panel: str) -> None:
    app = run(panel=panel, q="qqqqqq")
    assert not app.exception
    found = parts(app)
    assert "0" in found["bar"]["summary"]
    if panel in ("table", "ledger"):
        assert found["table"]["total"] == 0
        assert "没有符合条件" in found["table"]["words"]["empty"]
    else:
        assert "没有符合条件" in html(app)


@pytest.mark.usefixtures("in_memory")
def test_no_layer_at_all() -> None:
    app = run(layers="none", panel="table")
    assert not app.exception
    assert parts(app)["table"]["total"] == 0


@pytest.mark.usefixtures("in_memory")
@pytest.mark.parametrize(
    ("parameter", "value"),
    [("layers", "nope"), ("district", "火星区"), ("at", "2021-02-30"), ("id", "no-such-record"),
     ("promise", "no-such-promise"), ("panel", "sheet"), ("lang", "xx"), ("view", "1")],
)  # fmt: skip
def test_a_wrong_address_is_told(parameter: str, value: str) -> None:
    app = run(**{parameter: value, "status": "completed"})
    assert not app.exception
    assert value in html(app)
    assert app.session_state["view"].statuses == ("completed",)  # the rest of the address holds


@pytest.mark.usefixtures("in_memory")
@pytest.mark.parametrize(
    ("address", "is_changed"),
    [({}, False), ({"panel": "analysis", "tool": "coverage"}, False), ({"data": "0" * 8}, False),
     ({"panel": "compare", "compare": "swipe"}, False), ({"id": "metro-line-1-phase-1"}, False),
     ({"status": "completed"}, True), ({"at": "2021-01-30"}, True), ({"layers": "none"}, True),
     ({"panel": "compare", "since": "2022-01-01"}, True)],
)  # fmt: skip
def test_filters_can_be_reset_where_there_are_any(
    address: dict[str, str], *, is_changed: bool
) -> None:
    assert parts(run(**address))["filters"]["changed"] is is_changed


def test_a_reset_leaves_the_reader_where_they_are() -> None:
    there = View(panel="analysis", tool="streets", compare="swipe", language="en")
    filtered = replace(there, statuses=("completed",), text="x", layers=(), data="0" * 8)
    assert View(**changed_fields({"reset": True}, filtered)) == there


@pytest.mark.usefixtures("in_memory")
def test_every_record_has_a_card(dataset: Dataset) -> None:
    for frame in dataset.frames.values():
        for identifier in (frame["id"].iloc[0], frame["id"].iloc[-1]):
            app = run(id=identifier)
            assert not app.exception, identifier
            assert parts(app)["card"]["name"], identifier


@pytest.mark.usefixtures("in_memory")
@pytest.mark.parametrize(("language", "words"), [("zh", "日期不详"), ("en", "Undated")])
def test_a_card_tells_an_undated_statement_without_counting_it(language: str, words: str) -> None:
    card = parts(run(id="deadend-sanquan-west-extension", lang=language))["card"]
    assert card["status"]["code"] == "construction"
    assert "2021-12-26" in card["status"]["note"]
    assert card["events"][-1]["date"] == words
    assert not card["events"][-1]["after"]


@pytest.mark.usefixtures("in_memory")
@pytest.mark.parametrize(("language", "mark"), [("zh", "（转载）"), ("en", " (mirror)")])
def test_a_card_says_that_a_source_was_read_in_a_copy(language: str, mark: str) -> None:
    card = parts(run(id="deadend-sanquan-west-extension", lang=language))["card"]
    assert [s["title"].endswith(mark) for s in card["sources"]].count(True) == 1


@pytest.mark.parametrize(("language", "words"), [("zh", "源数据有误"), ("en", "have faults")])
def test_unreadable_tables_are_told(tmp_path: Path, language: str, words: str) -> None:
    before = store.current_store()
    store.use_store(store.SourceStore(tmp_path / "nowhere"))
    try:
        app = run(lang=language)
    finally:
        store.use_store(before)
    assert not app.exception
    assert 'role="alert"' in html(app)
    assert words in html(app)
    assert ".csv" in html(app)
    assert not app.get("component_instance")
