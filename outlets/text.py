"""What is said to people: English message ids, translated from the gettext catalogue.

The catalogue is read as it is edited (``screens/locale/zh/LC_MESSAGES/zhengtu.po``, beside the
screens that most of it is for), so there is nothing to compile. English is the message id itself.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from babel.messages.pofile import read_po

from geo.errors import Saying
from geo.validation import DataError

if TYPE_CHECKING:
    from geo.errors import ZhengtuError
    from geo.validation import Issue
    from layers.vocabulary import Language

LOCALE = Path(__file__).parents[1] / "screens" / "locale"


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
        filled = {name: _part(value, language) for name, value in fields.items()}
        return sentence.format(**filled) if fields else sentence

    return translate


def _part(value: object, language: Language) -> object:
    """Say a part of a sentence in the reader's language, if it is a sentence itself."""
    return said(value, language) if isinstance(value, Saying) else value


def said(text: str, language: Language) -> str:
    """Say a sentence in the reader's language; text that is no :class:`Saying` stays as it is."""
    if not isinstance(text, Saying):
        return text
    return translator(language)(text.template, **text.fields)


def sentences(error: ZhengtuError, language: Language) -> list[str]:
    """Say an error in the reader's language; for a data error, each issue."""
    if isinstance(error, DataError):
        return [issue_sentence(issue, language) for issue in error.issues]
    return [said(error.saying, language)]


def issue_sentence(issue: Issue, language: Language) -> str:
    """Say where an issue is, what it is and what to do."""
    _ = translator(language)
    place = [issue.file]
    if issue.row is not None:
        place.append(_("row {row}", row=issue.row))
    if issue.column is not None:
        place.append(_("column {column}", column=issue.column))
    if issue.value is not None:
        place.append(_("value “{value}”", value=issue.value))
    return _(
        "{place}: {problem}. {remedy}",
        place=_(", ").join(place),
        problem=said(issue.problem, language),
        remedy=said(issue.remedy, language),
    )
