"""The symbol table is whole, and legible: statuses by form, colours by contrast."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.catalogue import CATALOGUE, THEMATIC
from layers.store import current_store
from layers.symbols import (
    CATEGORY_SYMBOLS,
    CHANGE_SYMBOLS,
    GROUNDS,
    LAYER_SYMBOLS,
    MIN_CONTRAST,
    PLACEMENT_SYMBOLS,
    STATUS_SYMBOLS,
    Theme,
    contrast,
    edge_colour,
    faded_colour,
    table,
)
from layers.vocabulary import CHANGES, PLACEMENTS, STATUS_ORDER, STATUSES

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
themes = st.sampled_from(sorted(GROUNDS))


def test_every_layer_status_and_placement_has_a_symbol() -> None:
    assert set(LAYER_SYMBOLS) == {layer.id for layer in CATALOGUE}
    assert set(STATUS_SYMBOLS) == set(STATUSES) == set(STATUS_ORDER)
    assert set(PLACEMENT_SYMBOLS) == set(PLACEMENTS)


@pytest.mark.parametrize("theme", sorted(GROUNDS))
def test_changes_differ_by_their_sign_and_stand_out(theme: Theme) -> None:
    assert list(CHANGE_SYMBOLS) == list(CHANGES)
    assert len({symbol.sign for symbol in CHANGE_SYMBOLS.values()}) == len(CHANGES)
    ground = GROUNDS[theme]
    for symbol in CHANGE_SYMBOLS.values():
        assert contrast(symbol.colour(theme), ground.land) >= MIN_CONTRAST
        assert contrast(symbol.colour(theme), ground.casing) >= 4.5  # the sign on its disc


def test_exceptions_name_categories_that_exist() -> None:
    known = {(layer.id, category) for layer in CATALOGUE for category in layer.categories}
    assert set(CATEGORY_SYMBOLS) <= known


def test_statuses_differ_without_colour() -> None:
    forms = {name: (symbol.dash, symbol.weight) for name, symbol in STATUS_SYMBOLS.items()}
    for one, other in itertools.combinations(forms, 2):
        assert forms[one] != forms[other], (one, other)


def test_statuses_next_to_each_other_differ_in_dash_or_fill() -> None:
    order = [*STATUSES, next(iter(STATUSES))]
    for one, other in itertools.pairwise(order):
        a, b = STATUS_SYMBOLS[one], STATUS_SYMBOLS[other]
        assert a.dash != b.dash or a.fill != b.fill, (one, other)


@pytest.mark.parametrize("layer", [layer.id for layer in THEMATIC])
@pytest.mark.parametrize("theme", sorted(GROUNDS))
def test_thematic_colours_stand_out(layer: str, theme: Theme) -> None:
    ground = GROUNDS[theme]
    colour = LAYER_SYMBOLS[layer].colour(theme)
    assert contrast(colour, ground.casing) >= MIN_CONTRAST
    assert contrast(colour, ground.land) >= MIN_CONTRAST
    assert contrast(faded_colour(colour, theme=theme), ground.land) >= MIN_CONTRAST


@pytest.mark.parametrize("theme", sorted(GROUNDS))
def test_words_and_marks_of_a_sheet_are_legible(theme: Theme) -> None:
    ground = GROUNDS[theme]
    for text in (ground.text, ground.quiet_text):
        assert contrast(text, ground.land) >= 4.5
        assert contrast(text, ground.casing) >= 4.5
    assert contrast(ground.grey, ground.land) >= MIN_CONTRAST
    assert contrast(ground.highlight, ground.land) >= MIN_CONTRAST


def test_every_official_line_colour_has_an_edge_that_stands_out() -> None:
    metro = current_store().dataset().frames["metro"]
    official = set(metro["colour"].dropna())
    edges = table(colours=official)["edges"]
    for theme, ground in GROUNDS.items():
        for colour in official:
            assert contrast(edges[theme][colour], ground.casing) >= MIN_CONTRAST, (theme, colour)


@given(colours, themes)
def test_an_edge_always_has_the_contrast_and_spares_what_has_it(colour: str, theme: Theme) -> None:
    ground = GROUNDS[theme]
    edge = edge_colour(colour, theme=theme)
    assert min(contrast(edge, ground.casing), contrast(edge, ground.land)) >= MIN_CONTRAST
    assert edge_colour(edge, theme=theme) == edge


@given(colours, colours)
def test_contrast_is_symmetric_and_bounded(one: str, other: str) -> None:
    assert 1 <= contrast(one, other) <= 21
    assert contrast(one, other) == contrast(other, one)


def test_known_contrasts() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_table_is_json() -> None:
    assert json.loads(json.dumps(table(), allow_nan=False))["codes"][0] == "unknown"
