"""Basemaps that the operator configured; without any, the map stands on our own background.

A TOML file, ``.streamlit/basemaps.toml`` beside the entry or the file named by
``ZHENGTU_BASEMAPS``, lists them::

    notice = "豫S(2026)000号"            # map review number, shown at the lower left

    [[basemap]]
    id = "tianditu"
    title_zh = "天地图"
    title_en = "Tianditu"
    datum = "wgs84"                      # or "gcj02": our layers are then shifted onto it
    attribution = "天地图"
    max_zoom = 18
    urls = [
      "https://t{s}.tianditu.gov.cn/vec_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=vec&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=${TIANDITU_KEY}",
    ]
    subdomains = "01234567"

``${NAME}`` is replaced by that environment variable, so that a key need not stand in the file.
Keys travel to every browser that opens the map, as tile services require.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.errors import ReadingError, Saying

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_PLACE = re.compile(r"line (\d+), column (\d+)")
"""Where the TOML reader says that it stopped."""
_TEXT, _NUMBER, _LIST = Saying("a text"), Saying("a whole number"), Saying("a list")
_KNOWN: dict[str, tuple[type, Saying]] = {
    "id": (str, _TEXT), "title_zh": (str, _TEXT), "title_en": (str, _TEXT),
    "datum": (str, _TEXT), "attribution": (str, _TEXT), "max_zoom": (int, _NUMBER),
    "urls": (list, _LIST), "subdomains": (str, _TEXT),
}  # fmt: skip
"""What a basemap may say, and how it is written."""


class BasemapError(ReadingError):
    """The basemap file says something that cannot be drawn."""


@dataclass(frozen=True, kw_only=True)
class Basemap:
    """One basemap: tile layers (Web Mercator) drawn one over the other.

    Parameters
    ----------
    id, title_zh, title_en
        Name in addresses and on the switch.
    urls
        Tile address patterns with ``{x}``, ``{y}``, ``{z}`` and maybe ``{s}``, bottom first.
    datum
        "wgs84" (also CGCS2000, nowhere a metre away) or "gcj02".
    attribution
        Plain text that the service asks for.
    max_zoom
        Deepest zoom that has tiles.
    subdomains
        Letters or digits for ``{s}``.
    """

    id: str
    title_zh: str
    title_en: str
    urls: tuple[str, ...]
    datum: str = "wgs84"
    attribution: str = ""
    max_zoom: int = 18
    subdomains: str = "abc"


@dataclass(frozen=True, kw_only=True)
class MapSettings:
    """What the operator says about the map."""

    basemaps: tuple[Basemap, ...] = ()
    notice: str = ""


def settings_file() -> Path:
    """File that would be read, whether or not it exists."""
    named = os.environ.get("ZHENGTU_BASEMAPS")
    return Path(named) if named else Path(__file__).parents[2] / ".streamlit" / "basemaps.toml"


def read_settings(path: Path | None = None) -> MapSettings:
    """Read the operator's basemaps.

    Parameters
    ----------
    path
        File to read; None for :func:`settings_file`.

    Returns
    -------
    The settings; empty if there is no file and none was named.

    Raises
    ------
    BasemapError
        If the file was named and is missing, is not TOML, or holds an impossible basemap.
    """
    path = path or settings_file()
    if not path.is_file():
        if "ZHENGTU_BASEMAPS" in os.environ:
            raise BasemapError("There is no basemap file {file}.", file=path)
        return MapSettings()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BasemapError("{file} is not UTF-8: save it as UTF-8.", file=path.name) from error
    except tomllib.TOMLDecodeError as error:
        raise _no_toml(path.name, str(error)) from error
    entries = content.get("basemap", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise BasemapError(
            "{file}: each basemap begins with [[basemap]], in double brackets.", file=path.name
        )
    basemaps = tuple(_basemap(entry, where=path.name) for entry in entries)
    return MapSettings(basemaps=basemaps, notice=str(content.get("notice", "")))


def _no_toml(file: str, told: str) -> BasemapError:
    """Say where a file stops being TOML; the reader's own words are English alone."""
    if place := _PLACE.search(told):
        return BasemapError(
            "{file}: line {line} is no TOML from column {column} on: look for a missing quotation "
            "mark, bracket or “=”, or a key that stands twice.",
            file=file, line=place[1], column=place[2],
        )  # fmt: skip
    return BasemapError(
        "{file} ends in the middle of an entry: a quotation mark, a bracket or a value is missing.",
        file=file,
    )


def _basemap(entry: dict[str, Any], *, where: str) -> Basemap:
    def refuse(why: Saying) -> BasemapError:
        name = entry.get("id", "?")
        return BasemapError("{file}: basemap {name}: {why}", file=where, name=name, why=why)

    if unknown := set(entry) - set(_KNOWN):
        raise refuse(Saying("unknown keys {keys}", keys=", ".join(sorted(unknown))))
    if missing := {"id", "title_zh", "title_en", "urls"} - set(entry):
        raise refuse(Saying("{keys} missing", keys=", ".join(sorted(missing))))
    for name, value in entry.items():
        kind, words = _KNOWN[name]
        if not isinstance(value, kind):
            raise refuse(Saying("{key} must be {kind}", key=name, kind=words))
    if not entry["urls"] or not all(isinstance(url, str) for url in entry["urls"]):
        raise refuse(Saying("urls must list addresses"))
    if entry.get("datum", "wgs84") not in {"wgs84", "gcj02"}:
        raise refuse(Saying('datum must be "wgs84" or "gcj02"'))
    urls = tuple(_VARIABLE.sub(lambda found: _variable(found[1], refuse), u) for u in entry["urls"])
    for url in urls:
        if not url.startswith(("https://", "http://")):
            raise refuse(Saying("an address must start with https:// or http://"))
    return Basemap(**(entry | {"urls": urls}))


def _variable(name: str, refuse: Any) -> str:  # noqa: ANN401 - makes the error
    value = os.environ.get(name)
    if value is None:
        raise refuse(Saying("the environment variable {name} is not set", name=name))
    return value
