"""Tell real dead-end roads (断头路) from culs-de-sac, compounds, the map's edge and data errors.

Rules, the first that fits decides; every number is a convention of ours, named here and nowhere
else, not a legal limit:

1. ``data_error``: the end lies in a loose piece shorter than 1 km, or the whole street is shorter
   than 5 m (a spur), or a street lies within 5 m straight ahead (a joint that was missed);
2. ``map_edge``: within 100 m of the outline of the network (or of the extent that is given), and no
   street straight ahead within the limit;
3. ``gated``: the street is closed to the public or of a class that serves a compound, or the file
   has a gate at the end;
4. ``motorway``: the end of a motorway or its ramp, which is no street to be opened;
5. ``cul_de_sac``: the file has a turning circle or ``noexit`` there; or no street lies straight
   ahead within the limit; or only behind an obstacle; or a residential street up to 120 m long that
   no other dead end faces: built to end there;
6. ``dead_end``: a public street that stops short of one it points at.

Straight ahead means that the connection turns at most 30 degrees.

Limits: a wall or a gate that the file does not hold is not seen, so a compound's street mapped as
residential can look like a dead-end road, and a dead-end road up to 120 m long like a cul-de-sac;
each row says which rule decided.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.errors import CrsError, Saying
from geo.streets.classes import CLASSES
from geo.streets.proposals import FACING_DEG

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.streets.network import Network

KINDS = ("dead_end", "cul_de_sac", "gated", "motorway", "map_edge", "data_error")
"""What an end of a street may be."""

LOOSE_PIECE_M = 1000.0
SPUR_M = 5.0
MISSED_M = 5.0
EDGE_M = 100.0
SHORT_M = 120.0

_OUTLINE_RATIO = 0.05
"""How closely the outline follows a network: 0 most, 1 is its convex hull."""

_BAY_M = 2000.0
"""Bays of the outline are wider than about this, so that a block is none [m]."""

REASONS = {
    "loose_piece": ("data_error", "it lies in a loose piece of {piece_m:.0f} m"),
    "spur": ("data_error", "the whole street is {street_m:.1f} m long: a spur of the drawing"),
    "missed": ("data_error", "it misses the street ahead by {ahead_m:.1f} m"),
    "edge": ("map_edge", "it lies at the edge of the network, and what is beyond is not in it"),
    "closed": ("gated", "the street is not open to the public"),
    "compound": ("gated", "its class ({road_class}) serves a compound, not the public"),
    "gate": ("gated", "there is a gate at its end"),
    "motorway": ("motorway", "it is the end of a motorway or its ramp, no street to be opened"),
    "turning": ("cul_de_sac", "there is a turning circle at its end"),
    "noexit": ("cul_de_sac", "the file says that it ends there"),
    "nothing_ahead": ("cul_de_sac", "no street lies straight ahead within the limit"),
    "blocked": ("cul_de_sac", "{blocked_by} lies between it and the street ahead"),
    "short": ("cul_de_sac", "a {road_class} street of {street_m:.0f} m, built to end there"),
    "facing": ("dead_end", "another dead end faces it, {ahead_m:.0f} m ahead"),
    "points_at": ("dead_end", "it stops {ahead_m:.0f} m short of the street that it points at"),
}
"""Rules by name: the kind, and the sentence with its fields."""


def classify(
    network: Network,
    ends: gpd.GeoDataFrame,
    proposals: gpd.GeoDataFrame,
    *,
    extent: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Say of each dead end what it is and why (see the module).

    Parameters
    ----------
    network
        A clean network.
    ends
        Its dead ends.
    proposals
        What :func:`geo.streets.proposals.propose` found for them.
    extent
        Area that the network was cut out of; its outline is guessed if left out.

    Returns
    -------
    The ends with ``kind``, ``reason`` (one of :data:`REASONS`), ``why`` (the sentence),
    ``ahead_m`` (to the nearest street straight ahead, NaN if there is none), ``blocked_by`` and
    ``choices`` (how many proposals there are).

    Raises
    ------
    CrsError
        If the extent has no CRS.
    """
    found = ends.assign(**_ahead(ends, proposals))
    kinds = [CLASSES[name] for name in found["road_class"]]
    public = np.array([kind.public for kind in kinds], dtype=bool)
    residential = (found["road_class"] == "residential").to_numpy()
    ahead = found["ahead_m"].to_numpy()
    nothing, mark = np.isnan(ahead), found["mark"]
    rules: dict[str, Any] = {
        "loose_piece": (found["piece"] > 0) & (found["piece_m"] < LOOSE_PIECE_M),
        "spur": found["street_m"] < SPUR_M,
        "missed": ahead < MISSED_M,
        "edge": nothing & (found["blocked_by"] == "") & _at_edge(network, found, extent),
        "closed": found["closed"],
        "gate": mark == "gate",
        "compound": ~public,
        "motorway": found["road_class"] == "motorway",
        "turning": mark == "turning",
        "noexit": mark == "noexit",
        "blocked": nothing & (found["blocked_by"] != ""),
        "nothing_ahead": nothing,
        "facing": found["faced"],
        "short": residential & (found["street_m"] <= SHORT_M),
    }
    reason = np.select(
        [np.asarray(rule, dtype=bool) for rule in rules.values()], list(rules), "points_at"
    )
    found["reason"] = reason
    found["kind"] = [REASONS[name][0] for name in reason]
    found["why"] = [str(sentence(row)) for row in found.to_dict("records")]
    return gpd.GeoDataFrame(found.drop(columns=["faced"]), crs=ends.crs)


def sentence(row: dict[str, Any]) -> Saying:
    """Return the sentence that says why an end is what it is, to be translated on a screen."""
    return Saying(REASONS[row["reason"]][1], **row)


def _ahead(ends: gpd.GeoDataFrame, proposals: gpd.GeoDataFrame) -> dict[str, NDArray[Any]]:
    """Summarise the proposals of each end: what lies straight ahead, and what is in the way."""
    index = pd.RangeIndex(len(ends))
    straight = proposals[proposals["deflection_deg"] <= FACING_DEG]
    free, blocked = straight[~straight["blocked"]], straight[straight["blocked"]]
    chosen = proposals[proposals["choice"] > 0]
    return {
        "ahead_m": free.groupby("end")["length_m"].min().reindex(index).to_numpy(),
        "faced": free.groupby("end")["faces"].any().reindex(index, fill_value=False).to_numpy(),
        "blocked_by": blocked.groupby("end")["crosses"].first().reindex(index, fill_value="")
        .to_numpy(),
        "choices": chosen.groupby("end").size().reindex(index, fill_value=0).to_numpy(),
    }  # fmt: skip


def _at_edge(
    network: Network, ends: gpd.GeoDataFrame, extent: gpd.GeoDataFrame | None
) -> NDArray[np.bool_]:
    if extent is None:
        area = _outline(network)
    elif extent.crs is None:
        raise CrsError("The extent of the network has no coordinate reference system.")
    else:
        area = extent.to_crs(network.segments.crs).union_all()
    outline = shapely.boundary(area)
    shapely.prepare(outline)
    near = shapely.dwithin(ends.geometry.to_numpy(), outline, EDGE_M)
    outside = ~shapely.covers(area, ends.geometry.to_numpy())
    return np.asarray(near | outside, dtype=bool)


def _outline(network: Network) -> shapely.Geometry:
    """Guess the area that a network covers: a hull that follows its streets."""
    streets = shapely.segmentize(network.segments.geometry.to_numpy(), EDGE_M)
    # Points half an edge apart are enough for the outline, and far fewer.
    xy = np.unique(np.rint(shapely.get_coordinates(streets) / (EDGE_M / 2)), axis=0) * (EDGE_M / 2)
    widest = float(np.hypot(*np.ptp(xy, axis=0)))
    ratio = min(1.0, max(_OUTLINE_RATIO, _BAY_M / widest))
    return shapely.concave_hull(shapely.multipoints(xy), ratio=ratio)
