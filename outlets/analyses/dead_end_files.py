"""What the dead-end workbench found, as files: a GeoPackage of it all, or layers in any format.

Every file comes with source, method and limits: as tables of the GeoPackage, in the manifest beside
any other.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from geo.errors import ExportError
from geo.exports import (
    Style,
    Table,
    place,
    prepare,
    read_back,
    scratch,
    sha256,
    write,
)
from geo.exports.files import nothing_to_tell
from layers.symbols import GROUNDS, LAYER_SYMBOLS
from outlets.analyses.dead_end_words import FIELDS, LIMITS
from outlets.download import MANIFEST, add_file
from outlets.filing import check_export_name
from outlets.geopackages import check_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.exports import Target
    from geo.exports.files import Progress
    from outlets.analyses.dead_ends import Answer

LAYERS = {
    "dead_ends": "路网尽端及判定 Dead ends and what they are",
    "proposals": "打通方案 Proposed connections",
    "repairs": "路网修复记录 Repairs of the network",
    "streets": "清理后的路网 The clean network",
}
"""Layers of the GeoPackage, besides the tables ``comparison`` and ``method``."""

RANKED = ("proposals", "dead_ends")
"""Layers that go out in any format; the first is the one that is ranked."""

_SHAPES = {"dead_ends": "Point", "proposals": "LineString", "repairs": "Point",
           "streets": "LineString"}  # fmt: skip
_INSIDE = ("end", "node", "segment", "along_m", "target_node", "geometry")
"""Columns that tell of the network's arrays and nothing outside; ``end`` is a time in KML."""

_CALLED = {"name": "street"}
"""Columns whose name means something else in KML."""

_SHORT = ("shp", "tab")
"""Formats whose field names are aliases."""


def write_all(
    found: Answer, out: Path, *, comparison: pd.DataFrame | None = None, crs: str | None = None
) -> None:
    """Write an answer as a GeoPackage; an older file of that name is replaced by a whole one only.

    Parameters
    ----------
    found
        An answer.
    out
        File to make.
    comparison
        Before and after of a chosen set, if there is one.
    crs
        CRS of the layers; that in which was measured, if left out.

    Raises
    ------
    ExportError
        If it cannot be written, or does not read back.
    """
    check_name(out)
    frames = {
        "dead_ends": found.ends,
        "proposals": found.proposals,
        "repairs": found.network.repairs,
        "streets": found.network.segments,
    }
    tables = {"method": found.method} | ({} if comparison is None else {"comparison": comparison})
    with scratch(out.parent) as folder:
        made = folder / "dead_ends.gpkg"
        for name, frame in frames.items():
            _write_layer(frame if crs is None else frame.to_crs(crs), made, name)
        for name, table in tables.items():
            _write_layer(table, made, name)
        place(made, out)


def _write_layer(frame: pd.DataFrame, path: Path, name: str) -> None:
    told: dict[str, Any] = {}
    if name in LAYERS:
        about = {"IDENTIFIER": LAYERS[name], "DESCRIPTION": LIMITS.zh}
        told = {"geometry_type": _SHAPES[name], "layer_options": about}
    pyogrio.write_dataframe(
        _finite(frame), path, layer=name, driver="GPKG", append=path.exists(),
        dataset_options={"VERSION": "1.3"}, **told,
    )  # fmt: skip
    count = pyogrio.read_info(path, layer=name)["features"]
    if count != len(frame):
        raise ExportError(
            "{layer} has {count} records in the file and {wanted} were written.",
            layer=name,
            count=count,
            wanted=len(frame),
        )


def _finite(held: Any) -> Any:  # noqa: ANN401 - a frame or a column, and the same back
    """Leave empty what is endless: no way at all is no length."""
    return held.replace([np.inf, -np.inf], np.nan)


def save_layers(
    found: Answer,
    out: Path,
    target: Target,
    *,
    layers: Sequence[str] = RANKED[:1],
    progress: Progress = nothing_to_tell,
) -> list[Path]:
    """Write layers of an answer in any format, read back and compared, and a manifest beside.

    Parameters
    ----------
    found
        An answer.
    out
        File to make; a zip if the format takes several files.
    target
        Format, CRS and encoding.
    layers
        Which of :data:`RANKED`.
    progress
        Told what is being done; it may raise to call the work off.

    Returns
    -------
    The file and its manifest.

    Raises
    ------
    ExportError
        If the name does not fit, or the file cannot be written or does not read back the same.
    """
    check_layers(out, target, layers)
    with scratch(out.parent) as folder:
        files = _files(found, folder, out.stem, target, layers, progress)
        manifest = _manifest(found, files, target, layers)
        beside = folder / MANIFEST
        beside.write_bytes(manifest)
        ready = files[0] if len(files) == 1 else _packed(files, manifest, folder / "packed.zip")
        place(ready, out)
        place(beside, out.with_name(f"{out.name}.{MANIFEST}"))
    return [out, out.with_name(f"{out.name}.{MANIFEST}")]


def check_layers(out: Path, target: Target, layers: Sequence[str]) -> None:
    """Refuse a name that says something else than what the file will be.

    Raises
    ------
    ExportError
        As :func:`outlets.filing.check_export_name` does.
    """
    kind = target.format
    one_file = kind.many_layers and kind.id != "csv"
    is_packed = kind.several_files or (len(layers) > 1 and not one_file)
    check_export_name(out, target, is_packed=is_packed)


def zipped(
    found: Answer, target: Target, *, stem: str, progress: Progress = nothing_to_tell
) -> bytes:
    """Return a zip with both layers of :data:`RANKED` in a format, and their manifest.

    Raises
    ------
    ExportError
        If they cannot be written, or do not read back the same.
    """
    with scratch(Path(tempfile.gettempdir())) as folder:
        files = _files(found, folder, stem, target, RANKED, progress)
        manifest = _manifest(found, files, target, RANKED)
        return _packed(files, manifest, folder / "packed.zip").read_bytes()


def _packed(files: Sequence[Path], manifest: bytes, path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for file in files:
            add_file(archive, file.name, file.read_bytes())
        add_file(archive, MANIFEST, manifest)
    return path


def _files(
    found: Answer, folder: Path, stem: str, target: Target, layers: Sequence[str], tell: Progress
) -> list[Path]:
    made = folder / "files"
    made.mkdir()
    tables = prepare([_table(found, name, target) for name in layers], target, progress=tell).tables
    # A CSV that holds several layers holds them as one table, and these have other columns.
    apart = target.format.id == "csv" and len(tables) > 1
    parts = {table.name: [table] for table in tables} if apart else {stem: tables}
    for name, part in parts.items():
        write(part, made, stem=name, target=target, progress=tell)
        read_back(part, made, stem=name, target=target, progress=tell)
    return sorted(made.iterdir())


def _table(found: Answer, name: str, target: Target) -> Table:
    frame = found.ranked if name == "proposals" else found.ends.rename(columns=_CALLED)
    codes = [code for code in frame.columns if code not in _INSIDE]
    held = {code: _written(frame[code]) for code in codes}
    frame = gpd.GeoDataFrame(held, geometry=frame.geometry, crs=frame.crs).reset_index(drop=True)
    if target.format.id in _SHORT:
        frame = frame.rename(columns={code: _words(code)[2] for code in codes})
    label = [f"#{rank}" for rank in frame["rank"]] if name == "proposals" else ""
    drawn = {"style": name.upper(), "label": label, "begin": None, "end": None}
    return Table(
        name=name,
        title=LAYERS[name],
        frame=frame,
        summary=LIMITS.zh,
        headings={code: " ".join(_words(code)[:2]) for code in codes},
        drawing=pd.DataFrame(drawn, index=frame.index),
        styles={name.upper(): _style(name)},
    )


def _written(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column as a file holds it: empty for what is endless, no digits that mean nothing.

    Metres to the millimetre, seconds to the thousandth, ratios to the millionth.
    """
    if not pd.api.types.is_float_dtype(column.dtype):
        return column
    measured = str(column.name).endswith(("_m", "_s", "_deg"))
    finite: pd.Series[Any] = _finite(column.round(3 if measured else 6))
    return finite.astype("Float64")


def _style(name: str) -> Style:
    symbol = LAYER_SYMBOLS["dead_end_roads"]
    if name == "proposals":
        return Style(code="PROPOSALS", title=LAYERS[name], colour=GROUNDS["light"].highlight,
                     width_px=3.0, dash=(6.0, 5.0))  # fmt: skip
    return Style(code="DEAD_ENDS", title=LAYERS[name], colour=symbol.light)


def _words(code: str) -> tuple[str, str, str]:
    """Return what a column is called: Chinese, English, and an alias of ten letters at most."""
    if code in FIELDS:
        return FIELDS[code]
    return code, code, code[:10]


def _manifest(found: Answer, files: Sequence[Path], target: Target, layers: Sequence[str]) -> bytes:
    method = dict(zip(found.method["item"], found.method["text"], strict=True))
    frames = {"proposals": found.ranked, "dead_ends": found.ends.rename(columns=_CALLED)}
    manifest = {
        "title": "郑图 Zhengtu: dead ends of a street network, and connections ranked by benefit",
        "source": method["source"],
        "limits": {"zh": LIMITS.zh, "en": LIMITS.en},
        "format": target.format.title,
        "crs": target.crs,
        "shifted": target.shifted,
        "rows": {name: len(frames[name]) for name in layers},
        "fields": {
            code: dict(zip(("zh", "en", "alias"), _words(code), strict=True))
            for name in layers
            for code in frames[name].columns
            if code not in _INSIDE
        },
        "method": found.method.to_dict("records"),
        "files": {
            path.name: {"bytes": path.stat().st_size, "sha256": sha256(path)} for path in files
        },
    }
    return json.dumps(manifest, ensure_ascii=False, indent=1, default=str).encode()
