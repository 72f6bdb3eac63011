"""Answers of analyses, kept by what they depend on: a question asked again is not worked out again.

What they depend on is said by a key that holds everything: the version of the data (a hash of the
tables), the day, the filters, the language.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

T = TypeVar("T")


class Answers(Generic[T]):
    """The latest answers of one analysis.

    Parameters
    ----------
    most
        How many are kept; the one that nobody asked for longest goes first.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()

    def knows(self, key: Hashable) -> bool:
        """Tell whether the answer for a key is kept."""
        with self._lock:
            return key in self._kept

    def of(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the answer for a key, made if it is not known.

        Parameters
        ----------
        key
            Everything that the answer depends on.
        make
            Works it out; two readers who ask at the same time may both do so.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made
