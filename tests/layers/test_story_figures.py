"""Figures in the text of a story: each against the data that it is worked out from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from layers.selection import select
from layers.story_figures import FIGURES, Scope, figure_problems, fill, written_date
from layers.summary import metro_length_km
from layers.view import View

if TYPE_CHECKING:
    from layers.build import Dataset
    from layers.vocabulary import Language

TODAY = date(2026, 11, 22)


@pytest.fixture
def scope(dataset: Dataset) -> Scope:
    return Scope(dataset=dataset, day=TODAY, language="en")


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_example_can_be_worked_out(name: str, language: Language, dataset: Dataset) -> None:
    scope = Scope(dataset=dataset, day=TODAY, language=language)
    figure = FIGURES[name]
    assert list(figure_problems(figure.example, scope)) == []
    filled = fill(figure.example, scope)
    assert filled
    assert "{" not in filled
    assert figure.about.label(language)


def test_lengths_are_those_of_the_network(scope: Scope) -> None:
    there = fill("{metro.open_km} {metro.open_km@2013-12-31}", scope).split()
    assert there == [
        f"{metro_length_km(scope.dataset, day):.1f}" for day in (TODAY, date(2013, 12, 31))
    ]
    whole = metro_length_km(scope.dataset, TODAY, outside_city=True)
    assert fill("{metro.open_km_with_xuchang}", scope) == f"{whole:.1f}"


def test_published_lengths_are_published_ones_and_known_at_the_day(scope: Scope) -> None:
    published = [
        (figure.date.last, f"{figure.length_km:g}")
        for figure in scope.dataset.network
        if figure.kind == "open" and figure.basis == "published"
    ]
    assert fill("{metro.published:km}", scope) == published[-1][1]
    first = replace(scope, day=published[0][0])
    assert fill("{metro.published:km}", first) == published[0][1]
    assert fill("{metro.published:km}", replace(scope, day=date(2015, 1, 1))) == "unknown"


def test_counts_are_those_of_the_selection(scope: Scope) -> None:
    view = View(layers=("parks",), statuses=("completed",))
    expected = select(scope.dataset, view, today=TODAY).rows.sum()
    assert fill("{count:layers=parks&status=completed}", scope) == str(expected)
    assert fill("{candidates}", scope) == str(
        select(scope.dataset, View(), today=TODAY).candidates()
    )


def test_dates_are_as_precise_as_their_source(scope: Scope) -> None:
    assert fill("{since:metro-line-1-phase-1.completed}", scope) == "28 December 2013"
    assert fill("{since:yanhuang-corridor.completed}", scope) == "no later than 20 December 2024"
    assert fill("{due:metro-network-700km}", scope) == "2025"
    assert fill("{since:metro-express-k1.completed}", scope) == "unknown"
    assert [written_date(text, "zh") for text in ("2013", "2013-12", "2013-12-28")] == [
        "2013年", "2013年12月", "2013年12月28日",
    ]  # fmt: skip


def test_a_start_taken_back_is_not_the_start(scope: Scope) -> None:
    assert fill("{since:work-yr-national-museum.construction}", scope) == "July 2021"


def test_a_stale_status_says_so(scope: Scope) -> None:
    stale = fill("{status:metro-express-k1}", scope)
    assert stale == "Preliminary (nothing known since 3 June 2021)"
    assert fill("{status:metro-express-k1@2021-06-30}", scope) == "Preliminary"


@pytest.mark.parametrize(
    "text",
    [
        "{nonsense}", "{}", "{ day }", "{day@2021-02-30}", "{count:layers=nowhere}",
        "{figure:metro-line-1-phase-1.weight_kg}", "{figure:metro-line-1-phase-1}",
        "{since:metro-line-1-phase-1.begun}", "{programme:nothing}", "{named:nowhere}",
        "{name:nobody}", "{target:nobody}", "{named:districts}", "{metro.published:miles}",
        "{status:}", "{__class__}", "{0}",
    ],
)  # fmt: skip
def test_a_name_that_means_nothing_is_a_problem(text: str, scope: Scope) -> None:
    ((placeholder, problem),) = figure_problems(f"一{text}二", scope)
    assert placeholder == text
    assert problem
