from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.partial_dates import PartialDate, as_number, day_after, months_later


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("2021-04", date(2021, 4, 1), date(2021, 4, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2100-02", date(2100, 2, 1), date(2100, 2, 28)),
        ("2021-01-30", date(2021, 1, 30), date(2021, 1, 30)),
    ],
)
def test_what_days_it_may_mean(text: str, first: date, last: date) -> None:
    partial = PartialDate(text)
    assert (partial.first, partial.last, str(partial)) == (first, last, text)


@pytest.mark.parametrize(
    "text",
    [
        "", "21", "2021-1", "2021-13", "2021-00", "2021-02-30", "2021-01-32", "2021/01/30",
        "20210130", "2021-01-30T00:00", " 2021", "2021\n", "２０２１", "2021年",
        "0000", "1821", "2201",
        "2021-", "-2021", "~2021",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"must|no such day"):
        PartialDate(text)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_is_itself(day: date) -> None:
    assert PartialDate(day.isoformat()).first == PartialDate(day.isoformat()).last == day
    assert PartialDate(f"{day:%Y-%m}").first <= day <= PartialDate(f"{day:%Y-%m}").last


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2021, 1, 31), 1, date(2021, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2021, 12, 31), 24, date(2023, 12, 31)),
        (date(2021, 11, 30), 3, date(2022, 2, 28)),
    ],
)
def test_months_later(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected


@given(st.dates(), st.dates())
def test_numbers_sort_as_days_do(one: date, other: date) -> None:
    assert (as_number(one) < as_number(other)) == (one < other)


def test_day_after() -> None:
    assert day_after(date(2020, 12, 31)) - date(2020, 12, 31) == timedelta(days=1)
