"""The promise ledger: all 232 commitments, searched, filtered, sorted, tied to the map."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from layers.ledger import ledger_of
from layers.view import View

if TYPE_CHECKING:
    from collections.abc import Callable

    from e2e.reader import Reader
    from layers.build import Dataset


@pytest.fixture
def entries(dataset: Dataset) -> Callable[..., list[Any]]:
    def find(**fields: Any) -> list[Any]:
        today = date.today()  # noqa: DTZ011 - the server's day
        return ledger_of(dataset).select(View(**fields), today=today)

    return find


@pytest.fixture
def ledger(visit: Callable[..., Reader]) -> Reader:
    return visit().open(panel="ledger")


def promise(reader: Reader, entry: Any) -> None:
    """Click a commitment's row."""
    reader.table.locator(f'[data-focus="row-{entry.commitment.id}"]').click()
    expect(reader.card.locator("h2")).to_have_text(entry.commitment.subject_zh)


def test_ledger_holds_every_promise(ledger: Reader) -> None:
    expect(ledger.table.locator(".zt-total")).to_contain_text("232")
    seen = set()
    while True:
        seen |= {
            row.get_attribute("data-focus") for row in ledger.rows.locator("button.zt-open").all()
        }
        following = ledger.table.locator('[data-focus="next"]')
        if following.is_disabled():
            break
        page = ledger.table.locator(".zt-pager span").inner_text()
        following.click()
        expect(ledger.table.locator(".zt-pager span")).not_to_have_text(page)
    assert len(seen) == 232


@pytest.mark.parametrize(
    ("facet", "field", "value"),
    [("district", "districts", "金水区"), ("status", "statuses", "completed"),
     ("theme", "themes", "metro")],
)  # fmt: skip
def test_ledger_filters_like_the_map(
    ledger: Reader, entries: Callable[..., list[Any]], *, facet: str, field: str, value: str
) -> None:
    ledger.choose(facet, value)
    found = entries(**{field: (value,)})
    expect(ledger.table.locator(".zt-total")).to_contain_text(str(len(found)))
    assert 0 < len(found) < 232
    shown = [name.strip() for name in ledger.rows.locator("button.zt-open").all_inner_texts()]
    assert shown == [entry.commitment.subject_zh for entry in found[:25]]


def test_ledger_is_searched(ledger: Reader, entries: Callable[..., list[Any]]) -> None:
    ledger.type_text("断头路")
    expect(ledger.table.locator(".zt-total")).to_contain_text(str(len(entries(text="断头路"))))
    ledger.type_text("什么也没有的词")
    expect(ledger.table.locator(".zt-empty")).to_be_visible()


def test_ledger_sorts_by_due_date(ledger: Reader) -> None:
    ledger.table.locator('[data-focus="sort-due"]').click()
    expect(ledger.table.locator('th[aria-sort="ascending"]')).to_have_count(1)
    dues = ledger.table.locator("tbody tr td:nth-child(6)").all_inner_texts()
    assert dues == sorted(dues)
    assert all(dues)


def test_from_a_promise_to_its_record_on_the_map(
    ledger: Reader, entries: Callable[..., list[Any]]
) -> None:
    entry, answer = next(
        (e, a) for e in entries() for a in e.answers
        if a.answers and a.located and not a.background
    )  # fmt: skip
    ledger.type_text(entry.commitment.subject_zh)
    promise(ledger, entry)
    ledger.card.locator(f'[data-focus="answer-{answer.record}"]').click()
    expect(ledger.page.locator('html[data-panel="map"]')).to_be_attached()
    expect(ledger.card.locator("h2")).to_have_text(answer.name_zh)
    ledger.map.wait_for_function("(id) => zhengtu.selected === id", arg=answer.record)
    ledger.map.wait_for_function("() => zhengtu.message.move !== null")
    # and back: the card names the promise
    ledger.card.locator(f'[data-focus="promise-{entry.commitment.id}"]').click()
    expect(ledger.card.locator("h2")).to_have_text(entry.commitment.subject_zh)
    expect(ledger.page.locator('html[data-panel="ledger"]')).to_be_attached()


def test_unlocated_records_are_there(ledger: Reader, entries: Callable[..., list[Any]]) -> None:
    entry, answer = next(
        (e, a) for e in entries() for a in e.answers if a.answers and not a.located
    )
    ledger.type_text(entry.commitment.subject_zh)
    promise(ledger, entry)
    ledger.card.locator(f'[data-focus="answer-{answer.record}"]').click()
    expect(ledger.card.locator("h2")).to_have_text(answer.name_zh)
    expect(ledger.card.locator(".zt-warning").first).to_be_visible()
    expect(ledger.card.locator('[data-focus="go"]')).to_have_count(0)


def test_promise_without_any_record_says_so(
    ledger: Reader, entries: Callable[..., list[Any]]
) -> None:
    alone = next(entry for entry in entries() if not entry.answers)
    ledger.type_text(alone.commitment.subject_zh)
    promise(ledger, alone)
    expect(ledger.card.locator("p.zt-quiet").last).to_be_visible()
    ledger.expect_address(promise=alone.commitment.id, panel="ledger")
