"""The printed map of dead ends: marks where the connections are, ranks of the table, true scale."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pytest
import shapely

from benchmarks.generated_streets import city
from benchmarks.removed_links import cut_short
from geo.mapscale import from_grid, north_at
from geo.streets.ranking import Trips
from outlets.analyses.dead_end_map import HEIGHT_MM, WIDTH_MM, maps
from outlets.analyses.dead_ends import Answer, Question, answer
from outlets.analyses.plots import Places, ground_of

if TYPE_CHECKING:
    from pathlib import Path

CREDIT = "<img src=x>某院"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    path = tmp_path_factory.mktemp("streets") / "streets.parquet"
    cut_short(city("grown", 1, size=12), 40, 1).frame.to_parquet(path)
    return answer(Question(network=path, credit=CREDIT, trips=Trips(origins=30), most=60))


def drawn(found: Answer, chosen: list[str], notice: str = "") -> ET.Element:
    """Return the maps, read as XML."""
    text = maps(found, chosen, language="zh", notice=notice)
    return ET.fromstring(f"<div>{text.replace('<br>', '<br/>')}</div>")  # noqa: S314 - our own


def numbers(page: ET.Element) -> dict[int, tuple[float, float]]:
    """Return where each number of the map of the whole network stands [mm]."""
    whole = page.find("figure/svg")
    assert whole is not None
    return {
        int(text.text or ""): (float(text.get("x", "")), float(text.get("y", "")))
        for text in whole.findall("text")
    }


def test_marks_stand_where_the_connections_are(found: Answer) -> None:
    page = drawn(found, [])
    ground = ground_of(tuple(found.network.segments.total_bounds), width=WIDTH_MM, height=HEIGHT_MM)
    assert 10_000 < ground.scale < 30_000
    assert ground.scale % 1000 == 0
    marks = {
        (float(mark.get("cx", "")), float(mark.get("cy", "")))
        for mark in page.findall("figure/svg/circle")
        if mark.get("fill") is None
    }
    middles = ground.paper(shapely.get_coordinates(found.ranked.geometry.centroid))
    assert len(found.ranked) > 20
    assert np.sort(np.array(sorted(marks)), axis=0) == pytest.approx(
        np.sort(np.unique(middles.round(2), axis=0), axis=0), abs=0.011
    )
    shown = numbers(page)
    assert set(shown) <= set(found.ranked["rank"])
    assert set(range(1, 13)) <= set(shown)
    for rank, place in shown.items():
        near = np.hypot(*(middles[rank - 1] - place))
        assert near < (16 if rank <= 12 else 5)  # beside its own mark [mm], or led to
    caption = "".join(page.find("figure/figcaption").itertext())  # type: ignore[union-attr]
    assert f"{len(found.ranked)} 条方案中有 {len(shown)} 条标出名次" in caption


def test_what_every_map_says(found: Answer) -> None:
    page = drawn(found, [])
    caption = "".join(page.find("figure/figcaption").itertext())  # type: ignore[union-attr]
    for words in (CREDIT, "EPSG:4547", "未经审核 内部资料", "断头路", "坐标北偏西"):
        assert words in caption
    assert "审图号：豫S" in "".join(drawn(found, [], notice="豫S").itertext())
    assert "style=" not in maps(found, [], language="en", notice="")
    colours = set(
        re.findall(r'(?:fill|stroke)="([^"]*)"', maps(found, [], language="en", notice=""))
    )
    assert colours <= {"#000", "#fff", "#999", "#777", "none"}  # for a copier


def test_the_bar_is_as_long_as_it_says_and_the_arrow_points_north(found: Answer) -> None:
    page = drawn(found, [])
    bounds = found.network.segments.total_bounds
    ground = ground_of(tuple(bounds), width=WIDTH_MM, height=HEIGHT_MM)
    lon, lat = from_grid(*ground.middle)
    north = north_at(lon, lat)
    bar = page.find("figure/svg/g[@class='bar']")
    assert bar is not None
    texts = [text.text or "" for text in bar.findall("text")]
    metres = float(texts[-1].split()[0]) * (1000 if texts[-1].endswith("km") else 1)
    drawn_mm = sum(float(part.get("width", "")) for part in bar.findall("rect")[1:])
    assert drawn_mm * ground.scale / 1000 == pytest.approx(metres * north.stretch, rel=1e-3)
    arrow = page.find("figure/svg/g[@class='north']/g")
    assert arrow is not None
    turn = float(re.findall(r"rotate\(([-0-9.]+)\)", arrow.get("transform", ""))[0])
    ahead = gpd.GeoSeries([shapely.Point(lon, lat + 0.01)], crs="EPSG:4326").to_crs("EPSG:4547")
    east, up = np.subtract(ahead[0].coords[0], ground.middle)
    assert turn == pytest.approx(np.degrees(np.arctan2(east, up)), abs=0.01)


def test_the_chosen_stand_out_and_are_seen_from_near(found: Answer) -> None:
    chosen = found.best(3)
    page = drawn(found, chosen)
    near = page.findall("section/div/figure")
    assert len(near) == 3
    ranks = found.ranked.set_index("id").loc[chosen]
    for figure, row in zip(near, ranks.itertuples(), strict=True):
        assert figure.find("figcaption").text == f"{row.rank} · {row.length_m:,.0f} m"  # type: ignore[union-attr]
    boxed = [text.text for text in page.findall("figure/svg/text") if text.get("fill") == "#fff"]
    assert set(boxed) == set(map(str, ranks["rank"]))
    assert len(drawn(found, []).findall("section/div/figure")) == 12


def test_a_network_without_connections_is_a_map_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "ring.parquet"
    ring = shapely.box(465_000, 3_845_000, 466_000, 3_846_000).exterior
    gpd.GeoDataFrame(geometry=[ring], crs="EPSG:4547").to_parquet(path)
    page = drawn(answer(Question(network=path, trips=Trips(origins=4))), [])
    assert page.find("section") is None
    path_of = page.find("figure/svg/path")
    assert path_of is not None
    assert len(re.findall(r"M", path_of.get("d", ""))) == 1
    assert numbers(page) == {}


def test_numbers_never_lie_on_each_other() -> None:
    places = Places(60, 40)
    rng = np.random.default_rng(1)
    taken = [places.take((float(x), float(y)), "123") for x, y in rng.random((300, 2)) * [60, 40]]
    kept = np.array([at for at in taken if at is not None])
    assert 20 < len(kept) < 200
    apart = np.abs(kept[:, None] - kept[None])
    close = (apart[..., 0] < 5.6) & (apart[..., 1] < 3.0)
    assert close.sum() == len(kept)
