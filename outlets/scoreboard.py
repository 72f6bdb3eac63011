"""The scoreboard as a workbook or CSV: every count with its arithmetic and its records."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.errors import ExportError
from geo.exports import Table, place, prepare, read_back, safe_name, scratch, sha256, target, write
from geo.exports.files import nothing_to_tell
from layers.block_schedule import COMMITMENT
from outlets.export import ATTRIBUTION, DATA_LICENCE
from outlets.scoreboard_rows import Board, rows_of
from outlets.scoreboard_words import ABOUT, HEADINGS, ITEMS, SHEETS

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from geo.exports.files import Progress
    from layers.build import Dataset
    from layers.vocabulary import Language

FORMATS = {".xlsx": "xlsx", ".csv": "csv"}
"""Formats by the suffix of the file's name."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is wanted: the data, the day and the language."""

    dataset: Dataset
    day: date
    language: Language


def check_name(out: Path) -> None:
    """Refuse a name that is neither a workbook's nor a CSV's.

    Raises
    ------
    ExportError
        If it is no file name, or has another suffix.
    """
    safe_name(out.name)
    if out.suffix.lower() not in FORMATS:
        raise ExportError(
            "The name of this export ({format}) must end in {suffix}, not in “{wrong}”.",
            format="XLSX, CSV",
            suffix=" / ".join(FORMATS),
            wrong=out.suffix,
        )


def tables_of(request: Request) -> list[Table]:
    """Return the sheets in the reader's language; one without a row is left out.

    Parameters
    ----------
    request
        Data, day and language.
    """
    board = Board(dataset=request.dataset, day=request.day, language=request.language)
    found = rows_of(board)
    sheets = {
        "about": _about(request),
        **{name: found[name] for name in found if name != "counts"},
        "sources": _sources(request),
    }
    return [_table(name, sheets[name], request.language) for name in SHEETS if sheets[name]]


def counts_of(request: Request) -> Table:
    """Return every count as a row: sheet, row, count and the ids behind it.

    Parameters
    ----------
    request
        Data, day and language.
    """
    board = Board(dataset=request.dataset, day=request.day, language=request.language)
    headings = {name: term.label(request.language) for name, term in HEADINGS.items()}
    rows = pd.DataFrame(rows_of(board)["counts"], dtype=object)
    return Table(name="scoreboard", title="scoreboard", frame=rows.rename(columns=headings))


def save(request: Request, out: Path, *, progress: Progress = nothing_to_tell) -> list[Path]:
    """Write the scoreboard, read it back, and put a manifest beside it.

    Parameters
    ----------
    request
        Data, day and language.
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
    wanted = target(FORMATS[out.suffix.lower()])
    tables = [counts_of(request)] if wanted.format.id == "csv" else tables_of(request)
    beside = out.with_name(f"{out.name}.manifest.json")
    with scratch(out.parent) as folder:
        prepared = prepare(tables, wanted, progress=progress)
        (made,) = write(prepared.tables, folder, stem="board", target=wanted, progress=progress)
        read_back(prepared.tables, folder, stem="board", target=wanted, progress=progress)
        described = folder / "manifest.json"
        manifest = _manifest(request, prepared.tables) | {
            "files": {out.name: {"bytes": made.stat().st_size, "sha256": sha256(made)}}
        }
        described.write_text(json.dumps(manifest, ensure_ascii=False, indent=1), "utf-8")
        place(made, out)
        place(described, beside)
    return [out, beside]


def _manifest(request: Request, tables: list[Table]) -> dict[str, Any]:
    return {
        "title": "郑图 Zhengtu: scoreboard of the 2021 Government Work Report of Zhengzhou",
        "coverage": ABOUT["partial"].en,
        "data_version": request.dataset.version,
        "status_at": request.day.isoformat(),
        "language": request.language,
        "rows": {table.name: len(table.frame) for table in tables},
        "method": {code: {"zh": term.zh, "en": term.en} for code, term in ABOUT.items()},
        "timetable": COMMITMENT,
        "licence": DATA_LICENCE,
        "attribution": ATTRIBUTION,
    }


def _table(name: str, rows: list[dict[str, Any]], language: Language) -> Table:
    headings = {code: term.label(language) for code, term in HEADINGS.items()}
    frame = pd.DataFrame(rows, dtype=object).infer_objects()
    return Table(
        name=name, title=SHEETS[name].label(language), frame=frame.rename(columns=headings)
    )


def _about(request: Request) -> list[dict[str, Any]]:
    language = request.language
    facts = {
        "day": request.day.isoformat(),
        "version": request.dataset.version,
        "licence": f"{DATA_LICENCE}; {ATTRIBUTION}",
    }
    rules = [
        {"item": f"{number}", "text": term.label(language)}
        for number, term in enumerate(ABOUT.values(), start=1)
    ]
    told = [{"item": ITEMS[code].label(language), "text": text} for code, text in facts.items()]
    return told + rules


def _sources(request: Request) -> list[dict[str, Any]]:
    """List the sources of every layer once."""
    found = {
        source["id"]: source
        for listed in request.dataset.sources.values()
        for source in listed.values()
    }
    return [
        {
            "source": name,
            "title": str(source[f"title_{request.language}"]),
            "day": str(source.get("date") or "") or None,
            "note": source.get("url"),
        }
        for name, source in sorted(found.items())
    ]
