"""Tell whether data are in a shifted datum, by laying them over a reference that is not.

The data are read in each of the three ways (as WGS 84, GCJ-02, BD-09), and each reading is asked
what it agrees with. Four kinds of evidence are taken, each on its own units:

- names: points that bear the name of a reference point lie at it;
- districts: points that bear the name of a reference polygon in any column lie inside it;
- points: points lie at some reference point, or reference points lie on the lines of the data;
- outlines: lines and boundaries of the data follow boundaries of the reference.

A reading is believed only if it beats every rival: the two other readings, and the data moved by
some thirty arbitrary vectors of 0.4 to 2.5 km. The last are what keeps data silent that have
nothing to do with the reference: one of the thirty then fits as well as any reading. Two rivals are
compared on the units that tell them apart (a sign test), and the confidence is the lower bound of
Wilson's 95 % interval for the share of these units that speaks for the winner.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import Geod

from geo.crs import to_lonlat
from geo.datum import DATUMS, TITLES, Datum, convert
from geo.datum_evidence import Basis, evidence
from geo.errors import Saying

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.datum_evidence import Hits

CONFIDENT = 0.7
"""Least confidence of an opinion: nine units for the winner and none against it."""

_WEIGHT: dict[Basis, int] = {"names": 2, "districts": 1, "points": 1, "outlines": 1}
"""Units that one unit counts for: a bare neighbour is more often a coincidence than a namesake."""

_Z = 1.96  # 95 %
_ELLIPSOID = Geod(ellps="WGS84")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What the detector says of a data set.

    ``datum`` is None for no opinion. ``shift_m`` and ``bearing_deg`` (clockwise from north) lead
    from the true position to the one in the data, in the middle of the data; 0 if nothing is
    shifted. ``confidence`` (0..1) is about the datum; ``units`` is how many features, samples or
    names the winner agrees with.
    """

    datum: Datum | None
    confidence: float = 0.0
    shift_m: float = 0.0
    bearing_deg: float = 0.0
    basis: Basis | None = None
    units: int = 0

    @property
    def saying(self) -> Saying | None:
        """The sentence for people: None unless the data look shifted."""
        if self.datum in (None, "wgs84"):
            return None
        return Saying(
            "looks like {datum}: {shift_m} m, bearing {bearing_deg}° (confidence {percent} %)",
            datum=TITLES[self.datum],
            shift_m=round(self.shift_m),
            bearing_deg=round(self.bearing_deg),
            percent=int(self.confidence * 100),
        )


def detect_datum(frame: gpd.GeoDataFrame, references: Sequence[gpd.GeoDataFrame]) -> Finding:
    """Tell which datum data are in.

    Parameters
    ----------
    frame
        Points, lines or polygons in any CRS, with or without columns of names.
    references
        Frames that are truly in the CRS that they claim. Points (such as stations) and polygons
        (such as districts) are compared; every text column of theirs counts as names.

    Returns
    -------
    The finding; without opinion if nothing can be compared, nothing fits, or evidence disagrees.

    Raises
    ------
    CrsError
        If a frame has no CRS, or coordinates cannot be degrees.
    """
    data = _located(frame)
    opinions = [
        (confidence, datum, basis, units)
        for reference in references
        for basis, hits in evidence(data, _located(reference))
        for datum, confidence, units in [_verdict(hits, _WEIGHT[basis])]
        if confidence >= CONFIDENT
    ]
    if len({datum for _, datum, _, _ in opinions}) != 1:
        return Finding(datum=None)
    confidence, datum, basis, units = max(opinions)
    shift_m, bearing_deg = _shift(data, datum)
    return Finding(
        datum=datum,
        confidence=confidence,
        shift_m=shift_m,
        bearing_deg=bearing_deg,
        basis=basis,
        units=units,
    )


def _located(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    shapes = frame.geometry
    return to_lonlat(frame)[~(shapes.isna() | shapes.is_empty)]


def _verdict(hits: Hits, weight: int) -> tuple[Datum, float, int]:
    """Return the reading that agrees most, its confidence against the best rival, and its units."""
    counts = hits.sum(axis=1)
    best = int(counts[: len(DATUMS)].argmax())
    rivals = np.delete(hits, best, axis=0)
    wins = weight * (hits[best] & ~rivals).sum(axis=1)
    losses = weight * (~hits[best] & rivals).sum(axis=1)
    return DATUMS[best], float(_wilson(wins, wins + losses).min()), int(counts[best])


def _wilson(wins: NDArray[np.int_], trials: NDArray[np.int_]) -> NDArray[np.float64]:
    """Lower bound of Wilson's 95 % interval for a share; 0 without trials."""
    total = np.maximum(trials, 1)
    share = wins / total
    spread = _Z * np.sqrt(share * (1 - share) / total + _Z**2 / (4 * total**2))
    return np.maximum((share + _Z**2 / (2 * total) - spread) / (1 + _Z**2 / total), 0.0)


def _shift(data: gpd.GeoDataFrame, datum: Datum) -> tuple[float, float]:
    """Return distance [m] and bearing [degree] of the shift in the middle of the data."""
    middles = shapely.get_coordinates(shapely.centroid(data.geometry.to_numpy()))
    lon, lat = np.median(middles, axis=0).tolist()  # one stray position does not move a median
    true_lon, true_lat = convert(lon, lat, source=datum, target="wgs84")
    azimuth, _, distance = _ELLIPSOID.inv(float(true_lon), float(true_lat), lon, lat)
    return (distance, azimuth % 360) if distance else (0.0, 0.0)
