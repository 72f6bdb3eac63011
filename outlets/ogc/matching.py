"""LIKE: ``%`` any text, ``_`` one letter, a backslash before a letter that stands for itself."""

from __future__ import annotations

from functools import lru_cache

_ANY, _ONE = object(), object()


def like(text: str, pattern: str) -> bool:
    """Match a whole text.

    Only the last ``%`` is ever tried anew, so a hostile pattern costs text times pattern, where a
    regular expression could run for hours.
    """
    tokens = _tokens(pattern)
    at = here = 0
    star, resumed = -1, 0
    while at < len(text):
        token = tokens[here] if here < len(tokens) else None
        if token is _ANY:
            star, resumed = here, at
            here += 1
        elif token is _ONE or token == text[at]:
            here, at = here + 1, at + 1
        elif star >= 0:
            resumed += 1
            here, at = star + 1, resumed
        else:
            return False
    return all(token is _ANY for token in tokens[here:])


@lru_cache(maxsize=64)
def _tokens(pattern: str) -> tuple[object, ...]:
    tokens: list[object] = []
    letters = iter(pattern)
    for letter in letters:
        if letter == "\\":
            tokens.append(next(letters, "\\"))
        else:
            tokens.append({"%": _ANY, "_": _ONE}.get(letter, letter))
    return tuple(tokens)
