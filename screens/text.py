"""Words on the screen: English message ids, translated from the gettext catalogue.

The catalogue is read as it is edited (``locale/zh/LC_MESSAGES/zhengtu.po``), so there is nothing to
compile. English is the message id itself.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from geo.errors import ZhengtuError
    from layers.vocabulary import Language

LOCALE = Path(__file__).parent / "locale"


class Translator(Protocol):
    """Translate a message id and fill in its fields."""

    def __call__(self, message: str, **fields: object) -> str:
        """Return the sentence in the reader's language."""


@cache
def catalogue(language: Language) -> dict[str, str]:
    """Return the translations of a language by message id; empty for English."""
    path = LOCALE / language / "LC_MESSAGES" / "zhengtu.po"
    if not path.exists():
        return {}
    with path.open("rb") as stream:
        return {
            str(message.id): str(message.string)
            for message in read_po(stream)
            if message.id and message.string
        }


@cache
def translator(language: Language) -> Translator:
    """Return the translator of a language."""
    words = catalogue(language)

    def translate(message: str, **fields: object) -> str:
        sentence = words.get(message, message)
        return sentence.format(**fields) if fields else sentence

    return translate


def sentence(error: ZhengtuError, language: Language) -> str:
    """Say an error in the reader's language."""
    return translator(language)(error.template, **error.fields)
