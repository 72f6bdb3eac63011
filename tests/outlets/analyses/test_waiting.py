"""What waits for its question: found by its secret name, for a while, and not longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.errors import ReadingError
from outlets.analyses import waiting as module
from outlets.analyses.waiting import SentFile, Waiting

if TYPE_CHECKING:
    from pathlib import Path

MOST = 3


def sent(folder: Path, name: str) -> SentFile:
    own = folder / name
    own.mkdir()
    path = own / "x.tif"
    path.write_bytes(b"II*")
    return SentFile(path=path, credit="某院")


def test_newer_ones_take_the_place_of_older_ones_and_of_late_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waiting: Waiting[int] = Waiting(MOST)
    names = [waiting.keep(at) for at in range(MOST + 1)]
    assert waiting.find(names[1:]) == (1, 2, 3)
    assert waiting.find([]) == ()
    for unknown in (names[0], "none"):
        with pytest.raises(ReadingError, match="choose it again"):
            waiting.find([names[1], unknown])
    monkeypatch.setattr(module, "HELD_S", -1.0)
    waiting.keep(4)
    with pytest.raises(ReadingError, match="choose it again"):
        waiting.find(names[1:2])


def test_a_file_goes_with_the_last_who_holds_it(tmp_path: Path) -> None:
    waiting: Waiting[SentFile] = Waiting(1)
    (held,) = waiting.find([waiting.keep(sent(tmp_path, "a"))])
    waiting.keep(sent(tmp_path, "b"))
    waiting.keep(sent(tmp_path, "c"))
    assert {path.name for path in tmp_path.iterdir()} == {"a", "c"}
    assert held.path.read_bytes() == b"II*"
    del held
    assert {path.name for path in tmp_path.iterdir()} == {"c"}
