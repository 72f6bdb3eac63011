"""What decks and one-pagers begin and end with: title, foot, properties, sources and limits."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from outlets.deck.words import say
from outlets.export import ATTRIBUTION
from outlets.prints.texts import facts, review_note
from outlets.prints.words import clean
from outlets.prints.words import say as print_say

if TYPE_CHECKING:
    from outlets.deck.order import DeckOrder

MAKER = "Zhengtu 郑图"


def foot_of(order: DeckOrder) -> str:
    """Return what stands at the foot of every slide."""
    language = order.view.language
    return " · ".join([
        review_note(order.settings.notice, language),
        say("no_demarcation", language),
        say("version", language, version=order.dataset.version),
        ATTRIBUTION,
    ])  # fmt: skip


def title_of(order: DeckOrder) -> str:
    """Return the title asked for, or the story's, or one that says what is told."""
    language = order.view.language
    if order.title:
        return order.title
    if order.story is not None:
        return order.story.words("title", language).text or order.story.id
    return say("deck", language)


def closing_lines(order: DeckOrder, findings: int) -> list[str]:
    """Return review number, limits of use, dates, sources and licences, as a deck ends with."""
    language = order.view.language
    author = (print_say("author", language, author=order.author) if order.author
              else print_say("no_author", language))  # fmt: skip
    return [
        review_note(order.settings.notice, language) + " · " + say("no_demarcation", language),
        *facts(order.selection, language),
        say("partial", language),
        say("findings", language, count=findings),
        author,
    ]


def set_properties(deck: Any, order: DeckOrder) -> None:  # noqa: ANN401 - slides or a document
    """Set title, author, language and day among the properties of a file."""
    made = datetime.combine(order.today, time(), UTC)
    about = deck.core_properties
    about.title = clean(title_of(order))
    about.author = about.last_modified_by = clean(order.author) or MAKER
    about.subject, about.comments, about.keywords = ATTRIBUTION, "", ""
    about.language = {"zh": "zh-CN", "en": "en-US"}[order.view.language]
    about.created = about.modified = made
    about.revision = 1
