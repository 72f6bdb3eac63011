"""Coverage as files: the rasters, the tables as workbook and CSV, and a manifest of them all."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.coverage.classes import BEYOND
from geo.exports import Table, place, prepare, read_back, scratch, sha256, target, write
from geo.exports.files import nothing_to_tell
from layers.catalogue import layer as layer_named
from layers.coverage import CHANGES
from outlets import filing
from outlets.analyses.coverage import STEM, answer
from outlets.analyses.coverage_tables import left_out_sheet, method_sheet, place_sheet, share_sheet
from outlets.analyses.coverage_tags import credit_of, method_of, population_of, sources_of
from outlets.analyses.coverage_words import HEADINGS, SHEETS, STRAIGHT, WALKED
from outlets.export import ATTRIBUTION, DATA_LICENCE
from outlets.qgis.raster import classes_qml

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo.exports.files import Progress
    from layers.build import Dataset
    from layers.vocabulary import Language
    from outlets.analyses.coverage import Answer, Question

SUFFIXES = (".tif", ".tiff")


def check_name(out: Path) -> None:
    """Refuse a name that is no GeoTIFF's.

    Raises
    ------
    ExportError
        If it is no file name, or has another suffix.
    """
    filing.check_name(out, suffixes=SUFFIXES, formats="GeoTIFF")


def names_of(out: Path, found: Answer) -> dict[str, Path]:
    """Return where each file goes: ``x.tif``, ``x.classes.tif``, ``x.shares.xlsx`` and so on."""
    rasters = {name: out.with_suffix(f".{name}{out.suffix}") for name in found.files}
    return rasters | {
        "surface": out,
        "qml": out.with_suffix(".classes.qml"),
        "change_qml": out.with_suffix(".change.qml"),
        "xlsx": out.with_suffix(".shares.xlsx"),
        "csv": out.with_suffix(".shares.csv"),
        "manifest": out.with_name(f"{out.name}.manifest.json"),
    }


def tables_of(dataset: Dataset, found: Answer, language: Language) -> list[Table]:
    """Return the sheets in the reader's language; one without a row is left out.

    Parameters
    ----------
    dataset
        The built tables.
    found
        The answer.
    language
        Language of the reader.
    """
    sheets = {
        "shares": share_sheet(found, language),
        "places": place_sheet(found, language),
        "left_out": left_out_sheet(dataset, found, language),
        "method": method_sheet(dataset, found),
    }
    return [_table(name, sheet, language) for name, sheet in sheets.items() if len(sheet)]


def save(
    dataset: Dataset,
    question: Question,
    out: Path,
    *,
    language: Language = "zh",
    progress: Progress = nothing_to_tell,
) -> list[Path]:
    """Answer a question and write everything; nothing is there before all of it is.

    Parameters
    ----------
    dataset
        The built tables.
    question
        What is asked.
    out
        GeoTIFF to make; the other files go beside it.
    language
        Language of the tables.
    progress
        Told what is being done; it may raise to call the work off.

    Returns
    -------
    The rasters, the tables and the manifest.

    Raises
    ------
    ExportError
        If the name does not fit, or a file cannot be written or does not read back the same.
    UnknownNameError, RasterError, ReadingError, CrsError, NetworkError
        As :func:`outlets.analyses.coverage.answer`.
    """
    check_name(out)
    with scratch(out.parent) as folder:
        found = answer(dataset, question, folder, progress=progress)
        names = names_of(out, found)
        made = dict(found.files) | beside(
            dataset, found, names, folder, language=language, progress=progress
        )
        progress("place", 0, 1)
        for name, path in made.items():
            place(path, names[name])
    return [names[name] for name in made]


def zipped(
    dataset: Dataset,
    found: Answer,
    out: Path,
    *,
    language: Language = "zh",
    progress: Progress = nothing_to_tell,
) -> None:
    """Pack an answer's rasters with its tables and manifest; they are what :func:`save` writes.

    Parameters
    ----------
    dataset
        The built tables that the answer is of.
    found
        The answer, whose rasters are still there.
    out
        Zip to make.
    language
        Language of the tables.
    progress
        Told what is being done; it may raise to call the work off.

    Raises
    ------
    ExportError
        If a table cannot be written or does not read back the same.
    """
    with scratch(out.parent) as folder:
        names = names_of(Path(f"{STEM}.tif"), found)
        made = dict(found.files) | beside(
            dataset, found, names, folder, language=language, progress=progress
        )
        whole = folder / "whole.zip"
        # Rasters are compressed inside already.
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as packed:
            for name, path in made.items():
                packed.write(path, names[name].name)
        place(whole, out)


def beside(
    dataset: Dataset,
    found: Answer,
    names: Mapping[str, Path],
    folder: Path,
    *,
    language: Language,
    progress: Progress,
) -> dict[str, Path]:
    """Write the tables and the manifest that go beside the rasters, into a folder of their own."""
    tables = tables_of(dataset, found, language)
    made = dict(found.files)
    made["qml"] = folder / "classes.qml"
    made["qml"].write_bytes(classes_qml(found.reaches, faint=found.reaches[-1].code))
    if "change" in found.files:
        made["change_qml"] = folder / "change.qml"
        made["change_qml"].write_bytes(classes_qml(CHANGES, faint=BEYOND))
    for form in ("xlsx", "csv"):
        wanted = tables if form == "xlsx" else tables[:1]
        own = folder / form  # a writer takes every file of its folder for its own
        own.mkdir()
        made[form] = _spreadsheet(wanted, form, own, progress)
    described = manifest(dataset, found) | {
        "language": language,
        "rows": {table.name: len(table.frame) for table in tables},
        "files": {
            names[name].name: {"bytes": path.stat().st_size, "sha256": sha256(path)}
            for name, path in made.items()
        },
    }
    made["manifest"] = folder / "manifest.json"
    made["manifest"].write_text(json.dumps(described, ensure_ascii=False, indent=1), "utf-8")
    return {name: path for name, path in made.items() if name not in found.files}


def manifest(dataset: Dataset, found: Answer) -> dict[str, Any]:
    """Return what must be known beside the files, but for the files themselves.

    Parameters
    ----------
    dataset
        The built tables.
    found
        The answer.
    """
    asked = found.question
    limits = STRAIGHT if asked.network is None else WALKED
    about = layer_named(asked.layer).summary
    return {
        "title": "郑图 Zhengtu: what is within reach",
        "layer": asked.layer,
        "about": {"zh": about.zh, "en": about.en},
        "status_at": asked.day.isoformat(),
        "statuses": list(asked.statuses),
        "districts": list(asked.districts),
        "since": asked.since.isoformat() if asked.since else None,
        "method": method_of(asked),
        "network": credit_of(asked) or None,
        "population": population_of(asked) or None,
        "limits": {"zh": limits.zh, "en": limits.en},
        "classes": {
            str(kind.code): {"limit_m": kind.limit_m if kind is not found.reaches[-1] else None,
                             "zh": kind.name.zh, "en": kind.name.en, "colour": kind.colour}
            for kind in found.reaches
        },
        "changes": {
            str(kind.code): {"zh": kind.name.zh, "en": kind.name.en, "colour": kind.colour}
            for kind in CHANGES
        } if asked.since else None,
        "change_limit_m": found.reaches[-2].limit_m if asked.since else None,
        "crs": found.grid.crs,
        "resolution_m": found.grid.resolution_m,
        "size": [found.grid.width, found.grid.height],
        "places": len(found.places.frame),
        "new_places": sorted(found.new) if asked.since else None,
        "unlocated": found.places.unlocated["id"].tolist(),
        "approximate": int((found.places.frame["placement"] == "approximate").sum()),
        "accuracy_m": {
            "median": float(found.places.frame["accuracy_m"].median()),
            "largest": float(found.places.frame["accuracy_m"].max()),
        },
        "data_version": found.version,
        "inputs_sha256": found.key,
        "sources": sources_of(dataset, asked),
        "licence": DATA_LICENCE,
        "attribution": ATTRIBUTION,
    }  # fmt: skip


def _spreadsheet(tables: list[Table], form: str, folder: Path, progress: Progress) -> Path:
    wanted = target(form)
    prepared = prepare(tables, wanted, progress=progress)
    (made,) = write(prepared.tables, folder, stem="shares", target=wanted, progress=progress)
    read_back(prepared.tables, folder, stem="shares", target=wanted, progress=progress)
    return made


def _table(name: str, sheet: pd.DataFrame, language: Language) -> Table:
    headings = {code: HEADINGS[code].label(language) for code in sheet.columns}
    return Table(
        name=name, title=SHEETS[name].label(language), frame=sheet.rename(columns=headings)
    )
