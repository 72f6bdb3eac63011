"""What became of cells between two days."""

from __future__ import annotations

import numpy as np

from geo.coverage.classes import BEYOND, GAINED, LOST, OUTSIDE, WITHIN, changes


def test_changes_by_the_widest_class_that_counts() -> None:
    now, before = np.meshgrid(np.arange(5, dtype=np.uint8), np.arange(5, dtype=np.uint8))
    found = changes(now, before, limit=2)
    assert found.dtype == np.uint8
    assert found[:, 0].tolist() == [OUTSIDE] * 5
    assert found[1:3, 1:3].tolist() == [[WITHIN] * 2] * 2
    assert found[3:, 1:3].tolist() == [[GAINED] * 2] * 2
    assert found[1:3, 3:].tolist() == [[LOST] * 2] * 2
    assert found[3:, 3:].tolist() == [[BEYOND] * 2] * 2
