"""What was sent before the question that needs it: kept for a while, under a secret name.

It is let go when nobody has asked for it in time, or newer things need the room. Whoever has found
it by then holds it, too: a run that waits for its turn keeps it alive (:attr:`.runs.Run.needs`),
and what lies on the disk goes with the last who holds it.
"""

from __future__ import annotations

import secrets
import shutil
import time
import weakref
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

from geo.errors import ReadingError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

HELD_S = 3600.0
"""How long something waits for its question [s]."""

T = TypeVar("T")


@dataclass(frozen=True, eq=False, kw_only=True)
class SentFile:
    """A file that was sent; its folder is gone when nobody holds this any more.

    Parameters
    ----------
    path
        In a folder of its own.
    credit
        Whose data it is.
    """

    path: Path
    credit: str

    def __post_init__(self) -> None:
        weakref.finalize(self, shutil.rmtree, self.path.parent, ignore_errors=True)


class Waiting(Generic[T]):
    """Things under secret names.

    Parameters
    ----------
    most
        How many wait; the oldest goes first.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: dict[str, tuple[float, T]] = {}
        self._lock = Lock()

    def keep(self, sent: T) -> str:
        """Keep something for its question; return its secret name."""
        name, now = secrets.token_urlsafe(16), time.monotonic()
        with self._lock:
            self._held[name] = (now, sent)
            surplus = len(self._held) - self._most
            for place, (other, (since, _)) in enumerate(list(self._held.items())):
                if place < surplus or now - since > HELD_S:
                    del self._held[other]
        return name

    def find(self, names: Iterable[str]) -> tuple[T, ...]:
        """Return things by their secret names.

        Raises
        ------
        ReadingError
            If one is not known, or no more.
        """
        with self._lock:
            found = [self._held.get(name) for name in names]
        if None in found:
            raise ReadingError(
                "The server no longer knows a file that was sent before; choose it again."
            )
        return tuple(pair[1] for pair in found if pair is not None)
