"""Datasets that were built before, kept on this machine as Python keeps compiled modules.

Reading and checking the tables takes a quarter of a second, a third of what a server needs to
start. What comes out depends on nothing but the tables, our code and the libraries, so it is kept
under the hash of these; any change builds anew. A folder that cannot be written keeps nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas
import numpy as np
import pandas as pd
import platformdirs
import pyproj
import shapely

from layers.build import Dataset, build, version_of

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER_VARIABLE = "ZHENGTU_CACHE"
"""Environment variable that names another folder; empty: nothing is kept."""

_MOST_KEPT = 8
_LIBRARIES = (geopandas, np, pd, pyproj, shapely)
_CODE = Path(__file__).parent.parent


def built(root: Path, *, make: Callable[[Path], Dataset] | None = None) -> Dataset:
    """Return the dataset of a folder of tables without what blocking issues touch.

    Parameters
    ----------
    root
        Folder of the source tables.
    make
        Builds it; None for :func:`layers.build.build`.

    Raises
    ------
    ReadingError
        As :func:`layers.build.build` does; a fault is never kept.
    """
    make = make or _build
    folder = _folder()
    if folder is None or not root.is_dir():
        return make(root)
    version = version_of(root)
    path = folder / f"dataset-{_key(version)}.pickle"
    kept = _read(path)
    if kept is not None:
        return kept
    dataset = make(root)
    if dataset.version == version:  # else a table was edited meanwhile
        _write(path, dataset)
    return dataset


def _build(root: Path) -> Dataset:
    return build(root, keep_faulty=False)


def _folder() -> Path | None:
    """Return our folder in the user's cache; None if there is none that is the user's alone."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named == "":
        return None
    folder = Path(named) if named else platformdirs.user_cache_path("zhengtu", appauthor=False)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        about = folder.stat()
    except OSError:
        return None
    # Unpickling runs code: nobody else may put files here.
    if hasattr(os, "getuid") and (about.st_uid != os.getuid() or about.st_mode & 0o022):
        return None
    return folder


def _key(version: str) -> str:
    digest = hashlib.sha256(f"{version} {sys.version}".encode())
    for library in _LIBRARIES:
        digest.update(f"{library.__name__} {library.__version__}".encode())
    for package in ("geo", "layers"):
        for path in sorted((_CODE / package).glob("*.py")):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


def _read(path: Path) -> Dataset | None:
    try:
        kept = pickle.loads(path.read_bytes())  # noqa: S301 - written by us, in a folder of ours
    except Exception:  # noqa: BLE001 - a torn file raises anything; what cannot be read is built
        return None
    return kept if isinstance(kept, Dataset) else None


def _write(path: Path, dataset: Dataset) -> None:
    with contextlib.suppress(OSError):
        handle, name = tempfile.mkstemp(dir=path.parent, prefix="dataset-")
        try:
            with os.fdopen(handle, "wb") as stream:
                pickle.dump(dataset, stream, protocol=5)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _forget_oldest(path.parent)


def _forget_oldest(folder: Path) -> None:
    kept = sorted(folder.glob("dataset-*.pickle"), key=lambda path: path.stat().st_mtime)
    for path in kept[:-_MOST_KEPT]:
        path.unlink(missing_ok=True)
