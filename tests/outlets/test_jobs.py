from __future__ import annotations

import tempfile
from datetime import date
from typing import TYPE_CHECKING

import pytest

from geo.exports import CancelledError, target
from layers.selection import select
from layers.view import View
from outlets.download import download
from outlets.export import Order, layers_wanted
from outlets.jobs import Job

if TYPE_CHECKING:
    from pathlib import Path

    from layers.build import Dataset


def order(dataset: Dataset) -> Order:
    view, wanted = View(), target("gpkg")
    selection = select(dataset, view, today=date(2026, 11, 22))
    return Order(selection, layers_wanted(view, wanted), wanted)


def test_it_knows_how_far_an_export_is(dataset: Dataset) -> None:
    told, shares = [], []

    class Watched(Job):
        def __call__(self, step: str, done: int, total: int) -> None:
            super().__call__(step, done, total)
            told.append((self.step, self.done, self.total))
            shares.append(self.share)

    download(order(dataset), progress=Watched())
    assert [step for step, done, _ in told if done == 0] == [
        "collect", "prepare", "write", "read back", "describe", "zip",
    ]  # fmt: skip
    assert all(done < total for _, done, total in told)
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert 0.8 < shares[-1] < 1


@pytest.mark.parametrize("step", ["collect", "write", "read back", "describe", "zip"])
def test_called_off_at_any_step_it_leaves_nothing(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    class Impatient(Job):
        def __call__(self, now: str, done: int, total: int) -> None:
            if now == step:
                self.call_off()
            super().__call__(now, done, total)

    with pytest.raises(CancelledError):
        download(order(dataset), progress=Impatient())
    assert list(tmp_path.iterdir()) == []
