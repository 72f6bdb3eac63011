"""Names on a map: none over another, none over the frame; what is left out is told."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.store import current_store
from outlets.prints.labels import place_labels
from outlets.prints.pen import Box
from outlets.prints.scene import MapWindow, scene_of
from outlets.prints.sizes import Sizes

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.selection import Selection

FRAME = Box(10, 10, 280, 190)
CITY = (466_000.0, 3_845_000.0)
windows = st.builds(
    MapWindow, st.just(FRAME),
    st.tuples(st.floats(420_000, 500_000), st.floats(3_800_000, 3_860_000)),
    st.floats(20_000, 900_000),
)  # fmt: skip


@settings(max_examples=20)
@given(window=windows, factor=st.sampled_from([1.0, 1.5]), language=st.sampled_from(["zh", "en"]))
def test_no_name_lies_over_another_or_the_frame(
    chosen: Callable[..., Selection], window: MapWindow, factor: float, language: str
) -> None:
    plate = Box(10, 10, 60, 16)
    scene = scene_of(chosen(), window)
    labels = place_labels(scene, Sizes(window.scale, factor), language, keep_clear=(plate,))  # type: ignore[arg-type]
    for label in labels.placed:
        assert FRAME.holds(label.box)
        assert not label.box.touches(plate)
    for one, other in itertools.combinations(labels.placed, 2):
        assert not one.box.touches(other.box), (one.text, other.text)
    assert not {label.of for label in labels.placed} & set(labels.left_out)


def test_a_missing_link_is_never_covered(chosen: Callable[..., Selection]) -> None:
    window = MapWindow(FRAME, CITY, 120_000)
    scene = scene_of(chosen(), window)
    labels = place_labels(scene, Sizes(window.scale), "zh")
    ends = [f for f in scene.theme if f.layer == "dead_end_roads" and f.kind == "point"]
    assert ends
    for feature in ends:
        x, y = feature.shape.coords[0]
        at = Box(x - 0.5, y - 0.5, x + 0.5, y + 0.5)
        assert not any(label.box.touches(at) for label in labels.placed)


def test_every_district_is_named_over_the_whole_city(chosen: Callable[..., Selection]) -> None:
    window = MapWindow(FRAME, (455_000, 3_832_000), 550_000)
    placed = place_labels(scene_of(chosen(layers=()), window), Sizes(550_000), "zh").placed
    frame = current_store().dataset().frames["districts"]
    units = set(frame["name_zh"][frame["category"] == "district"])
    assert units <= {label.text for label in placed}


@pytest.mark.parametrize(("scale", "named"), [(60_000, True), (400_000, False)])
def test_stations_are_named_where_there_is_room(
    chosen: Callable[..., Selection],
    scale: int,
    named: bool,  # noqa: FBT001 - parametrised
) -> None:
    scene = scene_of(chosen(), MapWindow(FRAME, CITY, scale))
    labels = place_labels(scene, Sizes(scale), "zh")
    stations = {f.id for f in scene.theme if f.layer == "metro_stations"}
    told = {label.of for label in labels.placed} | set(labels.left_out)
    assert bool(stations & told) is named
    if named:
        assert len(stations & {label.of for label in labels.placed}) > 0.6 * len(stations)
