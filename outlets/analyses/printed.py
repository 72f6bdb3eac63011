"""Tables as one page without script, to be printed: A4 across, headings on every sheet."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.exports import Table
    from layers.vocabulary import Language

_STYLE = """
@page { size: A4 landscape; margin: 12mm; }
body { font: 9pt/1.4 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei",
  system-ui, sans-serif; color: #1d2226; background: #fff; margin: 12mm; }
@media print { body { margin: 0; } section { break-before: page; } p + section {
  break-before: auto; } }
h1 { font-size: 15pt; margin: 0 0 2mm; }
h2 { font-size: 12pt; margin: 6mm 0 2mm; break-after: avoid; }
table { border-collapse: collapse; width: 100%; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { border-bottom: 0.2mm solid #b9b5ab; padding: 0.8mm 1.2mm; text-align: left;
  vertical-align: top; font-weight: 400; overflow-wrap: anywhere; }
thead th { font-weight: 600; border-bottom: 0.4mm solid #1d2226; vertical-align: bottom; }
:is(td, th):not(.n) { min-width: 15mm; }
figure { margin: 0 0 2mm; break-inside: avoid; }
figcaption { font-size: 8pt; margin-top: 1mm; }
figcaption span { margin-right: 3mm; white-space: nowrap; }
svg { vertical-align: middle; }
svg.map { display: block; max-width: 100%; height: auto; font-family: inherit; }
.near { display: grid; grid-template-columns: repeat(auto-fill, 65mm); gap: 1mm 4mm;
  overflow: visible; }
.n { text-align: right; font-variant-numeric: tabular-nums; min-width: 9.5mm; }
td.n { white-space: nowrap; }
div { overflow-x: auto; }
"""


def page_of(
    tables: Sequence[Table], *, title: str, note: str, language: Language, maps: str = ""
) -> str:
    """Return the page.

    Parameters
    ----------
    tables
        What stands on it, each with its title.
    title, note
        Head of the page, and the sentence below it.
    language
        Theirs.
    maps
        HTML that comes before the tables.

    Returns
    -------
    HTML; every text that came with the data is escaped.
    """
    head, under = escape(title), escape(note)
    parts = [_section(table) for table in tables]
    return (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if language == "zh" else "en"}"><head>'
        f'<meta charset="utf-8"><title>{head}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><main><h1>{head}</h1>"
        f"<p>{under}</p>{maps}{''.join(parts)}</main></body></html>\n"
    )


def figure(value: float) -> str:
    """Write a number as it is, with marks between thousands."""
    return f"{value:,.10g}"


def _section(table: Table) -> str:
    frame = table.frame
    numbers = {name for name in frame.columns if pd.api.types.is_numeric_dtype(frame[name])}
    kept = [name for name in frame.columns if frame[name].notna().any()]
    title = escape(table.title)
    head = "".join(f'<th scope="col"{_kind(name in numbers)}>{escape(str(name))}</th>'
                   for name in kept)  # fmt: skip
    lines = [
        f"<tr>{''.join(_cell(row[name], number=name in numbers) for name in kept)}</tr>"
        for row in frame.to_dict("records")
    ]
    return (
        f'<section><h2>{title}</h2><div tabindex="0" role="region" aria-label="{title}"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table></div></section>"
    )


def _cell(value: Any, *, number: bool) -> str:  # noqa: ANN401 - of a frame
    text = "" if value is None or pd.isna(value) else str(value)
    if number and text:
        text = figure(value) if isinstance(value, float) else str(value)
    return f"<td{_kind(number)}>{escape(text)}</td>"


def _kind(number: bool) -> str:  # noqa: FBT001 - one mark in markup
    return ' class="n"' if number else ""
