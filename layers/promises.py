"""The report's commitments and their links to records, as tables (data/source/commitments/)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import Saying
from geo.reading import Column, Row, number, one_of, read_table, whole_number
from geo.validation import Issue
from layers.partial_dates import PartialDate
from layers.records import districts, slug
from layers.vocabulary import LINK_KINDS, STATUSES, THEMES

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path

COMMITMENT_COLUMNS = (
    Column(name="id", parse=slug, required=True),
    Column(name="section", required=True),
    Column(name="subject_zh", required=True),
    Column(name="subject_en", required=True),
    Column(name="summary_zh", required=True),
    Column(name="summary_en", required=True),
    Column(name="theme", parse=one_of(*THEMES), required=True),
    Column(
        name="spatial_kind", parse=one_of("point", "line", "polygon", "count-only", "none"),
        required=True,
    ),
    Column(name="layer"),
    Column(name="quantity", parse=number),
    Column(name="unit_zh"),
    Column(name="unit_en"),
    Column(
        name="quantity_kind",
        parse=one_of("target-this-year", "target-by-year", "share", "existing"),
    ),
    Column(name="due", parse=PartialDate),
    Column(
        name="action", parse=one_of("preliminary", "start", "continue", "complete", "operate"),
        required=True,
    ),
    Column(name="status_at_report", parse=one_of(*STATUSES), required=True),
    Column(name="districts", parse=districts, empty=()),
    Column(name="report_line", parse=whole_number, required=True),
    Column(name="notes_zh"),
    Column(name="notes_en"),
)  # fmt: skip

LINK_COLUMNS = (
    Column(name="commitment_id", parse=slug, required=True),
    Column(name="record_id", parse=slug, required=True),
    Column(name="kind", parse=one_of(*LINK_KINDS), required=True),
    Column(name="note_zh"),
    Column(name="note_en"),
)


def read_commitments(root: Path, issues: list[Issue]) -> list[Row]:
    """Read the commitments.

    Parameters
    ----------
    root
        data/source.
    issues
        Findings are appended here.

    Raises
    ------
    ReadingError
        If the table is missing.
    """
    rows = read_table(root / "commitments" / "commitments.csv", COMMITMENT_COLUMNS, issues)
    seen: set[str] = set()
    for row in rows:
        if row["id"] in seen:
            issues.append(
                _issue("commitments.csv", row, "id", problem=Saying("the id stands twice"))
            )
        seen.add(row["id"])
    return rows


def read_links(
    root: Path, issues: list[Issue], *, commitments: Container[str], records: Container[str]
) -> list[Row]:
    """Read the links from commitments to records; both ends must exist.

    Raises
    ------
    ReadingError
        If the table is missing.
    """
    rows = read_table(root / "commitments" / "links.csv", LINK_COLUMNS, issues)
    seen: set[tuple[str, str]] = set()
    for row in rows:
        ends = (row["commitment_id"], row["record_id"])
        if ends in seen:
            issues.append(
                _issue(
                    "links.csv", row, "record_id",
                    problem=Saying("the two are tied in a line above already"),
                )
            )  # fmt: skip
        seen.add(ends)
        if row["commitment_id"] not in commitments:
            issues.append(
                _issue(
                    "links.csv", row, "commitment_id",
                    problem=Saying("there is no such commitment"),
                )
            )  # fmt: skip
        if row["record_id"] not in records:
            issues.append(
                _issue("links.csv", row, "record_id", problem=Saying("there is no such record"))
            )
    return rows


def _issue(file: str, row: Row, column: str, *, problem: Saying) -> Issue:
    return Issue(
        severity="error",
        file=f"commitments/{file}",
        row=row["row"],
        column=column,
        value=row[column],
        problem=problem,
        remedy=Saying("Correct the id."),
    )
