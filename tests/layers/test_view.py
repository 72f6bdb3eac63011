from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from layers.view import (
    EARLIEST,
    LATEST,
    PARAMETER_NAMES,
    TEXT_LIMIT,
    THEMATIC_IDS,
    Misread,
    Place,
    View,
    decode,
    encode,
    in_order,
)
from views import views

if TYPE_CHECKING:
    from datetime import date

anything = st.text(max_size=40) | st.sampled_from(
    [
        "none",
        "nan,nan,nan",
        "34.7,113.6,1e400",
        "all",
        "status=completed&against=against%3Dall",
        "1,2",
        "2021-02-30",
        "20210130",
        "9999-12-31",
        ",",
    ]
)


@given(views)
def test_a_link_restores_the_view(view: View) -> None:
    assert decode(encode(view)) == (view, [])


@given(views)
def test_only_our_parameters_and_only_text(view: View) -> None:
    parameters = encode(view)
    assert set(parameters) <= PARAMETER_NAMES
    assert all(isinstance(value, str) for value in parameters.values())


@given(st.dictionaries(st.sampled_from(sorted(PARAMETER_NAMES)) | st.text(max_size=10), anything))
@example({"view": "nan,nan,nan"})
@example({"view": "inf,0,0"})
@example({"id": "../../etc/passwd"})
def test_any_text_decodes_without_raising(parameters: dict[str, str]) -> None:
    view, misread = decode(parameters)
    assert decode(encode(view)) == (view, [])
    assert all(fault.value in parameters[fault.parameter] for fault in misread)


def test_the_default_view_is_an_empty_query() -> None:
    assert encode(View()) == {}
    assert decode({}) == (View(), [])


def test_no_layer_is_not_the_default() -> None:
    assert encode(View(layers=())) == {"layers": "none"}
    assert decode({"layers": "none"}) == (View(layers=()), [])


@pytest.mark.parametrize(
    ("parameters", "fault"),
    [
        ({"layers": "metro,subway"}, Misread("layers", "subway")),
        ({"district": "金水区,浦东新区"}, Misread("district", "浦东新区")),
        ({"status": "done"}, Misread("status", "done")),
        ({"theme": "background"}, Misread("theme", "background")),
        ({"category": "park"}, Misread("category", "park")),
        ({"placement": "guess"}, Misread("placement", "guess")),
        ({"at": "2021-02-30"}, Misread("at", "2021-02-30")),
        ({"at": "1899-12-31"}, Misread("at", "1899-12-31")),
        ({"at": "2050-01-01"}, Misread("at", "2050-01-01")),
        ({"at": "today"}, Misread("at", "today")),
        ({"panel": "admin"}, Misread("panel", "admin")),
        ({"tool": "magic"}, Misread("tool", "magic")),
        ({"count": "targets.dead-end-65"}, Misread("count", "targets.dead-end-65")),
        ({"count": "targets.<b>.named"}, Misread("count", "targets.<b>.named")),
        ({"candidates": "yes"}, Misread("candidates", "yes")),
        ({"id": "<script>"}, Misread("id", "<script>")),
        ({"id": "a" * 121}, Misread("id", "a" * 121)),
        ({"promise": "A"}, Misread("promise", "A")),
        ({"view": "91,0,5"}, Misread("view", "91,0,5")),
        ({"view": "34.7,113.6"}, Misread("view", "34.7,113.6")),
        ({"view": "34.7,113.6,25"}, Misread("view", "34.7,113.6,25")),
        ({"lang": "fr"}, Misread("lang", "fr")),
        ({"compare": "spy"}, Misread("compare", "spy")),
        ({"since": "2021"}, Misread("since", "2021")),
        ({"data": "latest"}, Misread("data", "latest")),
        ({"against": ""}, Misread("against", "")),
        ({"against": "metro"}, Misread("against", "metro")),
        ({"against": "district=浦东新区"}, Misread("against", "district=浦东新区")),
        ({"against": "status=completed&x=1"}, Misread("against", "status=completed&x=1")),
    ],
)
def test_what_cannot_be_understood_is_said(parameters: dict[str, str], fault: Misread) -> None:
    view, misread = decode(parameters)
    assert misread == [fault]
    understood = View(layers=("metro",)) if "layers" in parameters else View()
    understood = View(districts=("金水区",)) if "district" in parameters else understood
    assert view == understood


def test_the_left_side_holds_filters_alone() -> None:
    left = View(districts=("金水区",), text="路 & 桥", at=LATEST, panel="table", selected="x",
                against=View(text="y"))  # fmt: skip
    view = View(panel="compare", against=left)
    assert view.against == View(districts=("金水区",), text="路 & 桥")
    assert encode(view)["against"] == (
        "district=%E9%87%91%E6%B0%B4%E5%8C%BA&q=%E8%B7%AF+%26+%E6%A1%A5"
    )
    assert decode(encode(view)) == (view, [])


def test_a_left_side_without_filters_is_not_the_same_as_none() -> None:
    assert encode(View(against=View())) == {"against": "all"}
    assert decode({"against": "all"}) == (View(against=View()), [])
    assert decode({"against": "at=2020-01-01&against=all"}) == (View(against=View()), [])


def test_a_left_side_does_not_nest() -> None:
    deep = "against=" * 5_000 + "all"
    assert decode({"against": deep}) == (View(), [Misread("against", deep)])


def test_only_unknown_layers_means_all_of_them_and_a_word_about_it() -> None:
    assert decode({"layers": "subway"}) == (View(), [Misread("layers", "subway")])


def test_parameters_of_others_are_let_alone() -> None:
    assert decode({"utm_source": "x", "embed": "true"}) == (View(), [])


@pytest.mark.parametrize("day", [EARLIEST, LATEST])
def test_the_first_and_the_last_day(day: date) -> None:
    assert decode({"at": day.isoformat()}) == (View(at=day), [])


def test_long_text_is_cut() -> None:
    view, misread = decode({"q": "公" * 10_000})
    assert (view, misread) == (View(text="公" * TEXT_LIMIT), [])


def test_a_place_is_as_exact_as_its_link() -> None:
    exact = Place(lat=34.7466111, lng=113.6253999, zoom=11.123)
    assert exact == Place(lat=34.74661, lng=113.6254, zoom=11.12)
    assert encode(View(place=exact)) == {"view": "34.74661,113.62540,11.12"}


def test_an_address_of_the_dead_end_panel_still_opens_it() -> None:
    view, misread = decode({"panel": "streets"})
    assert (view.panel, view.tool, misread) == ("analysis", "streets", [])
    assert encode(view) == {"panel": "analysis", "tool": "streets"}


def test_words_take_the_order_of_the_vocabulary() -> None:
    assert in_order(["c", "a", "c", "x"], ("a", "b", "c")) == ("a", "c")
    assert View(layers=tuple(reversed(THEMATIC_IDS))) == View()


def test_every_field_has_a_parameter() -> None:
    assert len(PARAMETER_NAMES) == len(fields(View))
