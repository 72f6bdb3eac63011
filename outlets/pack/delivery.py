"""The meeting pack as it leaves: the HTML file alone, or a zip of all that a meeting needs.

The zip's slides tell the story that the page opens with, or else the districts that are selected.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import ExportError
from geo.exports import place, safe_name, scratch, sha256, target
from geo.exports.files import nothing_to_tell
from layers.view import encode
from outlets.deck.order import DeckOrder
from outlets.download import MANIFEST, Download, add_file
from outlets.export import Order as ExportOrder
from outlets.export import layers_wanted, make
from outlets.filing import put
from outlets.pack.building import pack
from outlets.pack.describing import described
from outlets.prints.paper import PrintOrder

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.exports.files import Progress
    from outlets.pack.describing import PackOrder

    Part = Callable[[PackOrder, Path, Progress], dict[str, Any]]
    """Makes files in an empty folder; returns what the manifest tells of them."""

SUFFIXES = (".html", ".zip")
STEM = "zhengtu"
"""Name, without suffix, of the files in the zip."""


def deliver(order: PackOrder, suffix: str, *, progress: Progress = nothing_to_tell) -> Download:
    """Make the pack for a browser to take.

    Parameters
    ----------
    order
        What is wanted.
    suffix
        One of :data:`SUFFIXES`.
    progress
        Told what is being done; may raise CancelledError.

    Raises
    ------
    ExportError
        If a part cannot be made; nothing is left of it.
    """
    with scratch(Path(tempfile.gettempdir())) as folder:
        data = _made(order, suffix, folder, progress).read_bytes()
    selection = order.selection
    parts = (STEM, "pack", selection.day.isoformat(), selection.dataset.version)
    return Download("-".join(parts) + suffix, data)


def save(order: PackOrder, out: Path, *, progress: Progress = nothing_to_tell) -> list[Path]:
    """Make the pack as a file; its suffix says which (:data:`SUFFIXES`).

    Beside a page goes FILE.manifest.json; a zip holds its own.

    Parameters
    ----------
    order
        What is wanted.
    out
        File to make; an older one of that name is replaced, but only by a whole one.
    progress
        Told what is being done; may raise CancelledError.

    Returns
    -------
    What was made.

    Raises
    ------
    ExportError
        If the name will not do, or a part cannot be made; nothing is left of it.
    """
    check_name(out)
    with scratch(out.parent) as folder:
        made = _made(order, out.suffix.lower(), folder, progress)
        if made.suffix == ".html":
            return put(made, out, described(order))
        place(made, out)
    return [out]


def check_name(out: Path) -> None:
    """Refuse a file name that is none, or does not say what the file will be.

    Raises
    ------
    ExportError
        If so.
    """
    safe_name(out.name)
    if out.suffix.lower() not in SUFFIXES:
        raise ExportError(
            "The name of a meeting pack must end in .html (the page alone) or .zip (with data and "
            "manifest), not in “{wrong}”.",
            wrong=out.suffix,
        )


def _made(order: PackOrder, suffix: str, folder: Path, progress: Progress) -> Path:
    made = folder / f"pack{suffix}"
    if suffix == ".html":
        progress("pack", 0, 1)
        made.write_bytes(pack(order))
        return made
    told: dict[str, Any] = {}
    listed: dict[str, dict[str, Any]] = {}
    with zipfile.ZipFile(made, "w") as archive:
        for done, (name, part) in enumerate(PARTS):
            step = partial(_in_all, progress, done)
            step(name, 0, 1)
            own = folder / name
            own.mkdir()
            told[name] = part(order, own, step)
            for file in sorted(path for path in own.rglob("*") if path.is_file()):
                inside = file.relative_to(own).as_posix()
                listed[inside] = {"bytes": file.stat().st_size, "sha256": sha256(file)}
                add_file(archive, inside, file.read_bytes())
        manifest = described(order) | {"parts": told, "files": listed}
        add_file(archive, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    return made


def _in_all(progress: Progress, done: int, _step: str, _done: int, _total: int) -> None:
    """Tell how many parts are done, whatever a part is just doing; it may be called off there."""
    progress("pack", done, len(PARTS))


def _write_page(order: PackOrder, folder: Path, _progress: Progress) -> dict[str, Any]:
    (folder / f"{STEM}.html").write_bytes(pack(order))
    return {"opens_at": encode(order.selection.view)}


def _write_geopackage(order: PackOrder, folder: Path, progress: Progress) -> dict[str, Any]:
    return _exported(order, "gpkg", folder, progress)


def _write_geojson(order: PackOrder, folder: Path, progress: Progress) -> dict[str, Any]:
    inner = folder / "geojson"
    inner.mkdir()
    return _exported(order, "geojson", inner, progress)


def _write_print(order: PackOrder, folder: Path, progress: Progress) -> dict[str, Any]:
    from outlets.prints.printing import make as draw  # noqa: PLC0415 - brings matplotlib along

    selection = order.selection
    if not (selection.rows & selection.index.located).any():
        return {
            "left_out": "Nothing that was selected has a position, so there is no map to print."
        }
    wanted = PrintOrder(paper="A3", author=order.author, language=selection.view.language)
    made = draw(selection, wanted, folder / f"{STEM}.pdf", settings=order.settings,
                today=order.today, progress=progress)  # fmt: skip
    told: dict[str, Any] = json.loads(made.manifest)
    return {name: told[name] for name in _OF_PRINT}


def _write_deck(order: PackOrder, folder: Path, progress: Progress) -> dict[str, Any]:
    from outlets.deck.making import make as write  # noqa: PLC0415 - brings matplotlib along

    view, selection = order.selection.view, order.selection
    sound = (story for story in order.stories if story.is_sound)
    story = next((story for story in sound if story.id == view.story), None)
    if story is None and not selection.rows.any():
        return {"left_out": "Nothing was selected, so there is nothing to tell."}
    wanted = DeckOrder(
        dataset=selection.dataset, view=view, today=order.today, story=story,
        settings=order.settings, author=order.author,
    )  # fmt: skip
    told: dict[str, Any] = json.loads(write(wanted, folder / f"{STEM}.pptx", progress=progress))
    return {name: told[name] for name in _OF_DECK}


def _exported(order: PackOrder, kind: str, folder: Path, progress: Progress) -> dict[str, Any]:
    wanted = target(kind)
    layers = layers_wanted(order.selection.view, wanted)
    made = make(ExportOrder(order.selection, layers, wanted), folder, stem=STEM, progress=progress)
    told: dict[str, Any] = json.loads(made.manifest)
    return {name: told[name] for name in _OF_EXPORT}


_OF_EXPORT = ("format", "crs", "counts", "transformation", "read_back", "notices")
_OF_PRINT = ("paper", "scale", "window", "records_not_located", "records_outside_the_map",
             "names_without_room", "preflight")  # fmt: skip
_OF_DECK = ("story", "since", "language", "preflight")
"""What the manifest repeats of each part's own."""

PARTS: tuple[tuple[str, Part], ...] = (
    ("page", _write_page),
    ("print", _write_print),
    ("deck", _write_deck),
    ("geopackage", _write_geopackage),
    ("geojson", _write_geojson),
)
"""What the zip holds, in the order in which it is made."""
