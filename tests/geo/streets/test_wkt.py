"""Streets as well-known text: what is taken, and what is said of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import LineString

from geo.errors import CrsError, ReadingError
from geo.streets.reading import read_streets
from geo.streets.wkt import read_wkt

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "streets.wkt"


def test_lines_are_longitude_and_latitude_unless_they_say_otherwise(path: Path) -> None:
    path.write_text(
        "\ufeffLINESTRING (113.6 34.7, 113.61 34.7)\n"
        "multilinestring z ((113.6 34.7 1, 113.6 34.71 2), (113.6 34.7 0, 113.5 34.7 0))"
    )
    frame = read_wkt(path)
    assert (len(frame), frame.crs.to_epsg()) == (2, 4326)
    assert len(read_streets(path).lines) == 3
    path.write_text("SRID=4547;LINESTRING (460000 3840000, 460100 3840000);")
    streets = read_streets(path)
    assert streets.crs.to_epsg() == 4547
    assert streets.lines[0].length == pytest.approx(100)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("LINESTRING (1 2, 3 4)\nPOINT (1 2)", r"line 2: “POINT \(1 2\)”"),
        ("LINESTRING (1 2)", "line 1"),
        ("LINESTRING (1 2, 3)", "line 1"),
        ("\n\n<svg/>", "line 1: “<svg/>”"),
    ],
)
def test_anything_else_is_named_with_its_line(path: Path, text: str, said: str) -> None:
    path.write_text(text)
    with pytest.raises(ReadingError, match=said):
        read_wkt(path)


def test_bytes_that_are_no_text(path: Path) -> None:
    path.write_bytes("LINESTRING (断头路)".encode("gbk"))
    with pytest.raises(ReadingError, match="no text in UTF-8"):
        read_wkt(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SRID=4547;LINESTRING (0 0, 1 1)\nLINESTRING (0 0, 1 1)", "several coordinate reference"),
        ("SRID=99999;LINESTRING (0 0, 1 1)", "no coordinate reference system EPSG:99999"),
        ("LINESTRING (460000 3840000, 460100 3840000)", "from 460000 to 3840000"),
    ],
)
def test_a_crs_that_cannot_be(path: Path, text: str, said: str) -> None:
    path.write_text(text)
    with pytest.raises(CrsError, match=said):
        read_streets(path)


_PLACE = st.tuples(st.floats(113, 114, width=32), st.floats(34, 35, width=32))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(_PLACE, min_size=2, max_size=5), min_size=1, max_size=5))
def test_what_is_written_is_read(path: Path, lines: list[list[tuple[float, float]]]) -> None:
    drawn = [LineString(places) for places in lines]
    path.write_text("\n".join(line.wkt for line in drawn))
    read = list(read_wkt(path).geometry)
    assert len(read) == len(drawn)
    assert all(one.equals_exact(other, 1e-9) for one, other in zip(drawn, read, strict=True))
