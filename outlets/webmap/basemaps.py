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

from geo.errors import ReadingError

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_KNOWN: dict[str, tuple[type, str]] = {
    "id": (str, "a text"), "title_zh": (str, "a text"), "title_en": (str, "a text"),
    "datum": (str, "a text"), "attribution": (str, "a text"), "max_zoom": (int, "a whole number"),
    "urls": (list, "a list"), "subdomains": (str, "a text"),
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
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BasemapError("{file}: {why}", file=path.name, why=error) from error
    entries = content.get("basemap", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise BasemapError(
            "{file}: each basemap begins with [[basemap]], in double brackets.", file=path.name
        )
    basemaps = tuple(_basemap(entry, where=path.name) for entry in entries)
    return MapSettings(basemaps=basemaps, notice=str(content.get("notice", "")))


def _basemap(entry: dict[str, Any], *, where: str) -> Basemap:
    def refuse(why: str) -> BasemapError:
        name = entry.get("id", "?")
        return BasemapError("{file}: basemap {name}: {why}", file=where, name=name, why=why)

    if unknown := set(entry) - set(_KNOWN):
        msg = f"unknown keys {', '.join(sorted(unknown))}"
        raise refuse(msg)
    if missing := {"id", "title_zh", "title_en", "urls"} - set(entry):
        msg = f"{', '.join(sorted(missing))} missing"
        raise refuse(msg)
    for name, value in entry.items():
        kind, words = _KNOWN[name]
        if not isinstance(value, kind):
            msg = f"{name} must be {words}"
            raise refuse(msg)
    if not entry["urls"] or not all(isinstance(url, str) for url in entry["urls"]):
        raise refuse("urls must list addresses")
    if entry.get("datum", "wgs84") not in {"wgs84", "gcj02"}:
        raise refuse('datum must be "wgs84" or "gcj02"')
    urls = tuple(_VARIABLE.sub(lambda found: _variable(found[1], refuse), u) for u in entry["urls"])
    for url in urls:
        if not url.startswith(("https://", "http://")):
            raise refuse("an address must start with https:// or http://")
    return Basemap(**(entry | {"urls": urls}))


def _variable(name: str, refuse: Any) -> str:  # noqa: ANN401 - makes the error
    value = os.environ.get(name)
    if value is None:
        msg = f"the environment variable {name} is not set"
        raise refuse(msg)
    return value
