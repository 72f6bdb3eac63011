from __future__ import annotations

import pytest
from shapely.geometry import LineString, Point, Polygon

from geo.errors import Saying
from geo.validation import Issue, geometry_problems


def problems(shape: object, **options: int) -> list[str]:
    return [str(problem) for problem in geometry_problems(shape, **options)]


@pytest.mark.parametrize(
    "shape",
    [
        Point(113.12345, 34.54321),
        LineString([(113, 34), (113.00001, 34.00001)]),
        Polygon([(112.7, 34.2), (114.2, 34.2), (114.2, 35), (112.7, 34.2)]),
        Point(-180, -90),
    ],
)
def test_sound(shape: object) -> None:
    assert problems(shape) == []


def test_each_fault_is_said() -> None:
    bowtie = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    assert problems(Point()) == ["the geometry is empty"]
    assert "crosses itself" in problems(bowtie)[0]
    assert problems(Point(181, 0)) == ["the coordinates are not longitude, latitude in degrees"]
    assert problems(Point(0.000001, 0)) == ["the coordinates have more than 5 decimals"]
    assert problems(Point(0.000001, 0), digits=6) == []


def test_an_issue_reads_as_one_line_with_every_part() -> None:
    issue = Issue(
        severity="error", file="parks/records.csv", row=7, column="theme", value="park",
        problem=Saying("must be one of {words}", words="water"),
        remedy=Saying("Correct the cell."),
    )  # fmt: skip
    assert str(issue) == (
        "error: parks/records.csv:7 [theme] 'park': must be one of water. Correct the cell."
    )


def test_an_issue_of_a_whole_file() -> None:
    issue = Issue(
        severity="warning", file="a.csv", problem=Saying("it is old"), remedy=Saying("Look.")
    )
    assert str(issue) == "warning: a.csv: it is old. Look."
