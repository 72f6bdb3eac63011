"""Ranking and comparison: the same numbers as a plain search, and as each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from benchmarks.generated_streets import CITIES, city
from benchmarks.plain_ranking import COLUMNS, largest_difference, rank_plainly
from benchmarks.removed_links import cut_short
from geo.errors import CrsError, NetworkError
from geo.exports import CancelledError
from geo.streets.cleaning import clean
from geo.streets.comparison import compare
from geo.streets.graph import ARTERY, build
from geo.streets.ranking import Trips, rank, sample, shortlist
from geo.streets.reading import streets_of
from street_drawing import CRS, at, judged, network, square

if TYPE_CHECKING:
    from geo.streets.network import Network

FEW = Trips(origins=40, seed=3)


def worked(kind: str, seed: int = 2) -> tuple[Network, gpd.GeoDataFrame]:
    made = clean(streets_of(cut_short(city(kind, seed, size=14), 12, seed).frame))
    proposals = judged(made)[1]
    likeliest = proposals.sort_values(["choice", "likelihood"], ascending=[True, False])
    return made, likeliest.head(8).reset_index(drop=True)


@pytest.mark.parametrize("kind", CITIES)
def test_ranks_are_those_of_a_plain_search(kind: str) -> None:
    made, links = worked(kind)
    ours = rank(made, links, trips=FEW).sort_values(["end", "choice"])
    theirs = rank_plainly(made, links, sample(made, FEW))
    order = np.lexsort((links["choice"], links["end"]))
    for column in COLUMNS:
        assert largest_difference(ours[column].to_numpy(float), theirs[column][order]) <= 1e-6
    assert len(links) >= 5
    for column in ("trips_shorter", "trips_saved_m", "trips_faster", "trips_saved_s"):
        assert (ours[column] > 0).sum() >= 3, f"nothing is compared in {column}"


@pytest.mark.parametrize("kind", CITIES)
def test_one_link_opened_brings_what_the_ranking_says(kind: str) -> None:
    made, links = worked(kind)
    ranked = rank(made, links, trips=FEW)
    pairs = FEW.origins * (FEW.origins - 1) / 2
    for place in range(3):
        link = ranked.iloc[[place]]
        change = compare(made, link, trips=FEW).set_index("measure")["change"] * pairs
        row = link.iloc[0]
        assert -change["length_m"] == pytest.approx(row["trips_saved_m"], abs=1e-6)
        assert -change["time_s"] == pytest.approx(row["trips_saved_s"], abs=1e-6)
        assert -change["artery_m"] == pytest.approx(row["artery_saved_m"], abs=1e-6)


def test_links_together_bring_at_least_the_best_of_them() -> None:
    made, links = worked("grown")
    ranked = rank(made, links, trips=FEW)
    both = compare(made, ranked, trips=FEW).set_index("measure")
    pairs = FEW.origins * (FEW.origins - 1) / 2
    assert -both["change"]["length_m"] * pairs >= ranked["trips_saved_m"].max() - 1e-6
    assert both["change"]["dead_ends"] <= -len(set(ranked["node"]))


class TestByHand:
    """A square of 1 km with a street from the south that stops 200 m short of the north."""

    def links(self, **columns: Any) -> tuple[Network, gpd.GeoDataFrame]:
        made = network(*square(), [(500, 0), (500, 800)], **columns)
        return made, judged(made)[1].head(1)

    def test_the_way_between_both_ends_is_known(self) -> None:
        made, links = self.links()
        row = rank(made, links, trips=Trips(origins=3)).iloc[0]
        assert row["before_m"] == pytest.approx(800 + 500 + 1000 + 500)
        assert row["detour_before"] == pytest.approx(2800 / 200)
        assert row["detour_after"] == 1.0
        assert not row["joins_pieces"]

    def test_time_and_arteries_are_those_of_the_classes(self) -> None:
        made, links = self.links(highway=["primary"] * 4 + ["residential"])
        graph = build(made, links)
        total = graph.streets.code.sum()
        assert total % ARTERY == 4000
        seconds = 4000 / (50 / 3.6) + 800 / (25 / 3.6)
        assert total // ARTERY == pytest.approx(seconds * 1e3, abs=3)
        assert graph.links.code[0] // ARTERY == pytest.approx(200 / (25 / 3.6) * 1e3, abs=1)
        assert graph.links.code[0] % ARTERY == 0

    def test_a_link_takes_trips_off_the_artery(self) -> None:
        made = network(*square(), [(500, 0), (500, 800)], [(500, 1000), (500, 1100)],
                       highway=["primary"] * 4 + ["tertiary"] * 2)  # fmt: skip
        link = judged(made)[1].head(1)
        row = rank(made, link, trips=Trips(origins=4)).iloc[0]
        # South and the dead end, each to the north and to the tip beyond it, around until now.
        assert row["trips_faster"] == 4
        assert row["artery_saved_m"] == 4 * 2000
        around, through = 2000 / (50 / 3.6), 1000 / (30 / 3.6)
        from_end = around + 800 / (30 / 3.6) - 200 / (30 / 3.6)
        assert row["trips_saved_s"] == pytest.approx(2 * (around - through + from_end), abs=0.02)

    def test_points_come_within_ten_minutes(self) -> None:
        made, links = self.links()
        # The corner in the north-west: 500 m beyond the link, 2300 m around before.
        stations = gpd.GeoDataFrame({"weight": [7.0, 1.0]}, geometry=[at(0, 1000), at(500, 0)],
                                    crs=CRS).to_crs("EPSG:4326")  # fmt: skip
        row = rank(made, links, trips=Trips(origins=3), near={"stations": stations}).iloc[0]
        assert row["near_stations"] == 7.0  # the other is 800 m from one end, 1000 m from the other
        with pytest.raises(CrsError, match="stations"):
            rank(made, links, near={"stations": stations.set_crs(None, allow_override=True)})

    def test_a_link_that_joins_pieces_comes_first(self) -> None:
        made = network(*square(), [(500, 0), (500, 800)], [(1200, 100), (1200, 2500)],
                       [(300, 0), (300, 900)])  # fmt: skip
        proposals = judged(made)[1]
        ranked = rank(made, proposals, trips=Trips(origins=6))
        assert ranked["joins_pieces"].iloc[0]
        assert np.isinf(ranked["before_m"].iloc[0])
        assert ranked["trips_joined"].iloc[0] > 0
        assert ranked["joins_pieces"].is_monotonic_decreasing
        assert ranked["rank"].tolist() == list(range(1, len(ranked) + 1))
        joined = compare(made, ranked.head(1), trips=Trips(origins=6)).set_index("measure")
        assert joined["change"]["trips"] == ranked["trips_joined"].iloc[0]


class TestSampling:
    def test_equal_seeds_draw_equal_trips(self) -> None:
        made, links = worked("grid")
        one, same = (rank(made, links, trips=FEW) for _ in range(2))
        pd.testing.assert_frame_equal(one, same)
        other = rank(made, links, trips=Trips(origins=40, seed=4))
        assert other["trips_saved_m"].tolist() != one["trips_saved_m"].tolist()

    def test_demand_draws_where_points_are(self) -> None:
        made, _ = worked("grid")
        north = made.xy[made.xy[:, 1] > np.median(made.xy[:, 1]) + 500]
        demand = gpd.GeoDataFrame(geometry=shapely.points(north), crs=CRS)
        drawn = sample(made, Trips(origins=30, demand=demand))
        assert made.xy[drawn, 1].min() > np.median(made.xy[:, 1])
        with pytest.raises(CrsError, match="demand"):
            sample(made, Trips(demand=demand.set_crs(None, allow_override=True)))
        far = demand.set_geometry(demand.translate(90_000))
        with pytest.raises(NetworkError, match="near the network"):
            sample(made, Trips(demand=far))

    def test_no_more_origins_than_nodes_and_no_fewer_than_two(self) -> None:
        made = network(*square())
        assert len(sample(made, Trips(origins=1000))) == len(made.xy)
        with pytest.raises(NetworkError, match="1 origins make no trip"):
            sample(made, Trips(origins=1))

    def test_a_link_proposed_from_both_sides_is_ranked_once(self) -> None:
        made = network(*square(), [(500, 0), (500, 400)], [(500, 1000), (500, 600)])
        ends, proposals = judged(made)
        assert proposals["faces"].sum() == 2
        assert shortlist(ends, proposals)["faces"].sum() == 1

    def test_nothing_chosen_is_nothing_to_compare(self) -> None:
        made, links = worked("grid")
        with pytest.raises(NetworkError, match="No connection was chosen"):
            compare(made, links.head(0))
        assert len(rank(made, links.head(0), trips=FEW)) == 0


def test_the_work_can_be_called_off() -> None:
    made, links = worked("grid")
    for wanted in ("ends", "trips mm", "trips code"):

        def stop(step: str, _done: int, _total: int, *, wanted: str = wanted) -> None:
            if step == wanted:
                raise CancelledError("enough")

        with pytest.raises(CancelledError):
            rank(made, links, trips=FEW, progress=stop)
