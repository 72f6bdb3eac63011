"""How a source is named: a press citation in its own language, our descriptions in both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.vocabulary import Term

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.vocabulary import Language

_MIRROR = Term("mirror", "（转载）", " (mirror)")
"""Said of a source that was read in a copy on another site."""


def titled(source: Mapping[str, Any]) -> dict[str, Any]:
    """Return a source with a title for every reader.

    Parameters
    ----------
    source
        A [[source]] of provenance.toml: ``title`` is a citation as published; ``title_zh`` and
        ``title_en`` are descriptions of our own.

    Returns
    -------
    The source with ``title``, ``title_zh`` and ``title_en``; where there is no translation they
    are the same.
    """
    cited = source.get("title") or source.get("title_zh") or source.get("title_en") or source["id"]
    names = {"title": cited, "title_zh": cited, "title_en": cited}
    return {"id": source["id"], **names, **source}


def source_name(source: Mapping[str, Any], language: Language) -> str:
    """Return what a reader is shown: the title, and whether it was read in a copy.

    Parameters
    ----------
    source
        What :func:`titled` returned.
    language
        Language of the reader.
    """
    title = str(source[f"title_{language}"])
    return title + (_MIRROR.label(language) if source.get("mirror") else "")
