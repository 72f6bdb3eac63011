"""One export: select, write, add what programs need, read back, describe. The one way out."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from geo.exports import prepare, read_back, sha256, write
from geo.exports.files import nothing_to_tell
from geo.exports.formats import CRS_TITLES
from layers.catalogue import CATALOGUE
from layers.catalogue import layer as layer_named
from layers.network import line_colours
from layers.view import encode
from layers.vocabulary import LICENCES
from outlets.fields import fields_of
from outlets.qgis.beside import add_styles
from outlets.qgis.geopackage import add_looks
from outlets.tables import tables_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.exports import Comparison, Prepared, Target
    from geo.exports.files import Progress
    from layers.selection import Selection
    from layers.view import View

DATA_LICENCE = "ODbL-1.0"
ATTRIBUTION = "© OpenStreetMap contributors; Zhengtu 郑图, ODbL 1.0"


@dataclass(frozen=True)
class Made:
    """The files of an export, in the folder where they were made, and the manifest's text."""

    files: list[Path]
    manifest: bytes


@dataclass(frozen=True)
class Order:
    """What is wanted: records, layers and form."""

    selection: Selection
    layers: Sequence[str]
    target: Target


def make(
    order: Order,
    folder: Path,
    *,
    stem: str = "zhengtu",
    styles: bool = True,
    progress: Progress = nothing_to_tell,
) -> Made:
    """Make the files of an export in an empty folder.

    Parameters
    ----------
    order
        What is wanted.
    folder
        An empty folder (see :func:`geo.exports.scratch`); on an error its content is worthless.
    stem
        Name, without suffix, of a file that holds every layer.
    styles
        Whether styles may lie beside the files.
    progress
        Told what is being done; may raise CancelledError.

    Raises
    ------
    ExportError
        If something does not fit the format, cannot be written, or does not read back the same.
    """
    target = order.target
    tables, notices = tables_of(order.selection, order.layers, target, progress=progress)
    prepared = prepare(tables, target, progress=progress)
    stem = f"{stem}{target.mark}"
    files = write(prepared.tables, folder, stem=stem, target=target, progress=progress)
    colours = line_colours(order.selection.dataset.frames["metro"])
    if target.format.id == "gpkg":
        day = order.selection.day.isoformat()
        add_looks(files[0], prepared.tables, crs=target.crs, day=day, line_colours=colours)
    compared = read_back(prepared.tables, folder, stem=stem, target=target, progress=progress)
    progress("describe", 0, 1)
    if styles:
        files += add_styles(prepared.tables, folder, target, colours)
    told = [*notices, *prepared.notices]
    manifest = _manifest(order, files, prepared, compared, told)
    return Made(files, json.dumps(manifest, ensure_ascii=False, indent=1, default=str).encode())


def layers_wanted(view: View, target: Target, only: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the layers to export, bottom of the map first.

    Parameters
    ----------
    view
        The reader's choices.
    target
        A GeoPackage of the whole map holds the background too, so that QGIS shows the same map.
    only
        Ids of the layers asked for by name; empty for all that the view shows.

    Raises
    ------
    UnknownNameError
        If there is no such layer.
    """
    if only:
        return tuple(layer_named(name).id for name in only)
    behind = {layer.id for layer in CATALOGUE if layer.background}
    shown = {*view.layers, *(behind if target.format.id == "gpkg" else ())}
    return tuple(layer.id for layer in CATALOGUE if layer.id in shown)


def _manifest(
    order: Order,
    files: Sequence[Path],
    prepared: Prepared,
    compared: Sequence[Comparison],
    notices: list[dict[str, Any]],
) -> dict[str, Any]:
    selection, target = order.selection, order.target
    frames = {name: selection.dataset.frames[name] for name in order.layers}
    held = {code for frame in frames.values() for code in frame["licence"]}
    manifest: dict[str, Any] = {
        "title": "郑图 Zhengtu: 2021 Government Work Report of Zhengzhou, selected records",
        "coverage": "The report that these data answer is partial: it begins in section 二.",
        "data_version": selection.dataset.version,
        "status_at": selection.day.isoformat(),
        "filter": encode(selection.view),
        "counts": _counts(order),
        "format": target.format.title,
        "encoding": target.encoding,
        "crs": f"{target.crs} ({CRS_TITLES[target.crs]}; x is longitude or easting, y latitude or "
        "northing)",
        "shifted": target.shifted,
        "transformation": asdict(prepared.transformation),
        "read_back": [asdict(one) for one in compared],
        "notices": notices,
        "licence": DATA_LICENCE,
        "attribution": ATTRIBUTION,
        "disclaimer": "不作划界依据 Not for boundary demarcation",
        "licences_of_records": {
            code: {"zh": term.zh, "en": term.en} for code, term in LICENCES.items() if code in held
        },
        "fields": _field_table(order),
        "sources": {name: list(selection.dataset.sources[name].values()) for name in order.layers},
        "files": {
            path.name: {"bytes": path.stat().st_size, "sha256": sha256(path)} for path in files
        },
    }
    return manifest


def _counts(order: Order) -> dict[str, int]:
    """Count the selected records of each layer."""
    selection = order.selection
    thematic = set(selection.index.layers)
    return {
        name: len(selection.frame(name) if name in thematic else selection.dataset.frames[name])
        for name in order.layers
    }


def _field_table(order: Order) -> dict[str, dict[str, str]]:
    own = {column.name: None for name in order.layers for column in layer_named(name).columns}
    return {
        field.code: {"zh": field.zh, "en": field.en, "shapefile": field.alias}
        for field in fields_of(tuple(own))
    }
