"""Files are written piece by piece, and somebody is told of each piece and may call it off."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from shapely.geometry import Point

from exported import round_trip, table
from geo.exports import FORMATS, CancelledError, pieces, prepare, rfc7946, target, write
from geo.exports.pieces import Encoded

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exports import Comparison


def small_pieces(monkeypatch: pytest.MonkeyPatch, size: int = 2) -> None:
    """Cut layers into pieces of so many records."""
    for module in (pieces, rfc7946):
        monkeypatch.setattr(module, "AT_ONCE", size)


def test_progress_is_told_and_may_call_it_off(tmp_path: Path) -> None:
    told = []

    def progress(step: str, done: int, total: int) -> None:
        told.append((step, done, total))
        if done == 1:
            raise CancelledError("The export was called off.")

    wanted = target("gpkg")
    prepared = prepare([table()], wanted)
    with pytest.raises(CancelledError):
        write(prepared.tables, tmp_path, stem="x", target=wanted, progress=progress)
    assert told == [("write", 0, 3), ("write", 1, 3)]


LONG = [Point(113.5 + n / 100, 34.5) for n in range(7)]


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"shp", "tab"}))
def test_a_long_layer_can_be_called_off_on_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    small_pieces(monkeypatch)
    told = []

    def progress(step: str, done: int, total: int) -> None:
        told.append((step, done, total))
        if len(told) == 3:
            raise CancelledError("The export was called off.")

    wanted = target(name)
    prepared = prepare([table(*LONG)], wanted)
    with pytest.raises(CancelledError):
        write(prepared.tables, tmp_path, stem="x", target=wanted, progress=progress)
    assert told == [("write", 0, 4), ("write", 1, 4), ("write", 2, 4)]


@pytest.mark.parametrize("shapes", [LONG, [*LONG[:4], None, None, None]], ids=["all", "some"])
@pytest.mark.parametrize("name", FORMATS)
def test_pieces_make_the_same_file_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, shapes: list[Any]
) -> None:
    """Row groups aside, no reader sees that a layer was written piece by piece.

    Its last piece has no text, no day and no position, so that none of them tells a column's type.
    """
    wanted = target(name)
    note = pd.Series(["一", *[None] * 6], dtype=object)
    compared: list[list[Comparison]] = []
    for size in (100, 3):
        small_pieces(monkeypatch, size)
        folder = tmp_path / str(size)
        compared.append(round_trip(table(*shapes, note=note), folder, wanted))
    whole, cut = (sorted((tmp_path / str(size)).iterdir()) for size in (100, 3))
    assert compared[0] == compared[1]
    assert [path.name for path in whole] == [path.name for path in cut]
    for one, other in zip(whole, cut, strict=True):
        if name == "parquet":
            assert pq.read_table(one).equals(pq.read_table(other))
            assert pq.ParquetFile(other).num_row_groups == 3
        elif name not in {"gpkg", "dxf", "xlsx"}:  # these name the moment when they were made
            assert one.read_bytes() == other.read_bytes()


def test_bytes_are_compared_whatever_pieces_a_file_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    small_pieces(monkeypatch)
    shapes = table(*LONG[:4], None).frame.geometry.to_numpy()
    held = pa.array(shapely.to_wkb(shapes), type=pa.binary())
    for cuts in ([5], [1, 4], [3, 0, 2]):
        ends = np.cumsum(cuts)
        parts = [held[end - size : end] for end, size in zip(ends, cuts, strict=True)]
        assert Encoded(shapes).is_same(pa.chunked_array(parts))
    moved = shapely.to_wkb(np.array([*LONG[:3], LONG[4], None], dtype=object))
    for other in (moved, moved[:4], [*moved[:3], None, moved[3]], [*moved[:4], b""]):
        assert not Encoded(shapes).is_same(pa.chunked_array([pa.array(other, type=pa.binary())]))


@pytest.mark.parametrize("name", ["kml", "dxf", "xlsx"])
def test_a_file_of_many_layers_tells_each(tmp_path: Path, name: str) -> None:
    told = []
    wanted = target(name)
    several = [replace(table(), name=f"layer_{n}", title=f"图层{n}") for n in range(3)]
    prepared = prepare(several, wanted)
    write(prepared.tables, tmp_path, stem="x", target=wanted,
          progress=lambda _step, done, total: told.append((done, total)))  # fmt: skip
    assert told == [(0, 3), (1, 3), (2, 3)]
