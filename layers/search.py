"""Search in Chinese, pinyin, pinyin initials and English."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_SEPARATOR = "\x1f"


def normalise(text: str) -> str:
    """Fold width, case and accents (NFKC, then without combining marks, lower case)."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def _syllables(text: str) -> list[str]:
    # Its dictionaries take a tenth of a second; the server reads them beside its first page load.
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - as above

    syllables: list[str] = lazy_pinyin(text, style=Style.NORMAL, v_to_u=False)
    return syllables


@lru_cache(maxsize=100_000)
def haystack(*texts: str | None) -> str:
    """Return all that one record is found by: its texts, their pinyin and the pinyin's initials."""
    parts: list[str] = []
    for text in texts:
        if not text:
            continue
        parts.append(normalise(text))
        if any("\u4e00" <= character <= "\u9fff" for character in text):
            syllables = _syllables(text)
            pinyin = normalise("".join(syllables))
            parts.append(pinyin)
            if "v" in pinyin:  # ü is typed as v, as ü, or as plain u
                parts.append(pinyin.replace("v", "u"))
            parts.append(normalise("".join(syllable[0] for syllable in syllables if syllable)))
    return _SEPARATOR.join(parts)


def matches(haystacks: Iterable[str], query: str) -> NDArray[np.bool_]:
    """Say for each haystack whether it holds every word of the query."""
    words = normalise(query).split()
    return np.array([all(word in hay for word in words) for hay in haystacks], dtype=bool)
