"""What is wrong with a vector file that somebody hands in, whatever its format."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from pyproj import CRS

from geo.datum_detection import detect_datum
from geo.errors import ReadingError, Saying
from geo.reasons import fault_of, reason
from geo.validation import Issue
from layers.vocabulary import DISTRICTS, STATUSES
from outlets.text import said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pandas as pd

    from layers.vocabulary import Language

_SHAPEFILE_PARTS = {
    ".dbf": Saying("the file with the attributes is missing"),
    ".shx": Saying("the file with the index is missing"),
    ".prj": Saying("the file with the coordinate reference system is missing"),
    ".cpg": Saying("the file with the text encoding is missing"),
}
_NEEDED = {".dbf", ".shx"}
_CJK = re.compile(r"[\u4e00-\u9fff]")
_GARBLED = re.compile(r"[\u0080-\u00ff]{3,}|\ufffd")
_VOCABULARIES = {"status": frozenset(STATUSES), "districts": frozenset(DISTRICTS)}
_SURE = 0.5
"""Confidence from which a shift is said (of 0..1)."""

_LARGEST_DEGREE = 360.0
_POLE = 90.0
_ANTIMERIDIAN = 180.0


def check_file(path: Path, references: Sequence[gpd.GeoDataFrame]) -> list[Issue]:
    """Check every layer of a vector file.

    Parameters
    ----------
    path
        Anything that GDAL reads, or GeoParquet.
    references
        Layers of ours that a shifted datum shows against.

    Returns
    -------
    Issues; an error makes the file unfit, a warning wants a look.

    Raises
    ------
    ReadingError
        If there is no such file, or it cannot be read as vector data.
    """
    if not path.exists():
        raise ReadingError("{file} does not exist.", file=path.name)
    issues = list(_missing_parts(path))
    if any(issue.severity == "error" for issue in issues):
        return issues  # what is left cannot be read
    placed = False
    for name, frame in _layers(path):
        placed = placed or isinstance(frame, gpd.GeoDataFrame)
        issues += check_frame(frame, f"{path.name}/{name}", references)
    if not placed:
        issues.append(_nothing_placed(path))
    return issues


def check_frame(
    frame: pd.DataFrame, place: str, references: Sequence[gpd.GeoDataFrame]
) -> list[Issue]:
    """Check one layer: text, ids, vocabulary, CRS, shapes and datum.

    Parameters
    ----------
    frame
        The layer.
    place
        How to name it in the issues.
    references
        As for :func:`check_file`.
    """
    issues = [*_text_issues(frame, place), *_schema_issues(frame, place)]
    if isinstance(frame, gpd.GeoDataFrame):
        issues += _shape_issues(frame, place)
        placed = list(_crs_issues(frame, place))
        issues += placed
        if frame.crs is not None and not placed:
            issues += _datum_issues(frame, place, references)
    return issues


def _layers(path: Path) -> Iterator[tuple[str, pd.DataFrame]]:
    try:
        if path.suffix == ".parquet":
            yield path.stem, gpd.read_parquet(path)
            return
        for name in pyogrio.list_layers(path)[:, 0]:
            yield str(name), pyogrio.read_dataframe(path, layer=name, use_arrow=False)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        if isinstance(error, UnicodeDecodeError):
            raise ReadingError(
                "{file} holds text or field names that are not in the encoding that it claims "
                "({cause}). Write it again with the right encoding (for a Shapefile: a .cpg file).",
                file=path.name,
                cause=reason(error),
            ) from error
        raise ReadingError(
            "{file} cannot be read as vector data ({cause}).", file=path.name, cause=reason(error)
        ) from error


def _missing_parts(path: Path) -> Iterator[Issue]:
    if path.suffix.lower() != ".shp":
        return
    for suffix, problem in _SHAPEFILE_PARTS.items():
        if not any(path.with_suffix(form).exists() for form in (suffix, suffix.upper())):
            yield Issue(
                severity="error" if suffix in _NEEDED else "warning",
                file=path.name,
                value=suffix,
                problem=problem,
                remedy=Saying("Hand in every file of the Shapefile, best as a GeoPackage."),
            )


def _nothing_placed(path: Path) -> Issue:
    return Issue(
        severity="warning",
        file=path.name,
        problem=Saying("there is no geometry that programs find by themselves"),
        remedy=Saying("If it is a table, tell them which columns hold the position."),
    )


def _text_issues(frame: pd.DataFrame, place: str) -> Iterator[Issue]:
    at = partial(Issue, severity="error", file=place)
    for name in frame.columns:
        if garbled(str(name)):
            yield at(
                column=str(name),
                problem=Saying("the field name is garbled"),
                remedy=Saying("Read the file with its true encoding (often GBK)."),
            )
        column = frame[name]
        if isinstance(column, gpd.GeoSeries) or column.dtype.kind in "bifuMm":
            continue
        for row, value in enumerate(column):
            if isinstance(value, str) and garbled(value):
                yield at(
                    column=str(name), row=row + 1, value=value[:40],
                    problem=Saying("the text is garbled"),
                    remedy=Saying("Read the file with its true encoding (often GBK)."),
                )  # fmt: skip
                break


def garbled(text: str) -> bool:
    """Tell whether a text is Chinese that was read in the wrong encoding."""
    if "\ufffd" in text:
        return True
    if not _GARBLED.search(text):
        return False
    for encoding in ("utf-8", "gbk"):
        try:
            if _CJK.search(text.encode("latin-1").decode(encoding)):
                return True
        except UnicodeError:
            continue
    return False


def _schema_issues(frame: pd.DataFrame, place: str) -> Iterator[Issue]:
    if "id" in frame.columns:
        repeated = frame["id"][frame["id"].notna() & frame["id"].duplicated()]
        if len(repeated):
            yield Issue(
                severity="error", file=place, column="id", row=int(np.flatnonzero(
                    frame["id"].duplicated())[0]) + 1, value=str(repeated.iloc[0]),
                problem=Saying("the id stands twice"), remedy=Saying("Keep one."),
            )  # fmt: skip
    for name, allowed in _VOCABULARIES.items():
        if name not in frame.columns:
            continue
        for row, cell in enumerate(frame[name]):
            words = cell.split(";") if isinstance(cell, str) else []
            strange = [word for word in words if word and word not in allowed]
            if strange:
                yield Issue(
                    severity="warning", file=place, column=name, row=row + 1, value=strange[0],
                    problem=Saying("the word is none of our vocabulary"),
                    remedy=Saying("Use one of: {words}.", words=", ".join(sorted(allowed))),
                )  # fmt: skip
                break


def _shape_issues(frame: gpd.GeoDataFrame, place: str) -> Iterator[Issue]:
    shapes = frame.geometry.to_numpy()
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if missing.any():
        yield Issue(
            severity="warning", file=place, row=int(missing.argmax()) + 1, value=int(missing.sum()),
            problem=Saying("records have no position"),
            remedy=Saying("Leave them so if nobody knows it; else add it."),
        )  # fmt: skip
    faulty = ~shapely.is_valid(shapes) & ~missing
    if faulty.any():
        row = int(faulty.argmax())
        yield Issue(
            severity="error", file=place, row=row + 1, value=int(faulty.sum()),
            problem=Saying("shapes are not valid (the first: {reason})",
                           reason=fault_of(shapes[row])),
            remedy=Saying("Repair them (QGIS: Fix geometries) and look at the result."),
        )  # fmt: skip


def _crs_issues(frame: gpd.GeoDataFrame, place: str) -> Iterator[Issue]:
    at = partial(Issue, severity="error", file=place, column="CRS")
    if frame.crs is None:
        yield at(
            problem=Saying("no coordinate reference system is given"),
            remedy=Saying("Assign the one that the coordinates are in; do not guess."),
        )
        return
    west, south, east, north = frame.total_bounds
    if np.isnan(west):
        return
    bounds = f"{west:.4f}, {south:.4f}, {east:.4f}, {north:.4f}"
    remedy = Saying("Correct the coordinates or the CRS.")
    if CRS(frame.crs).is_geographic:
        if max(abs(south), abs(north)) > _POLE:
            highest = max(abs(south), abs(north))
            swapped = max(abs(west), abs(east)) <= _POLE and highest <= _ANTIMERIDIAN
            problem = (
                Saying("latitude stands where longitude belongs")
                if swapped
                else Saying("the coordinates are not degrees, though the CRS says so")
            )
            yield at(value=bounds, problem=problem, remedy=remedy)
    elif max(abs(west), abs(south), abs(east), abs(north)) <= _LARGEST_DEGREE:
        yield at(
            value=bounds,
            problem=Saying("the coordinates look like degrees, though the CRS is in metres"),
            remedy=remedy,
        )


def _datum_issues(
    frame: gpd.GeoDataFrame, place: str, references: Sequence[gpd.GeoDataFrame]
) -> Iterator[Issue]:
    found = detect_datum(frame, references)
    if found.datum in (None, "wgs84") or found.confidence < _SURE:
        return
    yield Issue(
        severity="error",
        file=place,
        column="CRS",
        value=f"{found.confidence:.2f}",
        problem=Saying(
            "the positions look like {datum}: {shift} m off, bearing {bearing}°",
            datum={"gcj02": "GCJ-02", "bd09": "BD-09"}[str(found.datum)],
            shift=round(found.shift_m),
            bearing=round(found.bearing_deg),
        ),
        remedy=Saying("Bring them back to WGS 84 before they are laid over other data."),
    )


def as_plain(issue: Issue, language: Language) -> dict[str, Any]:
    """Return an issue as JSON-ready values; ``kind`` is the same in every language."""
    return {
        "severity": issue.severity,
        "kind": issue.problem.template,
        "place": issue.file,
        "row": issue.row,
        "column": issue.column,
        "value": issue.value,
        "problem": said(issue.problem, language),
        "remedy": said(issue.remedy, language),
    }
