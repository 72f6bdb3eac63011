"""The benchmark's shape: its data, its apps, its table. Nothing is timed here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from benchmarks import filter_and_first_map
from benchmarks.browser import CHANGES
from benchmarks.measures import QUICK, AppNumbers, Effort
from benchmarks.multiplied import multiplied
from benchmarks.table import HEAD, Findings, markdown, rows
from layers.catalogue import CATALOGUE, THEMATIC
from layers.selection import select
from layers.view import View
from layers.vocabulary import DISTRICTS, STATUSES
from outlets.webmap.packing import encode_rows
from screens.state import today

if TYPE_CHECKING:
    from layers.build import Dataset

FOLDER = Path(filter_and_first_map.__file__).parent
APPS = ("ours", "ours_without_map", "usual", "empty")
TIMES = 3


@pytest.fixture(scope="module")
def tripled(dataset: Dataset) -> Dataset:
    return multiplied(dataset, TIMES)


class TestData:
    def test_once_is_the_data_themselves(self, dataset: Dataset) -> None:
        assert multiplied(dataset, 1) is dataset

    def test_thematic_records_are_repeated_and_the_ground_is_not(
        self, dataset: Dataset, tripled: Dataset
    ) -> None:
        for layer in CATALOGUE:
            times = 1 if layer.background else TIMES
            assert len(tripled.frames[layer.id]) == times * len(dataset.frames[layer.id])

    def test_ids_are_new_and_the_first_copy_keeps_its_own(
        self, dataset: Dataset, tripled: Dataset
    ) -> None:
        for layer in THEMATIC:
            ids = set(tripled.frames[layer.id]["id"])
            assert len(ids) == len(tripled.frames[layer.id])
            assert ids >= set(dataset.frames[layer.id]["id"])

    def test_copies_stand_beside_each_other_with_five_decimals(self, tripled: Dataset) -> None:
        frame = tripled.frames["metro_stations"]
        shapes = frame.geometry.dropna()
        assert len({shape.wkb for shape in shapes}) == len(shapes)
        positions = shapely.get_coordinates(np.asarray(shapes.array))
        assert np.allclose(positions, np.round(positions, 5), atol=1e-9)

    def test_the_same_each_time(self, dataset: Dataset, tripled: Dataset) -> None:
        again = multiplied(dataset, TIMES)
        for layer in THEMATIC:
            assert again.frames[layer.id]["id"].tolist() == tripled.frames[layer.id]["id"].tolist()

    def test_a_view_selects_each_record_in_every_copy(
        self, dataset: Dataset, tripled: Dataset
    ) -> None:
        view = View(statuses=("completed",))
        once = select(dataset, view, today=today()).ids
        assert len(select(tripled, view, today=today()).ids) == TIMES * len(once)


def test_a_selection_at_forty_times_the_data_fits_the_message(dataset: Dataset) -> None:
    """The worst bitset is one that cannot be compressed."""
    count = 40 * sum(len(dataset.frames[layer.id]) for layer in THEMATIC)
    noise = np.random.default_rng(1).random(count) < 0.5
    assert len(encode_rows(noise)) < 3_700


class TestApps:
    @pytest.mark.parametrize("app", APPS)
    def test_each_is_there_and_is_watched(self, app: str) -> None:
        assert (FOLDER / "apps" / f"{app}.py").exists()
        assert re.search(
            rf"^    {app}: \(\) =>", (FOLDER / "watch.js").read_text("utf-8"), re.MULTILINE
        )

    def test_the_boxes_to_click_exist(self) -> None:
        for facet, code in CHANGES:
            assert code in {"status": STATUSES, "district": DISTRICTS}[facet]

    def test_every_box_ticked_is_cleared(self) -> None:
        assert all(CHANGES.count(change) % 2 == 0 for change in CHANGES)

    @pytest.mark.parametrize("effort", [Effort(), QUICK])
    def test_enough_changes_for_a_median(self, effort: Effort) -> None:
        assert effort.changes >= 10


def numbers(milliseconds: float, size_bytes: int) -> AppNumbers:
    return AppNumbers(
        change_ms=[milliseconds] * 3, message_bytes=[size_bytes], socket_bytes=[size_bytes],
        first_ms=[milliseconds], first_bytes=size_bytes, second_ms=milliseconds,
    )  # fmt: skip


class TestTable:
    found = Findings(
        apps={
            size: {
                "ours": numbers(150, 4_000),
                "ours_without_map": numbers(100, 3_000),
                "usual": numbers(600, 900_000),
            }
            for size in (1, 10, 40)
        },
        memory_mb={1: 0.5, 10: 1.0, 40: 6.0},
        start_ms={"empty": 1_000, "ours": 2_500},
    )

    def test_one_markdown_table(self) -> None:
        lines = markdown(self.found).splitlines()
        assert len(lines) == 2 + len(rows(self.found))
        assert {line.count("|") for line in lines} == {len(HEAD) + 1}

    def test_ratios_and_verdicts(self) -> None:
        found = {(row.what, row.size): row for row in rows(self.found)}
        slower = found["filter change to painted map, × the page without a map", 1]
        assert (slower.value, slower.verdict) == (1.5, "≤ 1.5 ✓")
        faster = found["filter change to painted map, times faster than the usual app", 40]
        assert (faster.value, faster.verdict) == (4.0, "≥ 5 ✗")
        memory = found["memory per session after the filter changes, MB", 40]
        assert memory.verdict == "≤ 5 ✗"
        assert found["start of the server to first map, × empty app", 1].verdict == "≤ 2 ✗"

    def test_sizes_between_have_no_aim_of_their_own(self) -> None:
        verdicts = {row.what: row.verdict for row in rows(self.found) if row.size == 10}
        assert verdicts["filter change to painted map, × the page without a map"] == ""
        assert verdicts["filter change: the map's message, largest, KB"] == "≤ 5 ✓"


def test_it_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        filter_and_first_map.main(["--help"])
    assert stopped.value.code == 0
    assert "--quick" in capsys.readouterr().out
