"""In which language a command speaks: as asked, else as the reader's machine does."""

from __future__ import annotations

import locale
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from layers.vocabulary import Language

_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The first that is set counts (POSIX)."""


def add_language(parser: argparse.ArgumentParser) -> None:
    """Declare ``--lang``."""
    parser.add_argument(
        "--lang", choices=("zh", "en"), help="language; that of the machine if left out"
    )


def language_of(options: argparse.Namespace) -> Language:
    """Return the language asked for, or the machine's: Chinese, else English."""
    asked: Language | None = getattr(options, "lang", None)
    if asked:
        return asked
    named = next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), None)
    # Windows sets none of them, and calls it Chinese (Simplified)_China.
    named = named or locale.getlocale()[0] or ""
    return "zh" if named.lower().startswith(("zh", "chinese")) else "en"
