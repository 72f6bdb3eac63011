"""Make tables fit narrow formats (Shapefile, MapInfo): aliases, long texts, missing characters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from outlets.fields import COMMON, OWN

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.exports import Target

ALIASES = {field.code: field.alias for field in (*COMMON, *OWN.values())}
"""Names of fields in a format that holds no longer ones."""

_LONGEST_NAME = 10
"""Names of a format that holds no more bytes are aliased."""

GBK_SUBSTITUTES = {"²": "2", "³": "3", "–": "-", "—": "-", "é": "e", "ü": "u"}
"""Characters of our notes that GBK lacks (or may lack), and what stands for them there."""


def fitted(
    frame: gpd.GeoDataFrame, target: Target
) -> tuple[gpd.GeoDataFrame, list[dict[str, Any]]]:
    """Rename, split and replace what the format cannot hold as it is, and say so.

    Parameters
    ----------
    frame
        Flat records.
    target
        Format and encoding.

    Returns
    -------
    The frame that fits, and notices for the manifest.
    """
    kind = target.format
    made: dict[str, Any] = {}
    notices: list[dict[str, Any]] = []
    geometry = frame.geometry.name
    aliased = kind.name_bytes is not None and kind.name_bytes <= _LONGEST_NAME
    for name in frame.columns:
        if name == geometry:
            continue
        column = frame[name]
        called = ALIASES.get(str(name), str(name)) if aliased else str(name)
        if column.dtype != object:
            made[called] = column
            continue
        if target.encoding != "UTF-8":
            column, replaced = _replaced(column, target.encoding)
            notices += [{"field": called, "replaced": replaced}] if replaced else []
        pieces = _pieces(column, kind.text_bytes, target.encoding)
        names = [called if at == 0 else f"{called}_{at + 1}" for at in range(len(pieces))]
        made |= dict(zip(names, pieces, strict=True))
        if len(names) > 1:
            notices.append({"field": called, "continued_in": names[1:]})
    table = type(frame)(pd.DataFrame(made, index=frame.index), geometry=frame.geometry)
    return table, notices


def _replaced(column: pd.Series[Any], encoding: str) -> tuple[pd.Series[Any], dict[str, str]]:
    used: dict[str, str] = {}

    def fit(text: Any) -> Any:  # noqa: ANN401 - text or nothing
        if not isinstance(text, str):
            return text
        for character, instead in GBK_SUBSTITUTES.items():
            if character in text and not _has(character, encoding):
                used[character] = instead
                text = text.replace(character, instead)
        return text

    return column.map(fit).astype(object), used


def _has(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _pieces(column: pd.Series[Any], limit: int | None, encoding: str) -> list[pd.Series[Any]]:
    """Cut texts that are too long between characters; most columns stay one."""
    if limit is None:
        return [column]
    cut = [_cut(text, limit, encoding) if isinstance(text, str) else [] for text in column]
    most = max((len(parts) for parts in cut), default=1) or 1
    return [
        pd.Series([parts[at] if at < len(parts) else None for parts in cut],
                  index=column.index, dtype=object)
        for at in range(most)
    ]  # fmt: skip


def _cut(text: str, limit: int, encoding: str) -> list[str]:
    parts, size = [""], 0
    for character in text:
        width = len(character.encode(encoding, "replace"))
        if size + width > limit:
            parts.append("")
            size = 0
        parts[-1] += character
        size += width
    return parts
