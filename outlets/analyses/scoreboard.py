"""The scoreboard as a workbook, CSV or page to print: every count with all that is behind it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.exports import Table, scratch, target
from geo.exports.files import nothing_to_tell
from layers.block_schedule import COMMITMENT
from layers.scoreboard import MEASURES
from outlets import filing
from outlets.analyses.printed import page_of
from outlets.analyses.scoreboard_rows import rows_of
from outlets.analyses.scoreboard_words import ABOUT, HEADINGS, ITEMS, PAGE_NOTE, PAGE_TITLE, SHEETS
from outlets.export import ATTRIBUTION, DATA_LICENCE

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exports.files import Progress
    from layers.vocabulary import Language
    from outlets.analyses.scoreboard_board import Board

FORMATS = {".xlsx": "xlsx", ".csv": "csv", ".html": "html"}
"""Formats by the suffix of the file's name."""

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
}
"""Media types of the formats."""


def check_name(out: Path) -> None:
    """Refuse a name that is neither a workbook's nor a CSV's nor a page's.

    Raises
    ------
    ExportError
        If it is no file name, or has another suffix.
    """
    filing.check_name(out, suffixes=tuple(FORMATS), formats="XLSX, CSV, HTML")


def tables_of(board: Board) -> list[Table]:
    """Return the sheets in the reader's language; one without a row is left out.

    Parameters
    ----------
    board
        Data, day, language and scope.
    """
    found = rows_of(board)
    sheets = {
        "about": about_rows(board),
        **{name: found[name] for name in found if name != "counts"},
        "sources": _sources(board),
    }
    return [_table(name, sheets[name], board.language) for name in SHEETS if sheets[name]]


def counts_of(board: Board) -> Table:
    """Return every count as a row: sheet, row, count and the ids behind it.

    Parameters
    ----------
    board
        Data, day, language and scope.
    """
    headings = {name: term.label(board.language) for name, term in HEADINGS.items()}
    rows = pd.DataFrame(rows_of(board)["counts"], dtype=object)
    return Table(name="scoreboard", title="scoreboard", frame=rows.rename(columns=headings))


def save(board: Board, out: Path, *, progress: Progress = nothing_to_tell) -> list[Path]:
    """Write the scoreboard, read it back, and put a manifest beside it.

    Parameters
    ----------
    board
        Data, day, language and scope.
    out
        File to make; an older one is replaced by a whole one only.
    progress
        Told what is being done.

    Returns
    -------
    The file and its manifest.

    Raises
    ------
    ExportError
        If the name does not fit, or the file cannot be written or does not read back the same.
    """
    check_name(out)
    wanted = FORMATS[out.suffix.lower()]
    tables = [counts_of(board)] if wanted == "csv" else tables_of(board)
    if wanted != "html":
        order = filing.Filing(tables=tables, target=target(wanted), manifest=_manifest(board))
        return filing.file_away(order, out, progress=progress)
    with scratch(out.parent) as folder:
        made = folder / "found.html"
        made.write_text(_printed(tables, board.language), "utf-8")
        rows = {"rows": {table.name: len(table.frame) for table in tables}}
        return filing.put(made, out, _manifest(board) | rows)


NOT_PRINTED = ("records", "sources")
"""Sheets that the workbook has and a print does without: thousands of lines."""


def _printed(tables: list[Table], language: Language) -> str:
    kept = [_answered(table, language) for table in tables if table.name not in NOT_PRINTED]
    title, note = PAGE_TITLE.label(language), PAGE_NOTE.label(language)
    return page_of(kept, title=title, note=note, language=language)


def _answered(table: Table, language: Language) -> Table:
    """Leave out promises that no record answers: a print is for a meeting."""
    if table.name != "promises":
        return table
    named = table.frame[MEASURES["named"].label(language)]
    return replace(table, frame=table.frame[named > 0])


def _manifest(board: Board) -> dict[str, Any]:
    scope = board.scope
    return {
        "title": "郑图 Zhengtu: scoreboard of the 2021 Government Work Report of Zhengzhou",
        "coverage": ABOUT["partial"].en,
        "data_version": board.dataset.version,
        "status_at": board.day.isoformat(),
        "filtered": None if scope is None
        else {"promises": len(scope.promises), "records": len(scope.records)},
        "language": board.language,
        "method": {code: {"zh": term.zh, "en": term.en} for code, term in ABOUT.items()},
        "timetable": COMMITMENT,
        "licence": DATA_LICENCE,
        "attribution": ATTRIBUTION,
    }  # fmt: skip


def _table(name: str, rows: list[dict[str, Any]], language: Language) -> Table:
    headings = {code: term.label(language) for code, term in HEADINGS.items()}
    frame = pd.DataFrame(rows, dtype=object).infer_objects()
    return Table(
        name=name, title=SHEETS[name].label(language), frame=frame.rename(columns=headings)
    )


def about_rows(board: Board) -> list[dict[str, Any]]:
    """Return what every reader must know beside the counts, as rows of item and text."""
    language, scope = board.language, board.scope
    facts = {
        "day": board.day.isoformat(),
        "filters": ABOUT["filtered"].label(language).format(
            promises=len(scope.promises), records=len(scope.records)
        )
        if scope else ABOUT["whole"].label(language),
        "version": board.dataset.version,
        "licence": f"{DATA_LICENCE}; {ATTRIBUTION}",
    }  # fmt: skip
    rules = [
        {"item": f"{number}", "text": ABOUT[code].label(language)}
        for number, code in enumerate(RULES, start=1)
    ]
    told = [{"item": ITEMS[code].label(language), "text": text} for code, text in facts.items()]
    return told + rules


RULES = tuple(code for code in ABOUT if code not in ("filtered", "whole"))
"""What is said of every scoreboard, filtered or not."""


def _sources(board: Board) -> list[dict[str, Any]]:
    """List the sources of every layer once."""
    found = {
        source["id"]: source
        for listed in board.dataset.sources.values()
        for source in listed.values()
    }
    return [
        {
            "source": name,
            "title": str(source[f"title_{board.language}"]),
            "day": str(source.get("date") or "") or None,
            "note": source.get("url"),
        }
        for name, source in sorted(found.items())
    ]
