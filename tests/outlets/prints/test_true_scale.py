"""Known places measured on paper: in the SVG, vertex by vertex."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest
from pyproj import Geod, Transformer

from geo.mapscale import north_at
from outlets.prints.composing import compose
from outlets.prints.paper import PAPERS, PrintOrder
from outlets.prints.writing import write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from layers.build import Dataset
    from layers.selection import Selection

MM_PER_PT = 25.4 / 72
LINE = "metro-line-1-phase-1"


def drawn(file: Path) -> dict[str, list[tuple[float, float]]]:
    """Return the vertices of every named path of an SVG [mm from its left top corner]."""
    found = {}
    root = ET.parse(file).getroot()  # noqa: S314 - our own file
    for group in root.iter("{http://www.w3.org/2000/svg}g"):
        path = group.find("{http://www.w3.org/2000/svg}path")
        if path is not None and group.get("id"):
            numbers = re.findall(r"[ML] (\S+) (\S+)", path.get("d", ""))
            found[str(group.get("id"))] = [
                (float(x) * MM_PER_PT, float(y) * MM_PER_PT) for x, y in numbers
            ]
    return found


@pytest.fixture(scope="module")
def svg(
    chosen: Callable[..., Selection], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., dict[str, list[tuple[float, float]]]]:
    def make(**fields: object) -> dict[str, list[tuple[float, float]]]:
        order = PrintOrder(format="svg", **fields)  # type: ignore[arg-type]
        file = tmp_path_factory.mktemp("svg") / "map.svg"
        sheet = compose(chosen(layers=("metro",)), order)
        write(sheet.pages, file, order=order, title="x")
        return drawn(file)

    return make


@pytest.mark.parametrize(("scale", "paper"), [(50_000, "A0"), (100_000, "A1"), (75_000, "A0")])
def test_a_line_measures_what_its_scale_says(
    dataset: Dataset, svg: Callable[..., dict[str, list[tuple[float, float]]]],
    scale: int, paper: str,
) -> None:  # fmt: skip
    on_paper = svg(scale=scale, paper=paper, centre=(113.65, 34.76))[LINE]
    metro = dataset.frames["metro"]
    course = metro[metro["id"] == LINE].geometry.iloc[0]
    to_grid = Transformer.from_crs("EPSG:4326", "EPSG:4547", always_xy=True)
    ground = [to_grid.transform(lon, lat) for lon, lat in course.coords]
    assert len(on_paper) == len(ground)
    for (x, y), (east, north) in zip(on_paper, ground, strict=True):
        away = (east - ground[0][0]) / scale * 1000, (north - ground[0][1]) / scale * 1000
        assert (x - on_paper[0][0], on_paper[0][1] - y) == pytest.approx(away, abs=0.01)


def test_two_stations_lie_apart_as_the_ellipsoid_says(
    dataset: Dataset, svg: Callable[..., dict[str, list[tuple[float, float]]]]
) -> None:
    on_paper = svg(scale=50_000, paper="A0", centre=(113.65, 34.76))[LINE]
    metro = dataset.frames["metro"]
    course = metro[metro["id"] == LINE].geometry.iloc[0].coords
    metres = Geod(ellps="WGS84").inv(*course[0], *course[-1])[2]
    assert math.dist(on_paper[0], on_paper[-1]) == pytest.approx(metres / 50, rel=5e-5)


@pytest.mark.parametrize("scale", [50_000, 250_000])
def test_the_bar_and_the_frame_measure_right(
    svg: Callable[..., dict[str, list[tuple[float, float]]]], scale: int
) -> None:
    paths = svg(scale=scale, paper="A3", centre=(113.2, 34.7))
    bar = paths["scale-bar-0"]
    length = max(x for x, _ in bar) - min(x for x, _ in bar)
    step = {50_000: 500, 250_000: 2_000}[scale]
    assert length == pytest.approx(step / scale * 1000 * north_at(113.2, 34.7).stretch, abs=0.005)
    frame = paths["map-frame"]
    assert max(x for x, _ in frame) < PAPERS["A3"][1]


def test_the_arrow_points_to_true_north(
    svg: Callable[..., dict[str, list[tuple[float, float]]]],
) -> None:
    for lon in (113.0, 114.9):
        arrow = svg(scale=250_000, paper="A3", centre=(lon, 34.7))["north-arrow"]
        top = min(arrow, key=lambda at: at[1])
        notch = arrow[2]
        bearing = math.degrees(math.atan2(top[0] - notch[0], notch[1] - top[1]))
        assert bearing == pytest.approx(-north_at(lon, 34.7).convergence_deg, abs=0.05)
