"""Addresses that something is made of: one that is not understood is refused, not guessed at."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.view import Misread
    from screens.text import Translator

_SHOWN = 3
"""Faults of an address that an answer names."""

LONGEST_ECHO = 60
"""Characters of an address that an answer repeats."""


def refusal(misread: Sequence[Misread], _: Translator) -> str | None:
    """Say what an address asks for that does not exist here; None where all of it is understood."""
    return " ".join(
        _("The address says {parameter}={value}, which does not exist here.",
          parameter=item.parameter, value=item.value[:LONGEST_ECHO])
        for item in misread[:_SHOWN]
    ) or None  # fmt: skip
