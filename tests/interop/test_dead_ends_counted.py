"""GRASS, osmnx and momepy count the ends of the same streets.

GRASS cleans the raw file by itself (``v.clean``: break, snap, remove duplicates; degrees by
``v.net.centrality``). Ends and junctions are as many as ours. Nodes of degree 2 are more: a line
that goes on as another is one street for us if class, name and level agree (``merged``), while
GRASS, which knows no such columns there, keeps the node.

osmnx and momepy count in our clean network; neither cleans. osmnx's graph is simplified, which
leaves ends as they are.
"""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from typing import TYPE_CHECKING

import geopandas as gpd
import momepy
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely

from benchmarks.generated_streets import city
from benchmarks.removed_links import cut_short
from geo.streets.cleaning import clean
from geo.streets.dead_ends import find
from geo.streets.reading import read_streets

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo.streets.network import Network

TOLERANCE_M = 1.0
MISSED = 5

GRASS = """
set -e
v.in.ogr -o --quiet input="$1" output=raw snap=-1
v.clean --quiet input=raw output=clean type=line \
    tool=break,snap,break,rmdupl threshold=0,{tolerance},0,0
v.net.centrality -a --quiet input=clean output=nodes degree=degree
v.db.select -c --quiet map=nodes columns=degree
"""


def spoilt() -> gpd.GeoDataFrame:
    """Make a network with the faults of real files: lines twice, ends that miss, no nodes."""
    frame = cut_short(city("grown", 4, size=14), 40, 4).frame
    rng = np.random.default_rng(4)
    twice = frame.sample(12, random_state=4)
    shift = rng.uniform(-0.2, 0.2, (len(frame), 2))  # ends still within the tolerance
    moved = [
        shapely.affinity.translate(line, *step) if at % 9 == 0 else line
        for at, (line, step) in enumerate(zip(frame.geometry, shift, strict=True))
    ]
    frame = frame.set_geometry(gpd.GeoSeries(moved, crs=frame.crs))
    west, south, east, north = frame.total_bounds
    across = shapely.LineString([(west - 50, south - 50), (east + 50, north + 50)])
    added = gpd.GeoDataFrame({"highway": ["primary"]}, geometry=[across], crs=frame.crs)
    return off_the_middle(pd.concat([frame, twice, added], ignore_index=True))


def off_the_middle(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add streets that begin half a metre beside the middle of a line."""
    tree = shapely.STRtree(frame.geometry.to_numpy())
    made: list[shapely.LineString] = []
    for line in frame.geometry[frame.length > 60]:
        (ax, ay), (bx, by) = line.coords[0], line.coords[-1]
        east, north = (bx - ax) / line.length, (by - ay) / line.length
        x, y = (ax + bx) / 2 - 0.5 * north, (ay + by) / 2 + 0.5 * east
        street = shapely.LineString([(x, y), (x - 25 * north, y + 25 * east)])
        if len(tree.query(street.buffer(3), predicate="intersects")) == 1 and len(line.coords) == 2:
            made.append(street)
        if len(made) == MISSED:
            break
    added = gpd.GeoDataFrame({"highway": ["residential"] * len(made)}, geometry=made, crs=frame.crs)
    return pd.concat([frame, added], ignore_index=True)


def by_grass(path: Path) -> Counter[int]:
    """Count nodes by degree as GRASS sees them."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL"))}
    told = subprocess.run(
        ["grass", "--tmp-location", "EPSG:4547", "--exec", "bash", "-c",
         GRASS.format(tolerance=TOLERANCE_M), "grass", path],
        env=environment | {"HOME": str(path.parent)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    shares = [float(word) for word in told.stdout.split() if word[0].isdigit()]
    # Centrality is the degree by the number of other nodes.
    return Counter(round(share * (len(shares) - 1)) for share in shares)


def ours(path: Path) -> Network:
    return clean(read_streets(path), tolerance_m=TOLERANCE_M, crossings="split")


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    path = tmp_path / "streets.shp"
    spoilt().to_file(path)
    return path


def test_grass_finds_the_same_ends_in_the_same_raw_file(
    program: Callable[[str], str], raw: Path
) -> None:
    program("grass")
    network = ours(raw)
    theirs, degree = by_grass(raw), Counter(network.degree.tolist())
    kinds = set(network.repairs["kind"])
    assert {"duplicate", "snapped", "joined_to_line", "crossing_split", "merged"} <= kinds
    assert theirs[1] == degree[1] == len(find(network)) > 40
    assert {n: theirs[n] for n in theirs if n > 2} == {n: degree[n] for n in degree if n > 2}
    assert theirs[2] > degree[2]


def test_osmnx_and_momepy_count_the_same_ends_in_our_network(raw: Path) -> None:
    ox = pytest.importorskip("osmnx")
    network = ours(raw)
    graph = momepy.gdf_to_nx(network.segments, approach="primal", multigraph=True)
    by_momepy = sum(degree == 1 for _, degree in nx.degree(graph))
    both_ways = nx.MultiDiGraph(crs=str(network.segments.crs))
    for node, (x, y) in enumerate(network.xy):
        both_ways.add_node(node, x=x, y=y)
    for one, other in network.nodes.tolist():
        both_ways.add_edge(one, other, length=1.0)
        both_ways.add_edge(other, one, length=1.0)
    counts = ox.stats.count_streets_per_node(both_ways)
    by_osmnx = sum(streets == 1 for streets in counts.values())
    assert len(find(network)) == by_momepy == by_osmnx > 40
