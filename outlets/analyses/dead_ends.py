"""The dead-end workbench as one piece of work: a network in, ranked connections out as a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.errors import Saying
from geo.exports import sha256
from geo.exports.files import nothing_to_tell
from geo.streets import classes, cleaning, kinds, proposals, ranking
from geo.streets.cleaning import clean
from geo.streets.comparison import compare
from geo.streets.dead_ends import find
from geo.streets.kinds import classify
from geo.streets.proposals import LIMIT_M, propose, require_limit
from geo.streets.ranking import MOST, Trips, rank, shortlist
from geo.streets.reading import read_streets, read_vector
from outlets.analyses.dead_end_words import KIND_TITLES, LIMITS, MEASURES_ZH, why_zh
from outlets.analyses.laid import EXTENT, PEOPLE, far_away, joined, obstacles_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geo.exports.files import Progress
    from geo.streets.cleaning import Crossings
    from geo.streets.network import Network
    from outlets.analyses.laid import Laid


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked of a network.

    Parameters
    ----------
    network
        File of the network.
    title
        What messages and results call it; the file's name if left out.
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
    laid
        Files beside it: obstacles, people who should come near, the extent.
    near
        More points that should come near, by name.
    """

    network: Path
    title: str | None = None
    layer: str | None = None
    credit: str | None = None
    limit_m: float = LIMIT_M
    tolerance_m: float = 1.0
    crossings: Crossings = "auto"
    most: int = MOST
    trips: Trips = field(default_factory=Trips)
    laid: tuple[Laid, ...] = ()
    near: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        """Hash of the network, which may be large: it is read for it once."""
        return sha256(self.network)


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
    notes
        What a reader must know: reprojection, how crossings were judged, files without effect.
    """

    network: Network
    ends: gpd.GeoDataFrame
    proposals: gpd.GeoDataFrame
    method: pd.DataFrame
    notes: tuple[Saying, ...]

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
    streets = read_streets(question.network, layer=question.layer, name=question.title)
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
        obstacles=obstacles_of(question.laid),
        progress=progress,
    )
    ends = classify(network, ends, found, extent=joined(question.laid, EXTENT))
    links = shortlist(ends, found, most=question.most)
    ranked = rank(network, links, trips=question.trips, near=_near(question), progress=progress)
    area = gpd.GeoSeries([shapely.box(*network.segments.total_bounds)], crs=network.segments.crs)
    notes = (*network.notes, *_apart(network), *far_away(question.laid, area))
    return Answer(
        network=network,
        ends=_named_ends(ends),
        proposals=_named_proposals(found, ranked),
        method=_method(question, network, notes),
        notes=notes,
    )


def _apart(network: Network) -> list[Saying]:
    """Say that no way leads through the whole of a network, if none does."""
    length = network.segments["length_m"].to_numpy()
    lengths = np.bincount(network.pieces[network.nodes[:, 0]], weights=length)
    if len(lengths) == 1:
        return []
    return [
        Saying(
            "The network lies in {count} pieces without a way between them; {share} % of its "
            "length is in the longest.",
            count=len(lengths),
            share=round(100 * float(lengths[0] / lengths.sum()), 1),
        )
    ]


def _near(question: Question) -> dict[str, gpd.GeoDataFrame]:
    people = joined(question.laid, PEOPLE)
    return {**question.near, **({} if people is None else {PEOPLE: people})}


def _name(end: int) -> str:
    return f"d{end + 1:05d}"


def _named_ends(ends: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    ends = ends.assign(
        id=[_name(end) for end in range(len(ends))],
        kind_zh=[KIND_TITLES[kind].zh for kind in ends["kind"]],
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


def _method(question: Question, network: Network, notes: tuple[Saying, ...]) -> pd.DataFrame:
    """Say how it was found: the modules' own words, the choices made, and the limits."""
    trips, name = question.trips, question.title or question.network.name
    speeds = ", ".join(f"{kind.id} {kind.speed_kmh:g}" for kind in classes.CLASSES.values())
    unknown = int((network.segments["road_class"] == classes.UNKNOWN).sum())
    rows = [
        ("source", question.credit or name),
        ("network", f"{name}, sha256 {question.digest}"),
        ("crs", network.segments.crs.to_wkt()),
        ("limits_zh", LIMITS.zh),
        ("limits_en", LIMITS.en),
        *(("note", str(note)) for note in notes),
        ("limit_m", f"{question.limit_m:g}"),
        ("tolerance_m", f"{question.tolerance_m:g}"),
        ("trips", f"all pairs of {trips.origins} nodes, seed {trips.seed}"),
        ("laid beside", "; ".join(map(_told, question.laid)) or "none given"),
        ("near", "; ".join(f"{k}: {len(v)}" for k, v in _near(question).items()) or "none given"),
        ("speeds_kmh", f"{speeds}; {unknown} segments are of unknown class"),
        ("cleaning", cleaning.__doc__),
        ("kinds", kinds.__doc__),
        ("proposals", proposals.__doc__),
        ("ranking", ranking.__doc__),
    ]
    return pd.DataFrame(rows, columns=["item", "text"])


def _told(laid: Laid) -> str:
    bridged = " (may be bridged)" if laid.bridged else ""
    return f"{laid.kind}{bridged}: {laid.name}, {len(laid.frame)} shapes, sha256 {laid.digest}"


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


def layer_of(path: Path) -> gpd.GeoDataFrame:
    """Read a layer that is laid beside a network: obstacles, points, an extent."""
    return read_vector(path)
