"""How long one request may work: a filter can be short to write and long to evaluate."""

from __future__ import annotations

import math
import time
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from outlets.ogc.errors import SlowError

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_S = 10.0
"""Work on one request [s]; the pages share the processor."""

_UNTIL: ContextVar[float] = ContextVar("until", default=math.inf)


@contextmanager
def patience(seconds: float = LONGEST_S) -> Iterator[None]:
    """Allow the work inside this many seconds."""
    token = _UNTIL.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _UNTIL.reset(token)


def go_on() -> None:
    """Stop the work if its time is up; called once for every column that is looked at.

    Raises
    ------
    SlowError
        If the time is up.
    """
    if time.monotonic() > _UNTIL.get():
        raise SlowError("The answer takes too long; ask for less, or by a simpler filter.")
