"""The text of a chapter: what Markdown it knows, and that nothing else ever comes out of it."""

from __future__ import annotations

from html.parser import HTMLParser

import nh3
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from layers.story_text import TAGS, as_html, blocks, plain, text_problems


class Seen(HTMLParser):
    """What a browser would make of HTML: tags with attributes, and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.others: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_decl(self, decl: str) -> None:
        self.others.append(decl)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)


def shown(text: str) -> str:
    return as_html(blocks(text))


pieces = st.sampled_from([
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<?php",
    "<!-- ", "-->", "<![CDATA[", "<style>", "</p>", "<https://a.b>", "<", ">", '"', "'", "&",
    "[a](", "javascript:alert(1)", "https://a.b/c", 'http://x"onmouseover=alert(1)', ")", "![p](",
    "data:text/html,x", "[a]: javascript:alert(1)", "[a]", "**", "*", "_", "`", "```", "~~~", "|",
    "# ", "- ", "1. ", "> ", "    ", "\n", "\n\n", "  \n", "&lt;", "&#x3c;b>", "{day}", "$", "\\",
    "“建成”", "公里", "\u202e", "\u2028", "\x00",
])  # fmt: skip
texts = st.lists(pieces | st.text(max_size=8), max_size=14).map("".join)


@given(texts)
@example('[a](https://a.b/"onclick=alert(1))')
@example("[a](HTTPS://a.b)")
def test_nothing_comes_out_but_the_allowed_tags(text: str) -> None:
    html = shown(text)
    seen = Seen(html)
    assert {tag for tag, _ in seen.tags} <= TAGS
    assert seen.others == []
    for tag, attributes in seen.tags:
        assert set(attributes) == ({"href", "target", "rel"} if tag == "a" else set())
        if tag == "a":
            assert str(attributes["href"]).startswith(("http://", "https://"))
            assert (attributes["target"], attributes["rel"]) == ("_blank", "noopener noreferrer")


@given(texts)
def test_a_sanitiser_that_others_keep_finds_nothing_to_take_away(text: str) -> None:
    html = shown(text)
    cleaned = nh3.clean(
        html, tags=set(TAGS), attributes={"a": {"href", "target", "rel"}}, link_rel=None,
        url_schemes={"http", "https"},
    )  # fmt: skip
    assert Seen(cleaned).tags == Seen(html).tags
    assert Seen(cleaned).text == Seen(html).text.replace("\x00", "\ufffd")


@given(texts)
def test_a_figure_is_never_read_as_markup(value: str) -> None:
    html = as_html(blocks("前{x}后", lambda text: text.replace("{x}", value)))
    assert {tag for tag, _ in Seen(html).tags} <= {"p", "br"}
    assert Seen(html).text == f"前{value}后".replace("\n", "")


def test_what_it_knows() -> None:
    assert shown("# 题\n\n正文**粗***斜*") == (
        "<h4>题</h4><p>正文<strong>粗</strong><em>斜</em></p>"
    )
    assert shown("- 甲\n- 乙\n\n1. 一\n2. 二") == (
        "<ul><li>甲</li><li>乙</li></ul><ol><li>一</li><li>二</li></ol>"
    )
    link = '<a href="https://a.b/c?d=1&amp;e=2" target="_blank" rel="noopener noreferrer">处</a>'
    assert shown("[处](https://a.b/c?d=1&e=2)") == f"<p>{link}</p>"
    assert shown("一行  \n两行") == "<p>一行<br>两行</p>"


def test_stars_work_in_chinese_without_blanks() -> None:
    assert shown("为**“建成”**，是**{x}公里**。") == (
        "<p>为<strong>“建成”</strong>，是<strong>{x}公里</strong>。</p>"
    )
    assert shown("2 * 3 * 4") == "<p>2 * 3 * 4</p>"


def test_lines_of_a_chinese_paragraph_are_joined_without_a_blank() -> None:
    assert shown("第一行\n第二行\nword") == "<p>第一行第二行 word</p>"


def test_html_and_pictures_are_text() -> None:
    assert shown("<b>x</b>") == "<p>&lt;b&gt;x&lt;/b&gt;</p>"
    assert shown("![河](https://a.b/c.png)") == "<p>河</p>"
    assert shown("[x](javascript:alert(1))") == "<p>[x](javascript:alert(1))</p>"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("<script>x</script>", 1), ("![p](https://a.b/c)", 1), ("[a](javascript:x)", 1),
        ("[a](/etc/passwd)", 1), ("[a](https://a.b)", 0), ("**x** < 3 {day}", 0),
    ],
)  # fmt: skip
def test_what_is_not_shown_is_said(text: str, count: int) -> None:
    assert len(list(text_problems(text))) == count


def test_plain_text_has_no_marks() -> None:
    assert plain("# 题\n\n- **甲**\n- [乙](https://a.b)") == "题\n甲\n乙"
