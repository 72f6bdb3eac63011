"""Streamlit's settings, the same wherever the server is started from.

`streamlit run` reads the file beside the entry. Plain `uvicorn` reads only that of the folder in
which it is started: from anywhere else the server would look up its external address and send
usage figures.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from streamlit import config
from streamlit.config_option import ConfigOption

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FILE = Path(__file__).parents[1] / ".streamlit" / "config.toml"


def option(name: str) -> Any:  # noqa: ANN401 - whatever the option holds
    """Return an option of Streamlit: the operator's, else that of our file, else its default."""
    _settle()
    return config.get_option(name)


@cache
def _settle() -> None:
    if not FILE.exists():  # an operator may prefer the command line
        return
    with FILE.open("rb") as stream:
        wanted = tomllib.load(stream)
    for name, value in _flat(wanted):
        if config.get_where_defined(name) == ConfigOption.DEFAULT_DEFINITION:
            config.set_option(name, value, where_defined=str(FILE))


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
