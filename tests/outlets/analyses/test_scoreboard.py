"""The command ``zhengtu scoreboard``: its sheets, its counts, and what it refuses."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pyogrio
import pytest

from layers.build import SOURCE
from outlets.analyses.scoreboard_words import HEADINGS, SHEETS
from outlets.command import main
from outlets.commands.codes import DONE, FAILED, NO_DATA, WRONG

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from layers.vocabulary import Language


def scoreboard(*arguments: object) -> int:
    return main(["scoreboard", "--quiet", *map(str, arguments)])


def sheet(path: Path, title: str) -> pd.DataFrame:
    read: pd.DataFrame = pyogrio.read_dataframe(path, layer=title, HEADERS="FORCE", use_arrow=False)
    return read


@pytest.mark.parametrize("language", ["zh", "en"])
def test_workbook(language: Language, tmp_path: Path) -> None:
    out = tmp_path / "x.xlsx"
    assert scoreboard("--out", out, "--lang", language, "--at", "2022-06-30") == DONE
    titles = {code: term.label(language) for code, term in SHEETS.items()}
    assert [name for name, _ in pyogrio.list_layers(out)] == list(titles.values())
    words = {code: term.label(language) for code, term in HEADINGS.items()}
    records = sheet(out, titles["records"])
    behind = records.groupby([words["sheet"], words["row"], words["measure"]]).size()
    promises = sheet(out, titles["promises"])
    named = "具名" if language == "zh" else "Named"
    for row in promises.to_dict("records"):
        key = (titles["promises"], row[words["id"]], named)
        assert behind.get(key, 0) == row[named]
    assert len(promises) == 232
    assert promises[named].sum() > 100
    manifest = json.loads((tmp_path / "x.xlsx.manifest.json").read_bytes())
    assert manifest["status_at"] == "2022-06-30"
    assert manifest["files"]["x.xlsx"]["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert {path.name for path in tmp_path.iterdir()} == {"x.xlsx", "x.xlsx.manifest.json"}


def test_late_is_told_as_silence(tmp_path: Path) -> None:
    out = tmp_path / "x.xlsx"
    scoreboard("--out", out, "--lang", "en", "--at", "2026-11-22")
    targets = sheet(out, "Targets").set_index("Id")
    roads = {name: str(cell) for name, cell in targets.loc["dead-end-65"].to_dict().items()}
    assert roads["Against the due date"] == "Due date passed; no event known since 2021-12-27"
    assert roads["Arithmetic"].startswith("65 promised = 11 named + 54 not")
    assert roads["Published of the whole"].startswith("58: ")
    everything = " ".join(
        str(cell) for term in SHEETS.values() for cell in sheet(out, term.en).to_numpy().ravel()
    )
    assert "failed" not in everything


def test_csv_counts_equal_their_records(tmp_path: Path) -> None:
    out = tmp_path / "x.csv"
    assert scoreboard("--out", out, "--lang", "en") == DONE
    with out.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) > 1000
    for row in rows:
        ids = [name for name in row["Records"].split("; ") if name]
        assert len(ids) == int(row["Number"])


def test_what_it_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert scoreboard("--out", tmp_path / "x.pdf") == WRONG
    assert scoreboard("--out", tmp_path / "x.xlsx", "--at", "2021-02-30") == WRONG
    assert scoreboard("--out", tmp_path / "none" / "x.xlsx") == FAILED
    assert scoreboard("--out", tmp_path / "x.xlsx", "--text", "zzzzqqqq") == FAILED
    assert scoreboard("--out", tmp_path / "x.xlsx", "--source", tmp_path / "none") == NO_DATA
    told = capsys.readouterr().err
    assert ".xlsx / .csv / .html" in told
    assert "2021-02-30" in told
    assert "No record and no promise passes the filters" in told
    assert list(tmp_path.iterdir()) == []


def test_tables_without_a_goal_or_a_timetable(tmp_path: Path) -> None:
    source = shutil.copytree(SOURCE, tmp_path / "source")
    for file, start in (
        ("metro/network.csv", "goal,"),
        ("commitments/commitments.csv", "core-blocks-schedule,"),
        ("commitments/links.csv", "core-blocks-schedule,"),
    ):
        path = source / file
        kept = [line for line in path.read_text("utf-8").splitlines() if not line.startswith(start)]
        path.write_text("\n".join(kept) + "\n", "utf-8")
    out = tmp_path / "x.xlsx"
    assert scoreboard("--out", out, "--lang", "en", "--source", source) == DONE
    assert "Block timetable" not in [name for name, _ in pyogrio.list_layers(out)]
    metro = sheet(out, "Metro length")
    assert metro["Goal, about [km]"].isna().all()
    assert metro["Summed, city [km]"].iloc[-1] > 400


def test_filters_leave_their_promises_and_records(tmp_path: Path) -> None:
    whole, part = tmp_path / "whole.csv", tmp_path / "part.csv"
    assert scoreboard("--out", whole, "--lang", "en") == DONE
    assert scoreboard("--out", part, "--lang", "en", "--district", "金水区") == DONE
    counts = {}
    for path in (whole, part):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            counts[path] = {
                (row["Sheet"], row["Row"], row["Count"]): set(
                    filter(None, row["Records"].split("; "))
                )
                for row in csv.DictReader(stream)
            }
    filtered = ("Targets", "Promises", "Districts", "Block timetable")
    for key, ids in counts[part].items():
        assert ids <= counts[whole][key], key
        assert key[0] in filtered or ids == counts[whole][key], key  # the network is told whole
    assert 0 < len(counts[part]["Promises", "dead-end-65", "Named"]) < 11
    manifest = json.loads((tmp_path / "part.csv.manifest.json").read_bytes())
    assert manifest["filtered"]["records"] > 50
    assert json.loads((tmp_path / "whole.csv.manifest.json").read_bytes())["filtered"] is None


class Cells(HTMLParser):
    """The tables of a page, by the heading above each."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        if tag == "h2":
            self.tables[""] = []
        elif tag == "tr":
            self.tables[next(reversed(self.tables))].append([])
        elif tag in ("td", "th"):
            self.tables[next(reversed(self.tables))][-1].append("")
        assert tag not in ("script", "img", "link"), attrs

    def handle_endtag(self, _tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "h2":
            self.tables[data] = self.tables.pop("")
        elif self.inside in ("td", "th"):
            self.tables[next(reversed(self.tables))][-1][-1] += data


def test_the_page_to_print_has_the_numbers_of_the_workbook(tmp_path: Path) -> None:
    book, page = tmp_path / "x.xlsx", tmp_path / "x.html"
    for out in (book, page):
        assert scoreboard("--out", out, "--lang", "en", "--at", "2023-03-31") == DONE
    read = Cells()
    read.feed(page.read_text("utf-8"))
    printed = [term.en for code, term in SHEETS.items() if code not in ("records", "sources")]
    assert list(read.tables) == printed
    for title in ("Targets", "Promises", "Districts"):
        head, *rows = read.tables[title]
        ours = sheet(book, title)
        if title == "Promises":
            ours = ours[ours["Named"] > 0]  # the others are left out of a print, as it says
        for measure in ("Named", "Located", "Started", "Completed"):
            at = head.index(measure)
            assert [int(row[at]) for row in rows] == ours[measure].tolist()
            assert rows
    assert (tmp_path / "x.html.manifest.json").exists()
