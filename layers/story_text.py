"""The text of a chapter: a small part of Markdown, as plain values that no markup can hide in.

Headings, paragraphs, lists, bold, italics and links to the web; nothing else. HTML is text like any
other, a picture is left out (its description stays), a link that is not ``http(s)`` is plain text.
Whoever shows the text (page, meeting pack, slides) builds it from :class:`Block` and :class:`Run`;
:func:`as_html` does it for browsers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import Scanned, StateInline

from geo.errors import Saying

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from markdown_it.token import Token
    from markdown_it.utils import EnvType

Kind = Literal["heading", "paragraph", "bullet", "number"]

TAGS = frozenset({"h4", "p", "ul", "ol", "li", "strong", "em", "a", "br"})
"""Every tag that :func:`as_html` writes; only ``a`` has attributes."""


class _State(StateInline):
    """Stars count as CommonMark says, but without its rule that needs blanks around punctuation.

    Chinese has none: after ``为**“建成”**，`` CommonMark would show the stars.
    """

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: FBT001, N802, N803 - markdown-it's names
        scanned = super().scanDelims(start, canSplitWord)
        if self.src[start] != "*":
            return scanned
        before = self.src[start - 1] if start else " "
        after = self.src[start + scanned.length : start + scanned.length + 1] or " "
        return Scanned(not after.isspace(), not before.isspace(), scanned.length)


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero")
    reader.inline = _Inline()
    rules = ["heading", "list", "emphasis", "link", "image", "newline", "escape"]
    return reader.configure("zero").enable(rules)


_MARKDOWN = _reader()
_WEB = re.compile(r"https?://[^\s\"'<>\\]+")
_HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
_TAG = re.compile(r"<[a-zA-Z/!?]")
_OTHER_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(\s*<?(?!https?://)")


@dataclass(frozen=True, kw_only=True)
class Run:
    """Text in one style (a line feed breaks the line); ``href`` is an http or https address."""

    text: str
    strong: bool = False
    emphasis: bool = False
    href: str | None = None


@dataclass(frozen=True, kw_only=True)
class Block:
    """A paragraph, a heading or an item of a list; ``level`` counts the lists around the item."""

    kind: Kind
    runs: tuple[Run, ...]
    level: int = 0


def blocks(text: str, fill: Callable[[str], str] = str) -> tuple[Block, ...]:
    """Read a chapter's Markdown.

    Parameters
    ----------
    text
        Markdown.
    fill
        Fills in the figures of a piece of plain text; what it returns is never read as Markdown.
    """
    found: list[Block] = []
    lists: list[Kind] = []
    kind: Kind = "paragraph"
    for token in _MARKDOWN.parse(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append("bullet" if token.type == "bullet_list_open" else "number")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "heading_open":
            kind = "heading"
        elif token.type == "paragraph_open":
            kind = lists[-1] if lists else "paragraph"
        elif token.type == "inline":
            runs = tuple(_runs(token.children or (), fill))
            if runs:
                found.append(Block(kind=kind, runs=runs, level=len(lists)))
    return tuple(found)


def _runs(tokens: Sequence[Token], fill: Callable[[str], str]) -> Iterator[Run]:
    style = Run(text="")
    for index, token in enumerate(tokens):
        if token.type in ("strong_open", "strong_close"):
            style = replace(style, strong=token.type == "strong_open")
        elif token.type in ("em_open", "em_close"):
            style = replace(style, emphasis=token.type == "em_open")
        elif token.type == "link_open":
            target = str(token.attrs.get("href", ""))
            style = replace(style, href=target if _WEB.fullmatch(target) else None)
        elif token.type == "link_close":
            style = replace(style, href=None)
        elif token.type == "hardbreak":
            yield replace(style, text="\n")
        elif token.type == "softbreak":
            if not _in_chinese(tokens, index):
                yield replace(style, text=" ")
        elif token.content:
            yield replace(style, text=fill(token.content))


def _in_chinese(tokens: Sequence[Token], index: int) -> bool:
    """Say whether a line ends between two Chinese characters, where no blank belongs."""
    before = "".join(token.content for token in tokens[:index])[-1:]
    after = "".join(token.content for token in tokens[index + 1 :])[:1]
    return bool(_HAN.match(before) and _HAN.match(after))


def plain(text: str, fill: Callable[[str], str] = str) -> str:
    """Return a chapter's text without any markup, a line for each block."""
    return "\n".join("".join(run.text for run in block.runs) for block in blocks(text, fill))


def as_html(found: Sequence[Block]) -> str:
    """Write blocks as HTML of the :data:`TAGS` alone; every text is escaped."""
    parts = []
    for (kind, is_item), group in groupby(found, key=_grouping):
        if is_item:
            tag = "ul" if kind == "bullet" else "ol"
            items = "".join(f"<li>{_inline(block)}</li>" for block in group)
            parts.append(f"<{tag}>{items}</{tag}>")
        else:
            tag = "h4" if kind == "heading" else "p"
            parts += [f"<{tag}>{_inline(block)}</{tag}>" for block in group]
    return "".join(parts)


def _grouping(block: Block) -> tuple[Kind, bool]:
    return block.kind, block.kind in ("bullet", "number")


def _inline(block: Block) -> str:
    return "".join(map(_run_html, block.runs))


def _run_html(run: Run) -> str:
    html = escape(run.text).replace("\n", "<br>")
    if run.emphasis:
        html = f"<em>{html}</em>"
    if run.strong:
        html = f"<strong>{html}</strong>"
    if run.href:
        html = f'<a href="{escape(run.href)}" target="_blank" rel="noopener noreferrer">{html}</a>'
    return html


def text_problems(text: str) -> Iterator[tuple[Saying, Saying]]:
    """Say what of a text will not be shown as its author may think: (problem, remedy)."""
    tokens = [child for token in _MARKDOWN.parse(text) for child in token.children or ()]
    if _TAG.search(text):
        yield (
            Saying("HTML is shown as text, it has no effect"),
            Saying("Use Markdown: **bold**, *italics*, lists and links."),
        )
    if any(token.type == "image" for token in tokens):
        yield (
            Saying("a picture is not shown, only its description"),
            Saying("Say in words what it shows, or use the map."),
        )
    if _OTHER_LINK.search(text):
        yield (
            Saying("a link that does not begin with http:// or https:// is shown as plain text"),
            Saying("Give the whole address."),
        )
