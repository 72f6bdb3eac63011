from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.path import Path

from outlets.prints.dashes import cut

places = st.tuples(st.floats(0, 200), st.floats(0, 200))
patterns = st.lists(st.floats(0.2, 9), min_size=2, max_size=4).filter(lambda d: len(d) % 2 == 0)


def pieces(path: Path) -> list[shapely.LineString]:
    vertices, codes = np.asarray(path.vertices), np.asarray(path.codes)
    starts = np.flatnonzero(codes == Path.MOVETO).tolist()
    ends = [*starts[1:], len(vertices)]
    return [shapely.LineString(vertices[a:b]) for a, b in zip(starts, ends, strict=True)]


@given(st.lists(places, min_size=2, max_size=12, unique=True), patterns)
def test_dashes_lie_on_their_line_and_have_their_lengths(
    line: list[tuple[float, float]], dash: list[float]
) -> None:
    course = shapely.LineString(line)
    found = pieces(cut(Path(np.asarray(line)), tuple(dash)))
    assert shapely.LineString(line).buffer(0.02).covers(shapely.MultiLineString(found))
    turns, rest = divmod(course.length, sum(dash))
    on, left = 0.0, rest
    for place, part in enumerate(dash):
        on += turns * part * (place % 2 == 0) + min(part, max(left, 0)) * (place % 2 == 0)
        left -= part
    assert sum(piece.length for piece in found) == pytest.approx(on, abs=0.05)


def test_a_circle_is_cut_as_a_circle() -> None:
    found = pieces(cut(Path.circle((50, 50), 20), (3, 2)))
    assert len(found) == 26  # 125.7 mm in steps of five
    for piece in found:
        for x, y in piece.coords:
            assert np.hypot(x - 50, y - 50) == pytest.approx(20, abs=0.02)


def test_nothing_gives_nothing() -> None:
    dot = Path(np.array([(1.0, 1.0), (1.0, 1.0)]))
    assert np.asarray(cut(dot, (1, 1)).vertices).size == 0
