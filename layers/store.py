"""Where the data comes from: one dataset per process, shared by every session."""

from __future__ import annotations

import os
import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from layers.build import SOURCE
from layers.kept import built
from layers.story_reading import stories_in

if TYPE_CHECKING:
    from datetime import date

    from layers.build import Dataset
    from layers.stories import Story


def source_folder() -> Path:
    """Folder of the source tables: what ``ZHENGTU_SOURCE`` names, else the project's own."""
    named = os.environ.get("ZHENGTU_SOURCE")
    return Path(named) if named else SOURCE


def stories_folder() -> Path:
    """Folder of the stories: ``ZHENGTU_STORIES``, else ``stories`` beside the source tables."""
    named = os.environ.get("ZHENGTU_STORIES")
    return Path(named) if named else source_folder().parent / "stories"


class Store(Protocol):
    """The seam for other stores: something that gives the current dataset."""

    def dataset(self) -> Dataset:
        """Return the current dataset; the same object until the data change."""


class SourceStore:
    """Builds the dataset from the source tables when it is first asked for.

    What was built from the same tables before is taken up again (see :mod:`layers.kept`).

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
                self._dataset = built(self._root)
            return self._dataset


class FixedStore:
    """Gives a dataset made elsewhere (a benchmark, a test)."""

    def __init__(self, dataset: Dataset) -> None:
        self._fixed = dataset

    def dataset(self) -> Dataset:
        """Return the dataset."""
        return self._fixed


def current_stories(*, today: date) -> tuple[Story, ...]:
    """Return the stories of this process, read again when their files change.

    Parameters
    ----------
    today
        Day of a chapter that names none.

    Raises
    ------
    ReadingError
        If the data cannot be read.
    """
    folder = stories_folder()
    files = sorted(folder.glob("*.toml")) if folder.is_dir() else []
    stamps = tuple((path.name, path.stat().st_mtime_ns) for path in files)
    return _stories(current_store().dataset(), folder, stamps, today)


@lru_cache(maxsize=4)
def _stories(
    dataset: Dataset, folder: Path, _stamps: tuple[tuple[str, int], ...], today: date
) -> tuple[Story, ...]:
    return stories_in(folder, dataset, today=today)


_current: list[Store] = [SourceStore()]


def current_store() -> Store:
    """Return the store of this process."""
    return _current[-1]


def use_store(store: Store) -> None:
    """Replace the store of this process, before the first request."""
    _current[-1] = store
