"""CSV that spreadsheets open safely, and XLSX with real dates and numbers."""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
from dataclasses import replace
from itertools import chain
from typing import IO, TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from geo.errors import ExportError
from geo.exports.pieces import in_pieces
from geo.exports.positions import metres_per_unit
from geo.exports.tables import is_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from _typeshed import ReadableBuffer
    from xlsxwriter.format import Format as XlsxFormat
    from xlsxwriter.worksheet import Worksheet

    from geo.exports.formats import Target
    from geo.exports.pieces import Tell
    from geo.exports.tables import Table

_SIGNS = frozenset("=+-@")
_BY_THEMSELVES = frozenset("\t\r\n")
"""Characters that make a cell dangerous by themselves at its start."""

_UNSEEN = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp"))
"""Categories of blanks, controls and marks that nobody sees (BOM, zero-width, direction)."""

_UNSEEN_TOO = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0]")
"""Letters and marks that Unicode calls ignorable: fillers and variation selectors."""

X, Y, WKT = "x", "y", "wkt"
"""Codes of the columns that hold a position; a table's headings name them."""

MOST_ROWS = 1_048_575
"""Rows of an Excel sheet below the heading."""

MOST_CHARACTERS = 32_767
"""Characters of an Excel cell."""

_WIDEST = 60
"""Widest column of a sheet [characters]."""

_WIDE = re.compile(r"[\u1100-\uffef]")
"""Characters that take the width of two."""


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet might take a text for a formula.

    So it does with one that starts with ``=``, ``+``, ``-`` or ``@``, also full-width or small,
    also after blanks, apostrophes and what nobody sees; a tab or line end may start a cell anew.
    """
    if text[:1] in _BY_THEMSELVES:
        return True
    for character in text:
        unseen = unicodedata.category(character) in _UNSEEN or _UNSEEN_TOO.match(character)
        if unseen or character == "'":
            continue
        return unicodedata.normalize("NFKC", character) in _SIGNS
    return False


def safe_cell(value: object) -> str:
    """Write a cell so that no spreadsheet takes it for a formula.

    What :func:`is_formula` tells gets an apostrophe in front (OWASP, CSV injection); numbers stay
    numbers.
    """
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:.10g}"
    text = str(value)
    return f"'{text}" if is_formula(text) else text


def csv_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Write a table as CSV that Excel opens correctly in Chinese (UTF-8 with byte-order mark).

    Returns
    -------
    Comma-separated text with CRLF line ends (RFC 4180), formulas neutralised.
    """
    stream = io.BytesIO()
    _write_rows(stream, header, rows)
    return stream.getvalue()


def _write_rows(stream: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([safe_cell(cell) for cell in header])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    text.detach()


def with_positions(table: Table, target: Target) -> pd.DataFrame:
    """Replace the geometry by columns: a point on the shape (x, y) and, if wanted, WKT.

    Parameters
    ----------
    table
        Prepared layer (or plain table, which stays as it is).
    target
        Its ``geometry`` says "lonlat" or "wkt".

    Returns
    -------
    Columns under their headings; degrees to 7 decimals, metres to 3.
    """
    frame = table.frame
    if not isinstance(frame, gpd.GeoDataFrame):
        return frame.rename(columns=dict(table.headings))
    plain = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    decimals = 7 if metres_per_unit(target.crs) > 1 else 3
    points = frame.geometry.representative_point()
    plain[X] = points.x.round(decimals)
    plain[Y] = points.y.round(decimals)
    if target.geometry == WKT:
        texts = shapely.to_wkt(frame.geometry.to_numpy(), rounding_precision=decimals, trim=True)
        plain[WKT] = pd.Series(texts, index=frame.index, dtype=object)
    return plain.rename(columns=dict(table.headings))


def as_sheet(table: Table, target: Target) -> Table:
    """Return a table as its sheet shows it: positions as columns, headings for people."""
    return replace(table, frame=with_positions(table, target), headings={})


def write_csv(table: Table, path: Path, target: Target, *, tell: Tell) -> None:
    """Write one table as CSV with headings for people; positions as :func:`with_positions`.

    Parameters
    ----------
    table
        Prepared layer.
    path
        File to make.
    target
        Says how positions are written.
    tell
        Called before each piece (see :mod:`geo.exports.pieces`); may raise.
    """
    sheets = (with_positions(piece, target) for piece in in_pieces(table, tell))
    first = next(sheets)
    rows = chain.from_iterable(map(_rows, chain([first], sheets)))
    with path.open("wb") as stream:
        _write_rows(stream, [str(name) for name in first.columns], rows)


def _rows(sheet: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    return zip(*(sheet[name].tolist() for name in sheet.columns), strict=True)


def read_csv(path: Path, table: Table, target: Target) -> pd.DataFrame:
    """Read a CSV back with another reader than wrote it; formula guards are taken off again."""
    sheet = with_positions(table, target)
    read = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    for name in sheet.columns.intersection(read.columns):
        if pd.api.types.is_bool_dtype(sheet[name].dtype):
            read[name] = read[name] == "true"
        elif pd.api.types.is_numeric_dtype(sheet[name].dtype):
            read[name] = pd.to_numeric(read[name])
        else:
            unguarded = read[name].str[1:].map(is_formula).astype(bool)
            guarded = read[name].str.startswith("'") & unguarded
            read[name] = read[name].where(~guarded, read[name].str[1:])
    return read


def write_xlsx(tables: Iterable[Table], path: Path, target: Target, *, tell: Tell) -> None:
    """Write a workbook: a sheet per table, headings frozen and filtered, dates and numbers real.

    Parameters
    ----------
    tables
        Prepared layers.
    path
        File to make.
    target
        Says how positions are written.
    tell
        Called before each piece (see :mod:`geo.exports.pieces`); may raise.

    Raises
    ------
    ExportError
        If a table has more rows, or a cell more characters, than Excel holds.
    """
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "tmpdir": path.parent,  # the sheets under way: where whatever a fault leaves is cleared
    }  # fmt: skip
    try:
        with _Stream(path.open("wb", buffering=0)) as stream, \
                xlsxwriter.Workbook(stream, options) as book:  # fmt: skip
            heading = book.add_format(
                {"bold": True, "text_wrap": True, "valign": "top", "border": 1}
            )
            day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
            for table in tables:
                _check_sheet(table, target)
                sheet = book.add_worksheet(table.title[:31])
                row = 1
                for piece in in_pieces(table, tell):
                    frame = with_positions(piece, target)
                    _check_cells(frame, table, target)
                    if row == 1:
                        _write_heading(sheet, frame, heading, rows=len(table.frame))
                    _write_cells(sheet, frame, day, first_row=row)
                    row += len(frame)
    except FileCreateError as error:
        raise error.args[0] from error  # the disk's own error, in xlsxwriter's wrapping


class _Stream(io.BufferedWriter):
    """A file in which a zip archive that a fault left open may end: what comes late goes nowhere.

    xlsxwriter leaves its archive open when the disk is full; when that is cleared away, it wants to
    write its end, and would print a traceback that it cannot.
    """

    def write(self, data: ReadableBuffer, /) -> int:
        return memoryview(data).nbytes if self.closed else super().write(data)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return 0 if self.closed else super().seek(offset, whence)

    def tell(self) -> int:
        return 0 if self.closed else super().tell()

    def flush(self) -> None:
        if not self.closed:
            super().flush()


def _write_heading(
    sheet: Worksheet, frame: pd.DataFrame, heading: XlsxFormat, *, rows: int
) -> None:
    for place, name in enumerate(frame.columns):
        sheet.set_column(place, place, _width(frame[name], str(name)))
    sheet.write_row(0, 0, [str(name) for name in frame.columns], heading)
    sheet.freeze_panes(1, 2)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.autofilter(0, 0, max(rows, 1), max(len(frame.columns) - 1, 0))


def _write_cells(sheet: Worksheet, frame: pd.DataFrame, day: XlsxFormat, *, first_row: int) -> None:
    dated = [is_date(frame[name]) for name in frame.columns]
    for row, cells in enumerate(frame.itertuples(index=False, name=None), start=first_row):
        for place, cell in enumerate(cells):
            if cell is None or cell is pd.NA or cell != cell:  # noqa: PLR0124 - NaN
                continue
            if dated[place]:
                sheet.write_datetime(row, place, cell, day)
            elif isinstance(cell, bool | np.bool_):
                sheet.write_boolean(row, place, bool(cell))
            elif isinstance(cell, str):
                sheet.write_string(row, place, cell)
            else:
                sheet.write_number(row, place, cell)


def _check_sheet(table: Table, target: Target) -> None:
    if (count := len(table.frame)) > MOST_ROWS:
        raise ExportError(
            "{format}: {layer} has {count} records; a sheet holds {limit}. Select less, or choose "
            "another format.",
            format=target.format.title, layer=table.name, count=count, limit=MOST_ROWS,
        )  # fmt: skip


def _check_cells(frame: pd.DataFrame, table: Table, target: Target) -> None:
    for name in frame.columns:
        lengths = frame[name].map(lambda cell: len(cell) if isinstance(cell, str) else 0)
        if len(lengths) and int(lengths.max()) > MOST_CHARACTERS:
            raise ExportError(
                "{format}: {layer}, field {field} holds a text of {size} characters; a cell holds "
                "{limit}. Shorten it, or choose another format.",
                format=target.format.title, layer=table.name, field=name, size=int(lengths.max()),
                limit=MOST_CHARACTERS,
            )  # fmt: skip


def _width(column: pd.Series[Any], heading: str) -> int:
    """Width that shows most of a column [characters]."""
    shown = [heading, *column.dropna().head(200).map(str)]
    return min(max(len(text) + len(_WIDE.findall(text)) for text in shown) + 2, _WIDEST)


def read_xlsx(path: Path, table: Table, target: Target) -> pd.DataFrame:
    """Read a sheet back with GDAL, which did not write it."""
    sheet = with_positions(table, target)
    read: pd.DataFrame = pyogrio.read_dataframe(
        path, layer=table.title[:31], HEADERS="FORCE", FIELD_TYPES="AUTO", use_arrow=False
    )
    if list(read.columns) == [f"Field{place + 1}" for place in range(len(read.columns))]:
        # Where a sheet holds nothing but text, GDAL takes the headings for a record.
        read = read.iloc[1:].set_axis(read.iloc[0].tolist(), axis=1).reset_index(drop=True)
    for name in sheet.columns.intersection(read.columns):
        if pd.api.types.is_numeric_dtype(sheet[name].dtype):
            read[name] = pd.to_numeric(read[name])
        elif not is_date(sheet[name]):
            read[name] = read[name].astype(object)
    return read
