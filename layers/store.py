"""Where the data comes from: one dataset per process, shared by every session."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from layers.build import SOURCE, build

if TYPE_CHECKING:
    from layers.build import Dataset


def source_folder() -> Path:
    """Folder of the source tables: what ``ZHENGTU_SOURCE`` names, else the project's own."""
    named = os.environ.get("ZHENGTU_SOURCE")
    return Path(named) if named else SOURCE


class Store(Protocol):
    """The seam for other stores: something that gives the current dataset."""

    def dataset(self) -> Dataset:
        """Return the current dataset; the same object until the data change."""


class SourceStore:
    """Builds the dataset from the source tables when it is first asked for.

    Parameters
    ----------
    root
        Folder of the source tables; None for :func:`source_folder`.
    """

    def __init__(self, root: Path | None = None) -> None:
        self._root = root or source_folder()
        self._lock = threading.Lock()
        self._dataset: Dataset | None = None

    def dataset(self) -> Dataset:
        """Return the dataset; what a blocking issue touches is left out (see its ``issues``).

        Raises
        ------
        ReadingError
            If the commitments or the figures' vocabulary cannot be read.
        """
        with self._lock:
            if self._dataset is None:
                self._dataset = build(self._root, keep_faulty=False)
            return self._dataset


class FixedStore:
    """Gives a dataset made elsewhere (a benchmark, a test)."""

    def __init__(self, dataset: Dataset) -> None:
        self._fixed = dataset

    def dataset(self) -> Dataset:
        """Return the dataset."""
        return self._fixed


_current: list[Store] = [SourceStore()]


def current_store() -> Store:
    """Return the store of this process."""
    return _current[-1]


def use_store(store: Store) -> None:
    """Replace the store of this process, before the first request."""
    _current[-1] = store
