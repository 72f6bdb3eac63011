"""LibreOffice opens the scoreboard: the counts it reads are the lines behind them that it reads."""

from __future__ import annotations

import csv
import io
import subprocess
from collections import Counter
from typing import TYPE_CHECKING

from outlets.command import main
from outlets.commands.codes import DONE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MEASURES = (
    "Named", "Located", "Started", "Completed", "Done late", "Due date passed, no event known",
)  # fmt: skip


def test_its_counts_are_the_lines_behind_them(
    program: Callable[[str], str], tmp_path: Path
) -> None:
    out = tmp_path / "board.xlsx"
    assert main(["scoreboard", "--quiet", "--lang", "en", "--out", str(out)]) == DONE
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    subprocess.run(
        [program("soffice"), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
         "--headless", "--convert-to", every_sheet, "--outdir", tmp_path, out],
        capture_output=True, check=True, timeout=180,
    )  # fmt: skip
    sheets = {
        name: list(csv.DictReader(io.StringIO((tmp_path / f"board-{name}.csv").read_text("utf-8"))))
        for name in ("Promises", "Districts", "Records behind counts")
    }
    behind = Counter(
        (row["Sheet"], row["Row"], row["Count"]) for row in sheets["Records behind counts"]
    )
    counted = 0
    for name, key in (("Promises", "Id"), ("Districts", "District")):
        for row in sheets[name]:
            for measure in MEASURES:
                assert int(row[measure]) == behind[name, row[key], measure], (row[key], measure)
                counted += int(row[measure])
    assert counted > 500
