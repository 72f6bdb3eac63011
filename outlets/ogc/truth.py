"""Three-valued logic over rows: what is compared with nothing is neither true nor false."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from outlets.ogc.patience import go_on

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Rows = NDArray[np.bool_]


@dataclass(frozen=True)
class Truth:
    """Which rows are true and which are false; a row that is neither is unknown."""

    yes: Rows
    no: Rows

    def __and__(self, other: Truth) -> Truth:
        return Truth(self.yes & other.yes, self.no | other.no)

    def __or__(self, other: Truth) -> Truth:
        return Truth(self.yes | other.yes, self.no & other.no)

    def __invert__(self) -> Truth:
        return Truth(self.no, self.yes)


def constant(value: bool, rows: int) -> Truth:  # noqa: FBT001 - the value itself
    """Return a truth that is the same for every row."""
    yes = np.full(rows, value, dtype=bool)
    return Truth(yes, ~yes)


def tested(test: Callable[..., Any], *columns: Sequence[Any]) -> Truth:
    """Test row by row; unknown where any of the values is None."""
    go_on()
    yes, no = (np.zeros(len(columns[0]), dtype=bool) for _ in range(2))
    for row, values in enumerate(zip(*columns, strict=True)):
        if all(value is not None for value in values):
            (yes if test(*values) else no)[row] = True
    return Truth(yes, no)
