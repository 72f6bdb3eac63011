"""The command ``zhengtu scoreboard``: its sheets, its counts, and what it refuses."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from typing import TYPE_CHECKING

import pyogrio
import pytest

from layers.build import SOURCE
from outlets.command import main
from outlets.commands.codes import DONE, FAILED, NO_DATA, WRONG
from outlets.scoreboard_words import HEADINGS, SHEETS

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
    assert scoreboard("--out", tmp_path / "x.xlsx", "--source", tmp_path / "none") == NO_DATA
    told = capsys.readouterr().err
    assert ".xlsx / .csv" in told
    assert "2021-02-30" in told
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
