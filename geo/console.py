"""What is printed where the console does not know every character."""

from __future__ import annotations

import io
import sys


def print_any_text() -> None:
    r"""Let standard output write what its encoding lacks as ``\u90d1`` instead of failing.

    Output that is redirected on Windows has the encoding of the country, which may know no
    Chinese. JSON stays valid.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
