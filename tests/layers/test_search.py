from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.search import haystack, matches, normalise

LINE = haystack("8号线一期", "Line 8 Phase 1", "8号线", "郑州高新技术产业开发区中原区")
GREEN = haystack("贾鲁河绿道", "Jialu River Greenway", None, "")


@pytest.mark.parametrize(
    "query",
    [
        "8号线",
        "８号线",
        "号线 8",
        "Line 8",
        "LINE 8",
        "ｌｉｎｅ",
        "Liné",
        "8haoxian",
        "hao xian",
        "8hx",
        "zhongyuan",
        "zzgxjs",
        "phase   1",
        "\u30008号线\u3000",
        "",
        " \t",
    ],
)
def test_found(query: str) -> None:
    assert matches([LINE, GREEN], query)[0]


@pytest.mark.parametrize("query", ["绿道", "lvdao", "lüdao", "ludao", "LÜDAO", "jlhld", "greenway"])
def test_both_spellings_of_u_umlaut(query: str) -> None:
    assert list(matches([LINE, GREEN], query)) == [False, True]


@pytest.mark.parametrize(
    "query", ["9号线", "line 8 greenway", "xian8hao", "%", ".*", "号线一期Line"]
)
def test_not_found(query: str) -> None:
    assert not matches([LINE, GREEN], query).any()


def test_words_do_not_run_from_one_text_into_the_next() -> None:
    assert not matches([haystack("ab", "cd")], "bc").any()


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_text_is_found_by_itself(text: str, other: str) -> None:
    assert matches([haystack(text, other)], text)[0]


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_no_haystacks() -> None:
    assert list(matches([], "公园")) == []
