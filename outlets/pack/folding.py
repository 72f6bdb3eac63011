"""What a browser must know to fold a search text exactly as :mod:`layers.search` does."""

from __future__ import annotations

import sys
import unicodedata
from functools import cache
from typing import Any


@cache
def folding() -> dict[str, Any]:
    """Return what JavaScript lacks: combining characters, and where casefold is no lower case.

    Returns
    -------
    ``combining``: pairs of first and last code point of what ``unicodedata.combining`` calls
    combining; ``cases``: character to its case folding, where that differs from its lower case.
    """
    combining: list[list[int]] = []
    cases: dict[str, str] = {}
    for point in range(sys.maxunicode + 1):
        character = chr(point)
        if unicodedata.combining(character):
            if combining and combining[-1][1] == point - 1:
                combining[-1][1] = point
            else:
                combining.append([point, point])
        folded = character.casefold()
        if folded != character.lower():
            cases[character] = folded
    return {"combining": combining, "cases": cases}
