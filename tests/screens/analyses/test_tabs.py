"""Scoreboard and conflicts over HTTP: the page is told the numbers of the files."""

from __future__ import annotations

import csv
import io
import time
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from starlette.applications import Starlette

from layers import store
from layers.selection import select
from layers.view import TOOLS, View
from outlets.analyses import conflicts
from outlets.analyses.answers import Answers
from screens.analyses import board
from screens.analyses.board_routes import board_routes
from screens.analyses.clash_routes import clash_routes
from screens.analyses.questions import CONFLICTS, SCOREBOARD, panel
from screens.analyses.tabs import SHOW, shown_tool, tabs
from screens.text import translator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from layers.build import Dataset

DAY = date(2026, 11, 22)
QUERY = f"?at={DAY}&lang=en"


@pytest.fixture(scope="module")
def app(dataset: Dataset) -> Iterator[Starlette]:
    before = store.current_store()
    store.use_store(store.FixedStore(dataset))
    yield Starlette(routes=[*board_routes(base_path=""), *clash_routes(base_path="")])
    store.use_store(before)


def laid(get: Callable[..., Any], app: Starlette, query: str = QUERY) -> dict[str, Any]:
    """Ask as the page does, until what was begun has ended."""
    until = time.monotonic() + 60
    answer = get(app, CONFLICTS + query)
    while answer.status == 202 and time.monotonic() < until:
        time.sleep(0.05)
        answer = get(app, CONFLICTS + query)
    assert answer.status == 200
    told: dict[str, Any] = answer.json()
    return told


class TestTabs:
    def test_every_tool_has_a_tab(self) -> None:
        data = tabs("streets", translator("zh"))
        assert [name for name, _label in data["tools"]] == [n for n in TOOLS if n in SHOW]
        assert shown_tool("conflicts") == "conflicts"
        assert shown_tool("no such tool") == TOOLS[0]

    def test_only_what_is_asked_for_is_in_the_question(self, dataset: Dataset) -> None:
        view = View(layers=("metro",), districts=("金水区",), panel="analysis", selected="x",
                    count="targets.dead-end-65.named")  # fmt: skip
        data = panel(SCOREBOARD, select(dataset, view, today=DAY), "light")
        assert data["query"] == f"district={quote('金水区')}&at={DAY}&lang=zh"


class TestScoreboard:
    def test_every_count_opens_its_records(self, get: Callable[..., Any], app: Starlette) -> None:
        told = get(app, SCOREBOARD + QUERY).json()
        opened: list[str] = []
        for section in told["sections"]:
            for row in section["rows"]:
                for cell in [*row["cells"], *(cell for _label, cell in row.get("beside", ()))]:
                    if isinstance(cell, list):
                        text, place, name = cell
                        assert int(text) == len(told["counts"][place])
                        opened.append(name)
        assert len(set(opened)) == len(opened) > 400
        assert [View(count=name).count for name in opened] == opened  # fit an address
        chinese = get(app, SCOREBOARD + QUERY.replace("lang=en", "lang=zh")).json()
        assert set(opened) == {
            cell[2]
            for section in chinese["sections"]
            for row in section["rows"]
            for cell in [*row["cells"], *(cell for _label, cell in row.get("beside", ()))]
            if isinstance(cell, list)
        }
        used = {place for ids in told["counts"] for place in ids}
        assert used == set(range(len(told["records"])))

    def test_it_tells_the_numbers_of_the_file(
        self, get: Callable[..., Any], app: Starlette
    ) -> None:
        told = get(app, SCOREBOARD + QUERY).json()
        rows = {row["promise"]: row for row in told["sections"][0]["rows"]}
        sheet = csv.DictReader(
            io.StringIO(get(app, f"{SCOREBOARD}/csv{QUERY}").body.decode("utf-8-sig"))
        )
        checked = 0
        for line in sheet:
            if line["Sheet"] != "Targets" or line["Count"] != "Named":
                continue
            cell = rows[line["Row"]]["cells"][0]
            ids = [] if isinstance(cell, str) else told["counts"][cell[1]]
            assert [told["records"][at][0] for at in ids] == line["Records"].split("; ")[: len(ids)]
            assert len(ids) == int(line["Number"])
            checked += 1
        assert checked == 7

    def test_the_parts_of_a_bar_add_up_to_the_promise(self, dataset: Dataset) -> None:
        told = board.told(select(dataset, View(), today=DAY), translator("zh"))
        bars = {row["promise"]: row["bar"] for row in told["sections"][0]["rows"]}
        assert {name: sum(bar) for name, bar in bars.items() if bar} == {
            "dead-end-65": 65, "parks-100": 100, "parks-large-20": 20, "eco-corridors-14": 14,
            "core-blocks-32": 32,
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("kind", "begins"), [("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("html", b"<!DOCTYPE")]
    )
    def test_files(self, get: Callable[..., Any], app: Starlette, kind: str, begins: bytes) -> None:
        answer = get(app, f"{SCOREBOARD}/{kind}{QUERY}&district={quote('金水区')}")
        assert answer.status == 200
        assert answer.body.startswith(begins)
        assert f"zhengtu-scoreboard-{DAY}.{kind}" in answer.headers["content-disposition"]

    @pytest.mark.parametrize(
        ("rest", "word"),
        [(f"/pdf{QUERY}", "pdf"), (f"{QUERY}&district=x", "x"), ("?at=gestern", "gestern")],
    )
    def test_what_it_refuses(
        self, get: Callable[..., Any], app: Starlette, rest: str, word: str
    ) -> None:
        answer = get(app, SCOREBOARD + rest)
        assert answer.status == 400
        assert word in answer.json()["error"]


class TestConflicts:
    def test_first_a_run_then_the_answer(
        self, get: Callable[..., Any], app: Starlette, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(conflicts, "_LAID", Answers(1))
        begun = get(app, CONFLICTS + QUERY)
        assert begun.status == 202
        run = f"{CONFLICTS}/runs/{begun.json()['run']}"
        told = get(app, run + QUERY).json()
        assert told["state"] in ("waiting", "working", "done")
        assert 0 <= told["share"] <= 1
        joined = get(app, CONFLICTS + QUERY)
        assert joined.status == 200 or joined.json()["run"] == begun.json()["run"]
        assert laid(get, app)["pairs"]
        assert get(app, f"{CONFLICTS}/runs/none{QUERY}").status == 404

    def test_the_last_who_leaves_ends_it(
        self, get: Callable[..., Any], app: Starlette, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def endless(_dataset: Dataset, *, progress: Callable[[str, int, int], None]) -> None:
            while True:
                progress("overlap", 1, 2)
                time.sleep(0.01)

        monkeypatch.setattr(conflicts, "_LAID", Answers(1))
        monkeypatch.setattr(conflicts, "conflicts_of", endless)
        names = {get(app, CONFLICTS + QUERY).json()["run"] for _ in range(2)}
        (run,) = (f"{CONFLICTS}/runs/{name}" for name in names)
        get(app, run, method="DELETE")
        time.sleep(0.1)
        assert get(app, run).json() == {"state": "working", "stage": "lay", "share": 0.4}
        get(app, run, method="DELETE")
        until = time.monotonic() + 10
        while get(app, run).json()["state"] == "working" and time.monotonic() < until:
            time.sleep(0.02)
        assert get(app, run).json()["state"] == "called off"

    def test_it_tells_the_numbers_of_the_file(
        self, get: Callable[..., Any], app: Starlette
    ) -> None:
        told = laid(get, app)
        sheet = list(csv.DictReader(
            io.StringIO(get(app, f"{CONFLICTS}/csv{QUERY}").body.decode("utf-8-sig"))
        ))  # fmt: skip
        assert [pair["id"] for pair in told["pairs"]] == [row["Id"] for row in sheet]
        for pair, row in zip(told["pairs"], sheet, strict=True):
            if not row["Unit"]:
                assert pair["range"] == ""
                continue
            least, most = float(row["Least"]), float(row["Most"])
            assert pair["range"] == f"{least:,.10g} – {most:,.10g} {row['Unit']}"
        counted = sum(sum(rule["counts"]) for rule in told["rules"])
        assert counted == len(told["pairs"]) == len(told["shapes"])
        ids = {pair["id"] for pair in told["pairs"]}
        assert all(set(row["pairs"]) <= ids for row in told["districts"])
        page = get(app, f"{CONFLICTS}/html{QUERY}").body.decode()
        for row in told["districts"]:
            ends = [row["lengths"], row["areas"]]
            cells = [part for text in ends for part in (text.split(" – ") if text else ["", ""])]
            line = "".join(f'<td class="n">{cell}</td>' for cell in [len(row["pairs"]), *cells])
            assert f"<td>{row['name']}</td>{line}" in page
        for row in told["river"]["rows"]:
            metres = "".join(f'<td class="n">{1000 * at:,.10g}</td>' for at in row["at"])
            assert f"{metres}<td>{row['bank']}</td>" in page

    def test_filters(self, get: Callable[..., Any], app: Starlette) -> None:
        whole = {pair["id"]: pair for pair in laid(get, app)["pairs"]}
        part = laid(get, app, f"{QUERY}&theme=parks_green")
        assert 0 < len(part["pairs"]) < len(whole)
        assert all(pair == whole[pair["id"]] for pair in part["pairs"])
        assert "Filtered" in part["about"][1]

    def test_files(self, get: Callable[..., Any], app: Starlette) -> None:
        for kind, begins in (("gpkg", b"SQLite format 3"), ("html", b"<!DOCTYPE html>")):
            answer = get(app, f"{CONFLICTS}/{kind}{QUERY}&theme=parks_green")
            assert answer.body.startswith(begins)
        assert get(app, f"{CONFLICTS}/shp{QUERY}").status == 400
