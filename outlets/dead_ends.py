"""The dead-end workbench as one piece of work: a network in, ranked connections out as a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from geo.errors import ExportError
from geo.exports import place, scratch, sha256
from geo.exports.files import nothing_to_tell
from geo.streets import classes, cleaning, kinds, proposals, ranking
from geo.streets.cleaning import clean
from geo.streets.comparison import compare
from geo.streets.dead_ends import find
from geo.streets.kinds import classify
from geo.streets.proposals import LIMIT_M, propose, require_limit
from geo.streets.ranking import MOST, Trips, rank, shortlist
from geo.streets.reading import read_streets, read_vector
from outlets.dead_end_words import KIND_TITLES, LIMITS_EN, LIMITS_ZH, MEASURES_ZH, why_zh
from outlets.geopackages import check_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geo.exports.files import Progress
    from geo.streets.cleaning import Crossings
    from geo.streets.network import Network
    from geo.streets.obstacles import Obstacle

LAYERS = {
    "dead_ends": "路网尽端及判定 Dead ends and what they are",
    "proposals": "打通方案 Proposed connections",
    "repairs": "路网修复记录 Repairs of the network",
    "streets": "清理后的路网 The clean network",
}
"""Layers of the file, besides the tables ``comparison`` and ``method``."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked of a network.

    Parameters
    ----------
    network
        File of the network.
    layer
        Its layer, if it has several.
    credit
        Whose data it is; every result carries it. The file's name if left out.
    limit_m
        Longest connection [m].
    tolerance_m
        Snapping distance [m].
    crossings
        How lines that cross without a node are taken (:mod:`geo.streets.cleaning`).
    most
        How many connections are ranked.
    trips
        How trips are sampled.
    obstacles
        What connections must not cross.
    near
        Points that should come near, by name.
    extent
        Area that the network was cut out of.
    """

    network: Path
    layer: str | None = None
    credit: str | None = None
    limit_m: float = LIMIT_M
    tolerance_m: float = 1.0
    crossings: Crossings = "auto"
    most: int = MOST
    trips: Trips = field(default_factory=Trips)
    obstacles: tuple[Obstacle, ...] = ()
    near: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    extent: gpd.GeoDataFrame | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was found.

    Parameters
    ----------
    network
        The clean network, for comparisons.
    ends
        Dead ends with ``id``, kind and reason.
    proposals
        Connections with ``id``, ``dead_end``; those that were ranked come first, best first.
    method
        How it was found and what must be known beside it: ``item``, ``text``.
    """

    network: Network
    ends: gpd.GeoDataFrame
    proposals: gpd.GeoDataFrame
    method: pd.DataFrame

    @property
    def ranked(self) -> gpd.GeoDataFrame:
        """The connections that were ranked, best first."""
        return self.proposals[self.proposals["rank"].notna()]

    def best(self, count: int) -> list[str]:
        """Return the ids of the best connections, one of each dead end at most."""
        alone = self.ranked.drop_duplicates("dead_end")
        return [str(name) for name in alone["id"].head(max(count, 0))]


def answer(question: Question, *, progress: Progress = nothing_to_tell) -> Answer:
    """Read, clean, find, classify, propose and rank.

    Parameters
    ----------
    question
        What is asked.
    progress
        Told what is being done; it may raise to call the work off.

    Raises
    ------
    ReadingError, CrsError, NetworkError
        If the network, or something laid beside it, cannot be used.
    """
    require_limit(question.limit_m)
    progress("read", 0, 1)
    streets = read_streets(question.network, layer=question.layer)
    network = clean(
        streets,
        tolerance_m=question.tolerance_m,
        crossings=question.crossings,
        progress=progress,
    )
    ends = find(network)
    found = propose(
        network,
        ends,
        limit_m=question.limit_m,
        obstacles=question.obstacles,
        progress=progress,
    )
    ends = classify(network, ends, found, extent=question.extent)
    links = shortlist(ends, found, most=question.most)
    ranked = rank(network, links, trips=question.trips, near=question.near, progress=progress)
    return Answer(
        network=network,
        ends=_named_ends(ends),
        proposals=_named_proposals(found, ranked),
        method=_method(question, network),
    )


def _name(end: int) -> str:
    return f"d{end + 1:05d}"


def _named_ends(ends: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    ends = ends.assign(
        id=[_name(end) for end in range(len(ends))],
        kind_zh=[KIND_TITLES[kind][0] for kind in ends["kind"]],
        why_zh=[why_zh(row) for row in ends.to_dict("records")],
    )
    first = ["id", "kind", "kind_zh", "why_zh", "why", "reason"]
    return ends[first + [name for name in ends.columns if name not in first]]


def _named_proposals(found: gpd.GeoDataFrame, ranked: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Put the ranked connections before the others, which have no rank."""
    keys = ["end", "choice"]
    chosen = found[found["choice"] > 0]
    added = ranked[keys + [name for name in ranked.columns if name not in chosen.columns]]
    table = chosen.merge(added, on=keys, how="left").sort_values(["rank", *keys], kind="stable")
    table = table.drop(columns="blocked").reset_index(drop=True)
    table["rank"] = table["rank"].astype("Int64")
    table["joins_pieces"] = table["joins_pieces"].astype("boolean")
    table.insert(0, "id", [f"{_name(row.end)}-{row.choice}" for row in table.itertuples()])
    table.insert(1, "dead_end", [_name(end) for end in table["end"]])
    return gpd.GeoDataFrame(table, geometry="geometry", crs=found.crs)


def _method(question: Question, network: Network) -> pd.DataFrame:
    """Say how it was found: the modules' own words, the choices made, and the limits."""
    trips = question.trips
    speeds = ", ".join(f"{kind.id} {kind.speed_kmh:g}" for kind in classes.CLASSES.values())
    unknown = int((network.segments["road_class"] == classes.UNKNOWN).sum())
    rows = [
        ("source", question.credit or question.network.name),
        ("network", f"{question.network.name}, sha256 {sha256(question.network)}"),
        ("crs", network.segments.crs.to_wkt()),
        ("limits_zh", LIMITS_ZH),
        ("limits_en", LIMITS_EN),
        *(("note", str(note)) for note in network.notes),
        ("limit_m", f"{question.limit_m:g}"),
        ("tolerance_m", f"{question.tolerance_m:g}"),
        ("trips", f"all pairs of {trips.origins} nodes, seed {trips.seed}"),
        ("obstacles", ", ".join(_told(layer) for layer in question.obstacles) or "none given"),
        ("speeds_kmh", f"{speeds}; {unknown} segments are of unknown class"),
        ("cleaning", cleaning.__doc__),
        ("kinds", kinds.__doc__),
        ("proposals", proposals.__doc__),
        ("ranking", ranking.__doc__),
    ]
    return pd.DataFrame(rows, columns=["item", "text"])


def _told(obstacle: Obstacle) -> str:
    return f"{obstacle.kind} (may be bridged)" if obstacle.bridged else obstacle.kind


def what_if(
    found: Answer,
    chosen: list[str],
    *,
    trips: Trips | None = None,
    progress: Progress = nothing_to_tell,
) -> pd.DataFrame:
    """Compare the network before and after some proposals are opened together.

    Parameters
    ----------
    found
        An answer.
    chosen
        Ids of its proposals.
    trips
        How trips are sampled.
    progress
        Told what is being done.

    Returns
    -------
    As :func:`geo.streets.comparison.compare`, with ``meaning_zh``.

    Raises
    ------
    NetworkError
        If nothing was chosen.
    """
    links = found.proposals[found.proposals["id"].isin(chosen)]
    table = compare(found.network, links, trips=trips, progress=progress)
    return table.assign(meaning_zh=[MEASURES_ZH[name] for name in table["measure"]])


def write(found: Answer, out: Path, *, comparison: pd.DataFrame | None = None) -> None:
    """Write an answer as a GeoPackage; an older file of that name is replaced by a whole one only.

    Parameters
    ----------
    found
        An answer.
    out
        File to make.
    comparison
        Before and after of a chosen set, if there is one.

    Raises
    ------
    ExportError
        If it cannot be written, or does not read back.
    """
    check_name(out)
    frames = {
        "dead_ends": found.ends,
        "proposals": found.proposals,
        "repairs": found.network.repairs,
        "streets": found.network.segments,
    }
    tables = {"method": found.method} | ({} if comparison is None else {"comparison": comparison})
    with scratch(out.parent) as folder:
        made = folder / "dead_ends.gpkg"
        for name, frame in (frames | tables).items():
            _write_layer(frame, made, name)
        place(made, out)


_SHAPES = {"dead_ends": "Point", "proposals": "LineString", "repairs": "Point",
           "streets": "LineString"}  # fmt: skip


def _write_layer(frame: pd.DataFrame, path: Path, name: str) -> None:
    told: dict[str, Any] = {}
    if name in LAYERS:
        about = {"IDENTIFIER": LAYERS[name], "DESCRIPTION": LIMITS_ZH}
        told = {"geometry_type": _SHAPES[name], "layer_options": about}
    finite = frame.replace([np.inf, -np.inf], np.nan)
    pyogrio.write_dataframe(
        finite, path, layer=name, driver="GPKG", append=path.exists(),
        dataset_options={"VERSION": "1.3"}, **told,
    )  # fmt: skip
    count = pyogrio.read_info(path, layer=name)["features"]
    if count != len(frame):
        raise ExportError(
            "{layer} has {count} records in the file and {wanted} were written.",
            layer=name,
            count=count,
            wanted=len(frame),
        )


def layer_of(path: Path) -> gpd.GeoDataFrame:
    """Read a layer that is laid beside a network: obstacles, points, an extent."""
    return read_vector(path)
