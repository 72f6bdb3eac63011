"""Build a clean network: snap, split, drop duplicates, merge false nodes; every repair is a row.

Method
------
In this order, on a grid of one millimetre:

1. lines are split where they share a vertex (a vertex in common is a junction, on every level),
   where they cross themselves, and where they begin or cease to run on each other;
2. ends within ``tolerance_m`` of each other become one; what collapses is left out;
3. an end that stops within ``tolerance_m`` of another line of its level, or passes it by less, is
   moved onto it, and the line is split there;
4. lines that cross without a common vertex are split unless bridge, tunnel or layer differ. If the
   file tells none of these, it is judged by its own habit: where more junctions are noded than
   crossings are not, a crossing without a node is taken for a bridge (as in OpenStreetMap, whose
   ways are joined by common nodes only), otherwise it is split;
5. the same line on the same level is kept once;
6. pieces that meet where nothing branches become one if class, name, level and access agree.

Why not a library: momepy's ``close_gaps``, ``extend_lines`` and ``remove_false_nodes`` change lines
without telling which, and know no levels; neatnet replaces dual carriageways by centre lines,
which moves the very ends that we look for. Both were weighed in November 2026; counts of ends
after cleaning are tested against momepy.

Limits
------
Snapping chains: ends that are each near the next become one, even if the first and last are
farther apart than the tolerance. Crossings are rounded to the grid: lines that ran on each other
and were cut aslant may then lie a fraction of a millimetre apart, as two. One-way streets are open
both ways.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.errors import NetworkError, Saying
from geo.exports.files import nothing_to_tell
from geo.streets.crossings import at_crossings, at_overlaps, uncrossed
from geo.streets.merging import merge
from geo.streets.network import Network
from geo.streets.noding import number_ends, on_grid, split_at_shared_vertices
from geo.streets.repairs import middle
from geo.streets.snapping import ends_onto_lines, snap_ends

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.exports.files import Progress
    from geo.streets.reading import Streets
    from geo.streets.repairs import Repairs

Crossings = Literal["auto", "split", "keep"]

STEPS = 6

_STRAIGHT_M = 1e-6
"""How far off its neighbours' line a vertex lies that is none [m]; far less than the grid."""


@dataclass(frozen=True)
class Pieces:
    """Lines and the row of the file that each comes from."""

    lines: NDArray[Any]
    rows: NDArray[np.int64]

    def of(self, lines: NDArray[Any], source: NDArray[np.int64]) -> Pieces:
        """Return pieces that were cut out of these."""
        return Pieces(lines, self.rows[source])


def clean(
    streets: Streets,
    *,
    tolerance_m: float = 1.0,
    crossings: Crossings = "auto",
    progress: Progress = nothing_to_tell,
) -> Network:
    """Build a clean network of streets (see the module).

    Parameters
    ----------
    streets
        Streets in metres.
    tolerance_m
        How far ends may miss each other or a line [m]; 0 joins only what touches.
    crossings
        ``split`` or ``keep`` lines that cross without a node, or ``auto`` (see the module).
    progress
        Told what is being done; it may raise to call the work off.

    Raises
    ------
    NetworkError
        If nothing is left, or the tolerance is negative.
    """
    if not tolerance_m >= 0:
        raise NetworkError(
            "The snapping distance is {tolerance} m; it must be 0 or more.", tolerance=tolerance_m
        )
    repairs, levels = streets.repairs.copy(), streets.attributes["level"].to_numpy()
    progress("grid", 0, STEPS)
    lines, kept = on_grid(streets.lines)
    lost = np.setdiff1d(np.arange(len(streets.lines)), kept)
    repairs.add("zero_length", streets.rows[lost], shapely.get_point(streets.lines[lost], 0))
    pieces = _unrepeated(Pieces(lines, streets.rows[kept]), levels, repairs)
    if not len(pieces.lines):
        raise NetworkError("No line of the network has a length.")
    progress("split", 1, STEPS)
    pieces = _split(pieces, levels, repairs)
    progress("snap", 2, STEPS)
    pieces = pieces.of(*snap_ends(pieces.lines, pieces.rows, tolerance_m, repairs))
    if not len(pieces.lines):
        raise NetworkError(
            "Within {tolerance} m all ends of the network became one, and no street is left; give "
            "a smaller snapping distance.",
            tolerance=tolerance_m,
        )
    progress("join", 3, STEPS)
    pieces = pieces.of(*ends_onto_lines(pieces.lines, pieces.rows, levels, tolerance_m, repairs))
    progress("crossings", 4, STEPS)
    cut, source, note = at_crossings(
        pieces.lines,
        pieces.rows,
        levels if streets.has_levels else None,
        crossings,
        repairs,
    )
    pieces = _unrepeated(pieces.of(cut, source), levels, repairs)
    progress("merge", 5, STEPS)
    return _network(streets, pieces, repairs, note)


def _unrepeated(pieces: Pieces, levels: NDArray[np.int64], repairs: Repairs) -> Pieces:
    """Keep the first of lines that are the same, in either direction, on one level.

    A vertex on the straight way between its neighbours makes no other line.
    """
    courses = shapely.simplify(pieces.lines, _STRAIGHT_M)
    same = pd.DataFrame(
        {
            "line": shapely.to_wkb(shapely.normalize(courses)),
            "level": levels[pieces.rows],
        }
    ).duplicated().to_numpy()  # fmt: skip
    repairs.add("duplicate", pieces.rows[same], middle(pieces.lines[same]))
    return Pieces(pieces.lines[~same], pieces.rows[~same])


def _split(pieces: Pieces, levels: NDArray[np.int64], repairs: Repairs) -> Pieces:
    """Split lines that cross themselves or run on each other, and all at shared vertices."""
    whole, source = uncrossed(pieces.lines, pieces.rows, repairs)
    pieces = pieces.of(whole, source)
    lines, source, splits = split_at_shared_vertices(pieces.lines)
    cut = np.flatnonzero(splits)
    repairs.add("shared_vertex", pieces.rows[cut], middle(pieces.lines[cut]), splits[cut])
    pieces = pieces.of(lines, source)
    pieces = _unrepeated(pieces, levels, repairs)
    return pieces.of(*at_overlaps(pieces.lines, pieces.rows, levels, repairs))


def _network(
    streets: Streets, pieces: Pieces, repairs: Repairs, note: tuple[Saying, ...]
) -> Network:
    attributes = streets.attributes
    kind = attributes.groupby(["road_class", "name", "level", "closed"], sort=False).ngroup()
    lines, first, counts = merge(pieces.lines, kind.to_numpy().astype(np.int64)[pieces.rows])
    rows = pieces.rows[first]
    merged = counts > 1
    repairs.add("merged", rows[merged], middle(lines[merged]), counts[merged])
    nodes, xy = number_ends(lines)
    segments = gpd.GeoDataFrame(
        attributes.iloc[rows].reset_index(drop=True).assign(
            u=nodes[:, 0], v=nodes[:, 1], length_m=shapely.length(lines), row=rows
        ),
        geometry=lines,
        crs=streets.crs,
    )  # fmt: skip
    return Network(
        segments=segments,
        xy=xy,
        marks=streets.marks,
        repairs=repairs.frame(streets.crs),
        notes=(*streets.notes, *note),
    )
